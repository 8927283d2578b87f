"""What to say of a filter, above all when it lets nothing through."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from corpus.describing.statuses import status_name
from corpus.kinds import kind_name

if TYPE_CHECKING:
    from search.searcher import Hits

_MOST_VALUES = 10
_NAMES: Mapping[str, Callable[[str], str]] = {"kind": kind_name, "status": status_name}
_FIELDS = {
    "kind": "soort",
    "publisher": "uitgever",
    "status": "status",
    "place": "plaats",
    "from": "vanaf",
    "to": "tot en met",
}


def in_words(stated: Mapping[str, str]) -> str:
    """Return what a filter asks, by field: "soort nieuwsbrief, vanaf 2024"; "" when it asks nothing."""
    return ", ".join(f"{_FIELDS[field]} {value}" for field, value in stated.items())


def nothing_passes(stated: Mapping[str, str], unfiltered: "Hits") -> Sequence[str]:
    """Return lines that say that a filter let nothing through, and which values would; none if there is nothing at all.

    Args:
        stated: The fields or options of the filter, as the reader knows them, with their values.
        unfiltered: What is found without it.
    """
    if not unfiltered.hits:
        return []
    values = ", ".join(f"{field} {value}" for field, value in stated.items())
    passages = "1 passage" if unfiltered.total == 1 else f"{unfiltered.total} passages"
    lines = [f"Niets gevonden met {values}. Zonder filter: {passages}."]
    for field in stated:
        name = field.removeprefix("--")
        found = [_NAMES.get(name, str)(value) for value, _ in unfiltered.facets.get(name, ())[:_MOST_VALUES]]
        lines += [f"{field} kan hier zijn: {', '.join(found)}."] if found else []
    return lines
