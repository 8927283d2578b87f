import re
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from indexer import repair as repair_module
from indexer import sync as sync_module
from indexer.repair import check, repair
from indexer.sync import sync
from indexer.work import BATCH
from search import index as index_module
from search import writer as writer_module
from search.dense import DenseIndex, Rows
from search.dutch.abbreviations import Abbreviation
from search.encoder import Vectors
from search.errors import IndexLockedError, IndexMissingError, UnreadableIndexError
from search.generation import CATALOGUE, CURRENT, DENSE, DESCRIPTION, LEXICAL, Generation, checksum, current_generation
from search.index import Index
from search.store import Catalogue
from search.writer import IndexWriter
from tests.conftest import IndexOf, WriteFiles
from tests.fakes import FakeEncoder

FILES = {
    "wijk.txt": "De wijk is klein.",
    "zorg.txt": "Zorg is er voor iedereen.",
    "nieuws.md": "# Nieuwsbrief\n\n## Bericht\n\nGeld maakt niet gelukkig.\n\n## Nog een\n\nJeugd heeft toekomst.\n",
}


@pytest.fixture
def directory(index_of: IndexOf) -> Path:
    return index_of(FILES)


def _mend(directory: Path, encoder: FakeEncoder | None = None) -> tuple[Generation, FakeEncoder]:
    """Repair and prove that the index is sound and finds what it held; return the encoder for its counts."""
    own = encoder or FakeEncoder()
    generation = repair(directory, lambda identity: own)
    assert check(directory).faults == ()
    index = Index.open(directory)
    index.require_encoder(own.identity)
    [(row, _)] = index.dense.rank(own.encode_queries(["zorg is er voor iedereen"])[0], depth=1)
    assert index.catalogue.passages([row])[0].passage.text == "Zorg is er voor iedereen."
    assert index.lexical.rank(Counter(["zorg"]), depth=1)[0][0] == row
    index.close()
    return generation, own


