from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dense import DenseIndex, Rows, as_rows
from search.encoder import Vectors
from search.errors import UnreadableIndexError

# Whole numbers give inner products without rounding, and many ties.
_COORDINATES = st.lists(st.integers(-2, 2), min_size=3, max_size=3)
_MATRIX = st.lists(_COORDINATES, max_size=30)


def _index(vectors: list[list[int]], *, first_row: int = 0, step: int = 1) -> tuple[DenseIndex, Rows, Vectors]:
    matrix = np.asarray(vectors, np.float32).reshape(-1, 3)
    rows = first_row + step * np.arange(len(matrix), dtype=np.int64)
    return DenseIndex.build(rows, matrix), rows, matrix


@given(_MATRIX, _COORDINATES, st.integers(0, 40), st.sets(st.integers(0, 35)) | st.none())
def test_ranks_as_numpy_does(vectors: list[list[int]], query: list[int], depth: int, chosen: set[int] | None) -> None:
    index, rows, matrix = _index(vectors, first_row=7, step=3)
    vector = np.asarray(query, np.float32)
    allowed = None if chosen is None else as_rows([7 + 3 * place for place in sorted(chosen)])
    kept = rows if allowed is None else rows[np.isin(rows, allowed)]
    scores = {int(row): float(matrix[(row - 7) // 3] @ vector) for row in kept}

    ranked = index.rank(vector, depth=depth, allowed=allowed)

    assert [score for _, score in ranked] == sorted(scores.values(), reverse=True)[:depth]
    assert all(scores[row] == score for row, score in ranked)
    assert len({row for row, _ in ranked}) == len(ranked)
    assert ranked == sorted(ranked, key=lambda pair: (-pair[1], pair[0]))


def test_scores_of_unit_vectors_are_cosines() -> None:
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(500, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = DenseIndex.build(np.arange(500, dtype=np.int64), vectors)
    expected = np.sort(vectors @ vectors[41])[::-1][:20]

    ranked = index.rank(vectors[41], depth=20)

    assert ranked[0][0] == 41
    assert [score for _, score in ranked] == pytest.approx(expected.tolist(), abs=1e-6)


def test_equal_scores_are_in_row_order() -> None:
    index = DenseIndex.build(as_rows([9, 2, 5]), np.ones((3, 3), np.float32))

    assert index.rank(np.asarray([1, 0, 0], np.float32), depth=3) == [(2, 1.0), (5, 1.0), (9, 1.0)]


def test_a_depth_beyond_the_size_gives_every_row_once() -> None:
    index, _, _ = _index([[1, 0, 0], [0, 1, 0]])

    assert index.rank(np.asarray([1, 0, 0], np.float32), depth=1000) == [(0, 1.0), (1, 0.0)]


def test_a_filter_that_allows_nothing_gives_no_hits() -> None:
    index, _, _ = _index([[1, 0, 0]])

    assert index.rank(np.asarray([1, 0, 0], np.float32), depth=5, allowed=as_rows([])) == []


def test_an_allowed_row_that_is_not_in_the_index_is_no_hit() -> None:
    index, _, _ = _index([[1, 0, 0]])

    assert index.rank(np.asarray([1, 0, 0], np.float32), depth=5, allowed=as_rows([0, 99])) == [(0, 1.0)]


def test_an_empty_index_ranks_nothing() -> None:
    index, _, _ = _index([])

    assert (len(index), index.dimension) == (0, 3)
    assert index.rank(np.asarray([1, 0, 0], np.float32), depth=5) == []


def test_row_numbers_may_be_as_large_as_sqlite_gives_them() -> None:
    huge = 2**63 - 1
    index = DenseIndex.build(as_rows([1, huge]), np.eye(2, 3, dtype=np.float32))

    assert index.rank(np.asarray([0, 1, 0], np.float32), depth=1) == [(huge, 1.0)]
    assert index.vectors(as_rows([huge])).tolist() == [[0.0, 1.0, 0.0]]


@given(vectors=_MATRIX, query=_COORDINATES)
def test_a_loaded_index_ranks_as_the_saved_one(
    tmp_path_factory: pytest.TempPathFactory, vectors: list[list[int]], query: list[int]
) -> None:
    index, rows, matrix = _index(vectors)
    path = tmp_path_factory.mktemp("dense") / "dense.faiss"
    index.save(path)

    loaded = DenseIndex.load(path)

    vector = np.asarray(query, np.float32)
    assert (len(loaded), loaded.dimension) == (len(rows), 3)
    assert loaded.rank(vector, depth=50) == index.rank(vector, depth=50)
    assert np.array_equal(loaded.vectors(rows), matrix)


def test_the_vector_of_a_row_that_is_not_there_is_refused() -> None:
    index, _, _ = _index([[1, 0, 0]])

    with pytest.raises(UnreadableIndexError, match="Niet elke passage"):
        index.vectors(as_rows([4]))


def test_a_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    _index([[1, 0, 0], [0, 1, 0]])[0].save(path)
    sound = path.read_bytes()
    for length in range(len(sound)):
        path.write_bytes(sound[:length])
        with pytest.raises(UnreadableIndexError, match=r"dense\.faiss kan niet worden gelezen"):
            DenseIndex.load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableIndexError, match="kan niet worden gelezen"):
        DenseIndex.load(tmp_path / "no\udcff.faiss")


def test_an_index_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    path.write_bytes(faiss.serialize_index(faiss.IndexFlatIP(3)).tobytes())

    with pytest.raises(UnreadableIndexError, match="geen index van dit programma"):
        DenseIndex.load(path)
