"""The command: what it prints where, and how it ends."""

import errno
import io
import json
import logging
import os
import re
import runpy
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import uvicorn
from starlette.testclient import TestClient

import api.compose
import indexer.watching
from api.app import create_app, from_environment
from api.cli import main
from api.output import write_report
from api.protocol import ProblemProtocol
from api.schemas import SearchResponse
from indexer.job_storage import SqliteStorage
from indexer.jobs import Delivery, Jobs
from indexer.sync import create
from indexer.work import Share
from indexer.worker import Worker
from search.errors import ModelError
from search.generation import CURRENT
from search.ranking import PARTS
from search.searcher import Searcher
from search.thesaurus import OWN_THESAURUS
from search.writer import IndexWriter
from tests.api.conftest import NOTICE
from tests.chat import Chat, event, says
from tests.conftest import IndexOf, WriteFiles
from tests.fakes import FakeEncoder

COMMANDS = "index, remove, search, similar, analyse, ask, inspect, check, copy, rollback, serve, mcp, keys, eval"
Run = Callable[..., tuple[int, str, str]]
MISSING = "Er is geen index in nergens. Maak er een met `bronwijzer index MAP --index nergens`."
MISSING_REPAIR = "Er is geen index in nergens om te herstellen. Maak er een met `bronwijzer index`."
HELP = " Hulp: bronwijzer --help\n"
FILES = {
    "wijk.txt": "Verpleegkundigen bezoeken mensen met verward gedrag thuis.",
    "jeugd.md": "# Jeugdwerk\n\n## Coaches\n\nElke jongere krijgt een coach.\n",
}


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Put the fake in the place of every encoder, and take away the settings of whoever runs the tests."""

    def load(name: str, *, cache: Path, progress: Callable[[str, int, int], None]) -> FakeEncoder:
        if name == "bestaat-niet":
            raise ModelError("Het model bestaat-niet kan niet worden geladen.")
        progress("woordenlijst", 0, 1)
        return FakeEncoder(name=name)

    monkeypatch.setattr(api.compose, "load_encoder", load)
    others = {name: value for name, value in os.environ.items() if not name.startswith("BRONWIJZER_")}
    monkeypatch.setattr(os, "environ", others)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command and returns exit status, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, captured.out, captured.err

    return call


@pytest.fixture
def index(run: Run, write_files: WriteFiles) -> Path:
    status, _, errors = run("index", write_files(FILES), "--index", "ix")
    assert status == 0, errors
    return Path("ix")


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


class Watched(Terminal):
    """A terminal that tells when a sentence is on it."""

    def __init__(self, shown: threading.Event) -> None:
        super().__init__()
        self._shown = shown

    def write(self, text: str) -> int:
        if "een coach." in text:
            self._shown.set()
        return super().write(text)


# index


def test_an_empty_index_is_made_for_what_will_be_brought(run: Run) -> None:
    status, out, err = run("index", "--empty", "--index", "leeg", "--encoder", "eigen")
    assert (status, "In de index: 0 documenten, 0 passages" in out) == (0, True), err
    assert run("check", "--index", "leeg")[0] == 0
    assert "taalmodel eigen" in run("check", "--index", "leeg")[1]
    assert run("search", "coach", "--index", "leeg")[:2] == (0, "Niets gevonden. Probeer andere of minder woorden.\n")


def test_an_index_that_is_there_is_not_emptied(run: Run, index: Path) -> None:
    before = (index / CURRENT).read_text()
    status, out, _ = run("index", "--empty", "--index", index, "--json")
    assert (status, json.loads(out)["documents"]) == (0, 2)
    assert (index / CURRENT).read_text() == before


def test_indexing_reports_what_it_did(run: Run, write_files: WriteFiles) -> None:
    status, out, err = run("index", write_files(FILES), "--index", "ix")
    assert status == 0
    counts, (total, seconds) = out.splitlines()[:-2], out.splitlines()[-2:]
    assert [line.rsplit(maxsplit=1) for line in counts] == [
        ["nieuw", "2"],
        ["gewijzigd", "0"],
        ["verplaatst", "0"],
        ["verwijderd", "0"],
        ["ongewijzigd", "0"],
        ["niet gelezen", "0"],
        ["pagina's gelezen", "0"],
        ["passages verwerkt", "2"],
    ]
    assert total == "In de index: 2 documenten, 2 passages, waarvan 0 bijna gelijk aan een andere."
    stages = "vergelijken|lezen|verdelen|betekenis bepalen|index schrijven"
    assert re.fullmatch(rf"Seconden: (?:(?:{stages}) \d+,\d(?:, |\.)){{5}}", seconds)
    assert err.splitlines() == [
        "Vergelijken (2) ...",
        "Lezen (2) ...",
        "Taalmodel uitpakken (eenmalig) (1) ...",
        "Betekenis bepalen (2) ...",
        "Index schrijven (1) ...",
    ]


def test_indexing_reports_as_json(run: Run, index: Path, write_files: WriteFiles) -> None:
    folder = write_files(
        {"nieuw.txt": "Een nieuw document over zorg.", "wijk.txt": "Een gewijzigd document.", "x.zip": "?"}
    )
    (folder / "jeugd.md").unlink()
    status, out, _ = run("index", folder, "--index", index, "--prune", "--json")
    report = json.loads(out)
    seconds = report.pop("seconds")
    assert set(seconds) == {"compare", "read", "chunk", "embed", "write"}
    assert all(value >= 0 for value in seconds.values())
    assert status == 3
    read = ".pdf, .docx, .odt, .epub, .html, .eml, .mbox, .md, .csv en .txt"
    reason = f"bestanden van het type .zip worden niet gelezen; gelezen worden {read}"
    assert report == {
        "documents": 2,
        "passages": 2,
        "nearDuplicates": 0,
        "embedded": 2,
        "pages": 0,
        "notes": [],
        "scans": {},
        "added": ["nieuw.txt"],
        "updated": ["wijk.txt"],
        "moved": [],
        "removed": ["jeugd.md"],
        "unchanged": 0,
        "failed": [{"docId": "x.zip", "reason": reason}],
        "workers": {},
    }


def test_what_each_worker_of_a_cluster_did_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = create(tmp_path / "index", lambda own: FakeEncoder())
    report = replace(made, shares={"een/7": Share(60, 2.0), "twee/9": Share(30, 4.0)})
    write_report(report, as_json=False)
    told = capsys.readouterr().out
    assert "  een/7: 60 passages, 30,0 per seconde\n" in told
    assert "  twee/9: 30 passages, 7,5 per seconde\n" in told
    write_report(report, as_json=True)
    workers = json.loads(capsys.readouterr().out)["workers"]
    assert workers == {"een/7": {"passages": 60, "seconds": 2.0}, "twee/9": {"passages": 30, "seconds": 4.0}}


def test_a_file_that_cannot_be_read_is_told_and_is_in_the_status(run: Run, write_files: WriteFiles) -> None:
    status, out, _ = run("index", write_files({**FILES, "leeg.txt": "\n"}), "--index", "ix")
    assert status == 3
    assert "  niet gelezen: leeg.txt: het bestand is leeg\n" in out


def test_what_the_owner_should_know_of_a_document_is_told_at_most_twenty_times(
    run: Run, write_files: WriteFiles
) -> None:
    folder = write_files(FILES)
    for number in range(22):
        (folder / f"{number:02}.txt").write_bytes(
            f"In café {number} drinken buren samen koffie. Eén keer per week is er ook soep.".encode("windows-1252")
        )
    status, out, _ = run("index", folder, "--index", "ix")
    assert status == 0
    assert "  let op: 00.txt: gelezen als Windows-1252\n" in out
    assert (out.count("let op:"), "  en nog 2 opmerkingen; --json geeft ze alle.\n" in out) == (20, True)


def test_indexing_again_changes_nothing_unless_asked(run: Run, index: Path, write_files: WriteFiles) -> None:
    _, out, _ = run("index", write_files({}), "--index", index)
    assert re.search(r"^ongewijzigd +2$", out, re.MULTILINE)
    assert re.search(r"^passages verwerkt +0$", out, re.MULTILINE)
    _, out, _ = run("index", write_files({}), "--index", index, "--rebuild", "--encoder", "ander")
    assert re.search(r"^passages verwerkt +2$", out, re.MULTILINE)
    _, out, _ = run("check", "--index", index)
    assert "taalmodel ander." in out


def test_an_address_that_cannot_be_fetched_is_one_dutch_line(run: Run) -> None:
    status, out, err = run("index", "ftp://voorbeeld.invalid/lijst", "--index", "ix")
    assert (status, out) == (1, "")
    assert err.startswith("bronwijzer: ftp://voorbeeld.invalid/lijst kan niet worden opgehaald: ")
    assert err.count("\n") == 1


def test_an_address_that_fails_is_told_beside_what_was_indexed(run: Run, write_files: WriteFiles) -> None:
    status, out, _ = run("index", write_files(FILES), "ftp://voorbeeld.invalid/lijst", "--index", "ix")
    assert status == 3
    assert re.search(r"^nieuw +2$", out, re.MULTILINE)
    assert "  niet gelezen: ftp://voorbeeld.invalid/lijst: " in out


def test_a_dry_run_lists_what_would_happen_and_changes_nothing(run: Run, index: Path, write_files: WriteFiles) -> None:
    folder = write_files({"nieuw.txt": "Een nieuw document.", "wijk.txt": "Gewijzigd.", "leeg.txt": ""})
    (folder / "jeugd.md").rename(folder / "jongeren.md")
    status, out, _ = run("index", folder, "--index", index, "--prune", "--dry-run")
    assert status == 3
    assert out.splitlines()[:3] == ["  + nieuw.txt", "  ~ wijk.txt", "  jeugd.md -> jongeren.md"]
    assert out.endswith(
        "  niet gelezen: leeg.txt: het bestand is leeg\nEr is niets veranderd: dit was een proef (--dry-run).\n"
    )
    _, out, _ = run("index", folder, "--index", index, "--prune", "--dry-run", "--json")
    assert json.loads(out) == {
        "added": ["nieuw.txt"],
        "updated": ["wijk.txt"],
        "moved": [{"from": "jeugd.md", "to": "jongeren.md"}],
        "removed": [],
        "unchanged": 0,
        "failed": [{"docId": "leeg.txt", "reason": "het bestand is leeg"}],
        "unvisited": [],
    }
    _, out, _ = run("check", "--index", index)
    assert out.startswith("Versie 1 ")


def test_a_dry_run_says_which_addresses_it_did_not_visit(run: Run, write_files: WriteFiles) -> None:
    folder = write_files(FILES)
    address = "https://voorbeeld.invalid/nieuws"
    status, out, _ = run("index", folder, address, "--index", "ix", "--dry-run")
    assert status == 0
    assert out.splitlines()[-2:] == [
        f"  niet bezocht: {address}: een proef haalt niets op; wat er nieuw of weg is, is niet bekend",
        "Er is niets veranderd: dit was een proef (--dry-run).",
    ]
    assert run("index", address, "--index", "ix", "--dry-run") == (
        1,
        "",
        f"bronwijzer: Van {address} is nog niets opgehaald, en een proef (--dry-run) bezoekt geen adressen. "
        "Laat --dry-run weg.\n",
    )


def test_a_dry_run_does_not_watch(run: Run, write_files: WriteFiles) -> None:
    status, _, err = run("index", write_files(FILES), "--index", "ix", "--dry-run", "--watch")
    assert (status, err) == (2, "bronwijzer: --dry-run en --watch gaan niet samen." + HELP)


def test_watching_follows_every_change_and_outlives_errors(
    run: Run, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files(FILES)

    def changes(paths: Sequence[Path], *, apart_from: Path) -> Iterator[None]:
        assert (list(paths), apart_from) == ([folder], Path("ix"))
        write_files({"nieuw.txt": "Een nieuw document."})
        yield
        folder.rename("elders")
        yield
        Path("elders").rename(folder)
        write_files({"jeugd.md": "# Jeugdwerk\n\nIets anders.\n"})
        yield
        raise KeyboardInterrupt

    monkeypatch.setattr(indexer.watching, "changes", changes)
    status, out, err = run("index", folder, "--index", "ix", "--watch")

    assert status == 0
    assert re.findall(r"^(?:nieuw|gewijzigd) +(\d)$", out, re.MULTILINE) == ["2", "0", "1", "0", "0", "1"]
    assert f"bronwijzer: Dit pad bestaat niet: {folder}. Controleer de naam." in err
    assert err.count("Taalmodel uitpakken") == 1


# inspect


def test_inspecting_shows_how_a_file_is_read(run: Run, write_files: WriteFiles) -> None:
    folder = write_files(
        {
            "nieuwsbrief.md": "---\ntitle: Nieuwsbrief\nuitgever: De Brug\n---\n"
            "# Coaches\n\nElke jongere krijgt een eigen coach.\n\nLees meer\n\n# Wonen\n\nEr is te weinig woonruimte.\n"
        }
    )
    status, out, _ = run("inspect", folder / "nieuwsbrief.md")
    assert status == 0
    assert out == (
        "Nieuwsbrief\n"
        "  uitgever: De Brug\n"
        "  soort: nieuwsbrief\n"
        "  92 tekens, 2 items, 2 passages\n"
        "\nIndeling\n"
        "  Coaches [item] (tekens 0-58, passages: 1)\n"
        "  Wonen [item] (tekens 58-92, passages: 1)\n"
        "\nPassages\n"
        "1. Coaches (tekens 9-45)\n   Elke jongere krijgt een eigen coach.\n"
        "2. Wonen (tekens 65-92)\n   Er is te weinig woonruimte.\n"
        "\nWeggelaten\n"
        "  Lees meer (staat in geen passage: inhoudsopgave, menu, prijs of herhaalde kop)\n"
    )


def test_inspecting_writes_a_web_page_in_which_the_text_is_whole(run: Run, write_files: WriteFiles) -> None:
    folder = write_files({"a.md": "# <b>Kop</b>\n\nEen & twee < drie.\n\nLees meer\n"})
    status, out, _ = run("inspect", folder / "a.md", "--html", "pagina.html")
    assert (status, out) == (0, "")
    page: Any = lxml.html.fromstring(Path("pagina.html").read_text("utf-8"))  # its stubs know plain elements only
    [text] = page.find_class("text")
    assert text.text_content() == "Kop\n\n1Een & twee < drie.\n\nLees meer"
    assert [mark.text_content() for mark in page.find_class("boilerplate")] == ["Lees meer"]


def test_inspecting_replaces_only_a_page_that_it_made_itself(run: Run, write_files: WriteFiles) -> None:
    folder = write_files({"a.md": "Een tekst.\n", "b.md": "Een andere tekst.\n", "eigen.html": "<p>Van mij</p>"})
    mine, page = folder / "eigen.html", folder / "pagina.html"
    is_own = f"bronwijzer: {{}} is het bestand zelf. Kies met --html een andere naam.{HELP}"

    assert run("inspect", folder / "a.md", "--html", mine) == (
        2,
        "",
        f"bronwijzer: {mine} bestaat al en is geen pagina die inspect heeft gemaakt. "
        f"Kies met --html een andere naam.{HELP}",
    )
    assert run("inspect", folder / "a.md", "--html", folder / "a.md") == (2, "", is_own.format(folder / "a.md"))
    assert mine.read_text("utf-8") == "<p>Van mij</p>"
    assert (folder / "a.md").read_text("utf-8") == "Een tekst.\n"

    assert run("inspect", folder / "a.md", "--html", page)[0] == 0
    assert run("inspect", folder / "b.md", "--html", page)[0] == 0
    assert "Een andere tekst." in page.read_text("utf-8")
    assert run("inspect", page, "--html", page) == (2, "", is_own.format(page))


def test_inspecting_tells_why_a_file_cannot_be_read(run: Run, write_files: WriteFiles) -> None:
    folder = write_files({"leeg.txt": " ", "kop.md": "# Alleen een kop\n"})
    path = folder / "leeg.txt"
    assert run("inspect", path) == (3, "", f"bronwijzer: {path} is niet gelezen: het bestand is leeg.\n")
    path = folder / "kop.md"
    assert run("inspect", path) == (3, "", f"bronwijzer: {path} is niet gelezen: er staat geen tekst in.\n")
    assert run("inspect", folder) == (2, "", f"bronwijzer: {folder} is geen bestand.{HELP}")


# analyse


def test_analysing_shows_what_each_word_is_found_by_and_why(run: Run) -> None:
    status, out, err = run("analyse", "De wijkteams\x1b van 2024 in Droomveens")
    assert (status, err) == (0, "")
    assert out == (
        "De          -         telt niet mee\n"
        "wijkteams   wijkteam  samenstelling                                  wijk + team\n"
        "van         -         telt niet mee\n"
        "2024        2024      getal\n"
        "in          -         telt niet mee\n"
        "Droomveens  droomven  stam: het woord staat niet in de woordenlijst\n"
    )


def test_analysing_gives_the_same_as_the_service_as_json(run: Run) -> None:
    _, out, _ = run("analyse", "wijkteams", "--json")
    assert json.loads(out)["words"] == [
        {"word": "wijkteams", "start": 0, "end": 9, "term": "wijkteam", "reason": "compound", "parts": ["wijk", "team"]}
    ]


def test_analysing_a_text_without_words_says_so(run: Run) -> None:
    assert run("analyse", "...") == (0, "Er staan geen woorden in deze tekst.\n", "")


# search


def test_searching_says_which_abbreviations_it_searched_by_their_long_form(run: Run, write_files: WriteFiles) -> None:
    folder = write_files({"uitleg.txt": "De Werkplaats Sociaal Domein Fabelstad (WSDF) is er."})
    run("index", folder, "--index", "ix")
    _, out, _ = run("search", "wsdf", "--index", "ix")
    assert out.startswith(
        "Ook gezocht op: Werkplaats Sociaal Domein Fabelstad (uit uw documenten). "
        "Met --no-expand alleen op uw eigen woorden.\n\n1. "
    )
    _, out, _ = run("search", "wsdf", "--index", "ix", "--no-expand")
    assert out.startswith("1. ")


def test_searching_explains_what_brought_a_passage(run: Run, write_files: WriteFiles) -> None:
    folder = write_files(
        {
            "uitleg.md": "# Werkplaats\n\nHet Centrum voor Jeugd (CVJ) doet jeugdwerk.\n\n"
            "## Meer\n\nOuders in het CVJ.",
            "tuin.txt": "De tuin is groen.",
        }
    )
    run("index", folder, "--index", "ix")
    _, out, _ = run("search", "cvj", "--index", "ix", "--explain")
    lines = [line.strip() for line in out.splitlines()]
    added = "gezocht door: Centrum voor Jeugd"
    assert f"jeugd 0,10: Jeugd, jeugdwerk (het woord zelf, {added})" in lines
    assert f"centrum 0,08: Centrum (het woord zelf, {added})" in lines
    assert "cvj 0,15: CVJ (het woord zelf)" in lines
    # Two of three passages hold it, which tells .96 of what a word in one of them would.
    scores = [line for line in lines if line.startswith("Score")]
    assert scores == [
        "Score 0,99: betekenis 0,65 (1e), woorden 0,10 (1e), delen van woorden 0,24 (1e)",
        "Score 0,43: betekenis 0,56 (2e), woorden 0,00 (2e), delen van woorden 0,00 (2e), enkele woorden -0,11, "
        "andere passages uit hetzelfde werk -0,02",
        "Score 0,00: betekenis 0,00 (3e), woorden 0,00, delen van woorden 0,00",
    ]


def test_searching_says_which_words_of_the_thesaurus_it_searched_too(run: Run, index: Path) -> None:
    search = ("search", "onbegrepen gedrag", "--index", index, "--mode", "lexical")
    _, out, _ = run(*search)
    assert out.startswith(
        # No passage holds "verwarde personen" or its other synonyms.
        "Ook gezocht op: verward gedrag (uit de thesaurus). Met --no-expand alleen op uw eigen woorden.\n\n1. "
    )
    _, out, _ = run(*search, "--no-expand")
    assert out.startswith("1. ")


def test_the_thesaurus_is_that_of_the_option_or_else_of_the_setting_or_else_our_own(
    run: Run, write_files: WriteFiles, tmp_path: Path
) -> None:
    run("index", write_files({"a.txt": "Jeugdzorg bij druk gedrag.", "b.txt": "Ook stil gedrag."}), "--index", "ix")

    def added(*options: object) -> list[str]:
        _, out, _ = run("search", "jeugdhulp gedrag", "--index", "ix", "--json", *options)
        return [expansion["added"] for expansion in json.loads(out)["expansions"]]

    skos = "http://www.w3.org/2004/02/skos/core#"
    for name in ("stil", "druk"):
        (tmp_path / f"{name}.ttl").write_text(
            f'@prefix skos: <{skos}> . <#a> a skos:Concept ; skos:prefLabel "gedrag" ; skos:altLabel "{name} gedrag" .',
            "utf-8",
        )
    assert added() == ["jeugdzorg"]
    assert added("--thesaurus", "stil.ttl") == ["stil gedrag"]
    os.environ["BRONWIJZER_THESAURUS"] = "druk.ttl"
    assert added() == ["druk gedrag"]
    assert added("--thesaurus", "stil.ttl") == ["stil gedrag"]
    assert added("--thesaurus", "geen") == []
    os.environ["BRONWIJZER_THESAURUS"] = "geen"
    assert added() == []


def test_a_thesaurus_that_cannot_be_read_is_named_with_the_remedy(run: Run, index: Path) -> None:
    Path("stuk.ttl").write_text("dit is geen Turtle", "utf-8")
    for name, reason in (("weg.ttl", " kan niet worden gelezen ("), ("stuk.ttl", ", regel 1: dit is geen geldig Turt")):
        status, out, err = run("search", "gedrag", "--index", index, "--thesaurus", name)
        assert (status, out) == (1, "")
        assert f"bronwijzer: De thesaurus {name}{reason}" in err


def test_searching_says_what_it_searched_instead_and_what_may_have_been_meant(
    run: Run, write_files: WriteFiles
) -> None:
    words = "Vrijwilligers planten een bloemkorf, geen bloemkarf."
    run("index", write_files({"a.md": f"---\nkind: project\n---\n{words}"}), "--index", "ix")
    said = 'Gezocht op "vrijwilligers" in plaats van "vrijwiligers". Met --no-correct op uw eigen woorden.\n\n'

    _, out, _ = run("search", "vrijwiligers", "--index", "ix")
    assert out.startswith(f"{said}1. ")
    _, out, _ = run("search", "vrijwiligers", "--index", "ix", "--no-correct")
    assert out.startswith("1. ")
    _, out, _ = run("search", "bloemkrrf", "--index", "ix", "--mode", "lexical")
    assert out == 'Bedoelde u "bloemkorf"?\n\nNiets gevonden. Probeer andere of minder woorden.\n'
    _, out, _ = run("search", "vrijwiligers", "--index", "ix", "--kind", "wet")
    assert out.startswith(f"{said}Niets gevonden met --kind wet. Zonder filter: 1 passage.\n")


def test_searching_shows_passages_with_their_source(run: Run, index: Path) -> None:
    status, out, err = run("search", "jongeren", "--index", index, "--mode", "lexical")
    assert (status, err) == (0, "Taalmodel uitpakken (eenmalig) (1) ...\n")
    lines = out.splitlines()
    assert lines[:-1] == [
        "1. Jeugdwerk  ‘Jeugdwerk’ (z.d.)",
        "   Jeugdwerk > Coaches",
        "   Elke jongere krijgt een coach.",
        "   Bron: Jeugdwerk. (z.d.).",
        "   jeugd.md, tekens 20-50",
        "",
    ]
    assert lines[-1].startswith("1 van 1 passages, in ")


def test_searching_gives_the_references_alone_when_asked(run: Run, index: Path) -> None:
    status, out, _ = run("search", "jongeren", "--index", index, "--mode", "lexical", "--format", "apa")
    assert (status, out) == (0, "Jeugdwerk. (z.d.).\n")
    _, out, err = run("search", "verpleegkundige jongeren", "--index", index, "--mode", "lexical", "--format", "ris")
    assert re.findall(r"^TI  - (.+)\r$", out, re.MULTILINE) == ["wijk", "Jeugdwerk"]
    assert "Niets gevonden" not in err


def test_searching_keeps_what_is_no_reference_out_of_the_references(run: Run, index: Path) -> None:
    status, out, err = run("search", "zeppelin", "--index", index, "--mode", "lexical", "--format", "csl-json")
    assert (status, out) == (0, "[]\n")
    assert err.endswith("Niets gevonden. Probeer andere of minder woorden.\n")
    for option in ("--json", "--explain", "--record"):
        status, out, err = run("search", "jongeren", "--index", index, "--format", "ris", option)
        assert (status, out) == (2, "")
        assert "--format gaat niet samen met --json, --explain of --record." in err


def test_searching_accounts_for_itself_when_asked(run: Run, index: Path) -> None:
    asked = ("search", "jongeren", "--index", index, "--mode", "lexical", "--from", "2019", "--record")
    status, out, _ = run(*asked)
    lines = out.splitlines()
    assert (status, lines[1:3]) == (0, ["Zoekvraag: “jongeren”.", "Filters: vanaf 2019."])
    assert lines[4] == "Gevonden: 0 passages in 0 documenten."
    record = json.loads(run(*asked, "--json")[1])
    assert (record["filters"], record["found"]) == ({"from": "2019"}, {"documents": 0, "passages": 0})


def test_searching_without_a_hit_says_so(run: Run, index: Path) -> None:
    status, out, _ = run("search", "zeppelin", "--index", index, "--mode", "lexical")
    assert (status, out) == (0, "Niets gevonden. Probeer andere of minder woorden.\n")


def test_searching_with_a_filter_that_lets_nothing_through_names_it_and_what_it_may_be(
    run: Run, write_files: WriteFiles
) -> None:
    head = "---\nkind: {}\nplaats: Fabelstad\nstatus: lopend\n---\n"
    texts = {"a.md": head.format("project") + "Koffie.", "b.md": head.format("interview") + "Koffie en thee."}
    run("index", write_files(texts), "--index", "ix")
    lexical = ("--index", "ix", "--mode", "lexical")

    _, out, _ = run(
        *("search", "koffie", *lexical, "--kind", "wet", "--place", "Ede", "--from", "2024", "--status", "gepland")
    )
    assert out == (
        "Niets gevonden met --kind wet, --status gepland, --place Ede, --from 2024. Zonder filter: 2 passages.\n"
        "--kind kan hier zijn: interview, project.\n"
        "--status kan hier zijn: lopend.\n"
        "--place kan hier zijn: Fabelstad.\n"
    )
    _, out, _ = run("search", "koffie", *lexical, "--publisher", "Ede")
    assert out == "Niets gevonden met --publisher Ede. Zonder filter: 2 passages.\n"
    _, out, _ = run("search", "zeppelin", *lexical, "--kind", "wet")
    assert out == "Niets gevonden. Probeer andere of minder woorden.\n"
    _, out, _ = run("search", "koffie", *lexical, "--kind", "wet", "--json")
    assert (json.loads(out)["hits"], json.loads(out)["note"]) == (
        [],
        "Niets gevonden met kind wet. Zonder filter: 2 passages. kind kan hier zijn: interview, project.",
    )
    _, out, _ = run("search", "zeppelin", *lexical, "--kind", "wet", "--json")
    assert json.loads(out)["note"] is None


def test_searching_a_kind_that_nobody_knows_names_those_that_there_are(run: Run, write_files: WriteFiles) -> None:
    run("index", write_files({"a.md": "---\nkind: project\n---\nKoffie."}), "--index", "ix")
    refused = "bronwijzer: De soort “roman” bestaat niet. Kies een van deze soorten: project.\n"
    status, out, err = run("search", "koffie", "--index", "ix", "--kind", "roman")
    assert (status, out) == (1, "")
    assert err.endswith(refused)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--kind", "Nieuwsbrief"], ["a.txt"]),
        (["--publisher", "ggd"], ["b.txt"]),
        (["--from", "2024"], ["a.txt"]),
        (["--to", "2023-12"], ["b.txt"]),
        (["--status", "lopend"], ["b.txt"]),
        (["--place", "wierden"], ["b.txt"]),
        (["--place", "wierden", "--kind", "newsletter"], []),
    ],
)
def test_searching_may_be_narrowed(run: Run, write_files: WriteFiles, options: list[str], found: list[str]) -> None:
    manifest = "file,kind,publisher,date,status,place\na.txt,newsletter,,2024,,\nb.txt,,GGD,2023,lopend,Wierden\n"
    files = {"manifest.csv": manifest, "a.txt": "De koffie is klaar.", "b.txt": "De koffie is warm en op."}
    run("index", write_files(files), "--index", "ix")
    status, out, _ = run("search", "koffie", "--index", "ix", "--json", *options)
    assert (status, [hit["document"]["docId"] for hit in json.loads(out)["hits"]]) == (0, found)


def test_json_is_what_the_service_sends(run: Run, index: Path) -> None:
    status, out, _ = run("search", "coach gedrag", "--index", index, "--json", "-k", "1")
    found = json.loads(out)
    SearchResponse.model_validate_json(out)
    with TestClient(create_app(lambda: Searcher.open(index, FakeEncoder(name="multilingual-e5-small")))) as client:
        served = client.get("/v1/search", params={"q": "coach gedrag", "k": 1, "explain": True}).json()
    del found["tookMs"], served["tookMs"]
    assert (status, found) == (0, served)


def test_copies_and_pages_are_named_under_a_hit(run: Run, write_files: WriteFiles) -> None:
    notice = f"Het spreekuur voor mantelzorgers is {' '.join(f'woord{number}' for number in range(30))} in Droomveen."
    run("index", write_files({"a.txt": notice, "b.txt": notice}), "--index", "ix")
    _, out, _ = run("search", "spreekuur", "--index", "ix", "--mode", "lexical")
    assert "   Ook in: b.txt\n" in out


def test_a_document_cannot_steer_the_terminal(run: Run, write_files: WriteFiles) -> None:
    steering = "\x1b]0;weg\x07\x1b[2J\x9b31m"
    files = {
        "manifest.csv": f"file,title,authors,publisher\na.txt,Titel{steering},Jan {steering},Uit{steering}\n",
        "a.txt": f"Elke coach{steering} helpt een jongere met raad.",
        f"b{steering}.txt": "Een andere coach helpt weer iemand anders.",
        f"c{steering}.zip": "?",
    }
    _, out, _ = run("index", write_files(files), "--index", "ix")
    _, found, _ = run("search", "coach", "--index", "ix")
    _, checked, _ = run("check", "--index", "ix")
    assert "2 van 2 passages" in found
    for text in (out, found, checked):
        assert {char for char in text if not char.isprintable()} == {"\n"}


def test_a_terminal_shows_matches_in_bold(run: Run, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    with pytest.raises(SystemExit):
        main(["search", "jongeren", "--index", str(index), "--mode", "lexical"])
    shown = screen.getvalue()
    assert "\x1b[1m1. Jeugdwerk\x1b[0m  ‘Jeugdwerk’ (z.d.)" in shown
    assert "   Elke \x1b[1mjongere\x1b[0m krijgt een coach.\n" in shown
    assert "\x1b[2mjeugd.md, tekens 20-50\x1b[0m" in shown


def test_a_terminal_shows_bars_on_stderr(write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with pytest.raises(SystemExit) as ended:
        main(["index", str(write_files(FILES)), "--index", "ix"])
    assert ended.value.code == 0
    assert "Index schrijven" in screen.getvalue()
    assert "Taalmodel uitpakken (eenmalig): woordenlijst" in screen.getvalue()


# check


def test_a_sound_index_is_told_to_be_sound(run: Run, index: Path) -> None:
    status, out, err = run("check", "--index", index)
    assert (status, err) == (0, "")
    assert out.endswith(
        "2 documenten, 0 items, 2 passages, 2 vectoren; taalmodel multilingual-e5-small.\nAlles klopt.\n"
    )


def test_a_damaged_index_fails_and_is_mended(run: Run, index: Path) -> None:
    dense = index / "g000001" / "dense" / "vectors.faiss"
    contents = bytearray(dense.read_bytes())
    contents[len(contents) // 2] ^= 1
    dense.write_bytes(contents)
    status, out, err = run("check", "--index", index)
    assert (status, err) == (1, "")
    assert "  fout: dense/vectors.faiss is veranderd sinds het schrijven\n" in out
    assert out.endswith(f"Herstel met: bronwijzer check --index {index} --repair\n")
    status, out, _ = run("check", "--index", index, "--json")
    assert status == 1
    report = json.loads(out)
    assert (report["generation"]["number"], len(report["faults"])) == (1, 1)
    status, out, _ = run("check", "--index", index, "--repair")
    assert status == 0
    assert out.endswith("Alles klopt.\n")


# ask


def test_asking_shows_the_fact_its_sentence_and_its_source(run: Run, index: Path) -> None:
    status, out, _ = run("ask", "Wat krijgt elke jongere van Jeugdwerk?", "--index", index)
    assert status == 0
    lines = out.splitlines()
    assert lines[:-1] == [
        "Elke jongere krijgt een coach.",
        "",
        "[1] “Elke jongere krijgt een coach.”",
        "    Bron: Jeugdwerk. (z.d.).",
        "    jeugd.md, tekens 20-50",
    ]
    assert lines[-1].startswith("Zekerheid: ")


def test_asking_for_a_fact_shows_it_first_with_what_should_be_known(
    run: Run, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_files({"a.txt": "Er werken 18 koks in de keuken.", "b.txt": "Er werken 12 koks in de keuken."})
    run("index", folder, "--index", "ix")
    monkeypatch.setenv("BRONWIJZER_ANSWER_THRESHOLD", "0")
    _, out, _ = run("ask", "Hoeveel koks werken er in de keuken?", "--index", "ix")
    lines = out.splitlines()
    assert lines[0].startswith("De bronnen verschillen: ")
    assert lines[1] in ("18", "12")
    assert "[2] " in out


def test_asking_for_what_is_not_there_shows_what_comes_nearest(run: Run, index: Path) -> None:
    status, out, _ = run("ask", "Wanneer opent het zwembad in Rotterdam?", "--index", index)
    assert status == 0
    assert out.startswith("Dat staat niet in deze documenten.\n\nWat er het dichtst bij komt:\n\n1. ")


def test_asking_gives_the_same_as_the_service_as_json(run: Run, index: Path) -> None:
    _, out, _ = run("ask", "Wat krijgt elke jongere?", "--index", index, "--json")
    answer = json.loads(out)
    assert (answer["answered"], answer["text"]) == (True, "Elke jongere krijgt een coach.")


def test_without_a_question_those_that_are_piped_are_answered_as_one_conversation(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = b"Wat krijgt elke jongere van Jeugdwerk?\n?!\nen wanneer?\n\nWie?\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
    status, out, err = run("ask", "--index", index, "--json")
    assert status == 0
    first, second = map(json.loads, out.splitlines())
    assert first["text"] == "Elke jongere krijgt een coach."
    assert (second["question"], second["searched"]) == ("en wanneer?", "Wanneer krijgt elke jongere van Jeugdwerk?")
    assert "De vraag is leeg." in err
    assert "Vraag" not in err


def test_on_a_terminal_each_question_is_asked_for_and_the_end_of_input_ends_it(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("en wanneer?\n"))
    status, out, err = run("ask", "Wat krijgt elke jongere?", "--interactive", "--index", index)
    assert status == 0
    assert out.startswith("Elke jongere krijgt een coach.\n")
    assert "\nGezocht als: Wanneer krijgt elke jongere?\n" in out
    assert err.count("Vraag (lege regel stopt): ") == 2


def test_bytes_that_are_no_text_do_not_end_the_conversation(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.BytesIO(b"caf\xe9?\nWat krijgt elke jongere van Jeugdwerk?\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(piped, encoding="utf-8"))
    status, out, _ = run("ask", "--index", index)
    assert status == 0
    assert "\nElke jongere krijgt een coach.\n" in out


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    """A server that words answers, and that the settings name."""
    with Chat().serve() as chat:
        monkeypatch.setenv("BRONWIJZER_GENERATOR_URL", chat.base)
        monkeypatch.setenv("BRONWIJZER_GENERATOR_MODEL", "klein")
        monkeypatch.setenv("BRONWIJZER_GENERATOR_KEY", "zeer-geheim")
        yield chat


def test_what_a_generator_words_is_printed_with_the_numbers_of_its_quotes(run: Run, index: Path, chat: Chat) -> None:
    chat.script = says("Elke jongere krijgt een coach [1].\nElke jongere krijgt een fiets [1].")
    status, out, err = run("ask", "Wat krijgt elke jongere?", "--index", index)
    assert status == 0
    assert "\nElke jongere krijgt een coach. [1]\n" in out
    assert "omdat de documenten het zo niet zeggen: 1 zin." in out
    assert chat.headers[0]["Authorization"] == "Bearer zeer-geheim"
    assert "geheim" not in out + err


def test_who_looks_at_a_terminal_sees_sentences_as_they_come(
    run: Run, index: Path, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = threading.Event()
    screen = Watched(shown)
    monkeypatch.setattr(sys, "stderr", screen)

    def script() -> Iterator[bytes]:
        yield event("Elke jongere krijgt een coach [1].\n")
        assert shown.wait(30)  # the command need not have heard the end
        yield event(last=True)

    chat.script = script
    assert run("ask", "Wat krijgt elke jongere?", "--index", index)[0] == 0
    assert "een coach." in screen.getvalue()


@pytest.mark.parametrize("command", [["ask", "Wie?"], ["serve"]])
def test_a_generator_without_a_model_is_no_generator(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("BRONWIJZER_GENERATOR_URL", "https://models.example/v1")
    status, out, err = run(*command, "--index", index)
    assert (status, out) == (1, "")
    assert "BRONWIJZER_GENERATOR_MODEL" in err


def test_asking_without_a_question_and_without_input_answers_nothing(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run("ask", "--index", index)[:2] == (0, "")


# eval


def test_evaluating_questions_with_known_answers_measures_those_too(run: Run, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": "Elke jongere krijgt een coach."})
    judged = {"document": "a.txt", "snippet": "krijgt een coach", "grade": 1}
    query = {"_id": "1", "text": "Wat krijgt elke jongere?", "relevant": [judged], "answers": ["een coach"]}
    Path("vragen").mkdir()
    Path("vragen", "queries.jsonl").write_text(json.dumps(query) + "\n", "utf-8")
    _, out, _ = run("eval", "vragen", "--documents", folder, "--json")
    answers = json.loads(out)["answers"]
    assert (answers["correct"], answers["verbatim"]) == (1.0, 1.0)
    _, out, _ = run("eval", "vragen", "--documents", folder)
    assert re.search(r"antwoorden\nvragen met een antwoord +1\n", out)


def write_collection(folder: Path) -> Path:
    folder.mkdir()
    documents = [("d1", "Elke jongere krijgt een coach."), ("d2", "Verpleegkundigen bezoeken mensen thuis.")]
    corpus = [json.dumps({"_id": doc_id, "title": "", "text": text}) for doc_id, text in documents]
    (folder / "corpus.jsonl").write_text("\n".join(corpus), "utf-8")
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "coach"}), "utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n", "utf-8")
    return folder


def test_measuring_prints_a_line_for_each_mode(run: Run) -> None:
    status, out, _ = run("eval", write_collection(Path("klein")))
    assert status == 0
    assert out.splitlines() == [
        "klein: 1 vraag, gemiddelden met hun 95%-interval",
        "         nDCG@10  R@10   R@100  RR@10",
        "hybrid   1,000    1,000  1,000  1,000",
        "dense    1,000    1,000  1,000  1,000",
        "lexical  1,000    1,000  1,000  1,000",
    ]


def test_measuring_gives_the_json_of_the_contract(run: Run) -> None:
    arguments = ("--mode", "lexical-compound", "--run", "run.txt", "--json", "--encoder", "ander")
    status, out, _ = run("eval", write_collection(Path("klein")), *arguments)
    found = json.loads(out)
    measures = {"nDCG@10": 1.0, "R@10": 1.0, "R@100": 1.0, "RR@10": 1.0}
    contract = {"collection": "klein", "queries": 1, "modes": {"lexical-compound": measures}, "answers": {}}
    assert (status, {name: found[name] for name in contract}) == (0, contract)
    assert set(found) == {*contract, "analyser", "encoder", "intervals", "measured", "slices"}
    assert Path("run.txt").read_text("utf-8") == "q1 Q0 d1 1 1.0 bronwijzer-lexical-compound\n"


def test_two_configurations_are_compared_and_drawn(run: Run) -> None:
    status, out, _ = run(
        "eval", write_collection(Path("klein")), "--compare", "hybrid", "dense", "--plot", "klein.svg", "--json"
    )
    found = json.loads(out)
    assert (status, list(found["modes"])) == (0, ["hybrid", "dense"])
    assert found["comparison"]["configurations"] == ["hybrid", "dense"]
    assert Path("klein.svg").read_text("utf-8").startswith("<?xml")


def test_an_ablation_leaves_out_every_part(run: Run) -> None:
    status, out, _ = run("eval", write_collection(Path("klein")), "--ablation", "--json")
    found = json.loads(out)["ablation"]
    assert (status, found["configuration"], list(found["parts"])) == (0, "hybrid", list(PARTS))


def test_means_that_were_agreed_on_are_held_to(run: Run) -> None:
    collection = write_collection(Path("klein"))
    assert run("eval", collection, "--write-baseline", "eerder.json")[0] == 0
    status, out, _ = run("eval", collection, "--baseline", "eerder.json")
    assert (status, out.splitlines()[-1]) == (0, "Niets is gedaald sinds de cijfers zijn vastgelegd.")

    (collection / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td9\t1\n", "utf-8")  # which is not found
    status, out, _ = run("eval", collection, "--mode", "lexical", "--baseline", "eerder.json")
    assert (status, out.splitlines()[-4:]) == (
        1,
        [
            f"Niet als vastgelegd: {measure} van lexical is gedaald van 1,000 naar 0,000 "
            "(per soort: zonder soort van 1,000 naar 0,000)."
            for measure in ("nDCG@10", "R@100", "RR@10")
        ]
        + ["Is dat zo bedoeld? Leg de cijfers dan opnieuw vast met --write-baseline."],
    )
    assert run("eval", collection, "--baseline", "eerder.json", "--write-baseline", "eerder.json")[0] == 1
    assert run("eval", collection, "--baseline", "eerder.json")[0] == 0


def test_agreeing_on_one_collection_keeps_what_was_agreed_on_others(run: Run) -> None:
    for name in ("een", "twee"):
        assert run("eval", write_collection(Path(name)), "--write-baseline", "eerder.json")[0] == 0
    assert list(json.loads(Path("eerder.json").read_text("utf-8"))) == ["een", "twee"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--mode", "fuzzy"],
            "De manier fuzzy bestaat niet. Schrijf hybrid, dense of lexical, met erachter wat wordt weggelaten: "
            f"{', '.join(f'-{part}' for part in PARTS[:-1])} of -{PARTS[-1]}.",
        ),
        (["--compare", "dense", "dense"], "dense is twee keer dezelfde manier. Vergelijk er twee."),
        (
            ["--compare", "dense"],
            "De optie --compare wordt zo niet gebruikt: geef er een waarde bij, of juist niet.",
        ),
        (["--plot", "klein.jpg"], "klein.jpg eindigt niet op .svg of .png. Kies met --plot een andere naam."),
        (["--plot", "weg/klein.svg"], "weg/klein.svg kan niet worden geschreven: de map weg bestaat niet."),
        (["--run", "weg/run.txt"], "weg/run.txt kan niet worden geschreven: de map weg bestaat niet."),
        (["--write-baseline", "weg/a"], "weg/a kan niet worden geschreven: de map weg bestaat niet."),
        (
            ["--write-baseline", "klein/qrels.tsv"],
            "klein/qrels.tsv bevat geen vastgelegde cijfers. Kies een ander bestand, of haal dit weg.",
        ),
        (["--baseline", "weg"], "weg bestaat niet. Leg de cijfers eerst vast: --write-baseline weg."),
    ],
)
def test_a_wrong_measurement_is_refused_before_anything_is_measured(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str], message: str
) -> None:
    monkeypatch.setattr(api.compose, "load_encoder", lambda *_, **__: pytest.fail("nothing is measured yet"))
    assert run("eval", write_collection(Path("klein")), *arguments) == (2, "", f"bronwijzer: {message}{HELP}")


def test_drawing_without_matplotlib_says_how_to_install_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "eval.plots", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert run("eval", write_collection(Path("klein")), "--plot", "klein.svg") == (
        2,
        "",
        f"bronwijzer: Voor --plot is matplotlib nodig. Installeer het met: pip install 'bronwijzer[plot]'.{HELP}",
    )


# serve


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """Record what would be served, and end as a server does at Ctrl+C."""
    calls: list[tuple[Any, dict[str, Any]]] = []

    def serve(app: Any, **options: Any) -> None:  # noqa: ANN401 - as uvicorn
        calls.append((app, options | {"numbers": os.environ.get("PROMETHEUS_MULTIPROC_DIR")}))
        raise KeyboardInterrupt

    monkeypatch.setattr(uvicorn, "run", serve)
    for name in ("INDEX", "CACHE", "HOST", "PORT", "WORKERS", "ALLOW_ANONYMOUS", "LOG_LEVEL"):
        monkeypatch.setenv(f"BRONWIJZER_{name}", "")  # what serving sets is taken away again
    return calls


def test_serving_listens_on_this_machine_only(
    run: Run, index: Path, served: list[tuple[Any, dict[str, Any]]], free_port: int
) -> None:
    status, out, err = run("serve", "--index", index, "--port", free_port)
    assert (status, out) == (0, "")
    assert f"Bronwijzer start op http://127.0.0.1:{free_port} (stoppen: Ctrl+C)\n" in err
    assert err.endswith("Bronwijzer is gestopt.\n")
    ((app, options),) = served
    assert options == {
        "factory": False,
        "host": "127.0.0.1",
        "port": free_port,
        "workers": 1,
        "http": ProblemProtocol,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": 31,
        "numbers": None,
    }
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/v1/search?q=coach").json()["hits"][0]["document"]["docId"] == "jeugd.md"
        (expansion,) = client.get("/v1/search?q=onbegrepen+gedrag").json()["expansions"]
        stated = (expansion["added"], expansion["source"], expansion["relation"])
        assert stated == ("verward gedrag", "thesaurus", "synonym")


def test_each_of_several_processes_makes_the_app_of_the_settings(
    run: Run, index: Path, served: list[tuple[Any, dict[str, Any]]], free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("eigen.ttl").write_bytes(OWN_THESAURUS.read_bytes())
    status, _, _ = run("serve", "--index", index, "--port", free_port, "--workers", 3, "--thesaurus", "eigen.ttl")
    assert status == 0
    ((app, options),) = served
    assert (app, options["factory"], options["workers"]) == ("api.app:from_environment", True, 3)
    assert options["numbers"]
    assert not Path(options["numbers"]).exists()  # it is theirs, and goes with them
    monkeypatch.chdir("/")  # a process may be started anywhere
    with TestClient(from_environment(), base_url="http://localhost") as client:
        assert client.get("/health/ready").json()["documents"] == 2
        assert client.get("/v1/search?q=onbegrepen+gedrag").json()["expansions"][0]["added"] == "verward gedrag"


def test_serving_without_a_thesaurus_adds_nothing(
    run: Run, index: Path, served: list[tuple[Any, dict[str, Any]]], free_port: int
) -> None:
    run("serve", "--index", index, "--port", free_port, "--workers", 2, "--thesaurus", "geen")
    assert len(served) == 1
    with TestClient(from_environment(), base_url="http://localhost") as client:
        assert client.get("/v1/search?q=onbegrepen+gedrag").json()["expansions"] == []


def test_serving_to_others_asks_for_an_explicit_setting(
    run: Run,
    index: Path,
    served: list[tuple[Any, dict[str, Any]]],
    free_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.7", "voorbeeld.nl"):
        status, out, err = run("serve", "--index", index, "--host", host, "--port", free_port)
        assert (status, out) == (2, "")
        assert err.startswith(
            f"bronwijzer: De dienst heeft nog geen toegangssleutels en luistert daarom niet op {host}."
        )
    assert served == []
    monkeypatch.setenv("BRONWIJZER_ALLOW_ANONYMOUS", "true")
    status, _, _ = run("serve", "--index", index, "--host", "0.0.0.0", "--port", free_port)
    assert (status, served[0][1]["host"]) == (0, "0.0.0.0")
    with TestClient(served[0][0]) as client:
        assert client.get("/v1/search?q=coach").status_code == 200


def test_who_serves_to_others_with_keys_asks_for_one(
    run: Run,
    index: Path,
    served: list[tuple[Any, dict[str, Any]]],
    free_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BRONWIJZER_KEYS", "eigen.sleutels")
    _, secret, _ = run("keys", "create", "--scope", "read")
    for workers in (1, 2):
        run("serve", "--index", index, "--host", "0.0.0.0", "--port", free_port, "--workers", workers)
    monkeypatch.chdir("/")  # a process may be started anywhere
    for app in (served[0][0], from_environment()):
        with TestClient(app, base_url="http://127.0.0.1") as client:
            assert client.get("/v1/search?q=coach").status_code == 401
            assert client.get("/v1/search?q=coach", headers={"X-API-Key": secret.strip()}).status_code == 200


def test_serving_on_localhost_by_name_is_loopback(
    run: Run, index: Path, served: list[tuple[Any, dict[str, Any]]], free_port: int
) -> None:
    status, _, _ = run("serve", "--index", index, "--host", "localhost", "--port", free_port)
    assert (status, served[0][1]["host"]) == (0, "localhost")


def test_a_port_that_is_taken_is_one_clear_error(
    run: Run, index: Path, served: list[tuple[Any, dict[str, Any]]]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        status, out, err = run("serve", "--index", index, "--port", port)
    assert (status, out, served) == (2, "", [])
    assert err == (
        f"bronwijzer: Op 127.0.0.1:{port} kan niet worden geluisterd (een ander programma luistert daar al). "
        f"Kies met --port een andere poort.{HELP}"
    )


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


# What goes wrong


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], f"Kies een opdracht: {COMMANDS}."),
        (
            ["zoek"],
            f"De opdracht zoek bestaat niet. Kies uit: {COMMANDS}.",
        ),
        (["search"], "Er ontbreekt iets: ZOEKVRAAG."),
        (["index"], "Er ontbreekt iets: PAD... (of --empty, voor een lege index)."),
        *(
            (
                ["index", "--empty", more],
                "--empty gaat niet samen met een PAD of met andere opties dan --index en --encoder.",
            )
            for more in ("docs", "--prune", "--rebuild", "--ray=local", "--dry-run", "--watch")
        ),
        *(
            (["index", "docs", "--ray", "local", more], "--ray gaat niet samen met --dry-run of --watch.")
            for more in ("--dry-run", "--watch")
        ),
        (["index", "docs", "--ray-workers", "2"], "--ray-workers kan alleen samen met --ray."),
        (
            ["search", "wijk", "ggd"],
            "Er staat iets te veel in de opdracht; zet een zoekvraag van meer woorden tussen aanhalingstekens.",
        ),
        (
            ["ask", "wie", "is"],
            "Er staat iets te veel in de opdracht; zet een vraag van meer woorden tussen aanhalingstekens.",
        ),
        (["search", "wijk", "--modus", "dense"], "De optie --modus bestaat niet."),
        (
            ["search", "wijk", "--index"],
            "De optie --index wordt zo niet gebruikt: geef er een waarde bij, of juist niet.",
        ),
        (
            ["search", "wijk", "--json=ja"],
            "De optie --json wordt zo niet gebruikt: geef er een waarde bij, of juist niet.",
        ),
        (["search", "wijk", "-k", "tien"], "Geen geldige waarde voor -k: geef een heel getal."),
        (["search", "wijk", "-k", "0"], "Geen geldige waarde voor -k: kies een getal van 1 tot en met 100, niet 0."),
        (
            ["search", "wijk", "-k", "1000000000"],
            "Geen geldige waarde voor -k: kies een getal van 1 tot en met 100, niet 1000000000.",
        ),
        (
            ["search", "wijk", "--from", "mei"],
            "Geen geldige waarde voor --from: schrijf de datum als 2024, 2024-02 of 2024-02-01.",
        ),
        (["search", "wijk", "--from", "2025", "--to", "2024-12"], "--from 2025 ligt na --to 2024-12. Draai ze om."),
        (
            ["search", "wijk", "--status", "klaar"],
            "Geen geldige waarde voor --status: kies uit gepland, lopend, afgerond.",
        ),
        (["search", "wijk", "--mode", "fuzzy"], "Geen geldige waarde voor --mode: kies uit hybrid, dense, lexical."),
        (["serve", "--port", "0"], "Geen geldige waarde voor --port: geef een heel getal van 1 tot en met 65535."),
        (["check", "--index", "ix", "--encoder", "x"], "--encoder kan alleen samen met --repair."),
        (
            ["eval", "nergens"],
            "nergens/queries.jsonl ontbreekt. Een collectie heeft queries.jsonl, en daarnaast corpus.jsonl en "
            "qrels.tsv of oordelen op fragmenten.",
        ),
    ],
)
def test_a_wrong_call_is_one_dutch_line_on_stderr(run: Run, arguments: Sequence[str], message: str) -> None:
    assert run(*arguments) == (2, "", f"bronwijzer: {message}{HELP}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", "wijk"], "Zeg met --index MAP (of met BRONWIJZER_INDEX) waar de index staat."),
        (["index", "nergens", "--index", "ix"], "Dit pad bestaat niet: nergens. Controleer de naam."),
        (["search", "wijk", "--index", "nergens"], MISSING),
        (["check", "--index", "nergens"], MISSING),
        (["check", "--index", "nergens", "--repair"], MISSING_REPAIR),
        (["rollback", "--index", "nergens"], MISSING),
        (["serve", "--index", "nergens"], None),  # the whole path is in the message
        (["search", "", "--index", "nergens"], "De zoekvraag is leeg. Typ een of meer woorden."),
        (["ask", "?", "--index", "nergens"], "De vraag is leeg. Typ een of meer woorden."),
        (
            ["search", "\x1b[2J", "--index", "nergens"],
            "De zoekvraag bevat een teken dat geen tekst is (U+001B). Haal het weg en zoek opnieuw.",
        ),
        (
            ["search", "a" * 5_001, "--index", "nergens"],
            "De zoekvraag is te lang (5001 tekens). Gebruik hoogstens 5000 tekens.",
        ),
    ],
)
def test_a_failure_is_one_dutch_line_on_stderr(run: Run, arguments: Sequence[str], message: str | None) -> None:
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("bronwijzer: ")
    assert message is None or err == f"bronwijzer: {message}\n"


def test_a_model_that_cannot_be_had_is_one_dutch_line(run: Run, write_files: WriteFiles) -> None:
    status, out, err = run("index", write_files(FILES), "--index", "ix", "--encoder", "bestaat-niet")
    assert (status, out) == (1, "")
    assert err.endswith("bronwijzer: Het model bestaat-niet kan niet worden geladen.\n")


@pytest.mark.parametrize("setting", ["BRONWIJZER_INDX", "BRONWIJZER_PORT", "BRONWIJZER_LOG_LEVEL"])
def test_a_setting_that_is_unknown_or_wrong_stops_every_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, setting: str, write_files: WriteFiles
) -> None:
    monkeypatch.setenv(setting, "onzin")
    commands: Mapping[str, Sequence[object]] = {
        "index": [write_files(FILES), "--index", "ix"],
        "search": ["wijk", "--index", "ix"],
        "check": ["--index", "ix"],
        "serve": ["--index", "ix"],
        "mcp": ["--index", "ix"],
        "eval": ["nergens"],
    }
    for command, arguments in commands.items():
        status, out, err = run(command, *arguments)
        assert (status, out) == (2, "")
        assert err.startswith(
            f"bronwijzer: Onbekend of zonder geldige waarde: {setting}. Bekend zijn: BRONWIJZER_INDEX,"
        )
    assert not Path("ix").exists()


def test_the_index_may_be_a_setting(run: Run, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRONWIJZER_INDEX", str(index))
    status, out, _ = run("search", "coach")
    assert status == 0
    assert out.startswith("1. Jeugdwerk")


class Interrupting(FakeEncoder):
    """Is stopped by the user in the middle of embedding."""

    def encode_passages(self, passages: Sequence[str]) -> Any:  # noqa: ANN401 - it never returns
        raise KeyboardInterrupt


def test_ctrl_c_says_what_became_of_the_index(
    run: Run, write_files: WriteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.compose, "load_encoder", lambda name, **_: Interrupting())
    status, out, err = run("index", write_files(FILES), "--index", "ix")
    assert (status, out) == (130, "")
    assert err.endswith("bronwijzer: afgebroken; de index is onveranderd.\n")


class Closed(io.StringIO):
    """A pipe whose reader has gone."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.descriptor = descriptor

    def write(self, _: str) -> int:
        raise BrokenPipeError

    def fileno(self) -> int:
        return self.descriptor


