"""A visitor keeps to the rules of a site, and does not wear it out."""

import time as real_time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import version

import pytest

from corpus.fetching.address import FetchError, clean
from corpus.fetching.network import Limits, Reply
from corpus.fetching.visitor import Clock, Visitor
from tests.corpus.fetching.site import Answer, FakeTime, Site, page, redirect


def visitor(time: FakeTime, *, delay: float = 1.0, contact: str = "", limits: Limits | None = None) -> Visitor:
    return Visitor(
        delay=delay,
        contact=contact,
        limits=limits or Limits(size=10_000, seconds=5, silence=5),
        allowed=lambda address: address == "127.0.0.1",
        clock=time.clock,
    )


def get(someone: Visitor, url: str) -> tuple[str, Reply]:
    visit = someone.get(clean(url), lambda url: {})
    return str(visit.url), visit.reply


def refusal(someone: Visitor, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        get(someone, url)
    return str(caught.value)


def robots(text: str) -> Answer:
    return Answer(text.encode(), headers={"Content-Type": "text/plain"})


# Who we are


def test_a_visitor_says_who_it_is_and_keeps_no_cookies(site: Site, time: FakeTime) -> None:
    site.pages["/a"] = page("Een", Set_Cookie="wie=jij")
    someone = visitor(time, contact="https://voorbeeld.nl/vragen")
    get(someone, site.url("/a"))
    get(someone, site.url("/a"))
    agents = {headers["User-Agent"] for _, headers in site.requests}
    assert agents == {f"Bronwijzer/{version('bronwijzer')} (+https://voorbeeld.nl/vragen)"}
    assert not any("Cookie" in headers for _, headers in site.requests)


def test_without_a_contact_only_the_name_is_sent(site: Site, time: FakeTime) -> None:
    site.pages["/a"] = page("Een")
    get(visitor(time), site.url("/a"))
    assert site.requests[-1][1]["User-Agent"] == f"Bronwijzer/{version('bronwijzer')}"


@pytest.mark.parametrize("contact", ["café@voorbeeld.nl", "x\r\nCookie: y"])
def test_a_contact_that_cannot_be_sent_is_refused(time: FakeTime, contact: str) -> None:
    with pytest.raises(ValueError, match="contact must be printable ASCII"):
        visitor(time, contact=contact)


# robots.txt


def test_robots_txt_is_read_once_and_what_it_forbids_is_not_asked_for(site: Site, time: FakeTime) -> None:
    site.pages |= {
        "/robots.txt": robots("User-agent: *\nDisallow: /\n\nUser-agent: Bronwijzer\nDisallow: /intern*kaart$\n"),
        "/open": page("Open"),
        "/intern/kaart": page("Dicht"),
        "/intern/kaart/2": page("Open"),
    }
    someone = visitor(time)
    assert get(someone, site.url("/open"))[1].status == 200
    assert get(someone, site.url("/intern/kaart/2"))[1].status == 200
    reason = "robots.txt van 127.0.0.1 staat dit niet toe; vraag de beheerder om toestemming"
    assert refusal(someone, site.url("/intern/kaart")) == reason
    assert [path for path, _ in site.requests] == ["/robots.txt", "/open", "/intern/kaart/2"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_robots_txt_forbids_nothing(site: Site, time: FakeTime, status: int) -> None:
    site.pages |= {"/robots.txt": Answer(b"Disallow: /", status), "/": page("Open")}
    assert get(visitor(time), site.url("/"))[1].status == 200


@pytest.mark.parametrize(
    "answer", [Answer(b"", 500), Answer(b"", 503), redirect("/robots.txt"), Answer(b"x" * 1_100_000)]
)
def test_while_robots_txt_cannot_be_read_nothing_is_asked_for(site: Site, time: FakeTime, answer: Answer) -> None:
    site.pages |= {"/robots.txt": answer, "/": page("Open")}
    someone = visitor(time)
    assert "en zonder wordt niets opgehaald" in refusal(someone, site.url("/"))
    count = len(site.requests)
    assert "en zonder wordt niets opgehaald" in refusal(someone, site.url("/"))
    assert site.visits == []
    assert len(site.requests) == count


def test_robots_txt_may_be_elsewhere_and_start_with_a_byte_order_mark(site: Site, time: FakeTime) -> None:
    site.pages |= {
        "/robots.txt": redirect("/regels.txt", 301),
        "/regels.txt": robots("\ufeffUser-agent: *\nDisallow: /dicht"),
    }
    assert "staat dit niet toe" in refusal(visitor(time), site.url("/dicht"))


def test_a_robots_txt_full_of_wildcards_costs_no_time(site: Site, time: FakeTime) -> None:
    site.pages["/robots.txt"] = robots("User-agent: *\nDisallow: /" + "*a" * 60 + "$")
    started = real_time.monotonic()
    get(visitor(time), site.url("/" + "a" * 1500 + "b"))
    assert real_time.monotonic() - started < 5


# Pauses


def test_between_two_requests_to_a_host_there_is_a_pause(site: Site, time: FakeTime) -> None:
    site.pages |= {"/a": page("Een"), "/b": page("Twee")}
    someone = visitor(time, delay=2.5)
    get(someone, site.url("/a"))
    assert time.slept == [2.5]  # after robots.txt
    time.now += 1.0  # work that takes a second
    get(someone, site.url("/b"))
    assert time.slept == [2.5, 1.5]
    time.now += 9.0
    get(someone, site.url("/a"))
    assert time.slept == [2.5, 1.5]


def test_each_host_has_pauses_of_its_own(site: Site, time: FakeTime) -> None:
    someone = visitor(time)
    get(someone, site.url("/a"))
    slept = list(time.slept)
    refusal(someone, f"http://127.0.0.2:{site.port}/")
    assert time.slept == slept


@pytest.mark.parametrize(
    ("asked", "kept"), [("7", 7.0), ("0.2", 1.0), ("-3", 1.0), ("nan", 1.0), ("inf", 1.0), ("snel", 1.0)]
)
def test_a_crawl_delay_is_kept_when_it_is_longer(site: Site, time: FakeTime, asked: str, kept: float) -> None:
    site.pages |= {"/robots.txt": robots(f"User-agent: *\nCrawl-delay: {asked}"), "/a": page("Een")}
    someone = visitor(time)
    get(someone, site.url("/a"))
    get(someone, site.url("/a"))
    assert time.slept[-1] == kept


@pytest.mark.parametrize("asked", ["61", "86400"])
def test_a_site_that_asks_for_more_patience_than_there_is_is_left_alone(site: Site, time: FakeTime, asked: str) -> None:
    site.pages["/robots.txt"] = robots(f"User-agent: *\nCrawl-delay: {asked}")
    reason = refusal(visitor(time), site.url("/a"))
    assert reason.startswith(f"robots.txt van 127.0.0.1 vraagt {asked} seconden tussen twee bezoeken")
    assert site.visits == []


# Busy and broken servers


def busy_once(site: Site, path: str, answer: Answer) -> None:
    answers = [answer, page("Eindelijk")]
    site.pages[path] = lambda: answers.pop(0)


def test_a_busy_server_is_given_the_time_that_it_asks_for(site: Site, time: FakeTime) -> None:
    busy_once(site, "/a", Answer(b"", 429, {"Retry-After": "30"}))
    assert get(visitor(time), site.url("/a"))[1].status == 200
    assert time.slept == [1.0, 30.0]


def test_the_time_may_be_a_moment(site: Site, time: FakeTime) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=31), usegmt=True)
    busy_once(site, "/a", Answer(b"", 503, {"Retry-After": moment}))
    get(visitor(time), site.url("/a"))
    assert 28 < time.slept[1] <= 31


