"""How soon a changed file can be found in a large index.

    python -m eval.bench.updating [--passages 100000]

Makes documents of sentences from the samples, shuffled, and an index of them with random vectors: the model would take
an hour and changes nothing here. Then changes one file, brings the index in step, and searches for its new word. The
limit is a copy of the catalogue, the largest file, in the same run: no new generation can be quicker.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.collection import find_sources, read_bytes, read_document
from indexer.sync import sync
from search.dutch.sentences import sentence_spans
from search.encoder import EncoderIdentity, Vectors
from search.generation import CATALOGUE, current_generation
from search.searcher import Searcher

_PASSAGES_PER_DOCUMENT = 50
_WORD = "zwaluwstaartverbinding"


class RandomEncoder:
    """Unit vectors that mean nothing."""

    identity = EncoderIdentity("random", "1", 384, "", "")

    def encode_queries(self, queries: Sequence[str]) -> Vectors:
        """Return one vector a query."""
        return self.encode_passages(queries)

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        """Return one vector a passage."""
        vectors = np.random.default_rng(len(passages)).normal(size=(len(passages), self.identity.dimension))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def main() -> None:
    """Make the index in a temporary directory, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000, help="how many passages, about")
    wanted = parser.parse_args().passages
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as folder:
        docs, index = Path(folder, "docs"), Path(folder, "index")
        _write_documents(docs, wanted // _PASSAGES_PER_DOCUMENT)
        encoder = RandomEncoder()
        first = sync([docs], index, lambda own: encoder)
        searcher = Searcher.open(index, encoder)
        changed = next(docs.iterdir())
        changed.write_text(f"{changed.read_text('utf-8')}\n\n## Nieuw\n\nDit gaat over een {_WORD}.\n", "utf-8")
        started = time.perf_counter()
        second = sync([docs], index, lambda own: encoder)
        synced = time.perf_counter() - started
        hits = searcher.search(_WORD, mode="lexical").hits
        seen = time.perf_counter() - started
        if not hits or _WORD not in hits[0].passage.text:
            raise RuntimeError("the changed file is not found")
        started = time.perf_counter()
        sync([docs], index, lambda own: encoder)
        unchanged = time.perf_counter() - started
        started = time.perf_counter()
        shutil.copyfile(index / current_generation(index).folder / CATALOGUE, Path(folder, "copy"))
        copied = time.perf_counter() - started
        size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    rows = {
        "passages": float(first.passages),
        "first run, s": sum(first.seconds.values()),
        **{f"  {stage}, s": seconds for stage, seconds in first.seconds.items()},
        "one file changed: in step, s": synced,
        **{f"  its {stage}, s": seconds for stage, seconds in second.seconds.items()},
        "one file changed: found, s": seen,
        "nothing changed, s": unchanged,
        "copy of the catalogue, s": copied,
        "ratio found / copy": seen / copied,
        "index with two generations, MB": size / 1e6,
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name:<36}{value:>12.2f}\n")


def _write_documents(folder: Path, count: int) -> None:
    chance = random.Random(2026)
    samples, _ = find_sources([Path(__file__).parents[2] / "corpus" / "samples"])
    texts = [read_document(source, read_bytes(source)).document.text for source in samples]
    sentences = [text[start:end].replace("\n", " ") for text in texts for start, end in sentence_spans(text)]
    words = sorted({word for sentence in sentences for word in sentence.split() if word.isalpha()})
    folder.mkdir()
    for number in range(count):
        parts = []
        for _ in range(_PASSAGES_PER_DOCUMENT):
            # A few words of another sentence in each, or every tenth passage would be a copy.
            chosen = [f"{' '.join(chance.sample(words, 6)).capitalize()}. {s}" for s in chance.sample(sentences, 4)]
            parts.append(f"## {' '.join(chance.sample(words, 3)).capitalize()}\n\n{' '.join(chosen)}")
        (folder / f"{number:05}.md").write_text("\n\n".join(parts) + "\n", "utf-8")


if __name__ == "__main__":
    main()
