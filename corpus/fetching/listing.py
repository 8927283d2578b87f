"""Feeds and sitemaps: which pages there are, and what is said about them."""

import re
from calendar import timegm
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Literal
from zoneinfo import ZoneInfo

import feedparser
from httpx2 import URL
from lxml import etree, html

from corpus.fetching.address import MAX_ADDRESS, FetchError, clean, same_site
from corpus.fetching.network import GZIP, too_large, unpack
from corpus.model import is_partial_date

MAX_SITEMAP_BYTES = 50 * 2**20
MAX_FEED_BYTES = 5_000_000
MAX_LISTED = 50_000
"""Addresses in one sitemap, as the protocol has it."""
_HERE = ZoneInfo("Europe/Amsterdam")
_MAX_TEXT = 300
_DAMAGE = (etree.XMLSyntaxError, ValueError)
"""What the parsers raise; the latter when names or characters in damaged XML cannot exist."""
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")
_KINDS: dict[str, Literal["feed", "sitemap"]] = {
    "rss": "feed",
    "RDF": "feed",
    "feed": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An address in a listing, with what the listing says of it; "" where it says nothing."""

    url: str
    title: str = ""
    date: str = ""  # may be partial
    authors: str = ""  # parted by ;
    listing: bool = False  # a sitemap, in an index


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed or sitemap lists. ``elsewhere``: addresses of other sites, which a sitemap may not speak for."""

    listed: tuple[Listed, ...]
    elsewhere: int = 0
    left_out: int = 0  # past the most that is taken


def read_listing(url: URL, body: bytes) -> Listing | None:
    """Return what a feed, a sitemap or an index of sitemaps lists; None when the body is something else.

    Told by content. It may be packed with gzip, as sitemaps often are. XML that is damaged is read as far as it goes.

    Raises:
        FetchError: If it is too large, or damaged so much that nothing is listed.
    """
    if body.startswith(GZIP):
        body = unpack(body, MAX_SITEMAP_BYTES)
    match _KINDS.get(_root(body)):
        case "feed":
            return _feed(url, body)
        case "sitemap":
            return _sitemap(url, body)
    return None


def _root(body: bytes) -> str:
    """Return the name of the outermost element of an XML file; "" when it is none."""
    try:
        for _, element in etree.iterparse(BytesIO(body), ("start",), recover=True, resolve_entities=False):
            return str(element.tag).rpartition("}")[2]
    except _DAMAGE:
        return ""
    return ""


class _Locations:
    """Takes the addresses from the events of a parser, so that no tree of a large file is ever in memory."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bool]] = []  # address; whether it is of a sitemap
        self.left_out = 0
        self._path: list[str] = []
        self._text = ""

    def start(self, tag: str, attributes: object) -> None:
        self._path.append(tag.rpartition("}")[2])
        self._text = ""

    def data(self, text: str) -> None:
        self._text = (self._text + text)[: MAX_ADDRESS + 1]

    def end(self, tag: str) -> None:
        # A picture or video of the page has a <loc> too, in an element of its own.
        is_location = self._path[-1] == "loc" and self._path[-2:-1] in (["url"], ["sitemap"])
        if is_location and (address := self._text.strip()):
            if len(self.found) < MAX_LISTED:
                self.found.append((address, self._path[-2] == "sitemap"))
            else:
                self.left_out += 1
        self._path.pop()

    def close(self) -> None:
        """Nothing to do; a parser asks for it."""


def _sitemap(url: URL, body: bytes) -> Listing:
    if len(body) > MAX_SITEMAP_BYTES:
        raise too_large(MAX_SITEMAP_BYTES)
    locations = _Locations()
    parser = etree.XMLParser(
        target=locations,  # type: ignore[arg-type]  # the stubs ask for a method that lxml does without
        recover=True,
        resolve_entities=False,
    )
    with suppress(*_DAMAGE):
        parser.feed(body)
        parser.close()
    if parser.feed_error_log and not locations.found:
        raise _damaged("sitemap")
    listed, elsewhere = [], 0
    for address, is_sitemap in locations.found:
        try:
            target = clean(address, base=url)
        except FetchError:
            listed.append(Listed(address))  # the visit says what is wrong with it
            continue
        if same_site(target.host, url.host):
            listed.append(Listed(str(target), listing=is_sitemap))
        else:
            elsewhere += 1
    return Listing(tuple(listed), elsewhere, locations.left_out)


def _feed(url: URL, body: bytes) -> Listing:
    if len(body) > MAX_FEED_BYTES:
        raise too_large(MAX_FEED_BYTES)
    try:
        feed = feedparser.parse(
            BytesIO(_REFERENCE.sub(_existing, body)),  # on those that stand for no character it stops
            response_headers={"content-location": str(url), "content-type": "application/xml"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except (*_DAMAGE, LookupError, ArithmeticError) as error:
        raise _damaged("feed") from error
    listed = [
        Listed(link, title=_title(entry), date=_date(entry), authors=_authors(entry))
        for entry in feed.entries
        if (link := str(entry.get("link") or ""))
    ]
    if feed.bozo and not listed:
        raise _damaged("feed")
    return Listing(tuple(listed[:MAX_LISTED]), left_out=max(0, len(listed) - MAX_LISTED))


def _existing(reference: re.Match[bytes]) -> bytes:
    """Return a reference to a character, or nothing when there is no such character."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else b""


def _damaged(what: str) -> FetchError:
    return FetchError(f"deze {what} is beschadigd: er is geen adres in te vinden; vraag de beheerder van de site")


def _title(entry: feedparser.FeedParserDict) -> str:
    detail = entry.get("title_detail") or {}
    title = _line(str(detail.get("value") or ""), length=10 * _MAX_TEXT)
    if detail.get("type") in ("text/html", "application/xhtml+xml") and title.strip():
        title = str(html.fragment_fromstring(title, create_parent="p").text_content())
    return _line(title)


def _authors(entry: feedparser.FeedParserDict) -> str:
    names = [_line(str(author.get("name") or "")) for author in entry.get("authors") or ()]
    return "; ".join(dict.fromkeys(name.replace(";", ",") for name in names if name and "@" not in name))


def _date(entry: feedparser.FeedParserDict) -> str:
    """Return the day on which it was published, in the Netherlands; as partial as it was stated."""
    stated = str(entry.get("published") or "").strip()
    if is_partial_date(stated):
        return stated
    moment = entry.get("published_parsed")
    try:
        return datetime.fromtimestamp(timegm(moment), _HERE).date().isoformat() if moment else ""
    except (ValueError, OverflowError, OSError):  # no such day, or after the last year
        return ""


def _line(text: str, *, length: int = _MAX_TEXT) -> str:
    """Return a text on one line, of bounded length, without characters that cannot be shown."""
    text = " ".join(text.split())
    return "".join(char for char in text if char.isprintable())[:length]