@pytest.mark.parametrize("asked", ["", "straks", "Fri, 01 Mar 2024 23:30:00 GMT", "Fri, 01 Mar 2024 23:30:00"])
def test_a_server_that_asks_no_clear_time_is_given_a_growing_one(site: Site, time: FakeTime, asked: str) -> None:
    site.pages["/a"] = Answer(b"", 503, {"Retry-After": asked})
    reason = refusal(visitor(time), site.url("/a"))
    assert reason == "de site heeft het te druk (503); probeer het later opnieuw"
    assert time.slept == [1.0, 1.0, 2.0]
    assert site.visits == ["/a"] * 3


def test_a_server_that_asks_for_more_than_a_minute_is_left(site: Site, time: FakeTime) -> None:
    site.pages["/a"] = Answer(b"", 429, {"Retry-After": "3600"})
    assert (
        refusal(visitor(time), site.url("/a"))
        == "de site vraagt om 60 minuten te wachten (429); probeer het dan opnieuw"
    )
    assert site.visits == ["/a"]


def test_a_broken_connection_is_tried_again(site: Site, time: FakeTime) -> None:
    busy_once(site, "/a", Answer(b"x", headers={"Content-Length": "10"}))
    assert get(visitor(time), site.url("/a"))[1].status == 200
    assert site.visits == ["/a", "/a"]


