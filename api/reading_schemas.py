"""What the calls that read documents take and give: camelCase, each field described."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Self

from pydantic import Field

from api.schemas import Copy, FactOut, Filtered, HitOut, Schema
from api.values import DATE, MOST_NAMES, Count, Ordinal, OutDate, PassageId, StoredDocId, Words
from corpus.model import Metadata
from search.query import MAX_K
from search.similar import Similar
from search.store import DocumentOrder, ListedDocument, StoredDocument, StoredItem, StoredPassage
from search.suggestions import Suggestion, SuggestionKind


class DocumentsParameters(Filtered):
    """Which documents are listed, and how."""

    k: int = Field(default=10, ge=1, le=MAX_K, description="Number of documents at most.", examples=[20])
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Number of documents to pass over.", examples=[20])
    sort: DocumentOrder = Field(
        default="docId",
        description="By name; or by date: the newest first, those without a date last.",
        examples=["date"],
    )


class DescribedDocument(Schema):
    """What is known about a document as a whole."""

    doc_id: StoredDocId = Field(description="Name of the document in this collection.", examples=["nieuws/mei.pdf"])
    title: Words = Field(description="Title of the document.", examples=["Nieuwsbrief mei"])
    publisher: Words | None = Field(description="Who published it.", examples=["Gemeente Fabelstad"])
    date: OutDate | None = Field(
        description="Date, possibly partial: 2024, 2024-02 or 2024-02-01.", examples=["2024-05"], json_schema_extra=DATE
    )
    authors: list[Words] = Field(description="Who wrote it.", examples=[["Roos Verzonnen"]], max_length=MOST_NAMES)
    kind: Words | None = Field(description="Kind of document.", examples=["newsletter"])
    language: Words | None = Field(description="Language code.", examples=["nl"])
    url: Words | None = Field(description="Its address on the web.", examples=["https://voorbeeld.nl/mei"])


class ListedDocumentOut(DescribedDocument):
    """A document in a list."""

    items: Count = Field(description="Number of works in it, such as the articles of a newsletter.", examples=[6])
    passages: Count = Field(description="Number of passages in it.", examples=[42])

    @classmethod
    def of(cls, listed: ListedDocument) -> Self:
        """Return a document as a list has it."""
        return cls(**described(listed.doc_id, listed.metadata), items=listed.items, passages=listed.passages)


class DocumentsResponse(Schema):
    """A page of the documents."""

    total: Count = Field(description="Number of documents that can be paged through.", examples=[47])
    documents: list[ListedDocumentOut] = Field(
        description="The documents, in the order that was asked.", max_length=MAX_K
    )

    @classmethod
    def of(cls, total: int, listed: Sequence[ListedDocument]) -> Self:
        """Return a page of documents as it goes out."""
        return cls(total=total, documents=[ListedDocumentOut.of(one) for one in listed])


class ItemOut(Schema):
    """A work of its own inside a document."""

    title: Words = Field(description="Its title.", examples=["Een coach voor elke jongere"])
    start: Count = Field(description="First character in the text of the document, from 0.", examples=[120])
    end: Count = Field(description="The character after the last.", examples=[980])
    kind: Words | None = Field(description="Kind of work, when that is stated of it alone.", examples=["interview"])
    date: OutDate | None = Field(
        description="Its date: its own, or else that of the document.", examples=["2024-05-02"], json_schema_extra=DATE
    )
    authors: list[Words] = Field(
        description="Who wrote it, when that is stated of it alone.", examples=[["B. Bedacht"]], max_length=MOST_NAMES
    )
    facts: list[FactOut] = Field(description="What is stated of it.", max_length=MOST_NAMES)

    @classmethod
    def of(cls, stored: StoredItem) -> Self:
        """Return an item as it goes out."""
        return cls(
            title=stored.title,
            start=stored.start,
            end=stored.end,
            kind=stored.item.kind,
            date=stored.item.date,
            authors=list(stored.item.authors),
            facts=[FactOut.of(fact) for fact in stored.item.facts],
        )


class SectionOut(Schema):
    """The passages that stand together under one heading."""

    heading: list[Words] = Field(
        description="Headings above them, outermost first; none for what stands before the first.",
        examples=[["Nieuwsbrief mei", "Een coach voor elke jongere"]],
        max_length=1_000,
    )
    item: Words | None = Field(
        description="Title of the item that they are in.", examples=["Een coach voor elke jongere"]
    )
    start: Count = Field(description="First character of the first passage in the text, from 0.", examples=[150])
    end: Count = Field(description="The character after the last of the last passage.", examples=[980])
    page: Ordinal | None = Field(
        description="Page of the first passage, from 1, of documents with pages.", examples=[2]
    )
    passage_ids: list[PassageId] = Field(
        description="Names of the passages, in reading order.", examples=[["3f0c", "3f0d"]], max_length=MOST_NAMES
    )

    @classmethod
    def of(cls, passages: Sequence[StoredPassage]) -> Self:
        """Return the section of passages that follow each other under one heading."""
        first, last = passages[0].passage, passages[-1].passage
        return cls(
            heading=list(first.locator.heading),
            item=first.item,
            start=first.locator.start,
            end=last.locator.end,
            page=first.locator.page,
            passage_ids=[stored.passage.passage_id for stored in passages],
        )


class DocumentResponse(DescribedDocument):
    """A whole document."""

    facts: list[FactOut] = Field(description="What is stated of it as a whole.", max_length=MOST_NAMES)
    text: Words = Field(
        description="All of its text, without markup; every start and end counts characters of it.",
        examples=["Nieuwsbrief mei\n\nEen coach voor elke jongere\n\nElke jongere krijgt een coach."],
    )
    items: list[ItemOut] = Field(
        description="The works in it, such as the articles of a newsletter, in reading order.", max_length=MOST_NAMES
    )
    sections: list[SectionOut] = Field(description="Its passages by heading, in reading order.", max_length=MOST_NAMES)

    @classmethod
    def of(cls, document: StoredDocument) -> Self:
        """Return a document as it goes out."""
        under = groupby(document.passages, key=lambda stored: (stored.passage.item, stored.passage.locator.heading))
        return cls(
            **described(document.doc_id, document.metadata),
            facts=[FactOut.of(fact) for fact in document.metadata.facts],
            text=document.text,
            items=[ItemOut.of(item) for item in document.items],
            sections=[SectionOut.of(list(passages)) for _, passages in under],
        )


class SimilarParameters(Filtered):
    """What may be found that is similar."""

    k: int = Field(default=10, ge=1, le=MAX_K, description="Number of hits at most.", examples=[5])


class SimilarResponse(Schema):
    """What is about the same, by meaning."""

    hits: list[HitOut] = Field(
        description="Best first, without what was asked about. Of a similar document, the passage most like it.",
        max_length=MAX_K,
    )
    also_in: list[Copy] = Field(
        description="Where the text that was asked about stands again, nearly the same.", max_length=MOST_NAMES
    )

    @classmethod
    def of(cls, similar: Similar) -> Self:
        """Return what is similar as it goes out."""
        return cls(
            hits=[HitOut.of(hit, explain=False) for hit in similar.hits],
            also_in=[Copy(doc_id=copy.doc_id, passage_id=copy.passage_id) for copy in similar.also_in],
        )


class SuggestionsParameters(Schema, populate_by_name=False):
    """The beginning of a query."""

    q: str = Field(max_length=200, description="What is typed so far; it may be empty.", examples=["sociale b"])
    k: int = Field(default=8, ge=1, le=50, description="Number of suggestions at most.", examples=[8])


class SuggestionOut(Schema):
    """What may be meant."""

    text: Words = Field(description="The words, as the documents write them.", examples=["sociale basis"])
    kind: SuggestionKind = Field(
        description="Title of a document or of an item in one, an abbreviation with what it stands for, a phrase that "
        "documents repeat, or a heading.",
        examples=["phrase"],
    )


class SuggestionsResponse(Schema):
    """What may be meant by what is typed so far."""

    suggestions: list[SuggestionOut] = Field(
        description="First what begins so, then what has a word that does; of those, what is said most first.",
        max_length=50,
    )

    @classmethod
    def of(cls, suggestions: Sequence[Suggestion]) -> Self:
        """Return suggestions as they go out."""
        return cls(suggestions=[SuggestionOut(text=one.text, kind=one.kind) for one in suggestions])


def described(doc_id: str, metadata: Metadata) -> dict[str, Any]:
    """Return the fields of a ``DescribedDocument``."""
    return {
        "doc_id": doc_id,
        "title": metadata.title,
        "publisher": metadata.publisher,
        "date": metadata.date,
        "authors": list(metadata.authors),
        "kind": metadata.kind,
        "language": metadata.language,
        "url": metadata.url,
    }
