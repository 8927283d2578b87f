"""Every form that references are given in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from search.citing import apa, bibtex, csl, ris
from search.citing.reference import Reference

Format = Literal["apa", "ris", "bibtex", "csl-json"]
_WRITERS: Mapping[Format, Callable[[Sequence[Reference]], str]] = {
    "apa": apa.write,
    "ris": ris.write,
    "bibtex": bibtex.write,
    "csl-json": csl.write,
}


def write(references: Sequence[Reference], form: Format) -> str:
    """Return references in a form, for a file of its own."""
    return _WRITERS[form](references)
