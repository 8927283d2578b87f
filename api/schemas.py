"""What goes over HTTP and comes out of ``--json``: camelCase, each field described."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from api.values import (
    DATE,
    MOST_NAMES,
    QUERY,
    Amount,
    Count,
    Ordinal,
    OutDate,
    PassageId,
    Probability,
    Query,
    StoredDocId,
    Whole,
    Words,
)
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
from search.query import MAX_K, MAX_QUERY, clean_query
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


PartialDate = Annotated[str, Field(json_schema_extra=DATE), AfterValidator(_partial_date)]


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
        examples=["nieuwsbrief"],
    )
    publisher: str | None = Field(
        default=None, max_length=200, description="Only documents of this publisher.", examples=["Gemeente Droomveen"]
    )
    first: PartialDate | None = Field(
        default=None,
        alias="from",
        description="Only from this (partial) date on.",
        max_length=10,
        json_schema_extra=DATE,
        examples=["2024"],
    )
    last: PartialDate | None = Field(
        default=None,
        alias="to",
        description="Only up to and with this (partial) date.",
        max_length=10,
        json_schema_extra=DATE,
        examples=["2024-06"],
    )
    status: Annotated[Status | None, BeforeValidator(_status)] = Field(
        default=None, description="Only projects with this status.", examples=["running"]
    )
    place: str | None = Field(
        default=None, max_length=200, description="Only what takes place here.", examples=["Droomveen"]
    )

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

    q: str = Field(description="What is searched.", examples=["schuldhulp bij jongeren"], json_schema_extra=QUERY)
    k: Whole = Field(default=10, ge=1, le=MAX_K, description="Number of hits at most.", examples=[10])
    offset: Whole = Field(default=0, ge=0, le=10_000, description="Number of hits to pass over.", examples=[20])
    mode: Mode = Field(default="hybrid", description="Which legs rank.", examples=["hybrid"])
    expand: bool = Field(
        default=True, description="Whether long and short forms and synonyms are searched too.", examples=[True]
    )
    correct: bool = Field(
        default=True, description="Whether words that the documents do not have may be mended.", examples=[True]
    )
    explain: bool = Field(default=False, description="Whether each hit tells why it was found.", examples=[False])

    def without(self) -> frozenset[Part]:
        """Return the parts of the search that the fields decline."""
        return (NOTHING if self.expand else EXPANSIONS) | (NOTHING if self.correct else SPELLING)


class Turn(Schema, strict=True):
    """An earlier question of the same conversation."""

    question: AskedQuestion = Field(
        max_length=MAX_QUESTION,
        description="The question, as it was asked or as it was searched.",
        examples=["Wie is de projectleider van Eerder in beeld?"],
        json_schema_extra={"format": "query"},
    )


class SearchRequest(SearchParameters, strict=True):
    """A search, as a body has it: a number there is no text, and true no number."""


class AnswerRequest(Filtered, strict=True):
    """A question that the documents may answer."""

    question: AskedQuestion = Field(
        description="One question, in Dutch.",
        examples=["Wie is de projectleider van Eerder in beeld?"],
        json_schema_extra=QUERY,
    )
    history: list[Turn] = Field(
        default=[],
        max_length=MAX_TURNS,
        description="Earlier questions, the oldest first; a question such as 'en wanneer?' follows them.",
    )
    k: Whole = Field(
        default=NEAREST, ge=1, le=DEPTH, description="Number of nearest passages to return at most.", examples=[5]
    )


class LocatorOut(Schema):
    """Where a passage lies in its document's text."""

    start: Count = Field(description="First character, from 0.", examples=[120])
    end: Count = Field(description="The character after the last.", examples=[161])
    page: Ordinal | None = Field(description="Page, from 1, of documents that have pages.", examples=[2])
    heading: list[Words] = Field(
        description="Headings above the passage, outermost first.",
        max_length=1_000,
        examples=[["Nieuwsbrief 3", "Coaches"]],
    )


class PassageOut(Schema):
    """A verbatim piece of a document."""

    passage_id: PassageId = Field(
        description="Name of the passage in this collection.", examples=["0f3a9c41d27b5e6f8a90"]
    )
    text: Words = Field(
        description="The document's own words: documentText[start:end].", examples=["Elke jongere krijgt een coach."]
    )
    highlights: list[tuple[Count, Count]] = Field(
        description="Parts of text that match the query: [start, end].", max_length=1_000_000, examples=[[[24, 29]]]
    )
    locator: LocatorOut = Field(description="Where it stands.")


