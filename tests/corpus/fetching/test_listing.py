"""What feeds and sitemaps list, however damaged or hostile they are."""

import gzip
from collections.abc import Callable
from contextlib import suppress

import pytest
from httpx2 import URL
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching import listing
from corpus.fetching.address import FetchError
from corpus.fetching.listing import Listed, Listing, read_listing

HERE = URL("https://www.voorbeeld.nl/map/lijst.xml")
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def read(text: str | bytes) -> Listing:
    found = read_listing(HERE, text.encode() if isinstance(text, str) else text)
    assert found is not None
    return found


def sitemap(*addresses: str) -> str:
    urls = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{NAMESPACE}">{urls}</urlset>'


def rss(items: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Nieuws</title>{items}</channel></rss>"
    )


def one(item: str) -> Listed:
    [found] = read(rss(f"<item><link>https://a.nl/1</link>{item}</item>")).listed
    return found


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"gewone tekst",
        b"%PDF-1.7 \x00\xff",
        b"<!doctype html><html><body><p>rss</p></body></html>",
        b"<?xml version='1.0'?><boek><loc>https://a.nl</loc></boek>",
        b"<",
        b"<?xml version='1.0'?><rs",
    ],
)
def test_what_is_no_feed_or_sitemap_is_no_listing(body: bytes) -> None:
    assert read_listing(HERE, body) is None


# Sitemaps


def test_a_sitemap_lists_its_addresses_in_order() -> None:
    found = read(sitemap(" https://voorbeeld.nl/b#kop ", "/a?x=1&amp;y=2", "https://WWW.voorbeeld.nl"))
    assert found == Listing(
        (
            Listed("https://voorbeeld.nl/b"),
            Listed("https://www.voorbeeld.nl/a?x=1&y=2"),
            Listed("https://www.voorbeeld.nl/"),
        )
    )


def test_an_index_lists_sitemaps() -> None:
    text = "<sitemapindex><sitemap><loc>/1.xml</loc><lastmod>2024</lastmod></sitemap></sitemapindex>"
    assert read(text).listed == (Listed("https://www.voorbeeld.nl/1.xml", listing=True),)


@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda raw: raw.decode().encode("utf-16"), lambda raw: b"\n\n" + raw[21:]]
)
def test_a_sitemap_may_be_packed_or_in_another_encoding(pack: Callable[[bytes], bytes]) -> None:
    text = sitemap("https://voorbeeld.nl/café").replace(' encoding="UTF-8"', "")
    assert read(pack(text.encode())).listed == (Listed("https://voorbeeld.nl/caf%C3%A9"),)


def test_addresses_of_pictures_and_empty_ones_are_no_pages() -> None:
    text = """<urlset xmlns:image="urn:i"><url><loc>/a</loc>
              <image:image><image:loc>/a.png</image:loc></image:image></url>
              <url><loc> </loc></url><url/></urlset>"""
    assert read(text).listed == (Listed("https://www.voorbeeld.nl/a"),)


def test_a_sitemap_does_not_speak_for_other_sites() -> None:
    found = read(sitemap("https://elders.nl/a", "/b", "https://voorbeeld.nl.elders.nl/"))
    assert (found.listed, found.elsewhere) == ((Listed("https://www.voorbeeld.nl/b"),), 2)


def test_an_address_that_cannot_be_visited_stays_as_it_is_written() -> None:
    assert read(sitemap("ftp://voorbeeld.nl/a", "x" * 5000)).listed == (
        Listed("ftp://voorbeeld.nl/a"),
        Listed("x" * 2001),
    )


def test_of_a_damaged_sitemap_the_start_is_read() -> None:
    assert read(sitemap("/a", "/b")[:-25]).listed[0] == Listed("https://www.voorbeeld.nl/a")
    assert read("<urlset><url><loc>/a</loc></url>" + "<a>" * 100_000).listed == (Listed("https://www.voorbeeld.nl/a"),)


def test_a_sitemap_in_which_nothing_can_be_read_is_refused() -> None:
    with pytest.raises(FetchError, match="deze sitemap is beschadigd"):
        read("<urlset>" + "<a>" * 100_000)


