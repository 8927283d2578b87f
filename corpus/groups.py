"""Groups: who may read a document."""

import unicodedata
from collections.abc import Iterable


def read_groups(stated: str) -> tuple[str, ...]:
    """Return the groups that are stated, parted by semicolons."""
    return as_groups(stated.split(";"))


def as_groups(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of groups in NFC, in order, each once; those without a letter or sign are none.

    Capitals count: a name is that of a group only when whoever hands out rights writes it so.
    """
    cleaned = (" ".join(unicodedata.normalize("NFC", name).split()) for name in names)
    return tuple(sorted({name for name in cleaned if name}))
