"""A server that goes on to whatever generation its engine says is current."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from search.beside import beside
from search.engines.publication import ENGINE
from search.errors import SearchError
from search.generation import current_folder

logger = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks."""


@contextmanager
def following(directory: Path, *, every: float = EVERY) -> Iterator[None]:
    """Keep a directory up to date with its engine inside the block, in a thread; do nothing where no engine keeps it.

    Args:
        directory: The index.
        every: Seconds between two looks.
    """
    if not (directory / ENGINE).exists():
        yield
        return
    with beside(partial(_follow, directory, every), name="following"):
        yield


def _follow(directory: Path, every: float, stopping: threading.Event) -> None:
    from search.engines.publishing import engine_of, follow

    is_silent = False
    while not stopping.wait(every):
        before = current_folder(directory)
        try:
            engine = engine_of(directory)
            if engine is not None:
                follow(directory, engine)
        except (SearchError, OSError) as error:
            if not is_silent:  # once, and not every second for as long as it lasts
                logger.warning("the engine cannot be followed: %s", error)
            is_silent = True
        else:
            is_silent = False
            if current_folder(directory) != before:
                logger.info("following: %s is current", current_folder(directory))
