"""What is indexed of a passage: more than what is shown and cited, which is its text alone."""

import hashlib

from corpus.model import Passage


def indexed_text(passage: Passage) -> str:
    """Return title, item and headings above the text, each once: what is embedded, and analysed for terms."""
    lines: list[str] = []
    for line in (passage.title, passage.item, " > ".join(passage.locator.heading)):
        if line and line not in lines:
            lines.append(line)
    return "\n".join([*lines, passage.text])


def headings(passage: Passage) -> str:
    """Return title, item and headings above a passage, one a line: what is indexed of it beside its text."""
    return "\n".join((passage.title, passage.item or "", *passage.locator.heading))


def text_digest(text: str) -> bytes:
    """Return the key under which the vector of an indexed text is kept."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
