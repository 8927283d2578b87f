"""The generations of an index on disk: what each says of itself, and which one is current.

A directory holds generations ``g000001`` and up, each complete and never changed, and ``CURRENT``, which names one.
A write makes the next generation beside the others and then replaces ``CURRENT``; whatever kills it, the last good
generation stays. The generation before the current one is kept for rollback.
"""

import json
import os
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from xxhash import xxh3_128

from search.encoder import EncoderIdentity
from search.errors import IndexMissingError, UnreadableIndexError

FORMAT = 3
CURRENT = "CURRENT"
DESCRIPTION = "generation.json"
CATALOGUE, DENSE, LEXICAL, SUGGESTIONS = "catalogue.sqlite", "dense", "lexical", "suggestions.sqlite"
"""The files and folders of a generation."""
CENTRE = "centre.npy"
"""What is taken from every vector, among those of the dense index."""


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generation says of itself: what build and search must agree on, and what its files must be."""

    format: int
    number: int
    created: str
    encoder: EncoderIdentity
    analyser: str
    counts: dict[str, int]
    files: dict[str, dict[str, int | str]]  # name -> size and XXH3
    recall: float = 1.0  # part of the hundred best vectors that the dense index finds, measured when it was made anew

    @property
    def folder(self) -> str:
        """Name of its folder."""
        return f"g{self.number:06d}"

    def to_json(self) -> str:
        """Return the description as it is written: sealed, so that a change in it shows."""
        raw = asdict(self)
        return json.dumps({**raw, "seal": _seal(raw)}, indent=1, ensure_ascii=False)


def current_generation(directory: Path) -> Generation:
    """Return the description of the current generation.

    Raises:
        IndexMissingError: If there is no index in the directory.
        UnreadableIndexError: If it is damaged, or of another format.
    """
    folder = _pointer(directory)
    while True:
        try:
            return read_generation(directory, folder)
        except UnreadableIndexError:
            # A writer may have removed it between our reading its name and opening it; then there is a newer one.
            newer = _pointer(directory)
            if newer == folder:
                raise
            folder = newer


def current_folder(directory: Path) -> str:
    """Return the folder that is current, or "" when that is not known."""
    try:
        return _pointer(directory)
    except (IndexMissingError, UnreadableIndexError):
        return ""


def _pointer(directory: Path) -> str:
    try:
        return (directory / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        if generation_folders(directory):
            raise damaged(directory, f"{CURRENT} ontbreekt") from None
        raise IndexMissingError(
            f"Er is geen index in {directory}. Maak er een met `bronwijzer index MAP --index {directory}`."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(directory, f"{CURRENT} is niet te lezen") from error


def read_generation(directory: Path, folder: str) -> Generation:
    """Return the description of one generation.

    Raises:
        UnreadableIndexError: If it is damaged, or of another format.
    """
    if not (folder.startswith("g") and folder[1:].isdecimal()):
        raise damaged(directory, f"{CURRENT} noemt geen generatie")
    try:
        raw: dict[str, Any] = json.loads((directory / folder / DESCRIPTION).read_text("utf-8"))
        if raw["format"] != FORMAT:
            raise UnreadableIndexError(
                f"De index in {directory} heeft indeling {raw['format']}; dit programma leest indeling {FORMAT}. "
                f"Maak hem opnieuw met `bronwijzer index MAP --index {directory} --rebuild`."
            )
        if raw.pop("seal") != _seal(raw):
            raise ValueError("changed since it was written")
        return Generation(**{**raw, "encoder": EncoderIdentity(**raw["encoder"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise damaged(directory, f"{folder}/{DESCRIPTION} is niet te lezen") from error


def generation_folders(directory: Path) -> list[Path]:
    """Return the folders of all generations, oldest first."""
    return sorted(path for path in directory.glob("g*") if path.name[1:].isdecimal() and path.is_dir())


def _seal(raw: dict[str, Any]) -> str:
    return sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()


def checksum(path: Path) -> dict[str, int | str]:
    """Return the size and XXH3 of a file, as a generation describes it: against damage, which it finds at once."""
    with path.open("rb") as file:
        digest = file_digest(file, xxh3_128)
        return {"size": path.stat().st_size, "xxh3": digest.hexdigest()}


def changed_files(directory: Path, generation: Generation) -> list[str]:
    """Return what is wrong with the files of a generation, each of which was written with its checksum."""
    faults = []
    for name, written in generation.files.items():
        path = directory / generation.folder / name
        if not path.is_file():
            faults.append(f"{name} ontbreekt")
        elif checksum(path) != written:
            faults.append(f"{name} is veranderd sinds het schrijven")
    return faults


def damaged(directory: Path, what: str) -> UnreadableIndexError:
    """Return the error for an index that is not as it was written; it tells what to do."""
    return UnreadableIndexError(
        f"De index in {directory} is beschadigd: {what}. "
        f"Herstel hem met `bronwijzer check --index {directory} --repair`."
    )


def switch(directory: Path, folder: str) -> None:
    """Make a generation the current one, in one step that survives a power cut."""
    put(directory / CURRENT, folder + "\n")


def put(path: Path, text: str) -> None:
    """Write a file in the directory of an index in one step that survives a power cut."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, "utf-8")
    flush(fresh)
    os.replace(fresh, path)
    _flush_folder(path.parent)


def flush(path: Path) -> None:
    """Have a file on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":  # pragma: no branch  # Windows opens no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
