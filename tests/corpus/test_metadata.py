"""Metadata: who is believed first, and what a partial date may mean."""

import pytest

from corpus.metadata import describe
from corpus.model import Metadata, Section


def section(title: str) -> Section:
    return Section(title, 1, 0, 0, False, (), ())


def test_the_manifest_is_believed_before_the_markup() -> None:
    manifest = {"title": "Koffie", "publisher": "Buurt", "date": "2024-02", "authors": "Roos; ;Bram ", "kind": "news"}
    found = {
        "title": "Thee",
        "publisher": "x",
        "date": "2023",
        "authors": "x",
        "kind": "x",
        "language": "nl",
        "url": "u",
    }
    assert describe("a.txt", manifest=manifest, found=found, sections=(section("Kop"),)) == Metadata(
        "Koffie", "Buurt", "2024-02", ("Roos", "Bram"), "news", "nl", "u"
    )


def test_an_empty_cell_of_the_manifest_says_nothing() -> None:
    found = {"title": "Thee", "date": "2023", "language": " "}
    metadata = describe("a.txt", manifest={"title": " ", "date": "", "language": ""}, found=found, sections=())
    assert metadata == Metadata("Thee", None, "2023", (), None, None, None)


def test_without_a_stated_title_the_first_heading_is_the_title() -> None:
    sections = (section(""), section("Eerste"), section("Tweede"))
    assert describe("a.txt", manifest={}, found={}, sections=sections).title == "Eerste"


@pytest.mark.parametrize(
    ("name", "title"), [("samen-aan_zet.txt", "samen aan zet"), ("a.b--c.md", "a.b c"), ("zonder", "zonder")]
)
def test_without_any_heading_the_name_of_the_file_is_the_title(name: str, title: str) -> None:
    assert describe(name, manifest={}, found={}, sections=(section(""),)).title == title


def test_a_title_is_cut_at_three_hundred_characters() -> None:
    assert describe("a.txt", manifest={"title": "x" * 301}, found={}, sections=()).title == "x" * 300


@pytest.mark.parametrize(
    ("stated", "date"),
    [("2024-02-01T10:00:00", "2024-02-01"), ("2024-02-01 10:00", "2024-02-01"), ("1 mei 2024", None), ("mei", None)],
)
def test_a_time_of_day_is_left_out_and_a_date_in_words_is_not_guessed(stated: str, date: str | None) -> None:
    assert describe("a.txt", manifest={}, found={"date": stated}, sections=()).date == date
