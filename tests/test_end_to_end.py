"""The real model, the real command and the real server, over the samples in this repository."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

import psycopg
import pytest

import corpus
from search.index import Index
from tests.cluster.apart import milvus_cluster
from tests.milvus import milvus
from tests.postgresql import passing_through, postgresql

pytestmark = pytest.mark.model

ROOT = Path(corpus.__file__).parents[1]
SAMPLES = ROOT / "corpus" / "samples"
MOST_MEMORY = 500_000_000
"""Bytes resident in a server that has answered: it must fit beside others on a small machine."""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: its address and its process."""

    address: str
    process: subprocess.Popen[bytes]

    def get(self, path: str) -> dict[str, Any]:
        return self.send("GET", path)

    def send(self, method: str, path: str, body: str | None = None, kind: str = "text/plain") -> dict[str, Any]:
        sent = Request(
            f"{self.address}{path}", None if body is None else body.encode(), {"Content-Type": kind}, method=method
        )
        try:
            with urlopen(sent) as response:
                answer: dict[str, Any] = json.load(response)
        except HTTPError as error:
            error.add_note(f"{method} {path}: {error.read().decode()}")  # why, where no test expects it
            raise
        return answer

    def wait_for(self, path: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Ask until an answer is as it must be, and return it."""
        while not is_so(answer := self.get(path)):
            time.sleep(0.05)
        return answer


def bronwijzer(*arguments: object, cache: Path, jobs: str = "") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "api", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "BRONWIJZER_CACHE": str(cache), "BRONWIJZER_JOBS": jobs},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.fixture(scope="module")
def directory(default_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of the samples, made by the command."""
    directory = tmp_path_factory.mktemp("samples") / "index"
    indexing = bronwijzer("index", SAMPLES, "--index", directory, "--json", cache=default_model.parent)
    out, err = indexing.communicate()
    assert indexing.returncode == 0, err.decode()
    report = json.loads(out)
    assert (len(report["added"]), report["documents"], report["failed"]) == (47, 47, [])
    assert report["embedded"] == report["passages"] > 300
    return directory


@pytest.fixture(scope="module")
def server(directory: Path, default_model: Path) -> Iterator[Served]:
    with serving(directory, default_model.parent) as served:
        yield served


@contextmanager
def serving(index: object, cache: Path, *, jobs: str = "") -> Iterator[Served]:
    """Yield a server over an index, by the command."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = bronwijzer("serve", "--index", index, "--port", port, cache=cache, jobs=jobs)
    served = Served(f"http://127.0.0.1:{port}", process)
    try:
        while not is_ready(served):
            assert process.poll() is None, process.communicate()[1].decode()
        yield served
    finally:
        process.kill()
        process.communicate()


def is_ready(served: Served) -> bool:
    try:
        return bool(served.get("/health/ready")["status"] == "ok")
    except URLError:
        return False


def is_finished(job: dict[str, Any]) -> bool:
    return job["finished"] is not None


@pytest.mark.parametrize("query", ["sociale basis", "Wijk GGD"])
def test_several_documents_with_the_words_are_found_and_quoted_to_the_letter(
    server: Served, directory: Path, query: str
) -> None:
    hits = server.get(f"/v1/search?q={quote(query)}&k=10")["hits"]
    words = re.compile(re.escape(query).replace(r"\ ", r"[\s-]+"), re.I)
    found = {hit["document"]["docId"] for hit in hits if words.search(hit["passage"]["text"])}
    assert len(hits) == 10
    assert len(found) >= 3

    index = Index.open(directory)
    texts = dict(index.catalogue._connection.execute("SELECT doc_id, text FROM documents"))
    index.close()
    for hit in hits:
        locator = hit["passage"]["locator"]
        assert texts[hit["document"]["docId"]][locator["start"] : locator["end"]] == hit["passage"]["text"]
        assert hit["citation"]["apa"]


def test_the_command_finds_what_the_server_finds(server: Served, directory: Path, default_model: Path) -> None:
    arguments = ("search", "schuldhulp bij jongeren", "--index", directory, "--json")
    searching = bronwijzer(*arguments, cache=default_model.parent)
    out, err = searching.communicate()
    assert searching.returncode == 0, err.decode()
    by_server = server.get(f"/v1/search?q={quote('schuldhulp bij jongeren')}&explain=true")
    assert json.loads(out)["hits"] == by_server["hits"]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks in /proc")
def test_a_server_that_answered_is_small_and_holds_no_torch(server: Served) -> None:
    for query in ("sociale basis", "Wijk GGD", "w " * 2_500):
        server.get(f"/v1/search?q={quote(query)}")
    process = Path("/proc", str(server.process.pid))
    resident = int(process.joinpath("statm").read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    assert resident < MOST_MEMORY
    mapped = process.joinpath("maps").read_text("utf-8")
    assert "libtorch" not in mapped
    assert "/torch/" not in mapped


def test_a_server_stops_when_asked(server: Served) -> None:
    server.process.send_signal(signal.SIGINT)
    _, err = server.process.communicate()
    assert server.process.returncode == 0
    assert err.decode().endswith("Bronwijzer is gestopt.\n")


def test_a_cluster_on_this_machine_finds_what_one_process_finds(default_model: Path, tmp_path: Path) -> None:
    folder = next(path for path in sorted(SAMPLES.iterdir()) if path.is_dir())
    found = []
    for name, more in (("alone", ()), ("cluster", ("--ray", "local"))):
        directory = tmp_path / name
        indexing = bronwijzer("index", folder, "--index", directory, "--json", *more, cache=default_model.parent)
        out, err = indexing.communicate()
        assert indexing.returncode == 0, err.decode()
        report = json.loads(out)
        assert sum(worker["passages"] for worker in report["workers"].values()) == (report["embedded"] if more else 0)
        searching = bronwijzer("search", "sociale basis", "--index", directory, "--json", cache=default_model.parent)
        out, err = searching.communicate()
        assert searching.returncode == 0, err.decode()
        found.append(json.loads(out)["hits"])
    assert found[0] == found[1]
    assert found[0]


def test_a_server_over_an_index_in_milvus_finds_and_answers_what_one_over_a_directory_does(
    directory: Path, default_model: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / default_model.name).symlink_to(default_model)
    asked = ["/v1/search?q=sociale+basis&explain=true", "/v1/search?q=Wijk+GGD&kind=nieuwsbrief", "/v1/documents?k=100"]
    with milvus(tmp_path) as port:
        address = f"milvus://127.0.0.1:{port}/voorbeelden"
        copying = bronwijzer("copy", directory, address, cache=cache)
        _, err = copying.communicate()
        assert copying.returncode == 0, err.decode()
        with serving(address, cache) as there, serving(directory, cache) as here:
            for path in asked:
                remote, local = there.get(path), here.get(path)
                assert remote["total"] == local["total"] > 0
                if "hits" in local:
                    assert_alike(remote["hits"], local["hits"])
        checking = bronwijzer("check", "--index", address, cache=cache)
        out, _ = checking.communicate()
        assert out.decode().endswith("Alles klopt.\n")


def assert_alike(hits: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]) -> None:
    """Find the same scores, but for steps in which a directory keeps lengths, and the same passages but for ties."""
    assert [hit["score"] for hit in hits] == pytest.approx([hit["score"] for hit in others], abs=0.01)
    passages = [hit["passage"] for hit in hits]
    assert all(hit["passage"] in passages for hit in others if hit["score"] > others[-1]["score"] + 0.02)


def test_servers_that_share_their_jobs_do_each_once_whichever_is_killed(default_model: Path, tmp_path: Path) -> None:
    caches = [tmp_path / "first", tmp_path / "second"]
    for cache in caches:
        cache.mkdir()
        (cache / default_model.name).symlink_to(default_model)
    with ExitStack() as stack:
        address = f"milvus://127.0.0.1:{stack.enter_context(milvus(tmp_path))}/gedeeld"
        data = stack.enter_context(passing_through())
        database = stack.enter_context(ExitStack())
        jobs = database.enter_context(postgresql(data))
        making = bronwijzer("index", "--empty", "--index", address, cache=caches[0], jobs=jobs)
        assert making.communicate()[1].decode().count("Traceback") == making.returncode == 0
        servers = [stack.enter_context(serving(address, cache, jobs=jobs)) for cache in caches]
        first, second = servers

        # What one takes in, each tells of and finds; the last that was said of a document holds.
        put = first.send("PUT", "/v1/documents/a.txt", "De zwaluw nestelt onder het dak van de boerderij.")
        asked = [
            put,
            second.send("DELETE", "/v1/documents/a.txt"),
            second.send("PUT", "/v1/documents/b.txt", "De uil roept in de schuur achter de boerderij."),
        ]
        for job in asked:
            for server in servers:
                done = server.wait_for(f"/v1/jobs/{job['jobId']}", is_finished)
                assert done["state"] == "done", f"{done}"
        for server in servers:
            server.wait_for("/v1/documents", lambda answer: [one["docId"] for one in answer["documents"]] == ["b.txt"])

        # One is killed in the middle: the other does it again, once.
        lines = [{"docId": f"{n}.txt", "text": f"Vogel {n} zingt. " * 40} for n in range(20)]
        job = first.send("POST", "/v1/documents", "\n".join(map(json.dumps, lines)), "application/x-ndjson")
        first.wait_for(f"/v1/jobs/{job['jobId']}", lambda answer: answer["progress"]["stage"] == "embed")
        with psycopg.connect(jobs) as connection:
            query = (
                "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory'"
            )
            [(holder,)] = connection.execute(f"{query} AND granted").fetchall()
        killed, left = sorted(servers, key=lambda server: f" {server.process.pid}@" not in holder)
        assert f" {killed.process.pid}@" in holder
        killed.process.kill()
        done = left.wait_for(f"/v1/jobs/{job['jobId']}", is_finished)
        assert {outcome["result"] for outcome in done["documents"]} == {"added"}
        left.wait_for("/v1/documents", lambda answer: answer["total"] == 21)

        # Without PostgreSQL searches go on, and jobs when it is back.
        database.close()
        with pytest.raises(HTTPError) as refused:
            left.send("DELETE", "/v1/documents/b.txt")
        with refused.value as answer:
            assert (answer.code, answer.headers["Retry-After"]) == (503, "5")
        assert left.get("/v1/search?q=uil&mode=lexical")["total"] == 1
        database.enter_context(postgresql(data))
        job = left.send("DELETE", "/v1/documents/b.txt")
        done = left.wait_for(f"/v1/jobs/{job['jobId']}", is_finished)
        assert done["state"] == "done", f"{done}"
        left.process.send_signal(signal.SIGINT)
        assert b"Traceback" not in left.process.communicate()[1]
        checking = bronwijzer("check", "--index", address, cache=caches[0], jobs=jobs)
        assert checking.communicate()[0].decode().endswith("Alles klopt.\n")


@pytest.mark.cluster
def test_a_cluster_of_which_a_query_node_falls_out_gives_right_answers_or_says_when_to_come_back(
    directory: Path, default_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / default_model.name).symlink_to(default_model)
    monkeypatch.setenv("BRONWIJZER_MILVUS_REPLICAS", "2")
    queries = ["sociale basis", "Wijk GGD", "schuldhulp bij jongeren", "eenzaamheid onder ouderen"]
    (tmp_path / "milvus").mkdir()
    with milvus_cluster(tmp_path / "milvus") as cluster:
        address = f"milvus://127.0.0.1:{cluster.port}/voorbeelden"
        copying = bronwijzer("copy", directory, address, cache=cache)
        _, err = copying.communicate()
        assert copying.returncode == 0, err.decode()
        with serving(address, cache) as served:
            paths = [f"/v1/search?q={quote(query)}&k=10" for query in queries]
            right = {path: passages(served.get(path)) for path in paths}
            assert all(right.values())

            def ask(most: int) -> list[str]:
                """Return what went wrong until fifty answers in a row were right, of ``most`` at most."""
                failures, well = [], 0
                for number in range(most):
                    path = paths[number % len(paths)]
                    try:
                        if passages(served.get(path)) != right[path]:
                            return [f"another answer to {path}"]
                        well += 1
                    except HTTPError as error:
                        failures.append(f"{error.code} {error.headers['Retry-After']}")
                        well = 0
                    if well == 50:
                        return failures
                return [*failures, "never well again"]

            with ThreadPoolExecutor(4) as pool:
                asking = [pool.submit(ask, 2_000) for _ in range(4)]
                assert cluster.ask("kill query1") == "done"
                failures = [one.result() for one in asking]
                assert set().union(*failures) <= {"503 5"}
                assert [one.result() for one in [pool.submit(ask, 50) for _ in range(4)]] == [[], [], [], []]


def passages(answer: dict[str, Any]) -> list[str]:
    return [hit["passage"]["passageId"] for hit in answer["hits"]]
