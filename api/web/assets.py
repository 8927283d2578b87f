"""What pages need beside themselves: the style sheet, the script, the icon. Their addresses change when they do."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

router = APIRouter(include_in_schema=False)
_FOLDER = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


@cache
def contents(name: str) -> bytes | None:
    """Return a file, or None when there is none of this name."""
    path = _FOLDER / name
    return path.read_bytes() if path.suffix in _TYPES and path.is_file() else None


@cache
def address(name: str) -> str:
    """Return the address of a file that is there."""
    return f"/static/{digest(contents(name) or b'')}/{name}"


@router.get("/static/{version}/{name}")
def get_asset(version: str, name: str) -> Response:
    """Return a file: to be kept for ever under the address that its contents give it, and for once under any other."""
    found = contents(name)
    if found is None:
        raise HTTPException(404)
    kept = FOREVER if version == digest(found) else "no-cache"  # an older page may ask of a newer service
    return Response(found, media_type=_TYPES[Path(name).suffix], headers={"Cache-Control": kept})


def digest(found: bytes) -> str:
    """Return what changes with the contents of a file."""
    return blake2b(found, digest_size=8).hexdigest()
