"""What the pages say and where they lead, without a browser."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from api.access import Access
from api.app import create_app
from api.asker import ANONYMOUS
from api.compose import ThemeError, theme_of
from api.keys import KeyFile
from api.limits import Limits
from api.rates import Rates
from api.settings import Settings
from api.web.rendering import POLICY
from indexer.sync import sync
from search.expansion import forms_of_concepts
from search.searcher import Searcher
from search.thesaurus import Concept
from tests.fakes import FakeEncoder

LONG = "\n\n".join(f"# Deel {number}\n\n" + "De wethouder praat over fietsen en bruggen. " * 90 for number in range(6))
MANY = "\n\n".join(
    f"# {part}\n\n" + "\n\n".join(f"## {part} kop {number}\n\nHier staat {part} {number}." for number in range(21))
    for part in ("Eerste", "Tweede")
)
FILES = {
    "manifest.csv": (
        "file,title,publisher,date,kind,language,authors,url,status,place\n"
        "jeugd.md,Nieuwsbrief 3,Werkplaats,2024-02,newsletter,nl,Roos Verzonnen,https://voorbeeld.nl/3,,\n"
        "wijk.txt,Wijk GGD,GGD,2023-11-30,article,nl,,https://voorbeeld.nl/wijk.pdf,lopend,Droomveen\n"
        "kwaad.txt,Kwaad <b>stuk</b>,\"<script>alert(1)</script>\",2022,article,nl,,javascript:alert(1),,\n"
        "lang.md,Verslag,Gemeente,2021,report,nl,,,,\n"
    ),
    "jeugd.md": (
        "# Nieuwsbrief 3\n\n## Coaches\n\nElke jongere krijgt een coach.\n\nDe coach luistert thuis naar ouders.\n\n"
        "## Zomer\n\nIn de zomer is er een kamp voor kinderen.\n"
    ),
    "wijk.txt": "Verpleegkundigen bezoeken mensen met verward gedrag thuis.\n\nHet telefoonnummer is 012 345 67 89.",
    "kwaad.txt": "Een stuk met <script>alert('koekoek')</script> en <img src=x onerror=alert(2)> erin.",
    "lang.md": LONG,
    "koppen.md": MANY,
    "map met spatie/vraag?.txt": "Een zeldzaam woord: kwistoram.",
    "kwist.txt": "Nog een zeldzaam woord: kwistoram. Dat is pas een zeldzaam woord.",
}  # fmt: skip


SECRET = {
    "manifest.csv": "file,groups\ngeheim.txt,jeugd\n",
    "geheim.txt": "De coach werkt op een geheim adres.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed(tmp_path_factory.mktemp("pages"), FILES)


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder())), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return who may read nothing of what there is."""
    folder = tmp_path_factory.mktemp("secret")
    index = indexed(folder, SECRET)
    access = Access(KeyFile(folder / "sleutels"), anonymous=ANONYMOUS)
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder()), access=access)) as client:
        yield client


def indexed(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    sync([folder / "docs"], folder / "index", lambda identity: FakeEncoder())
    return folder / "index"


def select(text: str, path: str) -> list[html.HtmlElement]:
    """Return the elements of a page that an XPath finds."""
    return cast("list[html.HtmlElement]", html.fromstring(text).xpath(path))


def words(element: html.HtmlElement) -> str:
    """Return what stands in an element, with single spaces."""
    return " ".join(str(element.text_content()).split())


def seen(text: str) -> str:
    """Return what stands on a page."""
    (body,) = select(text, "//body")
    return words(body)


def links(text: str) -> dict[str, str]:
    """Return the addresses of a page by what their links say."""
    return {words(one): str(one.get("href")) for one in select(text, "//a")}


def get(client: TestClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-security-policy"] == POLICY
    assert response.headers["x-content-type-options"] == "nosniff"
    return response.text


def test_the_first_page_tells_what_can_be_searched(client: TestClient) -> None:
    text = get(client, "/")
    assert "7 documenten" in seen(text)
    assert links(text)["Nieuwsbrief 3"] == "/document/jeugd.md"
    assert "februari 2024" in seen(text)


def test_what_a_page_needs_is_there(client: TestClient) -> None:
    text = get(client, "/bronnen")
    needed = [str(one.get("href") or one.get("src")) for one in select(text, "//head/link | //head/script")]
    assert len(needed) == len(set(needed))
    assert {path: client.get(path).status_code for path in needed} == dict.fromkeys(needed, 200)


def test_examples_are_phrases_of_the_collection_that_the_thesaurus_knows(index: Path) -> None:
    thesaurus = forms_of_concepts([Concept(("zeldzaam woord", "rariteit"), ()), Concept(("nergens", "niergens"), ())])
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder(), thesaurus=thesaurus))) as client:
        found = links(get(client, "/"))
    assert found["zeldzaam woord"] == "/?q=zeldzaam+woord"
    assert "nergens" not in found