def test_an_empty_sitemap_lists_nothing() -> None:
    assert read("<urlset/>") == Listing(())


def test_no_other_file_is_read_into_a_sitemap() -> None:
    text = '<!DOCTYPE urlset [<!ENTITY e "x"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text += "<urlset><url><loc>/a&e;&f;</loc></url><url><loc>/b</loc></url></urlset>"
    assert read(text).listed == (Listed("https://www.voorbeeld.nl/ax"), Listed("https://www.voorbeeld.nl/b"))


def test_a_bomb_of_entities_does_not_go_off() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    with pytest.raises(FetchError, match="deze sitemap is beschadigd"):
        read(f'<!DOCTYPE urlset [<!ENTITY e0 "x">{bomb}]><urlset><url><loc>/a&e11;</loc></url></urlset>')


def test_past_the_most_that_a_sitemap_may_hold_addresses_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_LISTED", 2)
    found = read(sitemap("/a", "/b", "/c", "/d", "/e"))
    assert ([one.url[-2:] for one in found.listed], found.left_out) == (["/a", "/b"], 3)
    found = read(rss("".join(f"<item><link>https://a.nl/{number}</link></item>" for number in range(3))))
    assert ([one.url for one in found.listed], found.left_out) == (["https://a.nl/0", "https://a.nl/1"], 1)


@pytest.mark.parametrize(("limit", "text"), [("MAX_SITEMAP_BYTES", sitemap("/a")), ("MAX_FEED_BYTES", rss(""))])
def test_a_listing_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, text: str) -> None:
    monkeypatch.setattr(listing, limit, 100)
    with pytest.raises(FetchError, match="te groot"):
        read(text)


def test_a_packed_sitemap_is_unpacked_no_further_than_the_limit() -> None:
    with pytest.raises(FetchError, match="te groot"):
        read(gzip.compress(b"<urlset>" + b" " * 53_000_000, 9))


# Feeds


def test_an_rss_feed_lists_pages_with_title_day_and_author() -> None:
    text = rss(
        """<item><title>Buurthuis  open</title><link>/nieuws/1</link><dc:creator>Jan de Vries</dc:creator>
           <pubDate>Fri, 01 Mar 2024 12:00:00 +0100</pubDate></item>
           <item><guid>https://elders.nl/2</guid></item><item><title>Zonder adres</title></item>"""
    )
    assert read(text).listed == (
        Listed("https://www.voorbeeld.nl/nieuws/1", "Buurthuis open", "2024-03-01", "Jan de Vries"),
        Listed("https://elders.nl/2"),
    )


def test_an_atom_feed_lists_pages_too() -> None:
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://basis.nl/"><entry>
              <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Een <b>sterke</b> wijk</div></title>
              <link rel="self" href="/x"/><link rel="alternate" href="a"/>
              <published>2024-07-01T00:00:00+02:00</published>
              <updated>2025-01-01T00:00:00Z</updated>
              <author><name>Noor; Bos</name></author><author><name>Ali</name></author></entry></feed>"""
    assert read(text).listed == (Listed("https://basis.nl/a", "Een sterke wijk", "2024-07-01", "Noor, Bos; Ali"),)


def test_an_rdf_feed_lists_pages_too() -> None:
    text = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
              <item><title>Een</title><link>https://a.nl/1</link></item></rdf:RDF>"""
    assert read(text).listed == (Listed("https://a.nl/1", "Een"),)


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("Fri, 01 Mar 2024 23:30:00 +0000", "2024-03-02"),  # half past midnight in the Netherlands
        ("Sat, 02 Mar 2024 00:00:00 +0100", "2024-03-02"),
        ("Sat, 02 Mar 2024 00:00:00 GMT", "2024-03-02"),
        ("2024-07-01T22:30:00Z", "2024-07-02"),
        ("2024-07-01", "2024-07-01"),
        ("2024-07", "2024-07"),
        ("2024", "2024"),
        ("vorige week", ""),
        ("9999-12-31T23:59:59Z", ""),
        ("", ""),
    ],
)
def test_the_day_is_that_of_the_netherlands_and_as_partial_as_it_was_stated(stated: str, day: str) -> None:
    assert one(f"<pubDate>{stated}</pubDate>").date == day


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Zorg &amp;amp; welzijn", "Zorg & welzijn"),
        ("Een &lt;em&gt;sterke&lt;/em&gt; wijk", "Een sterke wijk"),
        ("&lt;b&gt; &lt;!-- x --&gt;&lt;/b&gt;", ""),
        ("Meer dan 3 &lt; 4", "Meer dan 3 < 4"),
        ("a\n\tb\u200bc\u2028", "a bc"),
        ("w" * 5000, "w" * 300),
        ("&lt;b&gt;a&#1;b&lt;/b&gt; & c", "ab & c"),
        ("&lt;b&gt;" * 5000 + "diep" + "&lt;/b&gt;" * 5000, ""),
    ],
)
def test_a_title_is_one_line_of_plain_text(stated: str, title: str) -> None:
    assert one(f"<title>{stated}</title>").title == title


