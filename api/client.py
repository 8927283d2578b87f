"""A client of the HTTP service in one file, which may be copied; it needs httpx2 and tenacity and nothing else of ours.

What comes back is the JSON of the service, in dictionaries whose fields are named below and described in its OpenAPI
document.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Any, Literal, Self, TypedDict, cast
from urllib.parse import quote

import httpx2
from tenacity import (
    Future,
    RetryCallState,
    RetryError,
    Retrying,
    retry_if_exception,
    retry_if_result,
    stop_after_attempt,
    stop_after_delay,
    wait_exponential,
)

Mode = Literal["hybrid", "dense", "lexical"]
Format = Literal["apa", "ris", "bibtex", "csl-json"]
Filters = TypedDict(
    "Filters",
    {"kind": str, "publisher": str, "from": str, "to": str, "status": str, "place": str},
    total=False,
)
"""Which documents, and which items in them, may be found."""


class Locator(TypedDict):
    """Where a passage lies in the text of its document."""

    start: int
    end: int
    page: int | None
    heading: list[str]


class Passage(TypedDict):
    """A verbatim piece of a document."""

    passageId: str
    text: str
    highlights: list[list[int]]
    locator: Locator


class Fact(TypedDict):
    """Something that a source states about a work."""

    name: str
    value: str
    role: str
    confidence: float
    start: int | None
    end: int | None


class Described(TypedDict):
    """What is known about a document as a whole."""

    docId: str
    title: str
    publisher: str | None
    date: str | None
    authors: list[str]
    kind: str | None
    language: str | None
    url: str | None


class Source(Described):
    """The document of a passage, and the item in it that the passage is from."""

    item: str | None
    itemKind: str | None
    itemDate: str | None
    itemAuthors: list[str]
    facts: list[Fact]


class Citation(TypedDict):
    """How to refer to a passage."""

    label: str
    apa: str
    link: str


class Copy(TypedDict):
    """A passage with (almost) the same words elsewhere."""

    docId: str
    passageId: str


class Leg(TypedDict):
    """What one leg of a search had to say about a hit."""

    leg: str
    rank: int | None
    score: float | None
    share: float


class Match(TypedDict):
    """A term that was searched, and how the passage has it."""

    term: str
    how: str
    words: list[str]
    added: str | None
    share: float


class Explanation(TypedDict):
    """Why a passage was found."""

    legs: list[Leg]
    brevity: float
    crowding: float
    matches: list[Match]


class Hit(TypedDict):
    """A ranked passage."""

    rank: int
    score: float
    passage: Passage
    document: Source
    citation: Citation
    alsoIn: list[Copy]
    explanation: Explanation | None


class Expansion(TypedDict):
    """Words that were searched as well."""

    terms: list[str]
    added: str
    source: str
    relation: str
    weight: float


class FacetValue(TypedDict):
    """A value with the number of documents that have it."""

    value: str
    count: int


class Found(TypedDict):
    """A page of ranked passages."""

    query: str
    corrected: str | None
    suggestion: str | None
    note: str | None
    total: int
    tookMs: float
    legs: list[str]
    expansions: list[Expansion]
    facets: dict[str, list[FacetValue]]
    hits: list[Hit]


class Sentence(TypedDict):
    """A sentence of an answer, with the numbers of its quotes."""

    text: str
    citations: list[int]


class Quote(TypedDict):
    """Words of a document that an answer rests on."""

    number: int
    passageId: str
    docId: str
    title: str
    item: str | None
    date: str | None
    quote: str
    start: int
    end: int
    page: int | None
    label: str
    apa: str
    link: str


class Answer(TypedDict):
    """What the documents say to a question; or that they do not say it."""

    question: str
    searched: str
    answered: bool
    text: str
    short: str | None
    confidence: float
    tookMs: float
    generated: bool
    dropped: int
    note: str | None
    related: list[str]
    sentences: list[Sentence]
    citations: list[Quote]
    hits: list[Hit]


class PassageInContext(TypedDict):
    """A passage with its neighbours."""

    passage: Passage
    document: Source
    citation: Citation
    previous: str | None
    next: str | None


class Similar(TypedDict):
    """What is about the same, by meaning."""

    hits: list[Hit]
    alsoIn: list[Copy]


class Suggestion(TypedDict):
    """What may be meant by the beginning of a query."""

    text: str
    kind: str


class ListedDocument(Described):
    """A document in a list."""

    items: int
    passages: int


class Documents(TypedDict):
    """A page of the documents."""

    total: int
    documents: list[ListedDocument]


class Item(TypedDict):
    """A work of its own inside a document."""

    title: str
    start: int
    end: int
    kind: str | None
    date: str | None
    authors: list[str]
    facts: list[Fact]


class Section(TypedDict):
    """The passages that stand together under one heading."""

    heading: list[str]
    item: str | None
    start: int
    end: int
    page: int | None
    passageIds: list[str]


class Document(Described):
    """A whole document."""

    facts: list[Fact]
    text: str
    items: list[Item]
    sections: list[Section]


class Outcome(TypedDict):
    """What became of one document of a job."""

    docId: str | None
    line: int | None
    action: str
    result: str | None
    reason: str | None


class Progress(TypedDict):
    """How far a job is."""

    stage: str | None
    done: int
    total: int


class Job(TypedDict):
    """Documents that are put in the index or taken out of it."""

    jobId: str
    state: str
    created: str
    started: str | None
    finished: str | None
    progress: Progress
    documents: list[Outcome]


class Description(TypedDict, total=False):
    """What may be said of a document that is put in the index."""

    title: str
    publisher: str
    date: str
    authors: list[str]
    kind: str
    language: str
    url: str
    people: list[str]
    partners: list[str]
    place: str
    programme: str
    start: str
    end: str
    status: str
    contact: str
    groups: list[str]


class BronwijzerError(Exception):
    """The service refuses, or fails. ``problem``: what is wrong and what helps, in Dutch, as it says (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any], *, retry_after: float | None = None) -> None:
        faults = [f"{fault['location']}: {fault['message']}" for fault in problem.get("errors", ())]
        super().__init__(" ".join([f"{problem['title']}: {problem['detail']}", *faults]))
        self.problem = problem
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        """The HTTP status."""
        return cast(int, self.problem["status"])