def test_who_may_read_nothing_sees_an_empty_collection(stranger: TestClient) -> None:
    text = get(stranger, "/")
    assert "Er staan nog geen documenten" in seen(text)
    assert "geheim" not in text
    assert "staat niet in de index" in seen(get(stranger, "/document/geheim.txt", 404))


@pytest.mark.parametrize("path", ["/?q=", "/?q=++", "/vertrouwelijk?q=coach"])
def test_without_words_in_the_right_place_there_is_no_search(client: TestClient, path: str) -> None:
    assert "Wat zoekt u?" in seen(get(client, path))


def test_a_hit_shows_its_words_marked_with_its_source(client: TestClient) -> None:
    text = get(client, "/?q=coach+luistert")
    assert '<mark class="nl-mark">coach luistert</mark> thuis' in text
    assert "nieuwsbrief" in seen(text)
    assert "Werkplaats februari 2024" in seen(text)
    assert "Verzonnen, R. (2024, februari). Coaches. In Nieuwsbrief 3." in seen(text)
    where = urlsplit(links(text)["Coaches"])
    assert (where.path, where.fragment) == ("/document/jeugd.md", "passage")
    assert parse_qs(where.query)["q"] == ["coach luistert"]


def test_a_result_tells_why_in_plain_words(client: TestClient) -> None:
    said = seen(get(client, "/?q=coach"))
    assert "Uw woord staat erin: coach" in said
    assert "Op betekenis staat zij op plaats 1." in said
    assert re.search(r"Score 0,\d\d = betekenis 0,\d\d", said)


def test_the_texts_of_documents_are_never_markup(client: TestClient) -> None:
    for path in ("/?q=koekoek", "/document/kwaad.txt", "/"):
        text = get(client, path)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "javascript:" not in text
    assert "alert('koekoek')" in unescape(get(client, "/document/kwaad.txt"))


def test_what_is_typed_is_never_markup(client: TestClient) -> None:
    text = get(client, "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&kind=%22%3E", 400)
    assert "<script>alert" not in text


def test_filters_are_links_that_can_be_taken_back(client: TestClient) -> None:
    text = get(client, "/?q=coach")
    filtered = links(text)["nieuwsbrief 1 (1 document)"]
    assert filtered == "/?q=coach&kind=newsletter"
    text = get(client, filtered)
    assert links(text)["Soort nieuwsbrief × (haal dit filter weg)"] == "/?q=coach"
    assert links(text)["nieuwsbrief × (haal dit filter weg)"] == "/?q=coach"
    assert links(get(client, "/?q=coach"))["2024 1 (1 document)"] == "/?q=coach&from=2024&to=2024"
    assert links(get(client, "/?q=coach&from=2024&to=2024"))["Jaar 2024 × (haal dit filter weg)"] == "/?q=coach"
    two = get(client, "/?q=coach&from=2023&to=2024")
    assert links(two)["Vanaf 2023 × (haal dit filter weg)"] == "/?q=coach&to=2024"
    assert links(two)["Haal alle filters weg"] == "/?q=coach"


def test_an_empty_field_and_one_that_nobody_knows_are_passed_over(client: TestClient) -> None:
    assert seen(get(client, "/?q=coach&kind=&utm_source=mail")) == seen(get(client, "/?q=coach"))


