"""XML of documents: parsed without entities, and looked at by names without their namespace."""

from collections.abc import Iterator, Set

from lxml import etree

from corpus.reading.draft import UnreadableFileError, decode
from corpus.reading.encoding import to_utf8
from corpus.reading.office.archive import DAMAGED

_MAX_TAGS = 750_000
"""The smallest element takes 280 bytes of memory. Word writes about 500 tags a page."""


def parse_xml(raw: bytes, name: str) -> etree._Element:
    """Return the root of an XML file; entities are not replaced, and nothing is fetched.

    Raises:
        UnreadableFileError: If it is not well-formed, is nested more than 256 deep, or has too many elements.
    """
    _refuse_many_tags(raw, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFileError(f"{DAMAGED} ({name} is geen geldige XML)") from error


def parse_page(raw: bytes, name: str) -> etree._Element | None:
    """Return the root of an XHTML page in UTF-8 or UTF-16; nothing when it is empty.

    It is read as HTML, since its entities then need no document type, and pages break the rules of XML. What is nested
    more than 255 deep is not in the tree.

    Raises:
        UnreadableFileError: If it is no text, or has too many elements.
    """
    _refuse_many_tags(raw, name)
    text = decode(to_utf8(raw)[0]).strip()
    return etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True)) if text else None


def _refuse_many_tags(raw: bytes, name: str) -> None:
    if raw.count(b"<") > _MAX_TAGS:
        raise UnreadableFileError(f"er staat meer opmaak in {name} dan in een document hoort; splits het")


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; a comment has none.

    The strict and the usual form of a standard differ in their namespaces only.
    """
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str:
    """Return the value of an attribute, whatever its namespace; nothing when there is none."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def children(element: etree._Element | None, name: str) -> list[etree._Element]:
    """Return the children of that name."""
    return [] if element is None else list(element.iterchildren(f"{{*}}{name}"))


def child_of(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of that name."""
    return None if element is None else next(element.iterchildren(f"{{*}}{name}"), None)


def visible(
    parent: etree._Element, wanted: str = "", *, skipped: Set[str], closed: Set[str]
) -> Iterator[etree._Element]:
    """Yield the elements under one in document order, all or those of a name.

    Args:
        parent: What is looked into.
        wanted: The name of the elements to yield; "" for all.
        skipped: Names of elements that are left out with all that is in them.
        closed: Names of elements that are not looked into: their text is of another paragraph.
    """
    for child in parent:
        name = local_name(child)
        if name in skipped:
            continue
        if not wanted or name == wanted:
            yield child
        if name not in closed:
            yield from visible(child, wanted, skipped=skipped, closed=closed)


def within(parent: etree._Element, name: str, *, skipped: Set[str] = frozenset()) -> Iterator[etree._Element]:
    """Yield the outermost elements of a name, such as the rows of a table or the cells of a row, however deep."""
    for child in parent:
        if local_name(child) == name:
            yield child
        elif local_name(child) not in skipped:
            yield from within(child, name, skipped=skipped)


def number(value: str, otherwise: int) -> int:
    """Return a whole number of at most nine digits, or else the other one."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else otherwise
