"""The command ``bronwijzer``. What a user reads is Dutch; results go to stdout, everything else to stderr."""

import io
import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from pydantic import ValidationError

from api.logs import configure
from api.settings import PREFIX, Settings
from api.terminal import printable
from api.usage import DutchGroup, PartialDate, explain
from corpus.refusals import in_dutch
from search.engines.address import IndexPlace, read_place

if TYPE_CHECKING:
    from datetime import datetime

    from eval.measurement import Measurement
    from indexer.sync import Report
    from search.citing.formats import Format
    from search.encoder import Encoder, EncoderIdentity
    from search.ranking import Mode

EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_SOME_FAILED = 3

_MODES = click.Choice(["hybrid", "dense", "lexical"])
_PATH = click.Path(path_type=Path)


class _Place(click.ParamType[object]):
    """Where an index is, from the text that was typed."""

    name = "place"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Return the directory or the address.

        Raises:
            EngineError: If it begins as an address and is none.
        """
        return read_place(value)


_PLACE = _Place()
_index_option = click.option(
    "--index", type=_PLACE, metavar="MAP", help="Map van de index, of zijn adres in Milvus (of BRONWIJZER_INDEX)."
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Geef het resultaat als JSON.")
_thesaurus_option = click.option(
    "--thesaurus",
    metavar="BESTAND",
    help="Thesaurus in Turtle in plaats van die van het programma (of BRONWIJZER_THESAURUS); geen: zonder thesaurus.",
)
_encoder_option = click.option(
    "--encoder",
    metavar="NAAM",
    help="Taalmodel: multilingual-e5-small, of naam of map van een sentence-transformers-model.",
)


@click.group(
    cls=DutchGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[OPTIES]",
    subcommand_metavar="OPDRACHT [ARGUMENTEN]",
)
@click.version_option(package_name="bronwijzer", message="bronwijzer %(version)s", help="Toon de versie.")
def app() -> None:
    """Bronwijzer: zoeken in documenten uit het sociaal domein, met citaten die u kunt controleren."""


@app.command("index", options_metavar="[OPTIES]")
@click.argument("sources", nargs=-1, metavar="PAD...")
@_index_option
@_encoder_option
@click.option("--prune", is_flag=True, help="Verwijder documenten die niet (meer) onder deze paden staan.")
@click.option("--rebuild", is_flag=True, help="Begin opnieuw, met alleen deze paden.")
@click.option(
    "--forget-brought",
    is_flag=True,
    help="Met --prune of --rebuild: verwijder ook documenten die via de API zijn gebracht.",
)
@click.option("--empty", is_flag=True, help="Maak een lege index, voor documenten die via de API worden gebracht.")
@click.option(
    "--ray",
    metavar="ADRES",
    help="Lees en verwerk op een cluster van Ray: het adres ervan (host:poort), of local voor alle kernen hier.",
)
@click.option(
    "--ray-workers",
    type=click.IntRange(1, 10_000),
    metavar="AANTAL",
    help="Met --ray: zo veel processen die passages verwerken. Zonder: een per GPU, of per kern op een na.",
)
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren, zonder iets te veranderen.")
@click.option("--watch", is_flag=True, help="Blijf daarna de paden volgen en verwerk elke wijziging (stoppen: Ctrl+C).")
@_json_option
def index_command(
    sources: tuple[str, ...],
    index: IndexPlace | None,
    encoder: str | None,
    prune: bool,
    rebuild: bool,
    forget_brought: bool,
    empty: bool,
    ray: str | None,
    ray_workers: int | None,
    dry_run: bool,
    watch: bool,
    as_json: bool,
) -> int:
    """Zet documenten in de index: nieuwe en gewijzigde bestanden worden verwerkt, de rest blijft.

    PAD is een bestand, een map, een adres (https://...) van een pagina, nieuwsfeed of sitemap, of een bestand dat op
    .urls eindigt, met op elke regel een adres.
    """
    from api import output
    from api.compose import encoder_for, encoder_of_worker, index_directory, writing_alone
    from indexer.scale import cluster
    from indexer.sources import gather, mirrors_of
    from indexer.sync import create, plan, sync
    from indexer.work import HERE

    if empty and (sources or prune or rebuild or ray or dry_run or watch):
        raise click.UsageError("--empty gaat niet samen met een PAD of met andere opties dan --index en --encoder.")
    if not (sources or empty):
        raise click.UsageError("Er ontbreekt iets: PAD... (of --empty, voor een lege index).")
    if dry_run and watch:
        raise click.UsageError("--dry-run en --watch gaan niet samen.")
    if forget_brought and not (prune or rebuild):
        raise click.UsageError("--forget-brought kan alleen samen met --prune of --rebuild.")
    if ray and (dry_run or watch):
        raise click.UsageError("--ray gaat niet samen met --dry-run of --watch.")
    if ray_workers and not ray:
        raise click.UsageError("--ray-workers kan alleen samen met --ray.")
    settings = _settings()
    directory = index_directory(index, settings)
    _tell_shortcoming(index, settings)
    if empty:
        with writing_alone(index, directory, settings), output.progress() as progress:
            report = create(directory, lambda own: encoder_for(encoder, own, settings, progress.model))
        output.write_report(report, as_json=as_json)
        return 0
    with output.progress() as progress:
        gathered = gather(
            sources,
            mirrors_of(directory),
            prune=prune,
            visit=not dry_run,
            allow_private=settings.allow_private,
            contact=settings.contact,
            progress=progress.stage,
        )
    paths = gathered.paths
    if dry_run:
        with output.progress() as progress:
            planned = plan(
                paths,
                directory,
                without=gathered.forgotten,
                prune=prune,
                rebuild=rebuild,
                forget_brought=forget_brought,
                progress=progress.stage,
            )
        output.write_plan(planned, unvisited=gathered.unvisited, as_json=as_json)
        return EXIT_SOME_FAILED if planned.failed else 0

    encoders: dict[EncoderIdentity | None, Encoder] = {}  # a run that watches loads the model once

    def run(*, rebuild: bool) -> "Report":
        def load(own: "EncoderIdentity | None") -> "Encoder":
            if own not in encoders:
                made = encoder_for(encoder, own, settings, progress.model)
                encoders[own] = encoders[made.identity] = made
            return encoders[own]

        with (
            cluster(ray, encoder_of_worker, workers=ray_workers) if ray else nullcontext(HERE) as work,
            writing_alone(index, directory, settings),
            output.progress() as progress,
        ):
            return sync(
                paths,
                directory,
                load,
                prune=prune,
                rebuild=rebuild,
                forget_brought=forget_brought,
                progress=progress.stage,
                work=work,
            )

    report = run(rebuild=rebuild)
    report = replace(report, failed=(*gathered.failed, *report.failed))
    output.write_report(report, as_json=as_json)
    if watch:
        _follow(paths, directory, lambda: run(rebuild=False), as_json=as_json)
    return EXIT_SOME_FAILED if report.failed else 0


@app.command("remove", options_metavar="[OPTIES]")
@click.argument("doc_ids", nargs=-1, required=True, metavar="DOCUMENT...")
@_index_option
@_json_option
def remove_command(doc_ids: tuple[str, ...], index: IndexPlace | None, as_json: bool) -> int:
    """Haal documenten uit de index en uit alle eerdere versies ervan, zodat er geen kopie blijft.

    DOCUMENT is de naam van een document, zoals een zoekresultaat hem noemt. Wat al wachtte om verwerkt te worden, gaat
    eerst.
    """
    from api import output
    from api.compose import encoder_for, index_directory, jobs_for
    from corpus.collection import is_text
    from indexer.jobs import Removal
    from indexer.worker import Worker
    from search.generation import current_generation

    settings = _settings()
    directory = index_directory(index, settings)
    for name in doc_ids:
        if not is_text(name):
            raise click.UsageError(f"De naam {printable(name)} is geen geldige tekst.")
    current_generation(directory)  # a clear error before anything is written
    with output.progress() as progress:
        jobs = jobs_for(index, directory, settings)
        worker = Worker(jobs, directory, lambda own: encoder_for(None, own, settings, progress.model))
        job = worker.complete([Removal(doc_id) for doc_id in dict.fromkeys(doc_ids)])
    output.write_job(job, as_json=as_json)
    return EXIT_SOME_FAILED if any(outcome.result == "failed" for outcome in job.outcomes) else 0


def _follow(paths: Sequence[Path], directory: Path, run: "Callable[[], Report]", *, as_json: bool) -> None:
    """Bring the index in step at every change under the paths, until the user stops it. No error ends it."""
    from api import output
    from corpus.errors import CollectionError
    from indexer.watching import changes
    from search.errors import SearchError

    sys.stderr.write("Volgt wijzigingen (stoppen: Ctrl+C) ...\n")
    with suppress(KeyboardInterrupt):
        for _ in changes(paths, apart_from=directory):
            try:
                report = run()
            except (SearchError, CollectionError) as error:
                _complain(str(error))
            else:
                output.write_report(report, as_json=as_json)
                sys.stdout.flush()


@app.command("search", options_metavar="[OPTIES]")
@click.argument("query", metavar="ZOEKVRAAG")
@_index_option
@click.option("-k", type=int, default=10, metavar="AANTAL", help="Hoeveel passages hoogstens (10).")
@click.option(
    "--mode",
    type=_MODES,
    default="hybrid",
    metavar="MANIER",
    help="hybrid (betekenis en woorden; dit is de standaard), dense (betekenis) of lexical (woorden).",
)
@click.option("--kind", metavar="SOORT", help="Alleen deze soort, zoals nieuwsbrief, interview of project.")
@click.option("--publisher", metavar="NAAM", help="Alleen van deze uitgever.")
@click.option("--from", "first", type=PartialDate(), metavar="DATUM", help="Alleen vanaf deze datum, zoals 2024-02.")
@click.option("--to", "last", type=PartialDate(), metavar="DATUM", help="Alleen tot en met deze datum.")
@click.option(
    "--status",
    type=click.Choice(["gepland", "lopend", "afgerond"]),
    metavar="STATUS",
    help="Alleen projecten die gepland, lopend of afgerond zijn.",
)
@click.option("--place", metavar="PLAATS", help="Alleen uit deze plaats.")
@click.option("--no-expand", is_flag=True, help="Zoek niet ook op wat afkortingen en woorden betekenen.")
@_thesaurus_option
@click.option("--no-correct", is_flag=True, help="Zoek op uw eigen woorden, ook als de documenten die niet kennen.")
@click.option("--explain", is_flag=True, help="Zeg bij elke passage waardoor zij is gevonden.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["apa", "ris", "bibtex", "csl-json"]),
    metavar="VORM",
    help="Geef alleen de verwijzingen: apa, of ris, bibtex of csl-json voor een programma zoals Zotero.",
)
@click.option(
    "--record", "as_record", is_flag=True, help="Geef alleen de verantwoording: wat, wanneer en waarin is gezocht."
)
@_json_option
def search_command(
    query: str,
    index: IndexPlace | None,
    k: int,
    mode: "Mode",
    kind: str | None,
    publisher: str | None,
    first: str | None,
    last: str | None,
    status: str | None,
    place: str | None,
    no_expand: bool,
    thesaurus: str | None,
    no_correct: bool,
    explain: bool,
    form: "Format | None",
    as_record: bool,
    as_json: bool,
) -> int:
    """Zoek passages en toon ze met hun bron, de beste eerst."""
    from api import output
    from api.compose import open_searcher
    from corpus.model import date_bounds
    from search.query import MAX_K, clean_query

    if not 1 <= k <= MAX_K:
        raise click.UsageError(f"Geen geldige waarde voor -k: kies een getal van 1 tot en met {MAX_K}, niet {k}.")
    if first and last and date_bounds(first)[0] > date_bounds(last)[1]:
        raise click.UsageError(f"--from {first} ligt na --to {last}. Draai ze om.")
    if form and (as_json or explain or as_record):
        raise click.UsageError("--format gaat niet samen met --json, --explain of --record.")
    clean_query(query)  # a clear error before anything is loaded
    with output.progress() as progress:
        searcher = open_searcher(
            _settings(), index=index, thesaurus=thesaurus, progress=progress.model, fetching=progress.stage
        )

    from corpus.describing.statuses import read_status
    from corpus.kinds import read_kind
    from search.ranking import EXPANSIONS, NOTHING, SPELLING
    from search.store import Filter

    wanted = Filter(
        kind=read_kind(kind) if kind else None,
        publisher=publisher,
        first=first,
        last=last,
        status=read_status(status) if status else None,
        place=place,
    )
    without = (EXPANSIONS if no_expand else NOTHING) | (SPELLING if no_correct else NOTHING)
    hits = searcher.search(query, k=k, mode=mode, wanted=wanted, without=without, explain=explain or as_json)
    options = {"kind": kind, "publisher": publisher, "status": status, "place": place, "from": first, "to": last}
    stated = {option: value for option, value in options.items() if value}
    if form:
        output.write_references(hits, form)
    elif as_record:
        from api.record import SearchRecord

        record = SearchRecord.of(
            hits,
            mode=mode,
            without=without,
            stated=stated,
            thesaurus=searcher.thesaurus,
            counts=searcher.index.counts,
        )
        output.write_record(record, as_json=as_json)
    elif hits.hits or wanted == Filter():
        output.write_hits(hits, as_json=as_json, explain=explain)
    else:
        unfiltered = searcher.search(query, k=1, mode=mode, without=without)
        output.write_nothing_found(hits, stated, unfiltered, as_json=as_json)
    return 0


@app.command("similar", options_metavar="[OPTIES]")
@click.argument("doc_id", metavar="DOCUMENT")
@_index_option
@click.option("-k", type=int, default=10, metavar="AANTAL", help="Hoeveel documenten hoogstens (10).")
@_json_option
def similar_command(doc_id: str, index: IndexPlace | None, k: int, as_json: bool) -> int:
    """Toon welke documenten op een document lijken, elk met de passage die er het meest op lijkt.

    DOCUMENT is de naam van het document in de index, zoals search die toont.
    """
    from api import output
    from api.compose import index_directory
    from search.index import Index
    from search.query import MAX_K
    from search.similar import similar_documents

    if not 1 <= k <= MAX_K:
        raise click.UsageError(f"Geen geldige waarde voor -k: kies een getal van 1 tot en met {MAX_K}, niet {k}.")
    with closing(Index.open(index_directory(index, _settings()))) as opened:
        output.write_similar(similar_documents(opened, doc_id, k=k), as_json=as_json)
    return 0


@app.command("analyse", options_metavar="[OPTIES]")
@click.argument("text", metavar="TEKST")
@_json_option
def analyse_command(text: str, as_json: bool) -> int:
    """Laat zien waarop elk woord van een tekst wordt gezocht, en waarom."""
    from api import output
    from api.schemas import AnalysisResponse

    output.write_analysis(AnalysisResponse.of(text), as_json=as_json)
    return 0


@app.command("ask", options_metavar="[OPTIES]")
@click.argument("question", metavar="[VRAAG]", required=False)
@_index_option
@click.option("--interactive", "-i", is_flag=True, help="Stel daarna nog meer vragen; een lege regel stopt.")
@_json_option
def ask_command(question: str | None, index: IndexPlace | None, interactive: bool, as_json: bool) -> int:
    """Beantwoord een vraag met letterlijke citaten uit de documenten, of zeg dat het er niet in staat.

    Zonder VRAAG leest de opdracht vragen, een per regel, tot een lege regel of Ctrl+D. Een vervolgvraag zoals "en
    wanneer?" gaat over de vraag ervoor.
    """
    from api import output
    from api.compose import generator_for, open_searcher
    from search.errors import InvalidQueryError
    from search.query import clean_query

    if question is not None:
        clean_query(question, called="vraag")  # a clear error before anything is loaded
    settings = _settings()
    generator = generator_for(settings)
    with output.progress() as progress:
        searcher = open_searcher(settings, index=index, progress=progress.model, fetching=progress.stage)

    from search.answering.answerer import Answerer

    answerer = Answerer(searcher, threshold=settings.answer_threshold, generator=generator)
    if question is not None and not interactive:
        output.write_answer(output.follow(answerer.steps(question)), as_json=as_json)
        return 0
    earlier: list[str] = []
    for asked in _questions(question):
        try:
            answer = output.follow(answerer.steps(asked, earlier=earlier))
        except InvalidQueryError as error:
            _complain(str(error))
            continue
        output.write_answer(answer, as_json=as_json, indent=None)
        sys.stdout.flush()
        earlier.append(answer.searched)
    return 0


def _questions(first: str | None) -> Iterator[str]:
    """Yield the first question, if there is one, then those that are typed or piped, up to an empty line."""
    if first is not None:
        yield first
    # Bytes that are no text become a question that finds nothing, and not the end of the conversation.
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    while True:
        if sys.stdin.isatty():
            sys.stderr.write("\nVraag (lege regel stopt): ")
            sys.stderr.flush()
        line = sys.stdin.readline().strip()
        if not line:
            return
        yield line


@app.command("inspect", options_metavar="[OPTIES]")
@click.argument("file", type=_PATH, metavar="BESTAND")
@click.option("--html", "page", type=_PATH, metavar="BESTAND", help="Schrijf een webpagina in plaats van tekst.")
def inspect_command(file: Path, page: Path | None) -> int:
    """Laat zien hoe een bestand wordt gelezen: kop, items, passages, en wat is weggelaten en waarom."""
    from api import inspection
    from corpus.collection import find_sources, read_bytes
    from corpus.reading.draft import UnreadableFileError
    from corpus.sandbox import read_all

    if not file.is_file():
        raise click.UsageError(f"{file} is geen bestand.")
    if page is not None and page.is_file():
        if page.samefile(file):
            raise click.UsageError(f"{page} is het bestand zelf. Kies met --html een andere naam.")
        if not inspection.is_report(page):
            raise click.UsageError(
                f"{page} bestaat al en is geen pagina die inspect heeft gemaakt. Kies met --html een andere naam."
            )
    _settings()
    sources, _ = find_sources([file])
    try:
        [(_, _, outcome)] = read_all([(source, read_bytes(source)) for source in sources])
        if isinstance(outcome, UnreadableFileError):
            raise outcome
    except UnreadableFileError as error:
        _complain(f"{file} is niet gelezen: {error}.")
        return EXIT_SOME_FAILED
    if page is None:
        inspection.write_text(outcome)
    else:
        page.write_text(inspection.html(outcome), "utf-8")
    return 0


@app.command("check", options_metavar="[OPTIES]")
@_index_option
@click.option("--repair", is_flag=True, help="Maak opnieuw wat beschadigd of verouderd is.")
@_encoder_option
@_json_option
def check_command(index: IndexPlace | None, repair: bool, encoder: str | None, as_json: bool) -> int:
    """Controleer elk aantal, elke controlesom en elke plaats in de index."""
    from api import output
    from api.compose import encoder_for, index_directory, writing_alone
    from indexer import repair as repairing

    settings = _settings()
    directory = index_directory(index, settings, is_whole=True)
    _tell_shortcoming(index, settings)
    if encoder and not repair:
        raise click.UsageError("--encoder kan alleen samen met --repair.")
    if repair:
        with writing_alone(index, directory, settings), output.progress() as progress:
            repairing.repair(
                directory, lambda own: encoder_for(encoder, own, settings, progress.model), progress=progress.stage
            )
    report = repairing.check(directory)
    output.write_check(report, directory, as_json=as_json)
    return EXIT_ERROR if report.faults else 0


@app.command("copy", options_metavar="[OPTIES]")
@click.argument("source", metavar="VAN", type=_PLACE)
@click.argument("target", metavar="NAAR", type=_PLACE)
@click.option("--replace", "is_replacing", is_flag=True, help="Vervang de index die in Milvus staat.")
def copy_command(source: IndexPlace, target: IndexPlace, is_replacing: bool) -> int:
    """Kopieer een index van een map naar Milvus, of terug, zonder iets opnieuw door het taalmodel te halen.

    VAN en NAAR zijn een map of een adres als milvus://server:19530/naam. Wordt het afgebroken, geef dan dezelfde
    opdracht nog eens: wat er al staat, wordt niet nog eens gekopieerd.
    """
    from api import output
    from api.compose import engine_at, index_directory, writing_alone
    from search.copying import copy_to_directory, copy_to_engine

    settings = _settings()
    if is_replacing and isinstance(target, Path):
        raise click.UsageError("--replace kan alleen bij een adres in Milvus.")
    _tell_shortcoming(target, settings)
    with output.progress() as progress:
        directory = index_directory(source, settings, progress.stage, is_whole=True)
        if isinstance(target, Path):
            generation = copy_to_directory(directory, target, progress.stage)
        else:
            engine = engine_at(target, settings)
            with writing_alone(target, directory, settings):
                generation = copy_to_engine(directory, engine, progress.stage, is_replacing=is_replacing)
    sys.stdout.write(f"{output.holdings(generation)} staan in {target}.\n")
    return 0


@app.command("rollback", options_metavar="[OPTIES]")
@_index_option
def rollback_command(index: IndexPlace | None) -> int:
    """Ga terug naar de vorige versie van de index: die van voor de laatste keer dat er iets in kwam.

    Wat sindsdien in de index kwam, moet er opnieuw in. Ook wie wat mag lezen, is weer zoals toen.
    """
    from api import output
    from api.compose import index_directory, writing_alone
    from search.generation import current_folder, current_generation
    from search.writer import IndexWriter

    settings = _settings()
    directory = index_directory(index, settings)
    if not current_folder(directory):
        current_generation(directory)  # which says what is missing
    with writing_alone(index, directory, settings), IndexWriter.open(directory) as writer:
        generation = writer.roll_back()
    sys.stdout.write(
        f"De index is terug bij versie {generation.number} van {generation.created}: {output.holdings(generation)}.\n"
    )
    return 0


@app.command("serve", options_metavar="[OPTIES]")
@_index_option
@click.option("--host", metavar="ADRES", help="Adres om op te luisteren (127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), metavar="POORT", help="Poort (8000).")
@click.option("--workers", type=click.IntRange(1, 64), metavar="AANTAL", help="Aantal processen (1).")
@_thesaurus_option
def serve_command(
    index: IndexPlace | None, host: str | None, port: int | None, workers: int | None, thesaurus: str | None
) -> int:
    """Start de zoekdienst."""
    from concurrent.futures import ThreadPoolExecutor

    from api import output
    from api.compose import (
        NO_THESAURUS,
        access_for,
        generator_for,
        index_place,
        jobs_for,
        open_searcher,
        thesaurus_file,
        tracer_for,
    )

    settings = _settings()
    words = thesaurus_file(thesaurus, settings)
    place = index_place(index, settings)
    chosen: dict[str, object] = {"index": place.absolute() if isinstance(place, Path) else place}
    chosen |= {"host": host, "port": port, "workers": workers}
    chosen["thesaurus"] = str(words.absolute()) if words else NO_THESAURUS
    chosen["keys"] = settings.keys and settings.keys.absolute()
    settings = settings.model_copy(update={name: value for name, value in chosen.items() if value is not None})
    access = access_for(settings)
    if access is not None and not access.admits_anyone:
        raise click.UsageError(
            f"De dienst heeft nog geen toegangssleutels en luistert daarom niet op {settings.host}. Maak er een met "
            "`bronwijzer keys create`, of zet BRONWIJZER_ALLOW_ANONYMOUS=true als iedereen mag zoeken."
        )
    _require_free_port(settings.host, settings.port)
    generator, tracer = generator_for(settings), tracer_for(settings)
    with output.progress() as progress, ThreadPoolExecutor(max_workers=1) as pool:
        opening = pool.submit(open_searcher, settings, progress=progress.model, fetching=progress.stage)
        import uvicorn  # beside it, for both take a second

        from api.app import app_of
        from api.metrics import together
        from api.protocol import ProblemProtocol

        searcher = opening.result()  # a clear error here, before anything listens
    jobs_for(None, searcher.directory, settings)  # here too
    os.environ.update(settings.environment())  # from which each of several processes makes its own app
    sys.stderr.write(f"Bronwijzer start op http://{settings.host}:{settings.port} (stoppen: Ctrl+C)\n")
    alone = settings.workers == 1
    # At Ctrl+C uvicorn shuts down in order, and then passes the signal on.
    with suppress(KeyboardInterrupt), nullcontext() if alone else together():
        uvicorn.run(
            app_of(settings, lambda: searcher, generator=generator, access=access, tracer=tracer)
            if alone
            else "api.app:from_environment",
            factory=not alone,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            http=ProblemProtocol,
            log_config=None,  # its lines go where ours go
            access_log=False,  # it would hold the words that people search
            server_header=False,
            timeout_graceful_shutdown=int(settings.timeout) + 1,  # whole answers for who asked before the stop
        )
    sys.stderr.write("Bronwijzer is gestopt.\n")
    return 0


@app.command("mcp", options_metavar="[OPTIES]")
@_index_option
@_thesaurus_option
def mcp_command(index: IndexPlace | None, thesaurus: str | None) -> int:
    """Laat een assistent zoeken, met het protocol MCP over stdin en stdout."""
    from api import output
    from api.compose import generator_for, open_searcher

    settings = _settings()
    generator = generator_for(settings)
    with output.progress() as progress:
        searcher = open_searcher(
            settings, index=index, thesaurus=thesaurus, progress=progress.model, fetching=progress.stage
        )
    from api.mcp import serve_stdio
    from search.answering.answerer import Answerer

    serve_stdio(searcher, Answerer(searcher, threshold=settings.answer_threshold, generator=generator))
    return 0


@app.group("keys", options_metavar="[OPTIES]", subcommand_metavar="OPDRACHT [ARGUMENTEN]", cls=DutchGroup)
def keys_group() -> None:
    """Maak, toon of trek sleutels in waarmee programma's de zoekdienst gebruiken."""


@keys_group.command("create", options_metavar="[OPTIES]")
@_index_option
@click.option(
    "--scope",
    type=click.Choice(["read", "write", "admin"]),
    default="read",
    metavar="RECHT",
    help="read (zoeken en lezen; dit is de standaard), write (ook documenten wijzigen) of admin (ook beheer).",
)
@click.option(
    "--group", "groups", multiple=True, metavar="GROEP", help="Groep waarvan de documenten te lezen zijn; mag vaker."
)
@click.option("--all-groups", is_flag=True, help="Alle documenten zijn te lezen.")
@click.option("--name", default="", metavar="NAAM", help="Voor wie de sleutel is.")
@click.option(
    "--expires", type=click.DateTime(["%Y-%m-%d"]), metavar="DATUM", help="Laatste dag dat hij werkt, zoals 2027-12-31."
)
def keys_create_command(
    index: IndexPlace | None,
    scope: str,
    groups: tuple[str, ...],
    all_groups: bool,
    name: str,
    expires: "datetime | None",
) -> int:
    """Maak een sleutel en toon hem, één keer."""
    from api import keys_command
    from api.compose import key_file

    keys = key_file(index, _settings())
    return keys_command.create(keys, scope=scope, groups=groups, all_groups=all_groups, name=name, expires=expires)


@keys_group.command("list", options_metavar="[OPTIES]")
@_index_option
@_json_option
def keys_list_command(index: IndexPlace | None, as_json: bool) -> int:
    """Toon welke sleutels er zijn, zonder de sleutels zelf."""
    from api import keys_command
    from api.compose import key_file

    return keys_command.show(key_file(index, _settings()), as_json=as_json)


@keys_group.command("revoke", options_metavar="[OPTIES]")
@click.argument("key_id", metavar="SLEUTEL")
@_index_option
def keys_revoke_command(key_id: str, index: IndexPlace | None) -> int:
    """Trek een sleutel in: hij werkt meteen niet meer. SLEUTEL is zijn naam in `keys list`."""
    from api import keys_command
    from api.compose import key_file

    return keys_command.revoke(key_file(index, _settings()), key_id)


@app.command("eval", options_metavar="[OPTIES]")
@click.argument("collection", type=_PATH, metavar="COLLECTIE")
@click.option("--documents", type=_PATH, metavar="PAD", help="Documenten bij een collectie met fragmenten.")
@click.option(
    "--mode",
    "modes",
    multiple=True,
    metavar="MANIER",
    help="Alleen deze manier; mag vaker. Een manier is hybrid, dense of lexical, met erachter welke onderdelen worden "
    "weggelaten, zoals hybrid-compound.",
)
@click.option("--compare", nargs=2, metavar="MANIER MANIER", help="Vergelijk twee manieren, vraag voor vraag.")
@click.option("--ablation", is_flag=True, help="Laat om de beurt elk onderdeel weg, van de eerste manier.")
@click.option("--plot", type=_PATH, metavar="BESTAND", help="Teken de cijfers, als .svg of .png.")
@click.option("--baseline", type=_PATH, metavar="BESTAND", help="Meld wat lager is dan eerder is vastgelegd.")
@click.option("--write-baseline", type=_PATH, metavar="BESTAND", help="Leg de gemiddelden vast, per collectie.")
@click.option(
    "--run", "run_file", type=_PATH, metavar="BESTAND", help="Schrijf de ranglijst (van de eerste manier) als TREC-run."
)
@click.option("--engine", type=_PLACE, metavar="ADRES", help="Meet op een tijdelijke index op dit adres in Milvus.")
@_encoder_option
@_thesaurus_option
@_json_option
def eval_command(
    collection: Path,
    documents: Path | None,
    modes: tuple[str, ...],
    compare: tuple[str, str] | None,
    ablation: bool,
    plot: Path | None,
    baseline: Path | None,
    write_baseline: Path | None,
    run_file: Path | None,
    engine: IndexPlace | None,
    encoder: str | None,
    thesaurus: str | None,
    as_json: bool,
) -> int:
    """Meet hoe goed het zoeken is op een collectie met bekende antwoorden."""
    from api import output
    from api.compose import encoder_for, engine_at, thesaurus_for
    from api.tables import write
    from eval import baseline as agreeing
    from eval.configuration import ConfigurationError, Plan
    from eval.experiment import evaluate
    from eval.measurement import Measurement
    from eval.trec import CollectionFormatError
    from search.copying import lent

    settings = _settings()
    if isinstance(engine, Path):
        raise click.UsageError(f"{engine} is geen adres in Milvus. Schrijf het als milvus://server:19530/naam.")
    draw = _drawing(plot) if plot is not None else None
    for file in (plot, write_baseline, run_file):
        if file is not None and not file.parent.is_dir():
            raise click.UsageError(f"{file} kan niet worden geschreven: de map {file.parent} bestaat niet.")
    with output.progress() as progress:
        try:
            plan = Plan.parse(modes, pair=compare, ablation=ablation)
            agreed = agreeing.agreed_on(baseline, collection.resolve().name) if baseline is not None else None
            old = agreeing.read_baseline(write_baseline) if write_baseline and write_baseline.exists() else {}
            evaluation = evaluate(
                collection,
                lambda: encoder_for(encoder, None, settings, progress.model),
                documents=documents,
                configurations=plan.configurations,
                thesaurus=thesaurus_for(thesaurus, settings),
                run_file=run_file,
                progress=progress.stage,
                kept=nullcontext
                if engine is None
                else partial(lent, engine=engine_at(engine, settings), progress=progress.stage),
            )
        except (ConfigurationError, CollectionFormatError, agreeing.BaselineError) as error:
            raise click.UsageError(str(error)) from error
    measurement = Measurement.of(evaluation, plan, agreed=agreed)
    if write_baseline is not None:
        agreeing.write_baseline(write_baseline, {**old, evaluation.collection: agreeing.Agreed.of(evaluation)})
    if draw is not None:
        draw(measurement)
    write(measurement, as_json=as_json)
    return EXIT_ERROR if measurement.faults else 0


def _drawing(path: Path) -> "Callable[[Measurement], None]":
    """Return what draws a measurement into a file.

    Raises:
        click.UsageError: If that cannot be done, which is told before anything is measured.
    """
    if path.suffix not in (".svg", ".png"):
        raise click.UsageError(f"{path} eindigt niet op .svg of .png. Kies met --plot een andere naam.")
    try:
        from eval.plots import draw
    except ModuleNotFoundError as error:
        raise click.UsageError(
            f"Voor --plot is {error.name} nodig. Installeer het met: pip install 'bronwijzer[plot]'."
        ) from error
    return partial(draw, path=path)


def _require_free_port(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on.

    Raises:
        click.UsageError: If it is taken, not this machine's, or may not be used.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise click.UsageError(
            f"Op {host}:{port} kan niet worden geluisterd ({in_dutch(error)}). Kies met --port een andere poort."
        ) from error


def _tell_shortcoming(index: IndexPlace | None, settings: Settings) -> None:
    """Tell who writes an index what the engine that keeps it cannot do."""
    from api.compose import shortcoming_of

    if shortcoming := shortcoming_of(index, settings):
        click.echo(shortcoming, err=True)


def _settings() -> Settings:
    """Return the settings of the environment.

    Raises:
        click.UsageError: If one is unknown or has no valid value.
    """
    try:
        settings = Settings.read(os.environ)
    except ValidationError as error:
        names = ", ".join(f"{PREFIX}{str(fault['loc'][0]).upper()}" for fault in error.errors())
        known = ", ".join(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
        raise click.UsageError(f"Onbekend of zonder geldige waarde: {names}. Bekend zijn: {known}.") from error
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    return settings


def _complain(message: str) -> None:
    """Write one line to stderr; the name of a file in it cannot steer the terminal."""
    sys.stderr.write(f"bronwijzer: {printable(message)}\n")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and end the process: every foreseen error is one line on stderr, with the remedy."""
    from corpus.errors import CollectionError
    from search.errors import SearchError

    # None when whoever started us closed it: nobody wants to read it.
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
    sys.stdin = sys.stdin or io.StringIO()
    try:
        status = app.main(arguments, standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        group = error.ctx.command if error.ctx is not None and isinstance(error.ctx.command, DutchGroup) else app
        _complain(f"{explain(error, group.commands)} Hulp: bronwijzer --help")
        status = EXIT_USAGE
    except (SearchError, CollectionError) as error:
        _complain(str(error))
        status = EXIT_ERROR
    except (KeyboardInterrupt, click.Abort):
        _complain("afgebroken; de index is onveranderd.")
        status = 130
    except BrokenPipeError:
        # The reader of our output stopped listening, as `| head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except OSError as error:
        _complain(f"het resultaat kan niet worden weggeschreven ({in_dutch(error)}). Stuur het ergens anders heen.")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = EXIT_ERROR
    sys.exit(status if isinstance(status, int) else 0)
