"""What a page says about itself: schema.org in JSON-LD first, then its meta tags and marked times.

extruct reads more kinds of markup and brings rdflib and four parsers along; these two are what Dutch sites write.
"""

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from corpus.describing.dates import read_date
from corpus.describing.first_lines import leading_date

_KINDS = {
    "article": "article",
    "blogposting": "article",
    "scholarlyarticle": "article",
    "techarticle": "article",
    "advertisercontentarticle": "article",
    "newsarticle": "news",
    "reportagenewsarticle": "news",
    "report": "report",
    "event": "event",
    "businessevent": "event",
    "educationevent": "event",
    "socialevent": "event",
    "project": "project",
    "researchproject": "project",
    "fundingscheme": "project",
    "faqpage": "faq",
}
"""Of schema.org types; pages that are none of these say nothing about their kind."""
_TYPES = {
    "nieuwsbericht": "news",
    "rapport": "report",
    "nieuwsbrief": "newsletter",
    "artikel": "article",
}
"""Of DCTERMS.type; og:type says "article" of every page of many sites."""
_PUBLISHERS = frozenset({"organization", "governmentorganization", "ngo", "newsmediaorganization"})
_TITLES = ("dcterms.title", "dc.title", "og:title", "citation_title", "twitter:title")
_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "citation_publication_date",
    "citation_date",
    "publicationdate",
    "publication_date",
    "publish-date",
    "pubdate",
    "date",
)
"""Names of meta tags; none of them may be the day of a change, of a copyright or of the next edition."""
_AUTHORS = ("citation_author", "dc.creator.author", "author", "article:author", "parsely-author")
_SITES = ("dcterms.publisher", "dc.publisher", "dcterms.creator", "dc.creator", "og:site_name", "citation_publisher")
_LANGUAGES = ("dcterms.language", "dc.language", "content-language", "og:locale")
_NOBODY = frozenset({"admin", "administrator", "beheerder", "webmaster", "webredactie", "root", "auteur", "author"})
_PUBLISHED = re.compile(r"publish|publi[ck]at|gepubliceerd|geplaatst|entry-date|post-date|pubdate", re.IGNORECASE)
_CHANGED = re.compile(r"updated|modified|gewijzigd|bijgewerkt|aangepast|laatst", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?!.*(?:comment|reactie|event|agenda)).*\b(?:meta|byline|posted|datum|auteurs?|tekst)\b",
    re.IGNORECASE | re.DOTALL,
)
_PLACED = re.compile(r"(?:geplaatst|gepubliceerd|publicatiedatum|verschenen)(?:\s+op)?\s*:?\s+(.*)", re.IGNORECASE)
_LINES = ("p", "span", "div", "li", "td", "dd", "small", "em", "time")
_MAX_LINE = 60
_SEPARATOR = re.compile(r"\s+(?:[-–—|»·]|::)\s+")
_MAX_VALUE = 500
_MAX_NODES = 10_000
"""Objects and lists of one script that are looked at; a page that describes itself has a few dozen."""
_MAX_JSON = 1_000_000

Node = Mapping[str, Any]


def read_markup(tree: etree._Element) -> dict[str, str]:
    """Return what the page states of itself.

    The keys are title, authors ("A; B"), date, language, url, kind, publisher and, of an event or a project, start,
    end, place and contact.

    One that nothing states is left out. Dates are partial dates. The day on which a page was changed, a copyright
    year or a date in running text is not its date.
    """
    named = _named(tree)
    url = _url(tree, named)
    meta = {
        "title": _first(named, _TITLES),
        "authors": "; ".join(_people(named.get(next((name for name in _AUTHORS if named.get(name)), ""), []))),
        "date": next((date for name in _DATES for date in map(read_date, named.get(name, [])) if date), "")
        or _marked_time(tree),
        "language": _language(_first(named, _LANGUAGES)),
        "kind": _TYPES.get(_first(named, ("dcterms.type",)).lower(), ""),
        "publisher": _first(named, _SITES),
    }
    stated = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    first = {**_from_json(_nodes(tree), url), "language": _language(stated), "url": url}
    found = {**meta, **{name: value for name, value in first.items() if value}}
    if found.get("title") and found.get("publisher"):
        found["title"] = _without_site(found["title"], found["publisher"])
    if found.get("authors") == found.get("publisher"):
        del found["authors"]
    return {name: value[:_MAX_VALUE] for name, value in found.items() if value}


