"""Runs the jobs of an index in order, those that wait together as one generation."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from corpus.errors import CollectionError
from indexer.jobs import Claim, Delivery, Job, Jobs, Refusal, Removal, Result, Task, Turn
from indexer.sources import forget_fetched
from indexer.sync import Report, deliver
from search.encoder import Encoder, EncoderIdentity
from search.errors import IndexLockedError, SearchError, SharedJobsError
from search.writer import IndexWriter

logger = logging.getLogger(__name__)

PATIENCE = 600.0
"""Seconds that jobs wait for another process that is writing the index."""
_REPORT = 0.5
"""Seconds between two reports of how far a job is."""

_SUPERSEDED = "Een latere opdracht over hetzelfde document ging voor."
_REMOVED = (
    "Het document is uit de index gehaald, ook uit eerdere versies; in de map van de index staat geen kopie meer. "
    "Staat het ook in een map of op een adres dat wordt geïndexeerd, haal het daar dan weg: anders komt het terug."
)
_ABSENT = "Dit document staat niet in de index, ook niet in een eerdere versie."
_NOT_FETCHED = "Uit de index is het document weg, maar niet uit de opgehaalde pagina's: {}"
_WORN = "Bij deze opdracht viel de dienst steeds uit. Stuur de documenten los, om te zien welk document dat doet."
_OURS = "Er ging iets mis dat aan ons ligt. Meld het aan de beheerder; in het logboek staat wat het was."

Results = Mapping[Task, tuple[Result, str | None]]


class Worker:
    """Takes jobs in order, in the caller's thread (``work``) or in one of its own (``start`` and ``stop``).

    Args:
        jobs: The queue.
        directory: The index.
        load_encoder: As that of ``sync``.
        warm_up: Called in the thread before its first job, if this index ever had one: loads what that would wait for.
        follow: Called now and then, and after every job: lets a reader of the index go on to its new generation.
        patience: Seconds to wait for another process that is writing the index.
    """

    def __init__(
        self,
        jobs: Jobs,
        directory: Path,
        load_encoder: Callable[[EncoderIdentity | None], Encoder],
        *,
        warm_up: Callable[[], object] = lambda: None,
        follow: Callable[[], object] = lambda: None,
        patience: float = PATIENCE,
    ) -> None:
        self._jobs = jobs
        self._directory = directory
        self._load_encoder = load_encoder
        self._warm_up = warm_up
        self._follow = follow
        self._patience = patience
        self._stopping = threading.Event()
        self._called = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    @property
    def jobs(self) -> Jobs:
        """The queue."""
        return self._jobs

    def accept(self, tasks: Iterable[Delivery | Removal | Refusal]) -> Job:
        """Keep a new job, as ``Jobs.add`` does, and begin it at once when nothing else waits."""
        job = self._jobs.add(tasks)
        self._called.set()
        return job

    def start(self) -> None:
        """Begin to take jobs in a thread of its own; first what an earlier process left."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread. A job that has not come to writing is put back, and is run when there is a worker again."""
        self._stopping.set()
        self._called.set()
        self._thread.join()

    def complete(self, tasks: Iterable[Delivery | Removal | Refusal]) -> Job:
        """Run a new job, after those that wait, and return it when it is finished; another process may be who runs it.

        Raises:
            SearchError: If it cannot be kept or run.
        """
        job = self._jobs.add(tasks)
        while job.finished is None:
            self.work()
            job = self._jobs.get(job.job_id)
        return job

    def work(self) -> None:
        """Run the jobs that wait, until there are none."""
        while not self._stopping.is_set() and self._jobs.are_waiting():
            try:
                self._take()
            except IndexLockedError as error:
                if not self._stopping.is_set():
                    self._jobs.refuse_waiting(str(error))

    def _run(self) -> None:
        is_cold, told = True, ""
        while not self._stopping.is_set():
            try:
                if is_cold:
                    were_used, is_cold = self._jobs.were_used(), False
                    if were_used:
                        self._warm_up()
                self.work()
                self._follow()
                told = ""
            except SearchError as error:  # a full disk may have room again, a damaged index be repaired
                if str(error) != told:  # once, and not at every look for as long as it lasts
                    logger.warning("jobs cannot be run: %s", error)
                told = str(error)
            except Exception:
                logger.exception("jobs cannot be run")
            self._called.wait(self._jobs.poll)
            self._called.clear()

    def _take(self) -> None:
        """Run the jobs that wait and fit in one generation.

        Raises:
            IndexLockedError: If another process went on writing for too long.
            SearchError: If the queue cannot be used.
        """
        patience, give_up = self._patience, self._stopping.is_set
        with self._jobs.turn(patience=patience, give_up=give_up) as turn:
            if not turn.is_needed():  # another server was quicker
                return
            with IndexWriter.open(self._directory, patience=patience, give_up=give_up, hold=turn.hold) as writer:
                self._run_jobs(turn, writer)

    def _run_jobs(self, turn: Turn, writer: IndexWriter) -> None:
        """Run jobs that wait, as long as they are there still."""
        claim = turn.claim()
        if not claim.jobs:  # another process was quicker
            return
        try:
            results = self._carry_out(claim, turn, writer)
        except _StoppedError:
            turn.put_back(claim, untried=True)
        except SharedJobsError:  # no fault of the documents: who has the turn next begins again
            raise
        except SearchError as error:
            turn.finish(claim, dict.fromkeys(claim.tasks, ("failed", str(error))))
        except Exception:
            logger.exception("jobs failed")
            if len(claim.jobs) > 1:  # each by itself, so that one spoils no other
                turn.put_back(claim)
            else:
                turn.finish(claim, dict.fromkeys(claim.tasks, ("failed", _OURS)))
        else:
            turn.finish(claim, results)

    def _carry_out(self, claim: Claim, turn: Turn, writer: IndexWriter) -> Results:
        """Do what the tasks ask, of several about one document the last, and return what became of each."""
        if claim.is_worn:
            return dict.fromkeys(claim.tasks, ("failed", _WORN))
        last = {task.doc_id: task for task in claim.tasks}
        puts = [task for task in last.values() if task.action == "put"]
        removals = [task.doc_id for task in last.values() if task.action == "remove"]
        brought = turn.bring(puts)
        report = deliver(
            brought.sources,
            removals,
            writer,
            self._directory,
            self._load_encoder,
            read=brought.read,
            progress=_Reporter(turn, claim, self._stopping),
        )
        results = _results(report, last)
        for doc_id in removals:
            results[last[doc_id]] = self._unfetched(doc_id, results[last[doc_id]])
        return {task: results.get(task, ("superseded", _SUPERSEDED)) for task in claim.tasks}

    def _unfetched(self, doc_id: str, result: tuple[Result, str | None]) -> tuple[Result, str | None]:
        """Remove a document from what was fetched too, and return what became of it."""
        try:
            return ("removed", _REMOVED) if forget_fetched(self._directory, doc_id) else result
        except CollectionError as error:
            return "failed", _NOT_FETCHED.format(error)


