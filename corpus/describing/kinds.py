"""What kind of work a text is, by the strong signs in the text itself."""

import re
from collections.abc import Iterable

_LETTER = re.compile(
    r"""\bAanhangsel\s+van\s+de\s+Handelingen\b | ^\W*Geachte\s+(?:heer|mevrouw|leden|voorzitter)\b
      | \bAan\s+de\s+[Vv]oorzitter\s+van\s+de\s+(?:Tweede|Eerste)\s+Kamer\b
      | \b(?:Antwoord|Mededeling)\s+van\s+(?:de\s+)?(?:[Mm]inister|[Ss]taatssecretaris)\b""",
    re.MULTILINE | re.VERBOSE,
)
_LETTER_START = 2_000
"""Characters at the start of a text in which a letter shows itself."""
_QUESTIONS = 4
"""So many headings that ask something, and fewer that do not, are a list of questions and answers."""


def guess_kind(name: str, text: str) -> str | None:
    """Return the kind that a document's name and text show by strong signs, or None."""
    if "nieuwsbrief" in f"{name} {text[:300]}".lower():
        return "newsletter"
    return "letter" if _LETTER.search(text[:_LETTER_START]) else None


def kind_of_headings(titles: Iterable[str]) -> str | None:
    """Return "faq" when most of a document's headings, and enough of them, ask something; else None."""
    asking = [title.rstrip().endswith("?") for title in titles]
    return "faq" if sum(asking) >= _QUESTIONS and 2 * sum(asking) > len(asking) else None
