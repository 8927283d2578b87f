"""What was measured, whole or in slices, and what two configurations differ in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from eval.measures import Scores, mean_measures
from eval.trec import Query
from eval.uncertainty import Interval, interval, randomisation_p
from search.encoder import EncoderIdentity


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of every question in every configuration; the questions are those with something relevant.

    A judged question that the collection does not hold has neither text nor kind.
    """

    collection: str
    encoder: EncoderIdentity
    questions: Mapping[str, Query]  # by query_id
    scores: Mapping[str, Scores]  # by the name of the configuration, of the same questions in the same order
    answers: Mapping[str, float] = field(default_factory=dict)  # as eval.answers measures them, of all questions

    def means(self, configuration: str) -> dict[str, float]:
        """Return the mean over all questions, by measure."""
        return mean_measures(self.scores[configuration])

    def interval(self, configuration: str, measure: str) -> Interval | None:
        """Return the 95 % interval of a mean; None for a single question."""
        return interval([score[measure] for score in self.scores[configuration].values()])

    def slices(self) -> dict[str, "Evaluation"]:
        """Return the part of each kind of question, by kind in alphabetical order; each can do what the whole can."""
        return {
            kind: self._of([query.query_id for query in self.questions.values() if query.kind == kind])
            for kind in sorted({query.kind for query in self.questions.values()})
        }

    def _of(self, query_ids: Sequence[str]) -> "Evaluation":
        return replace(
            self,
            questions={query_id: self.questions[query_id] for query_id in query_ids},
            scores={name: {query_id: of[query_id] for query_id in query_ids} for name, of in self.scores.items()},
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """What one configuration scores above another by one measure; below 0 the other is better."""

    per_query: Mapping[str, float]  # the highest first
    mean: float
    interval: Interval | None  # None for a single question
    p: float  # of a two-sided test
    wins: int
    losses: int
    ties: int


def difference(evaluation: Evaluation, configuration: str, other: str, measure: str) -> Difference:
    """Return what a configuration scores above another by a measure, question by question."""
    scores, others = evaluation.scores[configuration], evaluation.scores[other]
    per_query = {query_id: scores[query_id][measure] - others[query_id][measure] for query_id in scores}
    values = list(per_query.values())
    wins, losses = sum(value > 0 for value in values), sum(value < 0 for value in values)
    return Difference(
        per_query=dict(sorted(per_query.items(), key=lambda item: -item[1])),
        mean=fmean(values),
        interval=interval(values),
        p=randomisation_p(values),
        wins=wins,
        losses=losses,
        ties=len(values) - wins - losses,
    )
