"""A real server, in a thread of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from api.protocol import ProblemProtocol


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Yield the address at which an app answers until the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, http=ProblemProtocol, log_level="critical", ws="none"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # who connects before the server runs, waits
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
