"""How the service is doing, in numbers that Prometheus reads."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.limits import Load
from search.answering.answer import Answer
from search.index import Index
from search.searcher import Hits

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The numbers of one process. No query, no name of a document and no key is in them."""

    def __init__(self, load: Load) -> None:
        registry = CollectorRegistry()
        self._registry = registry
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
        gauges: tuple[tuple[str, str, Callable[[], float]], ...] = (
            ("bronwijzer_requests_working", "Requests that are worked on now.", lambda: load.working),
            ("bronwijzer_requests_waiting", "Requests that wait for their turn now.", lambda: load.waiting),
        )
        for name, what, value in gauges:
            Gauge(name, what, registry=registry).set_function(value)
        self._shed = Gauge(
            "bronwijzer_requests_shed", "Requests refused since the start.", ("reason",), registry=registry
        )
        self._shed.labels("full").set_function(lambda: load.refused)
        self._shed.labels("late").set_function(lambda: load.late)
        self._generation = Gauge("bronwijzer_generation", "Number of the generation in use.", registry=registry)
        self._documents = Gauge("bronwijzer_documents", "Documents in the index.", registry=registry)
        self._passages = Gauge("bronwijzer_passages", "Passages in the index.", registry=registry)

    def answered_request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; ``route`` is the address with names of parameters in the place of their values."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def searched(self, hits: Hits) -> None:
        """Count a search."""
        self._searches.labels("found" if hits.total else "nothing").inc()
        for leg, seconds in hits.seconds.items():
            self._legs.labels(leg).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Count a question."""
        self._answers.labels("answered" if answer.answered else "refused").inc()

    def text(self, index: Index | None) -> bytes:
        """Return all numbers as Prometheus reads them; ``index`` is the generation in use, if there is one."""
        if index is not None:
            self._generation.set(index.generation.number)
            self._documents.set(index.counts["documents"])
            self._passages.set(index.counts["passages"])
        return generate_latest(self._registry)