def test_a_server_that_keeps_failing_is_left_for_the_rest_of_the_run(site: Site, time: FakeTime) -> None:
    site.pages["/druk"] = Answer(b"", 503)
    someone = visitor(time)
    for _ in range(4):
        refusal(someone, site.url("/druk"))
    get(someone, site.url("/goed"))  # an answer, so the count starts anew
    for _ in range(5):
        assert "te druk" in refusal(someone, site.url("/druk"))
    count = len(site.requests)
    assert refusal(someone, site.url("/goed")).startswith("127.0.0.1 gaf 5 keer achter elkaar geen antwoord")
    assert len(site.requests) == count


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "de site geeft geen toegang (401); sla de pagina zelf op"),
        (403, "de site geeft geen toegang (403); sla de pagina zelf op"),
        (500, "de site geeft een fout (500); probeer het later opnieuw"),
        (204, "de site geeft een fout (204); probeer het later opnieuw"),
    ],
)
def test_any_other_answer_is_reported_and_not_tried_again(site: Site, time: FakeTime, status: int, reason: str) -> None:
    site.pages["/a"] = Answer(b"", status)
    assert refusal(visitor(time), site.url("/a")) == reason
    assert site.visits == ["/a"]


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_to_the_end(site: Site, time: FakeTime, status: int) -> None:
    site.pages |= {"/a": redirect("b", status), "/b": redirect(site.url("/c#kop"), status), "/c": page("Daar")}
    url, reply = get(visitor(time), site.url("/a"))
    assert (url, reply.status) == (site.url("/c"), 200)


@pytest.mark.parametrize(("statuses", "permanent"), [((301, 308), True), ((301, 302), False), ((307, 301), False)])
def test_a_way_is_for_good_when_each_step_is(
    site: Site, time: FakeTime, statuses: tuple[int, int], permanent: bool
) -> None:
    site.pages |= {"/a": redirect("/b", statuses[0]), "/b": redirect("/c", statuses[1]), "/c": page("Daar")}
    assert visitor(time).get(clean(site.url("/a")), lambda url: {}).permanent is permanent


def test_each_step_has_validators_of_its_own(site: Site, time: FakeTime) -> None:
    site.pages |= {"/a": redirect("/b"), "/b": page("Daar")}
    visitor(time).get(clean(site.url("/a")), lambda url: {"If-None-Match": f'"{url[-1]}"'})
    sent = {path: headers.get("If-None-Match") for path, headers in site.requests}
    assert sent == {"/robots.txt": None, "/a": '"a"', "/b": '"b"'}


def test_a_redirect_in_a_circle_or_without_end_is_left(site: Site, time: FakeTime) -> None:
    site.pages |= {"/a": redirect("/b"), "/b": redirect("/a"), "/leeg": Answer(b"", 302)}
    site.pages |= {f"/{number}": redirect(f"/{number + 1}") for number in range(20)}
    reason = "het adres verwijst steeds door (hoogstens 5 keer); gebruik het eindadres"
    assert refusal(visitor(time), site.url("/a")) == reason
    assert refusal(visitor(time), site.url("/leeg")) == reason
    site.requests.clear()
    assert refusal(visitor(time), site.url("/0")) == reason
    assert site.visits == ["/0", "/1", "/2", "/3", "/4", "/5"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("file:///etc/passwd", "alleen adressen die met http"),
        ("ftp://voorbeeld.nl/", "alleen adressen die met http"),
        ("http://jan:geheim@voorbeeld.nl/", "naam of wachtwoord"),
        ("http://a:b/", "controleer de spelling"),
    ],
)
def test_a_redirect_to_what_may_not_be_visited_is_not_followed(
    site: Site, time: FakeTime, target: str, reason: str
) -> None:
    site.pages["/a"] = redirect(target)
    said = refusal(visitor(time), site.url("/a"))
    assert said.startswith("het adres verwijst door naar iets dat niet wordt opgehaald: ")
    assert reason in said
    assert "geheim" not in said


@pytest.mark.parametrize("host", ["127.0.0.2", "[::1]", "169.254.169.254", "10.0.0.1", "0x7f.2"])
def test_a_redirect_to_a_private_address_is_refused_before_any_connection(
    site: Site, time: FakeTime, host: str
) -> None:
    site.pages["/a"] = redirect(f"http://{host}:{site.port}/geheim")
    assert "is een adres in het eigen netwerk" in refusal(visitor(time), site.url("/a"))
    assert site.visits == ["/a"]


def test_the_rules_of_a_site_hold_for_who_is_sent_there(site: Site, time: FakeTime) -> None:
    with Site().serve() as other:
        other.pages |= {"/robots.txt": robots("User-agent: *\nDisallow: /"), "/b": page("Dicht")}
        site.pages["/a"] = redirect(other.url("/b"))
        assert "staat dit niet toe" in refusal(visitor(time), site.url("/a"))
        assert other.visits == []


def test_over_https_the_certificates_of_this_machine_are_trusted_and_no_others(site: Site, time: FakeTime) -> None:
    reason = refusal(visitor(time), site.url("/a").replace("http:", "https:"))
    assert "de beveiligde verbinding lukt niet" in reason


def test_time_really_passes_by_default() -> None:
    clock = Clock()
    started = clock.now()
    clock.sleep(0.01)
    assert clock.now() - started >= 0.01
