"""The format of what is sent follows from its name, or else from its media type."""

import pytest

from api.media_types import MEDIA_TYPES, media_type, suffix_of
from corpus.reading.formats import identify


@pytest.mark.parametrize(
    ("doc_id", "stated", "suffix"),
    [
        ("a.md", "text/plain", ".md"),
        ("a.HTM", "", ".htm"),
        ("nota", "text/markdown; charset=utf-8", ".md"),
        ("nota", "TEXT/CSV", ".csv"),
        ("Nota 2.0", "application/pdf", ".pdf"),
        ("nota", "", ""),
        ("nota.xyz", "application/octet-stream", ".xyz"),
        ("nota", "application/x-www-form-urlencoded", ""),
        ("nota", "image/png", None),
        ("nota.png", "image/png", None),
        ("nota", "geen soort", ".txt"),
    ],
)
def test_a_known_name_goes_before_the_media_type(doc_id: str, stated: str, suffix: str | None) -> None:
    assert suffix_of(doc_id, stated) == suffix


def test_without_a_media_type_there_is_none() -> None:
    assert media_type(" ") == ""


@pytest.mark.parametrize("stated", MEDIA_TYPES)
def test_every_media_type_leads_to_a_format_that_is_read(stated: str) -> None:
    suffix = suffix_of("a", stated)
    assert suffix
    if suffix in (".pdf", ".docx", ".odt", ".epub", ".mhtml"):  # told by their contents alone
        return
    assert identify(f"a{suffix}", b"tekst")
