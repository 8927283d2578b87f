"""How fast suggestions come while someone types, from a collection and from a large one that is made up.

    python -m eval.bench.suggesting [--index DIR] [--works 100000]

Types the beginning of what may be suggested, a letter at a time, from the start of any of its words, as a reader of
everything, of half of the works, and of one in a hundred. The made-up collection has titles, headings and phrases of
words of the samples; what stands often and what seldom is as in language (Zipf). Also takes a work out again.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from corpus.collection import find_sources, read_bytes, read_document
from search.index import Index
from search.store import Found
from search.suggestions import Mention, Readable, SuggestionIndex

_TYPED = 2_000
_K = 10
_READERS = {"everything": 1, "half of it": 2, "one work in a hundred": 100}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="a collection")
    parser.add_argument("--works", type=int, default=100_000, help="of the collection that is made up")
    asked = parser.parse_args()
    if asked.index:
        index = Index.open(asked.index)
        _measure(index.suggestions, [passage.passage.title for passage in index.catalogue.every_passage()], 1_000)
        index.close()
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as folder:
        path = Path(folder, "suggestions.sqlite")
        mentions = list(_made_up(asked.works))
        started = time.perf_counter()
        SuggestionIndex.build(path, mentions)
        _print("build, s", time.perf_counter() - started)
        _print("mentions", len(mentions))
        _print("file, MB", path.stat().st_size / 1e6)
        _measure(SuggestionIndex.load(path), [mention.text for mention in mentions], asked.works)
        started = time.perf_counter()
        SuggestionIndex.update(path, [Mention(asked.works, "title", "Zwaluwstaarten in de wijk")], removed=[])
        _print("a work in, s", time.perf_counter() - started)
        started = time.perf_counter()
        SuggestionIndex.update(path, [], removed=[asked.works])
        _print("a work out, s", time.perf_counter() - started)


def _measure(suggestions: SuggestionIndex, texts: Sequence[str], works: int) -> None:
    typed = _typed(texts)
    for name, every in _READERS.items():
        started = time.perf_counter()
        found = Found(range(0, works, every), np.empty(0, np.int64))
        among: Readable | None = None if every == 1 else suggestions.readable(found)
        first = (time.perf_counter() - started) * 1000
        times, spent = [], []
        for query in typed:
            started, working = time.perf_counter(), time.thread_time()
            suggestions.suggest(query, k=_K, among=among)
            spent.append((time.thread_time() - working) * 1000)
            times.append((time.perf_counter() - started) * 1000)
        sys.stdout.write(f"ms, a reader of {name:<24} {_figures(times)}; of processor time {_figures(spent)}")
        sys.stdout.write(f"; before the first letter {first:.0f}\n")


def _figures(times: Sequence[float]) -> str:
    return f"p50 {median(times):.2f}, p95 {quantiles(times, n=20)[-1]:.2f}, most {max(times):.2f}"


def _typed(texts: Sequence[str]) -> list[str]:
    """Return beginnings of one to twenty letters, from the start of any word."""
    chance = random.Random(2026)
    found: list[str] = []
    while len(found) < _TYPED:
        words = chance.choice(texts).split()
        rest = " ".join(words[chance.randrange(len(words)) :])
        found += [rest[:length] for length in range(1, min(20, len(rest)) + 1)]
    return found[:_TYPED]


def _made_up(works: int) -> Iterator[Mention]:
    chance = random.Random(2026)
    samples, _ = find_sources([Path(__file__).parents[2] / "corpus" / "samples"])
    texts = [read_document(source, read_bytes(source)).document.text for source in samples]
    words = sorted({word for text in texts for word in text.split() if word.isalpha()})
    chance.shuffle(words)
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))

    def some(count: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=count)).capitalize()

    for work in range(works):
        yield Mention(work, "title", some(chance.randint(3, 8)))
        for _ in range(3):
            yield Mention(work, "heading", some(chance.randint(1, 5)))
            yield Mention(work, "phrase", some(2))


def _print(name: str, value: float) -> None:
    sys.stdout.write(f"{name:<16} {value:10.2f}\n")


if __name__ == "__main__":
    main()
