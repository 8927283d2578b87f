"""Figures that were agreed on: what is written, what is read, and what has fallen."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from eval.baseline import Agreed, BaselineError, agreed_on, read_baseline, write_baseline
from tests.fakes import FakeEncoder
from tests.measured import evaluation

KINDS = {"q1": "topic", "q2": "topic", "q3": "typo", "q4": "typo"}
THEN = Agreed.of(evaluation({"hybrid": {"q1": 1.0, "q2": 0.5, "q3": 0.75, "q4": 0.25}}, KINDS))


def now(*scores: float, kinds: dict[str, str] = KINDS, name: str = "hybrid") -> Agreed:
    return Agreed.of(evaluation({name: dict(zip(KINDS, scores, strict=True))}, kinds))


def test_the_means_are_those_of_the_whole_and_of_each_kind() -> None:
    others = {"R@100": 1.0, "RR@10": 1.0}
    assert THEN.queries == 4
    assert THEN.modes == {"hybrid": {"nDCG@10": 0.625, **others}}
    assert THEN.slices == {
        "topic": {"hybrid": {"nDCG@10": 0.75, **others}},
        "typo": {"hybrid": {"nDCG@10": 0.5, **others}},
    }


def test_what_is_as_good_has_no_faults() -> None:
    assert THEN.faults(THEN) == []
    assert THEN.faults(now(1.0, 1.0, 1.0, 1.0)) == []
    assert THEN.faults(now(0.984, 0.5, 0.75, 0.25)) == []  # .621: .004 lower


def test_a_mean_that_fell_is_told_with_the_kinds_that_fell() -> None:
    assert THEN.faults(now(1.0, 0.5, 0.5, 0.0)) == [  # (1 + .5 + .5 + 0) / 4, and of the typos (.5 + 0) / 2
        "nDCG@10 van hybrid is gedaald van 0,625 naar 0,500 (per soort: typo van 0,500 naar 0,250)"
    ]
    assert THEN.faults(now(0.5, 0.5, 0.5, 0.25)) == [
        "nDCG@10 van hybrid is gedaald van 0,625 naar 0,438 (per soort: topic van 0,750 naar 0,500, "
        "typo van 0,500 naar 0,375)"
    ]


def test_a_kind_may_fall_when_the_mean_does_not() -> None:
    assert THEN.faults(now(1.0, 1.0, 0.5, 0.0)) == []


def test_a_mean_that_fell_without_a_kind_that_did_stands_alone() -> None:
    others = {"q1": "topic", "q2": "topic", "q3": "spelling", "q4": "spelling"}
    assert THEN.faults(now(1.0, 0.5, 0.5, 0.0, kinds=others)) == ["nDCG@10 van hybrid is gedaald van 0,625 naar 0,500"]


def test_questions_without_a_kind_are_named_so() -> None:
    then = now(1.0, 1.0, 1.0, 1.0, kinds={})
    assert then.faults(now(1.0, 1.0, 1.0, 0.0, kinds={})) == [
        "nDCG@10 van hybrid is gedaald van 1,000 naar 0,750 (per soort: zonder soort van 1,000 naar 0,750)"
    ]


def test_only_what_is_like_the_agreed_is_compared() -> None:
    assert THEN.faults(replace(THEN, queries=5)) == ["de vastgelegde cijfers gaan over 4 vragen, deze over 5"]
    assert THEN.faults(now(1.0, 0.5, 0.75, 0.25, name="dense")) == ["er zijn alleen cijfers vastgelegd van hybrid"]
    assert THEN.faults(replace(THEN, encoder=FakeEncoder(name="ander", revision="2").identity)) == [
        "de vastgelegde cijfers zijn van taalmodel fake (1), deze van ander (2)"
    ]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, {"b": THEN, "a": now(1 / 3, 1, 1, 1)})
    assert read_baseline(path) == {"a": now(1 / 3, 1, 1, 1), "b": THEN}
    assert list(read_baseline(path)) == ["a", "b"]
    assert agreed_on(path, "b") == THEN


def test_means_are_written_with_four_decimals(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, {"a": now(1 / 3, 0, 0, 0)})
    assert json.loads(path.read_text("utf-8"))["a"]["modes"]["hybrid"]["nDCG@10"] == 0.0833


def test_a_collection_that_nothing_was_agreed_on_is_named(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, {"a": THEN})
    with pytest.raises(BaselineError) as error:
        agreed_on(path, "b")
    assert str(error.value) == f"{path} bevat geen cijfers van b. Leg ze eerst vast: --write-baseline {path}."


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BaselineError) as error:
        read_baseline(tmp_path / "weg.json")
    path = tmp_path / "weg.json"
    assert str(error.value) == f"{path} bestaat niet. Leg de cijfers eerst vast: --write-baseline {path}."


def spoilt(change: Callable[[dict[str, Any]], object]) -> str:
    """Return a baseline of the collection ``a`` with a change made to it."""
    fields = json.loads(json.dumps(asdict(THEN)))
    change(fields)
    return json.dumps({"a": fields})


@pytest.mark.parametrize(
    "contents",
    [
        "",
        "[]",
        '{"a": 1}',
        '{"a": {}}',
        lambda fields: fields.pop("slices"),
        lambda fields: fields["modes"]["hybrid"].pop("RR@10"),
        lambda fields: fields["slices"]["typo"].pop("hybrid"),
        lambda fields: fields["encoder"].pop("name"),
        lambda fields: fields["modes"].update(hybrid={"nDCG@10": "veel", "R@100": 1, "RR@10": 1}),
    ],
)
def test_a_file_with_anything_else_is_named(tmp_path: Path, contents: str | Callable[[dict[str, Any]], object]) -> None:
    path = tmp_path / "anders.json"
    path.write_text(contents if isinstance(contents, str) else spoilt(contents), "utf-8")
    with pytest.raises(BaselineError) as error:
        read_baseline(path)
    assert str(error.value) == f"{path} bevat geen vastgelegde cijfers. Kies een ander bestand, of haal dit weg."


def test_a_folder_is_no_file_with_figures(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="bevat geen vastgelegde cijfers"):
        read_baseline(tmp_path)
