"""What a server does under load: searches a second, how late they are, what it refuses, and what it keeps in memory.

    python -m eval.bench.load --documents PATH [--clients 64] [--seconds 60] [--cores 0]

The server runs as one process on the cores that are named, the clients on the others. The limit is the encoder by
itself on the same cores: no search can be quicker.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from eval.bench.making import encoder_of
from eval.bench.serving import different_queries, resident, run, server

_TIMES = 10
"""As many clients as the server is made for, to see what it refuses."""
_OVERLOAD = 15.0
_FEW, _FIRST = 60, 1_000


@dataclass
class _Tally:
    """What a number of clients saw: how each answer ended, and the milliseconds that those with hits took."""

    ends: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)


def main() -> None:
    """Serve the documents, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, required=True, help="what is indexed and searched")
    parser.add_argument("--clients", type=int, default=64, help="that ask at the same time")
    parser.add_argument("--seconds", type=float, default=60.0, help="that they do")
    parser.add_argument("--cores", type=int, nargs="+", default=[0], help="of the server")
    asked = parser.parse_args()
    every = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as folder:
        index = Path(folder, "index")
        run("index", str(asked.documents), "--index", str(index))
        queries = different_queries(index, count=2_000)
        os.sched_setaffinity(0, asked.cores)  # what is started takes them over
        limit = _encoder_alone(queries[:_FEW])
        with server(index) as (port, _, pid):
            os.sched_setaffinity(0, every - set(asked.cores) or every)
            first = asyncio.run(_ask(port, queries, clients=4, most=_FIRST))
            before = resident(pid)
            loaded = asyncio.run(_ask(port, queries, clients=asked.clients, seconds=asked.seconds))
            after = resident(pid)
            over = asyncio.run(_ask(port, queries, clients=_TIMES * asked.clients, seconds=_OVERLOAD))
            recovered = asyncio.run(_recovery(port, queries))
    rate = len(loaded.took) / asked.seconds
    rows = {
        f"searches a second, {asked.clients} clients": rate,
        "part of what the encoder alone could do": rate * limit,
        "p50, ms": quantiles(loaded.took, n=20)[9],
        "p95, ms": quantiles(loaded.took, n=20)[-1],
        "other answers": sum(loaded.ends.values()) - loaded.ends["200"],
        f"{_TIMES} times the clients: searches a second": len(over.took) / _OVERLOAD,
        f"{_TIMES} times the clients: part refused with 503": over.ends["503"] / over.ends.total(),
        f"{_TIMES} times the clients: neither": over.ends.total() - over.ends["200"] - over.ends["503"],
        "recovered after, s": recovered,
        f"resident after {first.ends.total()} searches, MB": before,
        f"resident after {first.ends.total() + loaded.ends.total()} searches, MB": after,
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name:<48}{value:>10.2f}\n")


def _encoder_alone(queries: Sequence[str]) -> float:
    """Return the seconds that the encoder takes for a query."""
    encoder = encoder_of()
    encoder.encode_queries(["warm"])
    started = time.perf_counter()
    for query in queries:
        encoder.encode_queries([query])
    return (time.perf_counter() - started) / len(queries)


async def _ask(
    port: int, queries: Sequence[str], *, clients: int, seconds: float = float("inf"), most: int = sys.maxsize
) -> _Tally:
    """Return what clients saw that ask one search after another, for some seconds or until enough were asked."""
    tally, end = _Tally(), time.perf_counter() + seconds
    await asyncio.gather(*(_client(port, queries, start, tally, end=end, most=most) for start in range(clients)))
    return tally


async def _client(port: int, queries: Sequence[str], place: int, tally: _Tally, *, end: float, most: int) -> None:
    while time.perf_counter() < end and tally.ends.total() < most:
        place += 17  # no two clients ask the same at the same time
        started = time.perf_counter()
        try:
            status = await _search(port, queries[place % len(queries)])
        except OSError:
            status = "broken"
        tally.ends[status] += 1
        if status == "200":
            tally.took.append((time.perf_counter() - started) * 1000)
        else:
            await asyncio.sleep(0.2)


async def get(port: int, address: str) -> tuple[str, bytes]:
    """Return status and body of the answer to a GET, read to its end.

    Raises:
        OSError: If the connection breaks.
    """
    return await send(port, f"GET {address}")


async def send(port: int, call: str, body: bytes = b"", *headers: str) -> tuple[str, bytes]:
    """Return status and body of the answer to a call such as "GET /v1/search", read to its end.

    Raises:
        OSError: If the connection breaks.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [
            f"{call} HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            f"Content-Length: {len(body)}",
            *headers,
            "",
            "",
        ]
        writer.write("\r\n".join(lines).encode() + body)
        head, _, answer = (await reader.read()).partition(b"\r\n\r\n")
        if not head:
            raise ConnectionError("no answer")
        return head.split()[1].decode(), answer
    finally:
        writer.close()


async def _search(port: int, query: str) -> str:
    """Return the status of one search."""
    status, _ = await get(port, f"/v1/search?q={quote(query)}")
    return status


async def _recovery(port: int, queries: Sequence[str]) -> float:
    """Return the seconds until a search is answered, and ten after it too."""
    started = time.perf_counter()
    ended, good = started, 0
    while good <= 10:
        if await _search(port, queries[good]) == "200":
            ended = ended if good else time.perf_counter()
            good += 1
        else:
            good = 0
    return ended - started


if __name__ == "__main__":
    main()
