"""References in BibTeX, for LaTeX and for reference managers.

Accents are left as they are: LaTeX, biber and reference managers read UTF-8. What means something to LaTeX is written
as what it looks like.

Source:
    Patashnik, BibTeXing (1988).
"""

import re
from collections.abc import Mapping, Sequence

from search.citing.reference import Name, Reference

# A field ends where its braces do, and some count those after a backslash: each brings its other, unseen.
_LATEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"\{\vphantom{\}}",
        "}": r"\vphantom{\{}\}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{char: f"\\{char}" for char in "&%$#_"},
    }
)
_LIGATURE = re.compile(r"([-'`,<>])(?=\1)|[?!](?=`)")
"""Two characters that LaTeX makes another one of."""
_IN_ADDRESS = str.maketrans({char: f"%{ord(char):02X}" for char in "\\{}^ "})
"""An address is read to the letter, so these are written as addresses write them."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_PUBLISHER: Mapping[str, str] = {"techreport": "institution"}
_CONTAINER: Mapping[str, str] = {"article": "journal", "incollection": "booktitle"}


def write(references: Sequence[Reference]) -> str:
    """Return the references, an entry each."""
    return "\n".join(map(_entry, references))


def _entry(reference: Reference) -> str:
    kind = _type(reference)
    fields = {
        "author": _braced(" and ".join(map(_author, reference.authors))),
        # In braces of their own titles keep their capitals: names in Dutch titles would lose them.
        "title": _braced(_braced(_text(reference.title))),
        _CONTAINER.get(kind, "howpublished"): _braced(_text(reference.published_in)),
        _PUBLISHER.get(kind, "publisher"): _braced(_text(reference.published_by)),
        **_date(reference.date),
        "pages": _braced(", ".join(map(str, reference.pages))),
        "language": _braced(_text(reference.language)),
        "url": _braced((reference.url or "").translate(_IN_ADDRESS)),
        # Unlike "note" it is not printed.
        "annote": _braced(_text(reference.note)),
    }
    lines = [f"  {name} = {value},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{reference.key},\n{''.join(lines)}}}\n"


def _type(reference: Reference) -> str:
    if reference.shape in ("magazine", "newspaper"):
        return "article" if reference.published_in else "misc"
    return {"chapter": "incollection", "report": "techreport"}.get(reference.shape, "misc")


def _author(name: Name) -> str:
    return f"{{{_text(name.family)}}}" if name.given is None else f"{_text(name.family)}, {_text(name.given)}"


def _date(date: str | None) -> dict[str, str]:
    """Return year, month and day, as far as they are known; a month is a word that styles put in their language."""
    year, month, day, *_ = [*(date or "").split("-"), "", ""]
    return {
        "year": _braced(year),
        "month": _MONTHS[int(month) - 1] if month else "",
        "day": _braced(day.removeprefix("0")),
    }


def _text(text: str | None) -> str:
    return _LIGATURE.sub(r"\g<0>{}", (text or "").translate(_LATEX))


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""
