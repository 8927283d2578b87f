"""From a query to hits: which come first, what they show, and what is refused."""

import shutil
from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from indexer.sync import sync
from search.encoder import Vectors
from search.errors import IndexMissingError, InvalidQueryError, UnknownKindError, UnreadableIndexError
from search.expansion import forms_of_concepts
from search.fusion import Ranking
from search.generation import current_generation
from search.index import Index
from search.query import MAX_K, clean_query
from search.ranking import DEPTH, EXPANSIONS, MODES, NOTHING, WEIGHTS, Mode, Part, run
from search.searcher import NO_FILTER, Hits, Searcher
from search.store import TRAITS, Filter
from search.thesaurus import Concept
from tests.conftest import IndexOf, WriteFiles
from tests.fakes import FakeEncoder

MANIFEST = """file,title,publisher,date,kind
wijk.txt,Wijk GGD,GGD,2024-02,article
schuld.txt,Schuldhulp,Gemeente,2024-11-30,article
jeugd.txt,Jeugdwerk,Gemeente,2023,column
tuin.txt,Buurttuin,,,
"""
FILES = {
    "wijk.txt": "Verpleegkundigen bezoeken mensen met verward gedrag thuis.",
    "schuld.txt": "Het geldloket helpt inwoners bij betalingsachterstand en deurwaarders.",
    "jeugd.txt": "Elke jongere krijgt een coach. De coach luistert naar ouders.",
    "tuin.txt": "Vrijwilligers planten groenten en bloemen naast het buurthuis.",
    "manifest.csv": MANIFEST,
}


@pytest.fixture
def searcher(index_of: IndexOf) -> Searcher:
    return Searcher.open(index_of(FILES), FakeEncoder())


def documents(hits: Hits) -> list[str]:
    return [hit.passage.doc_id for hit in hits.hits]


def write_again(directory: Path, folder: Path, encoder: FakeEncoder | None = None, *, rebuild: bool = False) -> None:
    sync([folder], directory, lambda identity: encoder or FakeEncoder(), rebuild=rebuild)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("query", "doc_id"),
    [
        ("verward gedrag", "wijk.txt"),
        ("deurwaarders", "schuld.txt"),
        ("coach", "jeugd.txt"),
        ("groenten planten", "tuin.txt"),
        ("Schuldhulp", "schuld.txt"),  # stands in the title only
    ],
)
def test_the_passage_with_the_words_comes_first(searcher: Searcher, mode: Mode, query: str, doc_id: str) -> None:
    assert documents(searcher.search(query, mode=mode))[0] == doc_id


@pytest.mark.parametrize(
    ("mode", "legs"),
    [("hybrid", ("dense", "lexical", "compound")), ("dense", ("dense",)), ("lexical", ("lexical", "compound"))],
)
def test_a_mode_runs_its_legs_and_no_other(searcher: Searcher, mode: Mode, legs: tuple[str, ...]) -> None:
    hits = searcher.search("coach", mode=mode)
    assert hits.legs == legs
    assert all(tuple(score.leg for score in hit.legs) == legs for hit in hits.hits)


def test_the_lexical_leg_finds_only_passages_with_a_word_of_the_query(searcher: Searcher) -> None:
    assert documents(searcher.search("coach ouders", mode="lexical")) == ["jeugd.txt"]
    nothing = searcher.search("zeppelin", mode="lexical")
    assert (nothing.hits, nothing.total, nothing.facets) == ((), 0, {name: [] for name in TRAITS})


def test_the_shares_of_the_legs_add_up_to_the_score(searcher: Searcher) -> None:
    hits = searcher.search("coach voor inwoners")
    for hit in hits.hits:
        assert sum(leg.share for leg in hit.legs) == pytest.approx(hit.score)
    first = hits.hits[0]
    assert first.passage.doc_id == "jeugd.txt"
    assert first.score == pytest.approx(0.65 * 1 + 0.1 * 1 + 0.25 * 1)  # first in every leg
    assert [leg.rank for leg in first.legs] == [1, 1, 1]
    assert [hit.score for hit in hits.hits] == sorted((hit.score for hit in hits.hits), reverse=True)


