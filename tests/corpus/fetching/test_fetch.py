"""From an address to a folder of documents, against a site on this machine."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.collection import Failure, find_sources, read_bytes, read_document
from corpus.errors import CollectionError
from corpus.fetching import fetch as fetching
from corpus.fetching.fetch import Fetched, fetch, is_address, mirror_folder, other_mirrors
from corpus.fetching.network import Limits
from tests.corpus.fetching.site import Answer, FakeTime, Site, page, redirect, xml

NOTHING = Fetched(0, 0, 0, 0, 0, 0, 0, ())
Get = Callable[..., Fetched]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "bronnen" / "site"


@pytest.fixture
def get(folder: Path, time: FakeTime) -> Get:
    """Return ``fetch`` into one folder, without pauses and with private addresses allowed."""

    def fetch_into(source: str, **options: bool | float | Limits | Callable[..., None]) -> Fetched:
        given: dict[str, Any] = {"allow_private": True, "clock": time.clock, **options}
        return fetch(source, folder, **given)

    return fetch_into


def files(folder: Path) -> dict[str, bytes]:
    """Return the documents in a mirror, by what follows the port in their names."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}
    found.pop("manifest.csv")
    return {name.split("_", 2)[-1]: body for name, body in found.items()}


def manifest(folder: Path) -> list[dict[str, str]]:
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return [{key: value for key, value in row.items() if key != "file"} for row in csv.DictReader(file)]


def sitemap(*addresses: str, **headers: str) -> Answer:
    return xml("<urlset>" + "".join(f"<url><loc>{one}</loc></url>" for one in addresses) + "</urlset>", **headers)


def index(*addresses: str) -> Answer:
    inside = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in addresses)
    return xml(f"<sitemapindex>{inside}</sitemapindex>")


def rss(*items: tuple[str, str], **headers: str) -> Answer:
    inside = "".join(f"<item><link>{link}</link><title>{title}</title></item>" for link, title in items)
    return xml(f'<rss version="2.0"><channel><title>Nieuws</title>{inside}</channel></rss>', **headers)


# What a source may be


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://voorbeeld.nl/", True),
        ("HTTP://voorbeeld.nl", True),
        ("ftp://voorbeeld.nl", True),
        ("lijsten/sites.urls", True),
        ("SITES.URLS", True),
        ("documenten", False),
        ("map/rapport.pdf", False),
        ("C:\\map", False),
    ],
)
def test_an_address_is_told_from_a_path(source: str, expected: bool) -> None:
    assert is_address(source) is expected


def test_each_source_has_a_mirror_of_its_own_by_whatever_spelling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert mirror_folder(tmp_path, "HTTPS://Voorbeeld.nl") == mirror_folder(tmp_path, "https://voorbeeld.nl/#kop")
    assert mirror_folder(tmp_path, "https://voorbeeld.nl") != mirror_folder(tmp_path, "https://voorbeeld.nl/a")
    assert mirror_folder(tmp_path, "a.urls") == mirror_folder(tmp_path, str(tmp_path / "a.urls"))
    assert mirror_folder(tmp_path, "https://voorbeeld.nl").parent == tmp_path


def test_the_mirrors_of_sources_that_nobody_names_any_more_are_found(
    site: Site, tmp_path: Path, time: FakeTime
) -> None:
    site.pages |= {"/a": page("Een"), "/b": page("Twee")}
    mirrors = [mirror_folder(tmp_path, site.url(path)) for path in ("/a", "/b")]
    for path, mirror in zip(("/a", "/b"), mirrors, strict=True):
        fetch(site.url(path), mirror, allow_private=True, clock=time.clock)
    (tmp_path / "eigen").mkdir()
    assert other_mirrors(tmp_path, [site.url("/b"), "https://voorbeeld.nl/nieuw"]) == [mirrors[0]]
    assert other_mirrors(tmp_path, []) == sorted(mirrors)
    assert other_mirrors(tmp_path / "bestaat-niet", []) == []


@pytest.mark.parametrize("source", ["ftp://voorbeeld.nl/a", "file:///etc/passwd", "http://jan:geheim@voorbeeld.nl/"])
def test_an_address_that_cannot_be_visited_is_refused_before_a_folder_is_made(
    get: Get, folder: Path, source: str
) -> None:
    with pytest.raises(CollectionError, match=r"kan niet worden opgehaald: .*\.$"):
        get(source)
    with pytest.raises(CollectionError):
        mirror_folder(folder, source)
    assert not folder.exists()


# A page


