"""A visitor that keeps to the rules of each site: robots.txt, a pause between requests, patience when it is busy."""

import ssl
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from importlib.metadata import version

import httpx2
from httpx2 import URL
from protego import Protego
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from corpus.fetching.address import FetchError, clean
from corpus.fetching.network import HostError, Limits, PrivateAddressError, Reply, request

AGENT = "Bronwijzer"
MAX_PAUSE = 60.0
"""Seconds between two requests, or before another attempt, above which a site is left alone in this run."""
GIVE_UP = 5
"""Failures of a server in a row after which its other pages are not tried."""
_ROBOTS_BYTES = 1_000_000  # RFC 9309 asks for 500 KiB at least
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_BUSY = frozenset({429, 502, 503, 504})
_BACKOFF = wait_exponential(multiplier=1, min=1, max=MAX_PAUSE)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time for the pauses, in seconds."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Visit:
    """The end of an address. ``permanent``: all redirects on the way there, if any, are for good."""

    url: URL
    reply: Reply
    permanent: bool


class Visitor:
    """Makes one request at a time. What it knows of each site lasts as long as it does; it keeps no cookies."""

    def __init__(
        self,
        *,
        delay: float,
        contact: str,
        limits: Limits,
        allowed: Callable[[str], bool],
        clock: Clock,
    ) -> None:
        if not (contact.isascii() and contact.isprintable()):
            raise ValueError(f"contact must be printable ASCII: {contact!r}")
        about = f" (+{contact})" if contact else ""
        self._headers = {
            "User-Agent": f"{AGENT}/{version('bronwijzer')}{about}",
            "Accept": "text/html, application/pdf, application/rss+xml, application/xml;q=0.9, */*;q=0.8",
            "Accept-Language": "nl, en;q=0.5",
            "Accept-Encoding": "gzip",
        }
        self._delay = delay
        self._limits = limits
        self._allowed = allowed
        self._clock = clock
        self._rules: dict[str, Protego | str] = {}  # by site; a text says why it may not be visited
        self._delays: dict[str, float] = {}  # by host
        self._free_at: dict[str, float] = {}
        self._failed: Counter[str] = Counter()

    @cached_property
    def _ssl_context(self) -> ssl.SSLContext:
        return httpx2.create_ssl_context()  # it reads every certificate of this machine, which takes a while

    def get(self, url: URL, validators: Callable[[str], Mapping[str, str]]) -> Visit:
        """Return where an address leads to and what is there: status 200, 304 (not modified), 404 or 410 (gone).

        Args:
            url: As ``clean`` returns it.
            validators: The headers that make a request conditional, for the address that it is given.

        Raises:
            FetchError: If the site forbids it, or the answer is of no use.
        """
        visit = self._follow(url, self._require_permission, validators, self._limits)
        status = visit.reply.status
        if status in (200, 304, 404, 410):
            return visit
        if status in (401, 402, 403, 407, 451):
            raise FetchError(f"de site geeft geen toegang ({status}); sla de pagina zelf op")
        raise FetchError(f"de site geeft een fout ({status}); probeer het later opnieuw")

    def _follow(
        self,
        url: URL,
        permit: Callable[[URL], None],
        validators: Callable[[str], Mapping[str, str]],
        limits: Limits,
    ) -> Visit:
        passed: set[str] = set()
        permanent = True
        while str(url) not in passed and len(passed) <= limits.redirects:
            passed.add(str(url))
            permit(url)
            reply = self._send(url, validators(str(url)), limits)
            if reply.status not in _REDIRECTS:
                return Visit(url, reply, permanent)
            permanent = permanent and reply.status in _PERMANENT
            url = _target(url, reply)
        raise FetchError(f"het adres verwijst steeds door (hoogstens {limits.redirects} keer); gebruik het eindadres")

    def _send(self, url: URL, validators: Mapping[str, str], limits: Limits) -> Reply:
        """Return the answer, after as many attempts as are allowed."""
        if self._failed[url.host] >= GIVE_UP:
            raise FetchError(
                f"{url.host} gaf {GIVE_UP} keer achter elkaar geen antwoord; de rest is overgeslagen; "
                "probeer het later opnieuw"
            )
        retrying = Retrying(
            stop=stop_after_attempt(limits.attempts),
            retry=retry_if_exception(lambda error: isinstance(error, HostError) and error.wait is not None),
            wait=_pause,
            sleep=self._clock.sleep,
            reraise=True,
        )
        try:
            reply = retrying(self._attempt, url, {**self._headers, **validators}, limits)
        except HostError:
            self._failed[url.host] += 1
            raise
        self._failed[url.host] = 0
        return reply

    def _attempt(self, url: URL, headers: Mapping[str, str], limits: Limits) -> Reply:
        early = self._free_at.get(url.host, 0.0) - self._clock.now()
        if early > 0:
            self._clock.sleep(early)
        try:
            ssl_context = self._ssl_context if url.scheme == "https" else None
            reply = request(url, headers, limits=limits, allowed=self._allowed, ssl_context=ssl_context)
        finally:
            self._free_at[url.host] = self._clock.now() + self._delays.get(url.host, self._delay)
        if reply.status in _BUSY:
            wait = _retry_after(reply.headers.get("retry-after", ""))
            if wait > MAX_PAUSE:
                minutes = f"de site vraagt om {wait / 60:.0f} minuten te wachten"
                raise HostError(f"{minutes} ({reply.status}); probeer het dan opnieuw", wait=None)
            raise HostError(f"de site heeft het te druk ({reply.status}); probeer het later opnieuw", wait=wait)
        return reply

    def _require_permission(self, url: URL) -> None:
        """Refuse what robots.txt forbids (RFC 9309), and keep to the pause that it asks for."""
        site = str(url.copy_with(raw_path=b"/robots.txt"))
        if site not in self._rules:
            self._rules[site] = self._read_rules(site)
        rules = self._rules[site]
        if isinstance(rules, str):
            raise FetchError(rules)
        if not rules.can_fetch(str(url), AGENT):
            raise FetchError(f"robots.txt van {url.host} staat dit niet toe; vraag de beheerder om toestemming")
        pause = rules.crawl_delay(AGENT) or 0.0
        if pause > MAX_PAUSE:
            raise FetchError(
                f"robots.txt van {url.host} vraagt {pause:.0f} seconden tussen twee bezoeken, en meer dan "
                f"{MAX_PAUSE:.0f} wordt niet gewacht; overleg met de beheerder"
            )
        self._delays[url.host] = max(self._delay, pause)

    def _read_rules(self, site: str) -> Protego | str:
        limits = replace(self._limits, size=_ROBOTS_BYTES)
        try:
            reply = self._follow(clean(site), lambda url: None, lambda url: {}, limits).reply
        except PrivateAddressError as error:
            return str(error)
        except FetchError as error:
            return f"{site} kan niet worden gelezen, en zonder wordt niets opgehaald: {error}"
        if reply.status == 200:
            return Protego.parse(reply.body.decode("utf-8-sig", "replace"))
        if 400 <= reply.status < 500:
            return Protego.parse("")
        return f"{site} geeft een fout ({reply.status}), en zonder wordt niets opgehaald; probeer het later opnieuw"


def _target(url: URL, reply: Reply) -> URL:
    """Return where a redirect leads to."""
    try:
        return clean(reply.headers.get("location", ""), base=url)
    except FetchError as error:
        raise FetchError(f"het adres verwijst door naar iets dat niet wordt opgehaald: {error}") from error


def _retry_after(value: str) -> float:
    """Return the seconds that a server asks to wait: a number, or a moment; 0 when it asks nothing that is clear."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait or 0.0 if isinstance(error, HostError) else 0.0
    return max(asked, _BACKOFF(state))