def test_a_reader_that_stops_listening_is_no_error(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "pipe").open("w") as file:
        monkeypatch.setattr(sys, "stdout", Closed(file.fileno()))
        with pytest.raises(SystemExit) as ended:
            main(["search", "coach", "--index", str(index)])
    assert ended.value.code == 0


class Full(Closed):
    """A disk without room."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_output_that_cannot_be_written_is_one_clear_error(
    index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "file").open("w") as file:
        monkeypatch.setattr(sys, "stdout", Full(file.fileno()))
        with pytest.raises(SystemExit) as ended:
            main(["check", "--index", str(index)])
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "bronwijzer: het resultaat kan niet worden weggeschreven (de schijf is vol). Stuur het ergens anders heen.\n"
    )


def test_a_command_without_output_still_does_its_work(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit) as ended:
        main(["check", "--index", str(index)])
    assert ended.value.code == 0


# keys


def test_a_key_is_made_shown_once_listed_and_revoked(run: Run) -> None:
    status, secret, err = run("keys", "create", "--index", "ix", "--group", "wijk", "--name", "Roos")
    key_id = secret.split("_")[1]
    assert (status, err.splitlines()[0]) == (
        0,
        f"Sleutel {key_id} is gemaakt. Bewaar hem nu: hij wordt maar één keer getoond.",
    )
    run("keys", "create", "--index", "ix", "--scope", "admin", "--expires", "2999-12-31")
    run("keys", "create", "--index", "ix")
    assert run("keys", "revoke", key_id, "--index", "ix") == (0, "", f"Sleutel {key_id} werkt niet meer.\n")

    status, out, _ = run("keys", "list", "--index", "ix")
    assert (status, [line.split("  ", 1)[1] for line in out.splitlines()]) == (
        0,
        [
            "read   ingetrokken  wijk  Roos",
            "admin  geldig tot en met 2999-12-31  alle groepen",
            "read   geldig  alleen wat iedereen mag lezen",
        ],
    )
    assert secret.strip() not in out
    listed = json.loads(run("keys", "list", "--index", "ix", "--json")[1])
    assert [(key["scope"], key["groups"], key["expires"]) for key in listed] == [
        ("read", ["wijk"], None),
        ("admin", None, "2999-12-31"),
        ("read", [], None),
    ]
    assert not any("digest" in key for key in listed)


def test_a_key_whose_last_day_is_past_is_listed_as_such(run: Run) -> None:
    file = Path("ix.sleutels")
    run("keys", "create", "--index", "ix", "--scope", "read", "--expires", "2999-12-31")
    file.write_text(file.read_text("utf-8").replace("2999-12-31", "2001-12-31"), "utf-8")
    assert "verlopen tot en met 2001-12-31" in run("keys", "list", "--index", "ix")[1]


def test_without_keys_the_list_says_how_to_make_one(run: Run) -> None:
    assert run("keys", "list", "--index", "ix") == (
        0,
        "",
        "Er zijn nog geen sleutels. Maak er een met `bronwijzer keys create`.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create", "--scope", "alles"], "Geen geldige waarde voor --scope: kies uit read, write, admin."),
        (["create", "--scope", "read", "--expires", "morgen"], "Geen geldige waarde voor --expires: schrijf"),
        (["create", "--scope", "read", "--expires", "2001-01-01"], "--expires 2001-01-01 is al voorbij."),
        (["create", "--scope", "read", "--group", "a", "--all-groups"], "--group en --all-groups gaan niet samen."),
        (["create", "--scope", "write", "--group", "a"], "--group kan alleen met --scope read: met write is alles te"),
        (["revoke", "onbekend"], "Er is geen sleutel onbekend. Zie `bronwijzer keys list`."),
        (["maak"], "De opdracht maak bestaat niet. Kies uit: create, list, revoke."),
        ([], "Kies een opdracht: create, list, revoke."),
    ],
)
def test_what_keys_cannot_do_is_told(run: Run, arguments: Sequence[str], message: str) -> None:
    status, out, err = run("keys", *arguments, *(["--index", "ix"] if len(arguments) > 1 else []))
    assert (status, out) == (2, "")
    assert err.startswith(f"bronwijzer: {message}")


# Help


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["index", "-h"],
        ["search", "-h"],
        ["check", "-h"],
        ["serve", "-h"],
        ["mcp", "-h"],
        ["copy", "-h"],
        ["rollback", "-h"],
        ["eval", "-h"],
        ["keys", "create", "-h"],
    ],
)
def test_help_is_dutch_throughout(run: Run, arguments: Sequence[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    assert out.startswith("Gebruik: ")
    assert "Toon deze hulp." in out
    for english in ("Usage", "Options", "Commands", "Show this", "default", "required"):
        assert english not in out


def test_a_rollback_to_one_document_tells_so_in_the_singular(run: Run, write_files: WriteFiles) -> None:
    folder = write_files({"a.txt": "De tuin is groen."})
    run("index", folder, "--index", "ix")
    write_files({"b.txt": "De buurt is stil."})
    run("index", folder, "--index", "ix")
    assert run("rollback", "--index", "ix")[1].endswith(": 1 document en 1 passage.\n")


def test_a_rollback_tells_which_version_is_current_again(run: Run, index: Path, write_files: WriteFiles) -> None:
    documents = json.loads(run("check", "--index", index, "--json")[1])["generation"]["counts"]["documents"]
    run("index", write_files({"nieuw.md": "# Nieuw\n\nEen nieuw bericht over zwemmen."}), "--index", index)
    status, out, err = run("rollback", "--index", index)
    assert (status, err) == (0, "")
    assert out.startswith("De index is terug bij versie 1 van 20")
    assert f": {documents} documenten en " in out
    status, _, err = run("rollback", "--index", index)
    assert status == 1
    assert "is er geen vorige versie om naar terug te gaan" in err


def test_help_cuts_no_sentence_and_writes_numbers_in_words(run: Run) -> None:
    _, out, _ = run("--help")
    assert " ".join(out.split()).count("worden verwerkt, de rest blijft. remove") == 1
    _, out, _ = run("serve", "--help")
    assert "Poort (8000). Van 1 tot en met 65535." in out


def test_every_command_of_the_contract_is_in_the_help(run: Run) -> None:
    _, out, _ = run("--help")
    assert [line.split()[0] for line in out.split("Opdrachten:\n")[1].splitlines() if line[2:3] != " "] == [
        "index",
        "remove",
        "search",
        "similar",
        "analyse",
        "ask",
        "inspect",
        "check",
        "copy",
        "rollback",
        "serve",
        "mcp",
        "keys",
        "eval",
    ]


def test_the_version_is_told(run: Run) -> None:
    from importlib.metadata import version

    assert run("--version") == (0, f"bronwijzer {version('bronwijzer')}\n", "")


def test_the_package_is_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["bronwijzer", "zoek"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("api", run_name="__main__")
    assert ended.value.code == 2
    assert "De opdracht zoek bestaat niet." in capsys.readouterr().err


def test_no_word_of_a_query_is_logged(run: Run, index: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        run("search", "huisuitzetting", "--index", index)
    assert "huisuitzetting" not in caplog.text


def test_similar_documents_are_shown_with_their_nearest_passage(run: Run, index_of: IndexOf) -> None:
    index = index_of({"a.txt": NOTICE, "b.txt": NOTICE, "c.txt": "Het spreekuur over schulden is op maandag."})

    status, out, err = run("similar", "a.txt", "--index", index)

    assert (status, err) == (0, "")
    assert "1. c  " in out
    assert "Het spreekuur over schulden is op maandag." in out
    assert out.endswith("Dezelfde tekst staat ook in b.txt.\n1 document lijkt hierop.\n")
    status, out, _ = run("similar", "c.txt", "--index", index)
    assert (status, out.splitlines()[-1]) == (0, "1 document lijkt hierop.")
    status, out, _ = run("similar", "a.txt", "--index", index, "--json")
    assert [hit["document"]["docId"] for hit in json.loads(out)["hits"]] == ["c.txt"]


def test_similar_to_what_is_not_there_says_so(run: Run, index_of: IndexOf) -> None:
    index = index_of({"a.txt": "De wijk heeft een huis."})
    status, _, err = run("similar", "x.txt", "--index", index)
    assert (status, err.startswith("bronwijzer: Dit document staat niet in de index.")) == (1, True)
    status, _, err = run("similar", "a.txt", "-k", "0", "--index", index)
    assert (status, "kies een getal van 1 tot en met 100" in err) == (2, True)


# Removing, and what came over HTTP


def test_remove_takes_documents_out_and_says_so(run: Run, index: Path) -> None:
    status, printed, _ = run("remove", "wijk.txt", "nergens.txt", "wijk.txt", "--index", index)
    assert status == 0
    first, second = printed.splitlines()
    assert first.startswith("wijk.txt: Het document is uit de index gehaald, ook uit eerdere versies;")
    assert second == "nergens.txt: Dit document staat niet in de index, ook niet in een eerdere versie."
    assert "Verpleegkundigen" not in run("search", "verpleegkundigen", "--index", index)[1]


def test_remove_gives_its_job_as_json(run: Run, index: Path) -> None:
    status, printed, _ = run("remove", "wijk.txt", "--index", index, "--json")
    job = json.loads(printed)
    assert (status, job["state"], job["documents"][0]["result"]) == (0, "done", "removed")


def test_remove_without_an_index_makes_nothing(run: Run) -> None:
    assert run("remove", "a", "--index", "nergens") == (1, "", f"bronwijzer: {MISSING}\n")
    assert not Path("nergens").exists()


def test_remove_of_a_name_that_is_no_text_is_told(run: Run, index: Path) -> None:
    status, _, errors = run("remove", "a\udcff", "--index", index)
    assert (status, "is geen geldige tekst" in errors) == (2, True)


def test_remove_that_fails_has_the_status_of_some_failed(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = Worker.__init__.__kwdefaults__ or {}
    monkeypatch.setattr(Worker.__init__, "__kwdefaults__", {**defaults, "patience": 0.0})
    with IndexWriter.open(index):
        status, printed, _ = run("remove", "wijk.txt", "--index", index)
    assert status == 3
    assert printed.startswith("wijk.txt: Een ander proces schrijft de index")


def test_a_rebuild_loses_what_was_brought_only_when_that_is_said(run: Run, index: Path) -> None:
    worker = Worker(Jobs(SqliteStorage(index)), index, lambda own: FakeEncoder(name="multilingual-e5-small"))
    worker.complete([Delivery("c.txt", ".txt", io.BytesIO(b"De kievit roept."))])
    for extra in ([], ["--dry-run"]):
        status, _, errors = run("index", "docs", "--index", index, "--rebuild", *extra)
        assert status == 1
        assert "staan documenten die via de API zijn gebracht en in geen map staan: 1." in errors
    status, printed, _ = run("index", "docs", "--index", index, "--prune", "--dry-run", "--forget-brought", "--json")
    assert (status, json.loads(printed)["removed"]) == (0, ["c.txt"])
    assert run("index", "docs", "--index", index, "--rebuild", "--forget-brought")[0] == 0
    assert "kievit" not in run("search", "kievit", "--index", index, "--mode", "lexical")[1].split("\n", 1)[-1]


def test_forget_brought_says_of_what_it_is_part(run: Run, index: Path) -> None:
    status, _, errors = run("index", "docs", "--index", index, "--forget-brought")
    assert (status, "--forget-brought kan alleen samen met --prune of --rebuild." in errors) == (2, True)