def test_a_filter_that_lets_nothing_through_says_what_there_would_be(client: TestClient) -> None:
    text = get(client, "/?q=coach&publisher=Niemand")
    assert re.search(r"Zonder filters zijn er \d+ passages", seen(text))
    assert links(text)["Haal alle filters weg"] == "/?q=coach"


def test_where_nothing_can_be_found_the_page_says_what_to_try(stranger: TestClient) -> None:
    text = get(stranger, "/?q=Wie+is+de+coach%3F&kind=article")
    assert "Niets gevonden Geen passages voor “Wie is de coach?”." in seen(text)
    assert "Probeer andere woorden" in seen(text)
    assert "In de documenten staat niets" in seen(text)


def test_a_question_is_answered_with_a_quote_and_its_source(client: TestClient) -> None:
    text = get(client, "/?q=Wat+krijgt+elke+jongere%3F")
    assert "Antwoord uit de documenten Elke jongere krijgt een coach." in seen(text)
    assert "Dit is een letterlijk citaat. De kans dat het uw vraag beantwoordt" in seen(text)
    assert "Geen zeker antwoord" not in seen(text)


def test_a_question_that_the_documents_do_not_answer_gets_an_honest_no(client: TestClient) -> None:
    text = get(client, "/?q=Hoeveel+kost+een+koelkast%3F")
    assert "Geen zeker antwoord gevonden" in seen(text)
    assert "Lees zelf de passages hieronder" in seen(text)
    assert "staat niet in" not in seen(text)  # which nobody knows: that no passage is sure enough is all


def test_words_that_ask_nothing_get_no_answer_and_no_excuse(client: TestClient) -> None:
    said = seen(get(client, "/?q=koelkast"))
    assert "Antwoord" not in said
    assert "Geen zeker antwoord" not in said


def test_passages_that_have_none_of_the_words_are_not_given_out_for_what_was_asked(client: TestClient) -> None:
    said = "Uw woorden staan niet in deze passages."
    assert said in seen(get(client, "/?q=zzyzx+qwrtp"))
    assert said not in seen(get(client, "/?q=coach"))
    assert said not in seen(get(client, "/?q=coach&page=900"))
    assert said not in seen(get(client, "/?q=nieuwste+nieuwsbrief"))  # by date
    assert said not in seen(get(client, "/?q=Wie+is+zzyzx%3F"))  # which is told as an answer


def test_a_question_as_long_as_a_page_is_only_searched(client: TestClient) -> None:
    assert "Geen zeker antwoord" not in seen(get(client, "/?q=" + "wie+is+coach+" * 100))


def test_words_that_are_too_many_to_be_read_are_no_fault_of_the_service(client: TestClient) -> None:
    response = client.post("/vertrouwelijk", data={"q": "coach " * 400_000})
    assert response.status_code == 413
    assert "Uw zoekvraag is te lang" in seen(response.text)
    assert "Dat ligt aan ons" not in seen(response.text)


@pytest.mark.parametrize("query", ["coach " * 833, "a" * 5_000, "mantelzorg" * 500])
def test_a_query_as_long_as_may_be_is_searched_and_named_in_short(client: TestClient, query: str) -> None:
    for text in (client.get("/", params={"q": query}).text, client.post("/vertrouwelijk", data={"q": query}).text):
        (heading,) = select(text, "//h1")
        assert words(heading) == f"Resultaten voor “{query[:300].strip()} …”"
        (box,) = select(text, "//input[@id='q']")
        assert str(box.get("value")).strip() == query.strip()


def test_a_word_that_was_mended_can_be_searched_as_it_was_typed(client: TestClient) -> None:
    text = get(client, "/?q=kwistoran")
    assert "Gezocht op “kwistoram”." in seen(text)
    text = get(client, links(text)["Toch zoeken op “kwistoran”"])
    assert links(text)["Weer gewoon zoeken"] == "/?q=kwistoran"


