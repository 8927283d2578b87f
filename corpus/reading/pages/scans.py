"""Pages that are pictures of text, read by Tesseract where it is installed."""

import os
import shutil
import subprocess
from functools import cache

import pypdfium2 as pdfium

LANGUAGE = "nld"
REMEDY = "installeer Tesseract met Nederlands (op Debian en Ubuntu: apt install tesseract-ocr tesseract-ocr-nld)"
_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72
_MAX_SIDE = 5_000
"""In dots: a poster is read at fewer dots per inch, so that its picture fits in memory."""
_SECONDS = 60


@cache
def can_read_scans() -> bool:
    """Return whether Tesseract is installed with its Dutch model."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    found = subprocess.run([program, "--list-langs"], capture_output=True, check=False, timeout=_SECONDS)
    return LANGUAGE in found.stdout.decode("utf-8", "replace").split()


def read_scan(page: pdfium.PdfPage) -> str | None:
    """Return the text on the picture of a page, a blank line between paragraphs; None when it takes too long."""
    scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, _MAX_SIDE / max(*page.get_size(), 1))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        rows = memoryview(bitmap.buffer).cast("B")
        picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(
            rows[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height)
        )
    finally:
        bitmap.close()
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(round(scale * _POINTS_PER_INCH))],
            input=picture,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
