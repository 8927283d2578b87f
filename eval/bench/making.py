"""Collections of any size that are made up of the samples, and queries for them.

A passage is two sentences from the samples and forty words that are as frequent as words are in Dutch (Zipf,
Mandelbrot); its vector lies between those of its sentences, with noise that has the directions of the sentences.
"""

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from corpus.collection import find_sources, read_bytes, read_document
from search.dense import DenseIndex
from search.dutch.analyser import parts, terms
from search.dutch.sentences import sentence_spans
from search.encoder import DEFAULT_ENCODER, Encoder, EncoderIdentity, Vectors, load_encoder

_SENTENCES, _WORDS, _MADE = 2, 40, 10_000
_FREQUENT = 100
"""How many words are more frequent than those that count: stopwords, which are in no index."""
_NOISE = 0.3
_QUERIES = 100
_BLOCK = 50_000
"""Vectors at a time."""

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Made:
    """The text of a made-up passage, its terms, and these with compounds split."""

    text: str
    terms: list[str]
    parts: list[str]


def encoder_of(identity: EncoderIdentity | None = None) -> Encoder:
    """Return the default encoder, which is the one that is asked for."""
    cache = Path(os.environ.get("BRONWIJZER_CACHE") or user_cache_path("bronwijzer", appauthor=False))
    return load_encoder(DEFAULT_ENCODER, cache=cache, progress=lambda name, done, total: None)


def sentences_of_samples() -> list[str]:
    """Return the sentences of the samples, each once."""
    samples, _ = find_sources([Path(__file__).parents[2] / "corpus" / "samples"])
    texts = [read_document(source, read_bytes(source)).document.text for source in samples]
    return list(
        dict.fromkeys(text[start:end].replace("\n", " ") for text in texts for start, end in sentence_spans(text))
    )


def queries_of(sentences: Sequence[str], length: int) -> list[str]:
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


def write_vectors(path: Path, centres: Vectors, count: int) -> np.ndarray:
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


def made_passages(sentences: Sequence[str], chosen: np.ndarray) -> Iterator[Made]:
    """Yield a passage for each row of what ``write_vectors`` chose, always the same ones."""
    chance = random.Random(2026)
    words = sorted({word for sentence in sentences for word in sentence.split() if word.isalpha() and word.islower()})
    words += ["".join(chance.sample(words, 2)) for _ in range(_MADE)]
    chance.shuffle(words)
    # Each sentence and each word, with its terms and parts: what is added to a passage.
    said = [(sentence, found, parts(found)) for sentence in sentences for found in [terms(sentence)]]
    more = [(word, found, parts(found)) for word in words for found in [terms(word)]]
    frequencies = list(accumulate(1 / (_FREQUENT + rank) for rank in range(len(more))))
    for places in chosen.tolist():
        added = [said[place] for place in places] + chance.choices(more, cum_weights=frequencies, k=_WORDS)
        yield Made(
            " ".join(text for text, _, _ in added),
            [term for _, found, _ in added for term in found],
            [part for _, _, found in added for part in found],
        )


def best_rows(path: Path, size: int, dense: DenseIndex, queries: Vectors) -> list[set[int]]:
    """Return the hundred best of the first rows for each query, counted from 1, by NumPy."""
    vectors = np.load(path, mmap_mode="r")
    moved = dense.centred(queries)
    scores = np.empty((len(queries), size), np.float32)
    for start in range(0, size, _BLOCK):
        end = min(size, start + _BLOCK)
        scores[:, start:end] = moved @ dense.centred(np.array(vectors[start:end])).T
    return [set((row + 1).tolist()) for row in np.argpartition(-scores, 100, axis=1)[:, :100]]


def apart(work: Callable[..., Figures], *arguments: object) -> Figures:
    """Return what the work finds in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def memory(name: str = "VmRSS") -> float:
    """Return the megabytes that this process has in memory; by another name, what Linux calls so."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024
