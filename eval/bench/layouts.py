"""How well and how fast PDFs are read: sentences in order and verbatim, headings, pages a second, memory.

    python -m eval.bench.layouts

The text is that of the samples, set in columns by reportlab, and printed by Chromium and LibreOffice where they are
installed. Every sentence is known, so what is read can be compared with what was written.
"""

import html
import multiprocessing
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from corpus.reading.pdf import read_pdf
from corpus.reading.text import read_text
from eval.bench.typesetting import HEIGHT, MARGIN, WIDTH, Frame, Paragraph, Setting, Typesetter, columns
from search.dutch.sentences import sentence_spans

_SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
_ARTICLES = 14
_SEED = 7
_LONGEST_WORD, _LONGEST_TITLE_WORD = 24, 12
_PRINT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Article:
    """A heading with its paragraphs, each a list of sentences."""

    title: str
    paragraphs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """What came back, as parts of what was written; speed and memory of the process that read it."""

    order: float
    verbatim: float
    headings: float
    pages_per_second: float
    peak: float  # in MB


def main() -> None:
    """Make every layout, read it in a process of its own, and print a table."""
    found = articles()
    layouts = {**_set_layouts(found), **_printed_layouts(found)}
    sys.stdout.write(f"{'layout':<34}{'in order':>9}{'verbatim':>9}{'headings':>9}{'pages/s':>9}{'MB':>7}\n")
    for name, raw in layouts.items():
        # A process of its own each: the peak of one must not hide that of the next.
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            scores = pool.submit(measure, raw, found).result()
        sys.stdout.write(
            f"{name:<34}{scores.order:>9.3f}{scores.verbatim:>9.3f}{scores.headings:>9.3f}"
            f"{scores.pages_per_second:>9.1f}{scores.peak:>7.0f}\n"
        )


def articles() -> list[Article]:
    """Return articles made of the sentences of the samples; every sentence and title stands in them once."""
    sentences = sorted({sentence for path in _SAMPLES.rglob("*.txt") for sentence in _sentences(path)})
    random.Random(_SEED).shuffle(sentences)
    pool = iter(sentences)
    result = []
    for _ in range(_ARTICLES):
        title = " ".join(word for word in next(pool).split() if len(word) <= _LONGEST_TITLE_WORD)
        title = " ".join(title.split()[:5]).rstrip(".,;:")
        result.append(Article(title, tuple(tuple(next(pool) for _ in range(4)) for _ in range(5))))
    return result


def _sentences(path: Path) -> list[str]:
    draft = read_text(path.read_bytes())
    found = [draft.text[start:end] for start, end in sentence_spans(draft.text)]
    plain = [text for text in found if re.fullmatch(r"[A-Z][^\n|]{40,240}\.", text) and "  " not in text]
    # No printer sets a word that is wider than the column.
    return [text for text in plain if max(map(len, text.split())) <= _LONGEST_WORD]


