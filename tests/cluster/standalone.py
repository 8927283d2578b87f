"""One Milvus in one process. Run by ``tests/cluster/apart.py``."""

import os
import sys
from pathlib import Path

from milvus import MilvusServer, MilvusServerConfig

from tests.cluster.inside import QUICK, forward, say, use_loopback


def start(folder: Path) -> tuple[MilvusServer, int]:
    """Return Milvus on a folder, and its port. It ends when nobody holds it any more."""
    if not (folder / "bin").exists():
        (folder / "bin").symlink_to(Path(sys.prefix) / "server" / "bin")
    config = MilvusServerConfig(data_dir=str(folder))
    os.environ.update(QUICK)
    server = MilvusServer(config)
    server.start()
    return server, int(config.get("proxy_port"))


def main(descriptor: str, folder: str) -> None:
    """Start Milvus on a folder, and have it until there is nothing more to read."""
    use_loopback()
    server, port = start(Path(folder))
    forward(int(descriptor), lambda: port)
    say("ready")
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
