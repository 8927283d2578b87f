"""The page of projects says what the documents say, and where."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from api.access import Access
from api.app import create_app
from api.asker import ANONYMOUS
from api.keys import KeyFile
from api.web.projects_page import opening_words
from corpus.model import Block, Document, Fact, Item, Metadata, Section
from indexer.sync import embed, entry
from search.index import Index
from search.searcher import Searcher
from search.writer import IndexWriter
from tests.fakes import FakeEncoder
from tests.web.test_pages import get, links, seen

TEXT = "Bomen planten in de buurt.\n\nVraag het Roos Verzonnen, lector, via roos@x.example of 06-12345678."
MAIL = TEXT.index("roos@")


def a_document(
    name: str,
    facts: tuple[Fact, ...],
    *,
    text: str = TEXT,
    publisher: str | None = "Saxion",
    groups: tuple[str, ...] = (),
    items: tuple[Section, ...] = (),
    kind: str = "project",
) -> Document:
    metadata = Metadata(f"Project {name}", publisher, "2024-02", (), kind, "nl", None, facts, groups)
    whole = (Section("", 0, 0, len(text), None, (Block("text", 0, len(text)),), ()),)
    return Document(f"{name}.txt", metadata, text, items or whole)


ITEM = Section(
    "Tuin", 1, 0, len(TEXT), Item("project", (), "2025-01-02", (Fact("start", "2999", "", 0.8, 0, 5),)),
    (Block("text", 0, len(TEXT)),), (),
)  # fmt: skip
DOCUMENTS = [
    a_document(
        "bomen",
        (
            Fact("start", "2020-09", "", 0.8, 0, 5),
            Fact("end", "2999"),
            Fact("person", "Roos Verzonnen", "lector", 0.9, TEXT.index("Roos"), MAIL),
            Fact("partner", "GGD <b>Fabelland</b>"),
            Fact("place", "Droomveen"),
            Fact("programme", "Groen"),
            Fact("contact", "roos@x.example", "", 0.95, MAIL, MAIL + 14),
            Fact("contact", "06-12345678", "", 0.9, TEXT.index("06-"), len(TEXT) - 1),
            Fact("contact", "de receptie"),
            Fact("contact", "Jan (jan.de-wit@x.example)"),
            Fact("contact", "sam@x.example?bcc=spion@y.example&body=hoi"),
            Fact("contact", "volg ons op @bomen"),
        ),
    ),
    a_document("klaar", (Fact("end", "2021"), Fact("place", "droomveen"), Fact("contact", "x@x.example"))),
    a_document("loopt", (Fact("status", "running", "", 0.8, 0, 5), Fact("status", "planned")), publisher=None),
    a_document("stil", (), text="Kop zonder zin"),
    a_document("leeg", (), text=" "),
    a_document("brief", (Fact("status", "finished"),), items=(ITEM,), kind="newsletter"),
    a_document("geheim", (Fact("place", "Schuilhoek"),), groups=("jeugd",)),
]  # fmt: skip


def write(folder: Path, documents: list[Document]) -> Path:
    encoder = FakeEncoder()
    with IndexWriter.open(folder / "index") as writer:
        entries = [entry(document, "mark") for document in documents]
        changes, _ = embed(entries, (), None, encoder, folder / "index", lambda *_: None)
        writer.write(None, changes, encoder.identity)
    return folder / "index"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    index = write(tmp_path_factory.mktemp("projects"), DOCUMENTS)
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder()))) as client:
        yield client


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("strangers")
    index = write(folder, DOCUMENTS[-1:])
    access = Access(KeyFile(folder / "sleutels"), anonymous=ANONYMOUS)
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder()), access=access)) as client:
        yield client


def tree(text: str) -> Any:  # noqa: ANN401 - what lxml's stubs say is of no use to XPath
    return html.fromstring(text)


def of(text: str, title: str) -> Any:  # noqa: ANN401 - what lxml's stubs say is of no use to XPath
    """Return the part of a page that is about one project."""
    [article] = [one for one in tree(text).iter("article") if title in one.xpath("string(h3)")]
    return article


def said(element: Any) -> str:  # noqa: ANN401 - the same
    return " ".join(element.text_content().split())


def titles(text: str) -> list[str]:
    return [said(one) for one in tree(text).xpath("//article/h3")]


def test_a_project_says_how_it_stands_and_what_says_so(client: TestClient) -> None:
    text = get(client, "/projecten")
    assert "Loopt· Saxion" not in text
    assert "Het is begonnen en nog niet voorbij" in said(of(text, "bomen"))
    assert "Afgelopen" in said(of(text, "klaar"))
    assert "Het einde is voorbij" in said(of(text, "klaar"))
    assert "Dat stond in het document in de bron" in said(of(text, "loopt"))
    assert "Niet bekend of het loopt" in said(of(text, "stil"))
    assert "Status" not in said(of(text, "stil"))
    assert "Gepland in Project brief Saxion geschreven 2 januari 2025" in said(of(text, "Tuin"))
    assert "Het begin moet nog komen" in said(of(text, "Tuin"))


def test_dates_stay_as_partial_as_they_are(client: TestClient) -> None:
    period = said(of(get(client, "/projecten"), "bomen"))
    assert "Begin september 2020 Einde 2999" in period


def test_every_fact_leads_to_the_words_that_state_it(client: TestClient) -> None:
    text = get(client, "/projecten")
    where = {said(one): one.get("href") for one in of(text, "bomen").iter("a")}
    stated = {"september 2020": "Bomen", "Roos Verzonnen": "Roos Verzonnen", "in de bron over roos@x.example": "roos@x"}
    for name, words in stated.items():
        parts = urlsplit(where[name])
        assert (parts.path, parts.fragment) == ("/document/bomen.txt", "passage")
        assert parse_qs(parts.query).keys() == {"passage"}
        shown = " ".join(tree(get(client, where[name])).xpath("//*[@class='here']//text()"))
        assert words in shown
    for name in ("2999", "GGD <b>Fabelland</b>", "Droomveen", "Groen"):  # stated by a manifest, so in no passage
        assert where[name] == "/document/bomen.txt"


def test_contacts_can_be_reached_as_they_are_published(client: TestClient) -> None:
    text = get(client, "/projecten")
    where = links(html.tostring(of(text, "bomen"), encoding="unicode"))
    assert where["roos@x.example"] == "mailto:roos@x.example"
    assert where["Jan (jan.de-wit@x.example)"] == "mailto:jan.de-wit@x.example"
    assert where["sam@x.example?bcc=spion@y.example&body=hoi"] == "mailto:sam@x.example"
    assert "volg ons op @bomen" not in where
    assert where["06-12345678"] == "tel:0612345678"
    assert "de receptie" not in where
    assert "Meedoen of meer weten?" in said(of(text, "bomen"))
    assert "Contact x@x.example" in said(of(text, "klaar"))
    assert "In dit stuk staat niet bij wie u terechtkunt." in said(of(text, "stil"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "bomen geheim leeg loopt stil Tuin klaar"),
        ("?sort=title", "bomen geheim klaar leeg loopt stil Tuin"),
        ("?sort=start", "Tuin bomen geheim klaar leeg loopt stil"),
        ("?status=running&sort=title", "bomen loopt"),
        ("?status=planned", "Tuin"),
        ("?status=unknown&sort=title", "geheim leeg stil"),
        ("?place=droomveen&status=finished", "klaar"),
        ("?theme=groen", "bomen"),
        ("?join=true", "bomen"),
        ("?publisher=Niemand", ""),
    ],
)
def test_projects_are_narrowed_and_put_in_order(client: TestClient, query: str, expected: str) -> None:
    found = titles(get(client, f"/projecten{query}"))
    assert [title.removeprefix("Project ") for title in found] == expected.split()


@pytest.mark.parametrize("query", ["", "?place=Droomveen", "?status=running&sort=title&lang=en"])
def test_every_count_is_that_of_the_projects_that_its_link_shows(client: TestClient, query: str) -> None:
    page = tree(get(client, f"/projecten{query}"))
    counted = 0
    for link in page.xpath("//aside//a[span[@class='number']] | //ul[@class='chips']//a[b]"):
        number = said(link.xpath("span[@class='number'] | b")[0])
        if number != "×" and "chosen" not in link.get("class"):
            assert len(titles(get(client, link.get("href")))) == int(number)
            counted += 1
    assert counted > 2


def test_what_is_chosen_can_be_let_go(client: TestClient) -> None:
    text = get(client, "/projecten?place=Droomveen&status=running&join=true")
    where = links(text)
    assert where["Status Loopt × (haal dit filter weg)"] == "/projecten?join=true&place=Droomveen"
    assert where["Haal alle filters weg"] == "/projecten"
    assert "Haal alle filters weg" not in seen(get(client, "/projecten?place=Droomveen"))


def test_where_nothing_is_found_the_page_says_so_and_helps(client: TestClient) -> None:
    text = get(client, "/projecten?place=Nergens")
    assert "Geen projecten gevonden" in seen(text)
    assert links(text)["Haal alle filters weg"] == "/projecten"
    beyond = get(client, "/projecten?page=9")
    assert links(beyond)["Naar de eerste pagina"] == "/projecten"


def test_projects_that_may_not_be_read_are_not_there(stranger: TestClient) -> None:
    text = get(stranger, "/projecten")
    assert "die u mag lezen" in seen(text)
    assert "Schuilhoek" not in text


@pytest.mark.parametrize("query", ["?status=misschien", "?page=0", "?sort=kleur", "?join=ja"])
def test_what_cannot_be_asked_is_said(client: TestClient, query: str) -> None:
    assert query[1:].split("=")[0] in seen(get(client, f"/projecten{query}", 400))


def test_pages_follow_each_other(tmp_path: Path) -> None:
    index = write(tmp_path, [a_document(f"nr {number:02}", ()) for number in range(12)])
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder()))) as client:
        first = get(client, "/projecten?sort=title")
        second = get(client, links(first)["Pagina 2"])
        assert [len(titles(one)) for one in (first, second)] == [10, 2]
        assert "Pagina 2." in seen(second)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Programma: Wonen\n\nEen zin. Nog een.", "Een zin. Nog een."),
        ("Kop zonder zin", "Kop zonder zin"),
        ("Een zin\nop twee regels.", "Een zin op twee regels."),
        ("Kort. " + "X" * 279 + ".", "Kort."),
        ("x" * 300 + ". Meer.", "x" * 300 + "."),
        ("woord " * 100 + "eind.", ("woord " * 70).strip() + " …"),
    ],
)
def test_a_project_opens_with_its_first_whole_sentences(text: str, opening: str) -> None:
    assert opening_words(text) == opening


def test_the_facts_of_a_work_are_found_in_its_passages(tmp_path: Path) -> None:
    index = Index.open(write(tmp_path, DOCUMENTS))
    numbers = [project.number for project in index.catalogue.projects()]
    works = index.catalogue.stored_works(numbers)
    assert [work.title for work in works] == [
        "Project bomen", "Project klaar", "Project loopt", "Project stil", "Project leeg", "Tuin", "Project geheim",
    ]  # fmt: skip
    assert all(start in work.sources for work in works for start in [fact.start for fact in work.facts] if start)
    index.close()
