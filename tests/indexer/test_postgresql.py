"""Servers that share their jobs in PostgreSQL take turns, and whatever falls out, nothing is done by halves."""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import count
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.compose import jobs_for, writing_alone
from api.settings import Settings
from indexer import postgresql
from indexer.jobs import Delivery, Jobs, Removal, Turn
from indexer.postgresql import PostgresqlStorage
from indexer.worker import Worker
from search.engines.address import EngineAddress
from search.errors import IndexLockedError, JobMissingError, QueueFullError, SharedJobsError
from search.searcher import Searcher
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder

NUMBERS = count()
SECRET = "zwaluwstaart"


@pytest.fixture
def name() -> str:
    return f"gedeeld{next(NUMBERS)}"


@pytest.fixture
def server(shared_database: str, name: str) -> Callable[[], Jobs]:
    """Return a function that returns the jobs as one more server sees them."""
    return lambda: Jobs(PostgresqlStorage(shared_database, name))


@pytest.fixture
def administrator(shared_database: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(shared_database, autocommit=True) as connection:
        yield connection


def put(doc_id: str, text: str = "De kievit roept.") -> Delivery:
    return Delivery(doc_id, ".txt", BytesIO(text.encode()))


def test_a_job_is_told_and_run_by_any_server(server: Callable[[], Jobs], index_of: IndexOf) -> None:
    index = index_of({"a.txt": "De zwaluw nestelt."})
    job = server().add([put("c.txt")])
    assert server().get(job.job_id).state == "queued"
    Worker(server(), index, lambda own: FakeEncoder()).work()
    assert [outcome.result for outcome in server().get(job.job_id).outcomes] == ["added"]


def test_what_was_sent_last_about_a_document_holds_whoever_took_it(
    server: Callable[[], Jobs], index_of: IndexOf
) -> None:
    index = index_of({"a.txt": "De zwaluw nestelt."})
    made = [server().add([put("c.txt")]), server().add([Removal("c.txt")])]
    Worker(server(), index, lambda own: FakeEncoder()).work()
    assert [server().get(job.job_id).outcomes[0].result for job in made] == ["superseded", "absent"]


def test_as_many_jobs_may_wait_as_one_server_allows(shared_database: str, name: str) -> None:
    first, second = (Jobs(PostgresqlStorage(shared_database, name), most_waiting=2) for _ in range(2))

    def add(jobs: Jobs) -> bool:
        try:
            jobs.add([Removal("a.txt")])
        except QueueFullError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(add, [first, second] * 3)) == 2


def test_the_jobs_of_another_index_are_its_own(shared_database: str) -> None:
    names = [f"{'lang' * 20}{end}" for end in "ab"]
    first, second = (Jobs(PostgresqlStorage(shared_database, name)) for name in names)
    job = first.add([Removal("a.txt")])
    assert not second.are_waiting()
    with pytest.raises(JobMissingError):
        second.get(job.job_id)
    with first.turn(), second.turn():
        pass


def test_one_server_at_a_time_has_the_turn(server: Callable[[], Jobs], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "_LOOK", 0.1)
    asked = iter([False, True])
    with server().turn() as turn:
        turn.hold()
        with pytest.raises(IndexLockedError, match="Een andere server of opdracht schrijft de index gedeeld"):
            server().turn().__enter__()
        with pytest.raises(IndexLockedError):
            server().turn(patience=600, give_up=lambda: next(asked)).__enter__()
    with server().turn() as turn:
        turn.hold()


