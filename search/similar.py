"""What is about the same as a document or a passage, by the vectors that the index has; nothing is encoded."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.model import Passage
from search.dense import as_rows
from search.encoder import Vectors
from search.errors import PassageMissingError
from search.index import Index
from search.query import MAX_K
from search.ranking import DEPTH
from search.reading import read_document
from search.searcher import NO_FILTER, Hit, elsewhere
from search.store import Filter, StoredPassage

_DEPTH = 1_000
"""Passages near the middle of a document whose documents are compared with it."""
_MOST = 100
"""Passages of one document, evenly spread, that its middle is taken of."""
_SAME = 0.5
"""Part of the passages of two documents that is nearly identical for them to count as one text."""


@dataclass(frozen=True, slots=True)
class Similar:
    """What is about the same, best first, and where the text that was asked about itself stands again."""

    hits: tuple[Hit, ...]
    also_in: tuple[Passage, ...]


def similar_passages(
    index: Index, passage_id: str, *, k: int = 10, wanted: Filter = NO_FILTER, readable: Filter = NO_FILTER
) -> Similar:
    """Return the passages of other works that are most like one.

    Near-identical ones are one hit, and those of the passage itself none. The score is a cosine of centred vectors.

    Args:
        index: What holds them.
        passage_id: The passage that they are compared with.
        k: How many at most, from 1 to ``MAX_K``.
        wanted: What may be found.
        readable: What may be asked about.

    Raises:
        PassageMissingError: If it is not there or may not be read: the same words for both.
        ValueError: If ``k`` is out of range.
    """
    _require(k)
    catalogue, allowed, may_read = index.catalogue, index.allowed(wanted), index.allowed(readable)
    stored = catalogue.passage(passage_id)
    if stored is None or (may_read is not None and not may_read.has_row(stored.row)):
        raise PassageMissingError("Deze passage staat niet in de index. Zoek opnieuw: het document kan vernieuwd zijn.")
    [vector] = index.dense.vectors(as_rows([stored.row]))
    near = index.dense.near(vector, depth=DEPTH, allowed=None if allowed is None else allowed.rows)
    works = index.works_of([stored.row, *(row for row, _ in near)])
    same: list[int] = []
    own = index.families_for(readable.groups)
    families: defaultdict[int, list[int]] = defaultdict(list)
    scores = dict(near)
    for row, _ in near:
        if row != stored.row and _family(own, row) == _family(own, stored.row):
            same.append(row)
        elif works[row] != works[stored.row]:
            families[_family(own, row)].append(row)
    chosen = list(families.values())[:k]
    known = _stored(index, [*same, *(row for rows in chosen for row in rows)])
    hits = [
        _hit(rank, scores[row], known[row], [known[copy] for copy in copies])
        for rank, (row, *copies) in enumerate(chosen, start=1)
    ]
    return Similar(tuple(hits), elsewhere(stored.passage, [known[row].passage for row in same]))


def similar_documents(
    index: Index, doc_id: str, *, k: int = 10, wanted: Filter = NO_FILTER, readable: Filter = NO_FILTER
) -> Similar:
    """Return the documents that are most like one, each as its passage that is most like it.

    Documents are compared by their middle, the mean of the vectors of their passages; the score is the cosine. Those
    of which half the passages are nearly identical are one hit, and copies of the document itself none.

    Args:
        index: What holds them.
        doc_id: The document that they are compared with.
        k: How many at most, from 1 to ``MAX_K``.
        wanted: What may be found.
        readable: What may be asked about.

    Raises:
        DocumentMissingError: If it is not there or may not be read: the same words for both.
        ValueError: If ``k`` is out of range.

    Source:
        Measured choice of the mean over the best pairs of passages: eval/EXPERIMENTS.md, "Similar documents".
    """
    _require(k)
    allowed = index.allowed(wanted)
    own = [stored.row for stored in read_document(index, doc_id, wanted=readable).passages]
    if not own:
        return Similar((), ())
    middle = _middle(index, own)
    near = index.dense.near(middle, depth=_DEPTH + len(own), allowed=None if allowed is None else allowed.rows)
    names = index.catalogue.documents_of([row for row, _ in near])
    closest: dict[str, int] = {}
    for row, _ in near:
        if names[row] != doc_id:
            closest.setdefault(names[row], row)
    rows = index.catalogue.rows_of(closest)
    scores = {name: float(_middle(index, of) @ middle) for name, of in rows.items()}
    families = index.families_for(readable.groups)
    texts = {name: _families(families, of) for name, of in rows.items()}
    asked = _families(families, own)
    copies: list[str] = []
    leaders: dict[str, list[str]] = {}
    for name in sorted(scores, key=lambda name: (-scores[name], name)):
        leader = next((other for other in leaders if _is_one_text(texts[name], texts[other])), None)
        if _is_one_text(texts[name], asked):
            copies.append(name)
        elif leader is not None:
            leaders[leader].append(name)
        else:
            leaders[name] = []
    chosen = list(leaders.items())[:k]
    shown = [*copies, *(name for leader, others in chosen for name in (leader, *others))]
    known = _stored(index, [closest[name] for name in shown])
    hits = [
        _hit(rank, scores[name], known[closest[name]], [known[closest[other]] for other in others])
        for rank, (name, others) in enumerate(chosen, start=1)
    ]
    return Similar(tuple(hits), tuple(known[closest[name]].passage for name in copies))


def _require(k: int) -> None:
    if not 1 <= k <= MAX_K:
        raise ValueError(f"k must be 1-{MAX_K}: {k}")


def _middle(index: Index, rows: Sequence[int]) -> Vectors:
    """Return the mean of the centred vectors of a document's passages, shape (dimension,), of length 1."""
    mean: Vectors = index.dense.vectors(as_rows(rows[:: -(-len(rows) // _MOST)])).mean(axis=0)
    # Vectors that are each other's opposite have no middle, and are like nothing.
    return mean / max(np.linalg.norm(mean), np.float32(1e-6))


def _family(families: Mapping[int, int], row: int) -> int:
    return families.get(row, row)


def _families(families: Mapping[int, int], rows: Sequence[int]) -> frozenset[int]:
    return frozenset(_family(families, row) for row in rows)


def _is_one_text(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= _SAME * max(len(one), len(other))


def _stored(index: Index, rows: Sequence[int]) -> dict[int, StoredPassage]:
    return {stored.row: stored for stored in index.catalogue.passages(rows)}


def _hit(rank: int, score: float, stored: StoredPassage, copies: Sequence[StoredPassage]) -> Hit:
    return Hit(
        rank=rank,
        score=score,
        passage=stored.passage,
        metadata=stored.metadata,
        item=stored.item,
        highlights=(),
        also_in=elsewhere(stored.passage, [copy.passage for copy in copies]),
        legs=(),
        brevity=0.0,
        crowding=0.0,
        matches=(),
    )
