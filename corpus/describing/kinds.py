"""What kind of work a text is: the codes, the Dutch words for them, and the strong signs in a text itself."""

import re
from collections.abc import Iterable

_PHRASES = {  # what we call it comes first
    "article": "artikel, artikelen, achtergrond, blog",
    "project": "project, projecten, projectpagina, onderzoeksproject",
    "column": "column, columns",
    "interview": "interview, interviews, vraaggesprek",
    "news": "nieuws, nieuwsbericht, nieuwsberichten, persbericht, actueel",
    "event": "evenement, evenementen, agenda, bijeenkomst, bijeenkomsten, congres, symposium",
    "contact": "contact, contactgegevens, contactpersonen, colofon",
    "references": "literatuur, literatuurlijst, bronnen, bronnenlijst, referenties, publicaties",
    "newsletter": "nieuwsbrief, nieuwsbrieven",
    "magazine": "magazine, tijdschrift, vakblad, blad",
    "report": "rapport, rapporten, onderzoeksrapport, verslag, jaarverslag, eindrapport, adviesrapport",
    "letter": "brief, brieven, kamerbrief, kamervragen, kamerstuk",
    "faq": "veelgestelde vragen, vraag en antwoord, vragen en antwoorden",
    "organisation": "organisatie, organisaties",
    "law": "wet, wetten, wettekst, regelgeving, regeling, verordening",
}
_CODES = {words: code for code, phrases in _PHRASES.items() for words in (code, *phrases.split(", "))}
_NAMES = {code: phrases.split(", ")[0] for code, phrases in _PHRASES.items()}
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


def read_kind(stated: str) -> str:
    """Return the code of a kind that a manifest, markup or heading states; one that nobody knows stays as given."""
    return _CODES.get(stated.strip().lower(), stated.strip())


def kind_name(code: str) -> str:
    """Return the Dutch word for the code of a kind; one that nobody knows is its own."""
    return _NAMES.get(code, code)


def guess_kind(name: str, text: str) -> str | None:
    """Return the kind that a document's name and text show by strong signs, or None."""
    if "nieuwsbrief" in f"{name} {text[:300]}".lower():
        return "newsletter"
    return "letter" if _LETTER.search(text[:_LETTER_START]) else None


def kind_of_headings(titles: Iterable[str]) -> str | None:
    """Return "faq" when most of a document's headings, and enough of them, ask something; else None."""
    asking = [title.rstrip().endswith("?") for title in titles]
    return "faq" if sum(asking) >= _QUESTIONS and 2 * sum(asking) > len(asking) else None
