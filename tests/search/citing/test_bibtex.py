"""References in BibTeX are what independent readers read."""

from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import MonthIntMiddleware, SeparateCoAuthors, SplitNameParts
from hypothesis import example, given
from pylatexenc.latex2text import LatexNodes2Text

from search.citing import bibtex
from search.citing.reference import Reference
from search.store import StoredPassage
from tests.search.citing.works import ANY_WORK, reference, stored


def decoded(text: object) -> str:
    """Return what LaTeX shows. Of a circumflex pylatexenc makes the accent."""
    return str(LatexNodes2Text().latex_to_text(str(text).replace(r"{\textasciicircum}", "^")))


def read(*works: Reference) -> list[dict[str, Any]]:
    """Return the fields of each entry as bibtexparser reads them, with its type."""
    middleware = [MonthIntMiddleware(), SeparateCoAuthors(), SplitNameParts()]
    library = parse_string(bibtex.write(works), append_middleware=middleware)
    assert library.failed_blocks == []
    return [{"type": entry.entry_type, **{f.key: f.value for f in entry.fields}} for entry in library.entries]


def test_an_item_is_an_article_in_its_issue() -> None:
    item = reference(stored(item="Nieuwe lector", page=4, url="https://a.nl/{b}"))
    assert bibtex.write([item]) == (
        f"@article{{{item.key},\n"
        "  author = {van der Berg, Karel},\n"
        "  title = {{Nieuwe lector}},\n"
        "  journal = {Nieuwsbrief 3},\n"
        "  publisher = {Hogeschool Fabelland},\n"
        "  year = {2024},\n"
        "  month = feb,\n"
        "  day = {12},\n"
        "  pages = {4},\n"
        "  language = {nl},\n"
        "  url = {https://a.nl/%7Bb%7D#:~:text=De%20sociale%20basis%20is%20wat%20mensen},\n"
        "  annote = {Geciteerd: blad/a.txt, p. 4, tekens 0-51},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("kind", "item", "authors", "expected"),
    [
        ("news", None, ("Roos Verzonnen",), ("article", "journal")),
        ("news", None, (), ("misc", "publisher")),
        ("report", None, ("Roos Verzonnen",), ("techreport", "institution")),
        ("report", "Hoofdstuk 2", (), ("incollection", "booktitle")),
        ("web page", None, ("Roos Verzonnen",), ("misc", "howpublished")),
        ("law", None, (), ("misc", "publisher")),
        (None, None, (), ("misc", "publisher")),
    ],
)
def test_an_entry_has_the_fields_of_its_type(
    kind: str | None, item: str | None, authors: tuple[str, ...], expected: tuple[str, str]
) -> None:
    (entry,) = read(reference(stored(kind=kind, item=item, authors=authors)))
    places = ("journal", "booktitle", "howpublished", "institution", "publisher")
    assert (entry["type"], next(name for name in places if name in entry)) == expected


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2024", {"year": "2024"}),
        ("2024-05", {"year": "2024", "month": 5}),
        ("2024-12-01", {"year": "2024", "month": 12, "day": "1"}),
        (None, {}),
    ],
)
def test_a_date_is_as_partial_as_it_is_known(date: str | None, written: dict[str, object]) -> None:
    (entry,) = read(reference(stored(date=date)))
    assert {name: entry[name] for name in ("year", "month", "day") if name in entry} == written


def test_a_person_is_parted_and_an_organisation_is_not() -> None:
    (entry,) = read(reference(stored(authors=("Karel van der Berg", "Wonen and Zorg, Welzijn en Sport"))))
    person, organisation = entry["author"]
    assert (person.first, person.von, person.last) == (["Karel"], ["van", "der"], ["Berg"])
    assert organisation.last == ["{Wonen and Zorg, Welzijn en Sport}"]


def test_what_means_something_to_latex_is_written_as_it_looks() -> None:
    work = reference(stored(title="{50% & $5} #1 \\x_y ~^ -- '' ``?` ënç–"))
    assert bibtex.write([work]).splitlines()[2] == (
        r"  title = {{\{\vphantom{\}}50\% \& \$5\vphantom{\{}\} \#1 {\textbackslash}x\_y {\textasciitilde}"
        r"{\textasciicircum} -{}- '{}' `{}`?{}` ënç–}},"
    )


@given(ANY_WORK)
@example(stored(title="}{\\^ˆ", authors=("{", "a}b and c"), heading=("--- %",)))
def test_any_text_comes_back_as_it_was(cited: StoredPassage) -> None:
    work = reference(cited)
    (entry,) = read(work)
    published = [entry.get(name) for name in ("journal", "booktitle", "howpublished") if name in entry]
    by = [entry.get(name) for name in ("institution", "publisher") if name in entry]
    assert decoded(entry["title"]) == work.title
    assert [decoded(text) for text in published] == [text for text in [work.published_in] if text]
    assert [decoded(text) for text in by] == [text for text in [work.published_by] if text]
    assert decoded(entry["annote"]) == work.note
    assert entry.get("url") == work.url
    names = [" ".join(name.von + name.last) for name in entry.get("author", [])]
    assert [decoded(name) for name in names] == [name.family for name in work.authors]
