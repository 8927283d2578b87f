"""What is sent to put documents in the index, and what is told of the jobs that do it."""

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue

from api.schemas import PartialDate, Schema
from api.values import DATE
from corpus.collection import MAX_BYTES
from corpus.describing.statuses import read_status
from corpus.model import Status
from indexer.jobs import Action, Job, Outcome, Result, State

MOST_DOCUMENTS = 10_000
"""Of one list."""
LONGEST_NAME = 512
"""Characters in the name of a document."""
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def _doc_id(value: str) -> str:
    parts = value.split("/")
    if any(part in ("", ".", "..") or part != part.strip() for part in parts) or "\\" in value:
        raise ValueError("schrijf dit als een pad zonder begin: map/naam.md, zonder lege delen, punten of \\")
    if parts[1:] and parts[-1] == "similar":
        raise ValueError("dit mag niet op /similar eindigen; dat adres heeft een andere betekenis")
    if unicodedata.normalize("NFC", value) != value:
        raise ValueError("schrijf een letter met haar accent als één teken (Unicode NFC)")
    return _seen(value)


def _seen(value: str) -> str:
    strange = next((char for char in value if unicodedata.category(char) in _UNSEEN), None)
    if strange is not None:
        raise ValueError(f"hierin staat een teken dat niet te zien is (U+{ord(strange):04X}); haal het weg")
    return value


def _status(value: object) -> object:
    return (read_status(value) if isinstance(value, str) else None) or value


DocId = Annotated[str, Field(json_schema_extra={"format": "relative-path"}), AfterValidator(_doc_id)]
_LINE: dict[str, JsonValue] = {"format": "line"}
Line = Annotated[str, Field(max_length=500, json_schema_extra=_LINE), AfterValidator(_seen)]
Named = Annotated[str, Field(min_length=1, max_length=500, json_schema_extra=_LINE), AfterValidator(_seen)]
Address = Annotated[
    str, Field(max_length=2_000, pattern=r"^https?://\S+$", json_schema_extra=_LINE), AfterValidator(_seen)
]
# A semicolon would make two groups of one, or, by itself, none: then everybody could read the document.
Group = Annotated[
    str,
    Field(min_length=1, max_length=200, pattern=r"^[^;]*[^;\s][^;]*$", json_schema_extra=_LINE),
    AfterValidator(_seen),
]
_STATUS = BeforeValidator(_status, json_schema_input_type=Status | None)


class Described(Schema):
    """What is known of a document; the fields are those of ``manifest.csv``, and all may be left out.

    What is not said is read from the document itself, where it says so.
    """

    title: Line | None = Field(default=None, description="Title.", examples=["Nieuwsbrief 3"])
    publisher: Line | None = Field(default=None, description="Who published it.", examples=["Gemeente Droomveen"])
    date: PartialDate | None = Field(
        default=None,
        max_length=10,
        description="When: 2024, 2024-02 or 2024-02-01.",
        examples=["2024-02"],
        json_schema_extra=DATE,
    )
    authors: list[Named] = Field(
        default=[], max_length=100, description="Who wrote it.", examples=[["Roos Verzonnen", "Vries, Jan de"]]
    )
    kind: Line | None = Field(
        default=None, description="Kind, by its code or the Dutch word for it.", examples=["newsletter"]
    )
    language: Line | None = Field(default=None, description="Language.", examples=["nl"])
    url: Address | None = Field(
        default=None, description="Its address on the web.", examples=["https://voorbeeld.nl/nieuws/3"]
    )
    people: list[Named] = Field(
        default=[],
        max_length=100,
        description="Of a project: who work on it, with their roles.",
        examples=[["Roos Bakker (lector)"]],
    )
    partners: list[Named] = Field(
        default=[], max_length=100, description="Of a project: organisations in it.", examples=[["GGD Fabelstad"]]
    )
    place: Line | None = Field(default=None, description="Of a project: where.", examples=["Droomveen"])
    programme: Line | None = Field(default=None, description="Of a project: what it is part of.", examples=["Samen"])
    start: PartialDate | None = Field(
        default=None, max_length=10, description="Of a project: its first (partial) date.", examples=["2023-09"]
    )
    end: PartialDate | None = Field(
        default=None, max_length=10, description="Of a project: its last (partial) date.", examples=["2025"]
    )
    status: Annotated[Status | None, _STATUS] = Field(
        default=None, description="Of a project: how far it is.", examples=["running"]
    )
    contact: Line | None = Field(
        default=None, description="Of a project: where to ask.", examples=["info@voorbeeld.nl"]
    )
    groups: list[Group] = Field(
        default=[],
        max_length=100,
        description="Groups that may read it. Without any here, and without any in the document itself: everybody.",
        examples=[["jeugd"]],
    )

    def manifest(self) -> Mapping[str, str]:
        """Return what is stated as a row of ``manifest.csv``."""
        stated = {name: getattr(self, name) for name in Described.model_fields}
        return {name: "; ".join(v) if isinstance(v, list) else v for name, v in stated.items() if v}


