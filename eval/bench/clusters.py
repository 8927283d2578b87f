"""How much more two workers of a cluster embed than one, each with one core.

    python -m eval.bench.clusters [--passages 1024] [--workers 1 2]

The passages are those of the samples, as often as it takes. The time is counted from the first part that comes back,
when every worker has about loaded the model, and so are the passages.
"""

import argparse
import os
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from platformdirs import user_cache_path

from corpus.collection import find_sources, read_bytes, read_document
from indexer.chunking import chunk
from indexer.scale import LOCAL, cluster
from search.encoder import DEFAULT_ENCODER, Encoder, EncoderIdentity, load_encoder
from search.fields import indexed_text


def main() -> None:
    """Embed the passages with each number of workers, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=1_024, help="how many are embedded")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="how many work at the same time")
    arguments = parser.parse_args()
    encoder = _encoder()
    texts = list(islice(cycle(_texts()), arguments.passages))
    rates = {workers: _rate(texts, encoder, workers) for workers in arguments.workers}
    first = rates[arguments.workers[0]]
    for workers, rate in rates.items():
        sys.stdout.write(f"{workers} workers: {rate:8.1f} passages a second, {rate / first:.2f} times the first\n")


def _encoder(identity: EncoderIdentity | None = None) -> Encoder:
    """Return the default encoder, which is the one that is asked for."""
    cache = Path(os.environ.get("BRONWIJZER_CACHE") or user_cache_path("bronwijzer", appauthor=False))
    return load_encoder(DEFAULT_ENCODER, cache=cache, progress=lambda name, done, total: None)


def _texts() -> list[str]:
    samples, _ = find_sources([Path(__file__).parents[2] / "corpus" / "samples"])
    documents = [read_document(source, read_bytes(source)).document for source in samples]
    return [indexed_text(passage) for document in documents for passage in chunk(document)]


def _rate(texts: list[str], encoder: Encoder, workers: int) -> float:
    """Return how many passages are embedded in a second."""
    with cluster(LOCAL, _encoder, workers=workers) as work:
        parts = work.embed(texts, encoder)
        next(parts)
        started = time.perf_counter()
        counted = sum(len(places) for places, _ in parts)
    return counted / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
