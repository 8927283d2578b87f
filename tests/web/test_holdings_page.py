"""The page of the collection counts what there is, and every count leads to it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from api.app import create_app
from api.web.quality import QUALITY, read_quality
from corpus.collection import Failure
from indexer.unread import note_unread
from search.errors import UnreadableIndexError
from search.generation import current_generation
from search.searcher import Searcher
from search.writer import UNREAD
from tests.fakes import FakeEncoder
from tests.web.test_pages import get, indexed, links, seen, stranger

__all__ = ["stranger"]
KINDS = ["article", "interview", "column", "report", "faq", "letter", "law", "news", "magazine", "opinion", "roman", ""]
ROWS = [
    f"{number:02}.txt,Stuk {number:02},{'Saxion' if number % 3 else ''},{['2024-02', '2025', ''][number % 3]},{kind}"
    for number, kind in enumerate([*KINDS, *["article"] * 20])
]
FILES = {f"{number:02}.txt": f"Tekst nummer {number} over de wijk." for number in range(len(ROWS))}
MEASURED = {
    "collection": "eigen vragen",
    "queries": 12,
    "measured": "2026-11-20T10:00:00+00:00",
    "encoder": {"name": "fake", "revision": "1", "dimension": 256},
    "analyser": "?",
    "modes": {
        "dense": {"nDCG@10": 0.25},
        "hybrid": {"nDCG@10": 0.6684, "R@10": 0.5, "R@100": 1.0, "RR@10": 0.75, "MAP": 0.321},
    },
    "answers": {},
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = "\n".join(["file,title,publisher,date,kind", *ROWS])
    return indexed(tmp_path_factory.mktemp("holdings"), {"manifest.csv": manifest, **FILES})


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder())), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def beside(index: Path) -> Iterator[Path]:
    """Return the directory of the index, in which a test may put what stands beside an index."""
    yield index
    for name in (QUALITY, UNREAD):
        (index / name).unlink(missing_ok=True)


def tree(text: str) -> Any:  # noqa: ANN401 - what lxml's stubs say is of no use to XPath
    return html.fromstring(text)


def plot(text: str, name: str) -> list[tuple[str, int, str, str]]:
    """Return the bars of a plot: value, count, address and width."""
    rows = tree(text).xpath(f"//section[@aria-labelledby='plot-{name}']//tbody/tr")
    return [
        (
            " ".join(row.xpath("string(th)").split()),
            int(row.xpath("string(td/a/text())")),
            row.xpath("string(td/a/@href)"),
            row.xpath("string(td//rect/@width)"),
        )
        for row in rows
    ]


def listed(client: TestClient, address: str) -> list[str]:
    """Return the titles of all documents of a list, page by page, and see that it says how many they are."""
    titles: list[str] = []
    text = get(client, address)
    while True:
        titles += tree(text).xpath("//ul[@class='newest']//a/text()")
        following = tree(text).xpath("//nav[@class='paging']//li[span[@aria-current]]/following-sibling::li[1]/a/@href")
        if not following:
            assert re.search(rf"\b{len(titles)} document(en)?\.", seen(text))
            return titles
        text = get(client, following[0])


@pytest.mark.parametrize("query", ["", "?lang=en"])
@pytest.mark.parametrize("name", ["kind", "publisher", "year"])
def test_every_count_is_that_of_the_documents_that_its_link_lists(client: TestClient, name: str, query: str) -> None:
    bars = plot(get(client, f"/bronnen{query}"), name)
    found = [listed(client, address.replace("&lang=en", "").replace("lang=en&", "")) for _, _, address, _ in bars]
    assert [len(titles) for titles in found] == [count for _, count, _, _ in bars]
    assert len({title for titles in found for title in titles}) == sum(map(len, found)) == len(ROWS)


def test_bars_are_as_long_as_their_counts(client: TestClient) -> None:
    assert plot(get(client, "/bronnen"), "year") == [
        ("2025", 11, "/bronnen/documenten?year=2025", "100.0%"),
        ("2024", 11, "/bronnen/documenten?year=2024", "100.0%"),
        ("Niet vermeld", 10, "/bronnen/documenten?without=year", "90.9%"),
    ]
    kinds = plot(get(client, "/bronnen"), "kind")
    assert kinds[0][:2] == ("artikel", 21)
    assert ("roman", 1, "/bronnen/documenten?kind=roman", "4.8%") in kinds
    assert kinds[-1][:2] == ("Niet vermeld", 1)


def test_the_total_leads_to_all_documents(client: TestClient) -> None:
    text = get(client, "/bronnen")
    assert len(listed(client, links(text)["32 documenten"])) == 32
    assert "Alle documenten" in seen(get(client, "/bronnen/documenten"))


def test_the_newest_documents_come_first(client: TestClient) -> None:
    [newest] = tree(get(client, "/bronnen")).xpath("//section[@aria-labelledby='newest']")
    assert newest.xpath(".//a/text()") == [f"Stuk {number:02}" for number in (1, 4, 7, 10, 13, 16)]


def test_a_list_can_be_narrowed_by_more_and_widened_again(client: TestClient) -> None:
    address = "/bronnen/documenten?kind=artikel&without=publisher&year=2024"
    assert listed(client, address) == [f"Stuk {number:02}" for number in (0, 12, 15, 18, 21, 24, 27, 30)]
    where = links(get(client, address))
    assert where["Uitgever Niet vermeld × (haal dit filter weg)"] == "/bronnen/documenten?kind=artikel&year=2024"
    assert where["Soort artikel × (haal dit filter weg)"] == "/bronnen/documenten?year=2024&without=publisher"


def test_a_list_of_nothing_and_a_page_past_the_end_say_so(client: TestClient) -> None:
    assert "Er zijn geen documenten die hierbij horen." in seen(get(client, "/bronnen/documenten?publisher=Niemand"))
    text = get(client, "/bronnen/documenten?page=9")
    assert links(text)["Naar de eerste pagina"] == "/bronnen/documenten"


@pytest.mark.parametrize("query", ["?year=24", "?without=title", "?page=0"])
def test_what_cannot_be_asked_is_said(client: TestClient, query: str) -> None:
    assert query[1:].split("=")[0] in seen(get(client, f"/bronnen/documenten{query}", 400))


def test_the_page_tells_how_the_collection_was_made(client: TestClient, index: Path) -> None:
    generation = current_generation(index)
    told = seen(get(client, "/bronnen"))
    assert f"Versie 1 Bijgewerkt {int(generation.created[8:10])} " in told
    assert f"om {generation.created[11:13]}.{generation.created[14:16]} uur (UTC)" in told
    assert f"fake (1), 256 getallen per passage Woordanalyse {generation.analyser}" in told


def test_what_could_not_be_read_is_told(client: TestClient, beside: Path) -> None:
    assert "Alle documenten konden worden gelezen." in seen(get(client, "/bronnen"))
    failures = [Failure("caf\udce9.txt", "De naam is geen tekst."), Failure("b<b>.pdf", "Kapot.")]
    note_unread(beside, failures, (), still=(), brought=False)
    told = seen(get(client, "/bronnen"))
    assert "2 documenten konden niet worden gelezen." in told
    assert "caf\\udce9.txt sinds" in told
    assert "De naam is geen tekst." in told
    assert "b<b>.pdf" in told


def test_of_very_many_the_first_are_told(client: TestClient, beside: Path) -> None:
    note_unread(beside, [Failure(f"{number:03}.pdf", "x") for number in range(103)], (), still=(), brought=False)
    told = seen(get(client, "/bronnen"))
    assert "099.pdf" in told
    assert "100.pdf" not in told
    assert "en nog 3" in told


def test_who_may_not_read_everything_is_told_no_names(stranger: TestClient) -> None:
    told = seen(get(stranger, "/bronnen"))
    assert "Er staan geen documenten in deze verzameling die u mag lezen." in told
    assert "ziet alleen wie alles mag lezen" in told
    assert "geheim" not in told


def test_without_a_measurement_the_page_says_so(client: TestClient) -> None:
    assert "Dat is voor deze verzameling niet gemeten." in seen(get(client, "/bronnen"))


def test_a_measurement_is_told_with_its_day_and_collection(client: TestClient, beside: Path) -> None:
    own = {**MEASURED, "analyser": current_generation(beside).analyser}
    (beside / QUALITY).write_text(json.dumps(own), "utf-8")
    told = seen(get(client, "/bronnen"))
    assert "Gemeten op 20 november 2026 met 12 vragen" in told
    assert "de proef “eigen vragen”" in told
    assert "(1 is volmaakt) nDCG@10 0,668" in told
    assert "R@10 0,500 " in told
    assert "0,321" not in told
    assert "hetzelfde taalmodel en dezelfde woordanalyse" in told
    assert "nDCG@10 0.668" in seen(get(client, "/bronnen?lang=en"))


def test_a_measurement_of_something_else_is_told_to_be_that(client: TestClient, beside: Path) -> None:
    (beside / QUALITY).write_text(json.dumps({**MEASURED, "modes": {"dense": {"nDCG@10": 0.25}}}), "utf-8")
    told = seen(get(client, "/bronnen"))
    assert "nDCG@10 0,250" in told
    assert "een ander taalmodel of een andere woordanalyse" in told


@pytest.mark.parametrize("written", ["{", "{}", json.dumps({**MEASURED, "modes": {}})])
def test_a_file_that_is_no_measurement_is_named_with_what_helps(client: TestClient, beside: Path, written: str) -> None:
    (beside / QUALITY).write_text(written, "utf-8")
    with pytest.raises(UnreadableIndexError, match="geen uitslag van `bronwijzer eval --json`"):
        read_quality(beside)
    assert QUALITY in seen(get(client, "/bronnen", 503))
