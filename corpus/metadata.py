"""What is known about a document: the manifest first, then its own markup, then its first headings."""

import re
from collections.abc import Mapping

from corpus.model import Metadata, Section, is_partial_date

_MAX_TITLE = 300


def describe(
    name: str, *, manifest: Mapping[str, str], found: Mapping[str, str], sections: tuple[Section, ...]
) -> Metadata:
    """Return the metadata of one document. A value that nobody states is None; nothing is invented.

    Args:
        name: The file's name, for the title when nothing better is known.
        manifest: The file's row in ``manifest.csv``; empty cells say nothing.
        found: What its markup states.
        sections: For a title: the first heading.
    """
    known = {key: value.strip() for source in (found, manifest) for key, value in source.items() if value.strip()}
    heading = next((section.title for section in sections if section.title), "")
    date = known.get("date", "")[:10]
    return Metadata(
        title=(known.get("title") or heading or re.sub(r"[-_]+", " ", name.rsplit(".", 1)[0]))[:_MAX_TITLE],
        publisher=known.get("publisher"),
        date=date if is_partial_date(date) else None,
        authors=tuple(author.strip() for author in known.get("authors", "").split(";") if author.strip()),
        kind=known.get("kind"),
        language=known.get("language"),
        url=known.get("url"),
    )
