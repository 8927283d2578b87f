"""The words of the pages: one catalogue a language, read as it is written."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from fluent.runtime import FluentBundle, FluentResource

from api.web.parameters import Language

if TYPE_CHECKING:
    from fluent.runtime.resolver import Pattern

CATALOGUES = Path(__file__).with_name("messages")
Say = Callable[..., str]
_LONGEST = 300
"""Characters of what a message is about, such as a query: more would drown it, and far more are refused."""


@cache
def bundle(language: Language) -> FluentBundle:
    """Return the messages of a language."""
    found = FluentBundle([language], use_isolating=False)  # its marks would end up in what people copy
    found.add_resource(FluentResource(CATALOGUES.joinpath(f"{language}.ftl").read_text("utf-8")))
    return found


@cache
def sayer(language: Language) -> Say:
    """Return a function that gives a message by its name, with whatever it is about filled in."""
    messages = bundle(language)

    def filled(name: str, about: dict[str, str | int]) -> str:
        text, errors = messages.format_pattern(cast("Pattern", messages.get_message(name).value), about)
        if errors:
            raise LookupError(f"{name} in {language}: {errors[0]}")
        return str(text)

    @cache
    def plain(name: str) -> str:
        return filled(name, {})

    def say(name: str, /, **about: str | int) -> str:
        if not about:
            return plain(name)  # some two hundred on a page, the same on every one
        return filled(name, {key: shortened(text) if isinstance(text, str) else text for key, text in about.items()})

    return say


def shortened(text: str) -> str:
    """Return a text that fits in a message: as it is, or the beginning of a long one."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def date_in_words(date: str, say: Say) -> str:
    """Return a date in words, as partial as it is: "2024", "februari 2024", "12 februari 2024"."""
    year, *rest = date.split("-")
    words = [str(int(rest[1]))] if len(rest) == 2 else []
    words += [say("month", month=int(rest[0]))] if rest else []
    return " ".join([*words, year])
