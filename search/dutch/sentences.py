"""Sentence ends in Dutch: by rule, with the abbreviations that a point does not end."""

import re

_ABBREVIATIONS = """
    a.d. a.h.w. a.s. afb. afd. art. a.u.b. bijv. bijz. blz. bv. b.v. ca. c.a. c.q. cf. d.d. dhr. d.i. dir. d.m.v.
    dr. drs. d.w.z. e.a. e.d. e.e.a. eig. enz. e.o. etc. evt. e.v. excl. fig. gem. hfst. i.c. i.h.a. i.h.b. i.o.
    i.p.v. i.s.m. i.v.m. incl. ing. ir. jl. jr. kl. l. lic. m.a.w. max. m.b.t. m.b.v. mej. mevr. m.i.v. min. m.m.v.
    mr. mw. nl. no. nr. nrs. n.a.v. n.v.t. o.a. o.b.v. o.g.v. o.i.d. o.l.v. o.m. o.m.v. p. p.m. pag. plm. prof.
    red. resp. sr. st. t.a.v. t.b.v. tel. t.g.v. t.h.v. t.m. t/m. t.n.v. t.o.v. t.w.v. v. v.a. v.d. vgl. vlg. vnl.
    vs. w.o. z.a. zgn. z.o.z.
""".split()
_NEVER = re.compile(
    "(?:^|[\\s(\\[‘'\"“])(?:" + "|".join(map(re.escape, sorted(_ABBREVIATIONS, key=len)[::-1])) + ")$", re.I
)
_WINDOW = 20
"""Longer than any abbreviation with what may precede it; looking back further would cost a long text dearly."""
_INITIAL = re.compile(r"(?:^|[\s(.])[A-Z]\.$")
# A sentence ends at . ! ? … with closing quotes and brackets, before white space and something that can open one.
# Possessive, and never from within a row of points: otherwise a long row takes quadratic time.
_END = re.compile(r"""(?<![.!?…])[.!?…]++["'’”»)\]]*+(?=\s+["'‘’“„«(\[]*[A-ZÀ-Þ0-9]|\s*$)""")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences as ``(start, end)``, half-open, in order, without outer white space.

    Together they hold every character of the text that is not white space. A line break is no sentence end.
    """
    spans = []
    start = 0
    for match in _END.finditer(text):
        before = text[max(start, match.end() - _WINDOW) : match.end()]
        if match.end() < len(text) and match[0] == "." and (_NEVER.search(before) or _INITIAL.search(before)):
            continue
        spans.append((start, match.end()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return [_trim(text, first, last) for first, last in spans]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
