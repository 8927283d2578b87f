from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search import dense as dense_module
from search import inverted as inverted_module
from search.dense import DenseIndex, as_rows
from search.encoder import Vectors
from search.errors import UnreadableIndexError
from search.inverted import InvertedIndex, Rows

_COUNT, _DIMENSION, _CLUSTERS = 3_000, 16, 40
_HALF = 1e-3
"""How much a cosine of vectors in half precision may differ, at most."""


def _unit(matrix: npt.NDArray[np.float64]) -> Vectors:
    return np.asarray(matrix / np.linalg.norm(matrix, axis=-1, keepdims=True), np.float32)


def _clustered(count: int, *, seed: int, dimension: int = _DIMENSION) -> Vectors:
    """Return unit vectors around forty that are always the same."""
    centres = np.random.default_rng(2026).normal(size=(_CLUSTERS, dimension))
    chance = np.random.default_rng(seed)
    return _unit(centres[chance.integers(_CLUSTERS, size=count)] + chance.normal(size=(count, dimension)))


_VECTORS = _clustered(_COUNT, seed=1)
_ROWS: Rows = 7 + 3 * np.arange(_COUNT, dtype=np.int64)
_QUERIES = _clustered(50, seed=2)


@pytest.fixture(scope="module")
def built() -> InvertedIndex:
    return InvertedIndex.build(_ROWS, _VECTORS)


def _best(query: Vectors, depth: int, rows: Rows = _ROWS, vectors: Vectors = _VECTORS) -> Rows:
    """Return the rows of an exact search, by NumPy."""
    return rows[np.argsort(-(vectors @ query), kind="stable")[:depth]]


def _recall(index: InvertedIndex, rows: Rows, vectors: Vectors, allowed: Rows | None = None) -> float:
    """Return what part of the hundred best rows is found, over fifty queries."""
    found = [index.best(query, depth=100, allowed=allowed)[0] for query in _QUERIES]
    kept = np.ones(len(rows), bool) if allowed is None else np.isin(rows, allowed)
    best = [_best(query, 100, rows[kept], vectors[kept]) for query in _QUERIES]
    return float(np.mean([np.isin(one, other).mean() for one, other in zip(best, found, strict=True)]))


def test_nearly_all_of_the_hundred_best_rows_are_found(built: InvertedIndex) -> None:
    assert built.recall >= 0.97
    assert _recall(built, _ROWS, _VECTORS) >= 0.95


@pytest.mark.parametrize("goal", [0.7, 0.8, 0.9])
def test_no_more_lists_are_looked_through_than_the_goal_asks(monkeypatch: pytest.MonkeyPatch, goal: float) -> None:
    monkeypatch.setattr(inverted_module, "_GOAL", goal)
    assert goal <= InvertedIndex.build(_ROWS, _VECTORS).recall < goal + 0.06


def test_the_measured_recall_is_that_of_an_exact_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverted_module, "_GOAL", 0.0)  # it stops before the first step: nothing is looked through
    assert InvertedIndex.build(_ROWS, _VECTORS).recall == 0
    monkeypatch.setattr(inverted_module, "_GOAL", 1e-9)  # it stops after the first step: two of the lists
    index = InvertedIndex.build(_ROWS, _VECTORS)
    assert 0.05 < index.recall < 0.95
    chosen = np.random.default_rng(_COUNT).integers(_COUNT, size=(3, 200))
    exact = []
    for query in _unit(sum(_VECTORS[places].astype(np.float64) for places in chosen)):
        exact.append(np.isin(_best(query, 100), index.best(query, depth=200, allowed=None)[0]).mean())
    assert index.recall == pytest.approx(np.mean(exact), abs=0.01)


