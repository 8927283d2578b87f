import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.model import Block, Document, Fact, Item, Locator, Metadata, Passage, Section
from search.dutch.abbreviations import Abbreviation, find_abbreviations
from search.store import Catalogue, Entry, Filter, is_damage

DIMENSION = 4
KEPT = ("works", "traits", "readers", "abbreviations")
"""Tables of what hangs on a document, beside its passages."""


def _section(title: str, start: int, end: int, *, item: Item | None = None) -> Section:
    return Section(title, 1, start, end, item, (Block("text", start, end),), ())


def _entry(
    doc_id: str,
    text: str,
    spans: Sequence[tuple[int, int]],
    *,
    publisher: str | None = None,
    date: str | None = None,
    kind: str | None = None,
    facts: tuple[Fact, ...] = (),
    sections: tuple[Section, ...] = (),
    groups: tuple[str, ...] = (),
) -> Entry:
    """Return a document with a passage at each span; the terms of a passage are its words, its digest its text."""
    metadata = Metadata(
        f"Titel van {doc_id}",
        publisher,
        date,
        ("An Ärts", 'Bo "B" Bos'),
        kind,
        "nl",
        "https://x.nl/?a=1",
        facts,
        groups,
    )
    passages = [
        Passage(f"{doc_id}#{start}", doc_id, metadata.title, None, text[start:end], Locator(start, end, None, ()))
        for start, end in spans
    ]
    terms = [passage.text.split() for passage in passages]
    return Entry(
        Document(doc_id, metadata, text, sections),
        "mark",
        list(find_abbreviations(text)),
        passages,
        terms,
        [passage.text.encode() for passage in passages],
    )


def _add(catalogue: Catalogue, *entries: Entry) -> None:
    for entry in entries:
        catalogue.add_vectors(entry.digests, np.tile(np.eye(1, DIMENSION, dtype=np.float32), (len(entry.digests), 1)))
        catalogue.replace(entry)


