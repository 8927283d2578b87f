"""Everything that a hostile or broken folder can hold, through the real reading, in one run: nothing stops it."""

import io
import os
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus.sandbox import Limits
from indexer.repair import check
from indexer.sync import Report, sync
from search.index import Index
from tests.fakes import FakeEncoder

_LIMITS = Limits(seconds=10)
_SENTENCE = "Vrijwilligers helpen buren met formulieren over geld."
_DEEP = 200_000


def _pdf(*, password: str = "") -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(password) if password else None)
    canvas.drawString(72, 720, _SENTENCE)
    canvas.save()
    return buffer.getvalue()


def _pdf_with(content: bytes, filters: str) -> bytes:
    """Return a page with this content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters.encode(), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    parts, places = [b"%PDF-1.4\n"], []
    for number, body in enumerate(objects, start=1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = sum(map(len, parts))
    parts.append(
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, start)
    )
    return b"".join(parts)


def _deflated(chunk: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(chunk) for _ in range(times)), packer.flush()])


def _docx(document: bytes, *, extra: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", document)
        for name, contents in (extra or {}).items():
            archive.writestr(name, contents)
    return buffer.getvalue()


_ENTITIES = (
    b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
)


def _nested_message(depth: int) -> bytes:
    lines = [b"Subject: Diep", b"MIME-Version: 1.0"]
    for level in range(depth):
        lines += [b'Content-Type: multipart/mixed; boundary="b%d"' % level, b"", b"--b%d" % level]
    return b"\r\n".join([*lines, b"Content-Type: text/plain", b"", _SENTENCE.encode()])


_BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "afgekapt.pdf": (lambda: _pdf()[:300], r"^de PDF is afgebroken"),
    "versleuteld.pdf": (lambda: _pdf(password="geheim"), r"met een wachtwoord beveiligd"),
    "bom.pdf": (
        lambda: _pdf_with(_deflated(b"0 0 m 1 1 l " * 100_000, 800), "/Filter/FlateDecode"),
        r"te veel geheugen|te lang|loopt erop vast|geen tekst",
    ),
    "leeg.docx": (lambda: b"", r"^het bestand is leeg$"),
    "afgekapt.docx": (lambda: _docx(b"<w/>")[:200], r"beschadigd of niet volledig"),
    "bom.docx": (
        lambda: _docx(b"<w/>", extra={"word/media/a.bin": bytes(600_000_000)}),
        r"geen tekst",
    ),  # what is not read is not unpacked
    "entiteiten.docx": (lambda: _docx(_ENTITIES), r"geen geldige XML"),
    "plaatje.md": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), r"^dit is een afbeelding \(PNG\)"),
}
_READ: dict[str, Callable[[], bytes]] = {
    "goed.txt": lambda: _SENTENCE.encode(),
    "is-een-pdf.txt": _pdf,
    "is-een-webpagina.pdf": lambda: f"<html><body><main><p>{_SENTENCE}</p></main></body></html>".encode(),
}
_EITHER: dict[str, Callable[[], bytes]] = {
    "tekens.pdf": lambda: _pdf_with(b"BT /F1 9 Tf 72 720 Td (woord) Tj ET\n" * 400_000, ""),
    "diep.html": lambda: b"<div>" * _DEEP + _SENTENCE.encode() + b"</div>" * _DEEP,
    "diep.eml": lambda: _nested_message(3_000),
    "diep.md": lambda: b"> " * 20_000 + _SENTENCE.encode(),
}


def _indexed(docs: Path, directory: Path) -> tuple[Report, int]:
    """Return what a run over these documents reports, and the peak of the processes that read them, in KiB."""
    report = sync([docs], directory, lambda identity: FakeEncoder(), limits=_LIMITS)
    return report, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and names of bytes are those of POSIX")
def test_every_bad_file_is_reported_with_its_reason_and_the_rest_is_indexed(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, make in {**{name: make for name, (make, _) in _BAD.items()}, **_READ, **_EITHER}.items():
        (docs / name).write_bytes(make())
    with (docs / "groot.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    (docs / "lus").symlink_to(docs, target_is_directory=True)
    (docs / "rondje").symlink_to(docs / "rondje")
    os.mkfifo(docs / "pijp.txt")
    (docs / "twee\nregels.txt").write_text("Deze naam heeft twee regels, en dat mag.", "utf-8")
    Path(os.fsdecode(os.fsencode(docs) + b"/geen-\xff-utf8.txt")).write_text(_SENTENCE, "utf-8")

    with ProcessPoolExecutor(1, get_context("spawn")) as alone:  # its children are those of this run
        report, peak = alone.submit(_indexed, docs, tmp_path / "index").result()

    reasons = {failure.doc_id: failure.reason for failure in report.failed}
    for name, (_, pattern) in _BAD.items():
        assert re.search(pattern, reasons.pop(name)), name
    assert re.search(r"^te groot \(2000 MB", reasons.pop("groot.txt"))
    assert reasons.pop("pijp.txt") == "dit is geen gewoon bestand; haal het uit de map"
    assert "rondje" in reasons
    del reasons["rondje"]
    assert reasons.pop("geen-\udcff-utf8.txt") == "de naam van het bestand is geen UTF-8; hernoem het"
    assert set(reasons) <= set(_EITHER)
    assert set(report.added) == {*_READ, "twee\nregels.txt", *(set(_EITHER) - set(reasons))}
    assert check(tmp_path / "index").faults == ()
    index = Index.open(tmp_path / "index")
    texts = {stored.passage.doc_id: stored.passage.text for stored in index.catalogue.every_passage()}
    index.close()
    assert {name: texts[name] for name in _READ} == dict.fromkeys(_READ, _SENTENCE)
    assert peak < 1_700_000  # what they start with and the limit, and no more
