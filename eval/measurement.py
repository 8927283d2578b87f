"""An evaluation with all that was asked of it: what is printed and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from eval.baseline import Agreed
from eval.configuration import Plan
from eval.evaluation import Difference, Evaluation, difference
from eval.measures import MAIN, MEASURES


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured, and what follows from it."""

    evaluation: Evaluation
    pair: tuple[str, str] | None  # the configurations that are compared
    comparison: Mapping[str, Difference]  # by measure; empty without a pair
    whole: str  # the configuration that parts were left out of
    ablation: Mapping[str, Difference]  # by part, of the main measure; empty unless asked for
    faults: Sequence[str] | None  # against what was agreed on; None unless asked for

    @classmethod
    def of(cls, evaluation: Evaluation, plan: Plan, *, agreed: Agreed | None) -> Self:
        """Return an evaluation with the comparisons that were planned."""
        pair = None if plan.pair is None else (plan.pair[0].name, plan.pair[1].name)
        whole = plan.configurations[0].name
        return cls(
            evaluation,
            pair,
            {measure: difference(evaluation, *pair, measure) for measure in MEASURES} if pair is not None else {},
            whole,
            {part: difference(evaluation, whole, left.name, MAIN) for part, left in plan.ablations.items()},
            None if agreed is None else agreed.faults(Agreed.of(evaluation)),
        )
