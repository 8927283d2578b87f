"""Web pages, read by trafilatura: the main text with its headings, lists and tables; menus and footers left out."""

import trafilatura
from lxml import etree
from trafilatura.utils import load_html

from corpus.reading.draft import Draft, DraftBuilder, UnreadableFileError

# Only a date that the page states as its own; a date somewhere in the text may be anybody's.
_DATES = {"extensive_search": False, "original_date": True}
_BLOCKS = {"p", "head", "list", "item", "table", "row", "quote", "div"}
_APART = ("lb", "cell", *_BLOCKS)
"""Words on either side of these are different words, though nothing but markup may part them."""
_NOT_TEXT = "hierin staat geen tekst die gelezen kan worden; sla de pagina op als HTML of tekst"


def read_html(raw: bytes) -> Draft:
    """Return the draft of a web page: one block per paragraph, list item, table row, quote and heading.

    Raises:
        UnreadableFileError: If no main text is found in it.
    """
    page = trafilatura.bare_extraction(
        raw,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    if not isinstance(page, trafilatura.settings.Document) or page.body is None:
        raise UnreadableFileError(_NOT_TEXT)
    for element in page.body.iter(*_APART):
        element.text, element.tail = f" {element.text or ''}", f" {element.tail or ''}"
    builder = DraftBuilder()
    _add_children(page.body, builder)
    found = {
        "title": page.title,
        "authors": page.author,
        "date": page.date,
        "url": page.url,
        "publisher": page.sitename,
        "language": _language(raw),
    }
    return builder.build({name: str(value) for name, value in found.items() if value})


def _add_children(parent: etree._Element, builder: DraftBuilder) -> None:
    for element in parent:
        text = _text(element)
        match element.tag:
            case "head":
                builder.add("heading", text, level=int(element.get("rend", "h2")[1:]))
            case "item":
                builder.add("list", f"- {text}")
            case "row":
                cells = [_text(cell) for cell in element]
                builder.add("table", " | ".join(cell for cell in cells if cell))
            case "list" | "table" | "div" | "quote":
                if any(child.tag in _BLOCKS for child in element):
                    builder.add("text", " ".join((element.text or "").split()))
                    _add_children(element, builder)
                else:
                    builder.add("text", text)
            case _:
                builder.add("text", text)


def _text(element: etree._Element) -> str:
    """Return the text inside an element, tags left out, with single spaces."""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())


def _language(raw: bytes) -> str | None:
    """Return the language that the page itself states, such as ``nl``."""
    tree = load_html(raw)
    stated = None if tree is None else tree.get("lang")
    return stated.split("-")[0].lower() if stated else None
