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

_ROOT = Path(__file__).parents[2]
HOME = _ROOT / ".milvus"
"""Environment of Milvus, which wants other versions of what ours has."""
PYTHON = HOME / "bin" / "python"
_UNSHARE = ["unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]


def why_not() -> str:
    """Return why there can be no such servers on this machine; "" when there can."""
    if not (HOME / ".installed").exists():
        return "Milvus 2.3.5 is not installed: make milvus"
    if shutil.which("unshare") is None:
        return "there is no unshare, of util-linux, on this machine"
    tried = subprocess.run([*_UNSHARE, "true"], capture_output=True, text=True, check=False)
    return f"no network of its own can be made here: {tried.stderr.strip()}" if tried.returncode else ""


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
