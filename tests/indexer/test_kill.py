"""``kill -9``, at moments of chance and at each step by which a write reaches the disk."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from indexer.repair import check
from indexer.sync import sync
from search.errors import IndexMissingError
from search.generation import CURRENT
from search.index import Index
from tests.conftest import WriteFiles
from tests.dying import DYING
from tests.fakes import FakeEncoder

_KILLS = 20
_DOCUMENTS = 150  # three batches

# Answers each line "MOMENT STEP" with a child that indexes and is killed: after MOMENT seconds, or when it is about to
# do its STEP-th flush, rename or removal. Forking saves the second that importing takes.
_SERVER = f"""{DYING}
from indexer.sync import sync
from tests.fakes import FakeEncoder

docs, index = Path(sys.argv[1]), Path(sys.argv[2])

def child(step):
    die_at(step)
    sync([docs], index, lambda identity: FakeEncoder())

print("ready", flush=True)
for line in sys.stdin:
    moment, step = line.split()
    pid = os.fork()
    if pid == 0:
        child(int(step))
        os._exit(0)
    if float(moment) >= 0:
        time.sleep(float(moment))
        os.kill(pid, signal.SIGKILL)
    print(ended(pid), flush=True)
"""


class Victims:
    """Runs of ``sync`` in processes of their own, each killed."""

    def __init__(self, docs: Path, index: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVER, str(docs), str(index)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def run(self, *, moment: float = -1, step: int = 0) -> int:
        """Return how a run ended: 9 when it was killed, 0 when it was done before."""
        assert self._process.stdin
        self._process.stdin.write(f"{moment} {step}\n")
        self._process.stdin.flush()
        return int(self._answer())

    def close(self) -> None:
        self._process.communicate()

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


def _documents(version: int, *, count: int) -> dict[str, str]:
    return {f"{number}.txt": f"Versie{version} van document{number}." for number in range(count)}


def _version(directory: Path) -> int:
    """Return the version of every document in the index, after proving that nothing is wrong with it."""
    assert check(directory).faults == ()
    index = Index.open(directory)
    texts = {stored.passage.text for stored in index.catalogue.every_passage()}
    index.close()
    [version] = {int(text.split()[0].removeprefix("Versie")) for text in texts}
    assert texts == set(_documents(version, count=len(texts)).values())
    return version


@pytest.mark.parametrize("has_index", [True, False])
def test_a_run_killed_at_any_moment_leaves_a_sound_index(
    tmp_path: Path, write_files: WriteFiles, *, has_index: bool
) -> None:
    directory, random = tmp_path / "index", Random(20261121)
    docs = write_files(_documents(0, count=_DOCUMENTS))
    started = time.perf_counter()
    sync([docs], directory, lambda identity: FakeEncoder())
    length = time.perf_counter() - started
    if not has_index:
        shutil.rmtree(directory)
    victims = Victims(docs, directory)
    version = 0
    for attempt in range(1, _KILLS // 2 + 1):
        write_files(_documents(attempt, count=_DOCUMENTS))
        victims.run(moment=random.uniform(0, length))
        if (directory / CURRENT).exists():
            assert version <= _version(directory) <= attempt
            version = _version(directory)
        else:
            with pytest.raises(IndexMissingError):
                check(directory)
    victims.close()

    sync([docs], directory, lambda identity: FakeEncoder())

    assert _version(directory) == _KILLS // 2
    assert not [path.name for path in directory.iterdir() if path.name in (".staging", f"{CURRENT}.new")]


def test_a_run_killed_at_any_step_leaves_the_version_before_or_after(tmp_path: Path, write_files: WriteFiles) -> None:
    directory = tmp_path / "index"
    docs = write_files(_documents(0, count=3))
    sync([docs], directory, lambda identity: FakeEncoder())
    victims = Victims(docs, directory)
    versions, step, ended = [], 0, signal.SIGKILL.value
    while ended == signal.SIGKILL:
        step += 1
        write_files(_documents(step, count=3))
        ended = victims.run(step=step)
        versions.append(_version(directory))
    victims.close()

    # Killed before the switch the version stays, after it it is the new one; the last run was not killed.
    assert ended == 0
    assert step > 10
    switch = next(number for number, version in enumerate(versions, start=1) if version > 0)
    assert versions[: switch - 1] == [0] * (switch - 1)
    assert versions[switch - 1 :] == list(range(switch, step + 1))
    assert len(list(directory.glob("g0*"))) == 2
