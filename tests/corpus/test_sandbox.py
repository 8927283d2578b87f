"""Reading in other processes. The readers here misbehave as hostile documents make real ones do."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest
from pebble.pool.base_pool import Task
from pebble.pool.process import PoolManager, TaskManager

from corpus.collection import Reading, Source, read_document
from corpus.reading.draft import UnreadableFileError
from corpus.sandbox import Limits, read_all

_LIMITS = Limits(memory=700_000_000, seconds=1, patience=3.0)
_SMALLER = "sla het op in kleinere delen of in een ander formaat, zoals HTML of tekst"


def misbehave(source: Source, raw: bytes) -> Reading:  # pragma: no cover  # in the child
    """Do what the file's name says."""
    match source.path.stem:
        case "geheugen":
            bytearray(2_000_000_000)
        case "rekenen":
            while True:
                pass
        case "wachten":
            time.sleep(3_600)
        case "omvallen":
            os.abort()
        case "fout":
            raise TypeError("een fout van ons")
        case "diep":
            misbehave(source, raw)
    return read_document(source, raw)


def _files(*names: str) -> list[tuple[Source, bytes]]:
    return [(Source(name, Path(name), {}), b"Een gewone zin staat hier.") for name in names]


def _outcomes(files: list[tuple[Source, bytes]]) -> dict[str, str]:
    return {
        source.doc_id: str(outcome) if isinstance(outcome, UnreadableFileError) else outcome.document.text
        for source, _, outcome in read_all(files, limits=_LIMITS, read=misbehave)
    }


def test_every_document_is_read_or_has_a_reason_whatever_its_reader_does() -> None:
    files = _files(
        "een.txt", "geheugen.txt", "rekenen.txt", "wachten.txt", "omvallen.txt", "diep.txt", "vier.zip", "twee.txt"
    )

    assert _outcomes(files) == {
        "een.txt": "Een gewone zin staat hier.",
        "geheugen.txt": f"lezen kost te veel geheugen; {_SMALLER}",
        "rekenen.txt": f"lezen duurt te lang; {_SMALLER}",
        "wachten.txt": f"lezen duurt te lang; {_SMALLER}",
        "omvallen.txt": f"het leesprogramma loopt erop vast; {_SMALLER}",
        "diep.txt": f"de onderdelen staan te diep in elkaar; {_SMALLER}",
        "vier.zip": "bestanden van het type .zip worden niet gelezen; gelezen worden .pdf, .docx, .odt, .epub, .html, "
        ".eml, .mbox, .md, .csv en .txt",
        "twee.txt": "Een gewone zin staat hier.",
    }


def test_a_reader_that_computes_without_end_is_stopped_by_its_processor_time() -> None:
    limits = replace(_LIMITS, patience=600)
    [(_, _, outcome)] = read_all(_files("rekenen.txt"), limits=limits, read=misbehave)
    assert str(outcome) == f"lezen duurt te lang; {_SMALLER}"


def test_a_fault_of_ours_is_reported_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert _outcomes(_files("fout.txt")) == {"fout.txt": "onverwachte fout (TypeError); meld dit met het bestand erbij"}
    assert [record.getMessage() for record in caplog.records] == ["fout.txt could not be read"]


def test_a_pool_that_breaks_loses_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[bool] = []

    def find(manager: PoolManager, worker: int) -> Task:
        """Return nothing: as when a process dies before it has said what it was reading."""
        if not broken:
            broken.append(True)
            raise BrokenProcessPool("All workers expired")
        return real(manager, worker)

    real = PoolManager.find_expired_task
    monkeypatch.setattr(PoolManager, "find_expired_task", find)

    names = [f"{number}.txt" for number in range(30)]
    outcomes = _outcomes(_files("omvallen.txt", *names))

    assert outcomes.pop("omvallen.txt") == f"het leesprogramma loopt erop vast; {_SMALLER}"
    assert outcomes == dict.fromkeys(names, "Een gewone zin staat hier.")


def test_a_file_that_breaks_every_pool_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(manager: PoolManager, worker: int) -> Task:
        raise BrokenProcessPool("All workers expired")

    monkeypatch.setattr(PoolManager, "find_expired_task", find)

    assert _outcomes(_files("omvallen.txt")) == {"omvallen.txt": f"het leesprogramma loopt erop vast; {_SMALLER}"}


def test_files_whose_processes_all_die_as_they_start_are_reported(tmp_path: Path) -> None:
    """A program that reads before it knows that it is the main one has each process fall over as it starts."""
    script = tmp_path / "unguarded.py"
    script.write_text(
        "from pathlib import Path\n"
        "from corpus.collection import Source\n"
        "from corpus.sandbox import read_all\n"
        # More than fits in the pipe to a process, so that handing them out waits for one that reads.
        "files = [(Source(f'{number}.txt', Path('x.txt'), {}), b'Een zin. ' * 50_000) for number in range(5)]\n"
        "print(*(f'{source.doc_id}: {outcome}' for source, _, outcome in read_all(files, processes=2)), sep='\\n')\n",
        "utf-8",
    )

    run = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )

    crashed = f"het leesprogramma loopt erop vast; {_SMALLER}"
    assert sorted(run.stdout.splitlines()) == [f"{number}.txt: {crashed}" for number in range(5)]


def test_a_file_that_a_process_took_and_never_told_of_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.sandbox._START_SECONDS", 1)
    monkeypatch.setattr(TaskManager, "task_start", lambda manager, task, worker: None)
    limits = replace(_LIMITS, patience=0.5)

    [(_, _, outcome)] = read_all(_files("wachten.txt"), limits=limits, read=misbehave)

    assert str(outcome) == f"het leesprogramma loopt erop vast; {_SMALLER}"


def test_no_files_give_no_outcomes() -> None:
    assert _outcomes([]) == {}


def test_a_slow_document_holds_up_no_other() -> None:
    names = [f"{number}.txt" for number in range(12)]

    assert list(_outcomes(_files("rekenen.txt", *names)))[-1] == "rekenen.txt"


def test_files_are_taken_as_they_are_needed() -> None:
    taken = []

    def take(file: tuple[Source, bytes]) -> tuple[Source, bytes]:
        taken.append(file)
        return file

    outcomes = read_all(map(take, _files(*(f"{number}.txt" for number in range(100)))), processes=1)
    next(outcomes)

    assert len(taken) == 2
    outcomes.close()  # type: ignore[attr-defined]  # an iterator to its users, a generator to this test


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to kill with")
def test_no_child_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from corpus.collection import Source\n"
        "from corpus.sandbox import read_all\n"
        "def wait(source, raw):\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(3_600)\n"
        "if __name__ == '__main__':\n"
        "    list(read_all([(Source('a', Path('a'), {}), b'x')], read=wait, processes=1))\n",
        "utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        # The pipe closes when the last process that has it is gone: reading to its end waits for the child.
        assert process.stdout.read() == ""