def test_who_is_cut_off_can_write_nothing_down_and_another_runs_the_job(
    server: Callable[[], Jobs], administrator: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    job = server().add([put("c.txt")])

    def lose_it() -> None:
        with server().turn() as turn:
            claim = turn.claim()
            administrator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
            with server().turn(patience=5) as other:
                again = other.claim()
                assert again.tasks == claim.tasks
                with pytest.raises(SharedJobsError, match=r"PostgreSQL op .* doet niet wat gevraagd wordt"):
                    turn.hold()
                with pytest.raises(SharedJobsError):
                    turn.finish(claim, dict.fromkeys(claim.tasks, ("failed", "afgebroken")))
                other.finish(again, dict.fromkeys(again.tasks, ("added", None)))

    lose_it()
    assert [outcome.result for outcome in server().get(job.job_id).outcomes] == ["added"]


def test_a_job_during_which_postgresql_falls_out_is_run_again(
    server: Callable[[], Jobs], index_of: IndexOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_of({"a.txt": "De zwaluw nestelt."})
    worker = Worker(server(), index, lambda own: FakeEncoder())
    job = worker.accept([put("c.txt")])

    def fall_out(*_: object) -> None:
        raise SharedJobsError("weg")

    with monkeypatch.context() as broken:
        broken.setattr(Turn, "report", fall_out)
        with pytest.raises(SharedJobsError):
            worker.work()
    assert server().get(job.job_id).state == "running"
    worker.work()
    assert [outcome.result for outcome in server().get(job.job_id).outcomes] == ["added"]


def test_who_stands_still_loses_the_turn_and_who_is_long_at_work_does_not(
    server: Callable[[], Jobs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "LEASE", 1)
    with server().turn() as turn:
        with pytest.raises(IndexLockedError):
            server().turn(patience=2).__enter__()
        turn.hold()
    monkeypatch.setattr(postgresql._PostgresqlConnection, "_stay", lambda self, stopping: stopping.wait())
    with server().turn() as turn:
        with server().turn(patience=60) as other:
            other.hold()
        with pytest.raises(SharedJobsError):
            turn.hold()


def test_servers_that_start_at_once_make_the_tables_once(shared_database: str, name: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(Jobs(PostgresqlStorage(shared_database, name)).were_used) for _ in range(8)]
        assert not any(one.result() for one in asked)


def test_who_may_make_no_schema_can_use_one_that_was_made_for_them(
    shared_database: str, name: str, administrator: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    administrator.execute(f"CREATE ROLE {name} LOGIN")
    address = f"{shared_database}&user={name}"
    jobs = Jobs(PostgresqlStorage(address, name))
    with pytest.raises(SharedJobsError, match="permission denied for database"):
        jobs.were_used()
    administrator.execute(f"CREATE SCHEMA bronwijzer_{name} AUTHORIZATION {name}")
    assert not jobs.were_used()


def test_tables_of_another_version_are_refused_until_they_are_right(
    server: Callable[[], Jobs], name: str, administrator: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    server().were_used()
    jobs = server()
    administrator.execute(f"UPDATE bronwijzer_{name}.tables_version SET number = 2")
    with pytest.raises(SharedJobsError, match="van een andere versie van Bronwijzer"):
        jobs.add([Removal("a")])
    administrator.execute(f"DROP SCHEMA bronwijzer_{name} CASCADE")
    jobs.add([Removal("a")])
    administrator.execute(f"DROP SCHEMA bronwijzer_{name} CASCADE")
    with pytest.raises(SharedJobsError):
        jobs.are_waiting()
    assert not jobs.are_waiting()


def test_a_server_or_a_database_that_cannot_do_it_is_told(
    shared_database: str, server: Callable[[], Jobs], administrator: "psycopg.Connection[tuple[object, ...]]",
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    administrator.execute("CREATE DATABASE oud ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    with pytest.raises(SharedJobsError, match="bewaart tekst niet als UTF-8"):
        Jobs(PostgresqlStorage(f"{shared_database}&dbname=oud", "a")).were_used()
    monkeypatch.setattr(postgresql, "_OLDEST", 1_000)
    with pytest.raises(SharedJobsError, match=r"dit is versie \d+, en het moet 1000 of hoger zijn"):
        server().were_used()


@pytest.mark.parametrize(
    "address", ["postgresql://u:geheim@127.0.0.1:1/db", "postgresql://u:geheim@h/db?x=1", "postgresql://u:ge%zz@h/db"]
)
def test_an_address_where_nothing_is_told_without_the_password(address: str) -> None:
    with pytest.raises(SharedJobsError, match="PostgreSQL") as error:
        Jobs(PostgresqlStorage(address, "a")).were_used()
    told: BaseException | None = error.value
    while told is not None:
        assert "ge" + "heim" not in str(told)
        assert "%zz" not in str(told)
        told = told.__cause__


def test_without_postgresql_a_service_searches_and_asks_who_sends_to_come_back(
    index_of: IndexOf, caplog: pytest.LogCaptureFixture
) -> None:
    index = index_of({"a.txt": "De zwaluw nestelt onder het dak."})
    storage = PostgresqlStorage("postgresql://127.0.0.1:1/weg", "a")
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), jobs_of=lambda directory: Jobs(storage))
    with TestClient(app) as client:
        for answer in (client.put("/v1/documents/b.txt", content=b"De wulp."), client.get("/v1/jobs/0123")):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert "PostgreSQL op 127.0.0.1, waarin de opdrachten staan" in answer.json()["detail"]
        assert client.get("/v1/search", params={"q": "zwaluw"}).json()["total"] == 1
        assert client.get("/health/ready").status_code == 200
    assert {record.getMessage()[:20] for record in caplog.records} == {"jobs cannot be run: "}


def test_what_is_taken_out_is_in_no_file_of_a_table(
    server: Callable[[], Jobs], index_of: IndexOf, administrator: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    index = index_of({"a.txt": "De zwaluw nestelt."})
    worker = Worker(server(), index, lambda own: FakeEncoder())
    [(folder,)] = administrator.execute("SHOW data_directory").fetchall()

    def copies() -> list[Path]:
        administrator.execute("CHECKPOINT")
        files = [path for path in Path(str(folder), "base").rglob("*") if path.is_file()]
        return [path for path in files if SECRET.encode() in path.read_bytes()]

    worker.accept([put("c.txt", f"De {SECRET} roept.")])
    assert copies()
    worker.work()
    worker.complete([Removal("c.txt")])
    for _ in range(100):  # files of a table that was written anew go at the next checkpoint
        if not copies():
            break
        time.sleep(0.05)
    assert copies() == []


# What is put together of settings


def test_servers_of_one_index_in_milvus_share_what_the_setting_names(
    shared_database: str, name: str, tmp_path: Path
) -> None:
    place = EngineAddress("127.0.0.1", 1, name)
    settings = Settings(jobs=shared_database, index=place, max_jobs=1)
    job = jobs_for(None, tmp_path / "a", settings).add([Removal("a.txt")])
    assert jobs_for(place, tmp_path / "b", Settings(jobs=shared_database)).get(job.job_id) == job
    with pytest.raises(QueueFullError):
        jobs_for(None, tmp_path / "b", settings).add([Removal("a.txt")])


def test_who_writes_with_a_command_keeps_the_servers_from_it(
    shared_database: str, server: Callable[[], Jobs], name: str, tmp_path: Path
) -> None:
    settings = Settings(jobs=shared_database, index=EngineAddress("127.0.0.1", 1, name))
    with writing_alone(None, tmp_path, settings), pytest.raises(IndexLockedError):
        server().turn().__enter__()
    alone = Settings(index=tmp_path)
    with server().turn(), writing_alone(tmp_path, tmp_path, settings), writing_alone(None, tmp_path, alone):
        pass  # an index in a directory is no matter of theirs


def test_an_index_in_a_directory_shares_no_jobs(tmp_path: Path) -> None:
    with pytest.raises(SharedJobsError, match="BRONWIJZER_JOBS is voor servers die één index in Milvus delen"):
        jobs_for(tmp_path, tmp_path, Settings(jobs="postgresql://db"))


def test_without_its_client_postgresql_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "indexer.postgresql", None)
    with pytest.raises(SharedJobsError, match=r"pip install 'bronwijzer\[postgresql\]'"):
        jobs_for(EngineAddress("127.0.0.1", 1, "a"), tmp_path, Settings(jobs="postgresql://db"))
