"""What ``eval`` prints of scores that are written down."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from api.tables import write
from eval.baseline import Agreed
from eval.configuration import Plan
from eval.measurement import Measurement
from eval.uncertainty import interval
from search.dutch.analyser import ANALYSER_VERSION
from search.encoder import EncoderIdentity
from tests.measured import evaluation

SCORES = {
    "hybrid": {"q1": 1.0, "q2": 0.5, "q3": 0.25, "q4": 0.5},
    "hybrid-compound": {"q1": 0.5, "q2": 0.75, "q3": 0.25, "q4": 0.25},
}
KINDS = {"q1": "typo", "q2": "topic", "q3": "typo", "q4": ""}


def measurement(*, kinds: dict[str, str] | None = None, ablation: bool = False, **options: Any) -> Measurement:  # noqa: ANN401 - as Plan.parse and Measurement.of
    found = evaluation(SCORES, kinds)
    if ablation:  # every part of the hybrid but the compounds contributes nothing
        parts = Plan.parse([], pair=None, ablation=True).ablations.values()
        names = {part.name: SCORES.get(part.name, SCORES["hybrid"]) for part in parts}
        found = evaluation({"hybrid": SCORES["hybrid"], **names}, kinds)
    plan = Plan.parse(["hybrid"], pair=options.get("pair"), ablation=ablation)
    return Measurement.of(found, plan, agreed=options.get("agreed"))


def printed(capsys: pytest.CaptureFixture[str], of: Measurement) -> list[list[str]]:
    """Return the tables, each as its lines."""
    write(of, as_json=False)
    return [table.split("\n") for table in capsys.readouterr().out.rstrip("\n").split("\n\n")]


def test_means_stand_with_their_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    low, high = (f"{end:.2f}".replace(".", ",") for end in interval([1.0, 0.5, 0.25, 0.5]) or (0, 0))
    [(title, head, row, _)] = printed(capsys, measurement())
    assert title == "klein: 4 vragen, gemiddelden met hun 95%-interval"
    assert head.split() == ["nDCG@10", "R@10", "R@100", "RR@10"]
    # (1 + .5 + .25 + .5) / 4 = .5625
    assert row == f"hybrid           0,562 [{low}-{high}]  1,000 [1,00-1,00]  1,000 [1,00-1,00]  1,000 [1,00-1,00]"


def test_kinds_of_questions_stand_beside_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    _, slices = printed(capsys, measurement(kinds=KINDS))
    assert slices == [
        "nDCG@10 per soort vraag",
        "                 (geen)  topic   typo",
        "vragen                1      1      2",
        "hybrid            0,500  0,500  0,625",
        "hybrid-compound   0,250  0,750  0,375",
    ]


def test_a_comparison_tells_the_difference_and_where_it_comes_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, comparison, won, lost = printed(capsys, measurement(pair=("hybrid", "hybrid-compound")))
    low, high = (f"{end:+.3f}".replace(".", ",") for end in interval([0.5, -0.25, 0.0, 0.25]) or (0, 0))
    # .5 - .25 + .25: as far from 0 reach +++, +-+, ++-, and all three the other way round.
    assert comparison == [
        "hybrid tegenover hybrid-compound (boven 0: hybrid is beter)",
        "         verschil       95%-interval       p  gewonnen  verloren  gelijk",
        f"nDCG@10    +0,125  {low} tot {high}  0,7500         2         1       1",
        "R@10       +0,000  +0,000 tot +0,000  1,0000         0         0       4",
        "R@100      +0,000  +0,000 tot +0,000  1,0000         0         0       4",
        "RR@10      +0,000  +0,000 tot +0,000  1,0000         0         0       4",
    ]
    assert won == ["Meest gewonnen (nDCG@10)", "  +0,500  q1  vraag q1", "  +0,250  q4  vraag q4"]
    assert lost == ["Meest verloren (nDCG@10)", "  -0,250  q2  vraag q2"]


def test_a_comparison_without_differences_lists_no_questions(capsys: pytest.CaptureFixture[str]) -> None:
    found = evaluation({"hybrid": {"q1": 0.5}, "dense": {"q1": 0.5}})
    plan = Plan.parse([], pair=("hybrid", "dense"), ablation=False)
    _, comparison = printed(capsys, Measurement.of(found, plan, agreed=None))
    assert comparison[1:3] == [
        "         verschil  95%-interval       p  gewonnen  verloren  gelijk",
        "nDCG@10    +0,000                1,0000         0         0       1",
    ]


def test_at_most_five_questions_are_listed_and_cut_to_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    names = [f"vraag {number:02} met veel woorden" for number in range(12)]
    scores = {
        "hybrid": {name: number / 16 for number, name in enumerate(names)},
        "dense": dict.fromkeys(names, 3 / 16),
    }
    plan = Plan.parse([], pair=("hybrid", "dense"), ablation=False)
    _, _, won, lost = printed(capsys, Measurement.of(evaluation(scores), plan, agreed=None))
    assert (len(won), len(lost)) == (1 + 5, 1 + 3)
    assert won[1].startswith("  +0,500  vraag 11 met veel woorden")
    assert won[1].endswith(" …")


def test_an_ablation_tells_what_each_part_adds(capsys: pytest.CaptureFixture[str]) -> None:
    _, (title, _, *rows) = printed(capsys, measurement(ablation=True))
    assert title == "Wat elk onderdeel bijdraagt aan nDCG@10 van hybrid (boven 0: het helpt)"
    differences = {row.split()[0]: row.split()[1] for row in rows}
    assert differences.pop("compound") == "+0,125"
    assert set(differences.values()) == {"+0,000"}


def test_what_was_agreed_on_is_held_to(capsys: pytest.CaptureFixture[str]) -> None:
    agreed = Agreed.of(evaluation(SCORES))
    assert printed(capsys, measurement(agreed=agreed))[-1] == ["Niets is gedaald sinds de cijfers zijn vastgelegd."]
    agreed = Agreed.of(evaluation({"hybrid": dict.fromkeys(SCORES["hybrid"], 1.0)}))
    assert printed(capsys, measurement(agreed=agreed))[-1] == [
        "Niet als vastgelegd: nDCG@10 van hybrid is gedaald van 1,000 naar 0,562 "
        "(per soort: zonder soort van 1,000 naar 0,562).",
        "Is dat zo bedoeld? Leg de cijfers dan opnieuw vast met --write-baseline.",
    ]


def test_a_terminal_is_not_steered_by_a_collection(capsys: pytest.CaptureFixture[str]) -> None:
    scores = {"hybrid": {"q\x1b": 1.0, "r": 1.0}, "dense": {"q\x1b": 0.5, "r": 1.0}}
    found = evaluation(scores, {"q\x1b": "typo\x1b"}, collection="klein\x1b")
    write(Measurement.of(found, Plan.parse([], pair=("hybrid", "dense"), ablation=False), agreed=None), as_json=False)
    assert "\x1b" not in capsys.readouterr().out


def test_the_json_holds_all_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    agreed = Agreed.of(evaluation({"hybrid": dict.fromkeys(SCORES["hybrid"], 0.5)}))
    write(measurement(kinds=KINDS, ablation=True, pair=("hybrid", "hybrid-compound"), agreed=agreed), as_json=True)
    found = json.loads(capsys.readouterr().out)
    ones = {"R@10": 1.0, "R@100": 1.0, "RR@10": 1.0}
    assert (found["collection"], found["queries"], found["answers"]) == ("klein", 4, {})
    assert datetime.fromisoformat(found["measured"]) <= datetime.now(UTC)
    assert EncoderIdentity(**found["encoder"]) == agreed.encoder
    assert found["analyser"] == ANALYSER_VERSION
    assert found["modes"]["hybrid"] == {"nDCG@10": 0.5625, **ones}
    assert found["intervals"]["hybrid"]["R@10"] == [1.0, 1.0]
    assert found["intervals"]["hybrid"]["nDCG@10"] == list(interval([1.0, 0.5, 0.25, 0.5]) or ())
    assert {kind: part["queries"] for kind, part in found["slices"].items()} == {"": 1, "topic": 1, "typo": 2}
    assert found["slices"]["topic"]["modes"]["hybrid"] == {"nDCG@10": 0.5, **ones}
    assert found["slices"]["topic"]["intervals"]["hybrid"]["nDCG@10"] is None
    assert found["comparison"]["configurations"] == ["hybrid", "hybrid-compound"]
    difference = {
        "difference": 0.125,
        "interval": list(interval([0.5, -0.25, 0.0, 0.25]) or ()),
        "p": 0.75,
        "wins": 2,
        "losses": 1,
        "ties": 1,
    }
    assert found["comparison"]["measures"]["nDCG@10"] == difference
    assert found["comparison"]["perQuery"] == [
        {"queryId": "q1", "text": "vraag q1", "nDCG@10": 0.5},
        {"queryId": "q4", "text": "vraag q4", "nDCG@10": 0.25},
        {"queryId": "q3", "text": "vraag q3", "nDCG@10": 0.0},
        {"queryId": "q2", "text": "vraag q2", "nDCG@10": -0.25},
    ]
    assert (found["ablation"]["configuration"], found["ablation"]["measure"]) == ("hybrid", "nDCG@10")
    assert found["ablation"]["parts"]["compound"] == difference
    assert found["baseline"] == {"faults": []}
