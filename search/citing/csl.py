"""References in CSL-JSON, which Zotero, Pandoc and every citation processor read.

Source:
    Citation Style Language 1.0.2, schema of its input data.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from search.citing.reference import Name, Reference, Shape

_TYPES: Mapping[Shape, str] = {
    "magazine": "article-magazine",
    "newspaper": "article-newspaper",
    "chapter": "chapter",
    "report": "report",
    "law": "legislation",
    "webpage": "webpage",
    "document": "document",
}


def write(references: Sequence[Reference]) -> str:
    """Return the references as a JSON array."""
    return json.dumps([csl_item(reference) for reference in references], ensure_ascii=False, indent=2) + "\n"


def csl_item(reference: Reference) -> dict[str, Any]:
    """Return a reference as CSL-JSON has it, without what is not known."""
    item = {
        "id": reference.key,
        "type": _TYPES[reference.shape],
        "title": reference.title,
        "author": [_author(name) for name in reference.authors],
        "container-title": reference.published_in,
        "publisher": reference.published_by,
        "issued": reference.date and {"date-parts": [[int(part) for part in reference.date.split("-")]]},
        "page": ", ".join(map(str, reference.pages)),
        "language": reference.language,
        "URL": reference.url,
        "note": reference.note,
    }
    return {name: value for name, value in item.items() if value}


def _author(name: Name) -> dict[str, str]:
    return {"literal": name.family} if name.given is None else {"family": name.family, "given": name.given}
