"""Fits the weights of answers to questions with known answers, and says how right their probabilities are.

    python -m eval.bench.calibrating --judged QUERIES DOCUMENTS --judged ... --pages BEIR --pages ... [--write]

A ``--judged`` collection has questions with ``answers`` over documents; a ``--pages`` collection has questions that one
page each answers, and counts twice: as it is, and with that page taken away. There right is what holds one of the
``answers`` of the question, or whatever is on the page when its line in ``queries.jsonl`` has none. Every figure is of
questions that took no part in the fitting (eight folds, by question). ``--write`` replaces
``search/answering/weights.json`` and the plot ``eval/reliability.svg`` with what all questions together give.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from eval.answers import Gold, calibration_error, comparable, holds, is_right, read_golds, reliability
from eval.bench.making import encoder_of
from eval.experiment import index_beir
from eval.trec import read_qrels, read_queries
from indexer.sync import sync
from search.answering import scoring
from search.answering.answerer import DEPTH, LEFT_OUT, Encode, Judged, judge, remembering
from search.answering.composing import compose
from search.answering.scoring import FEATURES, SIGNS, Candidate, signs
from search.encoder import Encoder
from search.searcher import Searcher

Floats = npt.NDArray[np.float64]
FOLDS = 8
RANK_C, SURE_C = 3.0, 10.0
"""Inverse strength of regularisation, chosen in cross-validation."""
_PART_WORDS = 4
"""Words from which a unit that is a part of an accepted answer is right: of a list, or of several sentences."""
ROOT = Path(__file__).parents[2]
WEIGHTS, PLOT = ROOT / "search" / "answering" / "weights.json", ROOT / "eval" / "reliability.svg"


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its candidates, and which of them are right."""

    collection: str
    gold: Gold
    judged: Judged
    right: npt.NDArray[np.bool_]  # per candidate
    is_page: bool  # right is whatever is on the page: nobody said which words
    weight: float  # of one question: every collection counts alike, but for its size a little

    @property
    def numbers(self) -> Floats:
        """The numbers of the candidates, shape (candidates, features)."""
        return np.array([candidate.numbers for candidate in self.judged.ranked]).reshape(-1, len(FEATURES))

    @property
    def fold(self) -> int:
        """Which fold the question is in, whatever else is asked."""
        return sha256(self.gold.text.encode()).digest()[0] % FOLDS


def judged_cases(queries: Path, documents: Path, encoder: Encoder) -> list[Case]:
    """Return the questions of a collection with known answers."""
    golds, encode = read_golds(queries), remembering(encoder)
    with _searcher(lambda directory: sync([documents], directory, lambda own: encoder), encoder) as searcher:
        found = [_judge(searcher, gold.text, encode) for gold in golds]
    return [
        Case(queries.parent.name, gold, judged, _marks(gold, judged.ranked), False, len(golds) ** -0.25)
        for gold, judged in zip(golds, found, strict=True)
    ]


def page_cases(collection: Path, encoder: Encoder) -> list[Case]:
    """Return the questions of a BEIR collection twice: with the page that answers, and without."""
    qrels = read_qrels(collection / "qrels.tsv")
    queries = read_queries(collection / "queries.jsonl")
    known = {gold.query_id: gold for gold in read_golds(collection / "queries.jsonl") if gold.answers}
    cases, encode = [], remembering(encoder)
    build = lambda directory: index_beir(collection / "corpus.jsonl", directory, encoder, lambda *stage: None)  # noqa: E731
    with _searcher(build, encoder) as searcher:
        for query in queries:
            pages = frozenset(doc_id for doc_id, grade in qrels[query.query_id].items() if grade > 0)
            weight = len(queries) ** -0.25
            gold = known.get(query.query_id, Gold(query.query_id, query.text, ("page",), False, pages))
            gold, is_page = replace(gold, documents=pages), query.query_id not in known
            judged = _judge(searcher, query.text, encode)
            on_page = np.array([one.evidence.passage.doc_id in pages for one in judged.ranked], bool)
            right = on_page if is_page else _marks(gold, judged.ranked)
            cases.append(Case(collection.name, gold, judged, right, is_page, weight))
            judged = _judge(searcher, query.text, encode, without=pages)
            right = np.zeros(len(judged.ranked), bool)
            cases.append(Case(collection.name, replace(gold, answers=()), judged, right, is_page, weight))
    return cases


