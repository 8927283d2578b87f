"""How soon a page of results is seen in Chromium: its first paint, beside that of an empty page.

    python -m eval.bench.painting --documents PATH

The limit is the first paint of a page with one word in it, from a server that has it in memory, opened in the same way:
typed into a new tab, for which the browser starts a process, and as the next page of a tab that has one open.
"""

import argparse
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from playwright.sync_api import BrowserContext, sync_playwright

from eval.bench.serving import different_queries, run, server

_PAGES = 40
_UNCOUNTED = 3
_QUESTIONS = [
    "Wie is de projectleider?",
    "Wat is de sociale basis?",
    "Wanneer is de pilot gestart?",
    "Voor wie is de Wijk GGD?",
    "Hoeveel jongeren hebben schulden?",
]
_SEEN = """() => new Promise(resolve => new PerformanceObserver(list => {
    const shown = list.getEntriesByName("first-contentful-paint")[0];
    const [way] = performance.getEntriesByType("navigation");
    if (shown) resolve([shown.startTime, way.responseStart - way.requestStart, way.encodedBodySize / 1000]);
}).observe({type: "paint", buffered: true}))"""
"""Milliseconds to the first paint and to the first byte of the page, and its size as sent in kB."""
Figures = list[tuple[float, float, float]]
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Index the documents into a temporary directory, open pages, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, required=True, help="what is indexed and searched")
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as folder:
        index = Path(folder, "index")
        run("index", str(documents), "--index", str(index))
        words = different_queries(index, count=_PAGES)
        questions = _QUESTIONS * (_PAGES // len(_QUESTIONS))
        with server(index) as (port, _, _), _empty() as empty, sync_playwright() as playwright:
            address = f"http://127.0.0.1:{port}"
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            context = browser.new_context()
            pages = {
                "an empty page": [f"{empty}/?{number}" for number in range(_PAGES)],
                "found for words": [f"{address}/?q={quote(query)}" for query in words],
                "found for a question": [f"{address}/?q={quote(query)}" for query in questions],
            }
            sys.stdout.write(f"{'':<44}{'p50 ms':>8}{'p95 ms':>8}{'first byte':>12}{'kB':>6}\n")
            for name, addresses in pages.items():
                _print(f"{name}, in a new tab", _in_new_tabs(context, addresses))
                _print(f"{name}, in an open tab", _in_one_tab(context, addresses))
            browser.close()


def _in_new_tabs(context: BrowserContext, addresses: Sequence[str]) -> Figures:
    figures = []
    for address in addresses:
        page = context.new_page()
        page.goto(address)
        figures.append(page.evaluate(_SEEN))
        page.close()
    return figures


def _in_one_tab(context: BrowserContext, addresses: Sequence[str]) -> Figures:
    page = context.new_page()
    figures = []
    for address in addresses:
        page.goto(address)
        figures.append(page.evaluate(_SEEN))
    page.close()
    return figures


def _print(name: str, figures: Figures) -> None:
    painted, first, size = zip(*figures[_UNCOUNTED:], strict=True)
    sys.stdout.write(
        f"{name:<44}{median(painted):>8.0f}{quantiles(painted, n=20)[-1]:>8.0f}{median(first):>12.0f}"
        f"{median(size):>6.0f}\n"
    )


class _Empty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Send a page with one word in it."""
        body = b"<!doctype html><title>x</title><p>x"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that it has there
        """Say nothing."""


@contextmanager
def _empty() -> Iterator[str]:
    """Yield the address of a server of empty pages."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Empty) as sender:
        threading.Thread(target=sender.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{sender.server_address[1]}"
        sender.shutdown()


if __name__ == "__main__":
    main()