def test_a_leg_that_did_not_rank_a_hit_says_so(searcher: Searcher) -> None:
    last = searcher.search("coach").hits[-1]
    dense, lexical, compound = last.legs
    assert (lexical.rank, lexical.score, lexical.share) == (compound.rank, compound.score, compound.share)
    assert (lexical.rank, lexical.score, lexical.share) == (None, None, 0.0)
    assert dense.rank == 4
    assert dense.share == 0.0  # the lowest of its ranking


def test_pages_come_from_one_ranking(searcher: Searcher) -> None:
    whole = searcher.search("coach en geldloket", k=4)
    pages = [searcher.search("coach en geldloket", k=1, offset=offset) for offset in range(5)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert [hit.rank for hit in whole.hits] == [1, 2, 3, 4]
    assert [page.total for page in pages] == [4] * 5
    assert all(page.facets == whole.facets for page in pages)


def test_no_more_is_ranked_than_the_depth_of_a_leg(index_of: IndexOf) -> None:
    names = [f"woord{number}" for number in range(DEPTH + 20)]
    directory = index_of({f"{name}.txt": f"tuin {name} {name[::-1]} los{name}" for name in names})
    searcher = Searcher.open(directory, FakeEncoder())
    assert searcher.search("tuin", mode="lexical", k=MAX_K).total == DEPTH
    assert len(searcher.search("tuin", mode="lexical", k=MAX_K, offset=DEPTH - 5).hits) == 5


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(kind="article"), {"wijk.txt", "schuld.txt"}),
        (Filter(kind="column"), {"jeugd.txt"}),
        (Filter(publisher="Gemeente"), {"schuld.txt", "jeugd.txt"}),
        (Filter(kind="article", publisher="Gemeente"), {"schuld.txt"}),
        (Filter(first="2024"), {"wijk.txt", "schuld.txt"}),
        (Filter(last="2024-02"), {"wijk.txt", "jeugd.txt"}),
        (Filter(first="2023-06", last="2023-07-01"), {"jeugd.txt"}),  # "2023" may be any day of it
        (Filter(kind="law"), set()),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_a_filter_lets_through_its_documents_only(
    searcher: Searcher, mode: Mode, wanted: Filter, expected: set[str]
) -> None:
    query = "verpleegkundigen geldloket coach vrijwilligers"
    hits = searcher.search(query, mode=mode, wanted=wanted)
    assert set(documents(hits)) == expected
    assert hits.total == len(expected)


def test_facets_count_the_documents_of_all_hits(searcher: Searcher) -> None:
    assert searcher.search("coach", k=1).facets == {
        "kind": [("article", 2), ("column", 1)],
        "publisher": [("Gemeente", 2), ("GGD", 1)],
        "year": [("2024", 2), ("2023", 1)],
        "status": [],
        "place": [],
    }


def test_hits_tell_how_many_documents_they_are_in_and_which_generation_was_searched(index_of: IndexOf) -> None:
    columns = "# Coach\n\n" + "".join(f"## Kop {number}\n\nDe coach van dag {number}.\n\n" for number in range(3))
    searcher = Searcher.open(index_of({**FILES, "kolom.md": columns}), FakeEncoder())
    hits = searcher.search("coach", mode="lexical", k=1)
    assert (hits.total, hits.documents) == (4, 2)  # three days, and the coach of the young
    assert hits.generation == searcher.index.generation
    assert searcher.search("zeppelin", mode="lexical").documents == 0


def test_highlights_are_the_words_that_match_by_lemma(searcher: Searcher) -> None:
    hit = searcher.search("jongeren coaches").hits[0]
    marked = [hit.passage.text[start:end] for start, end in hit.highlights]
    assert marked == ["jongere", "coach", "coach"]


def test_a_word_in_the_title_matches_without_a_highlight(searcher: Searcher) -> None:
    hit = searcher.search("jeugdwerk", explain=True).hits[0]
    assert (hit.passage.doc_id, hit.highlights) == ("jeugd.txt", ())
    assert [(match.term, match.how, match.words) for match in hit.matches] == [("jeugdwerk", "word", ("Jeugdwerk",))]


