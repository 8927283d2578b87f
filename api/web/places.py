"""Where links lead: a page with its fields, of which a link changes some."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from corpus.model import Locator, Passage
from search.citing.reference import text_link

PROJECTS, HOLDINGS = "/projecten", "/bronnen"
BOX = "/zoekvak"
HELD = f"{HOLDINGS}/documenten"
"""The documents of a collection, or those that a figure counts."""
PRIVATE = "/vertrouwelijk"
"""Where a search is asked by POST, so that its words stand in no address."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page with the fields that it is asked with."""

    path: str
    fields: Mapping[str, str]

    @property
    def is_private(self) -> bool:
        """Whether its fields must stay out of addresses."""
        return self.path == PRIVATE

    @property
    def href(self) -> str:
        """The address."""
        return f"{self.path}?{urlencode(self.fields)}" if self.fields else self.path

    def but(self, **changes: str | int | None) -> "Place":
        """Return the place with some fields changed, those that become None left out; a changed search begins anew."""
        fields = {name: value for name, value in self.fields.items() if name != "page"}
        changed = {name.removesuffix("_"): value for name, value in changes.items()}
        fields |= {name: str(value) for name, value in changed.items() if value is not None}
        return Place(self.path, {name: value for name, value in fields.items() if changed.get(name, "") is not None})

    def again(self, **changes: str | int | None) -> "Place":
        """Return the place, the page of results included, with some fields changed as by ``but``."""
        return self.but(**({"page": self.fields["page"]} if "page" in self.fields else {}), **changes)

    def to_similar(self, passage: Passage) -> str:
        """Return the address of what is like a passage."""
        return Place(f"/vergelijkbaar/{passage.passage_id}", self._told("lang")).href

    def to_hits(self, passage: Passage) -> str:
        """Return the address of a passage's document, to go through all that was found in it."""
        return Place(document_path(passage.doc_id), self._told("q", "lang")).href

    def to_document(self, passage: Passage) -> str:
        """Return the address of a passage in its document, which is told what was searched, unless that is private."""
        return document_address(passage, self._told("lang") if self.is_private else self._told("q", "lang"))

    def _told(self, *names: str) -> Mapping[str, str]:
        return {name: self.fields[name] for name in names if name in self.fields}


def document_address(passage: Passage, fields: Mapping[str, str]) -> str:
    """Return the address of a passage in its document."""
    query = urlencode({"passage": passage.passage_id, **fields})
    return f"{document_path(passage.doc_id)}?{query}#passage"


def document_path(doc_id: str) -> str:
    """Return the path of a document's page."""
    return f"/document/{quote(doc_id)}"


def original(url: str | None, text: str, locator: Locator) -> str | None:
    """Return where a passage stands on the web: the page of a PDF, the first words of a web page.

    Returns:
        None for a document without an address, or with one that a browser would run instead of visit.
    """
    if url is None or not url.lower().startswith(("https://", "http://")):
        return None
    bare = url.split("#")[0]
    if bare.split("?")[0].lower().endswith(".pdf"):
        return f"{bare}#page={locator.page}" if locator.page else bare
    return text_link(url, text)
