import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.sync import sync
from search import generation as generation_module
from search import index as index_module
from search.encoder import EncoderIdentity
from search.errors import IndexMissingError, UnreadableIndexError
from search.generation import (
    CATALOGUE,
    CURRENT,
    DENSE,
    DESCRIPTION,
    FORMAT,
    LEXICAL,
    Generation,
    current_generation,
    read_generation,
)
from search.index import Index
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder

FILES = {
    "wijk.txt": "De wijk is klein.",
    "zorg.txt": "Zorg is er voor iedereen.",
    "geld.txt": "Geld maakt niet gelukkig.",
}


@pytest.fixture
def directory(index_of: IndexOf) -> Path:
    """Return a new index with one passage in each of three documents."""
    return index_of(FILES)


def _rewritten(directory: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change the description as another program would have written it, seal and all."""
    path = directory / "g000001" / DESCRIPTION
    raw = json.loads(path.read_text("utf-8"))
    del raw["seal"]
    change(raw)
    path.write_text(json.dumps({**raw, "seal": generation_module._seal(raw)}), "utf-8")


def test_an_opened_index_finds_what_was_written(directory: Path) -> None:
    index = Index.open(directory)
    found = index.dense.rank(FakeEncoder().encode_queries(["zorg voor iedereen"])[0], depth=1)

    assert [stored.passage.doc_id for stored in index.catalogue.passages([row for row, _ in found])] == ["zorg.txt"]
    assert index.counts == {"documents": 3, "items": 0, "passages": 3, "vectors": 3, "near_duplicates": 0}
    assert (index.generation.format, index.generation.number) == (FORMAT, 1)
    index.close()


def test_an_index_gives_equal_hits_each_time_it_is_opened(directory: Path) -> None:
    vector = FakeEncoder().encode_queries(["geld en zorg is er"])[0]

    def hits() -> tuple[object, object, object]:
        index = Index.open(directory)
        try:
            return (
                index.dense.rank(vector, depth=3),
                index.lexical.rank(Counter(["geld", "zorg"]), depth=3),
                list(index.catalogue.every_passage()),
            )
        finally:
            index.close()

    first = hits()
    assert first == hits()


def test_the_same_files_give_the_same_hits_in_another_directory(directory: Path, tmp_path: Path) -> None:
    sync([tmp_path / "docs"], tmp_path / "other", lambda identity: FakeEncoder())
    vector = FakeEncoder().encode_queries(["geld"])[0]
    one, other = Index.open(directory), Index.open(tmp_path / "other")

    assert one.dense.rank(vector, depth=3) == other.dense.rank(vector, depth=3)
    assert one.lexical.rank(Counter(["geld", "zorg"]), depth=3) == other.lexical.rank(
        Counter(["geld", "zorg"]), depth=3
    )
    one.close()
    other.close()


@pytest.mark.parametrize("make", ["nothing", "empty folder", "file"])
def test_where_there_is_no_index_the_message_tells_how_to_make_one(tmp_path: Path, make: str) -> None:
    directory = tmp_path / "index"
    if make == "empty folder":
        directory.mkdir()
    elif make == "file":
        directory.write_text("x", "utf-8")

    with pytest.raises(IndexMissingError, match=f"Er is geen index in {directory}. Maak er een met `bronwijzer index"):
        Index.open(directory)


def test_an_index_of_another_format_is_refused_with_the_command_that_makes_it_anew(directory: Path) -> None:
    _rewritten(directory, lambda raw: raw.update(format=99))

    with pytest.raises(UnreadableIndexError, match=f"indeling 99; dit programma leest indeling {FORMAT}.*--rebuild"):
        Index.open(directory)


def test_an_index_of_another_analyser_is_refused_with_the_command_that_mends_it(directory: Path) -> None:
    _rewritten(directory, lambda raw: raw.update(analyser="nl-0"))

    with pytest.raises(UnreadableIndexError, match=r"woordanalyse nl-0; .* check --index .* --repair"):
        Index.open(directory)


@pytest.mark.parametrize(
    "other",
    [
        FakeEncoder(name="other"),
        FakeEncoder(revision="2"),
        FakeEncoder(dimension=8),
        FakeEncoder(query_prompt=""),
        FakeEncoder(passage_prompt=""),
    ],
)
def test_another_encoder_is_refused_with_the_command_that_mends_it(directory: Path, other: FakeEncoder) -> None:
    index = Index.open(directory)
    index.require_encoder(FakeEncoder().identity)

    with pytest.raises(UnreadableIndexError, match=f"--repair --encoder {other.identity.name}"):
        index.require_encoder(other.identity)
    index.close()


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"\x00" * 8, b"../../etc", b"g", b"gx", b"g000009", b"g000001/../g000001", b"G000001"]
)
def test_a_damaged_pointer_is_refused_with_the_command_that_mends_it(directory: Path, content: bytes) -> None:
    (directory / CURRENT).write_bytes(content)

    with pytest.raises(UnreadableIndexError, match=r"is beschadigd: .*check --index .* --repair"):
        Index.open(directory)


def test_a_folder_in_the_place_of_the_pointer_is_refused(directory: Path) -> None:
    (directory / CURRENT).unlink()
    (directory / CURRENT).mkdir()

    with pytest.raises(UnreadableIndexError, match=f"{CURRENT} is niet te lezen"):
        Index.open(directory)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "{}", f'{{"format": {FORMAT}}}', "\ud800", "[" * 500])
def test_a_damaged_description_is_refused(directory: Path, content: str) -> None:
    (directory / "g000001" / DESCRIPTION).write_bytes(content.encode("utf-8", "surrogatepass"))

    with pytest.raises(UnreadableIndexError, match="is beschadigd"):
        Index.open(directory)


def test_a_description_with_any_character_changed_is_refused(directory: Path) -> None:
    path = directory / "g000001" / DESCRIPTION
    sound = path.read_bytes()
    for place in range(0, len(sound), 7):
        if sound[place : place + 1].isspace():
            continue
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        with pytest.raises(UnreadableIndexError):
            current_generation(directory)


@pytest.mark.parametrize("name", [CATALOGUE, DENSE, LEXICAL, DESCRIPTION])
@pytest.mark.parametrize("damage", ["missing", "empty", "half", "noise"])
def test_a_file_that_is_missing_or_cut_or_overwritten_is_refused(directory: Path, name: str, damage: str) -> None:
    path = directory / "g000001" / name
    paths = [path] if path.is_file() else [file for file in path.iterdir() if file.suffix != ".lock"]
    for file in paths:
        raw = file.read_bytes()
        if damage == "missing":
            file.unlink()
        else:
            file.write_bytes({"empty": b"", "half": raw[: len(raw) // 2], "noise": b"\xa5" * len(raw)}[damage])

        with pytest.raises(UnreadableIndexError, match=r"is beschadigd: .*check --index .* --repair"):
            Index.open(directory)
        file.write_bytes(raw)
    Index.open(directory).close()


def test_a_flipped_bit_in_what_tantivy_or_faiss_reads_is_refused(directory: Path) -> None:
    names = [name for name in current_generation(directory).files if name != CATALOGUE]
    assert len(names) >= 8
    for name in names:
        path = directory / "g000001" / name
        sound = path.read_bytes()
        path.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
        with pytest.raises(UnreadableIndexError, match=f"{name} is veranderd sinds het schrijven"):
            Index.open(directory)
        path.write_bytes(sound)


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("DELETE FROM passages WHERE row = 1", "catalogus, vectoren, woorden"),
        ("DELETE FROM documents WHERE number = 1", "catalogus"),
    ],
)
def test_counts_that_do_not_agree_are_refused(directory: Path, statement: str, wrong: str) -> None:
    connection = sqlite3.connect(directory / "g000001" / CATALOGUE)
    connection.execute(statement)
    connection.commit()
    connection.close()

    with pytest.raises(UnreadableIndexError, match=rf"aantallen kloppen niet \({wrong}\)"):
        Index.open(directory)


def test_vectors_of_another_length_than_the_encoder_gives_are_refused(directory: Path) -> None:
    def shorten(raw: dict[str, object]) -> None:
        raw["encoder"] = FakeEncoder(dimension=8).identity.as_dict()

    _rewritten(directory, shorten)

    with pytest.raises(UnreadableIndexError, match=r"aantallen kloppen niet \(lengte van de vectoren\)"):
        Index.open(directory)


def test_a_generation_that_is_removed_while_it_is_being_opened_is_followed_by_the_next(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writes between reading the pointer and opening remove what it named."""

    def write_twice(directory: Path, generation: Generation) -> None:
        monkeypatch.undo()
        for text in ("Eerst dit.", "Toen dat."):
            (tmp_path / "docs" / "nieuw.txt").write_text(text, "utf-8")
            sync([tmp_path / "docs"], directory, lambda identity: FakeEncoder())
        assert not (directory / "g000001").exists()

    monkeypatch.setattr(index_module, "require_analyser", write_twice)
    index = Index.open(directory)

    assert (index.generation.number, index.counts["documents"]) == (3, 4)
    index.close()


def test_a_generation_that_is_removed_before_its_description_is_read_is_followed_by_the_next(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = read_generation

    def removed_first(directory: Path, folder: str) -> Generation:
        monkeypatch.undo()
        shutil.copytree(directory / folder, directory / "g000003")
        shutil.rmtree(directory / folder)
        (directory / CURRENT).write_text("g000003\n", "utf-8")
        return original(directory, folder)

    monkeypatch.setattr(generation_module, "read_generation", removed_first)

    assert current_generation(directory).encoder == FakeEncoder().identity


def test_an_index_may_lie_in_a_folder_whose_name_is_no_utf8(directory: Path, tmp_path: Path) -> None:
    """tantivy takes only UTF-8: that is an error of ours, not a traceback of another kind."""
    odd = tmp_path / "index \udcff"
    directory.rename(odd)

    with pytest.raises(UnreadableIndexError, match="is beschadigd"):
        Index.open(odd)


def test_an_identity_is_written_by_the_names_of_its_fields() -> None:
    assert EncoderIdentity("n", "r", 3, "q: ", "p: ").as_dict() == {
        "name": "n",
        "revision": "r",
        "dimension": 3,
        "query_prompt": "q: ",
        "passage_prompt": "p: ",
    }


def test_generations_without_a_pointer_are_damaged_and_not_missing(index_of: IndexOf) -> None:
    directory = index_of({"a.txt": "wijk"})
    (directory / CURRENT).unlink()
    remedy = f"Herstel hem met `bronwijzer check --index {directory} --repair`."
    with pytest.raises(UnreadableIndexError) as caught:
        Index.open(directory)
    assert str(caught.value) == f"De index in {directory} is beschadigd: CURRENT ontbreekt. {remedy}"
