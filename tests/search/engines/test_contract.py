"""What holds of an index in Milvus, in every version that can keep one: in its core (Lite), and in the oldest."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from indexer.job_storage import SqliteStorage
from indexer.jobs import Jobs, Removal
from indexer.repair import check
from indexer.worker import Worker
from search.copying import copy_to_engine
from search.dense import DenseIndex, as_rows
from search.engines.address import EngineAddress
from search.engines.following import following
from search.engines.legs import EngineDense, EngineLexical
from search.engines.milvus import Milvus, connected
from search.engines.publication import directory_of, published
from search.engines.publishing import follow, silent
from search.errors import UnreadableIndexError
from search.expansion import NO_FORMS
from search.generation import current_folder, current_generation, generation_folders
from search.index import Index
from search.ranking import MODES
from search.searcher import Searcher
from search.similar import similar_documents
from search.store import Filter
from search.view import Views
from search.writer import IndexWriter
from tests.cluster.apart import old_milvus
from tests.conftest import WriteFiles
from tests.fakes import FakeEncoder
from tests.milvus import Serve, milvus
from tests.search.engines.indexes import FILES, NEW, QUERIES, directory_of_whole, found, put, texts


@pytest.fixture(scope="module", params=[milvus, old_milvus], ids=["lite", "2.3.5"])
def serve(request: pytest.FixtureRequest) -> Serve:
    served: Serve = request.param
    return served


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def here(docs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index in a directory."""
    directory = tmp_path_factory.mktemp("here") / "index"
    put(directory, docs)
    return directory