@contextmanager
def _searcher(build: Callable[[Path], object], encoder: Encoder) -> Iterator[Searcher]:
    with tempfile.TemporaryDirectory(prefix="bronwijzer-calibrating-") as folder:
        directory = Path(folder, "index")
        build(directory)
        yield Searcher.open(directory, encoder)


def _judge(searcher: Searcher, question: str, encode: Encode, *, without: frozenset[str] = frozenset()) -> Judged:
    found = searcher.search(question, k=DEPTH, without=LEFT_OUT)
    hits = tuple(hit for hit in found.hits if hit.passage.doc_id not in without)
    with patch.object(scoring, "READ", sys.maxsize):  # which are best without is not known before weights are fitted
        return judge(question, replace(found, hits=hits), searcher.view(None), encode)


def _marks(gold: Gold, ranked: Sequence[Candidate]) -> npt.NDArray[np.bool_]:
    """Return which candidates hold an accepted answer or are a part of one, in a document that may be cited."""
    return np.array(
        [
            one.evidence.passage.doc_id in gold.documents
            and any(holds(one.text, answer) or _is_part(one.text, answer) for answer in gold.answers)
            for one in ranked
        ],
        bool,
    )


def _is_part(text: str, answer: str) -> bool:
    return len(text.split()) >= _PART_WORDS and comparable(text) in comparable(answer)


def fit_rank(cases: Sequence[Case]) -> list[float]:
    """Return weights with which right candidates score above wrong ones: logistic regression of their differences."""
    differences, weights = [], []
    for case in cases:
        right, wrong = case.numbers[case.right], case.numbers[~case.right]
        for one in right if len(wrong) else ():
            differences.append(one - wrong)
            weights.append(np.full(len(wrong), case.weight / len(wrong) / len(right)))
    above, weight = np.vstack(differences), np.concatenate(weights)
    model = LogisticRegression(C=RANK_C, fit_intercept=False, max_iter=5_000)
    model.fit(np.vstack([above, -above]), np.repeat([1, 0], len(above)), sample_weight=np.tile(weight, 2) * len(cases))
    return [round(float(weight), 3) for weight in model.coef_[0]]


@dataclass(frozen=True, slots=True)
class Tried:
    """A question with the signs of its best candidate, and whether the answer is right."""

    case: Case
    signs: tuple[float, ...] | None
    is_right: bool


def try_out(cases: Sequence[Case], rank: Sequence[float]) -> list[Tried]:
    """Return what becomes of questions with these weights."""
    tried = []
    with patch.object(scoring, "fitted", lambda: {"rank": rank}):
        for case in cases:
            ranked = sorted(case.judged.ranked, key=lambda one: -one.score)
            if not ranked:
                tried.append(Tried(case, None, False))
                continue
            pieces = compose(case.judged.question, ranked)
            text = " ".join(sentence.text for piece in pieces for sentence in piece.sentences)
            on_page = bool(case.gold.answers) and ranked[0].evidence.passage.doc_id in case.gold.documents
            right = on_page if case.is_page else is_right(text, case.gold)
            tried.append(Tried(case, signs(case.judged.question, ranked, case.judged.pool), right))
    return tried


def fit_sure(tried: Sequence[Tried]) -> list[float]:
    """Return a constant and the weights of signs with which the probability of a right answer is told."""
    known = [one for one in tried if one.signs is not None]
    model = LogisticRegression(C=SURE_C, max_iter=5_000)
    model.fit(
        np.array([one.signs for one in known]),
        [one.is_right for one in known],
        sample_weight=np.array([one.case.weight for one in known]) * 4,
    )
    return [round(float(weight), 3) for weight in (model.intercept_[0], *model.coef_[0])]


