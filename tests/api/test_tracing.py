"""Who asks for traces gets the times of each request, and none of the words."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from starlette.testclient import TestClient

from api.app import app_of
from api.compose import TracesError, tracer_for
from api.settings import Settings
from search.searcher import Searcher
from tests.fakes import FakeEncoder


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What a collector of traces gets."""
    got: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Write nothing."""

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        # FastAPI's own switch, which would send the words too.
        monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
        yield got
        server.shutdown()
        thread.join()


def ask(index: Path, *, traces: bool) -> None:
    settings = Settings(traces=traces)
    app = app_of(
        settings,
        lambda: Searcher.open(index, FakeEncoder()),
        generator=None,
        access=None,
        tracer=tracer_for(settings),
    )
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/v1/search?q=coach", headers={"X-Request-ID": "nr-7"}).status_code == 200
        assert client.get("/v1/search?q=coach&k=geheim").status_code == 400
        assert client.post("/v1/search", json={"q": "coach"}).status_code == 200
        assert client.get("/health/live").status_code == 200


def test_a_trace_tells_when_a_request_came_and_what_took_how_long(index: Path, sent: list[bytes]) -> None:
    ask(index, traces=True)
    resources = [one for body in sent for one in ExportTraceServiceRequest.FromString(body).resource_spans]
    about = {one.key: one.value.string_value for spans in resources for one in spans.resource.attributes}
    assert about["service.name"] == "bronwijzer"
    spans = [span for one in resources for scope in one.scope_spans for span in scope.spans]
    asked = ["GET /health/live", "GET /v1/search", "GET /v1/search", "POST /v1/search"]
    assert sorted(span.name for span in spans) == asked
    (first,) = (
        told
        for span in spans
        if (told := {one.key: one.value for one in span.attributes})["bronwijzer.request_id"].string_value == "nr-7"
    )
    assert first["http.response.status_code"].int_value == 200
    for leg in ("encoder", "dense", "lexical", "compound"):
        assert first[f"bronwijzer.seconds.{leg}"].double_value > 0


def test_a_trace_holds_no_word_that_was_searched(index: Path, sent: list[bytes]) -> None:
    ask(index, traces=True)
    assert sent
    assert b"coach" not in b"".join(sent)
    assert b"geheim" not in b"".join(sent)


def test_nothing_is_sent_by_who_does_not_ask_for_traces(index: Path, sent: list[bytes]) -> None:
    ask(index, traces=False)
    assert sent == []


def test_what_sends_traces_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    monkeypatch.delitem(sys.modules, "api.tracing", raising=False)
    with pytest.raises(TracesError, match=r"pip install 'bronwijzer\[traces\]'"):
        tracer_for(Settings(traces=True))