class FactOut(Schema):
    """Something that a source states about a work; nothing is invented."""

    name: FactName = Field(description="What it is about.", examples=["person"])
    value: Words = Field(
        description="As written; of start and end a partial date, of status one of three words.",
        examples=["Roos Verzonnen"],
    )
    role: Words = Field(description="Of a person: the role, as written; else empty.", examples=["projectleider"])
    confidence: Probability = Field(
        description="1 when manifest or markup state it; else how often such a reading is right.", examples=[0.9]
    )
    start: Count | None = Field(
        description="First character in the document of the words that state it, if any do.", examples=[120]
    )
    end: Count | None = Field(description="The character after the last.", examples=[134])

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

    doc_id: StoredDocId = Field(description="Name of the document in this collection.", examples=["nieuws/mei.pdf"])
    title: Words = Field(description="Title of the document.", examples=["Nieuwsbrief mei"])
    item: Words | None = Field(
        description="Title of the work inside it, such as an article in a newsletter.",
        examples=["Een coach voor elke jongere"],
    )
    publisher: Words | None = Field(description="Who published it.", examples=["Gemeente Fabelstad"])
    date: OutDate | None = Field(
        description="Date, possibly partial: 2024, 2024-02 or 2024-02-01.", json_schema_extra=DATE, examples=["2024-05"]
    )
    authors: list[Words] = Field(description="Who wrote it.", max_length=MOST_NAMES, examples=[["Roos Verzonnen"]])
    kind: Words | None = Field(description="Kind of document.", examples=["newsletter"])
    language: Words | None = Field(description="Language code.", examples=["nl"])
    url: Words | None = Field(description="Its address on the web.", examples=["https://voorbeeld.nl/mei"])
    item_kind: Words | None = Field(description="Kind of the item.", examples=["interview"])
    item_date: OutDate | None = Field(
        description="Date of the item: its own, or else that of the document.",
        json_schema_extra=DATE,
        examples=["2024-05-02"],
    )
    item_authors: list[Words] = Field(
        description="Who wrote the item, when that is stated of it alone.",
        max_length=MOST_NAMES,
        examples=[["Bas Bedacht"]],
    )
    facts: list[FactOut] = Field(
        description="What is stated of the item; of the document, when there is no item.", max_length=MOST_NAMES
    )

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

    label: Words = Field(description="Short form, for running text.", examples=["Verzonnen, 2024, p. 2"])
    apa: Words = Field(
        description="Reference in APA 7, in Dutch.",
        examples=["Verzonnen, R. (2024, mei). Nieuwsbrief mei. Gemeente Fabelstad."],
    )
    link: Words = Field(description="Where the words can be checked.", examples=["https://voorbeeld.nl/mei#page=2"])

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Return a citation as it goes out."""
        return cls(label=citation.label, apa=citation.apa, link=citation.link)


class Copy(Schema):
    """A passage with (almost) the same words elsewhere."""

    doc_id: StoredDocId = Field(description="Name of the document that it is in.", examples=["site/coach.html"])
    passage_id: PassageId = Field(description="Name of the passage.", examples=["7b1d5e6f8a900f3a9c41"])


class LegOut(Schema):
    """What one leg had to say about a hit."""

    leg: Literal["dense", "lexical", "compound", "recency"] = Field(description="Name of the leg.", examples=["dense"])
    rank: Ordinal | None = Field(
        description="Rank in this leg, from 1; null when it is not among its candidates.", examples=[3]
    )
    score: Amount | None = Field(
        description="The leg's own score: cosine, BM25, or the number of the day.", examples=[0.83]
    )
    share: Amount = Field(description="What it adds to the score of the hit.", examples=[0.42])


class MatchOut(Schema):
    """A term that was searched, and how the passage or the headings above it have it."""

    term: Words = Field(description="The term: a word as the analyser made it.", examples=["coach"])
    how: How = Field(
        description="As the word itself, a part of a compound, or all or some of the parts of a compound.",
        examples=["word"],
    )
    words: list[Words] = Field(
        description="The words that it matches, as they stand there.",
        max_length=MOST_NAMES,
        examples=[["coach", "coaches"]],
    )
    added: Words | None = Field(
        description="The expansion that brought it; null for a word of the query.",
        examples=["Wet maatschappelijke ondersteuning"],
    )
    share: Amount = Field(description="What it adds to the score of the hit.", examples=[0.12])

    @classmethod
    def of(cls, match: Match) -> Self:
        """Return a match as it goes out."""
        return cls(term=match.term, how=match.how, words=list(match.words), added=match.added, share=match.share)


class Explanation(Schema):
    """Why a passage was found."""

    legs: list[LegOut] = Field(
        description="Every leg that ran; their shares less brevity and crowding are the score.", max_length=4
    )
    brevity: Amount = Field(description="What is taken off because the passage is of a few words.", examples=[0.0])
    crowding: Amount = Field(
        description="What is taken off because better passages are from the same work.", examples=[0.05]
    )
    matches: list[MatchOut] = Field(
        description="Terms in the passage or the headings above it, weightiest first.", max_length=MOST_NAMES
    )

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

    rank: Ordinal = Field(description="Rank, from 1.", examples=[1])
    score: Amount = Field(description="Comparable within this answer only; higher is better.", examples=[0.91])
    passage: PassageOut = Field(description="The passage.")
    document: DocumentOut = Field(description="Its document.")
    citation: CitationOut = Field(description="How to refer to it.")
    also_in: list[Copy] = Field(description="Near-identical passages that ranked lower.", max_length=MOST_NAMES)
    explanation: Explanation | None = Field(description="Why it was found; null unless asked for.", examples=[None])

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

    value: Words = Field(description="The value.", examples=["newsletter"])
    count: Ordinal = Field(description="Documents with it among all hits.", examples=[12])


class ExpansionOut(Schema):
    """Words that were searched as well."""

    terms: list[Words] = Field(
        description="Terms of the query that they were added to.", max_length=MAX_QUERY, examples=[["wmo"]]
    )
    added: Words = Field(
        description="What was added, as it is written there.", examples=["Wet maatschappelijke ondersteuning"]
    )
    source: Source = Field(
        description="Where it is from: documents that explain it in brackets, or the thesaurus.",
        examples=["abbreviations"],
    )
    relation: Relation = Field(description="What it is of those terms.", examples=["longForm"])
    weight: Probability = Field(description="Of an added term, where one of the query itself has 1.", examples=[0.25])

    @classmethod
    def of(cls, expansion: Expansion) -> Self:
        """Return an expansion as it goes out."""
        form = expansion.form
        return cls(
            terms=list(expansion.terms), added=form.added, source=form.source, relation=form.relation, weight=WEIGHT
        )


class SearchResponse(Schema):
    """A page of ranked passages."""

    query: Query = Field(description="The query as it was typed, with single spaces.", examples=["sociale bassis"])
    corrected: Query | None = Field(
        description="The query with its spelling mended, when that was searched instead.", examples=["sociale basis"]
    )
    suggestion: Query | None = Field(
        description="What may have been meant and was not searched: did you mean this?", examples=["sociale basis"]
    )
    note: Words | None = Field(
        description="What would be found without the filter, in Dutch, when it lets nothing through.",
        examples=["Niets gevonden met kind roman. Zonder filter: 12 passages."],
    )
    total: Count = Field(description="Number of hits that can be paged through.", examples=[208])
    took_ms: Amount = Field(description="Milliseconds spent searching.", examples=[8.31])
    legs: list[Words] = Field(description="Which legs ran.", max_length=4, examples=[["dense", "lexical", "compound"]])
    expansions: list[ExpansionOut] = Field(
        description="What was searched beside the words of the query.", max_length=MOST_NAMES
    )
    facets: dict[str, Annotated[list[FacetValue], Field(max_length=MOST_NAMES)]] = Field(
        description="For kind, publisher, year, status and place: values with counts.",
        max_length=5,
        examples=[{"kind": [{"value": "newsletter", "count": 12}]}],
    )
    hits: list[HitOut] = Field(description="Best first.", max_length=MAX_K)

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

    text: Words = Field(
        description="Words of a quote, with single spaces and without a bullet; or generated, and supported by quotes.",
        examples=["Elke jongere krijgt een coach."],
    )
    citations: list[Ordinal] = Field(
        description="Numbers of the citations whose quotes hold or support it.", max_length=MOST_NAMES, examples=[[1]]
    )

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """Return a sentence as the API shows it."""
        return cls(text=sentence.text, citations=list(sentence.citations))


class QuoteOut(Schema):
    """Words of a document that an answer rests on."""

    number: Ordinal = Field(description="Number, from 1.", examples=[1])
    passage_id: PassageId = Field(description="Name of the passage that it is from.", examples=["0f3a9c41d27b5e6f8a90"])
    doc_id: StoredDocId = Field(description="Name of the document in this collection.", examples=["nieuws/mei.pdf"])
    title: Words = Field(description="Title of the document.", examples=["Nieuwsbrief mei"])
    item: Words | None = Field(
        description="Title of the work inside it, such as an article in a newsletter.",
        examples=["Een coach voor elke jongere"],
    )
    date: OutDate | None = Field(
        description="Date of the item, or else of the document; possibly partial.",
        json_schema_extra=DATE,
        examples=["2024-05-02"],
    )
    quote: Words = Field(
        description="The document's own words: documentText[start:end].", examples=["Elke jongere krijgt een coach."]
    )
    start: Count = Field(description="First character, from 0.", examples=[120])
    end: Count = Field(description="The character after the last.", examples=[150])
    page: Ordinal | None = Field(description="Page, from 1, of documents that have pages.", examples=[2])
    label: Words = Field(
        description="Short form of the reference, for running text.", examples=["Verzonnen, 2024, p. 2"]
    )
    apa: Words = Field(
        description="Reference in APA 7, in Dutch.",
        examples=["Verzonnen, R. (2024, mei). Nieuwsbrief mei. Gemeente Fabelstad."],
    )
    link: Words = Field(description="Where the words can be checked.", examples=["https://voorbeeld.nl/mei#page=2"])

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

    question: Query = Field(
        description="The question as it was asked, with single spaces.", examples=["Wie krijgt een coach?"]
    )
    searched: Query = Field(
        description="The question that was searched: in full, when it was asked as a follow-up.",
        examples=["Wie krijgt een coach?"],
    )
    answered: bool = Field(description="Whether the documents answer it.", examples=[True])
    text: Words = Field(
        description="The answer, or the Dutch sentence that says that there is none.",
        examples=["Elke jongere krijgt een coach. [1]"],
    )
    short: Words | None = Field(
        description="The fact itself, when a fact was asked for and found.", examples=["Elke jongere"]
    )
    confidence: Probability = Field(
        description="Probability that the answer is right, calibrated on known questions.", examples=[0.92]
    )
    took_ms: Amount = Field(description="Milliseconds spent.", examples=[14.2])
    generated: bool = Field(
        description="Whether a language model worded it; quotes support each of its sentences.", examples=[False]
    )
    dropped: Count = Field(
        description="Sentences of the language model that were left out: no quote supports them.", examples=[0]
    )
    note: Words | None = Field(
        description="What the asker should know, in Dutch.", examples=["De vraag is gelezen als: Wie krijgt een coach?"]
    )
    related: list[Words] = Field(
        description="What the nearest passages are about, when there is no answer.",
        max_length=MAX_K,
        examples=[["Coaches", "Nieuwsbrief mei"]],
    )
    sentences: list[SentenceOut] = Field(
        description="The answer by sentence or list item; none without an answer.", max_length=MOST_NAMES
    )
    citations: list[QuoteOut] = Field(
        description="The quotes that it rests on; none without an answer.", max_length=MOST_NAMES
    )
    hits: list[HitOut] = Field(description="The nearest passages, best first.", max_length=MAX_K)

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
    previous: PassageId | None = Field(
        description="Id of the passage before it in the document.", examples=["0f3a9c41d27b5e6f8a8f"]
    )
    next: PassageId | None = Field(
        description="Id of the passage after it in the document.", examples=["0f3a9c41d27b5e6f8a91"]
    )


class Health(Schema):
    """Whether the service can be used."""

    status: Literal["ok"] = Field(description="Always ok: anything else is a problem.", examples=["ok"])


class Readiness(Health):
    """Whether searches can be answered, and from what."""

    generation: Count = Field(description="Number of the generation of the index.", examples=[3])
    documents: Count = Field(description="Number of documents in it.", examples=[47])
    passages: Count = Field(description="Number of passages in it.", examples=[379])


class Fault(Schema):
    """One thing that is wrong with a request."""

    location: Words = Field(description="The parameter or field.", examples=["k"])
    message: Words = Field(description="What is wrong with it, in Dutch.", examples=["dit moet 1 of meer zijn"])


class Problem(Schema):
    """An error, as RFC 9457 has it."""

    status: int = Field(description="The HTTP status code.", ge=400, le=599, examples=[400])
    title: Words = Field(description="What kind of problem it is, in Dutch.", examples=["De aanvraag klopt niet"])
    detail: Words = Field(
        description="What is wrong here and what helps, in Dutch.",
        examples=["Verbeter de genoemde velden en probeer het opnieuw."],
    )
    errors: list[Fault] = Field(default=[], description="Every fault of the request.", max_length=100_000)


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

    word: Words = Field(description="The word as it stands in the text.", examples=["jongerenwerk"])
    start: Count = Field(description="Its first character, from 0.", examples=[0])
    end: Count = Field(description="The character after its last.", examples=[12])
    term: Words | None = Field(description="What it is found by; null for a stopword.", examples=["jongerenwerk"])
    reason: Reason = Field(description="Why it has this term.", examples=["compound"])
    parts: list[Words] = Field(
        description="The terms of the words that a compound is made of.", max_length=100, examples=[["jongere", "werk"]]
    )


class AnalysisResponse(Schema):
    """Every word of a text, in order."""

    analyser: Words = Field(description="Version of the analyser.", examples=["12"])
    words: list[WordOut] = Field(description="The words.", max_length=10_000)

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
