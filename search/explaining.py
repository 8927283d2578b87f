"""Which words brought a passage, and how much each of them counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.model import Passage
from search.dutch.analyser import parts
from search.fields import headings
from search.lexical import LexicalIndex
from search.matching import How, words_of
from search.ranking import DEPTH, Candidates, of_parts


@dataclass(frozen=True, slots=True)
class Match:
    """A term that was searched, and how a passage or the headings above it have it."""

    term: str
    how: How
    words: tuple[str, ...]  # as they stand there, each once
    added: str | None  # the expansion that brought the term, when the query does not have it itself
    share: float  # of the passage's score, by the legs of words


def matches(lexical: LexicalIndex, found: Candidates, passages: Mapping[int, Passage]) -> dict[int, tuple[Match, ...]]:
    """Return for each of these passages, by row, the terms that it matches, those that counted most first.

    Args:
        lexical: The index of words that was searched.
        found: What the query found in it.
        passages: Those to explain.
    """
    shares = _shares(lexical, found, passages)
    own = found.own
    added = {term: one.form.added for one in found.expansions for term in one.form.terms if term not in own}
    explained: dict[int, tuple[Match, ...]] = {}
    for row, passage in passages.items():
        matched = []
        for term in found.terms:
            texts = [(text, words_of(text)) for text in (passage.text, headings(passage))]
            how = next((how for _, words in texts if (how := words.how(term))), None)
            share = shares[row][term]
            if how is not None or share:
                places = [(text, words.find({term}) if how else words.some(term)) for text, words in texts]
                written = [text[start:end] for text, spans in places for start, end in spans]
                matched.append(Match(term, how or "some", tuple(dict.fromkeys(written)), added.get(term), share))
        explained[row] = tuple(sorted(matched, key=lambda match: (-match.share, match.term)))
    return explained


def _shares(lexical: LexicalIndex, found: Candidates, passages: Mapping[int, Passage]) -> dict[int, dict[str, float]]:
    """Return what each term adds to the score of each row: its part of the leg's BM25 is its part of the leg's share.

    What a part of a compound adds is divided over the terms that have it.
    """
    shares: dict[int, dict[str, float]] = {row: dict.fromkeys(found.terms, 0.0) for row in passages}
    legs = {row: {leg.leg: leg for leg in scores} for row, scores in found.legs(list(passages)).items()}
    split = of_parts(found.terms)
    rows = passages.keys()
    if "lexical" in found.rankings:
        scores = lexical.explain(found.terms, rows, depth=DEPTH, works=found.works)
        for row, by_term in scores.items():
            leg = legs[row]["lexical"]
            for term, score in by_term.items():
                shares[row][term] += leg.share * score / sum(by_term.values())
    if "compound" in found.rankings:
        scores = lexical.explain(split, rows, depth=DEPTH, field="parts", works=found.works)
        for row, by_part in scores.items():
            leg = legs[row]["compound"]
            for term, weight in found.terms.items():
                score = sum(by_part[part] * weight / split[part] for part in parts([term]))
                shares[row][term] += leg.share * score / sum(by_part.values())
    return shares
