"""Pictures: what is in them, and that they are the same every time."""

import re
from pathlib import Path

import pytest
from lxml import etree
from matplotlib import rcParams
from PIL import Image

from eval.configuration import Plan
from eval.measurement import Measurement
from eval.plots import draw
from tests.measured import evaluation

SCORES = {
    "hybrid": {"q1": 1.0, "q2": 0.5, "q3": 0.25},
    "dense": {"q1": 0.5, "q2": 0.75, "q3": 0.25},
}
KINDS = {"q1": "typo", "q2": "topic", "q3": "typo"}


def measurement(*, kinds: dict[str, str] | None = None, pair: tuple[str, str] | None = None) -> Measurement:
    plan = Plan.parse(list(SCORES), pair=pair, ablation=False)
    return Measurement.of(evaluation(SCORES, kinds), plan, agreed=None)


def texts(path: Path) -> list[str]:
    """Return the texts of an SVG: each is a comment beside its outlines."""
    return [str(comment.text).strip() for comment in etree.parse(path).iter(etree.Comment)]


def test_the_same_measurement_gives_the_same_svg_without_a_date(tmp_path: Path) -> None:
    for name in ("een.svg", "twee.svg"):
        draw(measurement(kinds=KINDS, pair=("hybrid", "dense")), tmp_path / name)
    drawn = (tmp_path / "een.svg").read_bytes()
    assert drawn == (tmp_path / "twee.svg").read_bytes()
    assert b"<dc:date>" not in drawn


def test_all_panels_are_there_in_dutch(tmp_path: Path) -> None:
    draw(measurement(kinds=KINDS, pair=("hybrid", "dense")), tmp_path / "een.svg")
    found = texts(tmp_path / "een.svg")
    for text in (
        "klein, n = 3: gemiddelden met 95%-interval",
        "RR@10",
        "nDCG@10 per soort vraag (met het aantal vragen)",
        "topic (1)",
        "typo (2)",
        "Verschil in nDCG@10 per vraag: hybrid min dense",
        "hybrid beter: 1    gelijk: 1    dense beter: 1",
        "gemiddeld +0,083",  # (.5 - .25 + 0) / 3
        "0,2",
    ):
        assert text in found
    assert not any(re.fullmatch(r"-?\d+\.\d+", text) for text in found)
    assert found.count("hybrid") == found.count("dense") == 1  # in the legend


def test_what_was_not_asked_for_is_not_drawn(tmp_path: Path) -> None:
    draw(measurement(), tmp_path / "een.svg")
    found = texts(tmp_path / "een.svg")
    assert "klein, n = 3: gemiddelden met 95%-interval" in found
    assert not any(text.startswith(("Verschil", "nDCG@10 per")) for text in found)


def test_a_png_is_as_high_as_it_has_rows(tmp_path: Path) -> None:
    draw(measurement(), tmp_path / "laag.png")
    draw(measurement(kinds=KINDS, pair=("hybrid", "dense")), tmp_path / "hoog.png")
    with Image.open(tmp_path / "laag.png") as low, Image.open(tmp_path / "hoog.png") as high:
        assert low.width == high.width
        assert low.height < high.height


def test_a_picture_holds_no_colour(tmp_path: Path) -> None:
    draw(measurement(kinds=KINDS, pair=("hybrid", "dense")), tmp_path / "een.png")
    with Image.open(tmp_path / "een.png") as image:
        red, green, blue = image.convert("RGB").split()
        assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_drawing_leaves_the_style_of_others_as_it_is(tmp_path: Path) -> None:
    before = dict(rcParams)
    draw(measurement(), tmp_path / "een.svg")
    assert dict(rcParams) == before


def test_a_picture_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        draw(measurement(), tmp_path / "weg" / "een.svg")
