"""What goes over HTTP and comes out of ``--json``: camelCase, each field described."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from corpus.describing.statuses import read_status, status_name
from corpus.kinds import read_kind
from corpus.model import Fact, FactName, Item, Metadata, Passage, Status, date_bounds, is_partial_date
from search.answering.answer import Answer, Quote, Sentence
from search.answering.answerer import DEPTH, NEAREST
from search.answering.citation import Citation, cite
from search.answering.follow_up import MAX_TURNS
from search.answering.manners import MAX_QUESTION
from search.dutch.analyser import ANALYSER_VERSION, Reason, explain
from search.errors import InvalidQueryError
from search.expansion import WEIGHT, Expansion, Relation, Source
from search.explaining import Match
from search.matching import How
from search.query import MAX_K, clean_query
from search.ranking import EXPANSIONS, NOTHING, SPELLING, Mode, Part
from search.searcher import Hit, Hits
from search.store import Filter


class Schema(BaseModel):
    """JSON in camelCase; unknown fields are refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


def _partial_date(value: str) -> str:
    if not is_partial_date(value):
        raise ValueError("schrijf de datum als 2024, 2024-02 of 2024-02-01")
    return value


PartialDate = Annotated[str, AfterValidator(_partial_date)]


def _question(value: str) -> str:
    try:
        return clean_query(value, called="vraag")
    except InvalidQueryError as error:
        raise ValueError(str(error)) from error


AskedQuestion = Annotated[str, AfterValidator(_question)]


def _status(value: object) -> object:
    return (read_status(value) if isinstance(value, str) else None) or value


