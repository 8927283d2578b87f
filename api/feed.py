"""A search as an Atom feed, so that what is new on a subject reaches a feed reader.

Source:
    RFC 4287.
"""

import re
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from pydantic import Field

from api.schemas import Filtered
from api.values import QUERY
from api.web.places import document_address
from corpus.kinds import kind_name
from corpus.model import date_bounds
from search.citing.reference import Reference, references
from search.query import MAX_K
from search.ranking import Mode
from search.searcher import Hit, Hits

ATOM_TYPE = "application/atom+xml"
OPENSEARCH_TYPE = "application/opensearchdescription+xml"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class FeedParameters(Filtered):
    """A search that is followed."""

    q: str = Field(description="What is searched.", examples=["sociale basis"], json_schema_extra=QUERY)
    k: int = Field(
        default=20,
        ge=1,
        le=MAX_K,
        description="Number of best passages whose works are listed, those with a date, the newest first.",
        examples=[20],
    )
    mode: Mode = Field(default="hybrid", description="Which legs rank.", examples=["hybrid"])


def atom(hits: Hits, *, filters: str, address: str, base: str) -> bytes:
    """Return the works of hits as a feed, the newest first, those of a day by rank.

    A work without a date is left out: whether it is new, nobody knows.

    Args:
        hits: What was found.
        filters: What the search is narrowed to, in Dutch; "" when it is not.
        address: Where the feed is read.
        base: Where the service is, with a slash at its end.
    """
    works: dict[str, tuple[Reference, Hit]] = {}
    for hit in hits.hits:
        (reference,) = references([hit])
        works.setdefault(reference.identity, (reference, hit))
    entries = [(date_bounds(work.date)[0], work, hit) for work, hit in works.values() if work.date]
    entries.sort(key=lambda entry: entry[0], reverse=True)
    feed = _root("http://www.w3.org/2005/Atom", "feed")
    _add(feed, "id", address)
    _add(feed, "title", f"Bronwijzer: {hits.query}")
    if filters:
        _add(feed, "subtitle", filters)
    _add(feed, "updated", hits.generation.created)
    _add(_add(feed, "author"), "name", "Bronwijzer")
    _add(feed, "link", rel="self", type=ATOM_TYPE, href=address)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{base}?{urlencode({'q': hits.query})}")
    _add(feed, "link", rel="search", type=OPENSEARCH_TYPE, href=f"{base}v1/opensearch")
    for day, work, hit in entries:
        _add_entry(feed, day, work, hit, base=base)
    return _bytes(feed)


def opensearch(base: str) -> bytes:
    """Return how programs can search here.

    Args:
        base: Where the service is, with a slash at its end.

    Source:
        OpenSearch 1.1, draft 6.
    """
    description = _root("http://a9.com/-/spec/opensearch/1.1/", "OpenSearchDescription")
    _add(description, "ShortName", "Bronwijzer")
    _add(description, "Description", "Zoek in documenten uit het sociaal domein, met citaten die u kunt controleren.")
    _add(description, "Url", type="text/html", template=f"{base}?q={{searchTerms}}")
    _add(description, "Url", type=ATOM_TYPE, template=f"{base}v1/feed?q={{searchTerms}}")
    _add(description, "Url", type="application/json", template=f"{base}v1/search?q={{searchTerms}}")
    _add(description, "Url", type=OPENSEARCH_TYPE, rel="self", template=f"{base}v1/opensearch")
    _add(description, "Query", role="example", searchTerms="sociale basis")
    _add(description, "Language", "nl")
    _add(description, "InputEncoding", "UTF-8")
    _add(description, "OutputEncoding", "UTF-8")
    return _bytes(description)


def _add_entry(feed: etree._Element, day: str, work: Reference, hit: Hit, *, base: str) -> None:
    entry = _add(feed, "entry")
    # Named after the work and not after its place in the index, so that it is never new twice.
    _add(entry, "id", uuid5(NAMESPACE_URL, f"bronwijzer:{work.identity}").urn)
    _add(entry, "title", f"{work.title} (in {work.container})" if work.container else work.title)
    _add(entry, "updated", f"{day}T00:00:00Z")
    for name in work.authors:
        _add(_add(entry, "author"), "name", f"{name.given} {name.family}" if name.given else name.family)
    kind = (hit.item and hit.item.kind) or hit.metadata.kind
    if kind:
        _add(entry, "category", term=kind, label=kind_name(kind))
    _add(entry, "link", rel="alternate", href=work.url or base.rstrip("/") + document_address(hit.passage, {}))
    _add(entry, "summary", hit.passage.text, type="text")


def _root(namespace: str, name: str) -> etree._Element:
    return etree.Element(etree.QName(namespace, name), nsmap={None: namespace})  # type: ignore[dict-item]  # the stubs forgot the default


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """Add an element to another, without the characters that XML cannot hold, and return it."""
    element = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, name))
    element.text = _NO_XML.sub("", text) or None
    for attribute, value in attributes.items():
        element.set(attribute, _NO_XML.sub("", value))
    return element


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
