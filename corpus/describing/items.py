"""What is known about the works inside a document: kind, authors, date and facts of each item."""

import re
from dataclasses import replace

from corpus.describing.dates import find_dates
from corpus.describing.facts import find_facts
from corpus.describing.first_lines import byline, line_date
from corpus.kinds import read_kind
from corpus.model import Fact, Item, Metadata, Section

KINDS = frozenset({"article", "project", "column", "interview", "news", "event", "contact", "references", "faq"})
"""What a work inside a document can be. "Nieuwsbrief 3" above an article makes it no newsletter."""


def describe_items(text: str, sections: tuple[Section, ...], issue: Metadata) -> tuple[Section, ...]:
    """Return the sections with what is known about each item filled in.

    Its kind is that of its title, its shape or the heading that it stands under; its date is its own, in a line right
    under its title, or else what the markup states, or that of the issue; its authors are those that the markup
    states, or those of its byline.

    Args:
        text: The document's text.
        sections: Its sections; those with an ``item`` are described.
        issue: What is known about the document.
    """
    return _describe_under("", text, sections, issue)


def _describe_under(above: str, text: str, sections: tuple[Section, ...], issue: Metadata) -> tuple[Section, ...]:
    described = []
    for section in sections:
        item = None if section.item is None else _item(above, text, section, section.item, issue)
        inner = _describe_under(section.title or above, text, section.sections, issue)
        described.append(replace(section, item=item, sections=inner))
    return tuple(described)


def _item(above: str, text: str, section: Section, stated: Item, issue: Metadata) -> Item:
    facts = find_facts(text, section.start, section.end)
    kind = _item_kind(above, text, section, issue, facts)
    own = (line_date(text[block.start : block.end]) for block in section.blocks[:2])
    # The date under the title of a meeting is that of the meeting.
    date = None if kind == "event" else next((date for date in own if date), None)
    authors = stated.authors or byline(text, section.start, section.end)
    return Item(kind, authors, date or stated.date or issue.date, facts)


_MAX_TITLE = 300
_SIGNS = 1_500
"""Characters at the start of an item in which an announcement shows itself."""
_INTERVIEW = re.compile(r"\binterview\b|\bin gesprek met\b", re.IGNORECASE)
_COLUMN = re.compile(r"column\b", re.IGNORECASE)
_PROJECT = re.compile(r"\b(?:\w+)?project\b|^pilot\b", re.IGNORECASE)
_EVENT = re.compile(
    r"""\b(?:symposium|congres|masterclass|\w*bijeenkomst|kenniscaf[eé]|webinar|conferentie|lezing|workshop|studiedag
      |inspiratiedag|themadag|open\ dag)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ANNOUNCED = re.compile(
    r"""^[*_\ ]{0,4}(?:datum|wanneer|locatie|waar|tijd)\b[^\n]{0,3}: | \b(?:meld\ je|meldt\ u|u\ kunt\ zich)\ aan
      | \baanmelden\b""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_PROJECT_ROLES = ("projectleider", "projectcoördinator", "projectcoordinator")


def _item_kind(above: str, text: str, section: Section, issue: Metadata, facts: tuple[Fact, ...]) -> str | None:
    """Return the kind of an item: its title says it, its shape, or the heading that it stands under; else None."""
    title, above = (re.sub(r"\W*\d*$", "", words[:_MAX_TITLE]) for words in (section.title, above))
    own, container = read_kind(title), read_kind(above)
    if own in KINDS:
        return own
    if _INTERVIEW.search(title):
        return "interview"
    if _COLUMN.search(title):
        return "column"
    start = text[section.start : section.start + _SIGNS]
    if _EVENT.search(title) and (any(find_dates(section.title[:_MAX_TITLE])) or _ANNOUNCED.search(start)):
        return "event"
    leads = any(fact.role.lower().startswith(_PROJECT_ROLES) for fact in facts)
    if _PROJECT.search(title) or leads or {"start", "end"} <= {fact.name for fact in facts}:
        return "project"
    # A title in capitals under another in capitals is its equal, whatever the tree says.
    if container in KINDS and not (title.isupper() and above.isupper()):
        return container
    return "article" if issue.kind == "magazine" else None
