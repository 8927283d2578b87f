"""Which addresses may be visited, and the names of the files."""

import re

import pytest
from httpx2 import URL
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching.address import FetchError, clean, file_name, folder_name, is_public, same_site


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("https://Voorbeeld.NL", "https://voorbeeld.nl/"),
        ("  http://voorbeeld.nl:80/a  ", "http://voorbeeld.nl/a"),
        ("https://voorbeeld.nl:443/a#kop", "https://voorbeeld.nl/a"),
        ("http://voorbeeld.nl:8080/a?b=c", "http://voorbeeld.nl:8080/a?b=c"),
        ("http://voorbeeld.nl/../../etc/passwd", "http://voorbeeld.nl/etc/passwd"),
        ("http://voorbeeld.nl/een café", "http://voorbeeld.nl/een%20caf%C3%A9"),
        ("http://café.nl/", "http://xn--caf-dma.nl/"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
        ("http://[::1]/", "http://[::1]/"),
    ],
)
def test_an_address_has_one_spelling(written: str, cleaned: str) -> None:
    assert str(clean(written)) == cleaned


def test_a_relative_address_starts_where_it_was_found() -> None:
    assert str(clean("../b", base=URL("http://voorbeeld.nl/x/y/a"))) == "http://voorbeeld.nl/x/b"


def test_an_address_that_cannot_be_joined_is_refused() -> None:
    with pytest.raises(FetchError, match="controleer de spelling"):
        clean("https:////[::[x/", base=URL("http://voorbeeld.nl/"))


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("file:///etc/passwd", "alleen adressen die met http"),
        ("ftp://voorbeeld.nl/a", "alleen adressen die met http"),
        ("javascript:alert(1)", "alleen adressen die met http"),
        ("voorbeeld.nl", "alleen adressen die met http"),
        ("http://jan:geheim@voorbeeld.nl/", "naam of wachtwoord"),
        ("http://jan@voorbeeld.nl/", "naam of wachtwoord"),
        ("http:///pad", "naam van de site"),
        ("http://voor beeld.nl/", "naam van de site"),
        ("http://voorbeeld..nl/", "naam van de site"),
        ("http://voorbeeld.nl:99999/", "naam van de site"),
        ("http://[fe80::1%25eth0]/", "naam van de site"),
        ("http://0177.0.0.1/", "controleer de spelling"),
        ("http://voorbeeld.nl:poort/", "controleer de spelling"),
        ("http://voorbeeld.nl/" + "a" * 2000, "langer dan 2000"),
        ("http://voorbeeld.nl/a\nHost: b", "onzichtbare"),
        ("http://voorbeeld.nl/\udc80", "onzichtbare"),
    ],
)
def test_an_address_that_cannot_be_visited_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason):
        clean(written)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "145.0.2.10", "2a00:1450:400e::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9", "240.0.0.1", "255.255.255.255"),
        *("224.0.0.1", "239.1.1.1", "::", "::1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1"),
        *("fd12:3456::1", "ff02::1", "ff0e::1", "2001:db8::1", "100::1", "4000::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::"),
        "2001:0:1:2:3:4:80ff:fffe",
    ],
)
def test_an_address_of_this_machine_or_network_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_www_makes_no_other_site() -> None:
    assert same_site("www.voorbeeld.nl", "voorbeeld.nl")
    assert not same_site("nieuws.voorbeeld.nl", "voorbeeld.nl")
    assert not same_site("voorbeeld.nl.elders.nl", "voorbeeld.nl")


@pytest.mark.parametrize(
    ("url", "suffix", "name"),
    [
        ("https://www.voorbeeld.nl/", ".html", "www.voorbeeld.nl.html"),
        ("https://www.voorbeeld.nl/nieuws/Buurthuis%20open/", ".html", "www.voorbeeld.nl_nieuws_buurthuis-open.html"),
        ("https://voorbeeld.nl/a/Rapport.PDF", ".pdf", "voorbeeld.nl_a_rapport.pdf"),
        ("https://voorbeeld.nl/caf%C3%A9?p=12&x", ".html", "voorbeeld.nl_cafe_p-12-x.html"),
        ("http://voorbeeld.nl:8080/..%2f..%2fetc/passwd", ".txt", "voorbeeld.nl_8080_etc_passwd.txt"),
        ("http://[::1]/", ".html", "1.html"),
        ("http://_/", ".html", "pagina.html"),
        ("https://voorbeeld.nl/" + "lang-" * 60, ".html", "voorbeeld.nl_" + "lang-" * 21 + "la.html"),
    ],
)
def test_a_file_is_named_after_host_and_path(url: str, suffix: str, name: str) -> None:
    assert file_name(URL(url), suffix, set()) == name


def test_a_name_that_another_page_has_gets_a_mark() -> None:
    taken = {"voorbeeld.nl_a-b.html"}
    name = file_name(URL("https://voorbeeld.nl/a_b"), ".html", taken)
    assert re.fullmatch(r"voorbeeld\.nl_a-b-[0-9a-f]{16}\.html", name)
    assert name != file_name(URL("https://voorbeeld.nl/a+b"), ".html", taken)


@given(st.text(max_size=200), st.sampled_from([".html", ".pdf"]))
def test_no_path_makes_a_name_that_leaves_the_folder_or_hides_in_it(path: str, suffix: str) -> None:
    try:
        url = clean("https://voorbeeld.nl/" + path)
    except FetchError:
        return
    name = file_name(url, suffix, set())
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,119}\.(html|pdf)", name)
    assert ".." not in name


@pytest.mark.parametrize(
    ("source", "start"),
    [
        ("https://www.voorbeeld.nl/feed/", "www.voorbeeld.nl_feed-"),
        ("/home/jan/Mijn lijsten/sites.urls", "home_jan_mijn-lijsten_sites.urls-"),
        ("/\udc80/sites.urls", "sites.urls-"),
    ],
)
def test_the_folder_of_a_mirror_is_named_after_its_source(source: str, start: str) -> None:
    assert re.fullmatch(re.escape(start) + "[0-9a-f]{8}", folder_name(source))
    assert folder_name(source) != folder_name(source + "x")
