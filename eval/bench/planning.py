"""What a collection asks of machines, worked out from the curve that ``eval.bench.scaling`` measured.

    python -m eval.bench.planning [--curve eval/bench/curve.json] [--passages 100000000] [--searches 300]

Prints the tables of ``docs/scale.md``. What is taken and not measured is a constant here, and is named as one there.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

CURVE = Path(__file__).with_name("curve.json")
PARTS = ("catalogue", "dense", "lexical", "suggestions")

# Measured by other commands; docs/scale.md names them.
EMBEDDED = 12.5
"""Passages of 112 pieces that one core embeds in a second."""
ANSWERED = 90
"""Searches over a small collection that one core answers in a second, language model and HTTP included."""

# Taken, and not measured.
MEMORY, FILLED = 64e9, 0.7
"""Bytes of memory in a machine, and the part of it that data may fill."""
CORES, BUSY = 16, 0.6
"""Cores in a machine, and the part of the time that they may work, so that a peak makes no queue."""
REPLICAS = 2
CARD = 2_000
"""Passages that one graphics card embeds in a second: 21 million weights, 112 pieces, 10 TFLOP/s."""
PRUNED = 5
"""How many times less an engine works that skips what cannot be among the best."""
VECTOR, GRAPH, TOKENS, POSTING = 384 * 4, 16 * 2 * 4, 110, 8
"""Bytes of a vector and of its edges; terms and parts of terms in a passage, and the bytes of each."""
READ = 500e6
"""Bytes that a disk reads or copies in a second."""
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a curve says of each passage."""

    passages: int  # of its largest size
    disk: dict[str, float]  # bytes, by part
    written: float  # seconds
    writing: float  # bytes in memory
    opened: float  # seconds, when nothing is in memory
    private: float  # bytes of a server that are no pages of files, for each passage more
    processor: float  # seconds of a search for each passage more
    base: float  # seconds of a search over none

    @classmethod
    def of(cls, curve: Mapping[str, Mapping[str, float]]) -> "Measured":
        """Return it by the largest size, and what grows by the largest and the one before."""
        small, large = sorted(map(int, curve))[-2:]
        few, many = curve[str(small)], curve[str(large)]
        own = [one["in memory, MB"] - one["of it pages of files, MB"] for one in (few, many)]
        used = [one["questions: processor, ms"] / 1000 for one in (few, many)]
        grows = (used[1] - used[0]) / (large - small)
        return cls(
            passages=large,
            disk={part: many[f"{part} on disk, MB"] * 1e6 / large for part in PARTS},
            written=many["written, s"] / large,
            writing=many["most in memory while writing, MB"] * 2**20 / large,
            opened=many["opened, unread, s"] / large,
            private=(own[1] - own[0]) * 2**20 / (large - small),
            processor=grows,
            base=used[1] - grows * large,
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--curve", type=Path, default=CURVE, help="what --json of eval.bench.scaling wrote")
    parser.add_argument("--passages", type=int, default=100_000_000, help="in the collection")
    parser.add_argument("--searches", type=int, default=300, help="in a second")
    arguments = parser.parse_args()
    curve = json.loads(arguments.curve.read_text("utf-8"))
    measured = Measured.of(curve)
    sizes = sorted({measured.passages, 10_000_000, arguments.passages})
    _print(f"Measured, for each passage of {measured.passages:,}", ("what", "figure"), _each(measured))
    _print("Disk, GB", ("passages", *PARTS, "together"), (_disk(measured, size) for size in sizes))
    _print("Embedding", ("passages", "1 core", "64 cores", "1 card", "8 cards"), map(_embedding, sizes))
    machines = _machines(measured, arguments.passages, arguments.searches)
    _print(
        f"Machines for {arguments.passages:,} passages and {arguments.searches} a second", ("what", "figure"), machines
    )
    _print("Where one process breaks", ("what", "limit", "passages"), _breaks(measured))


def _each(one: Measured) -> Iterable[Row]:
    yield from ((f"{part} on disk", f"{size:,.0f} bytes") for part, size in one.disk.items())
    yield "writing, once embedded", f"{one.written * 1000:.2f} ms"
    yield "memory of the writer", f"{one.writing / 1000:.1f} kB"
    yield "memory of a server, without pages of files", f"{one.private:,.0f} bytes"
    yield "opening, nothing read before", f"{one.opened * 1e6:.1f} µs"
    yield "processor time of a search", f"{one.base * 1000:.1f} ms, and {one.processor * 1e9:.1f} ns for each passage"


def _disk(one: Measured, passages: int) -> Row:
    sizes = [one.disk[part] * passages / 1e9 for part in PARTS]
    return f"{passages:,}", *(f"{size:,.1f}" for size in (*sizes, sum(sizes)))


def _embedding(passages: int) -> Row:
    hours = [passages / rate / 3600 for rate in (EMBEDDED, 64 * EMBEDDED, CARD, 8 * CARD)]
    return f"{passages:,}", *(f"{hour:,.1f} h" for hour in hours)


def _machines(one: Measured, passages: int, searches: int) -> Iterable[Row]:
    held = VECTOR + GRAPH + TOKENS * POSTING
    shards = ceil(passages * held / (MEMORY * FILLED))
    seconds = one.processor * passages
    cores = searches * seconds / PRUNED / BUSY
    by_cores = ceil(cores / CORES)
    yield "bytes of a passage in the memory of the engine", f"{held:,}"
    yield f"nodes of {MEMORY / 1e9:.0f} GB that hold all of it once: shards", f"{shards}"
    yield f"nodes for {REPLICAS} replicas", f"{shards * REPLICAS}"
    yield "processor time of a search in our legs, in one index", f"{seconds:.2f} s"
    yield f"cores for {searches} a second, if the engine does it {PRUNED} times quicker", f"{ceil(cores):,}"
    yield f"nodes of {CORES} cores for that", f"{by_cores}"
    yield "**nodes of the engine**: the larger of the two", f"**{max(shards * REPLICAS, by_cores)}**"
    yield (
        "**servers** for the language model and HTTP, one to spare",
        f"**{ceil(searches / ANSWERED / BUSY / CORES) + 1}**",
    )
    yield (
        "catalogue and suggestions on each server, GB",
        f"{(one.disk['catalogue'] + one.disk['suggestions']) * passages / 1e9:,.0f}",
    )
    yield "writing in one process", f"{one.written * passages / 3600:.0f} h"
    yield "memory of that process, GB", f"{one.writing * passages / 1e9:,.0f}"
    yield "copy of the catalogue at each change", f"{one.disk['catalogue'] * passages / READ / 60:.0f} min"
    yield "opening", f"{one.opened * passages / 60:.0f} min"
    yield "memory of a server, pages of files left out, GB", f"{one.private * passages / 1e9:.0f}"


def _breaks(one: Measured) -> Iterable[Row]:
    memory = MEMORY * FILLED
    files = sum(one.disk.values()) - one.disk["catalogue"]
    limits = [
        ("opening after a start of the machine", "5 s", 5 / one.opened),
        ("a search, processor time", "25 ms", (0.025 - one.base) / one.processor),
        ("the first write, memory", f"{memory / 1e9:.0f} GB", memory / one.writing),
        ("a small change: the catalogue is copied", "1 min", 60 * READ / one.disk["catalogue"]),
        ("the catalogue, kept in memory by the system", f"{memory / 1e9:.0f} GB", memory / one.disk["catalogue"]),
        ("the first write, time", "10 h", 36_000 / one.written),
        ("vectors, words and suggestions, kept in memory by the system", f"{memory / 1e9:.0f} GB", memory / files),
        ("what a server holds of its own", f"{memory / 1e9:.0f} GB", memory / one.private),
    ]
    for name, limit, passages in sorted(limits, key=lambda row: row[2]):
        yield name, limit, f"{passages / 1e6:,.1f} million"


def _print(title: str, heads: Row, rows: Iterable[Row]) -> None:
    lines = [heads, ["---"] * len(heads), *rows]
    sys.stdout.write(f"{title}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n")


if __name__ == "__main__":
    main()
