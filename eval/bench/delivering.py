"""How soon a document that is sent can be found, and one that is removed is gone.

    python -m eval.bench.delivering --documents PATH

Sends short texts to a server over an index of the documents, one after another, and searches until each is found. The
limit is the two seconds that a small index may take.
"""

import argparse
import http.client
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.parse import quote

from eval.bench.serving import run, server

_TIMES = 10


def main() -> None:
    """Index the documents into a temporary directory, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, required=True, help="what is indexed before")
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as folder:
        index = Path(folder, "index")
        run("index", str(documents), "--index", str(index))
        found, gone, listed = [], [], 0.0
        with server(index) as (port, _, _):
            for number in range(_TIMES):
                word = f"zwaluwstaart{'abcdefghij'[number]}verbinding"
                started = time.perf_counter()
                _send(port, "PUT", f"/v1/documents/bench/{number}", {"text": f"Dit gaat over een {word}."})
                while not _finds(port, word):
                    time.sleep(0.01)
                found.append(time.perf_counter() - started)
            started = time.perf_counter()
            lines = [json.dumps({"docId": f"lijst/{n}", "text": f"Zin {n} over zorg."}) for n in range(1000)]
            _finish(port, _send(port, "POST", "/v1/documents", "\n".join(lines)))
            listed = time.perf_counter() - started
            for number in range(_TIMES):
                started = time.perf_counter()
                _finish(port, _send(port, "DELETE", f"/v1/documents/bench/{number}", None))
                gone.append(time.perf_counter() - started)
    rows = {
        "sent until found, median s": median(found),
        "sent until found, most s": max(found),
        "a list of 1,000 until done, s": listed,
        "removed until done, median s": median(gone),
        "removed until done, most s": max(gone),
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name:<36}{value:>12.2f}\n")


def _send(port: int, method: str, path: str, body: dict[str, str] | str | None) -> str:
    """Return the address of the job."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    kind = "application/x-ndjson" if isinstance(body, str) else "application/json"
    connection.request(method, path, json.dumps(body) if isinstance(body, dict) else body, {"Content-Type": kind})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 202:
        raise RuntimeError(f"{method} {path}: {answer.status}")
    return str(answer.getheader("Location"))


def _get(port: int, path: str) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    answer: dict[str, object] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def _finds(port: int, word: str) -> bool:
    answer = _get(port, f"/v1/search?q={quote(word)}&mode=lexical&correct=false")
    return bool(answer["total"])


def _finish(port: int, address: str) -> None:
    while (job := _get(port, address))["finished"] is None:
        time.sleep(0.01)
    if job["state"] != "done":
        raise RuntimeError(f"{address}: {job['state']}")


if __name__ == "__main__":
    main()
