"""A web site on this machine that counts its visits, and a clock that no test waits for."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from corpus.fetching.visitor import Clock


@dataclass(frozen=True)
class Answer:
    """What the site says at a path. With an ``ETag`` or ``Last-Modified`` it answers 304 to whoever has that."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def page(text: str, **headers: str) -> Answer:
    """Return a web page with one paragraph; header names are written with ``_``."""
    html = f"<!doctype html><html lang=nl><title>{text}</title><body><p>{text}</p></body></html>"
    return Answer(html.encode(), headers={"Content-Type": "text/html", **named(headers)})


def xml(text: str, **headers: str) -> Answer:
    return Answer(text.encode(), headers={"Content-Type": "application/xml", **named(headers)})


def redirect(target: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": target})


def named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Site:
    """Pages by path (404 where there is none), and every request that came, in order."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[], Answer]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.host = "127.0.0.1"
        self.port = 0

    @property
    def visits(self) -> list[str]:
        """The paths that were asked for, robots.txt left out."""
        return [path for path, _ in self.requests if path != "/robots.txt"]

    def url(self, path: str = "") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        self.requests.append((path, headers))
        found = self.pages.get(path, Answer(b"weg", 404))
        answer = found() if callable(found) else found
        etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        if (etag and headers.get("If-None-Match") == etag) or (
            modified and headers.get("If-Modified-Since") == modified
        ):
            return Answer(status=304, headers=answer.headers)
        return answer

    @contextmanager
    def serve(self, ssl_context: ssl.SSLContext | None = None) -> Iterator["Site"]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer = site.answer(self.path, dict(self.headers.items()))
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                with suppress(OSError):  # who has heard enough hangs up
                    self.end_headers()
                    if answer.status != 304:
                        for chunk in [answer.body] if isinstance(answer.body, bytes) else answer.body:
                            self.wfile.write(chunk)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is its base's
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that does not trust us is no error."""

        server = Server((self.host, 0), Handler)
        if ssl_context is not None:
            server.socket = ssl_context.wrap_socket(server.socket, server_side=True)
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class FakeTime:
    """Passes only when someone sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []
        self.clock = Clock(lambda: self.now, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
