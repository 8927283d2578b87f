"""References in RIS, which every reference manager reads.

Source:
    Research Information Systems, RIS format specification (2001, 2011), as Zotero reads it.
"""

from collections.abc import Mapping, Sequence

from search.citing.reference import Name, Reference, Shape

_TYPES: Mapping[Shape, str] = {
    "magazine": "MGZN",
    "newspaper": "NEWS",
    "chapter": "CHAP",
    "report": "RPRT",
    "law": "STAT",
    "webpage": "ELEC",
    "document": "GEN",
}


def write(references: Sequence[Reference]) -> str:
    """Return the references, each from ``TY`` to ``ER``; a line ends as the format says, with CR and LF."""
    return "".join(f"{tag}  - {value}\r\n" for reference in references for tag, value in _fields(reference))


def _fields(reference: Reference) -> list[tuple[str, str]]:
    optional = {
        "T2": reference.published_in,
        "PB": reference.published_by,
        "PY": reference.date and reference.date[:4],
        "DA": reference.date and _date(reference.date),
        "SP": ", ".join(map(str, reference.pages)),
        "LA": reference.language,
        "UR": reference.url,
    }
    return [
        ("TY", _TYPES[reference.shape]),
        ("ID", reference.key),
        *(("AU", _author(name)) for name in reference.authors),
        ("TI", reference.title),
        *((tag, value) for tag, value in optional.items() if value),
        *(("N1", f"Geciteerd: {place}") for place in reference.places),
        ("ER", ""),
    ]


def _author(name: Name) -> str:
    # After a comma stands a given name: the format has no other way, so an organisation goes without its commas.
    return name.family.replace(",", "") if name.given is None else f"{name.family}, {name.given}"


def _date(date: str) -> str:
    """Return "2024/02/12/"; what is not known of it stays empty."""
    year, month, day, *_ = [*date.split("-"), "", ""]
    return f"{year}/{month}/{day}/"