def test_the_pages_of_results_follow_each_other(client: TestClient) -> None:
    text = get(client, "/?q=fietsen")
    assert "/?q=fietsen&page=2" in links(text).values()
    second = get(client, "/?q=fietsen&page=2")
    assert "Pagina 2." in seen(second)
    assert ", pagina 2 –" in second
    assert links(second)["English"] == "/?q=fietsen&page=2&lang=en"
    beyond = get(client, "/?q=fietsen&page=900")
    assert links(beyond)["Naar de eerste pagina"] == "/?q=fietsen"


def test_in_english_the_page_is_english_and_the_documents_are_not(client: TestClient) -> None:
    text = get(client, "/?q=coach&lang=en")
    assert '<html lang="en"' in text
    assert "newsletter · " not in text
    assert "Elke jongere" in seen(text)
    assert "Why this result?" in seen(text)
    assert "lang=en" in links(text)["Coaches"]
    assert links(text)["Nederlands"] == "/?q=coach"


def test_a_private_search_leaves_its_words_in_no_address(client: TestClient) -> None:
    assert 'method="post"' in get(client, "/vertrouwelijk")
    response = client.post("/vertrouwelijk", data={"q": "coach", "lang": ""})
    assert response.headers["cache-control"] == "no-store"
    assert "Elke jongere" in seen(response.text)
    elements = select(response.text, "//*[@href|@action|@src]")
    told = [str(one.get("href") or one.get("action") or one.get("src")) for one in elements]
    assert told
    assert not any("coach" in address for address in told)
    (title,) = select(response.text, "//title")
    assert "coach" not in words(title)


def test_a_filter_of_a_private_search_is_a_form(client: TestClient) -> None:
    text = client.post("/vertrouwelijk", data={"q": "coach"}).text
    (form,) = select(text, "//form[input[@name='kind' and @value='newsletter']]")
    assert (form.get("method"), form.get("action")) == ("post", "/vertrouwelijk")
    assert {one.get("name"): one.get("value") for one in form.iter("input")} == {"q": "coach", "kind": "newsletter"}


def test_a_document_is_whole_with_headings_and_the_passage_marked(client: TestClient) -> None:
    address = links(get(client, "/?q=coach+luistert"))["Coaches"]
    text = get(client, address)
    headings = select(text, "//div[@class='text']//*[@class='nl-heading']")
    assert [(one.tag, words(one)) for one in headings] == [("h2", "Nieuwsbrief 3"), ("h3", "Coaches"), ("h3", "Zomer")]
    (here,) = select(text, "//*[@id='passage']")
    assert words(here) == "Elke jongere krijgt een coach."
    assert "In de zomer is er een kamp" in seen(text)
    assert (
        links(text)["Naar het origineel"]
        == "https://voorbeeld.nl/3#:~:text=Elke%20jongere%20krijgt%20een%20coach.%20De"
    )


def test_who_reads_a_document_goes_from_hit_to_hit_and_back(client: TestClient) -> None:
    text = get(client, "/document/lang.md?q=fietsen")
    (count,) = re.findall(r"(\d+) passages met uw woorden", seen(text))
    assert "← Vorige" not in links(text)
    for place in range(1, int(count) + 1):
        text = get(client, links(text)["Volgende →"])
        assert f"Passage {place} van {count} met uw woorden" in seen(text)
        assert len(select(text, "//*[@id='passage']")) == 1
    assert "Volgende →" not in links(text)
    assert f"Passage {int(count) - 1} van {count}" in seen(get(client, links(text)["← Vorige"]))


def test_a_document_without_the_searched_words_says_so(client: TestClient) -> None:
    assert "Uw woorden staan niet letterlijk" in seen(get(client, "/document/wijk.txt?q=coach"))


def test_searched_words_are_found_in_a_document_that_a_search_ranks_below_its_best_passages(tmp_path: Path) -> None:
    often = "\n\n".join(f"# Kop {number}\n\nDe coach fietst in straat {number}." for number in range(250))
    once = "De wethouder praat over bruggen. " * 30 + "Dan komt de jongerencoach langs."
    index = indexed(tmp_path, {"vaak.md": often, "eens.txt": once})
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder()))) as client:
        text = get(client, "/document/eens.txt?q=coach")
        assert "1 passage met uw woorden" in seen(text)
        assert '<mark class="nl-mark">jongerencoach</mark>' in text
        assert "250 passages met uw woorden" in seen(get(client, "/document/vaak.md?q=coach"))


