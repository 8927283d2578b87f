"""Pages of PDFs beside what is read of them, for people to judge: order, columns, headings, tables, what is left out.

    python -m eval.bench.pages FOLDER --out pages.html [--pages 10] [--seed 2026]

Draws pages from all PDFs in the folder, each document at most once, and writes one web page: the picture of each page,
and next to it its blocks in reading order with their kinds, and what was dropped from it and why.
"""

import argparse
import base64
import html
import io
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium

from corpus.collection import Reading, find_sources, read_bytes
from corpus.sandbox import read_all

_SCALE = 1.1
"""Pixels a point."""
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem; }
section { display: grid; gap: 1.5rem; grid-template-columns: 1fr 1fr; margin-block-end: 3rem; }
h2 { grid-column: 1 / -1; overflow-wrap: anywhere; }
img { border: 1px solid #767676; max-width: 100%; }
p { border-inline-start: .25rem solid #9ab; margin: .4rem 0; padding-inline-start: .5rem; white-space: pre-wrap; }
p.heading { border-color: #a33; font-weight: 700; }
p.table { border-color: #3a3; }
p.list { border-color: #a83; }
p.boilerplate, p.dropped { color: #666; text-decoration: line-through; }
small { color: #555; }
"""


def main() -> None:
    """Read the PDFs, draw the pages, and write the web page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--seed", type=int, default=2026)
    arguments = parser.parse_args()
    found, _ = find_sources([arguments.folder])
    chance = random.Random(arguments.seed)
    files = [(source, read_bytes(source)) for source in found if source.path.suffix.lower() == ".pdf"]
    chosen = chance.sample(files, min(arguments.pages, len(files)))
    drawn = []
    for source, raw, outcome in read_all(chosen):
        if isinstance(outcome, Reading):
            number = chance.randint(1, outcome.draft.pages or 1)
            drawn.append(
                f"<section><h2>{html.escape(source.doc_id)}, p. {number}</h2>{_pair(raw, outcome, number)}</section>"
            )
    arguments.out.write_text(
        f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>Pages</title><style>{_STYLE}</style>'
        f"<h1>{len(drawn)} pages as they are read</h1>{''.join(drawn)}</html>",
        "utf-8",
    )
    sys.stdout.write(f"{len(drawn)} pages in {arguments.out}\n")


def _pair(raw: bytes, reading: Reading, number: int) -> str:
    document = pdfium.PdfDocument(raw)
    picture = io.BytesIO()
    document[number - 1].render(scale=_SCALE).to_pil().save(picture, "PNG")
    document.close()
    data = base64.b64encode(picture.getvalue()).decode("ascii")
    return f'<img alt="the page" src="data:image/png;base64,{data}"><div>{"".join(_blocks(reading, number))}</div>'


def _blocks(reading: Reading, number: int) -> Iterator[str]:
    draft = reading.draft
    for block in draft.blocks:
        if block.page == number:
            words = html.escape(draft.text[block.start : block.end])
            yield f'<p class="{block.kind}"><small>{block.kind} {block.level or ""}</small> {words}</p>'
    for dropped in draft.dropped:
        if dropped.page == number:
            yield f'<p class="dropped">{html.escape(dropped.text)} <small>{html.escape(dropped.reason)}</small></p>'


if __name__ == "__main__":
    main()
