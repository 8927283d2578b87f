"""What an index costs as it grows: to write, to keep, to open and to search, once the query is embedded.

    python -m eval.bench.scaling [--sizes 10000 100000 300000 1000000] [--json FILE]

The passages are made up (``eval.bench.making``), twenty to a document. One process writes the generation as
``bronwijzer index`` does once everything is embedded, with all of it in memory; another opens and searches it, so that
its memory is that of a server, the language model left out. It opens it twice: first with none of it in memory yet, as
after a start of the machine. Queries are runs of words from the samples, and the questions of
``eval/collections/samples-search``. ``--json`` keeps the figures for ``eval.bench.planning``.
"""

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from corpus.model import Document, Locator, Metadata, Passage
from eval.bench.making import (
    Figures,
    Made,
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
from search.dutch.analyser import terms
from search.encoder import EncoderIdentity, Vectors
from search.fields import headings, indexed_text, text_digest
from search.generation import CATALOGUE, DENSE, LEXICAL, SUGGESTIONS
from search.index import Index
from search.searcher import Searcher
from search.store import Entry, Filter
from search.writer import Changes, IndexWriter

_PER_DOCUMENT, _PER_HEADING = 20, 5
_KINDS = ("article", "newsletter", "project", "report")
_PUBLISHERS = 50
_ROUNDS = 3
_VECTORS = "vectors.npy"
_QUESTIONS = Path(__file__).parents[1] / "collections" / "samples-search" / "queries.jsonl"


class KnownEncoder:
    """Gives the vector of the query that is searched next, which was embedded before."""

    def __init__(self, identity: EncoderIdentity) -> None:
        self.identity = identity
        self.next = np.zeros(identity.dimension, np.float32)

    def encode_queries(self, queries: Sequence[str]) -> Vectors:
        """Return that vector for each."""
        return np.repeat(self.next[np.newaxis], len(queries), axis=0)

    encode_passages = encode_queries


def main() -> None:
    """Make the indexes in a temporary directory, one after another, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 300_000, 1_000_000], help="passages")
    parser.add_argument("--json", type=Path, help="a file for the figures; those of other sizes stay in it")
    arguments = parser.parse_args()
    sentences, encoder = sentences_of_samples(), encoder_of()
    queries = {f"{length} words": queries_of(sentences, length) for length in (3, 15)}
    asked = [json.loads(line)["text"] for line in _QUESTIONS.read_text("utf-8").splitlines()]
    queries["questions"] = [text for text in asked if terms(text)]
    embedded = {kind: encoder.encode_queries(texts) for kind, texts in queries.items()}
    centres = encoder.encode_passages(sentences)
    figures: dict[str, Figures] = {}
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as name:
            folder = Path(name)
            chosen = write_vectors(folder / _VECTORS, centres, size)
            written = apart(write, folder, sentences, chosen, encoder.identity)
            figures[str(size)] = written | apart(_measure, folder, size, queries, embedded, encoder.identity)
    sys.stdout.write(f"{'passages':<40}" + "".join(f"{int(size):>12,}" for size in figures) + "\n")
    for row in next(iter(figures.values())):
        sys.stdout.write(f"{row:<40}" + "".join(f"{one[row]:>12.3f}" for one in figures.values()) + "\n")
    if arguments.json:
        known = json.loads(arguments.json.read_text("utf-8")) if arguments.json.exists() else {}
        merged = dict(sorted((known | figures).items(), key=lambda pair: int(pair[0])))
        arguments.json.write_text(json.dumps(merged, indent=1) + "\n", "utf-8")


def write(folder: Path, sentences: Sequence[str], chosen: np.ndarray, identity: EncoderIdentity) -> Figures:
    """Write an index of made-up passages into ``index`` in a folder, with the vectors that are there."""
    entries = list(_entries(sentences, chosen))
    digests = [digest for entry in entries for digest in entry.digests]
    vectors = np.load(folder / _VECTORS)
    before = memory()
    started = time.perf_counter()
    with IndexWriter.open(folder / "index") as writer:
        generation = writer.write(None, Changes(entries, digests, vectors, ()), identity)
    found: Figures = {
        "written, s": time.perf_counter() - started,
        "documents and vectors in memory, MB": before,
        "most in memory while writing, MB": memory("VmHWM"),
    }
    for part in (CATALOGUE, DENSE, LEXICAL, SUGGESTIONS):
        path = folder / "index" / generation.folder / part
        files = path.iterdir() if path.is_dir() else (path,)
        found[f"{part.partition('.')[0]} on disk, MB"] = sum(file.stat().st_size for file in files) / 1e6
    return found | {"recall when built": generation.recall}


def _entries(sentences: Sequence[str], chosen: np.ndarray) -> Iterator[Entry]:
    chance = random.Random(2026)
    words = sorted({word for sentence in sentences for word in sentence.split() if word.isalpha() and len(word) > 4})
    made = made_passages(sentences, chosen)
    for number in range(-(-len(chosen) // _PER_DOCUMENT)):
        doc_id = f"map-{number % 100:02}/document-{number:07}.md"
        metadata = Metadata(
            title=" ".join(chance.sample(words, 4)).capitalize(),
            publisher=f"Uitgever {chance.randrange(_PUBLISHERS)}",
            date=f"{chance.randint(2005, 2026)}-{chance.randint(1, 12):02}",
            authors=(),
            kind=_KINDS[number % len(_KINDS)],
            language="nl",
            url=f"https://voorbeeld.example/{doc_id}",
        )
        yield _entry(doc_id, metadata, list(islice(made, _PER_DOCUMENT)), words, chance)


def _entry(doc_id: str, metadata: Metadata, made: Sequence[Made], words: Sequence[str], chance: random.Random) -> Entry:
    text = "\n\n".join(one.text for one in made)
    passages, found, start, heading = [], [], 0, ""
    for place, one in enumerate(made):
        if place % _PER_HEADING == 0:
            heading = " ".join(chance.sample(words, 3)).capitalize()
        passage = Passage(
            hashlib.blake2b(f"{doc_id} {place}".encode(), digest_size=10).hexdigest(),
            doc_id,
            metadata.title,
            None,
            one.text,
            Locator(start, start + len(one.text), None, (heading,)),
        )
        start += len(one.text) + 2
        passages.append(passage)
        found.append([*terms(headings(passage)), *one.terms])
    return Entry(
        document=Document(doc_id, metadata, text, ()),
        fingerprint=doc_id,
        abbreviations=(),
        passages=passages,
        terms=found,
        digests=[text_digest(indexed_text(one)) for one in passages],
    )


def _measure(
    folder: Path, size: int, queries: dict[str, list[str]], embedded: dict[str, Vectors], identity: EncoderIdentity
) -> Figures:
    encoder = KnownEncoder(identity)
    before = memory()
    found: Figures = {}
    for how in ("unread", "again"):
        if how == "unread":
            _forget(folder / "index")
        started = time.perf_counter()
        Index.open(folder / "index").close()
        found[f"opened, {how}, s"] = time.perf_counter() - started
    searcher = Searcher.open(folder / "index", encoder)
    found["in memory when open, MB"] = memory()
    for kind, texts in queries.items():
        found |= {
            f"{kind}: {name}": value for name, value in _searches(searcher, encoder, texts, embedded[kind]).items()
        }
    for name, wanted in {"1 in 4": Filter(kind=_KINDS[0]), "1 in 50": Filter(publisher="Uitgever 7")}.items():
        times = [
            _timed(searcher, encoder, pair, wanted)
            for pair in zip(queries["questions"], embedded["questions"], strict=True)
        ]
        found |= {f"filter of {name}: first, ms": times[0], f"filter of {name}: p50, ms": median(times[1:])}
    started = time.perf_counter()
    for _ in range(_ROUNDS):
        searcher.index.suggestions.suggest("wijk", k=10)
    found["suggestions, ms"] = (time.perf_counter() - started) * 1000 / _ROUNDS
    started = time.perf_counter()
    searcher.index.speller.mend("vrijwiligers in de buurrt")
    found["spelling, first, ms"] = (time.perf_counter() - started) * 1000
    found["in memory, MB"] = memory()
    found["of it pages of files, MB"] = memory("RssFile")
    found["most in memory, MB"] = memory("VmHWM")
    found["in memory before, MB"] = before
    dense = DenseIndex.load(folder / "index" / searcher.index.generation.folder / DENSE)
    for kind, vectors in embedded.items():
        best = best_rows(folder / _VECTORS, size, dense, vectors)
        right = [
            len({row for row, _ in dense.rank(v, depth=200)[:100]} & b) / 100
            for v, b in zip(vectors, best, strict=True)
        ]
        found[f"{kind}: recall@100 of dense"] = float(np.mean(right))
    return found


def _searches(searcher: Searcher, encoder: KnownEncoder, texts: Sequence[str], vectors: Vectors) -> Figures:
    """Return how long searches take, in ms, after a first round that reads what is needed."""
    times: list[float] = []
    legs: dict[str, list[float]] = {}
    for again in range(_ROUNDS + 1):
        used = time.process_time()
        for pair in zip(texts, vectors, strict=True):
            encoder.next = pair[1]
            started = time.perf_counter()
            hits = searcher.search(pair[0])
            if again:
                times.append((time.perf_counter() - started) * 1000)
                for leg, seconds in hits.seconds.items():
                    legs.setdefault(leg, []).append(seconds * 1000)
        took = (time.process_time() - used) * 1000 / len(texts)
    found = {"p50, ms": median(times), "p95, ms": quantiles(times, n=20)[-1], "processor, ms": took}
    return found | {f"{leg} p50, ms": median(legs[leg]) for leg in ("dense", "lexical", "compound")}


def _timed(searcher: Searcher, encoder: KnownEncoder, pair: tuple[str, Vectors], wanted: Filter) -> float:
    encoder.next = pair[1]
    started = time.perf_counter()
    searcher.search(pair[0], wanted=wanted)
    return (time.perf_counter() - started) * 1000


def _forget(folder: Path) -> None:
    """Let the system forget what it holds of these files."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


if __name__ == "__main__":
    main()