def test_a_page_becomes_a_document_that_knows_its_address(site: Site, folder: Path, get: Get) -> None:
    text = "De buren drinken elke week samen koffie in het buurthuis van de wijk."
    site.pages["/nieuws/koffie"] = page(text)
    assert get(site.url("/nieuws/koffie")) == Fetched(1, 0, 0, 0, 0, 0, 0, ())
    [source], failures = find_sources([folder])
    assert failures == []
    document = read_document(source, read_bytes(source)).document
    assert source.doc_id == f"127.0.0.1_{site.port}_nieuws_koffie.html"
    assert document.metadata.url == site.url("/nieuws/koffie")
    assert text in document.text


@pytest.mark.parametrize("validator", [{"ETag": '"1"'}, {"Last_Modified": "Fri, 01 Mar 2024 23:30:00 GMT"}])
def test_an_unchanged_page_is_not_sent_again(site: Site, folder: Path, get: Get, validator: dict[str, str]) -> None:
    site.pages["/a"] = page("Een", **validator)
    get(site.url("/a"))
    before = files(folder)
    assert get(site.url("/a")) == Fetched(0, 0, 1, 0, 0, 0, 0, ())
    headers = site.requests[-1][1]
    assert headers.get("If-None-Match") == validator.get("ETag")
    assert headers.get("If-Modified-Since") == validator.get("Last_Modified")
    assert files(folder) == before


def test_a_page_that_is_sent_again_with_the_same_bytes_is_unchanged(site: Site, folder: Path, get: Get) -> None:
    site.pages["/a"] = page("Een")
    get(site.url("/a"))
    [path] = folder.glob("127*")
    written = path.stat().st_mtime_ns
    assert get(site.url("/a")).unchanged == 1
    assert path.stat().st_mtime_ns == written


def test_a_changed_page_replaces_what_was_there(site: Site, folder: Path, get: Get) -> None:
    site.pages["/a"] = page("Een", ETag='"1"')
    get(site.url("/a"))
    site.pages["/a"] = page("Twee", ETag='"2"')
    assert get(site.url("/a")) == Fetched(0, 1, 0, 0, 0, 0, 0, ())
    assert b"Twee" in files(folder)["a.html"]
    site.pages["/a"] = Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    assert get(site.url("/a")).changed == 1
    assert files(folder) == {"a.pdf": b"%PDF-1.7"}


def test_a_document_whose_file_is_lost_is_written_again(site: Site, folder: Path, get: Get) -> None:
    site.pages["/a"] = page("Een")
    get(site.url("/a"))
    before = files(folder)
    next(folder.glob("127*")).unlink()
    assert get(site.url("/a")).changed == 1
    assert files(folder) == before


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_goes_from_the_mirror(site: Site, folder: Path, get: Get, status: int) -> None:
    site.pages["/a"] = page("Een")
    get(site.url("/a"))
    site.pages["/a"] = Answer(b"", status)
    with pytest.raises(CollectionError, match=rf"deze pagina bestaat niet meer \({status}\); noem het adres niet meer"):
        get(site.url("/a"))
    assert files(folder) == {}
    assert manifest(folder) == []
    with pytest.raises(CollectionError, match=rf"deze pagina bestaat niet \({status}\)"):
        get(site.url("/a"))


def test_a_page_that_fails_stays_as_it_was_and_is_reported(site: Site, folder: Path, get: Get) -> None:
    site.pages["/a"] = page("Een")
    get(site.url("/a"))
    before = files(folder)
    site.pages["/a"] = Answer(b"", 500)
    failure = Failure(site.url("/a"), "de site geeft een fout (500); probeer het later opnieuw")
    assert get(site.url("/a")) == Fetched(0, 0, 0, 0, 0, 0, 0, (failure,))
    assert files(folder) == before
    assert [row["url"] for row in manifest(folder)] == [site.url("/a")]


def test_a_page_that_moved_is_one_document_at_its_new_address(site: Site, folder: Path, get: Get) -> None:
    site.pages["/oud"] = page("Een")
    get(site.url("/oud"))
    site.pages |= {"/oud": redirect("/nieuw", 301), "/nieuw": page("Een", ETag='"1"')}
    assert get(site.url("/oud")) == Fetched(1, 0, 0, 1, 0, 0, 0, ())
    assert list(files(folder)) == ["nieuw.html"]
    assert get(site.url("/oud")) == Fetched(0, 0, 1, 0, 0, 0, 0, ())  # the new address answered 304


