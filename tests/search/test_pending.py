from pathlib import Path

import numpy as np
import pytest

from search.encoder import EncoderIdentity
from search.errors import StorageError
from search.pending import PENDING, PendingVectors
from search.writer import IndexWriter
from tests.fakes import FakeEncoder

ENCODER = FakeEncoder()


def test_vectors_of_another_encoder_are_dropped_from_what_is_pending(tmp_path: Path) -> None:
    def pending(identity: EncoderIdentity) -> PendingVectors:
        return PendingVectors(tmp_path, identity)

    vector = ENCODER.encode_passages(["wijk"])
    first = pending(ENCODER.identity)
    first.add([b"wijk"], vector)
    first.close()
    again = pending(ENCODER.identity)
    assert again.get([b"wijk", b"onbekend"])[b"wijk"].tolist() == vector[0].tolist()
    again.close()

    other = pending(FakeEncoder(revision="2").identity)
    assert other.get([b"wijk"]) == {}
    other.close()


def test_a_pending_vector_of_another_length_is_not_used(tmp_path: Path) -> None:
    pending = PendingVectors(tmp_path, ENCODER.identity)
    pending.add([b"wijk"], np.ones((1, 3), np.float32))

    assert pending.get([b"wijk"]) == {}
    pending.close()


@pytest.mark.parametrize("damage", ["text", "zero", "page", "schema"])
def test_a_damaged_file_of_pending_vectors_is_begun_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / PENDING
    pending = PendingVectors(tmp_path, ENCODER.identity)
    pending.add([bytes([number]) * 16 for number in range(64)], np.ones((64, 256), np.float32))
    pending.close()
    raw = bytearray(path.read_bytes())
    if damage == "text":
        raw[:16] = b"geen database!!!"
    elif damage == "zero":
        raw[:] = b""
    elif damage == "page":
        raw[8192:8300] = b"\xff" * 108
    else:
        raw = raw.replace(b"(identity TEXT)", b"(identitz TEXT)")
    path.write_bytes(raw)

    fresh = PendingVectors(tmp_path, ENCODER.identity)
    assert fresh.get([b"\x01" * 16]) == {}
    fresh.add([b"wijk"], np.ones((1, 256), np.float32))
    assert list(fresh.get([b"wijk"])) == [b"wijk"]
    fresh.close()


def test_a_disk_that_refuses_pending_vectors_does_not_remove_them(tmp_path: Path) -> None:
    (tmp_path / PENDING).mkdir()
    with pytest.raises(StorageError, match="unable to open"), IndexWriter.open(tmp_path):
        PendingVectors(tmp_path, ENCODER.identity)

    assert (tmp_path / PENDING).is_dir()
