"""What is remembered of askers. That they learn nothing they may not read is told in tests/api/test_leaks.py."""

from pathlib import Path

import pytest

from indexer.sync import sync
from search.expansion import NO_FORMS
from search.index import Index
from search.searcher import Searcher
from search.store import Filter
from search.view import Views
from tests.conftest import IndexOf, WriteFiles
from tests.fakes import FakeEncoder

FILES = {
    "manifest.csv": "file,groups,publisher\na.txt,jeugd,Buurt\nb.txt,wijk;jeugd,Buurt\nc.txt,,Buurt\n",
    "a.txt": "Koffie voor jongeren.",
    "b.txt": "Koffie voor de wijk.",
    "c.txt": "Koffie voor iedereen.",
}


@pytest.fixture
def views(index_of: IndexOf) -> Views:
    return Views(Index.open(index_of(FILES)), NO_FORMS)


def test_groups_that_no_document_names_do_not_count(views: Views) -> None:
    assert views.of(frozenset({"jeugd", "onbekend"})) is views.of(frozenset({"jeugd"}))
    assert views.of(frozenset({"onbekend"})) is views.of(frozenset())


def test_who_is_in_every_group_has_the_index_itself(views: Views) -> None:
    everything = views.of(frozenset({"jeugd", "wijk"}))
    assert everything is views.of(None)
    assert everything.readable is None
    assert everything.lexical is views.index.lexical


def test_who_may_read_every_document_has_the_index_itself_too(views: Views) -> None:
    assert views.of(frozenset({"jeugd"})).lexical is views.index.lexical
    assert views.of(frozenset({"wijk"})).lexical is not views.index.lexical


def test_a_filter_lets_nothing_through_that_may_not_be_read(views: Views) -> None:
    def rows(groups: frozenset[str], wanted: Filter) -> list[int] | None:
        allowed = views.of(groups).allowed(wanted)
        return None if allowed is None else allowed.rows.tolist()

    assert rows(frozenset({"wijk"}), Filter(publisher="Buurt", groups=frozenset({"jeugd"}))) == [2, 3]
    assert rows(frozenset(), Filter(publisher="Buurt")) == [3]
    assert rows(frozenset(), Filter()) is None


def test_documents_whose_groups_changed_follow_without_being_embedded_again(
    index_of: IndexOf, write_files: WriteFiles, tmp_path: Path
) -> None:
    encoder = FakeEncoder()
    searcher = Searcher.open(index_of(FILES), encoder)
    nobody = Filter(groups=frozenset())
    assert [hit.passage.doc_id for hit in searcher.search("koffie", wanted=nobody).hits] == ["c.txt"]
    write_files({"manifest.csv": "file,groups,publisher\na.txt,,Buurt\nb.txt,wijk;jeugd,Buurt\nc.txt,x,Buurt\n"})

    report = sync([tmp_path / "docs"], tmp_path / "index", lambda _: encoder)

    assert (report.updated, report.embedded, encoder.embedded) == (("a.txt", "c.txt"), 0, 0)
    assert [hit.passage.doc_id for hit in searcher.search("koffie", wanted=nobody).hits] == ["a.txt"]
    [hit] = searcher.search("koffie", wanted=Filter(groups=frozenset({"x"}), publisher="buurt"), k=1).hits
    assert hit.metadata.groups == {"a.txt": (), "c.txt": ("x",)}[hit.passage.doc_id]
    assert searcher.view(None).index.catalogue.groups() == {"jeugd", "wijk", "x"}
