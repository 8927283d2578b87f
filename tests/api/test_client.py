"""The client in one file: its calls against a real server, and what it does when it is told to come back later."""

import ast
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import httpx2
import pytest
from pydantic import BaseModel

import api.client
from api.access import Access
from api.app import create_app
from api.client import (
    Answer,
    Bronwijzer,
    BronwijzerError,
    Description,
    Document,
    Documents,
    Filters,
    Found,
    Job,
    PassageInContext,
    Similar,
    Suggestion,
)
from api.jobs_schemas import Described, JobOut
from api.keys import KeyFile
from api.reading_schemas import DocumentResponse, DocumentsResponse, SimilarResponse, SuggestionOut
from api.schemas import AnswerResponse, Filtered, PassageResponse, SearchResponse
from search.searcher import Searcher
from tests.fakes import FakeEncoder
from tests.serving import serving


@pytest.fixture
def service(index: Path, tmp_path: Path) -> Iterator[Bronwijzer]:
    """Yield a client with a key that may write and read everything."""
    keys = KeyFile(tmp_path / "sleutels")
    key = keys.create(name="", scope="write", groups=None, expires=None)[0]
    app = create_app(lambda: Searcher.open(index, FakeEncoder()), access=Access(keys))
    with serving(app) as address, Bronwijzer(f"{address}/", key=key) as client:
        yield client


SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def sent_shape(schema: dict[str, Any], whole: dict[str, Any]) -> object:
    """Return what JSON of a schema looks like, without what its values may be."""
    if "$ref" in schema:
        return sent_shape(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in schema:
        return sorted(repr(sent_shape(one, whole)) for one in schema["anyOf"])
    if schema["type"] == "array":
        return [sent_shape(schema.get("items") or schema["prefixItems"][0], whole)]
    if "properties" in schema:
        assert set(schema["required"]) == set(schema["properties"])
        return {name: sent_shape(one, whole) for name, one in schema["properties"].items()}
    if schema["type"] == "object":
        return {"*": sent_shape(schema["additionalProperties"], whole)}
    return schema["type"]


def named_shape(kind: Any) -> object:  # noqa: ANN401 - a type
    """Return what JSON of a type of the client looks like."""
    if is_typeddict(kind):
        assert kind.__total__
        return {name: named_shape(one) for name, one in get_type_hints(kind).items()}
    if get_origin(kind) is list:
        return [named_shape(get_args(kind)[0])]
    if get_origin(kind) is dict:
        return {"*": named_shape(get_args(kind)[1])}
    return SIMPLE[kind] if kind in SIMPLE else sorted(repr(named_shape(one)) for one in get_args(kind))


@pytest.mark.parametrize(
    ("named", "sent"),
    [
        (Found, SearchResponse),
        (Answer, AnswerResponse),
        (Document, DocumentResponse),
        (Documents, DocumentsResponse),
        (PassageInContext, PassageResponse),
        (Similar, SimilarResponse),
        (Suggestion, SuggestionOut),
        (Job, JobOut),
    ],
)
def test_the_fields_that_the_client_names_are_those_that_the_service_sends(named: Any, sent: type[BaseModel]) -> None:  # noqa: ANN401 - a TypedDict
    schema = sent.model_json_schema(mode="serialization")
    assert named_shape(named) == sent_shape(schema, schema)


@pytest.mark.parametrize(("named", "taken"), [(Filters, Filtered), (Description, Described)])
def test_the_fields_that_the_client_sends_are_those_that_the_service_takes(named: Any, taken: type[BaseModel]) -> None:  # noqa: ANN401
    assert set(get_type_hints(named)) == set(taken.model_json_schema()["properties"])


def test_the_file_can_be_copied() -> None:
    tree = ast.parse(Path(api.client.__file__).read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not {str(module).partition(".")[0] for module in imported} & {"api", "corpus", "eval", "indexer", "search"}


def test_passages_are_searched_and_read(service: Bronwijzer) -> None:
    found = service.search("coach jongere", k=1, filters={"publisher": "Werkplaats", "from": "2024"}, explain=True)
    (hit,) = found["hits"]
    assert hit["document"]["docId"] == "jeugd.md"
    assert "coach" in hit["passage"]["text"]
    assert hit["explanation"] is not None
    passage_id = hit["passage"]["passageId"]
    assert service.passage(passage_id)["citation"] == hit["citation"]
    assert service.citations([passage_id], form="ris").startswith("TY  - ")
    assert "jeugd.md" not in {one["document"]["docId"] for one in service.similar_passages(passage_id, k=2)["hits"]}


def test_every_hit_and_every_document_comes_page_by_page(service: Bronwijzer) -> None:
    total = service.search("elke jongere")["total"]
    ranks = [hit["rank"] for hit in service.hits("elke jongere", page=2)]
    assert ranks == list(range(1, total + 1))
    assert total > 2
    names = [document["docId"] for document in service.every_document(page=3)]
    assert names == ["jeugd.md", "krant.txt", "site.txt", "wijk.txt"]
    assert [one["docId"] for one in service.every_document(filters={"kind": "newsletter"})] == ["jeugd.md"]


def test_a_question_is_answered_after_earlier_ones(service: Bronwijzer) -> None:
    answer = service.answer("Wat krijgt elke jongere?", k=1)
    assert (answer["answered"], answer["citations"][0]["docId"]) == (True, "jeugd.md")
    assert len(answer["hits"]) == 1
    followed = service.answer("en waar?", history=["Wanneer is het spreekuur voor mantelzorgers?"])
    assert "mantelzorgers" in followed["searched"]


def test_documents_are_put_in_read_and_taken_out(service: Bronwijzer) -> None:
    name = "nieuws/thee & koffie: 50% é?.md"
    described: Description = {"title": "Thee", "date": "2024-05", "authors": ["Roos Verzonnen"]}
    put = service.wait_for(service.put(name, "# Thee\n\nElke vrijdag thee.", form="markdown", description=described))
    assert [(one["docId"], one["result"]) for one in put["documents"]] == [(name, "added")]
    document = service.document(name)
    assert (document["title"], document["authors"]) == ("Thee", ["Roos Verzonnen"])
    assert "Elke vrijdag thee." in document["text"]
    assert (
        service.similar_documents(name, k=1, filters={"kind": "newsletter"})["hits"][0]["document"]["docId"]
        == "jeugd.md"
    )
    assert "Thee" in [one["text"] for one in service.suggestions("the", k=5)]

    filed = service.put_file("soep.txt", b"Elke maandag soep.", media_type="text/plain", description={"title": "Soep"})
    assert service.wait_for(filed)["state"] == "done"
    assert service.document("soep.txt")["title"] == "Soep"
    assert service.wait_for(service.put_file("brood.txt", b"Elke zondag brood."))["documents"][0]["result"] == "added"

    assert service.wait_for(service.delete(name))["documents"][0]["result"] == "removed"
    with pytest.raises(BronwijzerError) as raised:
        service.document(name)
    assert raised.value.status == 404


def test_a_refusal_tells_what_the_service_says(service: Bronwijzer) -> None:
    with pytest.raises(BronwijzerError) as raised:
        service.search("coach", k=500)
    assert raised.value.problem["title"] == "De aanvraag klopt niet"
    assert raised.value.problem["errors"] == [{"location": "k", "message": "dit moet 100 of minder zijn"}]
    assert str(raised.value) == (
        "De aanvraag klopt niet: Verbeter de genoemde velden en probeer het opnieuw. k: dit moet 100 of minder zijn"
    )


def test_a_key_is_needed_where_one_is_asked(service: Bronwijzer) -> None:
    with Bronwijzer(str(service._http.base_url).removesuffix("/v1/")) as stranger:
        with pytest.raises(BronwijzerError) as raised:
            stranger.documents()
        assert raised.value.status == 401


# Against a server that says what it is told to say

BUSY = b'{"status": 503, "title": "De zoekdienst is nu niet beschikbaar", "detail": "Het is te druk."}'
Said = tuple[int, dict[str, str], bytes]
LATER: Said = (503, {"Content-Type": "application/problem+json", "Retry-After": "7"}, BUSY)
OFTEN: Said = (429, {"Content-Type": "text/plain", "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"Te vaak.")
QUEUED: Said = (200, {"Content-Type": "application/json"}, b'{"jobId": "a", "finished": null}')
FINISHED: Said = (200, {"Content-Type": "application/json"}, b'{"jobId": "a", "finished": "nu"}')


class Scripted(HTTPServer):
    """Gives the answers that it is told to give, one after the other, and the last for ever."""

    def __init__(self, says: Sequence[Said]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.says = list(says)


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_GET(self) -> None:
        says = self.server.says
        status, headers, body = says.pop(0) if len(says) > 1 else says[0]
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def asked(says: Sequence[Said], *, attempts: int = 5) -> tuple[object, list[float]]:
    """Return the job that a client gets from such a server, or its error, and how long it waited each time."""
    waits: list[float] = []
    with Scripted(says) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            with Bronwijzer(
                f"http://127.0.0.1:{server.server_port}", attempts=attempts, most_wait=5, sleep=waits.append
            ) as client:
                return client.job("a"), waits
        except BronwijzerError as error:
            return error, waits
        finally:
            server.shutdown()
            thread.join()


def test_a_call_is_made_again_when_the_service_says_and_not_much_later() -> None:
    assert asked([LATER, OFTEN, OFTEN, FINISHED]) == ({"jobId": "a", "finished": "nu"}, [5.0, 2.0, 4.0])


def test_a_service_that_stays_busy_is_given_up() -> None:
    error, waits = asked([LATER], attempts=3)
    assert isinstance(error, BronwijzerError)
    assert (str(error), error.retry_after) == ("De zoekdienst is nu niet beschikbaar: Het is te druk.", 7.0)
    assert waits == [5.0, 5.0]


def test_what_is_no_problem_document_is_told_as_it_is() -> None:
    error, waits = asked([(502, {"Content-Type": "text/html"}, b"<h1>Bad gateway</h1>" + b"x" * 1_000)])
    assert isinstance(error, BronwijzerError)
    assert (error.status, error.problem["title"], len(error.problem["detail"])) == (502, "Bad Gateway", 500)
    assert waits == []


def test_a_job_that_does_not_end_is_waited_for_no_longer_than_is_said() -> None:
    job: Any = {"jobId": "a"}
    with Scripted([QUEUED]) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        with Bronwijzer(f"http://127.0.0.1:{server.server_port}") as client:
            with pytest.raises(TimeoutError, match="job a was not finished in 0 seconds"):
                client.wait_for(job, timeout=0)
            server.says = [QUEUED, FINISHED]
            assert client.wait_for(job)["finished"] == "nu"
        server.shutdown()
        thread.join()


def test_a_service_that_is_not_there_is_told_by_httpx2() -> None:
    with Bronwijzer("http://127.0.0.1:1") as client, pytest.raises(httpx2.ConnectError):
        client.documents()
