"""A search is a feed that feed readers follow, and other programs know how to search."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from starlette.testclient import TestClient

from api.app import create_app
from api.feed import atom
from search.encoder import EncoderIdentity
from search.generation import Generation
from search.searcher import Hit, Hits, Searcher
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder
from tests.search.citing.works import ANY_TEXT, stored

FILES = {
    "manifest.csv": (
        "file,title,publisher,date,kind,authors,url\n"
        "blad.md,Blad 3,Werkplaats,2024-02,newsletter,Roos Verzonnen,https://voorbeeld.nl/3\n"
        "wijk.txt,Koffie in de wijk,GGD,2025-11-30,news,,\n"
        "oud.txt,Oude koffie,,2019,,,\n"
        "los.txt,Losse koffie,GGD,,,,\n"
    ),
    "blad.md": "# Blad 3\n\n## Koffie met coaches\n\nElke jongere drinkt koffie met een coach.\n",
    "wijk.txt": "Verpleegkundigen drinken dinsdag koffie met mensen uit de wijk.",
    "oud.txt": "Vroeger stond er altijd koffie klaar in het buurthuis.",
    "los.txt": "Wanneer deze koffie er was, is niet bekend.",
}
ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00)")


@pytest.fixture
def client(index_of: IndexOf) -> Iterator[TestClient]:
    index = index_of(FILES)
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder())), raise_server_exceptions=False) as client:
        yield client


def assert_valid(content: bytes) -> etree._Element:
    """Hold a feed to the rules of RFC 4287 that a reader trips over."""
    feed = etree.fromstring(content)
    parts = [feed, *feed.findall(f"{ATOM}entry")]
    for part in parts:
        for name in ("id", "title", "updated"):
            (element,) = part.findall(f"{ATOM}{name}")
            assert element.text
        assert TIME.fullmatch(part.findtext(f"{ATOM}updated") or "")
        assert all(author.findtext(f"{ATOM}name") for author in part.findall(f"{ATOM}author"))
    assert feed.findall(f"{ATOM}author")
    ids = [part.findtext(f"{ATOM}id") for part in parts]
    assert len(set(ids)) == len(ids)
    assert all(len(part.findall(f"{ATOM}link[@rel='alternate']")) == 1 for part in parts[1:])
    return feed


def read(client: TestClient, query: str) -> Any:  # noqa: ANN401 - feedparser's
    response = client.get(f"/v1/feed?{query}")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/atom+xml"
    assert_valid(response.content)
    read = feedparser.parse(response.content)
    assert (read.bozo, read.version) == (False, "atom10")
    return read


def test_a_feed_lists_the_works_that_are_found_and_have_a_date_the_newest_first(client: TestClient) -> None:
    feed = read(client, "q=koffie&mode=lexical")
    assert feed.feed.title == "Bronwijzer: koffie"
    assert [(entry.title, entry.updated) for entry in feed.entries] == [
        ("Koffie in de wijk", "2025-11-30T00:00:00Z"),
        ("Koffie met coaches (in Blad 3)", "2024-02-01T00:00:00Z"),
        ("Oude koffie", "2019-01-01T00:00:00Z"),
    ]


def test_an_entry_tells_whose_work_it_is_and_where_its_words_stand(client: TestClient) -> None:
    news, item, old = read(client, "q=koffie&mode=lexical").entries
    link = "https://voorbeeld.nl/3#:~:text=Elke%20jongere%20drinkt%20koffie%20met%20een"
    assert (item.author, item.link) == ("Roos Verzonnen", link)
    assert item.summary == "Elke jongere drinkt koffie met een coach."
    assert [(tag.term, tag.label) for tag in item.tags] == [("newsletter", "nieuwsbrief")]
    assert news.author == "GGD"
    page = client.get(news.link)
    assert (page.status_code, "<h1" in page.text, "Koffie in de wijk" in page.text) == (200, True, True)
    assert "#passage" in news.link
    assert "tags" not in old
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", old.id)


def test_a_work_keeps_its_id_in_every_search(client: TestClient) -> None:
    (one,) = read(client, "q=verpleegkundigen&mode=lexical").entries
    (other,) = read(client, "q=koffie&mode=lexical&kind=nieuws").entries
    assert one.id == other.id


def test_a_feed_is_narrowed_as_a_search_is(client: TestClient) -> None:
    feed = read(client, "q=koffie&mode=lexical&from=2020&to=2024")
    assert feed.feed.subtitle == "vanaf 2020, tot en met 2024"
    assert feed.feed.link == "http://testserver/?q=koffie"
    assert [entry.title for entry in feed.entries] == ["Koffie met coaches (in Blad 3)"]
    assert len(read(client, "q=koffie&mode=lexical&k=1").entries) <= 1
    assert read(client, "q=zeppelin&mode=lexical").entries == []


def test_a_feed_that_is_asked_wrongly_is_refused_as_a_search_is(client: TestClient) -> None:
    for query, location in (("", "q"), ("q=a&k=101", "k"), ("q=a&offset=1", "offset"), ("q=a&kind=roman", "kind")):
        response = client.get(f"/v1/feed?{query}")
        assert (response.status_code, response.json()["errors"][0]["location"]) == (400, location)


GENERATION = Generation(2, 1, "2026-11-22T10:00:00+00:00", EncoderIdentity("a", "1", 2, "", ""), "1", {}, {})


def found(query: str, *hits: Hit) -> Hits:
    return Hits(query, None, None, hits, len(hits), len(hits), GENERATION, ("lexical",), (), {}, 1.0, {})


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.text(st.characters(exclude_categories=()), max_size=20))
def test_any_text_makes_a_valid_feed(title: str, text: str, author: str, kind: str) -> None:
    one = stored(title=title, text=text, authors=(author,), kind=kind)
    hit = Hit(1, 1.0, one.passage, one.metadata, None, (), (), (), 0.0, 0.0, ())
    again = replace(hit, rank=2)
    content = atom(found("koffie", hit, again), filters="", address="http://a.nl/v1/feed", base="http://a.nl/")
    feed = assert_valid(content)
    assert len(feed.findall(f"{ATOM}entry")) == 1


def test_programs_are_told_where_to_search(client: TestClient) -> None:
    response = client.get("/v1/opensearch")
    assert response.headers["content-type"] == "application/opensearchdescription+xml"
    description = etree.fromstring(response.content)
    assert description.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert len(description.findtext(f"{OPENSEARCH}ShortName") or "") in range(1, 17)
    assert description.findtext(f"{OPENSEARCH}Language") == "nl"
    searches = [url for url in description.findall(f"{OPENSEARCH}Url") if url.get("rel") != "self"]
    assert [url.get("type") for url in searches] == ["text/html", "application/atom+xml", "application/json"]
    for url in searches:
        answer = client.get((url.get("template") or "").replace("{searchTerms}", "koffie%20drinken"))
        assert (answer.status_code, answer.headers["content-type"]) in (
            (200, url.get("type")),
            (200, f"{url.get('type')}; charset=utf-8"),
        )
