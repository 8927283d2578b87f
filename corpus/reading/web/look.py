"""How words look on a page: their size and weight, by tags, inline style and the names of classes."""

import re
from dataclasses import dataclass, replace

from lxml import etree

_BOLD = frozenset({"b", "strong"})
_SIZE = re.compile(
    r"font(?:-size)?\s*:[^;]{0,80}?(?<![\w.])(?:(\d+(?:\.\d+)?)\s*(px|pt|r?em|%)|(small|medium|x*-?large))",
    re.IGNORECASE,
)
_WEIGHT = re.compile(r"font(?:-weight)?\s*:[^;]{0,80}?\b(bold|bolder|[6-9]00|normal|lighter|[1-5]00)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0", re.IGNORECASE)
_PIXELS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}
_NAMED = {"small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0}
_FONT = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
_TITLE = re.compile(r"(?:.*[-_])?(?:title|titel|kop|kopje|heading|headline|tussenkop|subkop|h[1-6])(?:[-_]\d)?")
_TOP = re.compile(r"(?:page|pagina|hoofd|main|post|entry|article|artikel|document|site|h1)")
_LOW = re.compile(r"sub|tussen|kopje|h[3-6]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MAX_ATTRIBUTE = 2_000
"""Characters of a style or class that are looked at."""


@dataclass(frozen=True, slots=True)
class Look:
    """The look of words, where they lead, and why they are no main text."""

    size: float = 16.0  # in pixels
    bold: bool = False
    titled: int = 0  # the level of the heading that a class calls it; 0 when none does
    url: str = ""
    reason: str = ""


def change_look(look: Look, element: etree._Element) -> Look:
    """Return the look of the words in an element, given that of those around it."""
    if element.tag in _BOLD:
        look = replace(look, bold=True)
    elif element.tag == "font" and element.get("size", "") in _FONT:
        look = replace(look, size=_FONT[element.get("size", "")])
    if style := element.get("style", "")[:_MAX_ATTRIBUTE]:
        weight = _WEIGHT.search(style)
        bold = weight[1].lower() in {"bold", "bolder", "600", "700", "800", "900"} if weight else look.bold
        look = replace(look, size=_size(style, look.size), bold=bold)
    if names := element.get("class", "")[:_MAX_ATTRIBUTE]:
        titles = [name for name in _CAMEL.sub("-", names).lower().split() if _TITLE.fullmatch(name)]
        if titles:
            look = replace(look, titled=1 if _TOP.match(titles[0]) else 3 if _LOW.search(titles[0]) else 2)
    return look


def is_hidden(element: etree._Element) -> bool:
    """Return whether its own markup keeps an element from being shown."""
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")[:_MAX_ATTRIBUTE]) is not None


def _size(style: str, around: float) -> float:
    """Return the size in pixels that a style gives to words among others of a size."""
    found = _SIZE.search(style)
    if found is None:
        return around
    if found[3]:
        return _NAMED.get(found[3].lower(), around)
    number, unit = min(float(found[1]), 1_000.0), found[2].lower()
    if unit in _PIXELS:
        return number * _PIXELS[unit]
    return min(around * number / (100 if unit == "%" else 1), 1_000.0)
