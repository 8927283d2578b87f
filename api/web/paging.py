"""Which pages of many get a link of their own."""

from collections.abc import Callable, Sequence

from api.web.places import Place

_NEAR = 2
"""Pages on both sides of the one that is shown."""


def pages_near(number: int, last: int, place_of: Callable[[int], Place]) -> Sequence[tuple[int, Place | None]]:
    """Return the first and last page and those near one, in order, each with its place.

    0 stands for those between that are left out; the page itself has no place.
    """
    found: list[tuple[int, Place | None]] = []
    for one in range(1, last + 1):
        if one in (1, last) or abs(one - number) <= _NEAR:
            if found and one - found[-1][0] > 1:
                found.append((0, None))
            found.append((one, None if one == number else place_of(one)))
    return found
