"""How many cores there are to work with."""

import os
import sys


def available_cores() -> int:
    """Return how many cores this process may use: in a container often fewer than the machine has.

    ``OMP_NUM_THREADS`` says so too, as for the libraries that compute here.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    stated = os.environ.get("OMP_NUM_THREADS", "")
    return min(cores, int(stated)) if stated.isascii() and stated.isdigit() and int(stated) else cores