@pytest.fixture(scope="module")
def there(docs: Path, port: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index in an engine, brought to a directory."""
    address, cache = EngineAddress("127.0.0.1", port, "vast"), tmp_path_factory.mktemp("there")
    put(directory_of(address, cache / "writing"), docs)
    directory = directory_of(address, cache / "reading")
    follow(directory, connected(address))
    return directory


@pytest.fixture(scope="module")
def address(port: int) -> EngineAddress:
    """Where an index changes from test to test: to make one takes Milvus seconds."""
    return EngineAddress("127.0.0.1", port, "proef")


def test_a_search_finds_what_it_finds_in_a_directory(here: Path, there: Path) -> None:
    local, remote = Searcher.open(here, FakeEncoder()), Searcher.open(there, FakeEncoder())
    wanted = [Filter(), Filter(publisher="Buurt"), Filter(kind="article", first="2023"), Filter(publisher="Niemand")]
    askers = [None, frozenset[str](), frozenset({"wijk"}), frozenset({"jeugd", 'vreemd " \\ ]'})]
    for query in QUERIES:
        for mode in MODES:
            for one in [replace(each, groups=groups) for each in wanted for groups in askers]:
                own = local.search(query, mode=mode, wanted=one, explain=True)
                other = remote.search(query, mode=mode, wanted=one, explain=True)
                assert [hit.passage for hit in other.hits] == [hit.passage for hit in own.hits]
                assert [hit.score for hit in other.hits] == pytest.approx([hit.score for hit in own.hits], abs=1e-4)
                assert (other.facets, other.total, other.expansions) == (own.facets, own.total, own.expansions)
                for hit, same in zip(other.hits, own.hits, strict=True):
                    assert [match.term for match in hit.matches] == [match.term for match in same.matches]
                    shares = [match.share for match in same.matches]
                    assert [match.share for match in hit.matches] == pytest.approx(shares, abs=1e-4)


def test_documents_are_alike_as_in_a_directory(here: Path, there: Path) -> None:
    alike = [
        [hit.passage.doc_id for hit in similar_documents(Index.open(directory), "d.md", k=5).hits]
        for directory in (here, there)
    ]
    assert alike[0]
    assert alike[0] == alike[1]


def test_what_is_ranked_is_what_a_condition_of_many_rows_lets_through(here: Path, there: Path) -> None:
    dense, local = Index.open(there).dense, Index.open(here).dense
    assert isinstance(dense, EngineDense)
    assert isinstance(local, DenseIndex)
    [vector] = FakeEncoder().encode_queries(["koffie voor jongeren"])
    rows = [row for row, _ in local.rank(vector, depth=100)]
    for allowed in ([], rows[:1], sorted(rows[:4]), sorted(rows)):
        ranked = dense.rank(vector, depth=100, allowed=as_rows(allowed))
        expected = local.rank(vector, depth=100, allowed=as_rows(allowed))
        assert [row for row, _ in ranked] == [row for row, _ in expected]
        assert [score for _, score in ranked] == pytest.approx([score for _, score in expected], abs=1e-5)
    assert dense.rank(vector, depth=2) == dense.rank(vector, depth=100)[:2]
    np.testing.assert_allclose(dense.vectors(as_rows(rows)), local.vectors(as_rows(rows)), atol=1e-6)
    with pytest.raises(UnreadableIndexError, match="Niet elke passage"):
        dense.vectors(as_rows([10_000]))


def test_words_are_ranked_here_and_terms_too_where_the_engine_cannot(here: Path, there: Path) -> None:
    lexical, local = Index.open(there).lexical, Index.open(here).lexical
    publication = published(there / current_folder(there))
    assert publication is not None
    assert isinstance(lexical, EngineLexical) == ("lexical" in publication.legs)
    assert lexical.rank(Counter(["koffie"]), field="words", depth=9) == local.rank(
        Counter(["koffie"]), field="words", depth=9
    )
    assert lexical.rank({}, depth=9) == []
    assert lexical.rank(Counter(["koffie"]), depth=9, works=[]) == []
    assert lexical.vocabulary() == local.vocabulary()


def test_who_reads_goes_on_with_their_version_until_they_follow(
    writing: Path, reading: Callable[[], Path], write_files: WriteFiles
) -> None:
    docs = write_files(FILES)
    put(writing, docs, is_pruning=True)
    directory = reading()
    searcher = Searcher.open(directory, FakeEncoder())
    before = searcher.search("koffie wijk")
    (docs / "d.md").unlink()
    write_files({"e.md": NEW})
    put(writing, docs, is_pruning=True)

    assert searcher.search("koffie wijk").hits == before.hits
    assert [hit.passage.doc_id for hit in searcher.search("duivenhouders", mode="lexical").hits] == []
    reading()
    after = searcher.search("koffie wijk")
    assert after.generation.number == before.generation.number + 1
    assert {hit.passage.doc_id for hit in after.hits} == {"a.md", "b.md", "c.md", "e.md"}
    assert check(directory_of_whole(directory)).faults == ()


def test_who_opens_a_version_of_which_passages_are_gone_by_now_gets_the_newest(
    writing: Path, reading: Callable[[], Path], write_files: WriteFiles
) -> None:
    docs = write_files({**FILES, "e.md": NEW})
    put(writing, docs)
    directory = reading()
    for name in ("e.md", "d.md"):  # of two versions the passages are kept
        (docs / name).unlink()
        put(writing, docs, is_pruning=True)

    hits = Searcher.open(directory, FakeEncoder()).search("koffie wijk schuldhulp").hits

    assert {hit.passage.doc_id for hit in hits} == {"a.md", "b.md", "c.md"}


def test_while_versions_are_written_and_searched_at_once_each_answer_is_that_of_one_version(
    writing: Path, reading: Callable[[], Path], write_files: WriteFiles
) -> None:
    docs = write_files({**FILES, "e.md": f"{NEW}\n\nVersie 0."})
    put(writing, docs, is_pruning=True)
    directory = reading()
    searcher = Searcher.open(directory, FakeEncoder())
    first = searcher.index.generation.number
    answers: set[tuple[int, str]] = set()
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            for mode in MODES:
                hits = searcher.search("duivenhouders versie", mode=mode)
                [own] = [hit.passage.text for hit in hits.hits if hit.passage.doc_id == "e.md"]
                answers.add((hits.generation.number - first, own))

    with following(directory, every=0.01), ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        try:
            for number in range(1, 6):
                write_files({"e.md": f"{NEW}\n\nVersie {number}."})
                put(writing, docs)
        finally:
            done.set()
        for one in asking:
            one.result()
    assert len(answers) > 1
    for number, text in answers:
        assert text == f"De duivenhouders van de wijk drinken koffie.\n\nVersie {number}."


def test_after_a_rollback_everybody_searches_the_version_before_and_the_next_write_builds_upon_it(
    address: EngineAddress, engine: Milvus, writing: Path, reading: Callable[[], Path], write_files: WriteFiles,
    tmp_path: Path,
) -> None:  # fmt: skip
    docs = write_files(FILES)
    put(writing, docs, is_pruning=True)
    put(writing, write_files({"d.md": "# Schuldhulp\n\nSchuldhulp."}))
    searcher = Searcher.open(reading(), FakeEncoder())
    before = searcher.search("koffie jongeren").hits
    write_files({"a.md": "# Thee\n\nThee.", "e.md": NEW, "f.md": "# Fietsen\n\nFietsen."})
    put(writing, docs)
    reading()
    left = searcher.search("duivenhouders").generation.number
    other = directory_of(address, tmp_path / "other")  # of a machine that never had the version before
    follow(other, engine)
    with IndexWriter.open(other) as writer:
        writer.roll_back()

    reading()
    assert searcher.search("koffie jongeren").hits == before
    assert searcher.search("duivenhouders", mode="lexical").hits == ()
    third = directory_of(address, tmp_path / "third")
    put(third, write_files({"e.md": "# Roeien\n\nRoeien op de plas."}))
    assert current_generation(reading()).number == left + 1
    assert [hit.passage.doc_id for hit in searcher.search("roeien op de plas", mode="dense").hits][:1] == ["e.md"]
    assert searcher.search("duivenhouders", mode="lexical").hits == ()
    assert check(directory_of_whole(reading())).faults == ()


def test_what_is_taken_out_is_in_no_block_and_in_no_directory_that_follows(
    engine: Milvus, writing: Path, reading: Callable[[], Path], write_files: WriteFiles
) -> None:
    docs = write_files({**FILES, "e.md": NEW})
    put(writing, docs, is_pruning=True)
    write_files({"f.md": "# Fietsen\n\nFietsen."})
    put(writing, docs)
    reading()
    assert any("duivenhouders" in text for text in texts(engine))
    worker = Worker(Jobs(SqliteStorage(writing)), writing, lambda own: FakeEncoder())
    worker.complete([Removal("e.md")])
    directory = reading()

    assert not any("duivenhouders" in text for text in texts(engine))
    files = [path for root in (writing, directory) for path in root.rglob("*") if path.is_file()]
    assert not [path for path in files if b"duivenhouders" in path.read_bytes()]
    assert len(generation_folders(directory)) == 1
    assert found(directory, "fietsen") == ["f.md"]


def test_an_engine_that_falls_out_is_told_with_when_to_come_back_and_taken_up_again(
    serve: Serve, tmp_path: Path, here: Path
) -> None:
    data = tmp_path / "milvus"
    data.mkdir()
    with serve(data) as port:
        address = EngineAddress("127.0.0.1", port, "proef")
        copy_to_engine(here, connected(address), silent)
        directory = directory_of(address, tmp_path / "cache")
        follow(directory, connected(address))
        searcher = Searcher.open(directory, FakeEncoder())
    app = create_app(lambda: searcher)
    with TestClient(app) as client:
        answer = client.get("/v1/search", params={"q": "koffie"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Milvus op 127.0.0.1" in answer.json()["detail"]
        assert client.get("/v1/documents").status_code == 200  # what is here is still told
        with serve(data, port=port):
            for _ in range(100):  # the client looks now and then
                back = client.get("/v1/search", params={"q": "koffie"})
                if back.status_code == 200:
                    break
                time.sleep(0.2)
            assert back.json()["total"] == 6


def test_who_is_in_a_group_learns_as_much_from_scores_as_in_a_directory(here: Path, there: Path) -> None:
    for groups in (None, frozenset[str](), frozenset({"wijk"})):
        remote, local = (Views(Index.open(place), NO_FORMS).of(groups).lexical for place in (there, here))
        for query in ("koffie", "jongeren", "wijk koffie"):
            ranked = remote.rank(Counter(query.split()), depth=9)
            expected = local.rank(Counter(query.split()), depth=9)
            assert [row for row, _ in ranked] == [row for row, _ in expected]
            assert [score for _, score in ranked] == pytest.approx([score for _, score in expected], abs=1e-4)
