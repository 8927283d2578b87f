"""Markdown, read by markdown-it-py: its words without its markup."""

from collections.abc import Sequence
from dataclasses import replace

import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.reading.draft import BOLD_LEVEL, Draft, DraftBuilder, UnreadableFileError, decode, is_bold_heading

_KEYS = {
    "title": "title",
    "titel": "title",
    "author": "authors",
    "authors": "authors",
    "auteur": "authors",
    "auteurs": "authors",
    "date": "date",
    "datum": "date",
    "url": "url",
    "kind": "kind",
    "soort": "kind",
    "publisher": "publisher",
    "uitgever": "publisher",
    "language": "language",
    "lang": "language",
    "taal": "language",
    "people": "people",
    "betrokkenen": "people",
    "partners": "partners",
    "partner": "partners",
    "place": "place",
    "plaats": "place",
    "programme": "programme",
    "programma": "programme",
    "programmalijn": "programme",
    "start": "start",
    "begin": "start",
    "startdatum": "start",
    "end": "end",
    "eind": "end",
    "einde": "end",
    "einddatum": "end",
    "status": "status",
    "contact": "contact",
}
_MAX_NESTING = 50
_YAML = YAMLHandler()


def read_markdown(raw: bytes) -> Draft:
    """Return the draft of a Markdown file: one block per paragraph, list item, table row and heading.

    Front matter in YAML becomes metadata, and a note names what of it cannot be read; raw HTML and images are left out.

    Raises:
        UnreadableFileError: If the file is not UTF-8 text, or its front matter is not YAML.
    """
    values, body = _front_matter(decode(raw).strip())
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    builder = DraftBuilder()
    bullets: list[int | None] = []  # per open list: the next number, or None for bullets
    cells: list[str] | None = None
    pending = ""  # bullet of the item whose first paragraph has not come yet
    level = 0
    for token in parser.parse(body):
        if token.type == "bullet_list_open":
            bullets.append(None)
        elif token.type == "ordered_list_open":
            bullets.append(int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            bullets.pop()
        elif token.type == "list_item_open":
            number = bullets[-1]
            pending = "- " if number is None else f"{number}. "
            bullets[-1] = None if number is None else number + 1
        elif token.type == "list_item_close":
            pending = ""
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            builder.add("table", " | ".join(cells))
            cells = None
        elif token.type in ("fence", "code_block"):
            builder.add("text", token.content)
        elif token.type == "inline":
            children = token.children or []
            text = _words(children)
            if cells is not None:
                cells.append(text)
            elif level or (not bullets and _is_bold(children) and is_bold_heading(text)):
                builder.add("heading", " ".join(text.split()), level=level or BOLD_LEVEL)
                level = 0
            else:
                builder.add("list" if bullets else "text", pending + text)
                pending = ""
    found, unread = _metadata(values)
    notes = (
        f"boven in het bestand is {key} niet te lezen; schrijf daar tekst of een lijst van namen" for key in unread
    )
    return replace(builder.build(found), notes=tuple(notes))


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    """Return the fields of the YAML at the top, and the text below it; text between two rules is no YAML."""
    if not _YAML.detect(text):
        return {}, text
    try:
        fields, body = _YAML.split(text)
    except ValueError:  # nothing closes it
        return {}, text
    try:
        # Not PyYAML's loader in C, which is frontmatter's choice: deep nesting crashes it, and Python with it.
        values = _YAML.load(fields, Loader=yaml.SafeLoader)
    # PyYAML lets through what its constructors raise: ValueError for 2024-13-01, others for a wrong tag.
    except (yaml.YAMLError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableFileError("de gegevens boven in het bestand (tussen ---) zijn geen geldige YAML") from error
    return (values, body.strip()) if isinstance(values, dict) else ({}, text)


def _words(tokens: Sequence[Token]) -> str:
    """Return inline text without its markup."""
    pieces = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
    return "".join(pieces)


def _is_bold(tokens: Sequence[Token]) -> bool:
    """Return whether the whole paragraph is one run of bold text."""
    kinds = [token.type for token in tokens if token.type != "text" or token.content]
    return kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1


def _metadata(values: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    """Return what the fields that we know state, and those whose value cannot be read as text."""
    found: dict[str, str] = {}
    unread = []
    for key, value in values.items():
        name = _KEYS.get(str(key).lower())  # YAML makes a number of 1, and a boolean of yes
        stated = [part for part in (value if isinstance(value, list) else [value]) if part is not None]
        texts = [_text_of(part) for part in stated]
        if name is None or not stated:
            continue
        if None in texts:
            unread.append(str(key))
        else:
            found[name] = "; ".join(filter(None, texts))
    return found, unread


def _text_of(part: object) -> str | None:
    """Return a value as text, of a mapping that describes a person or the like its name; None when it has none."""
    if isinstance(part, dict):
        part = part.get("name", part.get("naam"))
    return None if part is None or isinstance(part, list | dict) else str(part)