def measure(raw: bytes, written: Sequence[Article]) -> Scores:
    """Return how much of what was written comes back."""
    read_pdf(raw)  # the first reading loads the dictionary
    started = time.process_time()
    draft = read_pdf(raw)
    seconds = time.process_time() - started
    text = " ".join(draft.text.split())
    letters = _letters(text)
    sentences = [sentence for article in written for paragraph in article.paragraphs for sentence in paragraph]
    places = [letters.find(_letters(sentence)) for sentence in sentences]
    titles = [article.title for article in written]
    headings = [" ".join(block.title.split()) for block in draft.blocks if block.kind == "heading"]
    return Scores(
        order=_longest_rise([place for place in places if place >= 0]) / len(sentences),
        verbatim=sum(sentence in text for sentence in sentences) / len(sentences),
        headings=len(set(titles) & set(headings)) / max(len(titles), len(headings)),
        pages_per_second=(draft.pages or 0) / seconds,
        peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _longest_rise(places: Sequence[int]) -> int:
    """Return the length of the longest part of a sequence, gaps allowed, that rises."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


# Layouts set by reportlab ----------------------------------------------------------------------------------------


def _set_layouts(found: Sequence[Article]) -> dict[str, bytes]:
    plain = _paragraphs(found)
    made: dict[str, bytes] = {}
    for count in (1, 2, 3):
        made[f"{count} column(s)"] = _pdf(plain, columns(count), Setting())
        made[f"{count} column(s), hyphenated"] = _pdf(plain, columns(count), Setting(hyphenate=True, justify=True))
    for count in (2, 3):
        made[f"{count} columns, interleaved"] = _pdf(plain, columns(count), Setting(order="interleaved"))
    header = Setting(header="Buurtbericht, uitgave voor de wijk", hyphenate=True)
    made["2 columns, header and footer"] = _pdf(plain, columns(2), header)
    made["2 columns, narrow gutter"] = _pdf(plain, columns(2, gutter=12), Setting(justify=True))
    made["bold headings of body size"] = _pdf(_paragraphs(found, size=10), columns(2), Setting())
    made["sidebar"] = _sidebar(found)
    made["titles across columns"] = _titles_across(found)
    return made


def _paragraphs(found: Sequence[Article], *, size: float = 15) -> list[Paragraph]:
    return [
        piece
        for article in found
        for piece in (
            Paragraph(article.title, size, bold=True),
            *(Paragraph(" ".join(sentences)) for sentences in article.paragraphs),
        )
    ]


def _pdf(paragraphs: Sequence[Paragraph], frames: Sequence[Frame], setting: Setting) -> bytes:
    typesetter = Typesetter(setting)
    typesetter.set(paragraphs, frames)
    return typesetter.pdf()


def _sidebar(found: Sequence[Article]) -> bytes:
    """Return pages with one article in a wide column, and the next in a narrow one beside it, in smaller type."""
    typesetter = Typesetter(Setting())
    main = Frame(MARGIN, HEIGHT - MARGIN, 310, MARGIN)
    side = Frame(MARGIN + 330, HEIGHT - MARGIN - 40, WIDTH - 2 * MARGIN - 330, MARGIN)
    for page, (first, second) in enumerate(zip(found[::2], found[1::2], strict=True)):
        typesetter.set(_paragraphs([first]), [main])
        title, *rest = _paragraphs([second], size=12)
        typesetter.box(page, [title, *(Paragraph(paragraph.text, 8.5) for paragraph in rest)], side)
    return typesetter.pdf()


def _titles_across(found: Sequence[Article]) -> bytes:
    """Return pages with two articles above each other, each in two columns under a title over both."""
    typesetter = Typesetter(Setting())
    middle = HEIGHT / 2
    for page, pair in enumerate(zip(found[::2], found[1::2], strict=True)):
        for place, article in enumerate(pair):
            top, bottom = (HEIGHT - MARGIN, middle + 20) if place == 0 else (middle, MARGIN)
            title, *rest = _paragraphs([article], size=20)
            frame = Frame(MARGIN, top, WIDTH - 2 * MARGIN, top - 30)
            body = columns(2, top=top - 36, bottom=bottom)
            if place == 0:
                typesetter.set([title], [frame])
            else:
                typesetter.box(page, [title], frame)
            half = (len(rest) + 1) // 2
            typesetter.box(page, rest[:half], body[0])
            typesetter.box(page, rest[half:], body[1])
    return typesetter.pdf()


# Layouts printed by other programs -------------------------------------------------------------------------------


def _printed_layouts(found: Sequence[Article]) -> dict[str, bytes]:
    printers: list[tuple[str, str, Callable[[Path], list[str]]]] = [
        ("chromium", "Chromium", _chromium),
        ("soffice", "LibreOffice", _soffice),
    ]
    made: dict[str, bytes] = {}
    for program, name, command in printers:
        if shutil.which(program) is None:
            sys.stderr.write(f"{program} is not installed: its prints are left out\n")
            continue
        for count in (1, 2, 3) if program == "chromium" else (1,):
            with tempfile.TemporaryDirectory(prefix="bronwijzer-bench-") as folder:
                page = Path(folder, "page.html")
                page.write_text(_html(found, count), encoding="utf-8")
                subprocess.run(command(page), check=True, capture_output=True, timeout=_PRINT_SECONDS)
                made[f"{name}, {count} column(s)"] = page.with_suffix(".pdf").read_bytes()
    return made


def _html(found: Sequence[Article], count: int) -> str:
    body = "".join(
        f"<h2>{html.escape(article.title)}</h2>"
        + "".join(f"<p>{html.escape(' '.join(sentences))}</p>" for sentences in article.paragraphs)
        for article in found
    )
    style = f"columns: {count}; hyphens: auto; text-align: justify; font: 10pt Carlito, Liberation Sans, sans-serif"
    return f'<!DOCTYPE html><html lang="nl"><meta charset="utf-8"><body style="{style}">{body}</body></html>'


def _chromium(page: Path) -> list[str]:
    return [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={page.parent / 'profile'}",
        f"--print-to-pdf={page.with_suffix('.pdf')}",
        page.as_uri(),
    ]


def _soffice(page: Path) -> list[str]:
    profile = f"-env:UserInstallation={(page.parent / 'profile').as_uri()}"
    return [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf:writer_web_pdf_Export",
        "--outdir",
        str(page.parent),
        str(page),
    ]


if __name__ == "__main__":
    main()
