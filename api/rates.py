"""How often someone may ask: a number of calls in a span of time, for each key, user or address."""

import math
import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from search.errors import SearchError


class TooManyCallsError(SearchError):
    """Someone asks more often than is allowed; ``wait`` is the number of seconds until they may again."""

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


def is_rate(rate: str) -> bool:
    """Return whether a rate can be read: "100/minute", "5 per second"."""
    try:
        return parse(rate).amount > 0
    except ValueError:
        return False


class Rates:
    """Counts the calls of each asker, in this process. Safe to use from several threads.

    Source:
        The sliding window counter of the library ``limits``: two numbers an asker, however often they ask.
    """

    def __init__(self, rate: str) -> None:
        """Allow so many calls; see ``is_rate``.

        Raises:
            ValueError: If it is no rate.
        """
        self._rate = parse(rate)
        self._window = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, asker: str) -> None:
        """Count a call.

        Raises:
            TooManyCallsError: If it is one too many.
        """
        if not self._window.hit(self._rate, asker):
            wait = max(1, math.ceil(self._window.get_window_stats(self._rate, asker).reset_time - time.time()))
            seconds = "seconde" if wait == 1 else "seconden"
            raise TooManyCallsError(f"U vraagt te vaak. Probeer het over {wait} {seconds} opnieuw.", wait)
