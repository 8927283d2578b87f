"""Passages of works that are cited."""

from hypothesis import strategies as st

from corpus.model import Item, Locator, Metadata, Passage
from search.citing.reference import Reference, references
from search.store import StoredPassage

TEXT = "De sociale basis is wat mensen samen doen. En meer."


def stored(
    passage_id: str = "p1",
    *,
    doc_id: str = "blad/a.txt",
    title: str = "Nieuwsbrief 3",
    item: str | None = None,
    work: Item | None = None,
    publisher: str | None = "Hogeschool Fabelland",
    date: str | None = "2024-02-12",
    authors: tuple[str, ...] = ("Karel van der Berg",),
    kind: str | None = "newsletter",
    language: str | None = "nl",
    url: str | None = None,
    page: int | None = None,
    heading: tuple[str, ...] = (),
    start: int = 0,
    text: str = TEXT,
) -> StoredPassage:
    """Return a passage as the catalogue holds it."""
    passage = Passage(passage_id, doc_id, title, item, text, Locator(start, start + len(text), page, heading))
    return StoredPassage(1, passage, Metadata(title, publisher, date, authors, kind, language, url), work, 1)


def reference(cited: StoredPassage) -> Reference:
    """Return the one work that a passage is from."""
    (found,) = references([cited])
    return found


PEOPLE = ("Roos Verzonnen", "Karel van der Berg", "Gemeente Fabelstad", "Ministerie van Zorg, Welzijn en Sport")
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60).map("W{}".format)
"""Any characters, halves of pairs and line ends too, after one letter."""
ANY_WORK = st.builds(
    stored,
    title=ANY_TEXT,
    item=st.none() | ANY_TEXT,
    publisher=st.none() | ANY_TEXT,
    authors=st.lists(st.sampled_from(PEOPLE) | ANY_TEXT, max_size=3).map(tuple),
    date=st.sampled_from([None, "2024", "2024-02", "2024-02-01"]),
    kind=st.sampled_from([None, "newsletter", "article", "news", "report", "law", "web page", "sprookje"]),
    url=st.sampled_from([None, "https://voorbeeld.nl/a?b=1&c=%20#d"]),
    page=st.none() | st.integers(1, 999),
    heading=st.lists(ANY_TEXT, max_size=2).map(tuple),
)
