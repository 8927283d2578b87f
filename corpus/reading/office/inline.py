"""The words of one paragraph as they come out of markup: white space squeezed, links and bold type remembered."""

import re
from collections.abc import Iterable

from corpus.reading.draft import Link

_SPACES = re.compile(r"\s+")
_TARGETS = ("http://", "https://", "mailto:")


class Inline:
    """Words as they are collected; between them single spaces, and a line feed where the markup breaks a line."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._gap = ""  # white space since the last word; only a next word brings it into the text
        self._plain = False
        self.length = 0
        self.links: list[Link] = []

    @property
    def text(self) -> str:
        """What was collected, without outer white space."""
        return "".join(self._parts)

    @property
    def position(self) -> int:
        """Where the next word will begin, if white space comes before it only from what was added."""
        return self.length + len(self._gap if self.length else "")

    @property
    def is_bold(self) -> bool:
        """Whether there are words, and all of them are bold."""
        return self.length > 0 and not self._plain

    def add(self, text: str, *, bold: bool = False) -> None:
        """Append words; each run of white space becomes one space, or a line feed when it holds one."""
        words = _SPACES.sub(lambda run: "\n" if "\n" in run[0] else " ", text)
        stripped = words.strip()
        self._widen(words[:1])
        if stripped:
            piece = (self._gap if self.length else "") + stripped
            self._parts.append(piece)
            self.length += len(piece)
            self._plain = self._plain or not bold
            self._gap = ""
            self._widen(words[-1])

    def _widen(self, end: str) -> None:
        if end.isspace():
            self._gap = "\n" if "\n" in (end, self._gap) else " "

    def link(self, start: int, url: str) -> None:
        """Make what was collected from a ``position`` on a link; only addresses of pages and mail are links."""
        if self.length > start and url.lower().startswith(_TARGETS):
            self.links.append(Link(start, self.length, url))

    def extend(self, others: Iterable["Inline"], separator: str) -> None:
        """Append other paragraphs, the empty ones left out, with the separator between them."""
        for other in others:
            if not other.length:
                continue
            if self.length:
                self.add(separator)
            start = self.position
            self.links += [Link(start + link.start, start + link.end, link.url) for link in other.links]
            self.add(other.text.replace("\n", " "), bold=other.is_bold)
