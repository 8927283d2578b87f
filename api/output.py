"""What the command prints: Dutch for people, JSON for programs, progress on stderr."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.filters import nothing_passes
from api.terminal import printable
from corpus.model import Passage
from search.answering.citation import cite
from search.citing.formats import Format, write
from search.citing.reference import references

if TYPE_CHECKING:
    # Progress is shown while these load.
    from rich.progress import Progress as RichProgress

    from api.record import SearchRecord
    from api.schemas import AnalysisResponse, WordOut
    from indexer.jobs import Job
    from indexer.repair import CheckReport
    from indexer.sync import Plan, Report, Steps
    from search.answering.answer import Answer, Sentence
    from search.dutch.analyser import Reason
    from search.expansion import Expansion, Source
    from search.generation import Generation
    from search.searcher import Hit, Hits
    from search.similar import Similar

_STAGES = {
    "fetch": "Ophalen",
    "compare": "Vergelijken",
    "read": "Lezen",
    "chunk": "Verdelen",
    "embed": "Betekenis bepalen",
    "write": "Index schrijven",
    "search": "Zoeken",
    "answer": "Antwoorden",
    "blocks": "Bestanden (delen)",
    "files": "Bestanden",
    "passages": "Passages",
}
_MOST_NOTES = 20
_NOTHING = "Niets gevonden. Probeer andere of minder woorden."
_SOURCES: "Mapping[Source, str]" = {"abbreviations": "uit uw documenten", "thesaurus": "uit de thesaurus"}
_BUSY = "Bezig met het antwoord ..."
_BOLD, _DIM, _RESET = "\033[1m", "\033[2m", "\033[0m"


class Reporter:
    """Shows how far a run is: bars on a terminal, a line per stage elsewhere."""

    def __init__(self, bars: "RichProgress | None") -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def stage(self, stage: str, done: int, total: int) -> None:
        """Report on a stage of a run."""
        self._show(_STAGES[stage], done, total)

    def model(self, name: str, done: int, total: int) -> None:
        """Report on unpacking the model, which happens once."""
        self._show("Taalmodel uitpakken (eenmalig)", done, total, note=name)

    def _show(self, label: str, done: int, total: int, *, note: str = "") -> None:
        if total == 0:
            return
        if self._bars is None:
            if label not in self._tasks:
                self._tasks[label] = True
                sys.stderr.write(f"{label} ({total}) ...\n")
            return
        if label not in self._tasks:
            self._tasks[label] = self._bars.add_task(label, total=total)
        self._bars.update(self._tasks[label], completed=done, description=f"{label}: {note}" if note else label)


@contextmanager
def progress() -> Iterator[Reporter]:
    """Yield a reporter that draws on stderr."""
    if not sys.stderr.isatty():
        yield Reporter(None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield Reporter(bars)


def write_report(report: "Report", *, as_json: bool) -> None:
    """Print what an index run did."""
    if as_json:
        _dump(
            {
                "documents": report.documents,
                "passages": report.passages,
                "nearDuplicates": report.near_duplicates,
                "embedded": report.embedded,
                "pages": report.pages,
                **_changes(report),
                "notes": [{"docId": note.doc_id, "text": note.text} for note in report.notes],
                "scans": report.scans,
                "seconds": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
                "workers": {
                    name: {"passages": share.passages, "seconds": round(share.seconds, 3)}
                    for name, share in report.shares.items()
                },
            }
        )
        return
    _write_counts(report, {"pagina's gelezen": report.pages, "passages verwerkt": report.embedded})
    for note in report.notes[:_MOST_NOTES]:
        _line(f"  let op: {printable(note.doc_id)}: {printable(note.text)}")
    if len(report.notes) > _MOST_NOTES:
        _line(f"  en nog {len(report.notes) - _MOST_NOTES} opmerkingen; --json geeft ze alle.")
    documents = _count(report.documents, "document", "documenten")
    passages = _count(report.passages, "passage", "passages")
    _line(f"In de index: {documents}, {passages}, waarvan {report.near_duplicates} bijna gelijk aan een andere.")
    stages = (f"{_STAGES[stage].lower()} {_seconds(seconds)}" for stage, seconds in report.seconds.items())
    _line(f"Seconden: {', '.join(stages)}.")
    for name, share in report.shares.items():
        speed = share.passages / max(share.seconds, 1e-3)
        _line(f"  {name}: {_count(share.passages, 'passage', 'passages')}, {_seconds(speed)} per seconde")


def write_plan(plan: "Plan", *, unvisited: Sequence[str], as_json: bool) -> None:
    """Print what an index run would do, as far as it is known without a visit to addresses."""
    if as_json:
        _dump({**_changes(plan), "unvisited": unvisited})
        return
    for sign, names in (("+", plan.added), ("~", plan.updated), ("-", plan.removed)):
        for name in names:
            _line(f"  {sign} {printable(name)}")
    for old, new in plan.moved:
        _line(f"  {printable(old)} -> {printable(new)}")
    _write_counts(plan, {})
    for address in unvisited:
        _line(f"  niet bezocht: {printable(address)}: een proef haalt niets op; wat er nieuw of weg is, is niet bekend")
    _line("Er is niets veranderd: dit was een proef (--dry-run).")


def _changes(steps: "Steps") -> dict[str, Any]:
    return {
        "added": steps.added,
        "updated": steps.updated,
        "moved": [{"from": old, "to": new} for old, new in steps.moved],
        "removed": steps.removed,
        "unchanged": steps.unchanged,
        "failed": [{"docId": failure.doc_id, "reason": failure.reason} for failure in steps.failed],
    }


def _write_counts(steps: "Steps", more: Mapping[str, int]) -> None:
    counts = {
        "nieuw": len(steps.added),
        "gewijzigd": len(steps.updated),
        "verplaatst": len(steps.moved),
        "verwijderd": len(steps.removed),
        "ongewijzigd": steps.unchanged,
        "niet gelezen": len(steps.failed),
        **more,
    }
    for name, number in counts.items():
        _line(f"{name:<18}{number:>8}")
    for failure in steps.failed:
        _line(f"  niet gelezen: {printable(failure.doc_id)}: {printable(failure.reason)}")


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")


def write_hits(hits: "Hits", *, as_json: bool, explain: bool = False, note: str | None = None) -> None:
    """Print ranked passages with their citations; ``note`` is for programs."""
    if as_json:
        from api.schemas import SearchResponse

        sys.stdout.write(
            SearchResponse.of(hits, explain=True, note=note).model_dump_json(by_alias=True, indent=2) + "\n"
        )
        return
    _write_spelling(hits)
    if not hits.hits:
        _line(_NOTHING)
        return
    if hits.expansions:
        _line(f"Ook gezocht op: {added_in_words(hits.expansions)}. Met --no-expand alleen op uw eigen woorden.\n")
    for hit in hits.hits:
        _write_hit(hit, explain=explain)
    _line(f"{len(hits.hits)} van {hits.total} passages, in {hits.took_ms:.0f} ms.")


def write_similar(similar: "Similar", *, as_json: bool) -> None:
    """Print what is about the same as a document, each with its nearest passage."""
    if as_json:
        from api.reading_schemas import SimilarResponse

        sys.stdout.write(SimilarResponse.of(similar).model_dump_json(by_alias=True, indent=2) + "\n")
        return
    for hit in similar.hits:
        _write_hit(hit, explain=False)
    if similar.also_in:
        _line(f"Dezelfde tekst staat ook in {printable(', '.join(copy.doc_id for copy in similar.also_in))}.")
    _line(_count(len(similar.hits), "document lijkt", "documenten lijken") + " hierop.")


def added_in_words(expansions: "Sequence[Expansion]") -> str:
    """Return what was searched beside the words of a query, by where it is from."""
    added = {source: [one.form.added for one in expansions if one.form.source == source] for source in _SOURCES}
    return "; ".join(f"{printable('; '.join(words))} ({_SOURCES[source]})" for source, words in added.items() if words)


def write_nothing_found(hits: "Hits", stated: Mapping[str, str], unfiltered: "Hits", *, as_json: bool) -> None:
    """Print that a filter let nothing through, and which values would.

    Args:
        hits: What is found with it.
        stated: Its fields with their values.
        unfiltered: What is found without it.
        as_json: Whether that is printed as the service sends it.
    """
    if as_json:
        write_hits(hits, as_json=True, note=" ".join(nothing_passes(stated, unfiltered)) or None)
        return
    _write_spelling(unfiltered)
    options = {f"--{field}": value for field, value in stated.items()}
    for line in nothing_passes(options, unfiltered) or [_NOTHING]:
        _line(printable(line))


def write_references(hits: "Hits", form: Format) -> None:
    """Print the works that the hits are from, each once, for a file; what a person should know goes to stderr."""
    with redirect_stdout(sys.stderr):
        _write_spelling(hits)
        if not hits.hits:
            _line(_NOTHING)
    sys.stdout.write(write(references(hits.hits), form))


def write_record(record: "SearchRecord", *, as_json: bool) -> None:
    """Print what a search was."""
    if as_json:
        sys.stdout.write(record.model_dump_json(by_alias=True, indent=2) + "\n")
        return
    for line in record.text.split("\n"):
        _line(printable(line))


def _write_spelling(hits: "Hits") -> None:
    query, corrected = printable(hits.query), printable(hits.corrected or "")
    if corrected:
        _line(f'Gezocht op "{corrected}" in plaats van "{query}". Met --no-correct op uw eigen woorden.\n')
    if hits.suggestion:
        _line(f'Bedoelde u "{printable(hits.suggestion)}"?\n')


def follow(steps: "Iterator[Sentence | Answer]") -> "Answer":
    """Return the answer that steps end with; until then, who looks at a terminal sees the sentences as they come."""
    from search.answering.answer import final

    if not sys.stderr.isatty():
        return final(steps)
    from rich.console import Console
    from rich.text import Text

    said = [_BUSY]
    with Console(stderr=True).status(_BUSY) as status:

        def shown(step: "Sentence | Answer") -> "Sentence | Answer":
            said.append(printable(step.text))
            status.update(Text("\n".join(said)))
            return step

        return final(map(shown, steps))


def _cited(sentence: "Sentence") -> str:
    return f"{sentence.text} {''.join(f'[{number}]' for number in sentence.citations)}"


def write_answer(answer: "Answer", *, as_json: bool, indent: int | None = 2) -> None:
    """Print an answer with its quotes and their sources, or the nearest passages when there is none."""
    if as_json:
        from api.schemas import AnswerResponse

        sys.stdout.write(AnswerResponse.of(answer).model_dump_json(by_alias=True, indent=indent) + "\n")
        return
    if answer.searched != answer.question:
        _line(_dim(f"Gezocht als: {printable(answer.searched)}"))
    if answer.note:
        _line(printable(answer.note))
    if answer.short:
        _line(_bold(answer.short))
    text = " ".join(map(_cited, answer.sentences)) if answer.generated else answer.text
    for line in text.split("\n"):
        _line(textwrap.fill(printable(line), _width()))
    _line("")
    for quote in answer.quotes:
        passage, citation = quote.passage, cite(quote)
        _line(textwrap.fill(f"[{quote.number}] “{printable(' '.join(quote.text.split()))}”", _width()))
        _line(f"    Bron: {printable(citation.apa)}")
        _line(f"    {_dim(_place(passage, quote.start, quote.end))}")
    if answer.dropped:
        dropped = _count(answer.dropped, "zin", "zinnen")
        _line(f"Van het taalmodel weggelaten, omdat de documenten het zo niet zeggen: {dropped}.")
    if answer.answered:
        _line(f"Zekerheid: {answer.confidence:.0%}. In {answer.took_ms:.0f} ms.")
        return
    _line("Wat er het dichtst bij komt:" if answer.hits else "In de index staat niets dat erop lijkt.")
    _line("")
    for hit in answer.hits:
        _write_hit(hit, explain=False)


def _width() -> int:
    return max(40, min(shutil.get_terminal_size().columns, 110))


def _write_hit(hit: "Hit", *, explain: bool) -> None:
    passage, citation = hit.passage, cite(hit)
    heading = " > ".join(passage.locator.heading)
    _line(f"{_bold(f'{hit.rank}. {passage.item or passage.title}')}  {printable(citation.label)}")
    if heading and heading != (passage.item or passage.title):
        _line(f"   {_dim(printable(heading))}")
    wrapped = textwrap.fill(_marked(hit), _width() - 3, initial_indent="   ", subsequent_indent="   ")
    _line(_colour(wrapped))
    _line(f"   Bron: {printable(citation.apa)}")
    _line(f"   {_dim(_place(passage, passage.locator.start, passage.locator.end))}")
    for copy in hit.also_in:
        _line(f"   {_dim('Ook in: ' + printable(copy.doc_id))}")
    if explain:
        _write_explanation(hit)
    _line("")


def _place(passage: Passage, start: int, end: int) -> str:
    page = f", p. {passage.locator.page}" if passage.locator.page else ""
    return printable(f"{passage.doc_id}, tekens {start}-{end}{page}")


LEGS = {"dense": "betekenis", "lexical": "woorden", "compound": "delen van woorden", "recency": "datum"}


def _write_explanation(hit: "Hit") -> None:
    """Print which legs and words brought a hit, and how much of its score each did."""
    legs = [
        f"{LEGS[leg.leg]} {_share(leg.share)} ({leg.rank}e)" if leg.rank else f"{LEGS[leg.leg]} {_share(0.0)}"
        for leg in hit.legs
    ]
    crowding = [f"andere passages uit hetzelfde werk -{_share(hit.crowding)}"] if hit.crowding > _LEAST else []
    brevity = [f"enkele woorden -{_share(hit.brevity)}"] if hit.brevity > _LEAST else []
    _line(f"   {_dim(f'Score {_share(hit.score)}: ' + ', '.join([*legs, *brevity, *crowding]))}")
    for match in hit.matches:
        added = f", gezocht door: {match.added}" if match.added else ""
        words = printable(", ".join(match.words))
        _line(f"   {_dim(f'{match.term} {_share(match.share)}: {words} ({_HOW[match.how]}{printable(added)})')}")


_LEAST = 0.005
"""What is less is 0,00 as it is shown."""
_HOW = {
    "word": "het woord zelf",
    "part": "deel van een samenstelling",
    "parts": "de delen van de samenstelling",
    "some": "een deel van de samenstelling",
}


def _share(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")


# They stand for the edges of a highlight until the text is wrapped; they are not printable, so a text holds none.
_OPEN, _CLOSE = "\ue000", "\ue001"


def _marked(hit: "Hit") -> str:
    text, parts, position = printable(hit.passage.text), [], 0
    for start, end in hit.highlights:
        parts += [text[position:start], _OPEN, text[start:end], _CLOSE]
        position = end
    return "".join([*parts, text[position:]])


def _colour(text: str) -> str:
    is_terminal = sys.stdout.isatty()
    return text.replace(_OPEN, _BOLD if is_terminal else "").replace(_CLOSE, _RESET if is_terminal else "")


_REASONS: dict["Reason", str] = {
    "stopword": "telt niet mee",
    "number": "getal",
    "lemma": "grondvorm",
    "compound": "samenstelling",
    "stem": "stam: het woord staat niet in de woordenlijst",
}


def write_analysis(analysis: "AnalysisResponse", *, as_json: bool) -> None:
    """Print what every word of a text is found by."""
    if as_json:
        sys.stdout.write(analysis.model_dump_json(by_alias=True, indent=2) + "\n")
        return
    if not analysis.words:
        _line("Er staan geen woorden in deze tekst.")
        return
    widths = [max(map(len, texts)) for texts in zip(*map(_columns, analysis.words), strict=True)]
    for word in analysis.words:
        columns = [text.ljust(width) for text, width in zip(_columns(word), widths, strict=True)]
        _line("  ".join([*columns, " + ".join(word.parts)]).rstrip())


def _columns(word: "WordOut") -> tuple[str, str, str]:
    return printable(word.word), word.term or "-", _REASONS[word.reason]


def write_check(report: "CheckReport", directory: Path, *, as_json: bool) -> None:
    """Print what a check found."""
    generation = report.generation
    if as_json:
        _dump({"generation": asdict(generation), "faults": report.faults})
        return
    counts = generation.counts
    _line(
        f"Versie {generation.number} van {generation.created}: "
        f"{counts['documents']} documenten, {counts['items']} items, "
        f"{counts['passages']} passages, {counts['vectors']} vectoren; taalmodel {generation.encoder.name}."
    )
    for fault in report.faults:
        _line(f"  fout: {printable(fault)}")
    _line(f"Herstel met: bronwijzer check --index {directory} --repair" if report.faults else "Alles klopt.")


def holdings(generation: "Generation") -> str:
    """Return how many documents and passages a generation holds."""
    documents = _count(generation.counts["documents"], "document", "documenten")
    return f"{documents} en {_count(generation.counts['passages'], 'passage', 'passages')}"


def write_job(job: "Job", *, as_json: bool) -> None:
    """Print what became of the documents of a finished job."""
    if as_json:
        from api.jobs_schemas import JobOut

        _dump(JobOut.of(job).model_dump(by_alias=True))
        return
    for outcome in job.outcomes:
        _line(f"{printable(str(outcome.doc_id))}: {printable(str(outcome.reason))}")


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _dump(contents: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(contents, ensure_ascii=False, indent=2) + "\n")


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")


def _bold(text: str) -> str:
    return f"{_BOLD}{printable(text)}{_RESET}" if sys.stdout.isatty() else printable(text)


def _dim(text: str) -> str:
    return f"{_DIM}{text}{_RESET}" if sys.stdout.isatty() else text
