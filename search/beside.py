"""Work in a thread beside a block."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def beside(work: Callable[[threading.Event], None], *, name: str) -> Iterator[None]:
    """Have work done in a thread of its own for as long as the block runs.

    Args:
        work: Gets what is set when it must end, which is waited for.
        name: Of the thread.
    """
    stopping = threading.Event()
    thread = threading.Thread(target=work, args=(stopping,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
