"""How many cores there are to work with."""

import os
import sys


def available_cores() -> int:
    """Return how many cores this process may use: in a container often fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
