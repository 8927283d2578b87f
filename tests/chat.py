"""A server on this machine that speaks the chat protocol, well or badly."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[[], Iterator[bytes]]


def event(piece: str | None = None, *, last: bool = False) -> bytes:
    """Return an event that adds a piece of text."""
    delta = {} if piece is None else {"content": piece}
    choice = {"index": 0, "delta": delta, "finish_reason": "stop" if last else None}
    return f"data: {json.dumps({'choices': [choice]})}\n\n".encode()


def says(text: str) -> Script:
    """Return the script of a server that writes a text in pieces of five characters, and ends as it should."""

    def script() -> Iterator[bytes]:
        yield event()
        yield from (event(text[start : start + 5]) for start in range(0, len(text), 5))
        yield event(last=True)
        yield b'data: {"choices": [], "usage": {"total_tokens": 9}}\n\n'
        yield b"data: [DONE]\n\n"

    return script


class Chat:
    """What it is asked, in order, and what it says."""

    def __init__(self) -> None:
        self.script: Script = says("")
        self.status = 200
        self.crawls = False  # whether its headers never end
        self.kind = "text/event-stream"
        self.length: int | None = None  # that is promised; None for until the connection ends
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.closing = threading.Event()
        self.port = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def hang(self) -> Iterator[bytes]:
        """Say nothing for as long as anyone listens."""
        self.closing.wait()
        yield b""

    def drip(self) -> Iterator[bytes]:
        """Say nothing of use, and go on with it."""
        while not self.closing.wait(0.01):
            yield b": ping\n"

    @contextmanager
    def serve(self) -> Iterator["Chat"]:
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/chat/completions"
                chat.headers.append(dict(self.headers.items()))
                chat.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                if chat.crawls:
                    self.crawl()
                    return
                self.send_response(chat.status)
                self.send_header("Content-Type", chat.kind)
                if chat.length is not None:
                    self.send_header("Content-Length", str(chat.length))
                with suppress(OSError):  # who has heard enough hangs up
                    self.end_headers()
                    for chunk in chat.script():
                        self.wfile.write(chunk)
                        self.wfile.flush()

            def crawl(self) -> None:
                with suppress(OSError):
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                    while not chat.closing.wait(0.01):
                        self.wfile.write(b"a")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is its base's
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

        server = Server(("127.0.0.1", 0), Handler)
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            server.shutdown()
            thread.join()
            server.server_close()
