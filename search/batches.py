"""Values some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_Value = TypeVar("_Value")


def batched(values: Iterable[_Value], size: int) -> Iterator[tuple[_Value, ...]]:
    """Yield the values in their order, ``size`` at a time and the last as many as are left."""
    left = iter(values)
    while some := tuple(islice(left, size)):
        yield some
