"""Every form that references are given in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from search.citing import apa, bibtex, csl, ris
from search.citing.reference import Cited, Reference, references

Format = Literal["apa", "ris", "bibtex", "csl-json"]
_WRITERS: Mapping[Format, Callable[[Sequence[Reference]], str]] = {
    "apa": apa.write,
    "ris": ris.write,
    "bibtex": bibtex.write,
    "csl-json": csl.write,
}


def write(cited: Iterable[Cited], form: Format) -> str:
    """Return the references of passages in a form, each work once."""
    return _WRITERS[form](references(cited))
