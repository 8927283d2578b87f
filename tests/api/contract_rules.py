"""What the requests of the contract's test must be like beside what JSON Schema can say. schemathesis reads this."""

import re
from typing import Any
from urllib.parse import unquote

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

from api.jobs_schemas import LONGEST_NAME
from api.media_types import MEDIA_TYPES

WORDS = st.sampled_from(
    ["coach", "wijkverpleging", "sociale basis", "Wat doet een coach?", "mantelzorg 2024", "🙂 koffie"]
)
LONGEST_KIND = 200
PLAIN = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*\.[a-z]+")
DAYS = st.dates().map(lambda day: day.isoformat())

schemathesis.openapi.format("edtf", st.one_of(DAYS, DAYS.map(lambda day: day[:7]), DAYS.map(lambda day: day[:4])))
schemathesis.openapi.format("query", WORDS)
schemathesis.openapi.format("line", WORDS)
schemathesis.openapi.format(
    "relative-path", st.from_regex(r"[a-z0-9]{1,9}(/[a-z0-9]{1,9}){0,3}\.(md|txt)", fullmatch=True)
)


@schemathesis.serializer(*MEDIA_TYPES, "application/octet-stream")
def file(context: object, value: object) -> bytes:
    """Return a file as it is sent: one that is generated has its bytes in ``data``, and a good one has some."""
    data: bytes | None = getattr(value, "data", None)
    return str(value).encode("utf-8", "surrogatepass") if data is None else data or b"Koffie"


@schemathesis.serializer("application/x-ndjson")
def lines(context: object, value: object) -> bytes:
    """Return a list as it is sent: what is no text is no list."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else b""


@schemathesis.hook
def before_call(context: object, case: schemathesis.Case[Any], **options: object) -> None:
    """Ask a kind that there is, and a period in order; and put in a document under a name that it may have.

    A name that is taken out may be any, and one that was taken out is put in again. A request that is to be refused
    stays as it is.
    """
    if case.meta is not None and case.meta.generation.mode is GenerationMode.NEGATIVE:
        return
    name = unquote((case.path_parameters or {}).get("docId", ""))
    if case.method == "PUT" and 0 < len(name) <= LONGEST_NAME and not PLAIN.fullmatch(name):
        case.path_parameters["docId"] = "nieuws.md"
    for asked in (case.query, case.body):
        if not isinstance(asked, dict):
            continue
        kind = asked.get("kind")
        if isinstance(kind, str) and len(kind) <= LONGEST_KIND:
            asked["kind"] = "nieuwsbrief"
        first, last = asked.get("from"), asked.get("to")
        if isinstance(first, str) and isinstance(last, str):
            asked["from"], asked["to"] = sorted((first, last))
