"""One Milvus in one process. Run by ``tests/cluster/apart.py``."""

import os
import sys
from pathlib import Path

from milvus import MilvusServer, MilvusServerConfig

from tests.cluster.inside import QUICK, forward, use_loopback


def main(descriptor: str, folder: str) -> None:
    """Start Milvus on a folder, and have it until there is nothing more to read."""
    use_loopback()
    home = Path(sys.prefix) / "server" / "bin"
    data = Path(folder)
    if not (data / "bin").exists():
        (data / "bin").symlink_to(home)
    config = MilvusServerConfig(data_dir=str(data))
    os.environ.update(QUICK)
    server = MilvusServer(config)
    server.start()
    forward(int(descriptor), int(config.get("proxy_port")))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()


main(*sys.argv[1:])
