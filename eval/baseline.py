"""Means that were agreed on, and which of them a new measurement does not reach."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from eval.evaluation import Evaluation
from search.encoder import EncoderIdentity

MEASURES = ("nDCG@10", "R@100", "RR@10")
TOLERANCE = 0.01
"""How far a mean may fall: of 150 questions, five that go from rank 1 to rank 2 lower nDCG@10 by more. Another
processor rounds vectors otherwise, which moves a mean by less."""

Means = Mapping[str, Mapping[str, float]]
"""Configuration -> measure -> mean."""


class BaselineError(ValueError):
    """There is nothing to compare with; the (Dutch) message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed on for one collection."""

    encoder: EncoderIdentity
    queries: int
    modes: Means
    slices: Mapping[str, Means]  # by kind of question; each may fall by itself, and they tell where a mean fell

    @classmethod
    def of(cls, evaluation: Evaluation) -> Self:
        """Return the means of an evaluation."""
        slices = {kind: _means(part) for kind, part in evaluation.slices().items()}
        return cls(evaluation.encoder, len(evaluation.questions), _means(evaluation), slices)

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """Return what ``dataclasses.asdict`` wrote.

        Raises:
            AttributeError, KeyError, TypeError or ValueError: If it did not.
        """
        modes = _read_means(fields["modes"], fields["modes"])
        slices = {kind: _read_means(means, modes) for kind, means in fields["slices"].items()}
        return cls(EncoderIdentity(**fields["encoder"]), int(fields["queries"]), modes, slices)

    def faults(self, now: Self) -> list[str]:
        """Return in Dutch which means a new measurement does not reach, or why the two cannot be compared."""
        if now.encoder != self.encoder:
            return [
                f"de vastgelegde cijfers zijn van taalmodel {self.encoder.name} ({self.encoder.revision}), "
                f"deze van {now.encoder.name} ({now.encoder.revision})"
            ]
        if now.queries != self.queries:
            return [f"de vastgelegde cijfers gaan over {self.queries} vragen, deze over {now.queries}"]
        shared = [name for name in self.modes if name in now.modes]
        if not shared:
            return [f"er zijn alleen cijfers vastgelegd van {', '.join(self.modes)}"]
        return [
            f"{measure} van {name} is gedaald {_drop(self.modes, now.modes, name, measure)}"
            f"{self._where(now, name, measure)}"
            for name in shared
            for measure in MEASURES
            if now.modes[name][measure] < self.modes[name][measure] - TOLERANCE
        ]

    def _where(self, now: Self, name: str, measure: str) -> str:
        """Return in Dutch the kinds of question that fell too, in the order of their names."""
        fallen = [
            f"{kind or 'zonder soort'} {_drop(then, now.slices[kind], name, measure)}"
            for kind, then in self.slices.items()
            if kind in now.slices and now.slices[kind][name][measure] < then[name][measure] - TOLERANCE
        ]
        return f" (per soort: {', '.join(fallen)})" if fallen else ""


def read_baseline(path: Path) -> dict[str, Agreed]:
    """Return what was agreed on, by collection.

    Raises:
        BaselineError: If there is no such file, or it holds something else.
    """
    try:
        return {name: Agreed.read(fields) for name, fields in json.loads(path.read_text("utf-8")).items()}
    except FileNotFoundError as error:
        raise BaselineError(f"{path} bestaat niet. Leg de cijfers eerst vast: --write-baseline {path}.") from error
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BaselineError(
            f"{path} bevat geen vastgelegde cijfers. Kies een ander bestand, of haal dit weg."
        ) from error


def agreed_on(path: Path, collection: str) -> Agreed:
    """Return what a file says of a collection.

    Raises:
        BaselineError: If it says nothing of it.
    """
    agreed = read_baseline(path).get(collection)
    if agreed is None:
        raise BaselineError(f"{path} bevat geen cijfers van {collection}. Leg ze eerst vast: --write-baseline {path}.")
    return agreed


def write_baseline(path: Path, agreed: Mapping[str, Agreed]) -> None:
    """Write what was agreed on, by collection; the same means give the same bytes."""
    contents = {name: asdict(agreed[name]) for name in sorted(agreed)}
    path.write_text(json.dumps(contents, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _means(evaluation: Evaluation) -> Means:
    means = {name: evaluation.means(name) for name in evaluation.scores}
    return {name: {measure: round(of[measure], 4) for measure in MEASURES} for name, of in means.items()}


def _read_means(fields: Mapping[str, Mapping[str, Any]], names: Iterable[str]) -> Means:
    return {name: {measure: float(fields[name][measure]) for measure in MEASURES} for name in names}


def _drop(then: Means, now: Means, name: str, measure: str) -> str:
    return f"van {then[name][measure]:.3f} naar {now[name][measure]:.3f}".replace(".", ",")
