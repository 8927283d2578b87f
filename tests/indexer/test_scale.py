"""Reading and embedding on a cluster: a head and two machines, each in processes of its own on this one."""

import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ray._private.test_utils import get_other_nodes
from ray.cluster_utils import Cluster as Machines

from indexer.scale import ClusterError, EncoderOf, cluster
from indexer.sync import Report, sync
from search.encoder import EncoderIdentity, Vectors
from search.index import Index
from tests.conftest import WriteFiles
from tests.fakes import FakeEncoder, fake_encoder_of

FILES = {
    f"{number:02}.md": "\n\n".join(
        f"## Onderdeel {part}\n\nIn wijk {number} helpt groep {part} elke week buren met formulieren en geld."
        for part in range(8)
    )
    for number in range(20)
}
PASSAGES = 160
BUSY = 0.4
TOLD: dict[str, Any] = {"include_dashboard": False, "node_ip_address": "127.0.0.1", "object_store_memory": 100_000_000}


class SlowEncoder(FakeEncoder):
    """Takes its time, so that something can happen meanwhile."""

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        time.sleep(BUSY)
        return super().encode_passages(passages)


def slow_encoder_of(identity: EncoderIdentity) -> FakeEncoder:
    return SlowEncoder()


def other_encoder_of(identity: EncoderIdentity) -> FakeEncoder:
    return FakeEncoder(revision="2")


class HungryEncoder(FakeEncoder):
    """Asks for more memory than there is."""

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        raise MemoryError


def hungry_encoder_of(identity: EncoderIdentity) -> FakeEncoder:
    return HungryEncoder()


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    """Return a head that only leads and reads, and two machines of one core."""
    found = Machines(initialize_head=True, head_node_args={"num_cpus": 1, **TOLD})
    for _ in range(2):
        found.add_node(num_cpus=1, **TOLD)
    yield found
    found.shutdown()  # type: ignore[no-untyped-call]


def indexed(
    folder: Path, directory: Path, machines: Machines, encoder_of: EncoderOf = fake_encoder_of, *, workers: int = 2
) -> Report:
    with cluster(machines.address, encoder_of, workers=workers) as work:
        return sync([folder], directory, lambda identity: FakeEncoder(), work=work)


def contents(directory: Path) -> dict[str, Vectors]:
    """Return the vector of every passage, by its name."""
    index = Index.open(directory)
    stored = list(index.catalogue.every_passage())
    vectors = index.dense.vectors(np.array([one.row for one in stored]))
    index.close()
    assert len(stored) == len({one.passage.passage_id for one in stored})
    return {one.passage.passage_id: vector for one, vector in zip(stored, vectors, strict=True)}


def assert_same(found: Mapping[str, Vectors], expected: Mapping[str, Vectors]) -> None:
    assert found.keys() == expected.keys()
    for name, vector in expected.items():
        np.testing.assert_array_equal(found[name], vector)


@pytest.fixture
def alone(write_files: WriteFiles, tmp_path: Path) -> tuple[Path, dict[str, Vectors]]:
    """Return a folder, and what a run without a cluster makes of it."""
    folder = write_files(FILES)
    report = sync([folder], tmp_path / "alone", lambda identity: FakeEncoder())
    assert (report.passages, report.shares) == (PASSAGES, {})
    return folder, contents(tmp_path / "alone")


def test_a_cluster_makes_the_same_index_as_one_process(
    machines: Machines, alone: tuple[Path, dict[str, Vectors]], tmp_path: Path
) -> None:
    folder, expected = alone
    (folder / "kapot.pdf").write_bytes(b"%PDF-1.4 kapot")
    report = indexed(folder, tmp_path / "index", machines)
    assert_same(contents(tmp_path / "index"), expected)
    assert [failure.doc_id for failure in report.failed] == ["kapot.pdf"]
    assert "PDF" in report.failed[0].reason
    assert report.embedded == sum(share.passages for share in report.shares.values()) == PASSAGES
    again = indexed(folder, tmp_path / "index", machines)
    assert (again.embedded, again.unchanged, again.shares) == (0, len(FILES), {})


def test_a_machine_that_falls_out_costs_no_passage_and_doubles_none(
    machines: Machines, alone: tuple[Path, dict[str, Vectors]], tmp_path: Path
) -> None:
    folder, expected = alone
    embedding = threading.Event()

    def kill() -> None:
        embedding.wait(60)
        other = get_other_nodes(machines, exclude_head=True)  # type: ignore[no-untyped-call]
        machines.remove_node(other[0], allow_graceful=False)

    killer = threading.Thread(target=kill)
    killer.start()

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "embed" and done:
            embedding.set()

    with cluster(machines.address, slow_encoder_of, workers=3) as work:
        report = sync([folder], tmp_path / "index", lambda identity: FakeEncoder(), work=work, progress=progress)
    killer.join()
    machines.add_node(num_cpus=1, **TOLD)
    assert report.embedded == PASSAGES
    assert_same(contents(tmp_path / "index"), expected)


def test_a_run_that_was_stopped_goes_on_where_it_was(
    machines: Machines, alone: tuple[Path, dict[str, Vectors]], tmp_path: Path
) -> None:
    folder, expected = alone

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "embed" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), cluster(machines.address, fake_encoder_of, workers=1) as work:
        sync([folder], tmp_path / "index", lambda identity: FakeEncoder(), work=work, progress=stop)
    report = indexed(folder, tmp_path / "index", machines)
    assert 0 < report.embedded < PASSAGES
    assert_same(contents(tmp_path / "index"), expected)


def test_a_worker_with_another_model_is_refused(machines: Machines, write_files: WriteFiles, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=r"heeft taalmodel fake \(2\), niet fake \(1\)"):
        indexed(write_files({"a.txt": "Koffie in het buurthuis."}), tmp_path / "index", machines, other_encoder_of)


def test_a_worker_without_memory_is_one_clear_error(
    machines: Machines, write_files: WriteFiles, tmp_path: Path
) -> None:
    with pytest.raises(
        ClusterError, match=r"kon het werk niet afmaken \(MemoryError\)\. .+ geef hetzelfde commando nog eens"
    ):
        indexed(write_files({"a.txt": "Koffie in het buurthuis."}), tmp_path / "index", machines, hungry_encoder_of)
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_an_address_where_no_cluster_is_is_one_clear_error() -> None:
    with (
        pytest.raises(ClusterError, match=r"Op 127\.0\.0\.1:9 antwoordt geen cluster"),
        cluster("127.0.0.1:9", fake_encoder_of),
    ):
        pytest.fail("there is no cluster")


def test_without_ray_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"pip install 'bronwijzer\[ray\]'"), cluster("local", fake_encoder_of):
        pytest.fail("there is no Ray")
