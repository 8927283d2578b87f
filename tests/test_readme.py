"""The examples in the README do what they say, against a real server."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
from api.app import create_app
from indexer.sync import sync
from search.searcher import Searcher
from tests.fakes import FakeEncoder
from tests.serving import serving

ROOT = Path(corpus.__file__).parents[1]
README = ROOT.joinpath("README.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8000"
FILES = {
    "nieuws.md": "---\nkind: nieuwsbrief\n---\n# Nieuwsbrief\n\n## Buurt\n\nDe sociale basis begint in de buurt.\n",
    "wijk.txt": "De Wijk GGD is er voor volwassenen die in de wijk wonen.",
}
COMMANDS = [
    command.replace("\\\n", " ")
    for command in re.findall(r"^(?:\$ )?(curl (?:[^\n]*\\\n)*[^\n]*)$", README, re.M)
    if ADDRESS in command
]


def block(language: str) -> str:
    """Return the one example in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)
    assert isinstance(found, str)
    return found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, index = tmp_path_factory.mktemp("docs"), tmp_path_factory.mktemp("indexes") / "index"
    for name, text in FILES.items():
        folder.joinpath(name).write_text(text, "utf-8")
    sync([folder], index, lambda identity: FakeEncoder())
    with serving(create_app(lambda: Searcher.open(index, FakeEncoder()))) as address:
        yield address


def run(*arguments: str, code: str | None = None, folder: Path = ROOT) -> str:
    done = subprocess.run(arguments, input=code, capture_output=True, text=True, cwd=folder, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_for_curl_is_answered(address: str, command: str, tmp_path: Path) -> None:
    tmp_path.joinpath("rapport.pdf").write_bytes(b"%PDF-1.4 een rapport")
    tmp_path.joinpath("lijst.ndjson").write_text('{"docId": "a.md", "text": "Elke week koffie."}\n', "utf-8")
    arguments = shlex.split(command.replace(ADDRESS, address))
    assert run(*arguments, "--fail-with-body", "--silent", "--show-error", folder=tmp_path).startswith('{"')


def test_no_example_for_curl_is_missed() -> None:
    assert len(COMMANDS) == sum("curl" in line and ADDRESS in line for line in README.splitlines())


def test_the_example_in_python_puts_a_document_in_and_finds_it(address: str) -> None:
    told = run(sys.executable, "-", code=block("python").replace(ADDRESS, address)).splitlines()
    assert told[0] in ("added", "unchanged")
    assert "Elke vrijdag is er thee in het buurthuis." in told[1]
    assert re.fullmatch(r"\d+ documenten", told[-1])


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_example_in_javascript_asks_a_question(address: str) -> None:
    told = run("node", "--input-type=module", code=block("javascript").replace(ADDRESS, address))
    assert "volwassenen" in told.splitlines()[0]
    assert told.splitlines()[1].startswith("[1] ")
