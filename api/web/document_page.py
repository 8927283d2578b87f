"""The page of a document, and that of what is like a passage of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Response

from api.asker import Asker
from api.web.paging import pages_near
from api.web.parameters import DocumentPageParameters, PageParameters
from api.web.places import Place, document_path
from api.web.reading import Piece, parts_of, read_pieces
from api.web.rendering import page
from search.citing.lookup import find_passages
from search.matching import Span
from search.ranking import Candidates, of_parts
from search.reading import read_document
from search.searcher import Searcher
from search.similar import similar_documents, similar_passages
from search.store import Filter, StoredDocument, StoredPassage
from search.view import View

_SIMILAR = 5
_CONTENTS = 40
"""Headings of a list of contents; of more only the highest are listed."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of a list of contents."""

    text: str
    level: int
    place: Place
    mark: str  # the name of the heading within its part


def document(doc_id: str, asked: DocumentPageParameters, searcher: Searcher, asker: Asker) -> Response:
    """Return a document, or a part of a long one: around a passage, or the part that is asked for.

    Raises:
        DocumentMissingError: If it is not there, or whoever asks may not read it.
        InvalidQueryError: If what was searched could not have been.
    """
    readable, view = Filter(groups=asker.groups), searcher.view(asker.groups)
    stored = read_document(view.index, doc_id, wanted=readable)
    passages = {one.passage.passage_id: one for one in stored.passages}
    found = _found(stored, searcher.rank(asked.q, mode="lexical", wanted=readable), view) if asked.q.strip() else {}
    shown = passages.get(asked.passage)
    parts = parts_of(read_pieces(stored, found))
    number = min(asked.part or 1, len(parts)) if shown is None else _part_of(shown, parts)
    here = Place(document_path(doc_id), asked.fields())
    hits = [passages[passage_id] for passage_id in found]
    like = similar_documents(view.index, doc_id, k=_SIMILAR, wanted=readable, readable=readable)
    at = shown.passage.locator.start if shown else -1
    return page(
        "document.html",
        here,
        asked.lang,
        document=stored,
        query=asked.q,
        shown=shown,
        cited=shown or next(iter(stored.passages), None),
        is_gone=bool(asked.passage) and shown is None,
        pieces_shown=parts[number - 1],
        number=number,
        pages=pages_near(number, len(parts), lambda part: here.but(part=part, passage=None)),
        contents=_contents(parts, here),
        hits=hits,
        place=next((rank for rank, hit in enumerate(hits, start=1) if hit is shown), None),
        before=next((hit for hit in reversed(hits) if hit.passage.locator.start < at), None),
        after=next((hit for hit in hits if hit.passage.locator.start > at), None),
        similar=like,
        like=[(hit.passage.doc_id, hit.metadata) for hit in like.hits],
    )


def similar(passage_id: str, asked: PageParameters, searcher: Searcher, asker: Asker) -> Response:
    """Return the passages that are most like one.

    Raises:
        PassageMissingError: If it is not there, or whoever asks may not read it.
    """
    readable, index = Filter(groups=asker.groups), searcher.index
    found = similar_passages(index, passage_id, wanted=readable, readable=readable)
    (stored,) = find_passages(index, [passage_id], wanted=readable)
    here = Place(f"/vergelijkbaar/{passage_id}", asked.fields())
    return page("similar.html", here, asked.lang, asked=stored, similar=found)


def _found(document: StoredDocument, searched: Candidates, view: View) -> Mapping[str, Sequence[Span]]:
    """Return the searched words in every passage of a document that has any of them, in reading order."""
    rows = [stored.row for stored in document.passages]
    # Which passages have them is asked of the index, for to look through all takes long; a search shows the best alone.
    works = sorted(set(view.index.works_of(rows).values()))
    having = {
        row for row, _ in view.lexical.rank(of_parts(searched.terms), field="parts", depth=len(rows), works=works)
    }
    passages = [stored.passage for stored in document.passages if stored.row in having]
    marked = zip(passages, searched.marks(passage.text for passage in passages), strict=True)
    return {passage.passage_id: spans for passage, spans in marked if spans}


def _part_of(shown: StoredPassage, parts: Sequence[Sequence[Piece]]) -> int:
    own = shown.passage.passage_id
    return next(
        number
        for number, part in enumerate(parts, start=1)
        if any(run.passage_id == own for piece in part for run in piece.runs)
    )


def _contents(parts: Sequence[Sequence[Piece]], here: Place) -> Sequence[Heading]:
    found = [
        Heading(
            piece.text, piece.level, here.but(part=number if len(parts) > 1 else None, passage=None), f"s{piece.start}"
        )
        for number, part in enumerate(parts, start=1)
        for piece in part
        if piece.level
    ]
    if len(found) > _CONTENTS:
        highest = min(heading.level for heading in found)
        found = [heading for heading in found if heading.level == highest]
    return found[:_CONTENTS]
