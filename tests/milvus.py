"""A real Milvus on this machine, in a process of its own: its core (Milvus Lite), or an old version of the server."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from tests.cluster.apart import Apart, apart

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


@contextmanager
def old_milvus(folder: Path, *, port: int = 0) -> Iterator[int]:
    """Yield the port of Milvus 2.3.5, which has no sparse vectors."""
    with apart("tests.cluster.standalone", folder, port=port) as servers:
        yield servers.port


@contextmanager
def full_milvus(folder: Path) -> Iterator[Apart]:
    """Yield a Milvus 2.3.5 on a disk that is soon full; see ``tests/cluster/full.py`` for what it can be asked."""
    with apart("tests.cluster.full", folder) as servers:
        yield servers


@contextmanager
def milvus_cluster(folder: Path) -> Iterator[Apart]:
    """Yield a cluster of Milvus 2.3.5 with two query nodes; see ``tests/cluster/six.py`` for what it can be asked."""
    with apart("tests.cluster.six", folder) as servers:
        yield servers


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("Milvus ended before it listened")