def test_every_hit_is_a_slice_of_its_document(index_of: IndexOf) -> None:
    texts = {
        "a.md": "# Wijkteam\n\nHet wijkteam helpt. 🙂 Iedereen mag langskomen.\n\n## Tijden\n\n- maandag in de wijk\n",
        "b.txt": "Eerste alinea over de wijk.\r\n\r\nTweede alinea\nover de wijk.",
        "c.html": "<html><body><h1>Wijk</h1><p>Een &eacute;cht wijkteam,\n dichtbij.</p></body></html>",
    }
    searcher = Searcher.open(index_of(texts), FakeEncoder())
    hits = searcher.search("wijk wijkteam alinea maandag", k=50).hits
    assert {hit.passage.doc_id for hit in hits} == set(texts)
    for hit in hits:
        locator = hit.passage.locator
        assert stored_text(searcher, hit.passage.doc_id)[locator.start : locator.end] == hit.passage.text


def stored_text(searcher: Searcher, doc_id: str) -> str:
    row = searcher.index.catalogue._connection.execute("SELECT text FROM documents WHERE doc_id = ?", (doc_id,))
    return str(row.fetchone()[0])


NOTICE = (
    "Het spreekuur voor mantelzorgers is elke dinsdagmiddag in bibliotheek Droomveen. Aanmelden hoeft niet, koffie "
    "staat klaar, en vrijwilligers beantwoorden vragen over respijtzorg, vergoedingen, vervoer, dagbesteding, {}."
)


def test_near_identical_passages_collapse_into_the_one_that_ranks_first(index_of: IndexOf) -> None:
    files = {
        "krant.txt": NOTICE.format("huisvesting"),
        "site.txt": NOTICE.format("huisvesting of spreekuur"),
        "tuin.txt": "Op dinsdagmiddag wieden vrijwilligers onkruid.",
    }
    searcher = Searcher.open(index_of(files), FakeEncoder())
    hits = searcher.search("spreekuur mantelzorgers spreekuur")
    first, second = hits.hits
    assert hits.total == 2
    assert first.passage.doc_id == "site.txt"  # it says "spreekuur" twice
    assert [copy.doc_id for copy in first.also_in] == ["krant.txt"]
    assert (second.passage.doc_id, second.also_in) == ("tuin.txt", ())


def test_of_two_editions_the_newer_is_shown_and_the_older_stays_citable(index_of: IndexOf) -> None:
    files = {
        "oud.txt": NOTICE.format("huisvesting of spreekuur"),
        "nieuw.txt": NOTICE.format("huisvesting"),
        "zonder.txt": NOTICE.format("huisvesting, spreekuur"),
        "manifest.csv": "file,date\noud.txt,2023-05-01\nnieuw.txt,2024\n",
    }
    searcher = Searcher.open(index_of(files), FakeEncoder())
    (hit,) = searcher.search("spreekuur mantelzorgers spreekuur").hits

    assert hit.passage.doc_id == "nieuw.txt"
    assert sorted(copy.doc_id for copy in hit.also_in) == ["oud.txt", "zonder.txt"]
    assert searcher.index.catalogue.passage(hit.also_in[0].passage_id) is not None


def test_also_in_names_each_other_document_once(index_of: IndexOf) -> None:
    text = "# Spreekuur\n\n" + NOTICE.format("huisvesting") + "\n\n# Nog eens\n\n" + NOTICE.format("huisvesting")
    searcher = Searcher.open(index_of({"krant.md": text, "site.md": text}), FakeEncoder())
    (hit,) = searcher.search("spreekuur mantelzorgers").hits
    assert [hit.passage.doc_id, *(copy.doc_id for copy in hit.also_in)] in (
        ["krant.md", "site.md"],
        ["site.md", "krant.md"],
    )


EMPTY = "De zoekvraag is leeg. Typ een of meer woorden."


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", EMPTY),
        ("   \n\t ", EMPTY),
        ("?!… -- __", EMPTY),
        ("a" * 5_001, "De zoekvraag is te lang (5001 tekens). Gebruik hoogstens 5000 tekens."),
        ("wijk " * 20_000, "De zoekvraag is te lang (100000 tekens). Gebruik hoogstens 5000 tekens."),
        ("wijk\x00", "De zoekvraag bevat een teken dat geen tekst is (U+0000). Haal het weg en zoek opnieuw."),
        ("\x1b[31mwijk", "De zoekvraag bevat een teken dat geen tekst is (U+001B). Haal het weg en zoek opnieuw."),
        ("wijk \ud800", "De zoekvraag bevat een teken dat geen tekst is (U+D800). Haal het weg en zoek opnieuw."),
    ],
)
def test_a_query_that_cannot_be_searched_says_why(searcher: Searcher, query: str, message: str) -> None:
    for search in (searcher.search, searcher.rank, clean_query):
        with pytest.raises(InvalidQueryError) as error:
            search(query)
        assert str(error.value) == message