def test_a_long_document_comes_in_parts_that_together_are_the_whole(client: TestClient) -> None:
    first = get(client, "/document/lang.md")
    last = int(re.findall(r"Deel 1 van (\d+)", seen(first))[0])
    assert last > 1
    texts = [get(client, f"/document/lang.md?part={part}") for part in range(1, last + 1)]
    assert max(map(len, texts)) < 60_000
    told = " ".join(words(one) for text in texts for one in select(text, "//div[@class='text']"))
    assert told.split() == LONG.replace("#", "").split()
    assert seen(get(client, "/document/lang.md?part=99")) == seen(texts[-1])
    heading = links(first)["Deel 5"]
    mark = urlsplit(heading).fragment
    assert len(select(get(client, heading), f"//*[@id='{mark}']")) == 1


def test_of_many_headings_only_the_highest_are_in_the_contents(client: TestClient) -> None:
    contents = [words(one) for one in select(get(client, "/document/koppen.md"), "//nav//details//a")]
    assert contents == ["Eerste", "Tweede"]


def test_a_passage_that_is_gone_is_told_on_the_page_of_its_document(client: TestClient) -> None:
    text = get(client, "/document/jeugd.md?passage=weg")
    assert "Deze passage staat niet meer in dit document." in seen(text)
    assert "In de zomer" in seen(text)


def test_a_pdf_opens_at_its_address_and_others_are_not_offered(client: TestClient) -> None:
    assert links(get(client, "/document/wijk.txt"))["Naar het origineel"] == "https://voorbeeld.nl/wijk.pdf"
    assert "Naar het origineel" not in links(get(client, "/document/lang.md"))
    assert "Naar het origineel" not in links(get(client, "/document/kwaad.txt"))


def test_a_document_with_a_strange_name_is_found(client: TestClient) -> None:
    assert "kwistoram" in seen(get(client, "/document/map%20met%20spatie/vraag%3F.txt"))
    assert any("vraag%3F.txt" in address for address in links(get(client, "/?q=kwistoram")).values())


def test_what_is_like_a_passage_has_a_page(client: TestClient) -> None:
    address = links(get(client, "/?q=kwistoram"))["Vergelijkbaar met vraag?"]
    text = get(client, address)
    assert "U kwam van deze passage" in seen(text)
    assert "Nog een zeldzaam woord" in seen(text)
    assert get(client, f"{address}?lang=en")


def test_the_list_says_that_it_needs_a_script(client: TestClient) -> None:
    assert "is JavaScript nodig" in seen(get(client, "/lijst"))


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/?q=%21", 400, "De zoekvraag is leeg"),
        ("/?q=" + "a" * 5001, 400, "te lang (5001 tekens)"),
        ("/?q=coach&kind=roman", 400, "De soort “roman” bestaat niet"),
        ("/?q=coach&page=0", 400, "page: dit moet 1 of meer zijn"),
        ("/?q=coach&from=2025&to=2024", 400, "Draai ze om"),
        ("/?q=coach&lang=fr", 400, "dit moet een van deze zijn"),
        ("/document/nergens.md", 404, "Dit document staat niet in de index"),
        ("/document/jeugd.md?q=%21", 400, "De zoekvraag is leeg"),
        ("/vergelijkbaar/nergens", 404, "Deze passage staat niet in de index"),
    ],
)
def test_what_is_wrong_is_told_on_a_page(client: TestClient, path: str, status: int, said: str) -> None:
    text = get(client, path, status)
    assert said in seen(text)
    assert 'name="q"' in text


def test_a_fault_is_told_in_the_language_that_was_asked(client: TestClient) -> None:
    assert "This page is not here" in seen(get(client, "/document/nergens?lang=en", 404))


