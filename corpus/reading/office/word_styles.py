"""Styles and numbering of Word documents, as far as they say what a paragraph is."""

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

from corpus.reading.office.xml import attribute, child_of, children, number

BODY_TEXT = 9
"""An outline level that says: no heading."""
_HEADING = re.compile(r"(?:heading|kop)\s*([1-9])\b", re.IGNORECASE)
_TITLES = frozenset({"title", "titel"})
_CONTENTS = re.compile(r"(?:toc|inhopg)\s*(?:\d|heading)", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off"})
_MAX_BASES = 20  # of one style on another, on another …


@dataclass(frozen=True, slots=True)
class Style:
    """What a style of paragraphs says, with what it inherits."""

    name: str = ""
    level: int | None = None  # of the outline, from 0
    numbering: tuple[str, int] | None = None  # list and depth
    bold: bool = False

    @property
    def is_title(self) -> bool:
        """Whether its paragraph is the title of the document."""
        return self.name.lower() in _TITLES

    @property
    def is_contents(self) -> bool:
        """Whether its paragraphs are entries of a contents list."""
        return bool(_CONTENTS.match(self.name))


def read_styles(root: etree._Element | None) -> tuple[dict[str, Style], Style]:
    """Return the styles by their id, and the one of paragraphs that name none."""
    stated = {attribute(style, "styleId"): style for style in children(root, "style")}
    styles: dict[str, Style] = {}
    for key in stated:
        _resolve(key, stated, styles)
    default = (key for key, style in stated.items() if attribute(style, "default") in ("1", "true"))
    return styles, next((styles[key] for key in default if attribute(stated[key], "type") == "paragraph"), Style())


def is_on(switch: etree._Element | None, *, otherwise: bool) -> bool:
    """Return whether a property such as bold is switched on here; one that is not mentioned is as it was."""
    return otherwise if switch is None else attribute(switch, "val") not in _OFF


def numbering_of(properties: etree._Element | None) -> tuple[str, int] | None:
    """Return list and depth that the properties of a paragraph or style state."""
    stated = child_of(properties, "numPr")
    if stated is None:
        return None
    return attribute(child_of(stated, "numId"), "val"), number(attribute(child_of(stated, "ilvl"), "val"), 0)


def _resolve(key: str, stated: dict[str, etree._Element], styles: dict[str, Style], depth: int = 0) -> Style:
    """Return a style with what it inherits from those that it is based on, and remember it."""
    if key in styles or key not in stated or depth > _MAX_BASES:
        return styles.get(key, Style())
    base = _resolve(attribute(child_of(stated[key], "basedOn"), "val"), stated, styles, depth + 1)
    name = attribute(child_of(stated[key], "name"), "val")
    properties = child_of(stated[key], "pPr")
    outline, named = child_of(properties, "outlineLvl"), _HEADING.match(name)
    level = int(named[1]) - 1 if named else base.level
    styles[key] = Style(
        name,
        level if outline is None else number(attribute(outline, "val"), BODY_TEXT),
        numbering_of(properties) or base.numbering,
        is_on(child_of(child_of(stated[key], "rPr"), "b"), otherwise=base.bold),
    )
    return styles[key]


class Numbering:
    """Knows the mark of each list item: a dash, or the number that it has reached."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels = {
            attribute(abstract, "abstractNumId"): {
                attribute(level, "ilvl"): level for level in children(abstract, "lvl")
            }
            for abstract in children(root, "abstractNum")
        }
        self._lists = {attribute(num, "numId"): num for num in children(root, "num")}
        self._reached: defaultdict[str, dict[int, int]] = defaultdict(dict)

    def mark(self, numbering: tuple[str, int] | None) -> str:
        """Return ``- `` or ``3. ``; nothing for a paragraph in no list. The number counts as given out."""
        if numbering is None or numbering[0] not in self._lists:
            return ""
        num, depth = self._lists[numbering[0]], numbering[1]
        restarts = child_of(num, "lvlOverride") is not None
        abstract = attribute(child_of(num, "abstractNumId"), "val")
        level = self._levels.get(abstract, {}).get(str(depth))
        form = attribute(child_of(level, "numFmt"), "val")
        if form in ("", "bullet", "none"):
            return "- "
        reached = self._reached[f"num {numbering[0]}" if restarts else abstract]
        count = reached.get(depth, number(attribute(child_of(level, "start"), "val"), 1) - 1) + 1
        for deeper in [key for key in reached if key > depth]:
            del reached[deeper]
        reached[depth] = count
        letter = chr(ord("a") + (count - 1) % 26)
        shown = {"lowerLetter": letter, "upperLetter": letter.upper()}.get(form, str(count))
        return f"{shown}. "