class _StoppedError(Exception):
    """The worker was told to stop."""


class _Reporter:
    """Writes down how far jobs are, not too often; and ends them when the worker stops."""

    def __init__(self, turn: Turn, claim: Claim, stopping: threading.Event) -> None:
        self._turn = turn
        self._claim = claim
        self._stopping = stopping
        self._next = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._stopping.is_set() and done < total:
            raise _StoppedError
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _REPORT
            self._turn.report(self._claim, stage, done, total)


def _results(report: Report, last: Mapping[str, Task]) -> dict[Task, tuple[Result, str | None]]:
    """Return what a report says of each document."""
    notes: dict[str, str] = {}
    for note in report.notes:
        notes[note.doc_id] = f"{notes[note.doc_id]}; {note.text}" if note.doc_id in notes else note.text
    results: dict[Task, tuple[Result, str | None]] = {}
    reasons = {failure.doc_id: failure.reason for failure in report.failed}
    added, updated, removed = map(set, (report.added, report.updated, report.removed))
    for doc_id, task in last.items():
        if doc_id in reasons:
            results[task] = "failed", reasons[doc_id]
        elif task.action == "remove":
            results[task] = ("removed", _REMOVED) if doc_id in removed else ("absent", _ABSENT)
        elif doc_id in added | updated:
            results[task] = "added" if doc_id in added else "updated", notes.get(doc_id)
        else:
            results[task] = "unchanged", None
    return results