def test_a_query_of_the_greatest_length_is_searched(searcher: Searcher) -> None:
    assert documents(searcher.search(("coach " * 1_000)[:5_000]))[0] == "jeugd.txt"


def test_a_query_is_searched_in_one_form(searcher: Searcher) -> None:
    assert searcher.search("  cafe\u0301 \n coach ").query == "café coach"


@pytest.mark.parametrize("options", [{"k": 0}, {"k": MAX_K + 1}, {"offset": -1}, {"mode": "fuzzy"}])
def test_an_option_out_of_range_is_the_callers_mistake(searcher: Searcher, options: Mapping[str, int]) -> None:
    with pytest.raises(ValueError, match=r"k must be 1-100, offset at least 0, mode one of"):
        searcher.search("coach", **options)  # type: ignore[arg-type]  # that is the mistake


def test_every_candidate_is_ranked_once(searcher: Searcher) -> None:
    candidates = searcher.rank("coach")
    assert candidates.query == "coach"
    assert len(candidates.leaders) == len(set(candidates.leaders)) == 4
    assert set(candidates.scores) == set(candidates.leaders) == set(candidates.followers)
    legs = ("dense", "lexical", "compound")
    assert candidates.scores[candidates.leaders[0]] == pytest.approx(sum(WEIGHTS[leg] for leg in legs))


def test_the_searcher_follows_a_new_generation(index_of: IndexOf, write_files: WriteFiles) -> None:
    directory = index_of(FILES)
    searcher = Searcher.open(directory, FakeEncoder())
    assert documents(searcher.search("orkest", mode="lexical")) == []
    write_again(directory, write_files({"muziek.txt": "Het orkest repeteert op vrijdag."}))
    assert documents(searcher.search("orkest", mode="lexical")) == ["muziek.txt"]


def test_a_generation_that_came_while_the_searcher_was_made_is_followed(
    index_of: IndexOf, write_files: WriteFiles
) -> None:
    directory = index_of(FILES)
    index = Index.open(directory)
    write_again(directory, write_files({"muziek.txt": "Het orkest repeteert op vrijdag."}))
    searcher = Searcher(directory, index, FakeEncoder())
    assert documents(searcher.search("orkest", mode="lexical")) == ["muziek.txt"]


def test_the_same_generation_written_over_itself_is_not_opened_again(index_of: IndexOf) -> None:
    directory = index_of(FILES)
    searcher = Searcher.open(directory, FakeEncoder())
    before = searcher.index
    current = directory / "CURRENT"
    shutil.copy(current, directory / "copy")
    (directory / "copy").replace(current)
    assert searcher.index is before


