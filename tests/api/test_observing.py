"""What log and metrics tell of a request, and what they do not."""

import json
import logging
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.logs import configure, request_id
from api.metrics import Metrics


def numbers(client: TestClient) -> dict[str, float]:
    """Return the metrics by their name and labels."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return told_in(answer.text)


def told_in(text: str) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_an_answer_carries_the_number_that_the_caller_gave(client: TestClient) -> None:
    answer = client.get("/health/live", headers={"X-Request-ID": "intranet-7.b_C"})
    assert answer.headers["x-request-id"] == "intranet-7.b_C"


@pytest.mark.parametrize("number", [b"", b"a b", b"a" * 65, b"\xe9", b"<script>"])
def test_a_number_that_is_unfit_for_a_log_is_replaced(client: TestClient, number: bytes) -> None:
    headers = {b"X-Request-ID": number}
    given = {client.get("/health/live", headers=headers).headers["x-request-id"] for _ in range(2)}
    assert len(given) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in given)


def test_a_line_in_the_log_tells_the_address_without_what_was_asked(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="api.observing"):
        client.get("/v1/search?q=coach&publisher=geheim")
        client.get("/v1/passages/onbekend")
        client.get("/nergens")
    told = [record.__dict__ for record in caplog.records if record.name == "api.observing"]
    assert [(one["method"], one["route"], one["status"]) for one in told] == [
        ("GET", "/v1/search", 200),
        ("GET", "/v1/passages/{passageId}", 404),
        ("GET", "(none)", 404),
    ]
    assert all(one["ms"] >= 0 and one["bytes"] > 0 for one in told)
    assert "coach" not in str(told)
    assert "geheim" not in str(told)
    assert "onbekend" not in str(told)


def test_metrics_count_requests_searches_and_questions(client: TestClient) -> None:
    client.get("/v1/search?q=coach")
    client.post("/v1/search", json={"q": "xylofoon", "mode": "lexical"})
    client.get("/v1/search?q=")
    client.post("/v1/answers", json={"question": "Wat is de hoofdstad van Peru?"})
    told = numbers(client)
    requests = "bronwijzer_request_seconds_count"
    assert told[f'{requests}{{method="GET",route="/v1/search",status="200"}}'] == 1
    assert told[f'{requests}{{method="GET",route="/v1/search",status="400"}}'] == 1
    assert told['bronwijzer_searches_total{outcome="found"}'] == 1
    assert told['bronwijzer_searches_total{outcome="nothing"}'] == 1
    assert told['bronwijzer_answers_total{outcome="refused"}'] == 1
    assert told['bronwijzer_leg_seconds_count{leg="encoder"}'] == 1
    assert told['bronwijzer_leg_seconds_count{leg="lexical"}'] == 2
    assert (told["bronwijzer_generation"], told["bronwijzer_documents"], told["bronwijzer_passages"]) == (1, 4, 4)
    assert told["bronwijzer_requests_working"] == 0
    assert told["bronwijzer_requests_waiting"] == 0
    assert told['bronwijzer_requests_shed_total{reason="full"}'] == 0
    assert told['bronwijzer_requests_shed_total{reason="late"}'] == 0


def test_metrics_are_there_when_the_index_is_not(client: TestClient, index: Path) -> None:
    client.get("/v1/search?q=coach")
    shutil.rmtree(index)
    assert client.get("/v1/search?q=coach").status_code == 503
    assert numbers(client)['bronwijzer_request_seconds_count{method="GET",route="/v1/search",status="503"}'] == 1


# Two processes of one service: both count a request, one is killed at its work, and the other works on.
_TWO = """
import os, signal, sys
from api.metrics import Metrics

child = os.fork()
metrics = Metrics()
metrics.answered_request(method="GET", route="/v1/search", status=200, seconds=0.02)
metrics.load.works(2 if child else 1)
metrics.load.sheds("full")
if not child:
    os.kill(os.getpid(), signal.SIGKILL)
os.waitpid(child, 0)
print("ready", flush=True)
sys.stdin.read()
"""


def test_the_numbers_are_those_of_all_processes_without_the_work_of_the_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", _TWO], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == b"ready\n"
        told = told_in(Metrics().text(None).decode())
        service.communicate(timeout=60)
    assert told['bronwijzer_request_seconds_count{method="GET",route="/v1/search",status="200"}'] == 2
    assert told['bronwijzer_requests_shed_total{reason="full"}'] == 2
    assert told["bronwijzer_requests_working"] == 2


@pytest.mark.parametrize(
    ("as_json", "line"),
    [(False, r"\d{4}-\d\d-\d\d .* WARNING ergens abc let op: 3\n"), (True, r'\{"time": ".*\}\n')],
)
def test_the_log_is_in_lines_or_json_with_the_number_of_the_request(
    as_json: bool, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    configure(level="warning", as_json=as_json)
    token = request_id.set("abc")
    logging.getLogger("ergens").warning("let op: %d", 3, extra={"ms": 2.5})
    logging.getLogger("ergens").info("dit niet")
    request_id.reset(token)
    written = capsys.readouterr().err
    assert re.fullmatch(line, written)
    if as_json:
        fields = json.loads(written)
        del fields["time"]
        expected = {"level": "WARNING", "logger": "ergens", "requestId": "abc", "message": "let op: 3", "ms": 2.5}
        assert fields == expected
