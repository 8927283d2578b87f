"""How fast passages are ranked in collections of growing size, once the query is embedded.

    python -m eval.bench.ranking [--sizes 10000 50000 100000 1000000] [--json]

The collections are made up (``eval.bench.making``). Queries are runs of words from the samples, embedded as the product
does. One process makes an index, another opens it and measures, so that its memory is that of a searcher.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from eval.bench.making import (
    Figures,
    apart,
    best_rows,
    encoder_of,
    made_passages,
    memory,
    queries_of,
    sentences_of_samples,
    write_vectors,
)
from search.dense import DenseIndex
from search.dutch.analyser import parts, terms
from search.encoder import Vectors
from search.fusion import Ranking, convex_combination
from search.index import AT_ONCE
from search.lexical import LexicalEntry, LexicalIndex
from search.ranking import DEPTH, WEIGHTS, run

_LENGTHS, _ROUNDS = (3, 15), 3
_VECTORS, _DENSE, _LEXICAL = "vectors.npy", "dense", "lexical"


def main() -> None:
    """Make the collections in a temporary directory, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000, 100_000, 1_000_000], help="passages")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    sentences, encoder = sentences_of_samples(), encoder_of()
    centres = encoder.encode_passages(sentences)
    queries = {length: queries_of(sentences, length) for length in _LENGTHS}
    embedded = {length: encoder.encode_queries(texts) for length, texts in queries.items()}
    figures: dict[int, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as name:
        folder = Path(name)
        chosen = write_vectors(folder / _VECTORS, centres, max(arguments.sizes))
        for size in arguments.sizes:
            place = folder / str(size)
            place.mkdir()
            built = apart(_build, place, size, sentences, chosen[:size])
            figures[size] = built | apart(_measure, place, size, queries, embedded)
    if arguments.json:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
        return
    sys.stdout.write(f"{'passages':<34}" + "".join(f"{size:>12,}" for size in figures) + "\n")
    for row in next(iter(figures.values())):
        sys.stdout.write(f"{row:<34}" + "".join(f"{one[row]:>12.3f}" for one in figures.values()) + "\n")


def _entries(sentences: Sequence[str], chosen: np.ndarray) -> Iterator[LexicalEntry]:
    for row, made in enumerate(made_passages(sentences, chosen), start=1):
        yield LexicalEntry(row, row, made.terms, made.parts, made.text)


def _build(folder: Path, size: int, sentences: Sequence[str], chosen: np.ndarray) -> Figures:
    vectors = np.load(folder.parent / _VECTORS, mmap_mode="r")[:size]
    started = time.perf_counter()
    DenseIndex.build(np.arange(1, size + 1), np.array(vectors)).save(folder / _DENSE)
    dense = time.perf_counter() - started
    LexicalIndex.build(folder / _LEXICAL, _entries(sentences, chosen))
    sizes = {name: sum(path.stat().st_size for path in (folder / name).iterdir()) / 1e6 for name in (_DENSE, _LEXICAL)}
    return {
        "dense built and saved, s": dense,
        "words made and indexed, s": time.perf_counter() - started - dense,
        "dense on disk, MB": sizes[_DENSE],
        "words on disk, MB": sizes[_LEXICAL],
    }


def _measure(folder: Path, size: int, queries: dict[int, list[str]], embedded: dict[int, Vectors]) -> Figures:
    before = memory()
    started = time.perf_counter()
    dense, lexical = DenseIndex.load(folder / _DENSE), LexicalIndex.load(folder / _LEXICAL)
    found: Figures = {"opened, s": time.perf_counter() - started, "recall when built": dense.recall}
    everything = {length: best_rows(folder.parent / _VECTORS, size, dense, embedded[length]) for length in queries}
    for length, texts in queries.items():
        rankers = [_Ranker(dense, lexical, *pair) for pair in zip(texts, embedded[length], strict=True)]
        runs = [ranker.run() for _ in range(_ROUNDS) for ranker in rankers]
        pairs = zip(rankers, everything[length], strict=True)
        right = [len({row for row, _ in ranker.dense()[:100]} & best) / len(best) for ranker, best in pairs]
        found[f"{length} words: recall of dense"] = float(np.mean(right))
        for name in runs[0]:
            times = [run[name] for run in runs]
            found[f"{length} words: {name} p50, ms"] = median(times)
            found[f"{length} words: {name} p95, ms"] = quantiles(times, n=20)[-1]
    return found | {"resident more than without index, MB": memory() - before}


class _Ranker:
    """Ranks for one query, leg by leg."""

    def __init__(self, dense: DenseIndex, lexical: LexicalIndex, text: str, vector: Vectors) -> None:
        self._dense, self._lexical, self._vector = dense, lexical, vector
        self._terms = Counter(terms(text))
        self._parts = Counter(part for term in self._terms.elements() for part in parts([term]))

    def dense(self) -> Ranking:
        return self._dense.rank(self._vector, depth=DEPTH)

    def lexical(self) -> Ranking:
        return self._lexical.rank(self._terms, depth=DEPTH)

    def compound(self) -> Ranking:
        return self._lexical.rank(self._parts, depth=DEPTH, field="parts")

    def run(self) -> Figures:
        """Return the milliseconds that each leg took by itself, that all took as in a search, and their fusion."""
        legs = {"dense": self.dense, "lexical": self.lexical, "compound": self.compound}
        took: Figures = {}
        used = time.thread_time()
        for leg, rank in legs.items():
            started = time.perf_counter()
            rank()
            took[leg] = (time.perf_counter() - started) * 1000
        took["legs, processor"] = (time.thread_time() - used) * 1000
        started = time.perf_counter()
        rankings = {leg: ranking for leg, (ranking, _) in run(legs, at_once=len(self._dense) >= AT_ONCE).items()}
        ranked = time.perf_counter()
        convex_combination(rankings, weights=WEIGHTS)
        ended = time.perf_counter()
        return took | {"fusion": (ended - ranked) * 1000, "all": (ended - started) * 1000}


if __name__ == "__main__":
    main()