@given(
    st.integers(0, 49),
    st.integers(1, 300),
    st.sets(st.integers(0, _COUNT + 5), min_size=1).map(sorted) | st.none(),
    st.sampled_from([0, 10_000]),
)
@example(0, 300, list(range(0, _COUNT, 2)), 0)
@example(0, 10, [_COUNT + 1], 0)
@example(0, 10, None, 0)
def test_scores_are_the_cosines_of_the_rows_best_first(
    built: InvertedIndex, number: int, depth: int, chosen: list[int] | None, few: int
) -> None:
    query = _QUERIES[number]
    allowed = None if chosen is None else as_rows([7 + 3 * place for place in chosen])

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(inverted_module, "_FEW", few)
        rows, scores = built.best(query, depth=depth, allowed=allowed)

    there = _ROWS if allowed is None else np.intersect1d(_ROWS, allowed)
    assert len(set(rows.tolist())) == len(rows) == min(depth, len(there))
    assert np.isin(rows, there).all()
    assert np.allclose(scores, _VECTORS[(rows - 7) // 3] @ query, atol=_HALF)
    assert np.array_equal(np.lexsort((rows, -scores)), np.arange(len(rows)))


def test_a_filter_far_from_the_query_finds_what_it_lets_through(
    built: InvertedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inverted_module, "_FEW", 0)
    query = _QUERIES[0]
    farthest = np.sort(_best(-query, 1_000))

    found, _ = built.best(query, depth=100, allowed=farthest)

    far = np.isin(_ROWS, farthest)
    assert np.isin(_best(query, 100, _ROWS[far], _VECTORS[far]), found).mean() >= 0.95


def test_few_allowed_rows_are_all_compared(built: InvertedIndex) -> None:
    allowed = np.sort(_best(-_QUERIES[0], 1_000))

    far = np.isin(_ROWS, allowed)
    found, _ = built.best(_QUERIES[0], depth=1_000, allowed=allowed)
    assert sorted(found.tolist()) == allowed.tolist()
    scores = _VECTORS[far] @ _QUERIES[0]
    assert found[0] == pytest.approx(_ROWS[far][scores.argmax()])


def test_rows_that_come_are_found_and_rows_that_go_are_not(built: InvertedIndex) -> None:
    added = _clustered(400, seed=3)
    rows = as_rows(range(_ROWS[-1] + 5, _ROWS[-1] + 405))
    gone = _ROWS[::10]

    updated = built.updated(rows, added, removed=gone)

    kept = ~np.isin(_ROWS, gone)
    now, vectors = np.concatenate((_ROWS[kept], rows)), np.concatenate((_VECTORS[kept], added))
    assert (len(built), len(updated)) == (_COUNT, len(now))
    assert _recall(updated, now, vectors) >= 0.95
    assert updated.recall == built.recall
    assert not any(np.isin(gone, updated.best(query, depth=300, allowed=None)[0]).any() for query in _QUERIES)
    assert np.allclose(updated.vectors(now), vectors, atol=_HALF)
    assert [updated.best(vector, depth=1, allowed=None)[0].tolist() for vector in added] == [[row] for row in rows]


def test_the_same_vectors_give_the_same_index(built: InvertedIndex) -> None:
    again = InvertedIndex.build(_ROWS, _VECTORS)

    assert again.recall == built.recall
    for query in _QUERIES:
        rows, scores = built.best(query, depth=200, allowed=None)
        same_rows, same_scores = again.best(query, depth=200, allowed=None)
        assert np.array_equal(rows, same_rows)
        assert np.array_equal(scores, same_scores)


def test_equal_vectors_have_equal_scores_in_row_order() -> None:
    vectors = np.tile(_VECTORS[:500], (4, 1))
    index = InvertedIndex.build(np.arange(2_000), vectors)

    rows, scores = index.best(_VECTORS[3], depth=4, allowed=None)

    assert rows.tolist() == [3, 503, 1003, 1503]
    assert len(set(scores.tolist())) == 1


def test_vectors_of_an_odd_length_can_be_searched() -> None:
    vectors = _clustered(1_000, seed=5, dimension=7)
    index = InvertedIndex.build(np.arange(1_000), vectors)

    assert index.best(vectors[4], depth=1, allowed=None)[0].tolist() == [4]


def test_an_index_is_large_from_a_number_of_vectors_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense_module, "LARGE", 2_000)

    small, large = (DenseIndex.build(_ROWS[:count], _VECTORS[:count]) for count in (1_999, 2_000))

    assert small.recall == 1
    assert (small.suits(1_999), small.suits(2_000)) == (True, False)
    assert 0.97 <= large.recall <= 1
    # 32 lists, as many as for 2 ** 10 to 2 ** 11 vectors; half of that to twice of that are for 2 ** 7 to 2 ** 13.
    assert [count for count in (127, 128, 2**13, 2**13 + 1) if large.suits(count)] == [128, 2**13]
    for query in _QUERIES:
        scores = dict(small.rank(query, depth=2_000))
        ranked = large.rank(query, depth=200)
        assert all(score == pytest.approx(scores[row], abs=0.01) for row, score in ranked if row in scores)
    assert np.allclose(large.vectors(_ROWS[2_000::-1][1:]), large.centred(_VECTORS[2_000::-1][1:]), atol=_HALF)


@pytest.fixture
def saved(tmp_path: Path, built: InvertedIndex) -> Path:
    DenseIndex(built, np.zeros(_DIMENSION, np.float32)).save(tmp_path / "dense")
    return tmp_path / "dense"


def test_a_loaded_index_ranks_and_updates_as_the_saved_one(saved: Path, built: InvertedIndex) -> None:
    index, loaded = DenseIndex(built, np.zeros(_DIMENSION, np.float32)), DenseIndex.load(saved)

    assert (len(loaded), loaded.dimension, loaded.recall) == (_COUNT, _DIMENSION, index.recall)
    added = (_ROWS[:5] + _ROWS[-1], _clustered(5, seed=3))
    changed, loaded_changed = (one.updated(*added, removed=_ROWS[:9]) for one in (index, loaded))
    for query in _QUERIES:
        assert index.rank(query, depth=200) == loaded.rank(query, depth=200)
        assert changed.rank(query, depth=200) == loaded_changed.rank(query, depth=200)
    assert np.array_equal(index.vectors(_ROWS), loaded.vectors(_ROWS))


def test_the_vector_of_a_row_that_is_not_there_is_refused(saved: Path) -> None:
    with pytest.raises(UnreadableIndexError, match="Niet elke passage"):
        DenseIndex.load(saved).vectors(as_rows([7, 8]))


@pytest.mark.parametrize("name", ["lists.faiss", "rows.npy", "vectors.npy", "recall.npy"])
def test_a_file_that_was_cut_short_is_refused(saved: Path, name: str) -> None:
    sound = (saved / name).read_bytes()
    for length in np.linspace(0, len(sound) - 1, 40, dtype=int):
        (saved / name).write_bytes(sound[:length])
        with pytest.raises(UnreadableIndexError, match=r"dense kan niet worden gelezen"):
            DenseIndex.load(saved)


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("rows.npy", _ROWS[1:]),
        ("rows.npy", _ROWS.astype(np.int32)),
        ("vectors.npy", _VECTORS),
        ("vectors.npy", _VECTORS[:, :-1].astype(np.float16)),
    ],
)
def test_files_that_do_not_fit_each_other_are_refused(saved: Path, name: str, contents: np.ndarray) -> None:
    np.save(saved / name, contents)

    with pytest.raises(UnreadableIndexError, match="geen index van dit programma"):
        DenseIndex.load(saved)


def test_lists_of_another_kind_are_refused(saved: Path) -> None:
    (saved / "lists.faiss").write_bytes(faiss.serialize_index(faiss.IndexFlatIP(_DIMENSION)).tobytes())

    with pytest.raises(UnreadableIndexError, match="geen index van dit programma"):
        DenseIndex.load(saved)
