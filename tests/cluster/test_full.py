"""When the disk of Milvus is full, the version before stays, and whoever writes is told what to do."""

import os
import time
from base64 import b85encode
from pathlib import Path

import pytest

from indexer.repair import check
from search.engines.address import EngineAddress
from search.engines.milvus import Milvus, connected
from search.engines.publication import directory_of
from search.errors import EngineError
from search.searcher import Searcher
from tests.cluster.apart import full_milvus
from tests.conftest import WriteFiles
from tests.fakes import FakeEncoder
from tests.search.engines.indexes import FILES, NEW, directory_of_whole, found, put


def fill(engine: Milvus) -> None:
    for _ in range(500):
        engine.put_blocks({os.urandom(32).hex(): b85encode(os.urandom(48_000)).decode() for _ in range(32)})


@pytest.mark.cluster
def test_a_full_disk_of_milvus_leaves_the_version_before_and_is_told(tmp_path: Path, write_files: WriteFiles) -> None:
    docs = write_files(FILES)
    (tmp_path / "milvus").mkdir()
    with full_milvus(tmp_path / "milvus") as servers:
        address = EngineAddress("127.0.0.1", servers.port, "proef")
        writing = directory_of(address, tmp_path / "writing")
        put(writing, docs)
        searcher = Searcher.open(writing, FakeEncoder())
        with pytest.raises(EngineError, match=r"No space left .* De schijf van Milvus is vol.* Maak daar ruimte"):
            fill(connected(address))
        write_files({"e.md": NEW})
        with pytest.raises(EngineError):
            put(writing, docs)
        assert servers.ask("room") == "done"
        for _ in range(200):  # the client looks now and then
            try:
                hits = searcher.search("koffie voor iedereen", mode="dense").hits
                break
            except EngineError:
                time.sleep(0.2)
        assert hits[0].passage.doc_id == "c.md"
        assert found(writing, "duivenhouders") == []
        put(writing, docs)
        assert found(writing, "duivenhouders") == ["e.md"]
        assert check(directory_of_whole(writing)).faults == ()
