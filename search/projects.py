"""Projects: whether each runs, and which of them are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from corpus.model import Status, date_bounds
from search.shelf import Shelf
from search.store import StatedProject

Field = Literal["status", "join", "publisher", "place", "theme"]
Order = Literal["end", "start", "title"]
FIELDS: tuple[Field, ...] = get_args(Field)
"""What projects are chosen by. ``join``: a source tells whom to ask, and nothing tells that the project is over."""
UNKNOWN = "unknown"
"""The status of a project of which no source tells it, in whatever way."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a project runs, and what says so: its source, the period, an end that is past or a start to come."""

    status: Status
    basis: Literal["stated", "period", "end", "start"]


@dataclass(frozen=True, slots=True)
class FoundProjects:
    """A page of projects, by the number of their works, each with its standing where that is known."""

    total: int
    numbers: Sequence[int]
    standings: Mapping[int, Standing | None]
    facets: Mapping[str, Sequence[tuple[str, int]]]
    """For each field, how many projects there are with each of its values when the other fields stay as asked."""


def standing(facts: Iterable[tuple[str, str]], today: str) -> Standing | None:
    """Return whether a project runs today, or None when nothing tells.

    A source tells what was so when it was written, so its dates go before its words, unless these say that the project
    is over. Of a partial date the project has the benefit: one that ends in 2026 runs until the end of that year.

    Args:
        facts: Names and values of what is stated of it.
        today: A whole date.
    """
    values = _by_name(facts)
    stated = values.get("status", [])
    if "finished" in stated:
        return Standing("finished", "stated")
    ends, starts = _last_day(values), _first_days(values)
    if ends is not None and ends < today:
        return Standing("finished", "end")
    if starts is not None and starts[0] > today:
        return Standing("planned", "start")
    if ends is not None and starts is not None and starts[1] <= today:
        return Standing("running", "period")
    status: Status
    for status in ("running", "planned"):
        if status in stated:
            return Standing(status, "stated")
    return None


class Projects:
    """The projects of a generation, as they stand on one day. Safe to use from several threads.

    Args:
        projects: Those that whoever asks may read.
        today: A whole date.
    """

    def __init__(self, projects: Sequence[StatedProject], today: str) -> None:
        self._standings = {project.number: standing(project.facts, today) for project in projects}
        values = ((project.number, field, value) for project in projects for field, value in self._values(project))
        self._shelf = Shelf(FIELDS, values, self._standings)
        self._orders: dict[Order, list[int]] = {
            order: [project.number for project in sorted(projects, key=lambda one: _key(one, order, today))]
            for order in get_args(Order)
        }

    def find(self, wanted: Mapping[str, str], *, order: Order, k: int, offset: int) -> FoundProjects:
        """Return the projects that have every value that is wanted.

        Args:
            wanted: Values by field.
            order: By end: what ends soonest first, then what has no end, then what has ended; by start: the newest
                first, those without one last; or by title.
            k: How many at most.
            offset: How many to pass over.
        """
        found = self._shelf.find(wanted, self._orders[order])
        page = found[offset : offset + k]
        standings = {number: self._standings[number] for number in page}
        return FoundProjects(len(found), page, standings, self._shelf.counts(wanted))

    def _values(self, project: StatedProject) -> Iterable[tuple[Field, str]]:
        known = self._standings[project.number]
        yield "status", known.status if known else UNKNOWN
        if not (known and known.status == "finished") and any(name == "contact" for name, _ in project.facts):
            yield "join", "true"
        if project.publisher:
            yield "publisher", project.publisher
        for name, value in project.facts:
            if name == "place":
                yield "place", value
            elif name == "programme":
                yield "theme", value


def _by_name(facts: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in facts:
        values.setdefault(name, []).append(value)
    return values


def _last_day(values: Mapping[str, Sequence[str]]) -> str | None:
    """Return the last day that the end of a project may mean; of more ends the last."""
    return max((date_bounds(value)[1] for value in values.get("end", ())), default=None)


def _first_days(values: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """Return the first and the last day that the start of a project may mean; of more starts the first."""
    return min((date_bounds(value) for value in values.get("start", ())), default=None)


def _key(project: StatedProject, order: Order, today: str) -> tuple[object, ...]:
    title = project.title.casefold().lstrip("'\"‘“„«( ")
    if order == "title":
        return title, project.number
    values = _by_name(project.facts)
    day = _last_day(values) if order == "end" else (_first_days(values) or (None,))[0]
    if day is None:
        return 1, 0, title, project.number
    if order == "start" or day < today:
        return 0 if order == "start" else 2, -int(day.replace("-", "")), title, project.number
    return 0, int(day.replace("-", "")), title, project.number
