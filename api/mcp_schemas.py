"""What the tools for assistants take and give, where that is not what the calls over HTTP do."""

from itertools import groupby
from typing import Self

from pydantic import Field

from api.reading_schemas import DescribedDocument, SectionOut, described
from api.schemas import CitationOut, Schema
from search.answering.citation import cite
from search.store import StoredDocument, StoredPassage

MOST_TEXT = 100_000
"""Characters of a document that are given at once: as much as an assistant can take in."""


class DocumentRequest(Schema, populate_by_name=False, strict=True):
    """A document, and which part of its text."""

    doc_id: str = Field(
        min_length=1,
        max_length=4096,
        description="Name of the document in this collection, as hits and citations tell it.",
        examples=["nieuws/mei.pdf"],
    )
    start: int = Field(
        default=0, ge=0, le=1_000_000_000, description="First character of the part, from 0.", examples=[0]
    )
    length: int = Field(
        default=20_000, ge=1, le=MOST_TEXT, description="Characters of the text at most.", examples=[20_000]
    )


class PassageRequest(Schema, populate_by_name=False, strict=True):
    """A passage."""

    passage_id: str = Field(
        min_length=1,
        max_length=64,
        description="Name of the passage, as hits and citations tell it.",
        examples=["0f3a9c41d27b5e6f8a90"],
    )


class CitedSection(SectionOut):
    """The passages that stand together under one heading, and how to refer to them."""

    citation: CitationOut = Field(description="How to refer to the first of them.")

    @classmethod
    def cited(cls, passages: list[StoredPassage]) -> Self:
        """Return the section of passages that follow each other under one heading."""
        section = SectionOut.of(passages)
        return cls(**section.model_dump(), citation=CitationOut.of(cite(passages[0])))


class DocumentPart(DescribedDocument):
    """A document with a part of its text."""

    characters: int = Field(description="Of the whole text.", examples=[48_211])
    start: int = Field(description="First character of this part, from 0.", examples=[0])
    end: int = Field(description="The character after its last; below characters, more is to be had.", examples=[980])
    text: str = Field(description="documentText[start:end].", examples=["Elke jongere krijgt een coach."])
    sections: list[CitedSection] = Field(
        description="The passages that are in this part, or begin or end in it, by heading, in reading order."
    )

    @classmethod
    def of(cls, document: StoredDocument, *, start: int, length: int) -> Self:
        """Return the part of a document that begins at a character and is of some length, if there is so much."""
        text = document.text[start : start + length]
        start = min(start, len(document.text))
        end = start + len(text)
        inside = [
            stored
            for stored in document.passages
            if stored.passage.locator.start < end and stored.passage.locator.end > start
        ]
        under = groupby(inside, key=lambda stored: (stored.passage.item, stored.passage.locator.heading))
        return cls(
            **described(document.doc_id, document.metadata),
            characters=len(document.text),
            start=start,
            end=end,
            text=text,
            sections=[CitedSection.cited(list(passages)) for _, passages in under],
        )