def _named(tree: etree._Element) -> dict[str, list[str]]:
    """Return the contents of the meta tags by their names, in lower case."""
    named: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = _squeeze(element.get("content") or "")
        names = [element.get(key) for key in ("name", "property", "itemprop", "http-equiv")]
        for name in {name.strip().lower() for name in names if name}:
            if content:
                named.setdefault(name, []).append(content)
    return named


def _first(named: Mapping[str, list[str]], names: Iterable[str]) -> str:
    return next((named[name][0] for name in names if name in named), "")


def _url(tree: etree._Element, named: Mapping[str, list[str]]) -> str:
    """Return the page's own address: canonical, else that of OpenGraph; "" when it states none that is absolute."""
    links = (element for element in tree.iter("link") if "canonical" in (element.get("rel") or "").lower().split())
    stated = [(element.get("href") or "").strip() for element in links] + named.get("og:url", [])
    base = next((element.get("href") or "" for element in tree.iter("base")), "")
    return next((url for url in (absolute(base, value) for value in stated if value) if url), "")


def absolute(base: str, url: str) -> str:
    """Return an http, https or mailto address, resolved against the base; "" for anything else."""
    try:
        joined = urljoin(base, url.strip())
        parts = urlsplit(joined)
    except ValueError:  # a bracket that opens an IPv6 address and never closes it
        return ""
    is_web = parts.scheme in ("http", "https") and parts.netloc
    return joined if is_web or (parts.scheme == "mailto" and parts.path) else ""


def _language(stated: str) -> str:
    """Return the language of a tag such as ``nl-NL`` or ``nl_NL``."""
    language = re.split(r"[-_]", stated.strip().lower())[0]
    return language if re.fullmatch(r"[a-z]{2,3}", language) else ""


def _people(names: Iterable[str]) -> list[str]:
    """Return the names of people among these, each once; an address or "admin" is nobody."""
    people = [_squeeze(name) for name in names]
    is_nobody = ("http://", "https://", "@")
    return list(dict.fromkeys(p for p in people if p and p.lower() not in _NOBODY and not p.startswith(is_nobody)))


def _without_site(title: str, publisher: str) -> str:
    """Return the title without the name of the site behind it: "Koffie in de wijk - Buurtkracht"."""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and parts[-1].casefold() == publisher.casefold():
        return title[: len(title) - len(parts[-1])].rstrip(" -–—|»·:")
    return title


def _marked_time(tree: etree._Element) -> str:
    """Return the day of publication that the page shows: marked as such, or else the only one in a line about the page.

    A day in a line about the page stands in a ``<time>`` among its author and the like, or behind "Geplaatst op".
    """
    shown: list[str] = []
    for element in tree.iter("time"):
        parent = element.getparent()
        around = [parent.get("class") or "", parent.text or ""] if parent is not None and parent.tag != "body" else []
        marks = " ".join([element.get("class") or "", element.get("itemprop") or "", *around])
        date = read_date(element.get("datetime") or "".join(str(text) for text in element.itertext()))
        if not date or _CHANGED.search(marks):
            continue
        if _PUBLISHED.search(marks) or element.get("pubdate") is not None:
            return date
        if _ABOUT.search(marks):
            shown.append(date)
    lines = (element.text.strip() for element in tree.iter(*_LINES) if element.text and len(element.text) < _MAX_LINE)
    placed = (leading_date(found[1]) for line in lines if (found := _PLACED.fullmatch(line)))
    shown += [date for date in placed if date]
    return shown[0] if len(set(shown)) == 1 else ""


# JSON-LD ---------------------------------------------------------------------------------------------------------


def _nodes(tree: etree._Element) -> list[Node]:
    """Return every object in the page's JSON-LD, outermost first; a script that is no JSON says nothing."""
    nodes: list[Node] = []
    for element in tree.iter("script"):
        kind = (element.get("type") or "").split(";")[0].strip().lower()
        text = (element.text or "").strip()
        if kind != "application/ld+json" or len(text) > _MAX_JSON:
            continue
        try:
            stated = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        queue = deque([stated] if isinstance(stated, dict | list) else [])
        for _ in range(_MAX_NODES):
            if not queue:
                break
            value = queue.popleft()
            if isinstance(value, dict):
                nodes.append(value)
            parts = value.values() if isinstance(value, dict) else value
            queue.extend(part for part in parts if isinstance(part, dict | list))
    return nodes