Make = Callable[..., Catalogue]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Return a function that writes entries into a catalogue and returns it, opened for reading."""
    opened = []

    def build(*entries: Entry) -> Catalogue:
        catalogue = Catalogue.create(tmp_path / "catalogue.sqlite")
        _add(catalogue, *entries)
        catalogue.finish()
        catalogue.close()
        opened.append(Catalogue.open(tmp_path / "catalogue.sqlite"))
        return opened[-1]

    yield build
    for catalogue in opened:
        catalogue.close()


def _sql(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_passage_comes_back_as_it_went_in(make: Make) -> None:
    text = "Kop\n\nDe wijk is er. ‘Ja’ \U0001f600."
    passage = Passage("p1", "map/a\nb'\".txt", "Titel", "Item", text[5:20], Locator(5, 20, 3, ("Één > twee", "drie")))
    facts = (Fact("person", 'Zoë ’t "Hof"', "lector", 0.9, 5, 9), Fact("status", "running"))
    metadata = Metadata("Titel", "Movisie", "2024-02", ("A. B.", "C"), "newsletter", "nl", None, facts)
    item = Item("project", ("D. É.",), "2024-02-03", (Fact("place", "Wierden"),))
    document = Document(passage.doc_id, metadata, text, (_section("Item", 0, 20, item=item),))
    catalogue = make(Entry(document, "mark", [], [passage], [["wijk"]], [b"digest"]))

    stored = catalogue.passage("p1")

    assert stored is not None
    assert (stored.row, stored.passage, stored.metadata, stored.family) == (1, passage, metadata, 0)
    assert stored.item == item
    assert list(catalogue.every_passage()) == [stored]
    assert catalogue.passages([1]) == [stored]
    assert catalogue.counts() == {"documents": 1, "items": 1, "passages": 1, "vectors": 1, "near_duplicates": 0}
    assert catalogue.fingerprints() == {passage.doc_id: "mark"}
    assert catalogue.faults() == []
    assert catalogue.without_vector() == []


def test_a_title_may_hold_a_nul(make: Make) -> None:
    metadata = Metadata("a\x00b", None, None, (), None, None, None)
    passage = Passage("p", "d", "a\x00b", None, "tekst", Locator(0, 5, None, ()))
    catalogue = make(Entry(Document("d", metadata, "tekst", ()), "", [], [passage], [[]], [b"x"]))

    assert catalogue.passages([1])[0].passage == passage
    assert catalogue.faults() == []


def test_passages_come_in_the_order_that_is_asked(make: Make) -> None:
    catalogue = make(_entry("a", "een twee drie", [(0, 3), (4, 8), (9, 13)]))

    assert [stored.passage.text for stored in catalogue.passages([3, 1, 2])] == ["drie", "een", "twee"]


def test_an_unknown_passage_is_none_and_has_no_neighbours(make: Make) -> None:
    catalogue = make()

    assert catalogue.passage("weg") is None
    assert catalogue.neighbours("weg") == (None, None)


def test_a_character_is_in_one_passage_or_in_none(make: Make) -> None:
    catalogue = make(_entry("a", "een twee", [(0, 3), (4, 8)]))

    found = [catalogue.passage_at("a", position) for position in (0, 3, 4, 7, 8)]
    assert [stored and stored.passage.passage_id for stored in found] == ["a#0", None, "a#4", "a#4", None]
    assert catalogue.passage_at("weg", 0) is None


def test_the_text_of_a_document_is_whole_and_that_of_an_unknown_one_none(make: Make) -> None:
    catalogue = make(_entry("a", "een twee", [(0, 3)]))

    assert (catalogue.text("a"), catalogue.text("weg")) == ("een twee", None)


def test_neighbours_follow_the_text_and_stay_in_the_document(make: Make) -> None:
    catalogue = make(_entry("a", "een twee drie", [(9, 13), (0, 3), (4, 8)]), _entry("b", "vier", [(0, 4)]))

    assert catalogue.neighbours("a#0") == (None, "a#4")
    assert catalogue.neighbours("a#4") == ("a#0", "a#9")
    assert catalogue.neighbours("a#9") == ("a#4", None)
    assert catalogue.neighbours("b#0") == (None, None)


def test_a_document_that_comes_again_takes_the_place_of_the_old_one(make: Make) -> None:
    catalogue = make(
        _entry("a", "oud stuk", [(0, 3), (4, 8)], sections=(_section("Oud", 0, 8, item=Item()),)),
        _entry("a", "nieuw", [(0, 5)]),
    )

    assert [stored.passage.text for stored in catalogue.every_passage()] == ["nieuw"]
    assert catalogue.counts() == {"documents": 1, "items": 0, "passages": 1, "vectors": 3, "near_duplicates": 0}


def test_removing_takes_the_document_with_all_that_hangs_on_it(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "c.sqlite")
    _add(
        catalogue,
        _entry("a", "een samen", [(0, 3), (4, 9)], sections=(_section("I", 0, 9, item=Item()),)),
        _entry("b", "samen", [(0, 5)]),
    )
    catalogue.remove(["a", "bestaat niet"])
    catalogue.drop_unused_vectors()

    assert catalogue.counts() == {"documents": 1, "items": 0, "passages": 1, "vectors": 1, "near_duplicates": 0}
    assert catalogue.known_digests([b"een", b"samen"]) == {b"samen"}
    catalogue.close()


def test_no_byte_of_what_was_removed_stays_in_the_file(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "c.sqlite")
    _add(catalogue, _entry("a", "geheim woord", [(0, 6)]))
    catalogue.remove(["a"])
    catalogue.drop_unused_vectors()
    catalogue.finish()
    catalogue.close()

    assert b"geheim" not in (tmp_path / "c.sqlite").read_bytes()


def test_a_copy_can_be_changed_without_the_original(make: Make, tmp_path: Path) -> None:
    original = make(_entry("a", "een", [(0, 3)]))
    original.copy_to(tmp_path / "copy.sqlite")
    copy = Catalogue.edit(tmp_path / "copy.sqlite")
    copy.remove(["a"])
    copy.finish()
    copy.close()

    assert original.counts()["documents"] == 1


def test_terms_and_digests_are_replaced_by_row(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "c.sqlite")
    _add(catalogue, _entry("a", "een twee", [(0, 3), (4, 8)]), _entry("b", "drie", [(0, 4)]))
    catalogue.set_terms({2: ["ander", "woord"]})
    catalogue.set_digests({3: b"een"})
    catalogue.drop_unused_vectors()

    assert [words for _, _, words, *_ in catalogue.all_terms()] == [["een"], ["ander", "woord"], ["drie"]]
    assert [row[:3] for row in catalogue.all_terms(after=2)] == [(3, 2, ["drie"])]
    assert catalogue.known_digests([b"een", b"twee", b"drie"]) == {b"een", b"twee"}
    catalogue.close()


def test_terms_come_with_the_text_that_they_are_of(make: Make) -> None:
    passages = [
        Passage("p", "d", "Titel", "Item", "een twee", Locator(0, 8, None, ("Deel 1", 'Kop "twee"'))),
        Passage("q", "d", "Titel", None, "twee", Locator(4, 8, None, ())),
    ]
    document = Document("d", Metadata("Titel", None, None, (), None, None, None), "een twee", ())
    catalogue = make(Entry(document, "", [], passages, [["een", "twee"], ["twee"]], [b"x", b"y"]))

    assert list(catalogue.all_terms()) == [
        (1, 1, ["een", "twee"], 'Titel\nItem\nDeel 1\nKop "twee"\neen twee', []),
        (2, 1, ["twee"], "Titel\n\ntwee", []),
    ]


def test_families_follow_terms_and_documents_that_go(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "c.sqlite")
    _add(catalogue, *(_entry(name, "een twee", [(0, 8)]) for name in "abc"))
    catalogue.find_families()
    assert catalogue.families() == {2: 1, 3: 1}
    catalogue.remove(["a"])
    assert catalogue.families() == {2: 0, 3: 0}
    catalogue.find_families()
    assert catalogue.families() == {3: 2}
    catalogue.set_terms({2: ["iets", "anders"]})
    assert catalogue.families() == {2: 0, 3: 0}
    catalogue.find_families()

    assert catalogue.families() == {}
    assert catalogue.counts()["near_duplicates"] == 0
    catalogue.close()


def test_abbreviations_come_back_most_explained_first_and_go_with_their_documents(make: Make) -> None:
    one, other = "Europese Unie (EU)", "Burgerservicenummer (BSN)"
    catalogue = make(_entry("a", f"{one}, {other}", [(0, 5)]), _entry("b", other, [(0, 5)]))
    assert catalogue.abbreviations() == [Abbreviation("BSN", other[:19]), Abbreviation("EU", one[:13])]


def test_abbreviations_are_found_anew_from_the_texts(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "c.sqlite")
    entry = _entry("a", "Europese Unie (EU)", [(0, 5)])
    _add(catalogue, replace(entry, abbreviations=[Abbreviation("OUD", "wat een oudere versie vond")]))
    catalogue.find_abbreviations()
    assert catalogue.abbreviations() == [Abbreviation("EU", "Europese Unie")]
    catalogue.close()


def test_a_number_is_never_given_again(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "c.sqlite")
    _add(catalogue, _entry("a", "een", [(0, 3)]), _entry("b", "twee", [(0, 4)]))
    catalogue.remove(["b"])
    _add(catalogue, _entry("c", "drie", [(0, 4)]))

    assert [row for row, *_ in catalogue.all_terms()] == [1, 3]
    assert [list(numbers) for numbers in catalogue.removed()] == [[2], [2]]
    assert catalogue.newest_row() == 3
    catalogue.close()


def test_vectors_come_back_by_row_and_equal_texts_share_one(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "c.sqlite")
    catalogue.add_vectors([b"een", b"twee"], np.eye(2, DIMENSION, dtype=np.float32))
    catalogue.replace(_entry("a", "twee een twee", [(0, 4), (5, 8), (9, 13)]))
    catalogue.add_vectors([b"een"], np.full((1, DIMENSION), 0.5, np.float32))  # in the place of the first

    rows, vectors = catalogue.all_vectors(DIMENSION)

    assert rows.tolist() == [1, 2, 3]
    assert vectors.tolist() == [[0, 1, 0, 0], [0.5, 0.5, 0.5, 0.5], [0, 1, 0, 0]]
    catalogue.close()


def test_an_empty_catalogue_has_vectors_of_shape_zero(make: Make) -> None:
    catalogue = make()
    rows, vectors = catalogue.all_vectors(DIMENSION)

    assert (rows.shape, vectors.shape) == ((0,), (0, DIMENSION))
    assert catalogue.sound_digests(DIMENSION) == set()
    assert catalogue.facets([]) == {"kind": [], "publisher": [], "year": [], "status": [], "place": []}
    assert catalogue.brief() == set()


def test_vectors_of_another_length_are_refused(make: Make) -> None:
    with pytest.raises(sqlite3.DatabaseError, match="andere lengte"):
        make(_entry("a", "een", [(0, 3)])).all_vectors(DIMENSION * 2)


def test_only_vectors_of_the_right_size_and_length_one_are_sound(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "c.sqlite")
    catalogue.add_vectors([b"good", b"long"], np.asarray([[0.6, 0.8, 0, 0], [0.6, 0.9, 0, 0]], np.float32))
    catalogue.add_vectors([b"nan", b"zero"], np.asarray([[np.nan] * 4, [0] * 4], np.float32))
    catalogue.add_vectors([b"other"], np.eye(1, DIMENSION + 1, dtype=np.float32))

    assert catalogue.sound_digests(DIMENSION) == {b"good"}
    catalogue.close()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(kind="artikel"), "ab"),
        (Filter(publisher="Movisie"), "ac"),
        (Filter(kind="artikel", publisher="Movisie"), "a"),
        (Filter(kind="onbekend"), ""),
        (Filter(first="2024"), "abc"),
        (Filter(first="2024-03"), "ac"),  # "2024" may mean March, "2024-02" not
        (Filter(last="2024-01-31"), "ad"),
        (Filter(last="2024-02"), "abd"),
        (Filter(first="2024-02-29", last="2024-02-29"), "ab"),
        (Filter(first="2024-06-02"), "a"),
        (Filter(first="2024-06-01", last="2024-06-01"), "ac"),
        (Filter(first="2025", last="2023"), ""),
    ],
)
def test_a_filter_lets_through_what_it_says(make: Make, wanted: Filter, expected: str) -> None:
    catalogue = make(
        _entry("a", "een bis", [(0, 3), (4, 7)], kind="artikel", publisher="Movisie", date="2024"),
        _entry("b", "twee", [(0, 4)], kind="artikel", date="2024-02"),
        _entry("c", "drie", [(0, 4)], publisher="Movisie", date="2024-06-01"),
        _entry("d", "vier", [(0, 4)], date="2023-12-31"),
        _entry("e", "zonder datum", [(0, 6)]),
    )
    rows = {"a": [1, 2], "b": [3], "c": [4], "d": [5], "e": [6]}

    found = catalogue.allowed(wanted)

    assert found is not None
    assert list(found.works) == ["abcde".index(name) + 1 for name in expected]
    assert found.rows.tolist() == [row for name in expected for row in rows[name]]


ISSUE = _entry(
    "blad",
    "voorwoord eerste tweede slot",
    [(0, 9), (10, 16), (17, 23), (24, 28)],
    kind="newsletter",
    publisher="Movisie",
    date="2024-05",
    facts=(Fact("place", "Wierden"), Fact("status", "running")),
    sections=(
        _section("Een", 10, 16, item=Item("interview", (), "2023-12-01", (Fact("place", "Almelo"),))),
        _section("Twee", 17, 23, item=Item(facts=(Fact("status", "finished"),))),
    ),
)
"""An issue with two items; passages 1 and 4 are in neither."""


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (Filter(kind="interview"), [2]),
        (Filter(kind="newsletter"), [1, 2, 3, 4]),  # what is in a newsletter is found under it as well
        (Filter(publisher="movisie"), [1, 2, 3, 4]),
        (Filter(first="2024"), [1, 3, 4]),
        (Filter(last="2023"), [2]),
        (Filter(place="almelo"), [2]),
        (Filter(place="Wierden"), [1, 3, 4]),
        (Filter(status="running"), [1, 2, 4]),
        (Filter(status="finished"), [3]),
        (Filter(status="finished", place="Almelo"), []),
        (Filter(status="planned"), []),
    ],
)
def test_what_an_item_states_itself_goes_before_what_its_issue_states(
    make: Make, wanted: Filter, rows: list[int]
) -> None:
    found = make(ISSUE).allowed(wanted)

    assert found is not None
    assert found.rows.tolist() == rows


def test_a_passage_knows_the_item_that_it_is_in(make: Make) -> None:
    kinds = [stored.item and (stored.item.kind, stored.item.date) for stored in make(ISSUE).passages([1, 2, 3, 4])]

    assert kinds == [None, ("interview", "2023-12-01"), (None, None), None]


def test_passages_of_a_few_words_are_told_by_their_spaces_and_lines(make: Make) -> None:
    text = "een twee drie vier vijf\nzes een"
    six, five, also_six = (0, 27), (9, 31), (4, 31)

    assert make(_entry("a", text, [six, five, also_six])).brief() == {2}


def test_each_row_has_the_number_of_its_work_and_other_numbers_have_none(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "c.sqlite")
    assert catalogue.works().tolist() == [0]

    _add(catalogue, _entry("a", "een", [(0, 3)]), ISSUE)
    catalogue.remove(["a"])

    assert catalogue.works().tolist() == [0, 0, 2, 3, 4, 2]
    catalogue.close()


def test_only_rows_whose_work_has_a_date_have_a_first_day(make: Make) -> None:
    assert make(ISSUE, _entry("b", "los", [(0, 3)])).first_days([2, 4, 5, 9]) == {2: "2023-12-01", 4: "2024-05-01"}


def test_the_newest_works_of_a_kind_come_whole_and_those_without_a_date_not_at_all(make: Make) -> None:
    catalogue = make(
        _entry("oud", "een twee", [(0, 3), (4, 8)], kind="article", date="2023"),
        _entry("nieuw", "drie vier", [(0, 4), (5, 9)], kind="Article", date="2024-05"),
        _entry("brief", "vijf", [(0, 4)], kind="newsletter", date="2025"),
        _entry("los", "zes", [(0, 3)], kind="article"),
        _entry("leeg", "", [], kind="article", date="2026"),
    )

    assert catalogue.kinds() == {"article", "newsletter"}
    assert catalogue.newest({"article"}, works=None, depth=9) == [
        (3, "2024-05-01"),
        (4, "2024-05-01"),
        (1, "2023-01-01"),
        (2, "2023-01-01"),
    ]
    assert [row for row, _ in catalogue.newest((), works=None, depth=3)] == [5, 3, 4]
    assert [row for row, _ in catalogue.newest({"article", "newsletter"}, works=[1, 3], depth=2)] == [5, 1]
    assert catalogue.newest({"column"}, works=None, depth=9) == []


def test_facets_count_a_document_once_for_each_value_of_its_works(make: Make) -> None:
    catalogue = make(ISSUE, _entry("b", "los", [(0, 3)], kind="interview", facts=(Fact("place", "ALMELO"),)))

    assert catalogue.facets(set(catalogue.works()[[1, 2, 3, 5]].tolist())) == {
        "kind": [("interview", 2), ("newsletter", 1)],
        "publisher": [("Movisie", 1)],
        "year": [("2023", 1), ("2024", 1)],
        "status": [("finished", 1), ("running", 1)],
        "place": [("ALMELO", 2), ("Wierden", 1)],
    }


def test_nothing_of_a_document_stays_when_it_goes(tmp_path: Path) -> None:
    catalogue = Catalogue.create(tmp_path / "catalogue.sqlite")
    _add(catalogue, ISSUE)
    catalogue.remove(["blad"])
    catalogue.finish()
    catalogue.close()
    connection = sqlite3.connect(tmp_path / "catalogue.sqlite")
    counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT]
    connection.close()

    assert counts == [0, 0, 0, 0]


def test_a_filter_that_asks_nothing_is_no_filter(make: Make) -> None:
    assert make().allowed(Filter()) is None


GUARDED = [
    _entry("open", "De Blauwe Tuin (BT) is open", [(0, 27)], kind="article"),
    _entry("jeugd", "Een Rode Hoek (RH) is klein", [(0, 27)], kind="interview", groups=("jeugd",)),
    _entry("samen", "De Gele Lijn (GL) is lang", [(0, 25)], kind="project", groups=("Jeugd", "wijk")),
]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (frozenset(), ["open"]),
        (frozenset({"jeugd"}), ["open", "jeugd"]),
        (frozenset({"Jeugd"}), ["open", "samen"]),
        (frozenset({"wijk", "zuid"}), ["open", "samen"]),
        (frozenset({"jeugd", "wijk"}), ["open", "jeugd", "samen"]),
        (None, ["open", "jeugd", "samen"]),
    ],
)
def test_groups_read_what_is_theirs_and_what_is_everybodys(
    make: Make, groups: frozenset[str] | None, expected: list[str]
) -> None:
    catalogue = make(*GUARDED)
    allowed = catalogue.allowed(Filter(groups=groups))
    rows = [1, 2, 3] if allowed is None else allowed.rows.tolist()

    assert [stored.passage.doc_id for stored in catalogue.passages(rows)] == expected
    by_name = [catalogue.passage(f"{doc_id}#0", groups=groups) for doc_id in ("open", "jeugd", "samen")]
    assert [stored.passage.doc_id for stored in by_name if stored] == expected
    kinds = {"open": "article", "jeugd": "interview", "samen": "project"}
    assert catalogue.kinds(groups) == {kinds[doc_id] for doc_id in expected}
    learned = {"open": "BT", "jeugd": "RH", "samen": "GL"}
    assert [one.short for one in catalogue.abbreviations(groups)] == sorted(learned[doc_id] for doc_id in expected)
    assert catalogue.counts_for(groups) == {"documents": len(expected), "passages": len(expected)}


def test_groups_come_back_with_passages_and_terms(make: Make) -> None:
    catalogue = make(*GUARDED)
    assert [stored.metadata.groups for stored in catalogue.passages([1, 2, 3])] == [(), ("jeugd",), ("Jeugd", "wijk")]
    assert [groups for *_, groups in catalogue.all_terms()] == [[], ["jeugd"], ["Jeugd", "wijk"]]
    assert catalogue.groups() == {"jeugd", "Jeugd", "wijk"}
    rows = catalogue.open_rows()
    assert rows is not None
    assert rows.tolist() == [1]


def test_where_nothing_is_closed_groups_are_no_filter(make: Make) -> None:
    catalogue = make(GUARDED[0])
    assert catalogue.allowed(Filter(groups=frozenset())) is None
    assert catalogue.open_rows() is None


def test_a_value_is_counted_in_any_capitals_and_written_as_one_of_the_works_does(make: Make) -> None:
    catalogue = make(
        _entry("a", "een", [(0, 3)], publisher="MOVISIE"),
        _entry("b", "twee", [(0, 4)], publisher="Movisie"),
        _entry("c", "drie", [(0, 4)], publisher="movisie"),
    )
    works = catalogue.works()[[1, 2, 3]].tolist()

    assert catalogue.facets(works)["publisher"] == [("MOVISIE", 3)]
    assert catalogue.facets(works[1:])["publisher"] == [("Movisie", 2)]
    assert (catalogue.count_documents(works), catalogue.count_documents([])) == (3, 0)


def test_facets_count_documents_most_first_then_by_value(make: Make) -> None:
    catalogue = make(
        _entry("a", "een bis", [(0, 3), (4, 7)], kind="gids", publisher="Z", date="2024"),
        _entry("b", "twee", [(0, 4)], kind="artikel", publisher="A", date="2023-02"),
        _entry("c", "drie", [(0, 4)], kind="artikel", date="2024-06-01"),
        _entry("d", "vier", [(0, 4)], kind="anders"),
    )

    assert catalogue.facets(catalogue.works()[[1, 2, 3, 4]].tolist()) == {
        "kind": [("artikel", 2), ("gids", 1)],
        "publisher": [("A", 1), ("Z", 1)],
        "year": [("2024", 2), ("2023", 1)],
        "status": [],
        "place": [],
    }


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE passages SET text = 'eem' WHERE row = 1", "passage a#0 is geen letterlijk stuk van het document"),
        ("UPDATE passages SET stop = 4 WHERE row = 1", "passage a#0 is geen letterlijk stuk van het document"),
        ("UPDATE passages SET start = 3, stop = 0", "passage a#0 is geen letterlijk stuk van het document"),
        ("UPDATE passages SET start = -4, stop = -1", "passage a#0 is geen letterlijk stuk van het document"),
        ("UPDATE documents SET text = 'x'", "passage a#0 is geen letterlijk stuk van het document"),
        ("UPDATE passages SET document = 77", "passage a#0 hoort bij geen document"),
        ("UPDATE passages SET work = 77", "passage a#0 hoort bij geen item of document"),
        ("UPDATE works SET document = 77 WHERE start = 0", "item I hoort bij geen document"),
    ],
)
def test_a_check_sees_what_is_wrong(make: Make, tmp_path: Path, statement: str, fault: str) -> None:
    make(_entry("a", "een", [(0, 3)], sections=(_section("I", 0, 3, item=Item()),))).close()
    _sql(tmp_path / "catalogue.sqlite", statement)
    catalogue = Catalogue.open(tmp_path / "catalogue.sqlite")

    assert catalogue.faults() == [fault]
    catalogue.close()


def test_a_check_sees_a_lost_vector(make: Make, tmp_path: Path) -> None:
    make(_entry("a", "een", [(0, 3)])).close()
    _sql(tmp_path / "catalogue.sqlite", "DELETE FROM vectors")
    catalogue = Catalogue.open(tmp_path / "catalogue.sqlite")

    assert (catalogue.faults(), catalogue.without_vector()) == ([], ["a#0"])
    catalogue.close()


def test_a_check_sees_a_damaged_page(make: Make, tmp_path: Path) -> None:
    make(_entry("a", "een", [(0, 3)])).close()
    path = tmp_path / "catalogue.sqlite"
    page = 4096
    raw = bytearray(path.read_bytes())
    place = raw.rindex(b"a#0")  # in an index over the ids of passages
    raw[place : place + 3] = b"b#0"
    assert len(raw) > page
    path.write_bytes(raw)
    catalogue = Catalogue.open(path)

    assert [fault.split(":")[0] for fault in catalogue.faults()[:1]] == ["catalogus"]
    catalogue.close()


def test_a_missing_file_or_one_that_is_no_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        Catalogue.open(tmp_path / "weg.sqlite")
    (tmp_path / "text.sqlite").write_text("dit is geen database " * 100, "utf-8")
    with pytest.raises(sqlite3.DatabaseError, match="not a database") as caught:
        Catalogue.open(tmp_path / "text.sqlite")

    assert is_damage(caught.value)


def test_a_disk_that_refuses_is_no_damage() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count = 2")
    connection.execute("CREATE TABLE t (x)")
    with pytest.raises(sqlite3.OperationalError, match="full") as caught:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    connection.close()

    assert not is_damage(caught.value)


def test_an_open_catalogue_cannot_be_written(make: Make) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        make().remove(["a"])


def _project(doc_id: str, facts: tuple[Fact, ...], **stated: Any) -> Entry:  # noqa: ANN401 - those of _entry
    return _entry(doc_id, "Wie doet mee? Bel Jan.", [(0, 13), (14, 22)], facts=facts, **stated)


def test_projects_are_works_of_that_kind_with_their_own_facts(make: Make) -> None:
    own = (Fact("end", "2026"),)
    catalogue = make(
        _project("a", (Fact("place", "Almelo"), Fact("person", "Jan", "lector")), kind="Project", publisher="Saxion"),
        _project(
            "b",
            (Fact("contact", "brief@x.nl"),),
            kind="newsletter",
            sections=(_section("Tuin", 0, 13, item=Item("project", facts=own)), _section("Rest", 14, 22, item=Item())),
        ),
        _project("c", (), kind="project", sections=(_section("Deel", 0, 13, item=Item()),), groups=("jeugd",)),
    )

    found = catalogue.projects()

    assert [(one.title, one.publisher, one.facts) for one in found] == [
        ("Titel van a", "Saxion", (("place", "Almelo"), ("person", "Jan"))),
        ("Tuin", None, (("end", "2026"),)),
        ("Titel van c", None, ()),
    ]
    assert [one.title for one in catalogue.projects(frozenset())] == ["Titel van a", "Tuin"]
    assert [one.number for one in catalogue.projects(frozenset({"jeugd"}))] == [one.number for one in found]


def test_works_come_with_their_facts_and_the_passages_that_state_them(make: Make) -> None:
    facts = (Fact("person", "Jan", "", 0.8, 18, 21), Fact("place", "Almelo"), Fact("partner", "x", "", 0.8, 13, 14))
    tuin = Item("project", facts=(Fact("end", "2026", "", 0.8, 2, 4),))
    catalogue = make(
        _project("a", facts, kind="project"),
        _project("b", (), sections=(_section("Tuin", 0, 13, item=tuin), _section("Leeg", 13, 14, item=Item()))),
    )
    [itself] = catalogue.works_of("a")
    _, garden, empty = catalogue.works_of("b")

    found = catalogue.stored_works([garden, itself, empty])

    assert [work.number for work in found] == [garden, itself, empty]
    assert [(work.doc_id, work.title, work.item) for work in found] == [
        ("b", "Tuin", tuin), ("a", "Titel van a", None), ("b", "Leeg", Item()),
    ]  # fmt: skip
    assert [work.facts for work in found] == [tuin.facts, facts, ()]
    assert [work.sources for work in found] == [{2: "b#0"}, {18: "a#14"}, {}]
    assert [work.opening and work.opening.text for work in found] == ["Wie doet mee?", "Wie doet mee?", None]


def test_documents_are_held_once_by_what_they_state_themselves(make: Make) -> None:
    item = _section("Tuin", 0, 13, item=Item("interview", date="2026"))
    catalogue = make(
        _project("a", (), kind="newsletter", publisher="Saxion", date="2024-02", sections=(item,)),
        _project("b", (), date="2025"),
        _project("c", (), kind="report"),
        _project("d", (), kind="report", date="2024-12", groups=("jeugd",)),
    )

    held = catalogue.held()

    assert [stated for _, *stated in held] == [
        [None, None, "2025"], ["report", None, "2024"], ["newsletter", "Saxion", "2024"], ["report", None, None],
    ]  # fmt: skip
    numbers = [number for number, *_ in held]
    assert [(one.doc_id, one.items, one.passages) for one in catalogue.listed(numbers)] == [
        ("b", 0, 2), ("d", 0, 2), ("a", 1, 2), ("c", 0, 2),
    ]  # fmt: skip
    assert catalogue.listed(numbers[::-1])[0].metadata.kind == "report"
    assert [number for number, *_ in catalogue.held(frozenset())] == [numbers[0], *numbers[2:]]
