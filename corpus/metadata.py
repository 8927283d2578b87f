"""What is known about a document: the manifest first, then markup, then what the text itself states."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from corpus.describing.dates import read_date
from corpus.describing.facts import find_facts
from corpus.describing.first_lines import byline, bylines, date_in_text
from corpus.describing.people import read_authors
from corpus.describing.statuses import read_status
from corpus.groups import read_groups
from corpus.model import Fact, FactName, Metadata, Section, all_sections, item_sections

_MAX_TITLE = 300
_PARAGRAPH_WORDS = 15
"""Fewer are a subtitle, a date or a byline."""
_START = 3_000
"""Characters at the start of a document in which its title stands."""
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_LANGUAGES = {"nederlands": "nl", "dutch": "nl", "engels": "en", "english": "en"}


def describe(
    name: str, *, manifest: Mapping[str, str], found: Mapping[str, str], kind: str | None, text: str,
    sections: tuple[Section, ...], is_table: bool,
) -> Metadata:  # fmt: skip
    """Return the metadata of one document. A value that nobody states is None; nothing is invented.

    Args:
        name: The file's name, for the title when nothing better is known.
        manifest: The file's row in ``manifest.csv``; empty cells say nothing.
        found: What its markup states.
        kind: Its kind, as a code.
        text: Its text, for a date, authors and facts; what stands in an item is said of that item alone.
        sections: For a title: the heading after which the file is named, or else the first.
        is_table: Whether it is a table, of which each row has its own date and authors.
    """
    known = {key: value.strip() for source in (found, manifest) for key, value in source.items() if value.strip()}
    headings = (section for section in all_sections(sections) if section.title)
    heading = max(headings, key=lambda section: _shared_words(name, section), default=None)
    shown = heading.title if heading else ""
    own = list(_outside_items(sections, len(text)))
    has_items = own != [(0, len(text))]
    opening = "" if is_table else text
    stated = _stated_facts(known)
    return Metadata(
        title=(known.get("title") or shown or re.sub(r"[-_]+", " ", name.rsplit(".", 1)[0]))[:_MAX_TITLE],
        publisher=known.get("publisher"),
        date=read_date(known.get("date", "")) or date_in_text(name, opening, kind=kind),
        authors=read_authors(known.get("authors", "")) or (() if has_items else _own_byline(opening, sections)),
        kind=kind,
        language=_language(known.get("language", "")),
        url=_web_address(known.get("url", "")),
        facts=_joined(stated, [fact for start, end in own for fact in find_facts(text, start, end)]),
        groups=read_groups(known.get("groups", "")),
    )


def _shared_words(name: str, section: Section) -> int:
    """Return how many words an early heading shares with the file's name: at least two and most of its own, or 0."""
    words = set(_LONG_WORD.findall(section.title.lower()))
    shared = len(words.intersection(_LONG_WORD.findall(name.lower())))
    return shared if section.start < _START and shared > 1 and 2 * shared > len(words) else 0


def _outside_items(sections: tuple[Section, ...], end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a text that are in no item."""
    position = 0
    for section in item_sections(sections):
        if section.start > position:
            yield position, section.start
        position = section.end
    if position < end:
        yield position, end


def _own_byline(text: str, sections: tuple[Section, ...]) -> tuple[str, ...]:
    """Return the authors in the document's only byline, in its opening; any other is that of an article in it."""
    is_only = len(set(bylines(text, 0, len(text)))) == 1
    return byline(text, 0, _opening_end(text, sections)) if is_only else ()


def _opening_end(text: str, sections: tuple[Section, ...]) -> int:
    """Return where a document's opening ends: at the first heading below a paragraph."""
    waiting = [*reversed(sections)]  # the next one last
    while waiting:
        section = waiting.pop()
        waiting += reversed(section.sections)
        if any(len(text[block.start : block.end].split()) >= _PARAGRAPH_WORDS for block in section.blocks):
            return waiting[-1].start if waiting else len(text)
    return len(text)


# What manifest and markup state ----------------------------------------------------------------------------------

_NAMED: tuple[tuple[str, FactName], ...] = (
    ("partners", "partner"),
    ("place", "place"),
    ("programme", "programme"),
    ("contact", "contact"),
)
_DATED: tuple[FactName, ...] = ("start", "end")


def _stated_facts(known: Mapping[str, str]) -> list[Fact]:
    """Return the facts that columns and keys state; semicolons part those of one kind."""
    facts = list(_people(known.get("people", "")))
    facts += [Fact(name, value) for key, name in _NAMED for value in _parts(known.get(key, ""))]
    facts += [Fact(name, date) for name in _DATED if (date := read_date(known.get(name, "")))]
    status = read_status(known.get("status", ""))
    return [*facts, Fact("status", status)] if status else facts


def _people(stated: str) -> Iterator[Fact]:
    """Yield people with their roles: "Roos Bakker (lector)", "Roos Bakker, lector" and "lector: Roos Bakker"."""
    for part in _parts(stated):
        role, _, words = (piece.strip() for piece in part.rpartition(":"))
        names = read_authors(words)
        for name in names:
            after = words.removeprefix(name).strip(" ,()") if len(names) == 1 else ""
            yield Fact("person", name, role or after)


def _parts(stated: str) -> list[str]:
    return [part.strip() for part in stated.split(";") if part.strip()]


def _joined(stated: list[Fact], read: list[Fact]) -> tuple[Fact, ...]:
    """Return what is stated, then what is read; of what is stated nothing is read as well but people and contacts."""
    names = {fact.name for fact in stated} - {"person", "partner", "contact"}
    facts: dict[tuple[str, str], Fact] = {}
    for fact in (*stated, *(fact for fact in read if fact.name not in names)):
        facts.setdefault((fact.name, fact.value.casefold()), fact)
    return tuple(facts.values())


def _language(stated: str) -> str | None:
    """Return a language code: "nl" for "nl-NL" and "Nederlands"."""
    words = stated.lower()
    return _LANGUAGES.get(words) or re.split(r"[-_]", words)[0] or None


def _web_address(stated: str) -> str | None:
    """Return an address that a browser may follow; any other, such as ``javascript:``, is nobody's address."""
    try:
        parts = urlsplit(stated)
    except ValueError:  # brackets that are no IPv6 address
        return None
    return stated if parts.scheme in ("http", "https") and parts.netloc else None
