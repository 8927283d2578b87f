"""E-mail and web addresses that are broken by a space or a line end."""

import re

from corpus.reading.repair.edit import Edit

_TOP = r"(?:nl|be|eu|com|org)(?![\w.@-]*\w)"
"""Ends of addresses that are no Dutch words; "net" and "info" are."""
_LABEL = r"[a-zA-Z0-9][a-zA-Z0-9-]{0,62}"
_GAP = r"[ \t]{0,4}[ \t\n][ \t]{0,4}"
_HOST = rf"(?:{_LABEL}\.){{1,4}}[a-z]{{2,6}}(?![\w@])"
# Each begins with letters that are rare in running text, so that the rest is seldom tried.
_BROKEN = [
    re.compile(rf"@(?<=\w@)({_GAP}){_HOST}"),  # naam@ adres.nl
    re.compile(rf"@(?<=\w@){_LABEL}({_GAP}\.|\.{_GAP}){_TOP}"),  # naam@adres. nl
    re.compile(rf"www(?<!\wwww)\.{_LABEL}({_GAP}\.|\.{_GAP}){_TOP}"),  # www.adres. nl
    re.compile(rf"www(?<!\wwww)({_GAP}\.|\.{_GAP})(?:{_LABEL}\.){{1,4}}{_TOP}"),  # www. adres.nl
    re.compile(rf"http(?<!\whttp)s?:({_GAP}//|//{_GAP}){_HOST}"),  # https:// adres.nl
]
_AT_HOST = re.compile(rf"@(?<=[ \t\n]@){_HOST}")
_BEFORE_AT = re.compile(
    rf"""(?<![\w.@/-])  # naam.b @adres.nl; a word alone may be that of a sentence, with the name of an account after it
         (?:[^\W_]{{1,40}}(?:[._-][^\W_]{{1,40}}){{1,5}}|info|contact|secretariaat|redactie|communicatie)
         ({_GAP})\Z""",
    re.VERBOSE,
)
_MAX_MAILBOX = 300


def address_edits(text: str) -> list[Edit]:
    """Return the repairs of e-mail and web addresses that are broken by a space or one line end where none can be."""
    gaps = [match.span(1) for pattern in _BROKEN for match in pattern.finditer(text)]
    for at in _AT_HOST.finditer(text):
        first = max(at.start() - _MAX_MAILBOX, 0)
        mailbox = _BEFORE_AT.search(text[first : at.start()])
        if mailbox:
            gaps.append((first + mailbox.start(1), at.start()))
    return [Edit(start, end, "".join(text[start:end].split())) for start, end in sorted(gaps)]
