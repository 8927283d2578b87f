"""Connections that end at a moment, however slowly the other side drips."""

import socket
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress

import httpcore2


class TimedBackend(httpcore2.NetworkBackend):
    """Connects to one address of a name after another, and leaves every connection at its deadline.

    Only looking the name up is bounded by the system alone.
    """

    def __init__(self, deadline: float) -> None:
        """Take the moment, of ``time.monotonic``, after which nothing is waited for."""
        self._deadline = deadline
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Return a connection to the first address that gives one.

        Raises:
            httpcore2.ConnectError: If none does, or the name has no address.
            httpcore2.TimeoutException: If the deadline has passed.
        """
        *others, last = self.addresses(host, port)
        for address in others:
            with suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                return self._connect(address, port, timeout)
        return self._connect(last, port, timeout)

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the IP addresses that are tried; at least one.

        Raises:
            httpcore2.ConnectError: If the name has none.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(str(error)) from error
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore2.NetworkStream:
        stream = self._backend.connect_tcp(address, port, _left(self._deadline, timeout))
        return _TimedStream(stream, self._deadline)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout
    return left if timeout is None else min(timeout, left)


class _TimedStream(httpcore2.NetworkStream):
    """A connection that ends at a moment, however often a single byte arrives."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
