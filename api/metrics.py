"""How the service is doing, in numbers that Prometheus reads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from opentelemetry.trace import get_current_span
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from search.answering.answer import Answer
from search.index import Index
from search.searcher import Hits

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


_SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder where several processes keep their numbers together; the library's own variable."""


@contextmanager
def together() -> Iterator[None]:
    """Let processes that are started inside the block keep their numbers together, from 0."""
    with TemporaryDirectory(prefix="bronwijzer-") as folder:
        os.environ[_SHARED] = folder
        try:
            yield
        finally:
            del os.environ[_SHARED]


class Load:
    """How busy the service is, and has been."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.working = 0
        self.waiting = 0
        self._working = Gauge(
            "bronwijzer_requests_working",
            "Requests that are worked on now.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._waiting = Gauge(
            "bronwijzer_requests_waiting",
            "Requests that wait for their turn now.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._shed = Counter(
            "bronwijzer_requests_shed",
            "Requests refused: for a full queue, or for an answer that was not ready in time.",
            ("reason",),
            registry=registry,
        )
        for reason in ("full", "late"):
            self._shed.labels(reason)  # at 0 from the start, for who watches its growth

    def works(self, more: int) -> None:
        """Count so many more requests that are worked on."""
        self.working += more
        self._working.inc(more)

    def waits(self, more: int) -> None:
        """Count so many more requests that wait for their turn."""
        self.waiting += more
        self._waiting.inc(more)

    def sheds(self, reason: Literal["full", "late"]) -> None:
        """Count a request that is refused."""
        self._shed.labels(reason).inc()


class Metrics:
    """The numbers of one process. No query, no name of a document and no key is in them."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self.load = Load(registry)
        self._requests = Histogram(
            "bronwijzer_request_seconds",
            "Time from a request to the end of its answer.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._legs = Histogram(
            "bronwijzer_leg_seconds",
            "Time that the encoder and each leg of a search took.",
            ("leg",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._searches = Counter(
            "bronwijzer_searches", "Searches, by whether anything was found.", ("outcome",), registry=registry
        )
        self._answers = Counter(
            "bronwijzer_answers", "Questions, by whether they were answered.", ("outcome",), registry=registry
        )
        self._generation, self._documents, self._passages = (
            Gauge(f"bronwijzer_{name}", what, registry=registry, multiprocess_mode="mostrecent")
            for name, what in (
                ("generation", "Number of the generation in use."),
                ("documents", "Documents in the index."),
                ("passages", "Passages in the index."),
            )
        )

    def answered_request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; ``route`` is the address with names of parameters in the place of their values."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def searched(self, hits: Hits) -> None:
        """Count a search, and tell the trace of the request what took how long."""
        self._searches.labels("found" if hits.total else "nothing").inc()
        for leg, seconds in hits.seconds.items():
            self._legs.labels(leg).observe(seconds)
        get_current_span().set_attributes({f"bronwijzer.seconds.{leg}": taken for leg, taken in hits.seconds.items()})

    def answered(self, answer: Answer) -> None:
        """Count a question."""
        self._answers.labels("answered" if answer.answered else "refused").inc()

    def text(self, index: Index | None) -> bytes:
        """Return all numbers as Prometheus reads them, those of other processes of the same service added up.

        Args:
            index: The generation in use, if there is one.
        """
        if index is not None:
            self._generation.set(index.generation.number)
            self._documents.set(index.counts["documents"])
            self._passages.set(index.counts["passages"])
        shared = os.environ.get(_SHARED)
        if shared is None:
            return generate_latest(self._registry)
        _bury(Path(shared))
        everything = CollectorRegistry()
        MultiProcessCollector(everything, shared)  # type: ignore[no-untyped-call]
        return generate_latest(everything)


def _bury(folder: Path) -> None:
    """Forget what processes that are no more were working on; what they have done still counts."""
    for path in folder.glob("gauge_live*_*.db"):
        process = int(path.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]
