"""Whether a server answers every search, and from one generation, while new generations come one after another.

    python -m eval.bench.switching --documents PATH [--clients 16] [--seconds 60] [--every 2]

Two documents are sent together with the same number, a higher one each time. An answer that shows two numbers, or one
of the two documents alone, is from two generations.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from eval.bench.load import get, send
from eval.bench.serving import run, server

_NAMES = ("kievit-een", "kievit-twee")
_SEARCH = "/v1/search?q=kievitstelling&mode=lexical"
_NUMBER = re.compile(r"stand ([0-9]+)")


def main() -> None:
    """Serve the documents, send others, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, required=True, help="what is indexed beside them")
    parser.add_argument("--clients", type=int, default=16, help="that search at the same time")
    parser.add_argument("--seconds", type=float, default=60.0, help="that they do")
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two generations")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as folder:
        index = Path(folder, "index")
        run("index", str(asked.documents), "--index", str(index))
        with server(index) as (port, _, _):
            ends, seen = asyncio.run(_watch(port, asked.clients, asked.seconds, asked.every))
    rows = {
        "searches": ends.total(),
        "failed": ends["failed"],
        "from two generations": ends["mixed"],
        "generations that were seen": len(seen),
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name:<32}{value:>8}\n")


async def _watch(port: int, clients: int, seconds: float, every: float) -> tuple[Counter[str], set[int]]:
    """Return how searches ended, and the numbers that they showed."""
    ends: Counter[str] = Counter()
    seen: set[int] = set()
    await _bring(port, 0)
    while not _numbers(await get(port, _SEARCH))[1]:
        await asyncio.sleep(0.2)
    end = time.perf_counter() + seconds

    async def client() -> None:
        while time.perf_counter() < end:
            status, found = _numbers(await get(port, _SEARCH))
            is_whole = len(found) == len(_NAMES) and len(set(found)) == 1
            ends["failed" if status != "200" else "whole" if is_whole else "mixed"] += 1
            seen.update(found)

    async def writer() -> None:
        number = 1
        while time.perf_counter() < end:
            await _bring(port, number)
            number += 1
            await asyncio.sleep(every)

    await asyncio.gather(writer(), *(client() for _ in range(clients)))
    return ends, seen


async def _bring(port: int, number: int) -> None:
    lines = [{"docId": name, "text": f"De kievitstelling van {name} is stand {number}."} for name in _NAMES]
    body = "".join(json.dumps(line) + "\n" for line in lines).encode()
    await send(port, "POST /v1/documents", body, "Content-Type: application/x-ndjson")


def _numbers(answer: tuple[str, bytes]) -> tuple[str, list[int]]:
    """Return the status of an answer, and the number of each of the two documents in it."""
    status, body = answer
    hits = json.loads(body).get("hits", [])
    texts = [hit["passage"]["text"] for hit in hits if hit["document"]["docId"] in _NAMES]
    return status, [int(found[1]) for text in texts if (found := _NUMBER.search(text))]


if __name__ == "__main__":
    main()
