"""Reading what an index holds: its documents, a page at a time or one whole, and what it calls things."""

from collections.abc import Container

from search.errors import DocumentMissingError
from search.index import Index
from search.query import MAX_K
from search.searcher import NO_FILTER
from search.store import DocumentOrder, Filter, ListedDocument, StoredDocument
from search.suggestions import Suggestion


def list_documents(
    index: Index, *, k: int, offset: int = 0, order: DocumentOrder = "docId", wanted: Filter = NO_FILTER
) -> tuple[int, list[ListedDocument]]:
    """Return how many documents a filter lets through, and a page of them.

    Args:
        index: What holds them.
        k: How many at most, from 1 to ``MAX_K``.
        offset: How many to pass over, from 0.
        order: By ``doc_id``, or by date: the newest first, those without a date last.
        wanted: Only documents of which a work is let through.

    Raises:
        ValueError: If ``k`` or ``offset`` is out of range.
    """
    if not 1 <= k <= MAX_K or offset < 0:
        raise ValueError(f"k must be 1-{MAX_K}, offset at least 0: {k}, {offset}")
    allowed = index.allowed(wanted)
    works = None if allowed is None else allowed.works
    return index.catalogue.documents(works=works, order=order, k=k, offset=offset)


def read_document(index: Index, doc_id: str, *, wanted: Filter = NO_FILTER) -> StoredDocument:
    """Return a whole document.

    Raises:
        DocumentMissingError: If it is not there, or the filter lets none of its works through: the same words for both.
    """
    if not readable_works(index, doc_id, wanted=wanted):
        raise DocumentMissingError(
            "Dit document staat niet in de index. Controleer de naam: die van het bestand, met de mappen erboven."
        )
    return index.catalogue.document(doc_id)


def readable_works(index: Index, doc_id: str, *, wanted: Filter) -> list[int]:
    """Return those works of a document, by number, that a filter lets through; none when it is not there."""
    allowed = index.allowed(wanted)
    works = index.catalogue.works_of(doc_id)
    return works if allowed is None else [work for work in works if allowed.has_work(work)]


def suggest(index: Index, typed: str, *, k: int = 10, wanted: Filter = NO_FILTER) -> list[Suggestion]:
    """Return what may be meant by the beginning of a query, of what a filter lets through alone, best first.

    Args:
        index: What is searched.
        typed: The beginning of a query; without a letter or digit nothing is suggested.
        k: How many at most, from 1 to ``MAX_K``.
        wanted: The works that suggestions must stand in.

    Raises:
        ValueError: If ``k`` is out of range.
    """
    if not 1 <= k <= MAX_K:
        raise ValueError(f"k must be 1-{MAX_K}: {k}")
    return index.suggestions.suggest(typed, k=k, among=index.suggestible(wanted))


def said_most(index: Index, known: Container[tuple[str, ...]], *, k: int, wanted: Filter = NO_FILTER) -> list[str]:
    """Return phrases that most works have, of what a filter lets through alone: something to search for.

    Args:
        index: What is searched.
        known: The terms of phrases that mean something, such as those of a thesaurus.
        k: How many at most.
        wanted: The works that they must stand in.
    """
    return index.suggestions.said_most(known, k=k, among=index.suggestible(wanted))
