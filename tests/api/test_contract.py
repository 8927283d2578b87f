"""The service keeps to its own description, whatever is asked: schemathesis reads that, and asks."""

import os
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.access import Access
from api.app import create_app
from api.keys import KeyFile
from search.searcher import Searcher
from tests.api import contract_rules
from tests.fakes import FakeEncoder
from tests.serving import serving

EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "5")  # of each call
PHASES = os.environ.get("CONTRACT_PHASES", "examples,fuzzing,stateful")  # `make attack` asks more, and all limits too


def test_every_answer_is_one_that_is_described(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where schemathesis keeps what it found
    assert contract_rules.__doc__  # imported for what it tells schemathesis
    keys = KeyFile(tmp_path / "sleutels")
    key, _ = keys.create(name="proef", scope="admin", groups=None, expires=None)
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), max_jobs=10_000, access=Access(keys))
    (command,) = entry_points(group="console_scripts", name="schemathesis")
    with serving(app) as address:
        result = CliRunner().invoke(
            command.load(),
            [
                "run",
                f"{address}/v1/openapi.json",
                f"--header=Authorization: Bearer {key}",
                f"--max-examples={EXAMPLES}",
                f"--phases={PHASES}",
                "--seed=1",
                "--generation-deterministic",
                "--exclude-checks=use_after_free",  # a document is taken out by a job, not at once
                "--suppress-health-check=all",
                "--continue-on-failure",
                "--no-color",
            ],
            env={"PYTHONWARNINGS": "ignore"},
        )
    assert result.exit_code == 0, result.output
