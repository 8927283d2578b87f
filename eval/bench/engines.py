"""How fast a search over HTTP is with the passages in Milvus, beside the same index in a directory.

    python -m eval.bench.engines --engine milvus://HOST:PORT/NAME [--passages 100000]

Makes an index of made-up passages (``eval.bench.making``), copies it to the address, where there is none, has a server
of each answer the same queries one after another, and takes it away again.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from eval.bench.making import encoder_of, queries_of, sentences_of_samples, write_vectors
from eval.bench.scaling import write
from eval.bench.serving import get, server
from search.copying import lent
from search.engines.address import EngineAddress
from search.engines.milvus import connected
from search.engines.publishing import silent

_UNCOUNTED = 10
_VECTORS = "vectors.npy"


def main() -> None:
    """Make the index, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", type=EngineAddress.parse, required=True)
    parser.add_argument("--passages", type=int, default=100_000)
    arguments = parser.parse_args()
    sentences, encoder = sentences_of_samples(), encoder_of()
    centres = encoder.encode_passages(sentences)
    queries = [query for length in (3, 15) for query in queries_of(sentences, length)]
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as name:
        folder = Path(name)
        chosen = write_vectors(folder / _VECTORS, centres, arguments.passages)
        write(folder, sentences, chosen, encoder.identity)
        started = time.perf_counter()
        with lent(folder / "index", engine=connected(arguments.engine), progress=silent):
            sys.stdout.write(
                f"brought there in {time.perf_counter() - started:.0f} s\n{'':<16}{'p50 ms':>8}{'p95 ms':>8}\n"
            )
            for kind, place in {"in a directory": folder / "index", "in Milvus": arguments.engine}.items():
                with server(place) as (port, _, _):
                    times = [_milliseconds(port, query) for query in [*queries[:_UNCOUNTED], *queries]][_UNCOUNTED:]
                sys.stdout.write(f"{kind:<16}{median(times):>8.1f}{quantiles(times, n=20)[-1]:>8.1f}\n")


def _milliseconds(port: int, query: str) -> float:
    started = time.perf_counter()
    get(port, query)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
