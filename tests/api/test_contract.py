"""The service keeps to its own description, whatever is asked: schemathesis reads that, and asks."""

import os
import subprocess
import sys
from pathlib import Path

import api
from api.access import Access
from api.app import create_app
from api.keys import KeyFile
from indexer.job_storage import SqliteStorage
from indexer.jobs import Jobs
from search.searcher import Searcher
from tests.fakes import FakeEncoder
from tests.serving import serving

EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "5")  # of each call
PHASES = os.environ.get("CONTRACT_PHASES", "examples,fuzzing,stateful")  # `make attack` asks more, and all limits too
# In a process of its own, as everybody runs it: pytest would compile its modules anew while it asks.
COMMAND = "from schemathesis.cli import schemathesis; from tests.api import contract_rules; schemathesis()"


def test_every_answer_is_one_that_is_described(index: Path, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "sleutels")
    key, _ = keys.create(name="proef", scope="admin", groups=None, expires=None)
    app = create_app(
        lambda: Searcher.open(index, FakeEncoder()),
        jobs_of=lambda directory: Jobs(SqliteStorage(directory), most_waiting=10_000),
        access=Access(keys),
    )
    with serving(app) as address:
        asked = subprocess.run(
            [
                sys.executable,
                "-c",
                COMMAND,
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
            env={**os.environ, "PYTHONPATH": str(Path(api.__file__).parents[1])},
            cwd=tmp_path,  # where it keeps what it found
            capture_output=True,
            text=True,
            check=False,
        )
    assert asked.returncode == 0, asked.stdout + asked.stderr
