"""What words an answer from passages, and what it is told: the protocol of every generator, and the prompt."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Protocol

from corpus.model import Passage


class GenerationError(Exception):
    """The generator gave no whole answer; the message is Dutch, and says briefly why."""


class Generator(Protocol):
    """Words to other words. Nothing that it says is believed; see ``supporting``."""

    def generate(self, instructions: str, request: str) -> Iterator[str]:
        """Yield an answer in pieces, as they come.

        Raises:
            GenerationError: While it is read, if it cannot be had whole and in time.
        """
        ...


@cache
def instructions() -> str:
    """Return what the generator is to do."""
    return files("search.answering").joinpath("prompt.txt").read_text("utf-8")


def request(question: str, passages: Sequence[Passage]) -> str:
    """Return a question and numbered passages as JSON, in which no text can pretend to be anything but text."""
    shown = [
        {"nummer": number, "titel": passage.item or passage.title, "tekst": passage.text}
        for number, passage in enumerate(passages, start=1)
    ]
    return json.dumps({"vraag": question, "passages": shown}, ensure_ascii=False, indent=1)
