"""How fast passages are ranked in collections of growing size, once the query is embedded.

    python -m eval.bench.ranking [--sizes 10000 50000 100000 1000000] [--json]

The collections are made up. A passage is two sentences from the samples and forty words that are as frequent as words
are in Dutch (Zipf, Mandelbrot); its vector lies between those of its sentences, with noise that has the directions of
the sentences. Queries are runs of words from the samples, embedded as the product does. One process makes an index,
another opens it and measures, so that its memory is that of a searcher.
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles

import numpy as np
from platformdirs import user_cache_path

from corpus.collection import find_sources, read_bytes, read_document
from search.dense import DenseIndex
from search.dutch.analyser import parts, terms
from search.dutch.sentences import sentence_spans
from search.encoder import DEFAULT_ENCODER, Vectors, load_encoder
from search.fusion import Ranking, convex_combination
from search.index import AT_ONCE
from search.lexical import LexicalEntry, LexicalIndex
from search.ranking import DEPTH, WEIGHTS, run

_SENTENCES, _WORDS, _MADE = 2, 40, 10_000
_FREQUENT = 100
"""How many words are more frequent than those that count: stopwords, which are in no index."""
_NOISE = 0.3
_QUERIES, _LENGTHS, _ROUNDS = 100, (3, 15), 3
_BLOCK = 50_000
"""Vectors at a time."""
_VECTORS, _DENSE, _LEXICAL = "vectors.npy", "dense", "lexical"

Figures = dict[str, float]


def main() -> None:
    """Make the collections in a temporary directory, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000, 100_000, 1_000_000], help="passages")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    sentences = _sentences()
    cache = Path(os.environ.get("BRONWIJZER_CACHE") or user_cache_path("bronwijzer", appauthor=False))
    encoder = load_encoder(DEFAULT_ENCODER, cache=cache, progress=lambda name, done, total: None)
    centres = encoder.encode_passages(sentences)
    queries = {length: _queries(sentences, length) for length in _LENGTHS}
    embedded = {length: encoder.encode_queries(texts) for length, texts in queries.items()}
    figures: dict[int, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as name:
        folder = Path(name)
        chosen = _write_vectors(folder / _VECTORS, centres, max(arguments.sizes))
        for size in arguments.sizes:
            place = folder / str(size)
            place.mkdir()
            built = _apart(_build, place, size, sentences, chosen[:size])
            figures[size] = built | _apart(_measure, place, size, queries, embedded)
    if arguments.json:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
        return
    sys.stdout.write(f"{'passages':<34}" + "".join(f"{size:>12,}" for size in figures) + "\n")
    for row in next(iter(figures.values())):
        sys.stdout.write(f"{row:<34}" + "".join(f"{one[row]:>12.3f}" for one in figures.values()) + "\n")


def _sentences() -> list[str]:
    samples, _ = find_sources([Path(__file__).parents[2] / "corpus" / "samples"])
    texts = [read_document(source, read_bytes(source)).document.text for source in samples]
    return list(
        dict.fromkeys(text[start:end].replace("\n", " ") for text in texts for start, end in sentence_spans(text))
    )


def _queries(sentences: Sequence[str], length: int) -> list[str]:
    """Return runs of that many words, always the same ones, each with a word that is searched."""
    chance = random.Random(length)
    words = " ".join(sentences).split()
    found: list[str] = []
    while len(found) < _QUERIES:
        start = chance.randrange(len(words) - length)
        query = " ".join(words[start : start + length])
        if terms(query):
            found.append(query)
    return found


def _write_vectors(path: Path, centres: Vectors, count: int) -> np.ndarray:
    """Write unit vectors, shape (count, dimension), and return which sentences each lies between."""
    chance = np.random.default_rng(2026)
    chosen = chance.integers(len(centres), size=(count, _SENTENCES))
    _, spread, directions = np.linalg.svd(centres - centres.mean(axis=0), full_matrices=False)
    shape = (spread / np.sqrt(len(centres)))[:, np.newaxis] * directions
    vectors = np.lib.format.open_memmap(path, "w+", np.float32, (count, centres.shape[1]))
    for start in range(0, count, _BLOCK):
        between = chosen[start : start + _BLOCK]
        weights = chance.dirichlet([0.7] * _SENTENCES, len(between))
        block = np.einsum("ns,nsd->nd", weights, centres[between])
        block += _NOISE * (chance.standard_normal(block.shape) @ shape)
        vectors[start : start + _BLOCK] = block / np.linalg.norm(block, axis=1, keepdims=True)
    vectors.flush()
    return chosen


def _entries(sentences: Sequence[str], chosen: np.ndarray) -> Iterator[LexicalEntry]:
    chance = random.Random(2026)
    words = sorted({word for sentence in sentences for word in sentence.split() if word.isalpha() and word.islower()})
    words += ["".join(chance.sample(words, 2)) for _ in range(_MADE)]
    chance.shuffle(words)
    # Each sentence and each word, with its terms and parts: what is added to a passage.
    said = [(sentence, found, parts(found)) for sentence in sentences for found in [terms(sentence)]]
    more = [(word, found, parts(found)) for word in words for found in [terms(word)]]
    frequencies = list(accumulate(1 / (_FREQUENT + rank) for rank in range(len(more))))
    for row, places in enumerate(chosen.tolist(), start=1):
        added = [said[place] for place in places] + chance.choices(more, cum_weights=frequencies, k=_WORDS)
        yield LexicalEntry(
            row,
            row,
            terms=[term for _, found, _ in added for term in found],
            parts=[part for _, _, found in added for part in found],
            text=" ".join(text for text, _, _ in added),
        )


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
    before = _resident()
    started = time.perf_counter()
    dense, lexical = DenseIndex.load(folder / _DENSE), LexicalIndex.load(folder / _LEXICAL)
    found: Figures = {"opened, s": time.perf_counter() - started, "recall when built": dense.recall}
    everything = {length: _exact(folder.parent / _VECTORS, size, dense, embedded[length]) for length in queries}
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
    return found | {"resident more than without index, MB": _resident() - before}


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


def _exact(path: Path, size: int, dense: DenseIndex, queries: Vectors) -> list[set[int]]:
    """Return the hundred best rows for each query, by NumPy."""
    vectors = np.load(path, mmap_mode="r")
    moved = dense.centred(queries)
    scores = np.empty((len(queries), size), np.float32)
    for start in range(0, size, _BLOCK):
        end = min(size, start + _BLOCK)
        scores[:, start:end] = moved @ dense.centred(np.array(vectors[start:end])).T
    return [set((row + 1).tolist()) for row in np.argpartition(-scores, 100, axis=1)[:, :100]]


def _apart(work: Callable[..., Figures], *arguments: object) -> Figures:
    """Return what the work finds in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _resident() -> float:
    """Return the megabytes that this process has in memory."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    main()