class Text(Described, strict=True):
    """A document as text."""

    text: str = Field(
        min_length=1,
        max_length=MAX_BYTES,
        description="The whole text.",
        examples=["# Nieuwsbrief 3\n\nElke jongere krijgt een coach."],
    )
    format: Literal["plain", "markdown"] = Field(
        default="plain", description="How headings and lists are written in it.", examples=["markdown"]
    )

    @property
    def suffix(self) -> str:
        """What the name of a file of this format ends with."""
        return ".md" if self.format == "markdown" else ".txt"


class NamedText(Text, strict=True):
    """A document as text, on a line of a list."""

    doc_id: DocId = Field(
        min_length=1,
        max_length=LONGEST_NAME,
        description="Name of the document in this collection: a relative path with /, in Unicode NFC.",
        examples=["nieuws/2024/voorbeeld.md"],
    )


class OutcomeOut(Schema):
    """What became of one document."""

    doc_id: str | None = Field(
        max_length=4_096,
        description="Name of the document; null for a line that names none.",
        examples=["nieuws/2024/voorbeeld.md"],
    )
    line: int | None = Field(ge=1, le=2**53 - 1, description="Line of the list that it was on, from 1.", examples=[3])
    action: Action = Field(description="What was asked.", examples=["put"])
    result: Result | None = Field(
        description="What was done; null as long as that is not known. superseded: a later job went before it.",
        examples=["added"],
    )
    reason: str | None = Field(
        max_length=10_000,
        description="In Dutch: why it failed, or what you should know of it.",
        examples=["het bestand is leeg"],
    )

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """Return an outcome as it goes out."""
        return cls(
            doc_id=outcome.doc_id,
            line=outcome.line,
            action=outcome.action,
            result=outcome.result,
            reason=outcome.reason and outcome.reason[:10_000],
        )


class ProgressOut(Schema):
    """How far a job is."""

    stage: str | None = Field(
        max_length=20,
        description="Of a running job: compare, read, embed or write, of all jobs that are run with it.",
        examples=["embed"],
    )
    done: int = Field(ge=0, le=2**53 - 1, description="Of this stage; of a finished job: documents.", examples=[64])
    total: int = Field(ge=0, le=2**53 - 1, description="How much there is.", examples=[200])


class JobOut(Schema):
    """A job: documents that are put in the index or taken out of it."""

    job_id: str = Field(
        min_length=32, max_length=32, description="Name of the job.", examples=["0123456789abcdef0123456789abcdef"]
    )
    state: State = Field(description="done: at least one document succeeded; failed: none did.", examples=["running"])
    created: str = Field(
        max_length=40,
        description="When it was asked, UTC.",
        examples=["2024-02-01T12:00:00.000+00:00"],
        json_schema_extra={"format": "date-time"},
    )
    started: str | None = Field(
        max_length=40, description="When it was begun.", examples=["2024-02-01T12:00:01.000+00:00"]
    )
    finished: str | None = Field(
        max_length=40, description="When it was finished.", examples=["2024-02-01T12:00:02.000+00:00"]
    )
    progress: ProgressOut = Field(description="How far it is.")
    documents: list[OutcomeOut] = Field(
        max_length=MOST_DOCUMENTS, description="What became of each document, in order."
    )

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return a job as it goes out."""
        return cls(
            job_id=job.job_id,
            state=job.state,
            created=job.created,
            started=job.started,
            finished=job.finished,
            progress=ProgressOut(stage=job.stage, done=job.done, total=job.total),
            documents=[OutcomeOut.of(outcome) for outcome in job.outcomes],
        )
