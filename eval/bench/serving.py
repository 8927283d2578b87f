"""How fast a search is: from cold by command, and over HTTP with one client.

    python -m eval.bench.serving --documents PATH

The limit is the encoder by itself, called in the same run with the same queries: no search can be quicker.
"""

import argparse
import http.client
import json
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from eval.bench.making import encoder_of
from search.engines.address import IndexPlace
from search.index import Index

_QUERIES = 200
_COLD_RUNS = 5


def main() -> None:
    """Index the documents into a temporary directory, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, required=True, help="what is indexed and searched")
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as folder:
        index = Path(folder, "index")
        run("index", str(documents), "--index", str(index))
        first = _seconds(lambda: run("index", str(documents), "--index", str(Path(folder, "again"))))
        unchanged = _seconds(lambda: run("index", str(documents), "--index", str(index)))
        cold = median(
            _seconds(lambda: run("search", "sociale basis", "--index", str(index))) for _ in range(_COLD_RUNS)
        )
        queries = different_queries(index)
        with server(index) as (port, ready, pid):
            served = _timed(lambda query: get(port, query), queries)
            memory = resident(pid)
            has_torch = "libtorch" in Path(f"/proc/{pid}/maps").read_text("utf-8")
    encoder = encoder_of()
    encoder.encode_queries(["warm"])
    limit = _timed(lambda query: encoder.encode_queries([query]), queries)
    rows = {
        "index, s": first,
        "index, nothing changed, s": unchanged,
        f"search from cold, s (median of {_COLD_RUNS})": cold,
        "server ready, s": ready,
        f"HTTP search p50, ms ({len(queries)} queries)": median(served),
        "HTTP search p95, ms": quantiles(served, n=20)[-1],
        "encoder alone p50, ms": median(limit),
        "ratio HTTP search / encoder alone": median(served) / median(limit),
        "resident, MB": memory,
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name:<42}{value:>10.2f}\n")
    sys.stdout.write(f"{'torch in the server':<42}{'yes' if has_torch else 'no':>10}\n")


def run(*arguments: str) -> None:
    """Run the command, and wait for it."""
    subprocess.run([sys.executable, "-m", "api", *arguments], check=True, capture_output=True)


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _timed(call: Callable[[str], object], queries: list[str]) -> list[float]:
    """Return the milliseconds that each call took, after one that is not counted."""
    call(queries[0])
    return [_seconds(lambda query=query: call(query)) * 1000 for query in queries]  # type: ignore[misc]  # mypy cannot type a lambda's default


def different_queries(index: Path, *, count: int = _QUERIES) -> list[str]:
    """Return different queries: runs of two to six words from the passages, always the same ones."""
    chance = random.Random(2026)
    opened = Index.open(index)
    passages = [stored.passage.text.split() for stored in opened.catalogue.every_passage()]
    opened.close()
    found: dict[str, None] = {}
    while len(found) < count:
        words = chance.choice(passages)
        start = chance.randrange(len(words))
        query = " ".join(words[start : start + chance.randint(2, 6)])
        if any(char.isalnum() for char in query):
            found.setdefault(query)
    return list(found)


@contextmanager
def server(index: IndexPlace) -> Iterator[tuple[int, float, int]]:
    """Yield the port, the seconds until ready, and the process number of a server over the index."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "api", "serve", "--index", str(index), "--port", str(port)])
    try:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            except OSError:
                if process.poll() is not None:
                    raise
                time.sleep(0.01)
        yield port, time.perf_counter() - started, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


_connections: dict[int, http.client.HTTPConnection] = {}


def get(port: int, query: str) -> None:
    """Search over HTTP.

    Raises:
        RuntimeError: If there is no answer.
    """
    connection = _connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port))
    connection.request("GET", f"/v1/search?q={quote(query)}")
    response = connection.getresponse()
    body = json.loads(response.read())
    if response.status != 200:
        raise RuntimeError(body)


def resident(pid: int) -> float:
    """Return the megabytes that a process has in memory."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    main()
