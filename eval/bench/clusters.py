"""How much more two workers of a cluster embed than one, each with one core.

    python -m eval.bench.clusters [--passages 1024] [--workers 1 2]

The passages are those of the samples, as often as it takes. Time and passages are counted once every worker has brought
a part, and so has loaded the model; what that took is told apart. The parts that the others had begun by then count
for nothing, for nobody knows how much of them was done.
"""

import argparse
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from corpus.collection import find_sources, read_bytes, read_document
from eval.bench.making import encoder_of
from indexer.chunking import chunk
from indexer.scale import LOCAL, cluster
from indexer.work import BATCH
from search.encoder import Encoder
from search.fields import indexed_text


def main() -> None:
    """Embed the passages with each number of workers, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=1_024, help="how many are embedded")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="how many work at the same time")
    arguments = parser.parse_args()
    encoder = encoder_of()
    texts = list(islice(cycle(_texts()), arguments.passages))
    measured = {workers: _measure(texts, encoder, workers) for workers in arguments.workers}
    first, _ = measured[arguments.workers[0]]
    for workers, (rate, begun) in measured.items():
        sys.stdout.write(
            f"{workers} workers: {rate:8.1f} passages a second, {rate / first:.2f} times the first; "
            f"all had begun after {begun:.0f} s\n"
        )


def _texts() -> list[str]:
    samples, _ = find_sources([Path(__file__).parents[2] / "corpus" / "samples"])
    documents = [read_document(source, read_bytes(source)).document for source in samples]
    return [indexed_text(passage) for document in documents for passage in chunk(document)]


def _measure(texts: list[str], encoder: Encoder, workers: int) -> tuple[float, float]:
    """Return how many passages are embedded in a second, and the seconds until every worker had brought some."""
    opened = time.perf_counter()
    with cluster(LOCAL, encoder_of, workers=workers) as work:
        parts = work.embed(texts, encoder)
        while len(work.shares) < workers:
            next(parts)
        started = time.perf_counter()
        counted = sum(len(places) for places, _ in parts) - BATCH * (workers - 1)
        return counted / (time.perf_counter() - started), started - opened


if __name__ == "__main__":
    main()