def test_queries_that_come_together_open_a_new_generation_once(
    index_of: IndexOf, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = index_of(FILES)
    searcher = Searcher.open(directory, FakeEncoder())
    write_again(directory, write_files({"muziek.txt": "Het orkest repeteert op vrijdag."}))
    opened: list[int] = []
    opening, all_there = Event(), Event()

    def open_slowly(directory: Path) -> Index:
        opening.set()
        assert all_there.wait(timeout=60)
        opened.append(1)
        return Index(directory, current_generation(directory))

    monkeypatch.setattr(Index, "open", open_slowly)
    with ThreadPoolExecutor(max_workers=3) as pool:
        asked = [pool.submit(searcher.search, "orkest", mode="lexical") for _ in range(3)]
        assert opening.wait(timeout=60)
        all_there.set()
        assert [documents(one.result()) for one in asked] == [["muziek.txt"]] * 3
    assert len(opened) == 1


class PausingEncoder(FakeEncoder):
    """Waits in the middle of a query until the test lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.go_on = Event(), Event()

    def encode_queries(self, queries: Sequence[str]) -> Vectors:
        self.reached.set()
        assert self.go_on.wait(timeout=60)
        return super().encode_queries(queries)


def test_a_query_under_way_ends_on_the_generation_that_it_began_with(
    index_of: IndexOf, write_files: WriteFiles
) -> None:
    directory = index_of(FILES)
    encoder = PausingEncoder()
    searcher = Searcher.open(directory, encoder)
    with ThreadPoolExecutor(max_workers=1) as pool:
        under_way = pool.submit(searcher.search, "orkest coach")
        assert encoder.reached.wait(timeout=60)
        # The second write removes the generation that the query reads.
        write_again(directory, write_files({"muziek.txt": "Het orkest repeteert op vrijdag."}))
        write_again(directory, write_files({"dans.txt": "Het orkest speelt, iedereen danst."}))
        assert documents(searcher.search("orkest", mode="lexical")) == ["muziek.txt", "dans.txt"]
        encoder.go_on.set()
        assert documents(under_way.result())[0] == "jeugd.txt"
    assert not (directory / "g000001").exists()


def test_a_switched_index_of_another_encoder_is_refused(index_of: IndexOf, write_files: WriteFiles) -> None:
    directory = index_of(FILES)
    searcher = Searcher.open(directory, FakeEncoder())
    write_again(directory, write_files({}), FakeEncoder(revision="2"), rebuild=True)
    for _ in range(2):  # and stays refused
        with pytest.raises(UnreadableIndexError) as error:
            searcher.search("coach")
        assert str(error.value) == (
            f"De index in {directory} is gemaakt met taalmodel fake (2), niet met fake (1). Maak de vectoren opnieuw "
            f"met `bronwijzer check --index {directory} --repair --encoder fake`."
        )
    write_again(directory, write_files({}), rebuild=True)
    assert documents(searcher.search("coach"))[0] == "jeugd.txt"


def test_an_index_of_another_encoder_is_not_opened(index_of: IndexOf) -> None:
    with pytest.raises(UnreadableIndexError, match=r"met taalmodel fake \(1\), niet met other \(1\)"):
        Searcher.open(index_of(FILES), FakeEncoder(name="other"))


def test_an_index_that_was_taken_away_is_missed(index_of: IndexOf) -> None:
    directory = index_of(FILES)
    searcher = Searcher.open(directory, FakeEncoder())
    shutil.rmtree(directory)
    for _ in range(2):
        with pytest.raises(IndexMissingError, match=r"Er is geen index in .*Maak er een met `bronwijzer index MAP"):
            searcher.search("coach")


def test_a_kind_that_nobody_knows_is_refused(searcher: Searcher) -> None:
    with pytest.raises(
        UnknownKindError, match=r"^De soort “roman” bestaat niet\. Kies een .* soorten: artikel, column\.$"
    ):
        searcher.search("wijk", wanted=Filter(kind="roman"))
    assert searcher.search("wijk", wanted=Filter(kind="COLUMN")).total == 1


def test_where_no_work_has_a_kind_every_kind_is_named(index_of: IndexOf) -> None:
    searcher = Searcher.open(index_of({"a.txt": "De wijk."}), FakeEncoder())
    with pytest.raises(UnknownKindError, match=r"soorten: artikel, brief, column, .*, wet\.$"):
        searcher.search("wijk", wanted=Filter(kind="roman"))


@pytest.mark.parametrize("part", ["dense", "lexical", "compound"])
def test_a_leg_that_is_left_out_does_not_rank(index_of: IndexOf, part: Part) -> None:
    searcher = Searcher.open(index_of({"a.txt": "Jongerenwerk in de wijk."}), FakeEncoder())
    assert searcher.search("werk", without={part}).legs == tuple(
        leg for leg in ("dense", "lexical", "compound") if leg != part
    )


def test_without_abbreviations_only_the_words_themselves_are_searched(index_of: IndexOf) -> None:
    searcher = Searcher.open(index_of({"a.txt": "Het Centrum voor Jeugd en Gezin (CJG) helpt."}), FakeEncoder())
    assert [one.form.added for one in searcher.search("cjg").expansions] == ["Centrum voor Jeugd en Gezin"]
    assert searcher.search("cjg", without={"abbreviations"}).expansions == ()


def test_who_asks_for_the_newest_gets_it_first_and_is_told(write_files: WriteFiles, tmp_path: Path) -> None:
    texts = {
        "oud.txt": "Mantelzorg en mantelzorg.",
        "nieuw.txt": "Mantelzorg, mantelzorg en zorg.",
        "tuin.txt": "De tuin is groen.",
    }
    manifest = "file,date\noud.txt,2020\nnieuw.txt,2025-03\ntuin.txt,2026\n"
    sync([write_files({**texts, "manifest.csv": manifest})], tmp_path / "index", lambda own: FakeEncoder())
    searcher = Searcher.open(tmp_path / "index", FakeEncoder())

    def found(query: str, without: Set[Part] = NOTHING) -> tuple[list[str], tuple[str, ...]]:
        hits = searcher.search(query, mode="dense", without=without)
        return [hit.passage.doc_id for hit in hits.hits], hits.legs

    assert found("mantelzorg") == (["oud.txt", "nieuw.txt", "tuin.txt"], ("dense",))
    assert found("nieuwste mantelzorg") == (["nieuw.txt", "oud.txt", "tuin.txt"], ("dense", "recency"))
    assert found("nieuwste mantelzorg", {"recency"}) == (["oud.txt", "nieuw.txt", "tuin.txt"], ("dense",))


@pytest.mark.parametrize("mode", MODES)
def test_the_newest_of_a_kind_are_a_list_by_date(write_files: WriteFiles, tmp_path: Path, mode: Mode) -> None:
    manifest = "file,date,kind\noud.md,2020,newsletter\nnieuw.md,2025-03,newsletter\ntuin.txt,2026,article\n"
    texts = {
        "oud.md": "Nieuwsbrief, nieuwsbrief, nieuwste nieuwsbrief.",
        "nieuw.md": "## Zorg\n\nMantelzorg.\n\n## Werk\n\nJongerenwerk.",
        "tuin.txt": "Het nieuwste van de tuin.",
        "manifest.csv": manifest,
    }
    sync([write_files(texts)], tmp_path / "index", lambda own: FakeEncoder())
    searcher = Searcher.open(tmp_path / "index", FakeEncoder())

    def found(query: str, wanted: Filter = NO_FILTER) -> list[str]:
        hits = searcher.search(query, mode=mode, wanted=wanted)
        assert hits.legs == ("recency",)
        return [hit.passage.text for hit in hits.hits]

    first, second = "Mantelzorg.", "Jongerenwerk."
    assert found("nieuwste nieuwsbrief") == [first, second, texts["oud.md"]]
    assert found("wat is het nieuwste?") == [texts["tuin.txt"], first, second, texts["oud.md"]]
    assert found("nieuwste nieuwsbrief", Filter(last="2024")) == [texts["oud.md"]]


def test_where_nothing_has_a_date_the_newest_of_a_kind_is_searched(index_of: IndexOf) -> None:
    files = {"a.txt": "Column over zorg.", "b.txt": "De tuin.", "manifest.csv": "file,kind\na.txt,column\n"}
    hits = Searcher.open(index_of(files), FakeEncoder()).search("nieuwste column")
    assert (documents(hits)[0], hits.legs) == ("a.txt", ("dense", "lexical", "compound", "recency"))


def test_words_that_nobody_wrote_take_weight_from_the_legs_of_words(searcher: Searcher) -> None:
    # One of two words is known: .5 / .7 of the weight of each leg of words.
    def shares(query: str) -> dict[str, float]:
        return {leg.leg: leg.share for leg in searcher.search(query, k=1).hits[0].legs}

    assert shares("coach luistert") == pytest.approx({"dense": 0.65, "lexical": 0.1, "compound": 0.25})
    assert shares("coach zwxq") == pytest.approx({"dense": 0.65, "lexical": 0.1 / 1.4, "compound": 0.25 / 1.4})


def test_a_passage_of_a_few_words_makes_room_and_says_what_that_took(index_of: IndexOf) -> None:
    texts = {"kop.txt": "Mantelzorg in mei.", "stuk.txt": "Mantelzorg in de buurt is er voor elke inwoner."}
    searcher = Searcher.open(index_of(texts), FakeEncoder())

    first, second = searcher.search("mantelzorg", mode="lexical", without={"brevity"}).hits
    assert (first.passage.doc_id, first.brevity, second.brevity) == ("kop.txt", 0.0, 0.0)
    found = {hit.passage.doc_id: hit for hit in searcher.search("mantelzorg", mode="lexical").hits}
    assert found["kop.txt"].brevity == pytest.approx(0.2 * first.score)
    assert found["kop.txt"].score == pytest.approx(0.8 * first.score)
    assert (found["kop.txt"].crowding, found["stuk.txt"].brevity) == (0.0, 0.0)


def test_passages_of_one_work_make_room_for_others(index_of: IndexOf) -> None:
    many = "\n\n".join(f"## Kop {number}\n\nMantelzorg en mantelzorg en mantelzorg {number}." for number in range(6))
    other = "Mantelzorg bij buren, mantelzorg thuis en in de straat."
    searcher = Searcher.open(index_of({"veel.md": many, "een.md": other, "tuin.md": "Groen."}), FakeEncoder())

    def place(without: set[Part]) -> int:
        hits = searcher.search("mantelzorg", mode="dense", without=without).hits
        return [hit.passage.doc_id for hit in hits].index("een.md")

    assert place(set()) < place({"diversity"})


THESAURUS = forms_of_concepts([Concept(("incassobureau", "deurwaarder"), ("bailiff",))])


def test_a_thesaurus_lets_a_word_find_what_is_written_with_another(index_of: IndexOf) -> None:
    searcher = Searcher.open(index_of(FILES), FakeEncoder(), thesaurus=THESAURUS)
    for query in ("incassobureau", "bailiff"):
        assert documents(searcher.search(query, mode="lexical")) == ["schuld.txt"]
        assert documents(searcher.search(query, mode="lexical", without={"thesaurus"})) == []
        assert searcher.search(query, without=EXPANSIONS).expansions == ()


def test_the_thesaurus_stays_in_use_when_a_new_generation_is_followed(
    index_of: IndexOf, write_files: WriteFiles
) -> None:
    directory = index_of(FILES)
    searcher = Searcher.open(directory, FakeEncoder(), thesaurus=THESAURUS)
    write_again(
        directory, write_files({"uitleg.txt": "Het Centrum voor Jeugd en Gezin (CJG) helpt. Een incassobureau niet."})
    )
    (expansions,) = {searcher.search("cjg deurwaarder").expansions}
    assert [one.form.added for one in expansions] == ["Centrum voor Jeugd en Gezin", "incassobureau"]


def test_words_that_no_passage_holds_are_not_searched_too(index_of: IndexOf) -> None:
    thesaurus = forms_of_concepts([Concept(("zorg", "hulp aan huis", "hulp", "bijstand"), ())])
    searcher = Searcher.open(
        index_of({"a.txt": "Hulp.", "b.txt": "Een huis.", "c.txt": "Zorg."}), FakeEncoder(), thesaurus=thesaurus
    )
    assert [one.form.added for one in searcher.search("zorg").expansions] == ["hulp"]


@pytest.mark.parametrize("mode", MODES)
def test_what_is_mended_is_searched_by_every_leg(searcher: Searcher, mode: Mode) -> None:
    hits = searcher.search("vrijwiligers planten", mode=mode)
    assert (hits.query, hits.corrected, hits.suggestion) == ("vrijwiligers planten", "vrijwilligers planten", None)
    meant = searcher.search("vrijwilligers planten", mode=mode)
    assert (meant.corrected, meant.hits, meant.total) == (None, hits.hits, hits.total)


def test_without_spelling_the_words_are_searched_as_they_were_typed(searcher: Searcher) -> None:
    hits = searcher.search("vrijwiligers", mode="lexical", without={"spelling"})
    assert (hits.corrected, hits.suggestion, hits.hits) == (None, None, ())


def test_legs_that_rank_at_the_same_time_rank_as_one_after_the_other(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = ("coach", "verward gedrag", "groenten planten")
    one_by_one = [searcher.rank(query, mode=mode) for query in queries for mode in MODES]
    monkeypatch.setattr(searcher.index, "ranks_apart", True)

    assert [searcher.rank(query, mode=mode) for query in queries for mode in MODES] == one_by_one


def test_a_failing_leg_fails_the_search_in_its_thread_too() -> None:
    def fail() -> Ranking:
        raise OSError("gone")

    for at_once in (False, True):
        with pytest.raises(OSError, match="gone"):
            run({"dense": list, "lexical": fail}, at_once=at_once)
