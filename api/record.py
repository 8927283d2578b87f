"""What a search was, so that it can be told and done again: for the methods section of a review."""

from collections.abc import Mapping, Set
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Self

from pydantic import Field

from api.filters import in_words
from api.output import LEGS, added_in_words
from api.schemas import ExpansionOut, Schema
from api.values import Count, Ordinal, Query, Words
from corpus.model import MONTHS
from search.expansion import Forms, fingerprint
from search.ranking import DEPTH, EXPANSIONS, SPELLING, Mode, Part
from search.searcher import Hits


class ThesaurusOut(Schema):
    """The thesaurus that searches are widened with."""

    terms: Ordinal = Field(description="Number of words and phrases that it knows.", examples=[1402])
    fingerprint: str = Field(
        max_length=12, description="The same for the same contents alone.", examples=["3f9a0c41d2e7"]
    )


class CountsOut(Schema):
    """How much there is."""

    documents: Count = Field(description="Number of documents.", examples=[47])
    passages: Count = Field(description="Number of passages in them.", examples=[379])


class SearchRecord(Schema):
    """Everything that a search depends on, and how much it found."""

    query: Query = Field(description="The query, with single spaces.", examples=["sociale bassis"])
    corrected: Query | None = Field(
        description="The query with its spelling mended, when that was searched instead.", examples=["sociale basis"]
    )
    mode: Mode = Field(description="Which legs were asked for.", examples=["hybrid"])
    expand: bool = Field(description="Whether long and short forms and synonyms were searched too.", examples=[True])
    correct: bool = Field(description="Whether words that the documents do not have could be mended.", examples=[True])
    filters: dict[str, Words] = Field(
        description="The fields that narrowed it, with their values.",
        examples=[{"kind": "nieuwsbrief", "from": "2024"}],
        max_length=6,
    )
    legs: list[Words] = Field(max_length=4, description="Which legs ran.", examples=[["dense", "lexical", "compound"]])
    depth: Ordinal = Field(description="Number of best passages that each leg ranked at most.", examples=[DEPTH])
    expansions: list[ExpansionOut] = Field(
        max_length=100_000, description="What was searched beside the words of the query.", examples=[[]]
    )
    found: CountsOut = Field(
        description="All that was found, of which a page shows a part.", examples=[{"documents": 31, "passages": 208}]
    )
    collection: CountsOut = Field(description="What was searched.", examples=[{"documents": 47, "passages": 379}])
    generation: Ordinal = Field(description="Number of the generation of the index.", examples=[3])
    indexed_at: str = Field(max_length=40, description="When that was written.", examples=["2026-11-21T09:30:00+00:00"])
    encoder: str = Field(
        max_length=10_000, description="The language model and its revision.", examples=["multilingual-e5-small (1a2b)"]
    )
    analyser: str = Field(max_length=100, description="Version of the analysis of words.", examples=["12"])
    thesaurus: ThesaurusOut | None = Field(
        description="The thesaurus; null without one.", examples=[{"terms": 1402, "fingerprint": "3f9a0c41d2e7"}]
    )
    software: str = Field(max_length=100, description="The program and its version.", examples=["Bronwijzer 0.1.0"])
    searched_at: str = Field(
        max_length=40, description="When the search was done, in UTC.", examples=["2026-11-22T11:24:00+00:00"]
    )
    text: str = Field(max_length=1_000_000, description="All of it in Dutch sentences.", examples=["Gezocht met …"])

    @classmethod
    def of(
        cls,
        hits: Hits,
        *,
        mode: Mode,
        without: Set[Part],
        stated: Mapping[str, str],
        thesaurus: Forms,
        counts: Mapping[str, int],
    ) -> Self:
        """Return the record of a search that was done now.

        Args:
            hits: What it found.
            mode: Which legs were asked for.
            without: The parts that were declined.
            stated: The fields that narrowed it, with their values.
            thesaurus: What it was widened with.
            counts: How many documents and passages could be found.
        """
        generation = hits.generation
        encoder = generation.encoder
        record = cls(
            query=hits.query,
            corrected=hits.corrected,
            mode=mode,
            expand=not without >= EXPANSIONS,
            correct=not without >= SPELLING,
            filters=dict(stated),
            legs=list(hits.legs),
            depth=DEPTH,
            expansions=[ExpansionOut.of(expansion) for expansion in hits.expansions],
            found=CountsOut(documents=hits.documents, passages=hits.total),
            collection=CountsOut(documents=counts["documents"], passages=counts["passages"]),
            generation=generation.number,
            indexed_at=generation.created,
            encoder=f"{encoder.name} ({encoder.revision})",
            analyser=generation.analyser,
            thesaurus=ThesaurusOut(terms=len(thesaurus), fingerprint=fingerprint(thesaurus)) if thesaurus else None,
            software=f"Bronwijzer {version('bronwijzer')}",
            searched_at=datetime.now(UTC).isoformat(timespec="seconds"),
            text="",
        )
        return record.model_copy(update={"text": _text(record, added_in_words(hits.expansions))})


def _text(record: SearchRecord, added: str) -> str:
    legs = ", ".join(LEGS[leg] for leg in record.legs)
    known = record.thesaurus
    thesaurus = f"thesaurus met {known.terms} woorden (kenmerk {known.fingerprint})" if known else "zonder thesaurus"
    lines = [
        f"Gezocht met {record.software} op {_moment(record.searched_at)}.",
        f"Zoekvraag: “{record.query}”.",
        f"Gezocht op “{record.corrected}”: de spelling is verbeterd." if record.corrected else "",
        f"Ook gezocht op: {added}." if added else "",
        f"Filters: {in_words(record.filters)}." if record.filters else "Zonder filters.",
        f"Manier van zoeken: {legs}; elk telt zijn beste {record.depth} passages mee.",
        f"Gevonden: {_counted(record.found)}.",
        f"Doorzocht: {_counted(record.collection)} (versie {record.generation} van de index, gemaakt op "
        f"{_moment(record.indexed_at)}).",
        f"Taalmodel {record.encoder}; woordanalyse {record.analyser}; {thesaurus}.",
    ]
    return "\n".join(line for line in lines if line)


def _counted(counts: CountsOut) -> str:
    passages = "1 passage" if counts.passages == 1 else f"{counts.passages} passages"
    return f"{passages} in {'1 document' if counts.documents == 1 else f'{counts.documents} documenten'}"


def _moment(written: str) -> str:
    moment = datetime.fromisoformat(written)
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} om {moment:%H.%M} uur (UTC)"
