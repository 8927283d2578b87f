"""What ``eval`` prints: tables in Dutch, or JSON."""

import json
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from api.terminal import printable
from eval.evaluation import Difference, Evaluation
from eval.measurement import Measurement
from eval.measures import MAIN, MEASURES
from eval.uncertainty import Interval
from search.dutch.analyser import ANALYSER_VERSION

_SHOWN = 5
"""Questions that are shown as won, and as lost."""
_ANSWERS = {
    "answerable": "vragen met een antwoord",
    "unanswerable": "vragen zonder antwoord",
    "correct": "goed",
    "wrong": "fout",
    "abstained": "niet gegeven",
    "exactMatch": "exact gelijk",
    "tokenF1": "F1 over woorden",
    "refusalPrecision": "weigering, precisie",
    "refusalRecall": "weigering, recall",
    "verbatim": "citaat letterlijk",
    "citedDocument": "juist document",
    "calibrationError": "fout in zekerheid",
    "p50Ms": "p50, ms",
    "p95Ms": "p95, ms",
}


def write(measurement: Measurement, *, as_json: bool) -> None:
    """Print a measurement."""
    if as_json:
        sys.stdout.write(json.dumps(_fields(measurement), ensure_ascii=False, indent=2) + "\n")
        return
    tables = [_means(measurement.evaluation), _slices(measurement.evaluation)]
    tables += [_comparison(measurement), _ablation(measurement), _answers(measurement.evaluation)]
    tables.append(_faults(measurement.faults))
    sys.stdout.write("\n\n".join("\n".join(lines) for lines in tables if lines) + "\n")


def _fields(measurement: Measurement) -> dict[str, Any]:
    evaluation = measurement.evaluation
    fields = {"collection": evaluation.collection, **_figures(evaluation), "answers": evaluation.answers}
    fields |= {"measured": datetime.now(UTC).isoformat(timespec="seconds")}
    fields |= {"encoder": asdict(evaluation.encoder), "analyser": ANALYSER_VERSION}
    fields["slices"] = {kind: _figures(part) for kind, part in evaluation.slices().items()}
    if measurement.pair is not None:
        main = measurement.comparison[MAIN]
        fields["comparison"] = {
            "configurations": measurement.pair,
            "measures": {measure: _difference(of) for measure, of in measurement.comparison.items()},
            "perQuery": [
                {"queryId": query_id, "text": evaluation.questions[query_id].text, MAIN: value}
                for query_id, value in main.per_query.items()
            ],
        }
    if measurement.ablation:
        parts = {part: _difference(of) for part, of in measurement.ablation.items()}
        fields["ablation"] = {"configuration": measurement.whole, "measure": MAIN, "parts": parts}
    if measurement.faults is not None:
        fields["baseline"] = {"faults": measurement.faults}
    return fields


def _figures(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "queries": len(evaluation.questions),
        "modes": {name: evaluation.means(name) for name in evaluation.scores},
        "intervals": {
            name: {measure: evaluation.interval(name, measure) for measure in MEASURES} for name in evaluation.scores
        },
    }


def _difference(of: Difference) -> dict[str, Any]:
    counts = {"wins": of.wins, "losses": of.losses, "ties": of.ties}
    return {"difference": of.mean, "interval": of.interval, "p": of.p, **counts}


def _answers(evaluation: Evaluation) -> list[str]:
    rows = [[_ANSWERS[name], f"{value:.4g}".replace(".", ",")] for name, value in evaluation.answers.items()]
    return ["antwoorden", *_table(rows)] if rows else []


def _means(evaluation: Evaluation) -> list[str]:
    rows = []
    for name in evaluation.scores:
        means = evaluation.means(name).items()
        rows.append([name, *(_decimal(mean) + _between(evaluation.interval(name, of)) for of, mean in means)])
    questions = "1 vraag" if len(evaluation.questions) == 1 else f"{len(evaluation.questions)} vragen"
    return [
        f"{printable(evaluation.collection)}: {questions}, gemiddelden met hun 95%-interval",
        *_table([["", *MEASURES], *rows], left=True),
    ]


def _slices(evaluation: Evaluation) -> list[str]:
    """Return the table of kinds; nothing where all questions are of one."""
    slices = evaluation.slices()
    if len(slices) == 1:
        return []
    means = {name: [_decimal(part.means(name)[MAIN]) for part in slices.values()] for name in evaluation.scores}
    return [
        f"{MAIN} per soort vraag",
        *_table(
            [
                ["", *(printable(kind) or "(geen)" for kind in slices)],
                ["vragen", *(str(len(part.questions)) for part in slices.values())],
                *([name, *values] for name, values in means.items()),
            ]
        ),
    ]


def _comparison(measurement: Measurement) -> list[str]:
    if measurement.pair is None:
        return []
    one, other = measurement.pair
    main = list(measurement.comparison[MAIN].per_query.items())
    return [
        f"{one} tegenover {other} (boven 0: {one} is beter)",
        *_differences(measurement.comparison),
        *_questions(f"Meest gewonnen ({MAIN})", [item for item in main if item[1] > 0], measurement.evaluation),
        *_questions(f"Meest verloren ({MAIN})", [item for item in main[::-1] if item[1] < 0], measurement.evaluation),
    ]


def _ablation(measurement: Measurement) -> list[str]:
    if not measurement.ablation:
        return []
    title = f"Wat elk onderdeel bijdraagt aan {MAIN} van {measurement.whole} (boven 0: het helpt)"
    return [title, *_differences(measurement.ablation)]


def _faults(faults: Sequence[str] | None) -> list[str]:
    if faults is None:
        return []
    if not faults:
        return ["Niets is gedaald sinds de cijfers zijn vastgelegd."]
    remedy = "Is dat zo bedoeld? Leg de cijfers dan opnieuw vast met --write-baseline."
    return [*(f"Niet als vastgelegd: {printable(fault)}." for fault in faults), remedy]


def _differences(of: Mapping[str, Difference]) -> list[str]:
    rows = [["", "verschil", "95%-interval", "p", "gewonnen", "verloren", "gelijk"]]
    for name, one in of.items():
        between = "" if one.interval is None else " tot ".join(f"{_decimal(end, '+')}" for end in one.interval)
        counts = [str(count) for count in (one.wins, one.losses, one.ties)]
        rows.append([name, _decimal(one.mean, "+"), between, f"{one.p:.4f}".replace(".", ","), *counts])
    return _table(rows)


def _questions(title: str, differences: Sequence[tuple[str, float]], evaluation: Evaluation) -> list[str]:
    if not differences:
        return []
    width = max(40, min(shutil.get_terminal_size().columns, 110))
    rows = [[f"  {_decimal(value, '+')}", printable(query_id)] for query_id, value in differences[:_SHOWN]]
    lines = []
    for line, (query_id, _) in zip(_table(rows, left=True), differences, strict=False):
        text = textwrap.shorten(printable(evaluation.questions[query_id].text), width - len(line), placeholder=" …")
        lines.append(f"{line}  {text}")
    return ["", title, *lines]


def _table(rows: Sequence[Sequence[str]], *, left: bool = False) -> list[str]:
    """Return rows as lines, names to the left; columns end, or else begin, under each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if left or not number else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _between(interval: Interval | None) -> str:
    return "" if interval is None else f" [{_decimal(interval[0], digits=2)}-{_decimal(interval[1], digits=2)}]"


def _decimal(value: float, sign: str = "", *, digits: int = 3) -> str:
    return f"{value:{sign}z.{digits}f}".replace(".", ",")
