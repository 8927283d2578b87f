"""What a collection holds: its documents, found and counted by what they state of themselves."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from search.shelf import Shelf
from search.store import HELD_BY

UNSTATED = ""
"""The value of what a document does not state."""


class Holdings:
    """The documents of a generation, each once.

    Args:
        documents: Number, kind, publisher and year of those that whoever asks may read, in the order of lists.
    """

    def __init__(self, documents: Sequence[tuple[int, str | None, str | None, str | None]]) -> None:
        self._shelf = Shelf(HELD_BY, _values(documents), (number for number, *_ in documents))
        self.counts: Mapping[str, Sequence[tuple[str, int]]] = self._shelf.counts({})
        """For each of ``HELD_BY``, how many documents state each value; all counts of one add up to all documents."""

    def find(self, stated: Mapping[str, str], *, k: int, offset: int) -> tuple[int, list[int]]:
        """Return how many documents state this, or do not where it is ``UNSTATED``, and a page of their numbers."""
        found = self._shelf.find(stated)
        return len(found), list(islice(found, offset, offset + k))


def _values(documents: Sequence[tuple[int, str | None, str | None, str | None]]) -> Iterator[tuple[int, str, str]]:
    for number, *stated in documents:
        for name, value in zip(HELD_BY, stated, strict=True):
            yield number, name, value or UNSTATED