def report(tried: Sequence[Tried], sure: Sequence[float], name: str) -> None:
    """Print right, wrong and refused by threshold."""
    print(f"{name}: {len(tried)} questions")  # noqa: T201 - a report
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        counts: Counter[tuple[bool, str]] = Counter()
        for one, probability in zip(tried, sure, strict=True):
            became = "refused" if probability < threshold else "right" if one.is_right else "wrong"
            counts[bool(one.case.gold.answers), became] += 1
        answerable = sum(count for (has, _), count in counts.items() if has) or 1
        others = sum(count for (has, _), count in counts.items() if not has) or 1
        refused = (counts[True, "refused"] + counts[False, "refused"]) or 1
        print(  # noqa: T201
            f"  {threshold:.2f} right {counts[True, 'right'] / answerable:.2f} "
            f"wrong {counts[True, 'wrong'] / answerable:.2f} withheld {counts[True, 'refused'] / answerable:.2f}; "
            f"refusals: precision {counts[False, 'refused'] / refused:.2f} "
            f"recall {counts[False, 'refused'] / others:.2f}"
        )
    pairs = list(zip(sure, [one.is_right for one in tried], strict=True))
    print(f"  expected calibration error {calibration_error(pairs):.3f}")  # noqa: T201


def draw(pairs: Sequence[tuple[float, bool]]) -> str:
    """Return the reliability plot: for each tenth of confidence the share of right answers, as SVG."""
    bars = "".join(
        f'<circle cx="{40 + 300 * mean:.1f}" cy="{320 - 300 * right:.1f}" r="{3 + len(one) ** 0.5 / 2:.1f}" '
        f'fill="#154273"><title>{len(one)} questions</title></circle>'
        for one, mean, right in reliability(pairs)
    )
    ticks = "".join(
        f'<text x="{40 + 30 * tenth}" y="338">.{tenth}</text><text x="10" y="{324 - 30 * tenth}">.{tenth}</text>'
        for tenth in range(2, 10, 2)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 370" font-family="sans-serif" font-size="12">'
        '<rect width="360" height="370" fill="white"/><path d="M40 20V320H340" fill="none" stroke="black"/>'
        '<path d="M40 320L340 20" stroke="#999" stroke-dasharray="4"/>'
        f'{ticks}{bars}<text x="120" y="360">confidence of the answer</text>'
        '<text x="46" y="14">share of right answers; a larger dot is more questions</text></svg>\n'
    )


def main() -> None:
    """Fit, tell, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judged", nargs=2, type=Path, action="append", default=[])
    parser.add_argument("--pages", type=Path, action="append", default=[])
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    encoder = encoder_of()
    cases = [case for queries, documents in chosen.judged for case in judged_cases(queries, documents, encoder)]
    cases += [case for collection in chosen.pages for case in page_cases(collection, encoder)]
    tried: list[Tried] = []
    for fold in range(FOLDS):
        rank = fit_rank([case for case in cases if case.fold != fold])
        tried += try_out([case for case in cases if case.fold == fold], rank)
    probabilities: dict[int, float] = {}
    for fold in range(FOLDS):
        sure = fit_sure([one for one in tried if one.case.fold != fold])
        with patch.object(scoring, "fitted", lambda sure=sure: {"sure": sure}):
            for number, one in enumerate(tried):
                if one.case.fold == fold:
                    probabilities[number] = scoring.certainty(one.signs) if one.signs else 0.0
    for name in dict.fromkeys(case.collection for case in cases):
        own = [number for number, one in enumerate(tried) if one.case.collection == name]
        report([tried[number] for number in own], [probabilities[number] for number in own], name)
    everything = [probabilities[number] for number in range(len(tried))]
    report(tried, everything, "together")
    rank = fit_rank(cases)
    sure = fit_sure(try_out(cases, rank))
    print(dict(zip(FEATURES, rank, strict=True)))  # noqa: T201
    print(dict(zip(("constant", *SIGNS), sure, strict=True)))  # noqa: T201
    if chosen.write:
        made = "python -m eval.bench.calibrating, see eval/CALIBRATION.md"
        weights = {"rank": rank, "sure": sure}
        WEIGHTS.write_text(json.dumps({"made": made, "weights": weights}, indent=1) + "\n", "utf-8")
        PLOT.write_text(draw(list(zip(everything, [one.is_right for one in tried], strict=True))), "utf-8")


if __name__ == "__main__":
    main()
