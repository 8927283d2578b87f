"""Numbers that are found, and counted, by the values that they have."""

from collections.abc import Iterable, Mapping, Sequence


class Shelf:
    """What a list can be narrowed to. Capitals make no difference. Safe to use from several threads.

    Args:
        fields: Names of what values are of.
        values: Number, field and value; a number may have more values of a field, or none.
        order: Every number once.
    """

    def __init__(self, fields: Sequence[str], values: Iterable[tuple[int, str, str]], order: Iterable[int]) -> None:
        self._order = tuple(order)
        self._all = frozenset(self._order)
        self._written: dict[str, dict[str, str]] = {field: {} for field in fields}
        self._having: dict[str, dict[str, set[int]]] = {field: {} for field in fields}
        for number, field, value in values:
            folded = value.casefold()
            self._written[field].setdefault(folded, value)
            self._having[field].setdefault(folded, set()).add(number)

    def find(self, wanted: Mapping[str, str], order: Iterable[int] | None = None) -> list[int]:
        """Return the numbers that have every value that is wanted, by field, in an order: their own, or another."""
        found = self._all.intersection(*(self._having_value(field, value) for field, value in wanted.items()))
        return [number for number in (self._order if order is None else order) if number in found]

    def counts(self, wanted: Mapping[str, str]) -> dict[str, list[tuple[str, int]]]:
        """Return, for each field, how many have each of its values, and what is wanted of the other fields.

        Most first, then by value; values that none has are left out.
        """
        counts = {}
        for field, having in self._having.items():
            others = self._all.intersection(
                *(self._having_value(name, value) for name, value in wanted.items() if name != field)
            )
            found = ((self._written[field][folded], len(numbers & others)) for folded, numbers in having.items())
            counts[field] = sorted(
                ((value, count) for value, count in found if count), key=lambda pair: (-pair[1], pair[0].casefold())
            )
        return counts

    def _having_value(self, field: str, value: str) -> set[int]:
        return self._having[field].get(value.casefold(), set())
