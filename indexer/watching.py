"""Telling when files change."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import Change, watch


def changes(paths: Sequence[Path], *, apart_from: Path, stop: Event | None = None) -> Iterator[None]:
    """Yield after each burst of changes under the paths, until ``stop`` is set.

    Hidden files and folders do not count, nor does what happens under ``apart_from``.
    """
    roots = [path.absolute() for path in paths]
    ignored = apart_from.absolute()

    def counts(_: Change, name: str) -> bool:
        path = Path(name)
        below = next((path.relative_to(root) for root in roots if path.is_relative_to(root)), path)
        return not path.is_relative_to(ignored) and not any(part.startswith(".") for part in below.parts)

    for _ in watch(*roots, watch_filter=counts, stop_event=stop, raise_interrupt=True):
        yield