def _from_json(nodes: list[Node], url: str) -> dict[str, str]:
    """Return what the node says that describes this page, and who publishes it."""
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    node = _own_node(nodes, url)
    named = [part for part in nodes if _types(part) & _PUBLISHERS and _text(part, "name")]
    sites = [part for part in nodes if "website" in _types(part)]
    publisher = next((name for part in [node, *sites] for name in _names(part, ("publisher",), by_id)), "")
    names = {name for part in named for name in _names({"n": part}, ("n",), by_id)}
    found = {"publisher": publisher or (names.pop() if len(names) == 1 else "")}
    kind = next((_KINDS[name] for name in sorted(_types(node)) if name in _KINDS), "")
    if not kind:
        return found
    authors = [part for part in _parts(node, ("author", "creator"), by_id) if not _types(part) & _PUBLISHERS]
    return found | {
        "kind": kind,
        "title": _text(node, "headline", "name"),
        "authors": "; ".join(_people(_text(part, "name") for part in authors)),
        "date": read_date(_text(node, "datePublished", "dateCreated")) or "",
        "start": read_date(_text(node, "startDate", "foundingDate")) or "",
        "end": read_date(_text(node, "endDate", "dissolutionDate")) or "",
        "place": "; ".join(_places(node, by_id)),
        "contact": "; ".join(_contacts(node, by_id)),
    }


def _own_node(nodes: list[Node], url: str) -> Node:
    """Return the node about this page; nothing when several works stand in it and none has the page's address."""
    works = [node for node in nodes if _types(node) & _KINDS.keys() and _text(node, "headline", "name")]
    works += [node for node in nodes if "faqpage" in _types(node) and node not in works]
    own = [node for node in works if url and url.rstrip("/") in {each.rstrip("/") for each in _addresses(node)}]
    if own or len(works) == 1:
        return (own or works)[0]
    return {}


def _addresses(node: Node) -> Iterator[str]:
    for value in (node.get("url"), node.get("@id"), node.get("mainEntityOfPage")):
        address = value.get("@id") if isinstance(value, dict) else value
        if isinstance(address, str):
            yield address.split("#")[0]


def _types(node: Node) -> set[str]:
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return {each.rsplit("/", 1)[-1].lower() for each in values if isinstance(each, str)}


def _text(node: Node, *keys: str) -> str:
    """Return the first of the fields that is text, without markup's escapes."""
    for key in keys:
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str | int) and str(value).strip():
            return _squeeze(html.unescape(str(value)))
    return ""


def _parts(node: Node, keys: Iterable[str], by_id: Mapping[str, Node]) -> list[Node]:
    """Return the objects in the first filled field; text becomes an object with a name, a reference what it names."""
    for key in keys:
        value = node.get(key)
        values = value if isinstance(value, list) else [value]
        parts: list[Node] = [part if isinstance(part, dict) else {"name": part} for part in values if part]
        if parts:
            return [
                by_id.get(part.get("@id", ""), part) if isinstance(part.get("@id"), str) else part for part in parts
            ]
    return []


def _names(node: Node, keys: Iterable[str], by_id: Mapping[str, Node]) -> list[str]:
    return [name for part in _parts(node, keys, by_id) if (name := _text(part, "name"))]


def _places(node: Node, by_id: Mapping[str, Node]) -> Iterator[str]:
    for place in _parts(node, ("location",), by_id):
        addresses = _parts(place, ("address",), by_id)
        towns = [_text(address, "addressLocality") or _text(address, "name") for address in addresses]
        words = [word for word in (_text(place, "name"), *towns) if word]
        if words:
            yield ", ".join(dict.fromkeys(words))


def _contacts(node: Node, by_id: Mapping[str, Node]) -> Iterator[str]:
    for contact in _parts(node, ("contactPoint", "organizer"), by_id):
        words = [_text(contact, key) for key in ("name", "email", "telephone")]
        if any(words[1:]):
            yield ", ".join(word.removeprefix("mailto:") for word in words if word)


def _squeeze(text: str) -> str:
    return " ".join(text.split())
