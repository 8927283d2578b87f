"""References in CSL-JSON are what citation processors read."""

import json
from importlib.resources import files

import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given

from search.citing import csl
from search.citing.reference import Reference, references
from search.store import StoredPassage
from tests.search.citing.works import ANY_WORK, reference, stored


def rendered(*works: Reference) -> list[str]:
    """Return what a processor makes of them in a style of the Harvard kind."""
    source = CiteProcJSON(json.loads(csl.write(works)))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for work in works:
        bibliography.register(Citation([CitationItem(work.key)]))
    return [str(line) for line in bibliography.bibliography()]


def test_an_item_is_an_article_in_its_issue() -> None:
    item = reference(stored(item="Nieuwe lector", page=4, url="https://a.nl", authors=("Roos Verzonnen", "Team WSDT")))
    assert json.loads(csl.write([item])) == [
        {
            "id": item.key,
            "type": "article-magazine",
            "title": "Nieuwe lector",
            "author": [{"family": "Verzonnen", "given": "Roos"}, {"literal": "Team WSDT"}],
            "container-title": "Nieuwsbrief 3",
            "publisher": "Hogeschool Fabelland",
            "issued": {"date-parts": [[2024, 2, 12]]},
            "page": "4",
            "language": "nl",
            "URL": "https://a.nl#:~:text=De%20sociale%20basis%20is%20wat%20mensen",
            "note": "Geciteerd: blad/a.txt, p. 4, tekens 0-51",
        }
    ]


@pytest.mark.parametrize(("date", "parts"), [("2024", [2024]), ("2024-02", [2024, 2]), ("2024-12-01", [2024, 12, 1])])
def test_a_date_is_as_partial_as_it_is_known(date: str, parts: list[int]) -> None:
    assert csl.csl_item(reference(stored(date=date)))["issued"] == {"date-parts": [parts]}


def test_what_is_not_known_is_left_out() -> None:
    bare = stored(date=None, authors=(), publisher=None, language=None, kind=None)
    assert list(csl.csl_item(reference(bare))) == ["id", "type", "title", "note"]


def test_every_type_is_one_of_the_language() -> None:
    known = files("citeproc").joinpath("data/schema/schemas/styles/csl-types.rnc").read_text("utf-8")
    kinds = ["newsletter", "news", "report", "law", "web page", None]
    works = [reference(stored(kind=kind)) for kind in kinds] + [reference(stored(kind="law", item="Artikel 2"))]
    types = [str(csl.csl_item(work)["type"]) for work in works]
    assert types == [
        *("article-magazine", "article-newspaper", "report", "legislation", "webpage", "document", "chapter")
    ]
    assert [f'"{name}"' in known for name in types] == [True] * len(types)


def test_a_processor_makes_a_reference_of_it() -> None:
    report = stored("a", kind="report", title="Samen sterk", authors=("Karel van der Berg", "Roos Verzonnen"))
    item = stored("b", doc_id="blad/b.txt", item="Nieuwe lector", authors=("Gemeente Fabelstad",), page=4)
    assert rendered(*references([report, item])) == [
        "van der Berg, K. and Verzonnen, R. (2024) Samen sterk. Hogeschool Fabelland.",
        "Gemeente Fabelstad (2024) “Nieuwe lector”, Nieuwsbrief 3, 12 February, p. 4.",
    ]


@given(ANY_WORK)
def test_any_text_comes_back_as_it_was(cited: StoredPassage) -> None:
    work = reference(cited)
    read = CiteProcJSON(json.loads(csl.write([work])))[work.key]
    names = [
        name["literal"] if "literal" in name else (name["family"], name["given"]) for name in read.get("author", [])
    ]
    assert str(read.title) == work.title
    assert names == [(name.family, name.given) if name.given else name.family for name in work.authors]