def test_an_author_who_is_only_an_address_has_no_name() -> None:
    authors = "<author>redactie@a.nl</author><author>p@a.nl (Piet)</author><dc:creator>x@a.nl</dc:creator>"
    assert one(authors).authors == "Piet"


def test_a_damaged_feed_is_read_as_far_as_it_goes() -> None:
    text = rss("<item><title>Zorg & welzijn</title><link>https://a.nl/1</link></item><item>")
    assert [one.url for one in read(text[:-24]).listed] == ["https://a.nl/1"]


def test_a_feed_in_which_nothing_can_be_read_is_refused_and_an_empty_one_is_not() -> None:
    with pytest.raises(FetchError, match="deze feed is beschadigd"):
        read("<rss><channel><item><ti")
    assert read(rss("")) == Listing(())


@pytest.mark.parametrize("reference", ["&#xD83D;&#xDE00;", "&#55357;", "&#0;", "&#x110000;", "&#99999999;"])
def test_references_to_characters_that_do_not_exist_are_passed_over(reference: str) -> None:
    assert one(f"<title>Zorg {reference}&#8217;s & welzijn</title>").title == "Zorg ’s & welzijn"


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item><title>x & y &#999999999999;",
        b"<rss><channel><item><title>\xed\xa0\x80 & y",
        b"<urlset:><url><loc>/a</loc></url>",
        b"<url\xed\xa0\x80set xmlns='\xed\xa0\x80'>",
        b"<urlset><a xmlns='\xed\xa0\x80'/><\xed\xa0\x80>",
    ],
)
def test_characters_that_cannot_exist_are_no_more_than_damage(body: bytes) -> None:
    with suppress(FetchError):
        assert read_listing(HERE, body) in (None, Listing(()))


_PIECES = [
    *(b"<rss>", b"<channel>", b"<item>", b"</item>", b"<link>", b"/a", b"</link>", b"<title type='html'>", b"</title>"),
    *(b"<urlset>", b"<url>", b"<loc>", b"</loc>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"<a:"),
    *(b"<pubDate>", b"99999", b"</pubDate>", b"&#xD800;", b"&", b"<", b">", b"<![CDATA[", b"]]>", b"<!--", b"\x00"),
    *(b"\xed\xa0\x80", b"\xff\xfe", b"<!DOCTYPE a [", b"http://[", b"'", b" xmlns:x='", b"<base href='http://['/>"),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=25).map(b"".join), st.sampled_from(_PIECES))
def test_no_bytes_are_more_than_a_damaged_listing(body: bytes, start: bytes) -> None:
    with suppress(FetchError):
        read_listing(HERE, start + body)


def test_entities_of_a_feed_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<!DOCTYPE rss [<!ENTITY e0 "x">{bomb}]>'
        + rss("<item><link>https://a.nl/1</link><title>&e11;</title></item>")[21:]
    )
    assert len(read(text).listed[0].title) <= 300
