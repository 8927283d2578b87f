"""Servers in a network of their own, of which one port is to be had here.

Milvus listens on every address of a machine, and on a dozen fixed ports. In a network of its own only 127.0.0.1 is left
of those addresses, two of them do not get in each other's way, and when the first process ends, all do.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
HOME = _ROOT / ".milvus"
"""Environment of Milvus, which wants other versions of what ours has."""
PYTHON = HOME / "bin" / "python"
_UNSHARE = ["unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]


def require(*programs: str) -> None:
    """Skip a test where Milvus or one of the programs is not installed, or no such servers can be made."""
    if not (HOME / ".installed").exists():
        pytest.skip("Milvus 2.3.5 is not installed: make milvus")
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} on this machine")
    tried = subprocess.run([*_UNSHARE, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"no network of its own can be made here: {tried.stderr.strip()}")


class Apart:
    """Servers that run apart."""

    def __init__(self, port: int, process: "subprocess.Popen[str]") -> None:
        """Take the port that is to be had here, and the process that the others end with."""
        self.port = port
        self._process = process

    def ask(self, line: str) -> str:
        """Return what the program answers to a line.

        Raises:
            RuntimeError: If it ended.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        return self.answer()

    def answer(self) -> str:
        """Return the next line that the program says.

        Raises:
            RuntimeError: If it ended.
        """
        assert self._process.stdout is not None
        if not (answer := self._process.stdout.readline()):
            raise RuntimeError(f"the servers ended ({self._process.wait()}); what they said is above")
        return answer.strip()


@contextmanager
def apart(program: str, folder: Path, *, port: int = 0) -> Iterator[Apart]:
    """Yield the servers that a program starts, once it says so; whatever ends the block or this process, ends them.

    Args:
        program: A module for Milvus' own Python. It gets the number of a socket and the folder, and says ``ready``.
        folder: For what they keep.
        port: To be had here; 0 for any that is free.
    """
    with socket.create_server(("127.0.0.1", port)) as listening:
        process = subprocess.Popen(
            [*_UNSHARE, PYTHON, "-m", program, str(listening.fileno()), folder],
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[listening.fileno()],
        )
        try:
            own = Apart(listening.getsockname()[1], process)
            if (said := own.answer()) != "ready":
                raise RuntimeError(f"the servers did not start: {said}")
            yield own
        finally:
            process.kill()  # and with it, all of them
            process.communicate()


@contextmanager
def old_milvus(folder: Path, *, port: int = 0) -> Iterator[int]:
    """Yield the port of Milvus 2.3.5, which has no sparse vectors."""
    require("unshare")
    with apart("tests.cluster.standalone", folder, port=port) as servers:
        yield servers.port


@contextmanager
def full_milvus(folder: Path) -> Iterator[Apart]:
    """Yield a Milvus 2.3.5 on a disk that is soon full; see ``tests/cluster/full.py`` for what it can be asked."""
    require("unshare")
    with apart("tests.cluster.full", folder) as servers:
        yield servers


@contextmanager
def milvus_cluster(folder: Path) -> Iterator[Apart]:
    """Yield a cluster of Milvus 2.3.5 with two query nodes; see ``tests/cluster/six.py`` for what it can be asked."""
    require("unshare", "etcd")
    with apart("tests.cluster.six", folder) as servers:
        yield servers
