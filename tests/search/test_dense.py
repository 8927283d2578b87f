from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dense import DenseIndex, Rows, as_rows
from search.encoder import Vectors
from search.errors import UnreadableIndexError

_DIMENSION = 3


def _unit(numbers: Sequence[Sequence[float]]) -> Vectors:
    matrix = np.asarray(numbers, np.float32).reshape(-1, _DIMENSION)
    unit: Vectors = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return unit


# A row of zeros has no direction.
_COORDINATES = st.lists(st.integers(-4, 4), min_size=_DIMENSION, max_size=_DIMENSION).filter(any)
_MATRIX = st.lists(_COORDINATES, max_size=30).map(_unit)
_VECTOR = _COORDINATES.map(lambda row: _unit([row])[0])


def _index(vectors: Vectors, *, first_row: int = 0, step: int = 1) -> tuple[DenseIndex, Rows]:
    rows = first_row + step * np.arange(len(vectors), dtype=np.int64)
    return DenseIndex.build(rows, vectors), rows


@given(_MATRIX, _VECTOR, st.integers(0, 40), st.sets(st.integers(0, 35)) | st.none())
def test_ranks_as_numpy_does(vectors: Vectors, query: Vectors, depth: int, chosen: set[int] | None) -> None:
    index, rows = _index(vectors, first_row=7, step=3)
    allowed = None if chosen is None else as_rows([7 + 3 * place for place in sorted(chosen)])
    centre = vectors.astype(np.float64).mean(axis=0) / 2 if len(vectors) else np.zeros(_DIMENSION)

    def moved(vector: Vectors) -> npt.NDArray[np.float64]:
        unit: npt.NDArray[np.float64] = (vector - centre) / np.linalg.norm(vector - centre)
        return unit

    kept = rows if allowed is None else rows[np.isin(rows, allowed)]
    scores = {int(row): float(moved(vectors[(row - 7) // 3]) @ moved(query)) for row in kept}

    ranked = index.rank(query, depth=depth, allowed=allowed)

    assert [score for _, score in ranked] == pytest.approx(sorted(scores.values(), reverse=True)[:depth], abs=1e-5)
    assert all(scores[row] == pytest.approx(score, abs=1e-5) for row, score in ranked)
    assert len({row for row, _ in ranked}) == len(ranked)
    assert ranked == sorted(ranked, key=lambda pair: (-pair[1], pair[0]))


def test_half_of_what_all_vectors_have_in_common_does_not_count() -> None:
    index = DenseIndex.build(as_rows([1, 2]), _unit([[1, 0, 0], [0, 1, 0]]))  # centre .25, .25, 0

    # (.75, -.25, 0) and (-.25, .75, 0), of length sqrt(.625), against (.75, -.25, 0): 1 and -.375 / .625.
    ranked = index.rank(np.asarray([1, 0, 0], np.float32), depth=2)
    assert [row for row, _ in ranked] == [1, 2]
    assert [score for _, score in ranked] == pytest.approx([1, -0.6])


def test_an_index_keeps_its_centre_when_rows_come_and_go() -> None:
    vectors = _unit([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    index = DenseIndex.build(as_rows([1, 2]), vectors[:2])

    updated = index.updated(as_rows([3]), vectors[2:], removed=as_rows([1]))

    assert updated.centred(vectors).tolist() == index.centred(vectors).tolist()
    assert np.allclose(updated.vectors(as_rows([2, 3])), index.centred(vectors[1:]))
    assert (len(index), len(updated)) == (2, 2)


def test_equal_scores_are_in_row_order() -> None:
    index = DenseIndex.build(as_rows([9, 2, 5]), _unit([[1, 1, 1]] * 3))

    assert [row for row, _ in index.rank(np.asarray([1, 0, 0], np.float32), depth=3)] == [2, 5, 9]


def test_a_depth_beyond_the_size_gives_every_row_once() -> None:
    index, _ = _index(_unit([[1, 0, 0], [0, 1, 0]]))

    assert [row for row, _ in index.rank(np.asarray([1, 0, 0], np.float32), depth=1000)] == [0, 1]


def test_a_filter_that_allows_nothing_gives_no_hits() -> None:
    index, _ = _index(_unit([[1, 0, 0]]))

    assert index.rank(np.asarray([1, 0, 0], np.float32), depth=5, allowed=as_rows([])) == []


def test_an_allowed_row_that_is_not_in_the_index_is_no_hit() -> None:
    index, _ = _index(_unit([[1, 0, 0]]))

    ranked = index.rank(np.asarray([1, 0, 0], np.float32), depth=5, allowed=as_rows([0, 99]))

    [(row, score)] = ranked
    assert row == 0
    assert score == pytest.approx(1)


def test_an_empty_index_ranks_nothing() -> None:
    index, _ = _index(_unit([]))

    assert (len(index), index.dimension) == (0, 3)
    assert index.rank(np.asarray([1, 0, 0], np.float32), depth=5) == []


def test_row_numbers_may_be_as_large_as_sqlite_gives_them() -> None:
    huge = 2**63 - 1
    index = DenseIndex.build(as_rows([1, huge]), np.eye(2, 3, dtype=np.float32))

    [(row, score)] = index.rank(np.asarray([0, 1, 0], np.float32), depth=1)
    assert row == huge
    assert score == pytest.approx(1)
    assert np.allclose(index.vectors(as_rows([huge])), index.centred(np.asarray([[0, 1, 0]], np.float32)))


@given(vectors=_MATRIX, query=_VECTOR)
def test_a_loaded_index_ranks_as_the_saved_one(
    tmp_path_factory: pytest.TempPathFactory, vectors: Vectors, query: Vectors
) -> None:
    index, rows = _index(vectors)
    path = tmp_path_factory.mktemp("index") / "dense"
    index.save(path)

    loaded = DenseIndex.load(path)

    assert (len(loaded), loaded.dimension) == (len(rows), 3)
    assert loaded.rank(query, depth=50) == index.rank(query, depth=50)
    assert np.array_equal(loaded.vectors(rows), index.vectors(rows))


def test_the_vector_of_a_row_that_is_not_there_is_refused() -> None:
    index, _ = _index(_unit([[1, 0, 0]]))

    with pytest.raises(UnreadableIndexError, match="Niet elke passage"):
        index.vectors(as_rows([4]))


@pytest.mark.parametrize("name", ["vectors.faiss", "centre.npy"])
def test_a_file_that_was_cut_short_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "dense"
    _index(_unit([[1, 0, 0], [0, 1, 0]]))[0].save(path)
    sound = (path / name).read_bytes()
    for length in range(len(sound)):
        (path / name).write_bytes(sound[:length])
        with pytest.raises(UnreadableIndexError, match=r"dense kan niet worden gelezen"):
            DenseIndex.load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableIndexError, match="kan niet worden gelezen"):
        DenseIndex.load(tmp_path / "no\udcff")


def test_an_index_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dense"
    _index(_unit([[1, 0, 0]]))[0].save(path)
    (path / "vectors.faiss").write_bytes(faiss.serialize_index(faiss.IndexFlatIP(3)).tobytes())

    with pytest.raises(UnreadableIndexError, match="geen index van dit programma"):
        DenseIndex.load(path)


@pytest.mark.parametrize("centre", [np.zeros(4, np.float32), np.zeros(3), np.float32(0)])
def test_a_centre_of_other_vectors_is_refused(tmp_path: Path, centre: np.ndarray) -> None:
    path = tmp_path / "dense"
    _index(_unit([[1, 0, 0]]))[0].save(path)
    np.save(path / "centre.npy", centre)

    with pytest.raises(UnreadableIndexError, match="geen index van dit programma"):
        DenseIndex.load(path)
