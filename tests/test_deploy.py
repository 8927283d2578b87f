"""The files to run the service with: linted, and with settings that exist."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import api.settings
from api.settings import PREFIX, Settings

DEPLOY = Path(api.settings.__file__).parents[1] / "deploy"
UNIT, CONTAINER = DEPLOY / "bronwijzer.service", DEPLOY / "Containerfile"
HADOLINT = shutil.which("hadolint", path=str(Path(sys.executable).parent))


def stated(path: Path) -> dict[str, str]:
    """Return the settings that a file gives."""
    return dict(re.findall(rf"({PREFIX}\w+)=(\S+)", path.read_text("utf-8")))


@pytest.mark.parametrize("path", [UNIT, CONTAINER], ids=["unit", "container"])
def test_only_settings_that_exist_are_given(path: Path) -> None:
    settings = Settings.read(stated(path))
    assert settings.index is not None
    assert settings.log_format == "json"


def test_a_stop_waits_longer_than_a_request_may_take() -> None:
    [seconds] = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT.read_text("utf-8"), re.MULTILINE)
    assert int(seconds) > Settings.read({}).timeout


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text("utf-8")
    copy = tmp_path / UNIT.name
    # Neither program nor user need be there for it.
    copy.write_text(
        re.sub(r"^(User|Group)=.*$", r"\1=root", re.sub(r"/opt/\S+", "/bin/true", text), flags=re.M), "utf-8"
    )
    found = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")
def test_the_container_file_has_no_fault_that_a_linter_knows() -> None:
    found = subprocess.run([str(HADOLINT), CONTAINER], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")
