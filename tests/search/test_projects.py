from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import date_bounds
from search.projects import FIELDS, Order, Projects, Standing, standing
from search.store import StatedProject

TODAY = "2026-11-22"
Facts = Sequence[tuple[str, str]]


def project(number: int, title: str, *facts: tuple[str, str], publisher: str | None = None) -> StatedProject:
    return StatedProject(number, title, publisher, facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], None),
        ([("person", "Jan")], None),
        ([("status", "running")], Standing("running", "stated")),
        ([("status", "planned")], Standing("planned", "stated")),
        ([("status", "finished"), ("end", "2030")], Standing("finished", "stated")),
        ([("status", "running"), ("end", "2026-11-21")], Standing("finished", "end")),
        ([("end", "2026-11-22")], None),
        ([("end", "2026-10")], Standing("finished", "end")),
        ([("end", "2026-11")], None),
        ([("end", "2026")], None),
        ([("start", "2026-12")], Standing("planned", "start")),
        ([("start", "2026-11-23"), ("status", "running")], Standing("planned", "start")),
        ([("start", "2026")], None),
        ([("start", "2020")], None),
        ([("start", "2020"), ("end", "2026")], Standing("running", "period")),
        ([("start", "2026-11-22"), ("end", "2026-11-22")], Standing("running", "period")),
        ([("start", "2026"), ("end", "2027")], None),
        ([("start", "2026"), ("end", "2027"), ("status", "running")], Standing("running", "stated")),
        ([("status", "planned"), ("start", "2025"), ("end", "2027")], Standing("running", "period")),
        ([("end", "2025"), ("end", "2028"), ("start", "2024"), ("start", "2027")], Standing("running", "period")),
    ],
)
def test_how_a_project_stands_follows_from_what_is_stated_and_the_day(facts: Facts, expected: Standing | None) -> None:
    assert standing(facts, TODAY) == expected


DATES = st.sampled_from(
    ["2025", "2026", "2027", "2026-10", "2026-11", "2026-12", "2026-11-21", "2026-11-22", "2026-11-23"]
)


@given(start=DATES, end=DATES)
def test_without_words_a_project_runs_from_when_it_surely_began_until_it_surely_ended(start: str, end: str) -> None:
    found = standing([("start", start), ("end", end)], TODAY)
    is_running = found is not None and found.status == "running"
    assert is_running == (date_bounds(start)[1] <= TODAY <= date_bounds(end)[1])


PROJECTS = [
    project(1, "‘Zorg’ dichtbij", ("end", "2027"), ("start", "2025-03"), ("place", "Almelo"), ("contact", "a@b.nl")),
    project(2, "Aan tafel", ("end", "2026-12"), ("start", "2024"), ("place", "almelo"), ("place", "Hengelo")),
    project(3, "Buurthuis", ("end", "2025"), ("programme", "Wonen"), ("contact", "06-12345678"), publisher="Saxion"),
    project(4, "Coach", ("contact", "c@b.nl"), publisher="Saxion"),
    project(5, "Durven", ("end", "2026-01"), ("start", "2025")),
]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("end", [2, 1, 4, 5, 3]), ("start", [1, 5, 2, 3, 4]), ("title", [2, 3, 4, 5, 1])],
)
def test_projects_come_in_the_order_that_is_asked(order: Order, expected: Sequence[int]) -> None:
    assert Projects(PROJECTS, TODAY).find({}, order=order, k=10, offset=0).numbers == expected


def test_a_page_of_projects_has_their_standings_alone() -> None:
    found = Projects(PROJECTS, TODAY).find({}, order="end", k=2, offset=1)
    assert (found.total, found.numbers) == (5, [1, 4])
    assert found.standings == {1: Standing("running", "period"), 4: None}


def test_projects_are_found_and_counted_by_all_that_is_known() -> None:
    projects = Projects(PROJECTS, TODAY)
    assert projects.find({"place": "Almelo"}, order="title", k=10, offset=0).numbers == [2, 1]
    assert projects.find({"publisher": "saxion", "join": "true"}, order="title", k=10, offset=0).numbers == [4]
    assert projects.find({}, order="end", k=1, offset=0).facets == {
        "status": [("finished", 2), ("running", 2), ("unknown", 1)],
        "join": [("true", 2)],
        "publisher": [("Saxion", 2)],
        "place": [("Almelo", 2), ("Hengelo", 1)],
        "theme": [("Wonen", 1)],
    }


def test_every_field_can_be_asked_of_no_projects() -> None:
    found = Projects([], TODAY).find(dict.fromkeys(FIELDS, "x"), order="end", k=10, offset=0)
    assert (found.total, found.numbers, found.facets) == (0, [], {field: [] for field in FIELDS})
