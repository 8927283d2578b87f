"""What a program needs that runs apart (``tests/cluster/apart.py``), with Milvus' own Python."""

import fcntl
import socket
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

_SET_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41  # of <linux/sockios.h> and <linux/if.h>


QUICK = {
    "COMMON_SESSION_TTL": "3",
    "PROXY_TIMETICKINTERVAL": "20",
    "QUERYCOORD_CHECKCHANNELINTERVAL": "50",
    "QUERYCOORD_CHECKSEGMENTINTERVAL": "50",
    "QUERYCOORD_CHECKHANDOFFINTERVAL": "50",
    "QUERYCOORD_DISTPULLINTERVAL": "50",
    "INDEXCOORD_SCHEDULER_INTERVAL": "50",
}
"""Seconds after which a server that was killed is forgotten, and milliseconds between two looks."""


def use_loopback() -> None:
    """Have 127.0.0.1, which a new network has not."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP_AND_RUNNING))


def say(line: str) -> None:
    """Tell a line to who started the program."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def forward(descriptor: int, port: Callable[[], int]) -> None:
    """Let whoever connects with a socket of the network outside speak with a port of this one, asked each time."""
    listening = socket.socket(fileno=descriptor)

    def serve() -> None:
        while True:
            outside, _ = listening.accept()
            try:
                inside = socket.create_connection(("127.0.0.1", port()))
            except OSError:
                outside.close()
                continue
            for pair in ((outside, inside), (inside, outside)):
                threading.Thread(target=_copy, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
