"""Putting documents in the index and taking them out: ``/v1/documents``."""

import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from io import BytesIO
from typing import Annotated, Any, BinaryIO, cast

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from pydantic_core import from_json
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.access import require
from api.errors import faults
from api.jobs_schemas import LONGEST_NAME, MOST_DOCUMENTS, Described, JobOut, NamedText, Text
from api.media_types import MEDIA_TYPES, media_type, suffix_of
from api.naming import DOCUMENT, DocumentName, NewDocumentName
from api.routes.jobs import WorkerDep
from indexer.jobs import Delivery, Refusal, Removal
from indexer.worker import Worker

router = APIRouter(
    prefix="/v1",
    tags=["documents"],
    dependencies=[Depends(require("write"))],
    responses={507: {}},
)

_JOB: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "A job, which does it; ask for it at the address in Location.",
        "headers": {
            "Location": {
                "description": "Address of the job.",
                "schema": {"type": "string", "examples": ["/v1/jobs/0123456789abcdef0123456789abcdef"]},
            }
        },
    }
}
_FILE = {"type": "string", "format": "binary", "minLength": 1}
_DOCUMENT = {
    "requestBody": {
        "required": True,
        "description": "The text with what is known of it as JSON, or a file as it is.",
        "content": {
            "application/json": {"schema": Text.model_json_schema()},
            **{name: {"schema": _FILE} for name in MEDIA_TYPES},
            "application/octet-stream": {"schema": _FILE},
        },
    }
}
_LIST = {
    "requestBody": {
        "required": True,
        "description": f"On each line a document as JSON, with the fields of PUT and docId; {MOST_DOCUMENTS} at most.",
        "content": {
            "application/x-ndjson": {
                "schema": {
                    "type": "string",
                    "minLength": 1,
                    "pattern": r"[^ \t\n\r\x0b\x0c]",
                    "examples": ['{"docId": "a.md", "format": "markdown", "text": "# Koffie\\n\\nElke week."}\n'],
                }
            }
        },
    }
}
_IN_MEMORY = 1_000_000
_LISTS = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})
_UNREAD = "Documenten van de soort {} worden niet gelezen. Stuur JSON met de tekst, of een van: {}."
_NO_LIST = "Stuur de documenten als application/x-ndjson: op elke regel een document in JSON."


async def _body(request: Request) -> AsyncIterator[BinaryIO]:
    """Yield what is sent; much of it is on the disk, without a name, so that nothing is left whatever happens."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        try:
            async for piece in request.stream():
                await run_in_threadpool(file.write, piece)
        except ClientDisconnect as error:
            raise HTTPException(400, "De verbinding werd verbroken. Stuur het document opnieuw.") from error
        if not file.tell():
            raise _nothing()
        file.seek(0)
        yield cast(BinaryIO, file)


BodyDep = Annotated[BinaryIO, Depends(_body)]
MediaType = Annotated[str, Header(alias="Content-Type", include_in_schema=False)]


@router.put(
    DOCUMENT,
    summary="Zet een document in de index",
    status_code=202,
    responses=_JOB | {415: {}},
    openapi_extra=_DOCUMENT,
)
def put_document(
    doc_id: NewDocumentName,
    described: Annotated[Described, Query()],
    body: BodyDep,
    worker: WorkerDep,
    response: Response,
    content_type: MediaType = "",
) -> JobOut:
    """Put a document in the index, in the place of the one of this name: JSON with its text, or a file as it is.

    What is known of a file goes in the query; for JSON its own fields go before those. The same contents again change
    nothing. The text before stays in the generation that is kept for rollback, until the next write.
    """
    manifest = described.manifest()
    if media_type(content_type) == "application/json":
        text = _text(body)
        delivery = Delivery(doc_id, text.suffix, BytesIO(text.text.encode()), {**manifest, **text.manifest()})
    else:
        suffix = suffix_of(doc_id, content_type)
        if suffix is None:
            raise HTTPException(415, _UNREAD.format(media_type(content_type), ", ".join(MEDIA_TYPES)))
        delivery = Delivery(doc_id, suffix, body, manifest)
    return _accepted(worker, [delivery], response)


@router.post(
    "/documents",
    summary="Zet veel documenten in de index",
    status_code=202,
    responses=_JOB | {415: {}},
    openapi_extra=_LIST,
)
def post_documents(body: BodyDep, worker: WorkerDep, response: Response, content_type: MediaType = "") -> JobOut:
    """Put the documents on the lines of a list in the index; a bad line stops no other, and the job tells which."""
    if media_type(content_type) not in _LISTS:
        raise HTTPException(415, _NO_LIST)
    return _accepted(worker, _lines(body), response)


@router.delete(DOCUMENT, summary="Haal een document uit de index", status_code=202, responses=_JOB)
def delete_document(doc_id: DocumentName, worker: WorkerDep, response: Response) -> JobOut:
    """Take a document out of the index, out of every earlier version of it, and out of what was fetched for it.

    When the job is done no copy is left in the directory of the index.
    """
    return _accepted(worker, [Removal(doc_id)], response)


def _accepted(worker: Worker, tasks: Iterable[Delivery | Removal | Refusal], response: Response) -> JobOut:
    job = worker.accept(tasks)
    response.headers["Location"] = f"/v1/jobs/{job.job_id}"
    return JobOut.of(job)


def _text(body: BinaryIO) -> Text:
    try:
        return Text.model_validate_json(body.read())
    except ValidationError as error:
        raise RequestValidationError(_in_body(error)) from error


def _lines(body: BinaryIO) -> Iterator[Delivery | Refusal]:
    """Yield the document on each line, or why there is none."""
    count = 0
    for number, line in enumerate(body, start=1):
        if not line.strip():
            continue
        count += 1
        if count > MOST_DOCUMENTS:
            raise HTTPException(413, f"Dit zijn meer dan {MOST_DOCUMENTS} documenten. Stuur ze in delen.")
        try:
            text = NamedText.model_validate_json(line.removeprefix(b"\xef\xbb\xbf"))
        except ValidationError as error:
            reason = "; ".join(f"{fault.location}: {fault.message}" for fault in faults(_in_body(error)))
            yield Refusal(_name_on(line), number, reason)
        else:
            yield Delivery(text.doc_id, text.suffix, BytesIO(text.text.encode()), text.manifest(), number)
    if not count:
        raise _nothing()


def _nothing() -> RequestValidationError:
    return RequestValidationError([{"type": "missing", "loc": ("body",)}])


def _in_body(error: ValidationError) -> list[dict[str, Any]]:
    return [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]


def _name_on(line: bytes) -> str | None:
    """Return the name that a line gives a document, when it gives one that can be told."""
    try:
        stated = from_json(line)
    except ValueError:
        return None
    name = stated.get("docId") if isinstance(stated, dict) else None
    return name if isinstance(name, str) and len(name) <= LONGEST_NAME and name.isprintable() else None