def test_a_page_that_does_not_exist_is_a_page_for_browsers_alone(client: TestClient) -> None:
    response = client.get("/nergens", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert client.get("/nergens").headers["content-type"] == "application/problem+json"
    of_program = client.get("/v1/passages/nergens", headers={"Accept": "text/html"})
    assert of_program.headers["content-type"] == "application/problem+json"


def test_another_method_than_a_page_knows_is_told_on_a_page(client: TestClient) -> None:
    response = client.delete("/")
    assert response.status_code == 405
    assert "Begin opnieuw bij het zoekveld." in seen(response.text)


def test_what_is_wrong_with_a_private_search_does_not_repeat_its_words(client: TestClient) -> None:
    response = client.post("/vertrouwelijk", data={"q": "coach", "kind": "roman"})
    assert response.status_code == 400
    assert 'action="/vertrouwelijk"' in response.text
    assert response.headers["cache-control"] == "no-store"


def test_an_unexpected_error_is_a_page_that_tells_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr(Searcher, "search", broken)
    text = get(client, "/?q=coach", 500)
    assert "Dat ligt aan ons" in seen(text)
    assert "geheim" not in text


def test_who_is_not_logged_in_is_told_where_to_go(index: Path, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "sleutels")
    key = keys.create(name="", scope="read", groups=(), expires=None)[0]
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), access=Access(keys, rates=Rates("1/minute")))
    with TestClient(app) as client:
        response = client.get("/?q=coach")
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert "U bent niet ingelogd" in seen(response.text)
        assert "coach" not in response.text.replace("/?q=coach", "")
        assert client.get(re.findall(r'href="(/static/[^"]+css)"', response.text)[0]).status_code == 200
        own = {"Authorization": f"Bearer {key}"}
        assert "Elke jongere" in seen(client.get("/?q=coach", headers=own).text)
        response = client.get("/?q=coach", headers=own)
        assert (response.status_code, int(response.headers["retry-after"]) > 0) == (429, True)
        assert "Wacht een paar tellen" in seen(response.text)


def test_when_it_is_too_busy_the_page_says_so(index: Path) -> None:
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), limits=Limits(at_once=1, waiting=0, seconds=0.0))
    with TestClient(app) as client:
        response = client.get("/")
        assert response.status_code == 503
        assert "Het is druk" in seen(response.text)


def test_assets_may_be_kept_for_ever_under_the_address_of_their_contents(client: TestClient) -> None:
    for address in re.findall(r'"(/static/[^"]+)"', get(client, "/")):
        response = client.get(address)
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert client.get(re.sub(r"/static/\w+", "/static/oud", address)).headers["cache-control"] == "no-cache"
    for missing in ("/static/oud/nergens.css", "/static/oud/routes.py", "/static/oud/..%2Fwords.py"):
        assert client.get(missing).status_code == 404


def test_the_style_sheet_of_an_organisation_comes_after_our_own_on_every_page(index: Path, client: TestClient) -> None:
    sheet = b":root { --nl-link-color: rgb(1, 2, 3) }"
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder()), theme=sheet)) as themed:
        for path in ("/", "/?q=coach", "/lijst", "/nergens"):
            found = themed.get(path, headers={"Accept": "text/html"}).text
            sheets = re.findall(r'<link rel="stylesheet" href="([^"]*)">', found)
            assert len(sheets) >= 2
            given = themed.get(sheets[-1])
            assert (given.content, given.headers["content-type"]) == (sheet, "text/css; charset=utf-8")
            assert "immutable" in given.headers["cache-control"]
            assert given.headers["x-content-type-options"] == "nosniff"
            assert sheets[-1] not in client.get(path, headers={"Accept": "text/html"}).text
        assert client.get(sheets[-1]).status_code == 404


def test_a_style_sheet_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "huis.css").write_text("a { color: red }")
    assert theme_of(Settings(theme=tmp_path / "huis.css")) == b"a { color: red }"
    with pytest.raises(ThemeError, match=r"Het stijlblad weg\.css uit BRONWIJZER_THEME is niet te lezen\."):
        theme_of(Settings(theme=Path("weg.css")))


def test_pages_are_not_in_the_description_of_the_api(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()["paths"]
    assert described.keys().isdisjoint({"/", "/vertrouwelijk", "/lijst", "/zoekvak", "/static/{version}/{name}"})
