"""What could not be read, and still cannot: kept beside the generations, for it is in none of them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.collection import Failure
from search.errors import UnreadableIndexError
from search.generation import put
from search.writer import UNREAD


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read. What is in the index by this name is an older version of it."""

    doc_id: str
    reason: str  # in Dutch
    since: str  # when that was first seen, in UTC
    brought: bool  # by itself, not found under a path


def read_unread(directory: Path) -> tuple[Unread, ...]:
    """Return what could not be read, by ``doc_id``.

    Raises:
        UnreadableIndexError: If that is not known any more.
    """
    path = directory / UNREAD
    try:
        return tuple(Unread(**fields) for fields in json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError) as error:
        raise UnreadableIndexError(
            f"{path} is beschadigd. Haal het bestand weg; `bronwijzer index` maakt het opnieuw."
        ) from error


def note_unread(
    directory: Path, failures: Collection[Failure], before: Sequence[Unread], *, still: Collection[str], brought: bool
) -> None:
    """Write what could not be read after a run; only who holds the lock of the index may do so.

    Args:
        directory: The index.
        failures: What this run could not read.
        before: What could not be read before it.
        still: Names of those of them that the run says nothing of.
        brought: Whether the documents of the run were brought.
    """
    since = {one.doc_id: one.since for one in before}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    found = {one.doc_id: one for one in before if one.doc_id in still}
    found |= {one.doc_id: Unread(one.doc_id, one.reason, since.get(one.doc_id, now), brought) for one in failures}
    after = tuple(found[name] for name in sorted(found))
    if after != tuple(before):
        # Names may hold what is no text: in JSON that is escaped.
        put(directory / UNREAD, json.dumps([asdict(one) for one in after], indent=1) + "\n")