class Filtered(Schema, populate_by_name=False):
    """Which documents, and which items in them, may be found."""

    kind: str | None = Field(
        default=None,
        max_length=200,
        description="Only documents or items of this kind, by its code or the Dutch word for it.",
    )
    publisher: str | None = Field(default=None, max_length=200, description="Only documents of this publisher.")
    first: PartialDate | None = Field(default=None, alias="from", description="Only from this (partial) date on.")
    last: PartialDate | None = Field(default=None, alias="to", description="Only up to and with this (partial) date.")
    status: Annotated[Status | None, BeforeValidator(_status)] = Field(
        default=None, description="Only projects with this status."
    )
    place: str | None = Field(default=None, max_length=200, description="Only what takes place here.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first and self.last and date_bounds(self.first)[0] > date_bounds(self.last)[1]:
            raise ValueError(f"from ({self.first}) ligt na to ({self.last}). Draai ze om")
        return self

    def filter(self, groups: frozenset[str] | None) -> Filter:
        """Return the filter that the fields describe, for the groups of whoever asks; None may read everything."""
        kind = None if self.kind is None else read_kind(self.kind)
        return Filter(kind, self.publisher, self.first, self.last, self.status, self.place, groups)

    def stated(self) -> dict[str, str]:
        """Return the fields that ask something, as they are written, with their values; a status in Dutch."""
        status = self.status and status_name(self.status)
        fields = {"kind": self.kind, "publisher": self.publisher, "status": status, "place": self.place}
        fields |= {"from": self.first, "to": self.last}
        return {name: value for name, value in fields.items() if value is not None}


class SearchParameters(Filtered):
    """A search, as a query string has it."""

    q: str = Field(description="What is searched.", examples=["schuldhulp bij jongeren"])
    k: int = Field(default=10, ge=1, le=MAX_K, description="Number of hits at most.")
    offset: int = Field(default=0, ge=0, le=10_000, description="Number of hits to pass over.")
    mode: Mode = Field(default="hybrid", description="Which legs rank.")
    expand: bool = Field(default=True, description="Whether long and short forms and synonyms are searched too.")
    correct: bool = Field(default=True, description="Whether words that the documents do not have may be mended.")
    explain: bool = Field(default=False, description="Whether each hit tells why it was found.")

    def without(self) -> frozenset[Part]:
        """Return the parts of the search that the fields decline."""
        return (NOTHING if self.expand else EXPANSIONS) | (NOTHING if self.correct else SPELLING)


class Turn(Schema, strict=True):
    """An earlier question of the same conversation."""

    question: AskedQuestion = Field(
        max_length=MAX_QUESTION, description="The question, as it was asked or as it was searched."
    )


class SearchRequest(SearchParameters, strict=True):
    """A search, as a body has it: a number there is no text, and true no number."""


class AnswerRequest(Filtered, strict=True):
    """A question that the documents may answer."""

    question: AskedQuestion = Field(
        description="One question, in Dutch.", examples=["Wie is de projectleider van Eerder in beeld?"]
    )
    history: list[Turn] = Field(
        default=[],
        max_length=MAX_TURNS,
        description="Earlier questions, the oldest first; a question such as 'en wanneer?' follows them.",
    )
    k: int = Field(default=NEAREST, ge=1, le=DEPTH, description="Number of nearest passages to return at most.")


class LocatorOut(Schema):
    """Where a passage lies in its document's text."""

    start: int = Field(description="First character, from 0.")
    end: int = Field(description="The character after the last.")
    page: int | None = Field(description="Page, from 1, of documents that have pages.")
    heading: list[str] = Field(description="Headings above the passage, outermost first.")


class PassageOut(Schema):
    """A verbatim piece of a document."""

    passage_id: str = Field(description="Name of the passage in this collection.")
    text: str = Field(description="The document's own words: documentText[start:end].")
    highlights: list[tuple[int, int]] = Field(description="Parts of text that match the query: [start, end].")
    locator: LocatorOut = Field(description="Where it stands.")


class FactOut(Schema):
    """Something that a source states about a work; nothing is invented."""

    name: FactName = Field(description="What it is about.")
    value: str = Field(description="As written; of start and end a partial date, of status one of three words.")
    role: str = Field(description="Of a person: the role, as written; else empty.")
    confidence: float = Field(description="1 when manifest or markup state it; else how often such a reading is right.")
    start: int | None = Field(description="First character in the document of the words that state it, if any do.")
    end: int | None = Field(description="The character after the last.")

    @classmethod
    def of(cls, fact: Fact) -> Self:
        """Return a fact as it goes out."""
        return cls(
            name=fact.name,
            value=fact.value,
            role=fact.role,
            confidence=fact.confidence,
            start=fact.start,
            end=fact.end,
        )


class DocumentOut(Schema):
    """What is known about the document of a passage, and about the item that the passage is in."""

    doc_id: str = Field(description="Name of the document in this collection.")
    title: str = Field(description="Title of the document.")
    item: str | None = Field(description="Title of the work inside it, such as an article in a newsletter.")
    publisher: str | None = Field(description="Who published it.")
    date: str | None = Field(description="Date, possibly partial: 2024, 2024-02 or 2024-02-01.")
    authors: list[str] = Field(description="Who wrote it.")
    kind: str | None = Field(description="Kind of document.")
    language: str | None = Field(description="Language code.")
    url: str | None = Field(description="Its address on the web.")
    item_kind: str | None = Field(description="Kind of the item.")
    item_date: str | None = Field(description="Date of the item: its own, or else that of the document.")
    item_authors: list[str] = Field(description="Who wrote the item, when that is stated of it alone.")
    facts: list[FactOut] = Field(description="What is stated of the item; of the document, when there is no item.")

    @classmethod
    def of(cls, passage: Passage, metadata: Metadata, item: Item | None) -> Self:
        """Return the document of a passage."""
        facts = metadata.facts if item is None else item.facts
        return cls(
            doc_id=passage.doc_id,
            title=metadata.title,
            item=passage.item,
            publisher=metadata.publisher,
            date=metadata.date,
            authors=list(metadata.authors),
            kind=metadata.kind,
            language=metadata.language,
            url=metadata.url,
            item_kind=item.kind if item else None,
            item_date=item.date if item else None,
            item_authors=list(item.authors) if item else [],
            facts=[FactOut.of(fact) for fact in facts],
        )


class CitationOut(Schema):
    """How to refer to a passage."""

    label: str = Field(description="Short form, for running text.")
    apa: str = Field(description="Reference in APA 7, in Dutch.")
    link: str = Field(description="Where the words can be checked.")

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Return a citation as it goes out."""
        return cls(label=citation.label, apa=citation.apa, link=citation.link)


class Copy(Schema):
    """A passage with (almost) the same words elsewhere."""

    doc_id: str = Field(description="Name of the document that it is in.")
    passage_id: str = Field(description="Name of the passage.")


class LegOut(Schema):
    """What one leg had to say about a hit."""

    leg: Literal["dense", "lexical", "compound", "recency"] = Field(description="Name of the leg.")
    rank: int | None = Field(description="Rank in this leg, from 1; null when it is not among its candidates.")
    score: float | None = Field(description="The leg's own score: cosine, BM25, or the number of the day.")
    share: float = Field(description="What it adds to the score of the hit.")


class MatchOut(Schema):
    """A term that was searched, and how the passage or the headings above it have it."""

    term: str = Field(description="The term: a word as the analyser made it.")
    how: How = Field(description="As the word itself, a part of a compound, or all or some of the parts of a compound.")
    words: list[str] = Field(description="The words that it matches, as they stand there.")
    added: str | None = Field(description="The expansion that brought it; null for a word of the query.")
    share: float = Field(description="What it adds to the score of the hit.")

    @classmethod
    def of(cls, match: Match) -> Self:
        """Return a match as it goes out."""
        return cls(term=match.term, how=match.how, words=list(match.words), added=match.added, share=match.share)


class Explanation(Schema):
    """Why a passage was found."""

    legs: list[LegOut] = Field(description="Every leg that ran; their shares less brevity and crowding are the score.")
    brevity: float = Field(description="What is taken off because the passage is of a few words.")
    crowding: float = Field(description="What is taken off because better passages are from the same work.")
    matches: list[MatchOut] = Field(description="Terms in the passage or the headings above it, weightiest first.")

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """Return why a hit was found."""
        return cls(
            legs=[LegOut(leg=leg.leg, rank=leg.rank, score=leg.score, share=leg.share) for leg in hit.legs],
            brevity=hit.brevity,
            crowding=hit.crowding,
            matches=[MatchOut.of(match) for match in hit.matches],
        )


class HitOut(Schema):
    """A ranked passage."""

    rank: int = Field(description="Rank, from 1.")
    score: float = Field(description="Comparable within this answer only; higher is better.")
    passage: PassageOut = Field(description="The passage.")
    document: DocumentOut = Field(description="Its document.")
    citation: CitationOut = Field(description="How to refer to it.")
    also_in: list[Copy] = Field(description="Near-identical passages that ranked lower.")
    explanation: Explanation | None = Field(description="Why it was found; null unless asked for.")

    @classmethod
    def of(cls, hit: Hit, *, explain: bool) -> Self:
        """Return a hit as it goes out."""
        return cls(
            rank=hit.rank,
            score=hit.score,
            passage=passage_out(hit.passage, hit.highlights),
            document=DocumentOut.of(hit.passage, hit.metadata, hit.item),
            citation=CitationOut.of(cite(hit)),
            also_in=[Copy(doc_id=copy.doc_id, passage_id=copy.passage_id) for copy in hit.also_in],
            explanation=Explanation.of(hit) if explain else None,
        )


class FacetValue(Schema):
    """A value with the number of documents that have it."""

    value: str = Field(description="The value.")
    count: int = Field(description="Documents with it among all hits.")


class ExpansionOut(Schema):
    """Words that were searched as well."""

    terms: list[str] = Field(description="Terms of the query that they were added to.")
    added: str = Field(description="What was added, as it is written there.")
    source: Source = Field(description="Where it is from: documents that explain it in brackets, or the thesaurus.")
    relation: Relation = Field(description="What it is of those terms.")
    weight: float = Field(description="Of an added term, where one of the query itself has 1.")

    @classmethod
    def of(cls, expansion: Expansion) -> Self:
        """Return an expansion as it goes out."""
        form = expansion.form
        return cls(
            terms=list(expansion.terms), added=form.added, source=form.source, relation=form.relation, weight=WEIGHT
        )


class SearchResponse(Schema):
    """A page of ranked passages."""

    query: str = Field(description="The query as it was typed, with single spaces.")
    corrected: str | None = Field(description="The query with its spelling mended, when that was searched instead.")
    suggestion: str | None = Field(description="What may have been meant and was not searched: did you mean this?")
    note: str | None = Field(
        description="What would be found without the filter, in Dutch, when it lets nothing through."
    )
    total: int = Field(description="Number of hits that can be paged through.")
    took_ms: float = Field(description="Milliseconds spent searching.")
    legs: list[str] = Field(description="Which legs ran.")
    expansions: list[ExpansionOut] = Field(description="What was searched beside the words of the query.")
    facets: dict[str, list[FacetValue]] = Field(
        description="For kind, publisher, year, status and place: values with counts."
    )
    hits: list[HitOut] = Field(description="Best first.")

    @classmethod
    def of(cls, hits: Hits, *, explain: bool, note: str | None = None) -> Self:
        """Return a page of hits as it goes out."""
        return cls(
            query=hits.query,
            corrected=hits.corrected,
            suggestion=hits.suggestion,
            note=note,
            total=hits.total,
            took_ms=round(hits.took_ms, 2),
            legs=list(hits.legs),
            expansions=[ExpansionOut.of(expansion) for expansion in hits.expansions],
            facets={
                name: [FacetValue(value=value, count=count) for value, count in values]
                for name, values in hits.facets.items()
            },
            hits=[HitOut.of(hit, explain=explain) for hit in hits.hits],
        )


class SentenceOut(Schema):
    """A sentence or list item of an answer."""

    text: str = Field(
        description="Words of a quote, with single spaces and without a bullet; or generated, and supported by quotes."
    )
    citations: list[int] = Field(description="Numbers of the citations whose quotes hold or support it.")

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """Return a sentence as the API shows it."""
        return cls(text=sentence.text, citations=list(sentence.citations))


class QuoteOut(Schema):
    """Words of a document that an answer rests on."""

    number: int = Field(description="Number, from 1.")
    passage_id: str = Field(description="Name of the passage that it is from.")
    doc_id: str = Field(description="Name of the document in this collection.")
    title: str = Field(description="Title of the document.")
    item: str | None = Field(description="Title of the work inside it, such as an article in a newsletter.")
    date: str | None = Field(description="Date of the item, or else of the document; possibly partial.")
    quote: str = Field(description="The document's own words: documentText[start:end].")
    start: int = Field(description="First character, from 0.")
    end: int = Field(description="The character after the last.")
    page: int | None = Field(description="Page, from 1, of documents that have pages.")
    label: str = Field(description="Short form of the reference, for running text.")
    apa: str = Field(description="Reference in APA 7, in Dutch.")
    link: str = Field(description="Where the words can be checked.")

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """Return a quote as it goes out."""
        passage, citation = quote.passage, cite(quote)
        return cls(
            number=quote.number,
            passage_id=passage.passage_id,
            doc_id=passage.doc_id,
            title=quote.metadata.title,
            item=passage.item,
            date=quote.date,
            quote=quote.text,
            start=quote.start,
            end=quote.end,
            page=passage.locator.page,
            label=citation.label,
            apa=citation.apa,
            link=citation.link,
        )


class AnswerResponse(Schema):
    """What the documents say to a question, in their own words; or that they do not say it."""

    question: str = Field(description="The question as it was asked, with single spaces.")
    searched: str = Field(description="The question that was searched: in full, when it was asked as a follow-up.")
    answered: bool = Field(description="Whether the documents answer it.")
    text: str = Field(description="The answer, or the Dutch sentence that says that there is none.")
    short: str | None = Field(description="The fact itself, when a fact was asked for and found.")
    confidence: float = Field(description="Probability that the answer is right, calibrated on known questions.")
    took_ms: float = Field(description="Milliseconds spent.")
    generated: bool = Field(description="Whether a language model worded it; quotes support each of its sentences.")
    dropped: int = Field(description="Sentences of the language model that were left out: no quote supports them.")
    note: str | None = Field(description="What the asker should know, in Dutch.")
    related: list[str] = Field(description="What the nearest passages are about, when there is no answer.")
    sentences: list[SentenceOut] = Field(description="The answer by sentence or list item; none without an answer.")
    citations: list[QuoteOut] = Field(description="The quotes that it rests on; none without an answer.")
    hits: list[HitOut] = Field(description="The nearest passages, best first.")

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Return an answer as it goes out."""
        return cls(
            question=answer.question,
            searched=answer.searched,
            answered=answer.answered,
            text=answer.text,
            short=answer.short,
            confidence=round(answer.confidence, 4),
            took_ms=round(answer.took_ms, 2),
            generated=answer.generated,
            dropped=answer.dropped,
            note=answer.note,
            related=list(answer.related),
            sentences=[SentenceOut.of(sentence) for sentence in answer.sentences],
            citations=[QuoteOut.of(quote) for quote in answer.quotes],
            hits=[HitOut.of(hit, explain=False) for hit in answer.hits],
        )


class PassageResponse(Schema):
    """A passage with its neighbours."""

    passage: PassageOut = Field(description="The passage.")
    document: DocumentOut = Field(description="Its document.")
    citation: CitationOut = Field(description="How to refer to it.")
    previous: str | None = Field(description="Id of the passage before it in the document.")
    next: str | None = Field(description="Id of the passage after it in the document.")


class Health(Schema):
    """Whether the service can be used."""

    status: Literal["ok"] = Field(description="Always ok: anything else is a problem.")


class Readiness(Health):
    """Whether searches can be answered, and from what."""

    generation: int = Field(description="Number of the generation of the index.")
    documents: int = Field(description="Number of documents in it.")
    passages: int = Field(description="Number of passages in it.")


class Fault(Schema):
    """One thing that is wrong with a request."""

    location: str = Field(description="The parameter or field.")
    message: str = Field(description="What is wrong with it, in Dutch.")


class Problem(Schema):
    """An error, as RFC 9457 has it."""

    status: int = Field(description="The HTTP status code.")
    title: str = Field(description="What kind of problem it is, in Dutch.")
    detail: str = Field(description="What is wrong here and what helps, in Dutch.")
    errors: list[Fault] = Field(default=[], description="Every fault of the request.")


def passage_out(passage: Passage, highlights: tuple[tuple[int, int], ...] = ()) -> PassageOut:
    """Return a passage as it goes out."""
    locator = passage.locator
    return PassageOut(
        passage_id=passage.passage_id,
        text=passage.text,
        highlights=list(highlights),
        locator=LocatorOut(start=locator.start, end=locator.end, page=locator.page, heading=list(locator.heading)),
    )


class AnalysisRequest(Schema, populate_by_name=False):
    """A text whose words are looked up."""

    text: str = Field(max_length=10_000, description="Any text.", examples=["Werk met jongeren in de wijk"])


class WordOut(Schema):
    """What becomes of one word, and why."""

    word: str = Field(description="The word as it stands in the text.")
    start: int = Field(description="Its first character, from 0.")
    end: int = Field(description="The character after its last.")
    term: str | None = Field(description="What it is found by; null for a stopword.")
    reason: Reason = Field(description="Why it has this term.")
    parts: list[str] = Field(description="The terms of the words that a compound is made of.")


class AnalysisResponse(Schema):
    """Every word of a text, in order."""

    analyser: str = Field(description="Version of the analyser.")
    words: list[WordOut] = Field(description="The words.")

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the analysis of a text."""
        words = [
            WordOut(
                word=text[found.start : found.end],
                start=found.start,
                end=found.end,
                term=found.term or None,
                reason=found.reason,
                parts=list(found.parts),
            )
            for found in explain(text)
        ]
        return cls(analyser=ANALYSER_VERSION, words=words)
