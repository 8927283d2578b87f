"""One request: bounded in size and time, and made to the address that was checked."""

import gzip
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import trustme

from corpus.fetching.address import FetchError, clean, is_public
from corpus.fetching.network import HostError, Limits, PrivateAddressError, Reply, request, unpack
from tests.corpus.fetching.site import Answer, Site

SMALL = Limits(size=1000, seconds=5, silence=5)


def get(url: str, *, limits: Limits = SMALL, allowed: Callable[[str], bool] = lambda address: True) -> Reply:
    context = httpx2.create_ssl_context() if url.startswith("https") else None
    return request(clean(url), {"X-Wie": "wij"}, limits=limits, allowed=allowed, ssl_context=context)


def refusal(url: str, *, limits: Limits = SMALL) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(url, limits=limits)
    return caught.value


def test_an_answer_has_status_headers_and_body(site: Site) -> None:
    site.pages["/a?b=c"] = Answer(b"hallo", headers={"Content-Type": "text/plain", "Content-Length": "5"})
    reply = get(site.url("/a?b=c"))
    assert (reply.status, reply.headers["content-type"], reply.body) == (200, "text/plain", b"hallo")
    [(path, headers)] = site.requests
    assert (path, headers["Host"], headers["X-Wie"]) == ("/a?b=c", f"127.0.0.1:{site.port}", "wij")


def test_of_an_error_page_the_body_is_not_read(site: Site) -> None:
    site.pages["/"] = Answer(iter(lambda: b"x" * 1000, b""), 500)
    assert get(site.url("/")).body == b""


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"x" * 1001),
        Answer(b"x" * 1001, headers={"Content-Length": "1001"}),
        Answer(b"x", headers={"Content-Length": "99999999999"}),
        Answer(gzip.compress(b"0" * 5_000_000, 9)[:900], headers={"Content-Encoding": "gzip"}),
        Answer(gzip.compress(b"0" * 100_000, 9), headers={"Content-Encoding": "gzip"}),
    ],
)
def test_a_body_that_is_too_large_is_refused_packed_or_not(site: Site, answer: Answer) -> None:
    site.pages["/"] = answer
    assert str(refusal(site.url("/"))).startswith("te groot (hoogstens 0 MB)")


def test_a_body_of_just_the_right_size_is_taken(site: Site) -> None:
    site.pages["/"] = Answer(b"x" * 1000)
    site.pages["/packed"] = Answer(gzip.compress(b"x" * 1000), headers={"Content-Encoding": "gzip"})
    assert get(site.url("/")).body == get(site.url("/packed")).body == b"x" * 1000


def test_a_body_without_end_is_cut_off(site: Site) -> None:
    sent: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            sent.append(1)
            yield b"x" * 10_000

    site.pages["/"] = Answer(endless())
    assert "te groot" in str(refusal(site.url("/")))
    assert len(sent) < 1000


def test_a_bomb_is_unpacked_no_further_than_the_limit() -> None:
    bomb = gzip.compress(b"0" * 50_000_000, 9)
    assert len(bomb) < 60_000
    with pytest.raises(FetchError, match="te groot"):
        unpack(bomb, 1000)


@pytest.mark.parametrize(
    "packed", [b"\x1f\x8bniet echt", gzip.compress(b"hallo" * 100, mtime=0)[:-9], b"helemaal niet"]
)
def test_what_is_not_well_packed_is_refused(packed: bytes) -> None:
    with pytest.raises(FetchError, match="beschadigd"):
        unpack(packed, 1000)


def test_an_empty_body_may_be_called_packed(site: Site) -> None:
    site.pages["/"] = Answer(b"", headers={"Content-Encoding": "gzip"})
    assert get(site.url("/")).body == b""


def test_packing_that_was_not_asked_for_is_refused(site: Site) -> None:
    site.pages["/"] = Answer(b"x", headers={"Content-Encoding": "gzip, br"})
    assert "(gzip, br)" in str(refusal(site.url("/")))


def test_a_body_that_drips_ends_at_the_deadline(site: Site) -> None:
    def dripping() -> Iterator[bytes]:
        while True:
            yield b"x"
            time.sleep(0.02)

    site.pages["/"] = Answer(dripping())
    started = time.monotonic()
    error = refusal(site.url("/"), limits=Limits(seconds=0.3, silence=5))
    assert time.monotonic() - started < 5
    assert isinstance(error, HostError)
    assert (str(error), error.wait) == (
        "de server antwoordt niet of te langzaam; probeer het later opnieuw",
        None,
    )


