"""Web pages: the main text with its headings, lists, quotes and tables; what stands around it is dropped, and named.

trafilatura points out the main text; the tree itself says what is a heading or a list in it. A newsletter that is laid
out in tables has no main text to point out: there everything is read but the small print.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import groupby

import trafilatura
from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from corpus.reading.draft import Draft, DraftBuilder, Dropped, Link, UnreadableFileError
from corpus.reading.web.charset import decode_declared
from corpus.reading.web.flow import NOWHERE, Piece, read_flow
from corpus.reading.web.markup import read_markup
from corpus.reading.web.styled import BUTTON, mark_headings
from corpus.reading.web.surroundings import (
    drop_link_lists,
    drop_small_print,
    mail_reason,
    page_reason,
    restore_if_empty,
)

NOT_TEXT = "hierin staat geen tekst die gelezen kan worden; sla de pagina op als HTML of tekst"
_CUT_OFF = "een deel is niet gelezen: de opmaak is te diep genest of kapot; sla de pagina opnieuw op"
_OUTSIDE = "buiten de hoofdtekst"
_SILENT = (
    "script style noscript template svg iframe object embed applet select option textarea input audio video canvas map"
).split()
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"""(?:\s[^\s=>]{1,100}+\s?=\s?(?:"[^"]{0,500}+"|'[^']{0,500}+')){100,}+""")
_MAX_TAG = 8_000
"""Characters of a tag. libxml2 takes quadratic time for the attributes of one; one this long has a picture in it."""
_NAME = re.compile(r"<[a-zA-Z][^\s<>/]*+")
_TAG = re.compile(r"<[a-z!?/]", re.IGNORECASE)
_MAX_CHARACTERS = 5_000_000
"""Of a page without its pictures; a book of a thousand pages has half of it."""
_MAX_ELEMENTS, _MAX_DEPTH, _MAX_TEXT = 20_000, 200, 2_000_000
"""Of a page that trafilatura is asked about: beyond these it takes more than seconds, and Python's stack."""
_BY = re.compile(r"^(?:door|tekst|auteurs?|geschreven door)\s*:?\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)
_SHINGLE = 4
_SHARED = 0.6
"""A piece is main text when this share of its runs of four words is."""


def read_html(raw: bytes) -> Draft:
    """Return the draft of a web page: one block per paragraph, list item, table row, quote and heading.

    Raises:
        UnreadableFileError: If no main text is found in it.
    """
    declared = _DECLARED.search(raw[:4096])
    return read_page(decode_declared(raw, declared[1].decode("ascii") if declared else None), is_mail=False)


def read_page(text: str, *, is_mail: bool) -> Draft:
    """Return the draft of a page that is decoded already.

    Args:
        text: The page.
        is_mail: Whether it came as an e-mail; a file may be one all the same, and shows it by its layout.

    Raises:
        UnreadableFileError: If no main text is found in it.
    """
    tree, notes = _parse(text)
    found = read_markup(tree)
    base = next((element.get("href") or "" for element in tree.iter("base")), "") or found.get("url", "")
    advised = None if is_mail else _advice(tree)
    found = {**(_title(tree) if advised is None else _metadata(advised)), **found}
    etree.strip_elements(tree, *_SILENT, with_tail=False)
    body = tree.find("body")
    if body is None:
        raise UnreadableFileError(NOT_TEXT)
    pieces = [] if is_mail else read_flow(body, base=base, reason=page_reason(body))
    if is_mail or _is_mail_layout(pieces):
        pieces = mark_headings(drop_small_print(read_flow(body, base=base, reason=mail_reason)))
    else:
        pieces = mark_headings(_main_text(pieces, None if advised is None else advised.body))
    return _draft(pieces, found, notes)


def read_fragment(text: str, *, level: int) -> tuple[list[Piece], tuple[str, ...]]:
    """Return the pieces of HTML that stands in another text, and what the report must say.

    Args:
        text: The HTML; tags may be left open, or be closed without having been opened.
        level: Of the heading above it.

    Raises:
        UnreadableFileError: If it is too large.
    """
    tree, notes = _parse(f"<body>{text}")
    etree.strip_elements(tree, *_SILENT, with_tail=False)
    return read_flow(tree, base="", reason=lambda element: "", level=level), notes


def _parse(text: str) -> tuple[etree._Element, tuple[str, ...]]:
    """Return the tree of a page, and what the report must say when the parser gave up on a part of it."""
    if _TAG.search(text) is None:
        raise UnreadableFileError(NOT_TEXT)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    text = _shorten_tags(_ATTRIBUTES.sub("", text))
    if len(text) > _MAX_CHARACTERS:
        most = f"{_MAX_CHARACTERS / 1e6:.0f}"
        raise UnreadableFileError(
            f"te groot voor een webpagina ({len(text) / 1e6:.0f} miljoen tekens, hoogstens {most}); splits de pagina"
        )
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadableFileError(NOT_TEXT) from error
    is_cut_off = any(entry.level >= etree.ErrorLevels.FATAL for entry in parser.error_log)
    return tree, (_CUT_OFF,) if is_cut_off else ()


def _shorten_tags(text: str) -> str:
    """Return a page with the tags that are too long without their attributes."""
    parts: list[str] = []
    kept = start = 0
    while (start := text.find("<", start)) >= 0 and (end := text.find(">", start)) >= 0:
        if end - start > _MAX_TAG and (name := _NAME.match(text, start)):
            parts += [text[kept : name.end()], ">"]
            kept = end + 1
        start = end + 1
    return "".join([*parts, text[kept:]])


def _advice(tree: etree._Element) -> trafilatura.settings.Document | None:
    """Return what trafilatura makes of a page; None when it finds no main text, or the page is too large for it."""
    if _is_too_much(tree):
        return None
    page = trafilatura.bare_extraction(
        deepcopy(tree), include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    return page if isinstance(page, trafilatura.settings.Document) and page.body is not None else None


def _is_too_much(tree: etree._Element) -> bool:
    elements = depth = length = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        elements, depth = elements + 1, depth + 1
        length += len(element.text or "") + len(element.tail or "")
        if elements > _MAX_ELEMENTS or depth > _MAX_DEPTH or length > _MAX_TEXT:
            return True
    return False


def _title(tree: etree._Element) -> dict[str, str]:
    title = " ".join((tree.findtext("head/title") or "").split())
    return {"title": title} if title else {}


def _metadata(advised: trafilatura.settings.Document) -> dict[str, str]:
    """Return what trafilatura finds in the page itself; not the date, which it also takes from changes and years."""
    found = {"title": advised.title, "authors": advised.author, "publisher": advised.sitename}
    return {name: _BY.sub("", str(value)) for name, value in found.items() if value}


def _is_mail_layout(pieces: Sequence[Piece]) -> bool:
    """Return whether most of a page's words stand in tables that only make up the page."""
    in_cells = sum(len(piece.text) for piece in pieces if piece.is_in_cell)
    return 2 * in_cells > sum(len(piece.text) for piece in pieces)


def _main_text(pieces: Sequence[Piece], advised: etree._Element | None) -> list[Piece]:
    """Return the pieces of a page with those that are not in its main text marked as dropped."""
    pieces = restore_if_empty(pieces)
    is_main = _is_shared(pieces, advised)
    pieces = drop_link_lists(pieces, is_main)
    inside = _main_element(pieces, is_main)
    if inside is None:
        return pieces
    within = set(inside.iter())
    return [piece if piece.reason or piece.element in within else replace(piece, reason=_OUTSIDE) for piece in pieces]


def _is_shared(pieces: Sequence[Piece], advised: etree._Element | None) -> list[bool]:
    """Return of each piece whether it has at least four words, and trafilatura holds most of it to be main text."""
    if advised is None:
        return [False] * len(pieces)
    shared = set(_shingles(" ".join(str(text) for text in advised.itertext())))
    result = []
    for piece in pieces:
        shingles = list(_shingles(piece.text))
        result.append(bool(shingles) and sum(each in shared for each in shingles) >= _SHARED * len(shingles))
    return result


def _shingles(text: str) -> Iterable[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return zip(*(words[start:] for start in range(_SHINGLE)), strict=False)


def _main_element(pieces: Sequence[Piece], is_main: Sequence[bool]) -> etree._Element | None:
    """Return the element that holds the main text, all articles and the title; None when nothing points it out."""
    titles = [piece.element for piece in pieces if piece.element.tag == "h1" and not piece.reason]
    elements = [
        piece.element
        for piece, is_it in zip(pieces, is_main, strict=True)
        if not piece.reason and (is_it or [piece.element] == titles or _holder(piece.element, "article") is not None)
    ]
    if not any(is_it and not piece.reason for piece, is_it in zip(pieces, is_main, strict=True)):
        mains = {main for piece in pieces if not piece.reason and (main := _holder(piece.element, "main")) is not None}
        return mains.pop() if len(mains) == 1 else None
    # They are in the order of the page, so what holds the first and the last holds them all.
    above = {elements[0], *elements[0].iterancestors()}
    lowest = next(each for each in (elements[-1], *elements[-1].iterancestors()) if each in above)
    return lowest if (main := _holder(lowest, "main")) is None else main


def _holder(element: etree._Element, tag: str) -> etree._Element | None:
    """Return the nearest element of a kind that holds this one, or is it."""
    return element if element.tag == tag else next(element.iterancestors(tag), None)


def _draft(pieces: Sequence[Piece], found: Mapping[str, str], notes: tuple[str, ...]) -> Draft:
    builder = DraftBuilder()
    kept = [piece for piece in pieces if not piece.reason]
    for piece in kept:
        is_button = piece.linked == 1 and BUTTON.fullmatch(piece.text) is not None
        builder.add("boilerplate" if is_button else piece.kind, piece.text, level=piece.level)
    draft = builder.build(found)
    if not draft.blocks:
        raise UnreadableFileError(NOT_TEXT)
    links = [
        Link(block.start + link.start, block.start + link.end, link.url)
        for piece, block in zip(kept, draft.blocks, strict=True)
        for link in piece.links
        if link.url != NOWHERE
    ]
    dropped = [
        Dropped("\n".join(piece.text for piece in group), reason)
        for reason, group in groupby(pieces, key=lambda piece: piece.reason)
        if reason
    ]
    return replace(draft, links=tuple(links), dropped=tuple(dropped), notes=notes)