class Bronwijzer:
    """A connection to a service; safe to use from several threads. To be used with ``with``, or closed.

    Every call raises ``BronwijzerError`` when the service says no, and httpx2's own errors when it is not reached.
    """

    def __init__(
        self,
        address: str,
        *,
        key: str | None = None,
        timeout: float = 60,
        attempts: int = 5,
        most_wait: float = 60,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take where the service is, and who asks.

        Args:
            address: Of the service, without ``/v1``.
            key: An API key, or an access token; None where nobody is asked for one.
            timeout: Seconds to wait for each answer.
            attempts: How often a call is made that is told to come back later (503, 429).
            most_wait: Seconds to wait before another attempt at most, whatever the service says.
            sleep: Waits.
        """
        headers = {"Accept": "application/json"} | ({} if key is None else {"Authorization": f"Bearer {key}"})
        self._http = httpx2.Client(base_url=f"{address.rstrip('/')}/v1/", headers=headers, timeout=timeout)
        self._sleep = sleep
        self._most_wait = most_wait
        self._again = Retrying(
            retry=retry_if_exception(_comes_later),
            wait=self._wait,
            stop=stop_after_attempt(attempts),
            sleep=sleep,
            reraise=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def search(
        self,
        q: str,
        *,
        k: int = 10,
        offset: int = 0,
        mode: Mode = "hybrid",
        filters: Filters | None = None,
        expand: bool = True,
        correct: bool = True,
        explain: bool = False,
    ) -> Found:
        """Return a page of the passages that are found, best first. What is searched is in no address."""
        asked = {"q": q, "k": k, "offset": offset, "mode": mode, **(filters or {})}
        return cast(
            Found,
            self._json("POST", "search", body={**asked, "expand": expand, "correct": correct, "explain": explain}),
        )

    def hits(self, q: str, *, mode: Mode = "hybrid", filters: Filters | None = None, page: int = 50) -> Iterator[Hit]:
        """Yield every hit, best first, fetched a page at a time."""
        offset, total = 0, 1
        while offset < total:
            found = self.search(q, k=page, offset=offset, mode=mode, filters=filters)
            yield from found["hits"]
            offset, total = offset + page, found["total"]

    def answer(
        self, question: str, *, history: Sequence[str] = (), k: int | None = None, filters: Filters | None = None
    ) -> Answer:
        """Return what the documents say to a question; ``history`` holds earlier questions, the oldest first."""
        asked: dict[str, Any] = {"question": question, "history": [{"question": one} for one in history]}
        asked |= {**(filters or {})} | ({} if k is None else {"k": k})
        return cast(Answer, self._json("POST", "answers", body=asked))

    def documents(
        self,
        *,
        k: int = 10,
        offset: int = 0,
        sort: Literal["docId", "date"] = "docId",
        filters: Filters | None = None,
    ) -> Documents:
        """Return a page of the documents."""
        asked = {"k": k, "offset": offset, "sort": sort, **(filters or {})}
        return cast(Documents, self._json("GET", "documents", query=asked))

    def every_document(
        self, *, sort: Literal["docId", "date"] = "docId", filters: Filters | None = None, page: int = 100
    ) -> Iterator[ListedDocument]:
        """Yield every document, fetched a page at a time."""
        offset, total = 0, 1
        while offset < total:
            found = self.documents(k=page, offset=offset, sort=sort, filters=filters)
            yield from found["documents"]
            offset, total = offset + page, found["total"]

    def document(self, doc_id: str) -> Document:
        """Return a whole document."""
        return cast(Document, self._json("GET", _document(doc_id)))

    def put(
        self,
        doc_id: str,
        text: str,
        *,
        form: Literal["plain", "markdown"] = "plain",
        description: Description | None = None,
    ) -> Job:
        """Put a text in the index, in the place of the document of this name; return the job that does it."""
        body = {**(description or {}), "text": text, "format": form}
        return cast(Job, self._json("PUT", _document(doc_id), body=body))

    def put_file(
        self, doc_id: str, content: bytes, *, media_type: str | None = None, description: Description | None = None
    ) -> Job:
        """Put a file in the index as it is; without a media type the end of its name tells what it is."""
        headers = {"Content-Type": media_type or "application/octet-stream"}
        return cast(
            Job,
            self._json("PUT", _document(doc_id), query=dict(description or {}), content=content, headers=headers),
        )

    def delete(self, doc_id: str) -> Job:
        """Take a document out of the index; return the job that does it."""
        return cast(Job, self._json("DELETE", _document(doc_id)))

    def job(self, job_id: str) -> Job:
        """Return how far a job is."""
        return cast(Job, self._json("GET", f"jobs/{quote(job_id, safe='')}"))

    def wait_for(self, job: Job, *, timeout: float = 600) -> Job:
        """Return a job when it is finished; what became of each document it tells itself.

        Raises:
            TimeoutError: If that takes too long; the job goes on.
        """
        asking = Retrying(
            retry=retry_if_result(lambda found: found["finished"] is None),
            wait=wait_exponential(multiplier=0.1, max=2),
            stop=stop_after_delay(timeout),
            sleep=self._sleep,
        )
        try:
            return asking(self.job, job["jobId"])
        except RetryError as error:
            raise TimeoutError(f"job {job['jobId']} was not finished in {timeout:g} seconds") from error

    def passage(self, passage_id: str) -> PassageInContext:
        """Return a passage, with the names of its neighbours."""
        return cast(PassageInContext, self._json("GET", _passage(passage_id)))

    def similar_documents(self, doc_id: str, *, k: int = 10, filters: Filters | None = None) -> Similar:
        """Return the documents that are most like one, each as its nearest passage."""
        return cast(Similar, self._json("GET", f"{_document(doc_id)}/similar", query={"k": k, **(filters or {})}))

    def similar_passages(self, passage_id: str, *, k: int = 10, filters: Filters | None = None) -> Similar:
        """Return the passages of other works that are most like one."""
        return cast(Similar, self._json("GET", f"{_passage(passage_id)}/similar", query={"k": k, **(filters or {})}))

    def suggestions(self, typed: str, *, k: int = 8) -> list[Suggestion]:
        """Return what may be meant by the beginning of a query."""
        found = self._json("GET", "suggestions", query={"q": typed, "k": k})
        return cast(list[Suggestion], found["suggestions"])

    def citations(self, passage_ids: Sequence[str], *, form: Format = "apa") -> str:
        """Return the references to the works of passages, each work once, as a file of this form."""
        return self._call("POST", "citations", body={"passageIds": list(passage_ids), "format": form}).text

    def _json(self, method: str, path: str, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - passed on
        return cast(dict[str, Any], self._call(method, path, **asked).json())

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        def attempt() -> httpx2.Response:
            answer = self._http.request(method, path, params=query, json=body, content=content, headers=headers)
            if answer.is_success:
                return answer
            raise _error(answer)

        return self._again.copy()(attempt)

    def _wait(self, state: RetryCallState) -> float:
        stated = cast(BronwijzerError, cast(Future, state.outcome).exception()).retry_after
        return min(self._most_wait, 2.0**state.attempt_number / 2 if stated is None else stated)


def _comes_later(error: BaseException) -> bool:
    return isinstance(error, BronwijzerError) and error.status in (
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.TOO_MANY_REQUESTS,
    )


def _error(answer: httpx2.Response) -> BronwijzerError:
    """Return the error that an answer is; one that is no problem document is of something in between."""
    stated = answer.headers.get("Retry-After", "")
    retry_after = float(stated) if stated.isdecimal() else None
    if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        return BronwijzerError(answer.json(), retry_after=retry_after)
    problem = {"status": answer.status_code, "title": answer.reason_phrase, "detail": answer.text[:500]}
    return BronwijzerError(problem, retry_after=retry_after)


def _document(doc_id: str) -> str:
    return f"documents/{quote(doc_id)}"


def _passage(passage_id: str) -> str:
    return f"passages/{quote(passage_id, safe='')}"