def _sql(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _vectors(directory: Path) -> Vectors:
    """Return the vectors of the catalogue, which has four."""
    catalogue = Catalogue.open(directory / "g000001" / CATALOGUE)
    _, vectors = catalogue.all_vectors(FakeEncoder().identity.dimension)
    catalogue.close()
    return vectors


def _save(directory: Path, rows: Rows, vectors: Vectors) -> None:
    path = directory / "g000001" / DENSE
    shutil.rmtree(path)
    DenseIndex.build(rows, vectors).save(path)


def _accepted(directory: Path) -> None:
    """Describe the files as they are now, so that only their contents can show a fault."""
    generation = current_generation(directory)
    folder = directory / generation.folder
    files = {name: checksum(folder / name) for name in generation.files}
    changed = Generation(
        generation.format,
        generation.number,
        generation.created,
        generation.encoder,
        generation.analyser,
        generation.counts,
        files,
    )
    (folder / DESCRIPTION).write_text(changed.to_json(), "utf-8")


def test_a_new_index_has_no_faults(directory: Path) -> None:
    report = check(directory)

    assert (report.faults, report.generation) == ((), current_generation(directory))


def test_checking_where_there_is_no_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        check(tmp_path)


def test_a_flipped_bit_is_found_in_every_file_and_repaired(directory: Path, tmp_path: Path) -> None:
    names = sorted(current_generation(directory).files)
    assert {CATALOGUE, f"{DENSE}/vectors.faiss", f"{LEXICAL}/meta.json"} < set(names)
    for name in names:
        copy = tmp_path / "copy"
        shutil.copytree(directory, copy)
        path = copy / "g000001" / name
        raw = bytearray(path.read_bytes())
        raw[-1] ^= 1
        path.write_bytes(raw)

        assert check(copy).faults[0] == f"{name} is veranderd sinds het schrijven"
        _mend(copy)
        shutil.rmtree(copy)


def test_a_flipped_bit_in_the_description_is_found(directory: Path) -> None:
    path = directory / "g000001" / DESCRIPTION
    path.write_text(path.read_text("utf-8").replace('"fake"', '"fame"'), "utf-8")

    with pytest.raises(UnreadableIndexError, match="is niet te lezen"):
        check(directory)


@pytest.mark.parametrize("name", [DENSE, LEXICAL, f"{LEXICAL}/meta.json", CURRENT])
def test_what_is_derived_is_made_again_when_it_is_lost_without_embedding(directory: Path, name: str) -> None:
    path = directory / name if name == CURRENT else directory / "g000001" / name
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    if name == CURRENT:
        with pytest.raises(UnreadableIndexError, match="CURRENT ontbreekt"):
            check(directory)
    else:
        assert any(re.match(rf"{name}\S* ontbreekt", fault) for fault in check(directory).faults)

    generation, encoder = _mend(directory)
    assert (generation.number, generation.counts["passages"], encoder.embedded) == (2, 4, 0)


@pytest.mark.parametrize("content", [b"\xff\xfe\xfa", b"g000042\n", b""])
def test_a_damaged_pointer_is_made_again(directory: Path, content: bytes) -> None:
    (directory / CURRENT).write_bytes(content)

    assert _mend(directory)[1].embedded == 0


def test_a_passage_that_no_longer_equals_its_slice_is_a_fault_and_not_repaired(directory: Path) -> None:
    _sql(directory / "g000001" / CATALOGUE, "UPDATE passages SET text = 'De wijk is groot.' WHERE text LIKE 'De wijk%'")
    faults = check(directory).faults

    assert faults[0] == f"{CATALOGUE} is veranderd sinds het schrijven"
    assert [fault.split(" ", 2)[2] for fault in faults[1:]] == ["is geen letterlijk stuk van het document"]
    with pytest.raises(UnreadableIndexError, match=r"Geen enkele versie .* is te herstellen.*--rebuild"):
        repair(directory, lambda identity: FakeEncoder())


def test_a_vector_that_is_not_the_one_of_the_catalogue_is_a_fault(directory: Path) -> None:
    _save(directory, np.arange(1, 5, dtype=np.int64), np.roll(_vectors(directory), 1, axis=0))
    _accepted(directory)

    assert check(directory).faults == ("de vectoren wijken af van de catalogus",)
    assert _mend(directory)[1].embedded == 0


def test_a_row_that_is_missing_among_the_vectors_is_found(directory: Path) -> None:
    _save(directory, np.asarray([1, 2, 3, 9], np.int64), _vectors(directory))
    _accepted(directory)

    assert check(directory).faults == ("Niet elke passage staat in de index van vectoren.",)
    _mend(directory)


def test_a_vector_that_has_not_length_one_is_a_fault_and_embedded_again(directory: Path) -> None:
    catalogue = directory / "g000001" / CATALOGUE
    _sql(catalogue, f"UPDATE vectors SET vector = zeroblob({4 * 256}) WHERE digest = (SELECT min(digest) FROM vectors)")
    _accepted(directory)

    assert check(directory).faults == ("1 vectoren hebben niet de lengte 1", "de vectoren wijken af van de catalogus")
    assert _mend(directory)[1].embedded == 1


def test_a_lost_vector_is_a_fault_and_embedded_again(directory: Path) -> None:
    _sql(directory / "g000001" / CATALOGUE, "DELETE FROM vectors WHERE digest = (SELECT min(digest) FROM vectors)")
    _accepted(directory)
    with pytest.raises(UnreadableIndexError, match="aantallen kloppen niet"):
        check(directory)
    generation, encoder = _mend(directory)

    assert (generation.counts["vectors"], encoder.embedded) == (4, 1)


def test_a_passage_that_points_at_no_vector_is_a_fault(directory: Path) -> None:
    _sql(directory / "g000001" / CATALOGUE, "UPDATE passages SET digest = x'00' WHERE row = 2")
    _accepted(directory)
    [fault] = check(directory).faults

    assert fault.endswith("heeft geen vector")
    assert _mend(directory)[1].embedded == 0


def test_a_vector_of_another_length_is_found(directory: Path) -> None:
    _sql(
        directory / "g000001" / CATALOGUE,
        "UPDATE vectors SET vector = x'00' WHERE digest = (SELECT min(digest) FROM vectors)",
    )

    assert check(directory).faults == (
        f"{CATALOGUE} is veranderd sinds het schrijven",
        "een vector heeft een andere lengte dan die van het taalmodel",
    )
    _mend(directory)


def test_vectors_of_a_catalogue_that_changed_are_not_trusted(directory: Path) -> None:
    """Two vectors that changed places are sound each, and the vectors of another text."""
    catalogue = directory / "g000001" / CATALOGUE
    connection = sqlite3.connect(catalogue)
    (one, first), (other, second) = connection.execute("SELECT digest, vector FROM vectors LIMIT 2").fetchall()
    connection.execute("UPDATE vectors SET vector = ? WHERE digest = ?", (second, one))
    connection.execute("UPDATE vectors SET vector = ? WHERE digest = ?", (first, other))
    connection.commit()
    connection.close()

    assert f"{CATALOGUE} is veranderd sinds het schrijven" in check(directory).faults
    assert _mend(directory)[1].embedded == 4


def test_a_sound_index_is_made_again_as_it_was(directory: Path) -> None:
    before = Index.open(directory)
    generation, encoder = _mend(directory)
    after = Index.open(directory)

    assert (generation.number, generation.counts, encoder.embedded) == (2, before.counts, 0)
    assert list(after.catalogue.every_passage()) == list(before.catalogue.every_passage())
    before.close()
    after.close()


def test_another_analyser_gives_new_terms_without_embedding(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def new_terms(text: str) -> list[str]:
        return ["zorg", "nieuw"] if "Zorg" in text else ["nieuw"]

    for module in (index_module, writer_module):
        monkeypatch.setattr(module, "ANALYSER_VERSION", "nl-99")
    monkeypatch.setattr(repair_module, "terms", new_terms)
    with pytest.raises(UnreadableIndexError, match="woordanalyse"):
        check(directory)

    generation, encoder = _mend(directory)
    index = Index.open(directory)

    assert (generation.analyser, encoder.embedded) == ("nl-99", 0)
    assert [row for row, _ in index.lexical.rank(Counter(["nieuw"]), depth=9)] == [1, 2, 3, 4]
    index.close()


def test_a_repair_finds_abbreviations_as_this_version_does(index_of: IndexOf, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr(sync_module, "find_abbreviations", lambda text: [])
        directory = index_of({"zorg.txt": "Zorg is er voor iedereen.", "eu.txt": "Dit is de Europese Unie (EU)."})
    assert Index.open(directory).abbreviations == []
    _mend(directory)
    assert Index.open(directory).abbreviations == [Abbreviation("EU", "Europese Unie")]


@pytest.mark.parametrize("other", [FakeEncoder(name="other"), FakeEncoder(dimension=64), FakeEncoder(revision="2")])
def test_another_encoder_gives_new_vectors(directory: Path, other: FakeEncoder) -> None:
    generation, encoder = _mend(directory, other)

    assert (generation.encoder, encoder.embedded) == (other.identity, 4)


def test_the_encoder_is_chosen_by_who_knows_the_one_of_the_index(directory: Path) -> None:
    asked = []

    def load(identity: object) -> FakeEncoder:
        asked.append(identity)
        return FakeEncoder()

    repair(directory, load)

    assert asked == [FakeEncoder().identity]


@pytest.mark.parametrize("damage", ["noise", "missing", "description", "page", "slice"])
def test_a_current_catalogue_that_is_lost_falls_back_to_the_one_before(
    directory: Path, write_files: WriteFiles, damage: str
) -> None:
    sync([write_files({"nieuw.txt": "Iets nieuws hier."})], directory, lambda identity: FakeEncoder())
    path = directory / "g000002" / CATALOGUE
    if damage == "noise":
        path.write_bytes(b"\xa5" * 9000)
    elif damage == "missing":
        path.unlink()
    elif damage == "description":
        (directory / "g000002" / DESCRIPTION).write_text("{", "utf-8")
    elif damage == "page":
        raw = path.read_bytes()
        path.write_bytes(raw[:4096] + b"\xff" * (len(raw) - 4096))
    else:
        _sql(path, "UPDATE documents SET text = 'x' || text")

    generation, encoder = _mend(directory)

    assert (generation.number, generation.counts["documents"], encoder.embedded) == (3, 3, 0)
    # The document that was lost comes back from its file.
    report = sync([directory.parent / "docs"], directory, lambda identity: FakeEncoder())
    assert (report.added, report.unchanged) == (("nieuw.txt",), 3)


def test_after_a_rollback_the_current_generation_is_repaired_and_not_the_newest(
    directory: Path, write_files: WriteFiles
) -> None:
    sync([write_files({"nieuw.txt": "Iets nieuws hier."})], directory, lambda identity: FakeEncoder())
    (directory / CURRENT).write_text("g000001\n", "utf-8")

    assert _mend(directory)[0].counts["documents"] == 3


def test_where_nothing_can_be_read_the_message_tells_to_make_it_anew(directory: Path) -> None:
    (directory / "g000001" / CATALOGUE).write_bytes(b"\xa5" * 9000)

    with pytest.raises(UnreadableIndexError, match=r"Geen enkele versie .* is te herstellen.*--rebuild"):
        repair(directory, lambda identity: FakeEncoder())


@pytest.mark.parametrize("name", ["weg", "."])
def test_where_there_is_nothing_to_repair_the_message_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(IndexMissingError, match=r"Er is geen index in .* om te herstellen"):
        repair(tmp_path / name, lambda identity: FakeEncoder())
    assert list(tmp_path.iterdir()) == []


def test_an_index_that_is_being_written_is_not_repaired(directory: Path) -> None:
    with IndexWriter.open(directory), pytest.raises(IndexLockedError):
        repair(directory, lambda identity: FakeEncoder())


def test_an_index_without_passages_is_checked_and_repaired(index_of: IndexOf) -> None:
    directory = index_of({"kort.txt": "Meer info"})
    assert check(directory).faults == ()
    repair(directory, lambda identity: FakeEncoder(dimension=8))

    assert check(directory).faults == ()


def test_progress_counts_what_is_embedded(index_of: IndexOf) -> None:
    directory = index_of({f"{number}.txt": f"Dit is document{number}." for number in range(BATCH + 1)})
    seen: list[tuple[str, int, int]] = []
    repair(
        directory,
        lambda identity: FakeEncoder(revision="2"),
        progress=lambda stage, done, total: seen.append((stage, done, total)),
    )

    count = BATCH + 1
    assert seen == [("embed", 0, count), ("embed", BATCH, count), ("embed", count, count)]
