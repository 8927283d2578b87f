"""An index in a real Milvus is the index in a directory: the same hits, written in one step, or a clear refusal."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pymilvus import MilvusException

from api.cli import main
from api.compose import index_directory, key_file
from api.settings import Settings
from indexer.repair import check
from search.copying import copy_to_directory, copy_to_engine, lent
from search.engines.address import Account, EngineAddress
from search.engines.following import following
from search.engines.legs import EngineLexical, bm25, place_of
from search.engines.milvus import SETTLED, Milvus, connected, require_version
from search.engines.publication import Publication, directory_of, published
from search.engines.publishing import follow, publish, silent
from search.errors import EngineError, IndexMissingError, UnreadableIndexError
from search.generation import checksum, current_folder, current_generation
from search.index import Index
from search.searcher import Searcher
from search.store import Filter
from search.writer import IndexWriter
from tests.conftest import IndexOf, WriteFiles
from tests.fakes import FakeEncoder
from tests.search.engines.indexes import FILES, NEW, QUERIES, directory_of_whole, found, put


def test_the_score_of_a_term_is_bm25_by_hand() -> None:
    weights = bm25(["zorg", "wijk", "zorg"], 1.5)
    assert weights[place_of("zorg")] == pytest.approx(2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 1.5)))
    assert weights[place_of("wijk")] == pytest.approx(1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 3 / 1.5)))


def test_words_that_the_engine_cannot_rank_are_ranked_here_until_it_can(
    here: Path, engine: Milvus, writing: Path, reading: Callable[[], Path], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    docs = tmp_path / "docs"
    with monkeypatch.context() as old:
        old.setattr(engine, "_version", "v2.3.5")
        assert "is versie v2.3.5 en kan niet op woorden zoeken. Dat doet elke server nu zelf" in engine.shortcoming
        put(writing, docs)
        remote, local = Searcher.open(reading(), FakeEncoder()), Searcher.open(here, FakeEncoder())
        assert not isinstance(remote.index.lexical, EngineLexical)
        for query in QUERIES:
            own = local.search(query, wanted=Filter(groups=frozenset({"wijk"})))
            other = remote.search(query, wanted=Filter(groups=frozenset({"wijk"})))
            assert [hit.passage for hit in other.hits] == [hit.passage for hit in own.hits]
            assert [hit.score for hit in other.hits] == pytest.approx([hit.score for hit in own.hits], abs=1e-4)
    assert engine.shortcoming == ""
    (docs / "e.md").write_text(NEW, "utf-8")
    put(writing, docs)
    reading()
    assert isinstance(remote.index.lexical, EngineLexical)
    assert [hit.passage.doc_id for hit in remote.search("duivenhouders", mode="lexical").hits] == ["e.md"]


def run(command: list[str]) -> object:
    with pytest.raises(SystemExit) as ended:
        main(command)
    return ended.value.code


@pytest.mark.parametrize("command", [["rollback"], ["check", "--repair"]])
def test_who_writes_beside_servers_that_share_their_jobs_waits_for_their_turn(
    engine: Milvus, writing: Path, write_files: WriteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], command: list[str],
) -> None:  # fmt: skip
    docs = write_files(FILES)
    put(writing, docs)
    write_files({"e.md": NEW})
    put(writing, docs)
    before = engine.current()
    monkeypatch.setenv("BRONWIJZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("BRONWIJZER_JOBS", "postgresql://127.0.0.1:1/weg")  # where nothing tells whose turn it is

    assert run([*command, "--index", str(engine.address)]) != 0
    assert "PostgreSQL op 127.0.0.1" in capsys.readouterr().err
    assert engine.current() == before


def test_a_disk_of_the_engine_that_is_full_is_told_with_what_to_do(
    engine: Milvus, monkeypatch: pytest.MonkeyPatch
) -> None:
    reasons = ["IO error: No space left on device: x.log", "quota exceeded[reason=disk quota exceeded]"]
    reasons.append("failed to query: " + "attempt #0: " * 100 + "stack trace: /a.go:1 " * 100)
    left = iter(reasons)

    def refuse(*_: object, **__: object) -> None:
        raise MilvusException(message=next(left))

    monkeypatch.setattr(engine._client, "upsert", refuse)
    for _ in reasons[:2]:
        with pytest.raises(EngineError, match="De schijf van Milvus is vol, of wat het ervan mag gebruiken"):
            engine.put_blocks({"b": "x"})
    with pytest.raises(EngineError, match=r"attempt #0: …\)\. Controleer het adres") as told:
        engine.put_blocks({"b": "x"})
    assert len(str(told.value)) < 500


def test_what_has_been_there_for_a_while_is_searched_without_waiting_for_the_newest(
    here: Path, engine: Milvus, reading: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("search.engines.legs.monotonic", lambda: now)
    asked: list[str] = []
    search = engine._client.search

    def noted(*arguments: object, consistency_level: str, **more: object) -> object:
        asked.append(consistency_level)
        return search(*arguments, consistency_level=consistency_level, **more)

    monkeypatch.setattr(engine._client, "search", noted)
    copy_to_engine(here, engine, silent)
    searcher = Searcher.open(reading(), FakeEncoder())
    first = searcher.search("koffie")
    assert set(asked) == {"Strong"}
    asked.clear()
    now += SETTLED + 1
    assert searcher.search("koffie", wanted=Filter(groups=frozenset({"wijk"}))).hits
    assert searcher.search("koffie").hits == first.hits
    assert set(asked) == {"Bounded"}


def test_who_writes_is_told_that_the_engine_cannot_rank_words(
    here: Path, address: EngineAddress, engine: Milvus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(Milvus, "shortcoming", "Milvus kan niet op woorden zoeken.")
    monkeypatch.setenv("BRONWIJZER_CACHE", str(tmp_path / "cache"))
    for command in (["copy", str(here), str(address)], ["check", "--index", str(address)]):
        assert run(command) == 0
        assert capsys.readouterr().err.startswith("Milvus kan niet op woorden zoeken.\n")
    assert run(["copy", str(address), str(tmp_path / "back")]) == 0
    assert "woorden" not in capsys.readouterr().err


def test_what_an_older_program_published_says_that_every_leg_is_there(here: Path, engine: Milvus) -> None:
    copy_to_engine(here, engine, silent)
    raw = json.loads(str(engine.current()))
    del raw["legs"]
    assert set(Publication.read(json.dumps(raw)).legs) == {"dense", "lexical"}


# Written in one step


def test_documents_that_come_change_and_go_leave_what_a_new_index_would_hold(
    writing: Path, reading: Callable[[], Path], write_files: WriteFiles, tmp_path: Path
) -> None:
    docs = write_files(FILES)
    put(writing, docs)
    for step in range(6):  # the newest rows go, and come again
        write_files({"e.md": f"{NEW}\n\n# Deel {step}\n\nNummer {step} gaat over buurtbussen."})
        put(writing, docs)
        (docs / "e.md").unlink()
        put(writing, docs, is_pruning=True)
        assert check(directory_of_whole(reading())).faults == ()
    assert found(reading(), "duivenhouders") == []
    put(tmp_path / "fresh", docs)
    for query in QUERIES:
        assert found(reading(), query) == found(tmp_path / "fresh", query)


@pytest.mark.parametrize(
    "refusing", ["make_passages", "put_passages", "count", "put_blocks", "known_blocks", "describe", "switch", "forget"]
)
def test_an_engine_that_falls_out_while_it_is_written_keeps_the_version_before_or_has_the_new_one(
    refusing: str,
    writing: Path,
    reading: Callable[[], Path],
    write_files: WriteFiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    docs = write_files(FILES)
    put(writing, docs)
    write_files({"e.md": NEW})
    before = current_generation(reading()).number

    def fall_out(*_: object, **__: object) -> None:
        raise EngineError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(Milvus, refusing, fall_out)
        is_written = False
        with suppress(EngineError):
            put(writing, docs)
            is_written = True
    assert found(writing, "duivenhouders") == (["e.md"] if is_written else [])
    assert current_generation(reading()).number in (before, before + 1)
    put(writing, docs)
    assert found(reading(), "duivenhouders") == ["e.md"]
    assert check(directory_of_whole(reading())).faults == ()


def test_a_second_writer_who_was_too_late_is_told_so(
    address: EngineAddress, writing: Path, write_files: WriteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = write_files(FILES)
    put(writing, docs)
    other = directory_of(address, tmp_path / "other")
    put(other, docs)
    write_files({"e.md": NEW})
    put(writing, docs)
    with monkeypatch.context() as late:  # it looked just before
        late.setattr("search.engines.publishing.follow", lambda *_, **__: None)
        with pytest.raises(EngineError, match=r"Een ander heeft de index in .* intussen bijgewerkt"):
            put(other, write_files({"f.md": "# Fietsen\n\nFietsen in de wijk."}))
    put(other, docs)
    assert found(other, "fietsen") == ["f.md"]
    assert found(other, "duivenhouders") == ["e.md"]


def test_who_follows_beside_a_writer_waits_for_what_is_being_published(
    engine: Milvus, writing: Path, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = write_files(FILES)
    put(writing, docs)
    follower = Thread(target=follow, args=(writing, engine))

    def publish_followed(folder: Path, *others: Any, **more: Any) -> Publication:  # noqa: ANN401 - as publish
        follower.start()
        follower.join(0.2)
        assert follower.is_alive()
        return publish(folder, *others, **more)

    monkeypatch.setattr("search.engines.publishing.publish", publish_followed)
    write_files({"e.md": NEW})
    put(writing, docs)
    follower.join()
    assert found(writing, "duivenhouders") == ["e.md"]


def test_of_two_writers_who_made_the_same_number_the_one_who_lost_goes_on_from_what_the_other_made(
    address: EngineAddress, engine: Milvus, writing: Path, write_files: WriteFiles, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    docs = write_files(FILES)
    put(writing, docs)
    other = directory_of(address, tmp_path / "other")
    follow(other, engine, is_whole=True)
    before = engine.current()
    searcher = Searcher.open(writing, FakeEncoder())
    put(writing, write_files({"e.md": NEW}))
    assert [hit.passage.doc_id for hit in searcher.search("duivenhouders", mode="lexical").hits] == ["e.md"]
    (docs / "e.md").unlink()
    fietsen = write_files({"f.md": "# Fietsen\n\nFietsen in de wijk."})
    with monkeypatch.context() as together:  # each asked before the other had switched
        together.setattr(Milvus, "current", lambda self: before)
        together.setattr(IndexWriter, "_numbers", lambda self: [1])
        together.setattr("search.engines.publishing.follow", lambda *_, **__: None)
        put(other, fietsen)
    assert current_generation(other).number == current_generation(writing).number
    with monkeypatch.context() as late:
        late.setattr("search.engines.publishing.follow", lambda *_, **__: None)
        with pytest.raises(EngineError, match=r"Een ander heeft de index in .* intussen bijgewerkt"):
            put(writing, write_files({"g.md": "# Bus\n\nDe buurtbus."}))
    follow(writing, engine, is_whole=True)
    assert [hit.passage.doc_id for hit in searcher.search("fietsen", mode="lexical").hits] == ["f.md"]
    put(writing, docs)
    assert found(writing, "buurtbus")[0] == "g.md"
    assert check(directory_of_whole(writing)).faults == ()


def test_a_server_follows_by_itself(
    writing: Path, reading: Callable[[], Path], write_files: WriteFiles, caplog: pytest.LogCaptureFixture
) -> None:
    docs = write_files(FILES)
    put(writing, docs)
    directory = reading()
    searcher = Searcher.open(directory, FakeEncoder())
    with following(directory, every=0.01):
        write_files({"e.md": NEW})
        put(writing, docs)
        for _ in range(3_000):
            if searcher.search("duivenhouders", mode="lexical").hits:
                break
            searcher.index.catalogue.counts()
        assert [hit.passage.doc_id for hit in searcher.search("duivenhouders", mode="lexical").hits] == ["e.md"]
    with following(writing.parent):  # where no engine is, nothing is followed
        pass
    assert not caplog.records


def test_what_an_attempt_that_failed_left_there_is_not_taken_for_what_is_written_now(
    writing: Path, reading: Callable[[], Path], write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.publishing.ROWS", 1)
    docs = write_files(FILES)
    put(writing, docs)
    write_files({"e.md": f"{NEW}\n\n# Fietsen\n\nFietsen.\n\n# Lopen\n\nLopen."})

    def fall_out(*_: object) -> None:
        raise EngineError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(Milvus, "put_blocks", fall_out)
        with pytest.raises(EngineError, match="gone"):
            put(writing, docs)
    write_files({"e.md": "# Zwemmen\n\nZwemmen.\n\n# Roeien\n\nRoeien.\n\n# Varen\n\nVaren."})
    put(writing, docs)
    assert set(found(reading(), "zwemmen")) == {"e.md"}
    assert check(directory_of_whole(reading())).faults == ()


def test_an_index_that_is_made_anew_takes_no_vectors_of_the_one_before(
    writing: Path, reading: Callable[[], Path], write_files: WriteFiles
) -> None:
    docs = write_files({"a.md": "# Koffie\n\nKoffie in de wijk.", "b.md": "# Fietsen\n\nFietsen naar school."})
    put(writing, docs)
    # Each row now is of the other passage, and the middle of the two vectors is what it was.
    write_files({"b.md": "# Koffie\n\nKoffie in de wijk.", "a.md": "# Fietsen\n\nFietsen naar school."})
    put(writing, docs, is_anew=True)
    searcher = Searcher.open(reading(), FakeEncoder())
    assert searcher.search("koffie in de wijk", mode="dense").hits[0].passage.doc_id == "b.md"
    assert check(directory_of_whole(reading())).faults == ()


# From one place to another


def test_a_copy_there_and_back_is_the_index_to_the_byte(
    here: Path, address: EngineAddress, engine: Milvus, tmp_path: Path
) -> None:
    steps: list[tuple[str, int, int]] = []
    copied = copy_to_engine(here, engine, lambda *step: steps.append(step))
    assert copied == current_generation(here)
    assert published(here / copied.folder) is None
    assert {stage for stage, done, total in steps if done == total} == {"passages", "blocks"}
    whole = directory_of_whole(directory_of(address, tmp_path / "cache"))
    assert copy_to_directory(whole, tmp_path / "back", silent) == copied
    folder = tmp_path / "back" / copied.folder
    assert {name: checksum(folder / name) for name in copied.files} == dict(copied.files)
    assert check(tmp_path / "back").faults == ()
    assert found(tmp_path / "back", "koffie wijk") == found(here, "koffie wijk")


def test_a_copy_that_was_stopped_while_it_made_a_collection_goes_on(
    here: Path, engine: Milvus, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in ("create_index", "load_collection"):

        def fall_out(*_: object, **__: object) -> None:
            raise OSError("gone")

        with monkeypatch.context() as broken:
            broken.setattr(engine._client, step, fall_out)
            with pytest.raises(EngineError, match="gone"):
                copy_to_engine(here, engine, silent)
    copy_to_engine(here, engine, silent)
    assert engine.count(*_visible(engine)) == current_generation(here).counts["passages"]


def test_a_copy_that_is_there_is_not_made_again(here: Path, engine: Milvus) -> None:
    first = copy_to_engine(here, engine, silent)
    assert copy_to_engine(here, engine, lambda *step: pytest.fail(str(step))) == first


def test_a_copy_that_was_stopped_goes_on_where_it_was(
    here: Path, address: EngineAddress, engine: Milvus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.publishing.ROWS", 2)
    sent: list[int] = []
    put_passages = Milvus.put_passages

    def until_the_third(self: Milvus, collection: str, rows: list[int], *rest: object) -> None:
        if len(sent) == 2:
            raise EngineError("gone")
        sent.append(rows[0])
        put_passages(self, collection, rows, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(Milvus, "put_passages", until_the_third)
        with pytest.raises(EngineError, match="gone"):
            copy_to_engine(here, engine, silent)
    assert engine.current() is None
    again: list[int] = []

    def noted(self: Milvus, collection: str, rows: list[int], *rest: object) -> None:
        again.append(rows[0])
        put_passages(self, collection, rows, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Milvus, "put_passages", noted)
    copy_to_engine(here, engine, silent)
    assert again[0] == sent[1]  # whether all of the last request came, nobody knows
    assert engine.count(*_visible(engine)) == current_generation(here).counts["passages"]


def _visible(engine: Milvus) -> tuple[str, str]:
    publication = Publication.read(str(engine.current()))
    return publication.passages, publication.visible


def test_files_that_came_in_part_are_completed(
    here: Path, address: EngineAddress, engine: Milvus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_to_engine(here, engine, silent)
    directory = directory_of(address, tmp_path / "cache")
    blocks = Milvus.blocks
    monkeypatch.setattr("search.engines.publishing.AT_ONCE", 1)
    asked: list[str] = []

    def until(most: int) -> Callable[[Milvus, list[str]], dict[str, str]]:
        def fetch(self: Milvus, names: list[str]) -> dict[str, str]:
            if len(asked) == most:
                raise EngineError("gone")
            asked.extend(names)
            return blocks(self, names)

        return fetch

    with monkeypatch.context() as broken:
        broken.setattr(Milvus, "blocks", until(20))
        with pytest.raises(EngineError, match="gone"):
            follow(directory, engine)
    assert current_folder(directory) == ""
    first, asked[:] = list(asked), []
    with monkeypatch.context() as counting:
        counting.setattr(Milvus, "blocks", until(10_000))
        follow(directory, engine)
    recipes = {block for blocks in Publication.read(str(engine.current())).recipes.values() for block in blocks}
    assert not (set(first) & set(asked)) - recipes
    assert found(directory, "koffie") == found(here, "koffie")


def test_a_copy_takes_no_place_unasked(here: Path, engine: Milvus, index_of: IndexOf, tmp_path: Path) -> None:
    copy_to_engine(here, engine, silent)
    other = tmp_path / "other"
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "e.md").write_text(NEW, "utf-8")
    put(other, tmp_path / "more")
    with pytest.raises(UnreadableIndexError, match="staat al een andere index"):
        copy_to_engine(other, engine, silent)
    replaced = copy_to_engine(other, engine, silent, is_replacing=True)
    assert replaced.number == 2
    assert Publication.read(str(engine.current())).description == replaced.to_json()
    with pytest.raises(UnreadableIndexError, match="staat al een index"):
        copy_to_directory(here, other, silent)
    with pytest.raises(IndexMissingError):
        copy_to_directory(tmp_path / "none", tmp_path / "back", silent)


def test_an_index_that_is_lent_to_an_engine_leaves_nothing_there(here: Path, engine: Milvus) -> None:
    with lent(here, engine=engine, progress=silent) as directory:
        assert found(directory, "koffie wijk") == found(here, "koffie wijk")
    assert engine.current() is None
    assert engine.passage_collections() == []
    assert not directory.exists()


def test_an_index_is_not_lent_to_an_address_where_it_would_take_another_away(here: Path, engine: Milvus) -> None:
    copied = copy_to_engine(here, engine, silent)
    with (
        pytest.raises(UnreadableIndexError, match="staat al een index"),
        lent(here, engine=engine, progress=silent),
    ):
        pytest.fail("lent")
    assert Publication.read(str(engine.current())).description == copied.to_json()


def test_a_damaged_index_is_not_copied(here: Path, engine: Milvus) -> None:
    catalogue = here / current_folder(here) / "catalogue.sqlite"
    with catalogue.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        file.write(b"x")
    with pytest.raises(UnreadableIndexError, match=r"catalogue\.sqlite is veranderd"):
        copy_to_engine(here, engine, silent)
    assert engine.current() is None


# What is wrong is told


def test_blocks_that_are_gone_or_others_are_damage(
    here: Path, engine: Milvus, address: EngineAddress, tmp_path: Path
) -> None:
    copy_to_engine(here, engine, silent)
    some = sorted(engine.known_blocks())
    engine.put_blocks({some[0]: engine.blocks([some[1]])[some[1]]})
    with pytest.raises(UnreadableIndexError, match="beschadigd: een deel van een bestand ontbreekt"):
        directory_of_whole(directory_of(address, tmp_path / "cache"))
    engine.remove_blocks(some)
    with pytest.raises(UnreadableIndexError, match="beschadigd: een deel van een bestand ontbreekt"):
        directory_of_whole(directory_of(address, tmp_path / "cache"))


def test_passages_that_are_missing_in_the_engine_are_seen_when_it_is_opened(
    here: Path, engine: Milvus, address: EngineAddress, tmp_path: Path
) -> None:
    copy_to_engine(here, engine, silent)
    directory = directory_of_whole(directory_of(address, tmp_path / "cache"))
    publication = published(directory / current_folder(directory))
    assert publication is not None
    engine.remove_passages(publication.passages, [1])
    with pytest.raises(UnreadableIndexError, match="aantallen kloppen niet"):
        Index.open(directory)


def test_a_collection_of_somebody_else_is_left_alone(address: EngineAddress, engine: Milvus, here: Path) -> None:
    other = connected(replace(address, name="ander"))
    other.put_blocks({"a": "x"})
    engine._generations = "ander_blocks"
    with pytest.raises(UnreadableIndexError, match=r"De collectie ander_blocks op .* is niet van Bronwijzer"):
        copy_to_engine(here, engine, silent)
    connected.cache_clear()


def test_a_generation_that_is_not_there_is_damage(engine: Milvus) -> None:
    engine.switch(7)
    with pytest.raises(UnreadableIndexError, match="generatie 7 ontbreekt"):
        engine.current()
    engine.describe(7, "geen json")
    with pytest.raises(UnreadableIndexError, match="van een andere versie"):
        Publication.read(str(engine.current()))


def test_a_publication_with_as_many_rows_taken_out_as_may_be_is_a_text_that_milvus_keeps() -> None:
    rows = list(range(100_000_000, 100_050_000, 10))
    publication = Publication(1, "passages", 100, 100_050_000, rows, rows[2_000:], {}, "x" * 2_000, {}, ["dense"])
    written = publication.to_json()
    assert len(written) < 65_536  # which Lite does not ask, but the server does
    assert Publication.read(written) == publication


def test_an_index_that_nobody_made_is_missing(address: EngineAddress, tmp_path: Path) -> None:
    directory = index_directory(address, Settings(cache=tmp_path))
    with pytest.raises(IndexMissingError):
        Searcher.open(directory, FakeEncoder())


@pytest.mark.parametrize(
    "text",
    ["milvus://", "milvus://host/naam", "milvus://host:0/naam", "milvus://host:70000/naam", "milvus://host:1/1naam",
     "milvus://host:1/naam/meer", "milvus://u:w@host:1/naam", "milvus://host:1/" + "n" * 101],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(EngineError, match="is geen adres van een index"):
        EngineAddress.parse(text)


def test_an_address_reads_as_it_is_written() -> None:
    for text in ("milvus://127.0.0.1:19530/wsdf", "milvus://[::1]:1/_a9", "milvus://zoek-1.example:65535/N"):
        assert str(EngineAddress.parse(text)) == text
        assert Settings.read({"BRONWIJZER_INDEX": text}).environment()["BRONWIJZER_INDEX"] == text


def test_an_account_is_not_shown() -> None:
    assert "geheim" not in f"{Account('geheim')!r} {Settings(milvus_token='geheim')!r}"


def test_a_version_that_cannot_keep_an_index_is_refused() -> None:
    address = EngineAddress("zoek.example", 19530, "proef")
    for version in ("2.3.5", "v3.0", "2.10"):
        require_version(version, address)
    with pytest.raises(EngineError, match=r"is versie v2\.2\.16, en te oud voor een index"):
        require_version("v2.2.16", address)


def test_where_nothing_listens_is_one_clear_error(tmp_path: Path) -> None:
    address = EngineAddress("127.0.0.1", 1, "proef")
    with pytest.raises(EngineError, match=r"Milvus op 127\.0\.0\.1:1 doet niet wat gevraagd wordt"):
        index_directory(address, Settings(cache=tmp_path))


def test_keys_are_beside_the_directory_of_an_engine_that_does_not_answer(tmp_path: Path) -> None:
    address = EngineAddress("127.0.0.1", 1, "proef")
    beside = directory_of(address, tmp_path).with_name("127.0.0.1-1-proef.sleutels")
    beside.write_text('{"keys": []}', "utf-8")
    assert key_file(address, Settings(cache=tmp_path)).exists
