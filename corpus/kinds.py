"""Kinds of works: their codes, and the Dutch words for them."""

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
    "opinion": "opinie, opinies, opiniestuk, ingezonden",
    "web page": "webpagina, webpagina's",
    "law": "wet, wetten, wettekst, regelgeving, regeling, verordening",
}
KINDS = frozenset(_PHRASES)
"""The codes."""
_CODES = {words: code for code, phrases in _PHRASES.items() for words in (code, *phrases.split(", "))}
_NAMES = {code: phrases.split(", ")[0] for code, phrases in _PHRASES.items()}


def read_kind(stated: str) -> str:
    """Return the code of a kind that a manifest, markup or heading states; one that nobody knows stays as given."""
    return _CODES.get(stated.strip().lower(), stated.strip())


def kind_name(code: str) -> str:
    """Return the Dutch word for the code of a kind; one that nobody knows is its own."""
    return _NAMES.get(code, code)
