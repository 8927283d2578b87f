"""Keys: what is kept of them, when they work, and what happens to a file that cannot be used."""

import json
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from api.asker import Asker, KeysError
from api.keys import KeyFile, keys_beside


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ix.sleutels"


def make(keys: KeyFile, *, groups: tuple[str, ...] | None = (), expires: date | None = None) -> tuple[str, str]:
    """Return a new key and its name."""
    secret, key = keys.create(name="intranet", scope="read", groups=groups, expires=expires)
    return secret, key.key_id


def test_a_key_tells_who_comes_with_it(path: Path) -> None:
    keys = KeyFile(path)
    secret, key_id = make(keys, groups=("jeugd",))
    everything, other_id = make(keys, groups=None)

    assert keys.asker(secret) == Asker(key_id, "read", frozenset({"jeugd"}))
    assert keys.asker(everything) == Asker(other_id, "read", None)
    writer, key = keys.create(name="", scope="write", groups=["jeugd"], expires=None)
    assert keys.asker(writer) == Asker(key.key_id, "write", None)
    assert secret.startswith(f"bw_{key_id}_")
    assert len(secret) == len("bw_") + 8 + 1 + 43  # 256 bits in base 64


def test_only_the_hash_of_a_key_is_kept_in_a_file_that_is_nobody_elses(path: Path) -> None:
    secret, _ = make(KeyFile(path))
    assert secret.rpartition("_")[2] not in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "wrong",
    ["", "bw_", "bw_{id}", "bw_{id}_", "bw_{id}_x", "bw_00000000_x", "{secret}x", "{secret} ", "é", "bw_é_\udc80"],
)
def test_what_is_no_key_is_nobody(path: Path, wrong: str) -> None:
    keys = KeyFile(path)
    secret, key_id = make(keys)
    assert keys.asker(wrong.format(id=key_id, secret=secret)) is None


def test_a_file_that_is_not_there_knows_nobody(path: Path) -> None:
    keys = KeyFile(path)
    assert (keys.exists, keys.all(), keys.asker("bw_1_x")) == (False, [], None)


def test_a_key_works_up_to_and_with_its_last_day(path: Path) -> None:
    today = datetime.now(UTC).date()
    keys = KeyFile(path)
    secret, _ = make(keys, expires=today + timedelta(days=1))
    gone, _ = make(keys, expires=today - timedelta(days=1))

    assert keys.asker(secret) is not None
    assert keys.asker(gone) is None
    assert keys.all()[0].is_valid(today + timedelta(days=1))
    assert not keys.all()[0].is_valid(today + timedelta(days=2))


def test_a_key_that_is_made_or_revoked_elsewhere_counts_at_once(path: Path) -> None:
    serving, command = KeyFile(path), KeyFile(path)
    secret, key_id = make(command)
    assert serving.asker(secret) is not None

    revoked = command.revoke(key_id)

    assert revoked is not None
    assert serving.asker(secret) is None
    assert (serving.exists, [key.key_id for key in serving.all()]) == (True, [key_id])
    assert command.revoke(key_id) == revoked
    assert command.revoke("onbekend") is None


def test_no_two_keys_have_one_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter(["aaaaaaaa", "aaaaaaaa", "bbbbbbbb"])
    monkeypatch.setattr("api.keys.secrets.token_hex", lambda _: next(names))
    keys = KeyFile(path)
    assert [make(keys)[1], make(keys)[1]] == ["aaaaaaaa", "bbbbbbbb"]


@pytest.mark.parametrize("content", ["{", '["x"]', '[{"key_id": "x"}]', "3", '[{"groups": 3}]'])
def test_a_file_that_holds_something_else_is_told_of_and_kept(path: Path, content: str) -> None:
    path.write_text(content, "utf-8")
    keys = KeyFile(path)
    for use in (keys.all, lambda: keys.asker("bw_1_x"), lambda: make(keys)):
        with pytest.raises(KeysError, match=f"De sleutels in {path} zijn niet te lezen"):
            use()
    assert path.read_text("utf-8") == content


def test_a_file_that_goes_between_a_look_and_reading_knows_nobody(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = KeyFile(path)
    make(keys)

    def gone(*_: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", gone)
    assert keys.all() == []


def test_a_place_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()
    with pytest.raises(KeysError, match="kunnen niet worden geschreven"):
        make(KeyFile(tmp_path / "bestand" / "sleutels"))


def test_what_a_stopped_write_left_is_no_hindrance(path: Path) -> None:
    path.with_name("ix.sleutels.new").write_text("half", "utf-8")
    secret, _ = make(KeyFile(path))
    assert KeyFile(path).asker(secret) is not None
    assert len(json.loads(path.read_text("utf-8"))) == 1


def test_keys_lie_beside_the_index(tmp_path: Path) -> None:
    assert keys_beside(tmp_path / "ix") == tmp_path / "ix.sleutels"
