"""One Milvus in one process, on a disk that is soon full. Run by ``tests/cluster/apart.py``.

The line ``room`` makes room on it, and starts Milvus anew: it ends when it cannot write.
"""

import subprocess
import sys
from pathlib import Path

from tests.cluster.inside import forward, say, use_loopback
from tests.cluster.standalone import start

_DISK, _BALLAST = 600, 440
"""Megabytes."""


def main(descriptor: str, folder: str) -> None:
    """Start Milvus on a disk of its own, and have it until there is nothing more to read."""
    use_loopback()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK}m", "tmpfs", folder], check=True)
    ballast = Path(folder) / "ballast"
    ballast.write_bytes(bytes(_BALLAST << 20))
    server, port = start(Path(folder))
    forward(int(descriptor), lambda: port)
    say("ready")
    for _ in sys.stdin:
        ballast.unlink()
        server.stop()
        server, port = start(Path(folder))
        say("done")


main(*sys.argv[1:])