def test_a_page_that_leads_elsewhere_for_a_while_stays_as_it_was(site: Site, folder: Path, get: Get) -> None:
    site.pages["/a"] = page("Een")
    get(site.url("/a"))
    before = files(folder)
    site.pages |= {"/a": redirect("/onderhoud", 302), "/onderhoud": page("Wij zijn zo terug")}
    reason = f"het adres verwijst nu tijdelijk door naar {site.url('/onderhoud')}; wat er stond, is bewaard"
    assert get(site.url("/a")).failed == (Failure(site.url("/a"), reason),)
    assert files(folder) == before


def test_a_validator_that_cannot_be_sent_back_is_not_kept(site: Site, get: Get) -> None:
    site.pages["/a"] = page("Een", ETag='"\u00e9"')
    get(site.url("/a"))
    assert get(site.url("/a")).unchanged == 1
    assert "If-None-Match" not in site.requests[-1][1]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"", 404), "deze pagina bestaat niet (404); controleer het adres"),
        (Answer(b" \n"), "de pagina is leeg; controleer het adres"),
        (
            Answer(b"x", headers={"Content-Type": "image/png"}),
            "hier staat geen document, feed of sitemap maar image/png",
        ),
        (Answer(b"\x00"), "hier staat geen document, feed of sitemap maar iets zonder type"),
        (xml("<boek><hoofdstuk>x</hoofdstuk></boek>"), "feed of sitemap maar application/xml"),
        (xml("<rss><channel><item><ti"), "deze feed is beschadigd"),
        (Answer(status=304), "deze pagina bestaat niet (304)"),
        (Answer(b"x" * 3000), "te groot"),
        (redirect("file:///etc/passwd"), "alleen adressen die met http"),
    ],
)
def test_an_address_that_leads_to_no_document_is_refused_with_the_reason(
    site: Site, get: Get, answer: Answer, reason: str
) -> None:
    site.pages["/a"] = answer
    with pytest.raises(CollectionError) as caught:
        get(site.url("/a"), limits=Limits(size=2000))
    assert str(caught.value).startswith(f"{site.url('/a')} kan niet worden opgehaald: ")
    assert reason in str(caught.value)


def test_a_private_address_is_refused_unless_allowed(site: Site, get: Get) -> None:
    site.pages["/a"] = page("Een")
    with pytest.raises(CollectionError, match="is een adres in het eigen netwerk"):
        get(site.url("/a"), allow_private=False)
    assert site.requests == []
    assert get(site.url("/a")).new == 1


def test_text_in_another_encoding_is_kept_in_utf8(site: Site, folder: Path, get: Get) -> None:
    site.pages["/a"] = Answer("Café".encode("latin-1"), headers={"Content-Type": "text/plain; charset=iso-8859-1"})
    get(site.url("/a"))
    assert files(folder) == {"a.txt": "Café".encode()}


# A sitemap


