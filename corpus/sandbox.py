"""Reading in child processes: no document can take the run's memory, its time, or the run itself."""

import logging
import mmap
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Semaphore
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from corpus.collection import Reading, Source, read_document
from corpus.cores import available_cores
from corpus.reading.draft import UnreadableFileError

logger = logging.getLogger(__name__)

_WAITING_PER_PROCESS = 2
"""Files read ahead for each process: none of them waits, and few are in memory."""
_START_SECONDS = 10
_LOOK_SECONDS = 1.0
"""How often it is looked whether the processes are still there, while none of them is done."""
_SMALLER = "sla het op in kleinere delen of in een ander formaat, zoals HTML of tekst"


_CRASHED = f"het leesprogramma loopt erop vast; {_SMALLER}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may cost.

    ``seconds`` are of the processor, so that a busy machine refuses no document; ``patience`` is for one that waits.
    """

    memory: int = 1_500_000_000  # bytes of address space, beside what the process starts with
    seconds: int = 60
    patience: float = 600.0


DEFAULT_LIMITS = Limits()

Reader = Callable[[Source, bytes], Reading]
Outcome = tuple[Source, bytes, Reading | UnreadableFileError]
"""A file, its contents, and the document in it or the reason why there is none."""


def read_all(
    files: Iterable[tuple[Source, bytes]],
    *,
    processes: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
    read: Reader = read_document,
) -> Iterator[Outcome]:
    """Yield what each file holds, or why it cannot be read, as soon as it is known: one slow file holds up no other.

    Args:
        files: Sources with their contents; taken as they are needed.
        processes: How many read at the same time at most; never more than this process has cores, or there are files.
        limits: What one document may cost.
        read: Makes a document of a file; it runs in another process, so it is found there by its name.
    """
    left = iter(files)
    processes = min(available_cores(), processes or available_cores())
    again: list[tuple[Source, bytes]] = []
    # A pool that breaks, because a process fell over before it said what it was reading, is followed by another.
    while first := list(islice(left, processes)):
        yield from _read_in_pool(chain(first, left), len(first), limits, read, again)
    for file in again:
        unread: list[tuple[Source, bytes]] = []
        yield from _read_in_pool([file], 1, limits, read, unread)
        yield from ((source, raw, UnreadableFileError(_CRASHED)) for source, raw in unread)


def _read_in_pool(
    files: Iterable[tuple[Source, bytes]],
    processes: int,
    limits: Limits,
    read: Reader,
    unread: list[tuple[Source, bytes]],
) -> Iterator[Outcome]:
    """Yield outcomes until the files are done or the pool is broken; what it was then reading goes to ``unread``."""
    # A process that is started anew shares no locks with the threads of this one.
    context = multiprocessing.get_context("spawn")
    started = context.Semaphore(0)
    tasks: dict[Future[Reading], tuple[Source, bytes]] = {}

    def finished() -> Iterator[Outcome]:
        end = time.monotonic() + limits.patience + _START_SECONDS
        while not (done := wait(tasks, _LOOK_SECONDS, FIRST_COMPLETED).done) and pool.active:
            if time.monotonic() > end:  # each has a shorter limit once it is read: a process took one to its grave
                pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
        # A pool that breaks tells so of the tasks that it handed out, and never of those that waited for that.
        for task in done or tuple(tasks):
            source, raw = tasks.pop(task)
            error = task.exception() if task in done else BrokenProcessPool()
            if isinstance(error, BrokenProcessPool):
                unread.append((source, raw))
            else:
                yield source, raw, task.result() if error is None else _reason(source, error)

    with ProcessPool(
        max_workers=processes, initializer=_settle, initargs=(limits.memory, started), context=context
    ) as pool:
        try:
            for source, raw in files:
                try:
                    task = pool.schedule(_read, args=(read, source, raw, limits.seconds), timeout=limits.patience)
                except RuntimeError:  # how a broken pool refuses work
                    unread.append((source, raw))
                    break
                tasks[task] = source, raw
                if len(tasks) >= _WAITING_PER_PROCESS * processes:
                    yield from finished()
            while tasks:
                yield from finished()
            # One that is stopped while it starts complains about what is gone by then.
            for _ in range(processes if pool.active else 0):
                started.acquire(timeout=_START_SECONDS)
        except BaseException:  # whoever takes the results stopped: nobody wants the rest
            pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
            raise


def _read(read: Reader, source: Source, raw: bytes, seconds: int) -> Reading:  # pragma: no cover  # in the child
    """Run in the child, where each document gets its own processor time."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return read(source, raw)


def _settle(memory: int, started: Semaphore) -> None:  # pragma: no cover  # in the child
    """Run in the child before its first document."""
    started.release()
    logging.disable(logging.CRITICAL)  # the parsers' own complaints; what matters comes back as an error
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    if sys.platform != "win32":
        import resource

        # Threads' stacks and libraries reserve much that they never use: what is there already does not count.
        limit = memory + _address_space()
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:  # pragma: no cover  # in the child
    """Return the bytes of address space that this process has taken; 0 where the system does not tell."""
    sizes = Path("/proc/self/statm")
    return int(sizes.read_text("ascii").split()[0]) * mmap.PAGESIZE if sizes.exists() else 0


def _end_with(parent: BaseProcess | None) -> None:  # pragma: no cover  # in the child
    """End this process when the one that started it is gone, killed perhaps: nobody is left to end it."""
    if parent is not None:
        parent.join()
        os._exit(1)


def _reason(source: Source, error: BaseException) -> UnreadableFileError:
    """Return why a document could not be read, whatever happened to the process that read it."""
    match error:
        case UnreadableFileError():
            return error
        case MemoryError():
            return UnreadableFileError(f"lezen kost te veel geheugen; {_SMALLER}")
        case RecursionError():
            return UnreadableFileError(f"de onderdelen staan te diep in elkaar; {_SMALLER}")
        case FutureTimeoutError():
            return UnreadableFileError(f"lezen duurt te lang; {_SMALLER}")
        case ProcessExpired(exitcode=code) if sys.platform != "win32" and code == -_out_of_time():
            return UnreadableFileError(f"lezen duurt te lang; {_SMALLER}")
        case ProcessExpired():
            return UnreadableFileError(_CRASHED)
    # A fault of ours must not stop the run: it is reported, and the log says where it is.
    logger.error("%s could not be read", source.doc_id, exc_info=error)
    return UnreadableFileError(f"onverwachte fout ({type(error).__name__}); meld dit met het bestand erbij")


def _out_of_time() -> int:
    import signal

    return int(signal.SIGXCPU)
