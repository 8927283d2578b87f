"""A real Milvus on this machine, in a process of its own: its core, Milvus Lite. The server is in ``tests/cluster``."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

# Its package wants setuptools' old module, which warns of itself.
_SERVE = """
import sys, warnings
warnings.simplefilter("ignore")
from milvus_lite.server import Server
server = Server(sys.argv[1], sys.argv[2])
assert server.init() and server.start()
sys.stdin.read()
server.stop()
"""


class Serve(Protocol):
    """One of them."""

    def __call__(self, folder: Path, *, port: int = 0) -> AbstractContextManager[int]:
        """Yield the port of a Milvus that keeps its data in a folder, with what was there before."""
        ...


@contextmanager
def milvus(folder: Path, *, port: int = 0) -> Iterator[int]:
    """Yield the port of Milvus Lite."""
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(folder / "milvus.db"), f"127.0.0.1:{port}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.communicate()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("Milvus ended before it listened")