def test_a_sitemap_brings_its_documents_and_counts_what_is_none(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {
        "/sitemap.xml": sitemap("/a", "/b.pdf", "/c.png", "/a#kop", "https://elders.test/", "/weg", "ftp://x.test/"),
        "/a": page("Een"),
        "/b.pdf": Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        "/c.png": Answer(b"x", headers={"Content-Type": "image/png"}),
    }
    report = get(site.url("/sitemap.xml"))
    assert report == Fetched(
        new=2,
        changed=0,
        unchanged=0,
        gone=0,
        no_document=1,
        elsewhere=1,
        doubles=1,
        failed=(
            Failure(site.url("/weg"), "deze pagina bestaat niet (404); controleer het adres"),
            Failure("ftp://x.test/", "alleen adressen die met http:// of https:// beginnen, worden opgehaald"),
        ),
    )
    assert sorted(files(folder)) == ["a.html", "b.pdf"]


def test_an_index_of_packed_sitemaps_is_followed(site: Site, folder: Path, get: Get) -> None:
    packed = gzip.compress(b"<urlset><url><loc>/a</loc></url><url><loc>/b</loc></url></urlset>")
    site.pages |= {
        "/sitemap.xml": index("/1.xml.gz", "/2.xml", "/3.xml", "/1.xml.gz", "/sitemap.xml"),
        "/1.xml.gz": Answer(packed, headers={"Content-Type": "application/gzip"}),
        "/2.xml": sitemap("/b", "/c"),
        "/3.xml": page("Niet gevonden, maar met status 200"),
    } | {f"/{name}": page(name) for name in "abc"}
    report = get(site.url("/sitemap.xml"))
    assert (report.new, report.doubles) == (3, 3)  # twice a sitemap, and /b
    assert report.failed == (
        Failure(site.url("/3.xml"), "dit is geen sitemap, al staat het adres in een lijst van sitemaps"),
    )
    assert sorted(files(folder)) == ["a.html", "b.html", "c.html"]


def test_an_unchanged_sitemap_is_not_sent_again_but_its_pages_are_asked_for(site: Site, get: Get) -> None:
    site.pages |= {"/sitemap.xml": sitemap("/a", ETag='"s"'), "/a": page("Een", ETag='"1"')}
    get(site.url("/sitemap.xml"))
    site.pages["/a"] = page("Twee", ETag='"2"')
    site.requests.clear()
    assert get(site.url("/sitemap.xml")) == Fetched(0, 1, 0, 0, 0, 0, 0, ())
    sent = {path: headers.get("If-None-Match") for path, headers in site.requests}
    assert sent == {"/robots.txt": None, "/sitemap.xml": '"s"', "/a": '"1"'}


def test_a_page_that_a_sitemap_lists_no_more_stays_until_it_is_gone(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {"/sitemap.xml": sitemap("/a", "/b"), "/a": page("Een"), "/b": page("Twee")}
    get(site.url("/sitemap.xml"))
    site.pages["/sitemap.xml"] = sitemap("/a")
    assert get(site.url("/sitemap.xml")) == Fetched(0, 0, 2, 0, 0, 0, 0, ())
    del site.pages["/b"]
    assert get(site.url("/sitemap.xml")) == Fetched(0, 0, 1, 1, 0, 0, 0, ())
    assert list(files(folder)) == ["a.html"]


def test_a_sitemap_that_an_index_lists_no_more_takes_no_pages_with_it(site: Site, get: Get) -> None:
    site.pages |= {"/sitemap.xml": index("/1.xml"), "/1.xml": sitemap("/a"), "/a": page("Een")}
    get(site.url("/sitemap.xml"))
    site.pages["/sitemap.xml"] = index()
    assert get(site.url("/sitemap.xml")) == Fetched(0, 0, 1, 0, 0, 0, 0, ())
    assert site.visits[-2:] == ["/sitemap.xml", "/a"]


def test_a_sitemap_that_fails_takes_nothing_away(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {"/sitemap.xml": sitemap("/a"), "/a": page("Een")}
    get(site.url("/sitemap.xml"))
    site.pages["/sitemap.xml"] = xml("<urlset>" + "<x>" * 1000)
    report = get(site.url("/sitemap.xml"))
    assert (report.unchanged, report.gone) == (1, 0)
    assert [failure.doc_id for failure in report.failed] == [site.url("/sitemap.xml")]
    assert list(files(folder)) == ["a.html"]


def test_a_document_that_became_a_picture_is_gone(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {"/sitemap.xml": sitemap("/a"), "/a": page("Een")}
    get(site.url("/sitemap.xml"))
    site.pages["/a"] = Answer(b"x", headers={"Content-Type": "image/png"})
    assert get(site.url("/sitemap.xml")) == Fetched(0, 0, 0, 1, 1, 0, 0, ())
    assert files(folder) == {}


def test_two_addresses_with_one_end_are_one_document(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {
        "/sitemap.xml": sitemap("/a", "/b", "/c"),
        "/a": redirect("/c"),
        "/b": redirect("/c"),
        "/c": page("Een"),
    }
    assert get(site.url("/sitemap.xml")) == Fetched(1, 0, 0, 0, 0, 0, 2, ())
    assert list(files(folder)) == ["c.html"]


def test_two_addresses_with_one_name_are_two_documents(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {
        "/sitemap.xml": sitemap("/a/b", "/a_b", "/a-b", "/../../a%2Fb"),
        "/a/b": page("Een"),
        "/a_b": page("Twee"),
    }
    site.pages |= {"/a-b": page("Drie"), "/a%2Fb": page("Vier")}
    assert get(site.url("/sitemap.xml")).new == 4
    assert sorted(body[body.index(b"<p>") :][3:7] for body in files(folder).values()) == [
        b"Drie",
        b"Een<",
        b"Twee",
        b"Vier",
    ]
    assert all(path.parent == folder for path in folder.rglob("*"))


def test_what_is_past_the_most_of_one_source_is_reported(site: Site, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_LISTED", 4)
    site.pages |= {
        "/sitemap.xml": index("/1.xml", "/2.xml"),
        "/1.xml": sitemap("/a"),
        "/2.xml": sitemap("/b", "/c", "/d"),
    }
    site.pages |= {f"/{name}": page(name) for name in "abcd"}
    report = get(site.url("/sitemap.xml"))
    assert report.new == 2
    assert report.failed == (
        Failure(
            site.url("/sitemap.xml"),
            "2 adressen meer dan de 4 die worden opgehaald; geef delen van de sitemap apart op",
        ),
    )


def test_what_is_past_the_most_of_one_sitemap_is_reported(
    site: Site, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.fetching.listing.MAX_LISTED", 1)
    site.pages |= {"/sitemap.xml": sitemap("/a", "/b", "/c"), "/a": page("Een")}
    report = get(site.url("/sitemap.xml"))
    assert report.new == 1
    assert [failure.reason[:19] for failure in report.failed] == ["2 adressen meer dan"]


def test_robots_txt_holds_for_every_page_of_a_sitemap(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /dicht\nCrawl-delay: 3"),
        "/sitemap.xml": sitemap("/a", "/dicht/b"),
        "/a": page("Een"),
        "/dicht/b": page("Twee"),
    }
    report = get(site.url("/sitemap.xml"))
    assert report.new == 1
    assert [failure.doc_id for failure in report.failed] == [site.url("/dicht/b")]
    assert site.visits == ["/sitemap.xml", "/a"]


def test_between_the_pages_of_a_site_there_is_the_pause_that_is_asked_for(site: Site, get: Get, time: FakeTime) -> None:
    site.pages |= {"/sitemap.xml": sitemap("/a", "/b"), "/a": page("Een"), "/b": page("Twee")}
    get(site.url("/sitemap.xml"), delay=2.0)
    assert time.slept == [2.0, 2.0, 2.0]


# A feed


def test_a_feed_brings_its_pages_with_what_it_says_of_them(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {"/feed": rss(("/a", "Koffie"), ("/b", "Thee")), "/a": page("Een"), "/b": page("Twee")}
    assert get(site.url("/feed")).new == 2
    assert manifest(folder) == [
        {"title": "Koffie", "date": "", "authors": "", "url": site.url("/a")},
        {"title": "Thee", "date": "", "authors": "", "url": site.url("/b")},
    ]


def test_a_page_that_rolled_off_the_feed_keeps_what_was_said_of_it(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {"/feed": rss(("/a", "Koffie")), "/a": page("Een", ETag='"1"'), "/b": page("Twee")}
    get(site.url("/feed"))
    site.pages["/feed"] = rss(("/b", "Thee"))
    assert get(site.url("/feed")) == Fetched(1, 0, 1, 0, 0, 0, 0, ())
    site.pages["/a"] = page("Anders", ETag='"2"')
    assert get(site.url("/feed")) == Fetched(0, 1, 1, 0, 0, 0, 0, ())
    assert [row["title"] for row in manifest(folder)] == ["Koffie", "Thee"]


def test_a_new_title_in_the_feed_is_taken_over_though_the_page_is_unchanged(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {"/feed": rss(("/a", "Kofie")), "/a": page("Een", ETag='"1"')}
    get(site.url("/feed"))
    site.pages["/feed"] = rss(("/a", "Koffie"))
    assert get(site.url("/feed")).unchanged == 1
    assert [row["title"] for row in manifest(folder)] == ["Koffie"]


def test_a_feed_in_a_feed_is_no_document(site: Site, get: Get) -> None:
    site.pages |= {"/feed": rss(("/a", "Een"), ("/feed2", "Twee")), "/feed2": rss(("/b", "Drie")), "/a": page("Een")}
    assert get(site.url("/feed")) == Fetched(1, 0, 0, 0, 1, 0, 0, ())


# A file with addresses


@pytest.fixture
def addresses(tmp_path: Path) -> Callable[[str | bytes], str]:
    def write(text: str | bytes) -> str:
        path = tmp_path / "sites.urls"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    return write


def test_each_line_of_a_file_may_be_a_page_a_feed_or_a_sitemap(
    site: Site, folder: Path, get: Get, addresses: Callable[[str | bytes], str]
) -> None:
    site.pages |= {"/feed": rss(("/a", "Koffie")), "/map.xml": sitemap("/b"), "/c": page("Drie")}
    site.pages |= {"/a": page("Een"), "/b": page("Twee"), "/d#e": page("Nooit")}
    text = f"\ufeff# Onze sites\n\n{site.url('/feed')}   # nieuws\n  {site.url('/map.xml')}\n{site.url('/c#kop')}\r\n"
    text += f"{site.url('/c')}\nfile:///etc/passwd\nvoorbeeld.nl\n{site.url('/weg')}\n"
    report = get(addresses(text))
    assert (report.new, report.doubles) == (3, 0)
    assert [(failure.doc_id, failure.reason[:22]) for failure in report.failed] == [
        ("file:///etc/passwd", "alleen adressen die me"),
        ("voorbeeld.nl", "alleen adressen die me"),
        (site.url("/weg"), "deze pagina bestaat ni"),
    ]
    assert sorted(files(folder)) == ["a.html", "b.html", "c.html"]


def test_what_is_taken_out_of_the_file_goes_from_the_mirror_with_its_pages(
    site: Site, folder: Path, get: Get, addresses: Callable[[str | bytes], str]
) -> None:
    site.pages |= {
        "/feed": rss(("/a", "Koffie")),
        "/a": page("Een"),
        "/b": page("Twee"),
        "/c": redirect("/d"),
        "/d": page("Vier"),
    }
    get(addresses("\n".join(site.url(path) for path in ("/feed", "/b", "/c"))))
    assert sorted(files(folder)) == ["a.html", "b.html", "d.html"]
    assert get(addresses(site.url("/c"))) == Fetched(0, 0, 1, 2, 0, 0, 0, ())
    assert list(files(folder)) == ["d.html"]


def test_a_site_that_fails_keeps_the_pages_of_its_line(
    site: Site, folder: Path, get: Get, addresses: Callable[[str | bytes], str]
) -> None:
    site.pages |= {"/feed": rss(("/a", "Koffie")), "/a": page("Een"), "/b": page("Twee")}
    source = addresses(f"{site.url('/feed')}\n{site.url('/b')}")
    get(source)
    site.pages |= {"/feed": Answer(b"", 500), "/a": Answer(b"", 500)}
    report = get(source)
    assert (report.unchanged, report.gone, len(report.failed)) == (1, 0, 2)
    assert sorted(files(folder)) == ["a.html", "b.html"]


def test_of_a_file_with_only_bad_addresses_all_are_reported(
    site: Site, get: Get, addresses: Callable[[str | bytes], str]
) -> None:
    assert len(get(addresses(f"{site.url('/weg')}\nftp://voorbeeld.nl")).failed) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# niets\n\n", "staat geen adres"),
        (b"\xff\xfe\x00", "is geen UTF-8"),
        ("x" * 10_000_001, "is te groot"),
    ],
)
def test_a_file_without_addresses_is_refused(
    get: Get, addresses: Callable[[str | bytes], str], text: str | bytes, reason: str
) -> None:
    with pytest.raises(CollectionError, match=reason):
        get(addresses(text))


def test_a_file_that_is_not_there_is_refused(get: Get, tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="kan niet worden geopend"):
        get(str(tmp_path / "bestaat-niet.urls"))


# A run that is broken off


def test_a_killed_run_goes_on_where_it_was(site: Site, folder: Path, get: Get) -> None:
    site.pages |= {"/sitemap.xml": sitemap("/a", "/b", "/c"), "/a": page("Een"), "/b": page("Twee"), "/c": page("Drie")}

    def stop(stage: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get(site.url("/sitemap.xml"), progress=stop)
    assert sorted(files(folder)) == ["a.html", "b.html"]
    assert len(manifest(folder)) == 2
    site.requests.clear()
    assert get(site.url("/sitemap.xml")) == Fetched(1, 0, 2, 0, 0, 0, 0, ())
    assert site.visits == ["/c"]
    site.requests.clear()
    assert get(site.url("/sitemap.xml")).unchanged == 3
    assert site.visits == ["/sitemap.xml", "/a", "/b", "/c"]


def test_progress_says_how_much_there_is(site: Site, get: Get) -> None:
    said: list[tuple[str, int, int]] = []
    site.pages |= {"/sitemap.xml": sitemap("/a", "/b"), "/a": page("Een"), "/b": page("Twee")}
    get(site.url("/sitemap.xml"), progress=lambda *step: said.append(step))
    assert said == [("fetch", 0, 1), ("fetch", 1, 3), ("fetch", 2, 3), ("fetch", 3, 3)]
    said.clear()
    site.pages["/sitemap.xml"] = sitemap("/a")
    get(site.url("/sitemap.xml"), progress=lambda *step: said.append(step))
    assert said == [("fetch", 0, 1), ("fetch", 1, 2), ("fetch", 2, 2), ("fetch", 0, 1)]
