"""A work as it is referred to: what is known of it, and where in it the cited passages stand."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, Protocol
from urllib.parse import quote

from corpus.model import Item, Metadata, Passage
from corpus.names import split_name

Shape = Literal["magazine", "newspaper", "chapter", "report", "law", "webpage", "document"]
"""What a work is to programs that manage references; "magazine" is an article in one, and "newspaper" too."""
_SHAPES: dict[str | None, Shape] = {
    "newsletter": "magazine",
    "magazine": "magazine",
    "article": "magazine",
    "column": "magazine",
    "interview": "magazine",
    "opinion": "magazine",
    "news": "newspaper",
    "report": "report",
    "letter": "report",
    "law": "law",
    "web page": "webpage",
    "project": "webpage",
    "event": "webpage",
    "contact": "webpage",
    "references": "webpage",
    "faq": "webpage",
    "organisation": "webpage",
}
"""By the kind of document."""
_IN_SOMETHING: frozenset[Shape] = frozenset({"magazine", "newspaper", "webpage"})
"""Works that are read in a magazine, in a newspaper or on a site, which the publisher names when nothing else does."""
# What is white is left to ``str.split``. A lone half of a pair cannot be written in UTF-8.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_WORDS_OF_LINK = 6


@dataclass(frozen=True, slots=True)
class Name:
    """Who wrote a work. Without ``given`` it is an organisation or may be one, and ``family`` is the whole name."""

    family: str  # with its particles: van der Berg
    given: str | None


class Cited(Protocol):
    """A passage with what is known of its work: a hit, a quote of an answer, or what the catalogue holds."""

    @property
    def passage(self) -> Passage:
        """The words."""
        ...

    @property
    def metadata(self) -> Metadata:
        """What is known of their document."""
        ...

    @property
    def item(self) -> Item | None:
        """What is known of the item in it that they are from."""
        ...


@dataclass(frozen=True, slots=True)
class Reference:
    """A document, or an item in one. Every text is one line without control characters."""

    identity: str  # hexadecimal; the same for every passage of the work, and when the work is indexed anew
    shape: Shape
    title: str
    container: str | None  # title of the document, of an item in it
    authors: tuple[Name, ...]  # the publisher, when nobody signed
    publisher: str | None
    date: str | None  # possibly partial
    language: str | None
    address: str | None  # on the web, of the document
    url: str | None  # the same, leading to the first words of the first passage
    pages: tuple[int, ...]  # that the passages are on, ascending
    places: tuple[str, ...]  # where each passage stands, in Dutch, in reading order

    @property
    def key(self) -> str:
        """A short name of letters and digits that no other work has: verzonnen2024-0f3a9c41d2."""
        lead = unicodedata.normalize("NFKD", self.authors[0].family if self.authors else self.title)
        name = "".join(re.findall(r"[a-z0-9]", lead.lower()))[:20]
        return f"{name or 'bron'}{self.date[:4] if self.date else 'zd'}-{self.identity[:10]}"

    @property
    def published_in(self) -> str | None:
        """What it is read in: its container, or else the magazine or site of a publisher who is not its author."""
        has_own = self.shape in _IN_SOMETHING and self.publisher not in [name.family for name in self.authors]
        return self.container or (self.publisher if has_own else None)

    @property
    def published_by(self) -> str | None:
        """Its publisher, unless that is what it is read in."""
        return None if self.publisher == self.published_in else self.publisher

    @property
    def note(self) -> str:
        """Where all of its passages stand, in Dutch."""
        return f"Geciteerd: {'; '.join(self.places)}"

    @property
    def pages_in_words(self) -> str:
        """The pages as Dutch texts have them: "p. 7" or "pp. 3, 7"; "" without pages."""
        return f"{'p.' if len(self.pages) == 1 else 'pp.'} {', '.join(map(str, self.pages))}" if self.pages else ""


def references(cited: Iterable[Cited]) -> list[Reference]:
    """Return the works that passages are from, each once, with all its passages, in the order of their first ones."""
    works: dict[str, dict[str, Cited]] = {}
    for one in cited:
        works.setdefault(_identity(one), {}).setdefault(one.passage.passage_id, one)
    return [_reference(identity, list(passages.values())) for identity, passages in works.items()]


def text_link(url: str, text: str) -> str:
    """Return the address with a text fragment, which makes a browser scroll to the passage's first words."""
    first = " ".join(text.split()[:_WORDS_OF_LINK])
    fragment = quote(first, safe="", errors="replace").replace("-", "%2D")
    return f"{url.split('#')[0]}#:~:text={fragment}"


def plain(text: str) -> str:
    """Return the text on one line, without characters that are no text."""
    return " ".join(_NO_TEXT.sub("", text).split())


def _identity(cited: Cited) -> str:
    """Return what tells a work from every other: two items may have one title, such as "Column"."""
    own = (cited.item.authors, cited.item.date) if cited.item else None
    name = repr((cited.passage.doc_id, cited.passage.item, own))
    return blake2b(name.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def _reference(identity: str, cited: Sequence[Cited]) -> Reference:
    first, metadata, item = cited[0].passage, cited[0].metadata, cited[0].item
    publisher = _plain(metadata.publisher)
    authors = tuple(map(_name, filter(None, map(plain, (item and item.authors) or metadata.authors))))
    address = _plain(metadata.url)
    return Reference(
        identity=identity,
        shape=_shape(metadata, is_item=first.item is not None),
        title=plain(first.item or metadata.title),
        container=_plain(metadata.title) if first.item else None,
        authors=authors or ((Name(publisher, None),) if publisher else ()),
        publisher=publisher,
        date=metadata.date_of(item),
        language=_plain(metadata.language),
        address=address,
        url=text_link(address, first.text) if address else None,
        pages=tuple(sorted({one.passage.locator.page for one in cited if one.passage.locator.page})),
        places=tuple(_place(one.passage) for one in sorted(cited, key=lambda one: one.passage.locator.start)),
    )


def _shape(metadata: Metadata, *, is_item: bool) -> Shape:
    known = _SHAPES.get(metadata.kind)
    if is_item:
        return "chapter" if known in ("report", "law") else known or "magazine"
    return known or ("webpage" if metadata.url else "document")


@lru_cache(4_096)  # of ten hits half of the time went into names
def _name(author: str) -> Name:
    parts = split_name(author)
    return Name(author, None) if parts is None else Name(family=parts[1], given=parts[0])


def _place(passage: Passage) -> str:
    locator = passage.locator
    page = [f"p. {locator.page}"] if locator.page else []
    heading = [f"onder “{' > '.join(locator.heading)}”"] if locator.heading else []
    return plain(", ".join([passage.doc_id, *page, *heading, f"tekens {locator.start}-{locator.end}"]))


def _plain(text: str | None) -> str | None:
    return (text and plain(text)) or None