def test_a_server_that_stays_silent_is_left(site: Site) -> None:
    def silent() -> Answer:
        time.sleep(0.4)
        return Answer(b"x")

    site.pages["/"] = silent
    assert "te langzaam" in str(refusal(site.url("/"), limits=Limits(seconds=5, silence=0.1)))


def test_a_body_shorter_than_promised_is_a_broken_connection(site: Site) -> None:
    site.pages["/"] = Answer(b"x", headers={"Content-Length": "10"})
    error = refusal(site.url("/"))
    assert isinstance(error, HostError)
    assert (str(error), error.wait) == ("de verbinding brak af; probeer het later opnieuw", 0)


def test_a_port_where_nobody_listens_gives_no_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        error = refusal(f"http://127.0.0.1:{free.getsockname()[1]}/")
    assert isinstance(error, HostError)
    assert "er komt geen verbinding" in str(error)


def test_a_name_that_nobody_knows_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_knows(*args: object, **options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert "is niet gevonden" in str(refusal("http://" + "a" * 70 + ".nl/"))  # longer than a name can be
    monkeypatch.setattr(socket, "getaddrinfo", nobody_knows)
    error = refusal("http://bestaat-niet.test/")
    assert isinstance(error, HostError)
    assert str(error).startswith("de site bestaat-niet.test is niet gevonden")


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:7f00:1]"]
)
def test_no_spelling_of_this_machine_gets_a_connection(site: Site, host: str) -> None:
    with pytest.raises(PrivateAddressError, match=r"eigen netwerk .*; zet BRONWIJZER_ALLOW_PRIVATE=true"):
        get(f"http://{host}:{site.port}/", allowed=is_public)
    assert site.requests == []


class Names:
    """A name server that answers a name with the next of a series each time, and IP addresses with themselves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *series: list[str]) -> None:
        self.asked = 0
        self._series = series
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self)

    def __call__(self, host: str, port: int, *args: int, **options: int) -> list[Any]:
        if host != "wisselt.test":
            return self._real(host, port, *args, **options)
        addresses = self._series[self.asked]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


def test_a_name_is_looked_up_once_so_that_it_cannot_change_after_the_check(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/"] = Answer(b"hallo")
    names = Names(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    url = f"http://wisselt.test:{site.port}/"
    assert get(url, allowed=lambda address: address == "127.0.0.1").body == b"hallo"
    assert names.asked == 1
    with pytest.raises(PrivateAddressError, match=r"wisselt\.test .*127\.0\.0\.2"):
        get(url, allowed=lambda address: address == "127.0.0.1")
    assert len(site.requests) == 1


def test_of_several_addresses_the_next_is_tried_when_one_gives_no_connection(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/"] = Answer(b"hallo")
    Names(monkeypatch, ["127.0.0.3", "127.0.0.2", "127.0.0.1", "127.0.0.1"], ["127.0.0.2", "127.0.0.3"])
    url = f"http://wisselt.test:{site.port}/"
    assert get(url, allowed=lambda address: address != "127.0.0.3").body == b"hallo"
    with pytest.raises(HostError, match="geen verbinding"):
        get(url)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Return the certificate of ``veilig.test``, from an authority that is trusted here."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("veilig.test").configure_cert(context)
    return context


def test_https_checks_the_name_though_the_connection_is_to_an_address(
    trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *args, **options: real("127.0.0.1" if host.endswith(".test") else host, *args, **options),
    )
    with Site().serve(trusted) as site:
        site.pages["/"] = Answer(b"hallo")
        assert get(f"https://veilig.test:{site.port}/").body == b"hallo"
        error = refusal(f"https://vals.test:{site.port}/")
    assert isinstance(error, HostError)
    assert (str(error), error.wait) == (
        "de beveiligde verbinding lukt niet (CERTIFICATE_VERIFY_FAILED); controleer het adres",
        None,
    )


def test_the_deadline_holds_for_every_step() -> None:
    assert "te langzaam" in str(refusal("http://127.0.0.1:9/", limits=Limits(seconds=0)))
