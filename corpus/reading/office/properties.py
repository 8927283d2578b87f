"""What office programs note about a file, as far as it can be true: they fill these fields in by themselves."""

import re
from collections.abc import Iterable, Iterator

from corpus.reading.draft import Dropped

_RUNNING = {"header": "koptekst van de bladzijde", "footer": "voettekst van de bladzijde"}
_NO_TITLE = re.compile(
    r"""microsoft\ (?:word|office).* | word\ document | (?:document|doc|naamloos|untitled|titel|title)\W*\d*
        | .*\b(?:sjabloon|template)\b.* | .*\.(?:docx?|dotx?|docm|odt|pdf|rtf|indd)""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_AUTHOR = re.compile(
    r"""(?:microsoft|ms)\ office.* | .*\b(?:user|gebruiker|admin\w*|beheerder|eigenaar|owner|python-docx|onbekend)\b.*
        | [^ ]+ | .*[@\\\d_].*""",
    re.IGNORECASE | re.VERBOSE,
)
_MIN_TITLE = 4


def plausible_properties(*, title: str = "", authors: str = "", language: str = "") -> dict[str, str]:
    """Return what a program noted about a file, as a draft states it: "" for what cannot be true."""
    return {
        "title": plausible_title(title),
        "authors": plausible_authors(authors),
        "language": language.split("-")[0].lower(),
    }


def running_texts(parts: Iterable[tuple[str, str]]) -> Iterator[Dropped]:
    """Yield each text above or below the pages once, given as ``(header or footer, text)``."""
    seen = set()
    for kind, text in parts:
        if text and text not in seen:
            seen.add(text)
            yield Dropped(text, _RUNNING[kind])


def plausible_title(stated: str) -> str:
    """Return the stated title with single spaces; nothing when a program made it up, or it is a file's name."""
    title = " ".join(stated.split())
    return "" if len(title) < _MIN_TITLE or _NO_TITLE.fullmatch(title) else title


def plausible_authors(stated: str) -> str:
    """Return the stated names, parted by semicolons; account names and single words are left out."""
    names = (" ".join(name.split()) for name in stated.split(";"))
    return "; ".join(name for name in names if name and not _NO_AUTHOR.fullmatch(name))
