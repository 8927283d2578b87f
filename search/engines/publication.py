"""What an engine is told of a generation, and what a server needs to know to search it there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from search.engines.address import EngineAddress
from search.errors import UnreadableIndexError
from search.generation import CENTRE, DENSE, put

ENGINE = "ENGINE"
"""File in a directory that tells which engine keeps its index."""
FETCHING = ".fetching"
FOLLOWING = ".following"
"""Lock of who brings a directory up to date."""
COPYING = ".copying"
"""Where a copy of an index is until it is whole."""
OWN = (ENGINE, f"{ENGINE}.new", COPYING, FETCHING, FOLLOWING)
PUBLISHED = "published.json"
"""Beside the files of a generation whose passages an engine ranks."""
_VECTORS = f"{DENSE}/"


@dataclass(frozen=True, slots=True)
class Publication:
    """A generation as an engine keeps it."""

    number: int
    passages: str  # the collection with its passages
    made: int  # passages that there were when that was made
    newest: int  # the highest row of the generation; higher ones are of a newer one
    gone: Sequence[int]  # rows of older generations that may still be there
    removed: Sequence[int]  # those of them that this generation took out
    lengths: Mapping[str, float]  # terms and parts in a passage, on average, when the collection was made
    description: str  # of the generation, as in a directory
    recipes: Mapping[str, Sequence[str]] = field(default_factory=dict)  # file -> blocks of the list of its blocks
    legs: Sequence[str] = ("dense", "lexical")  # that the engine ranks; the others rank in each directory

    @property
    def visible(self) -> str:
        """The condition that a row of the collection is in the generation."""
        return f"row <= {self.newest}" + (f" and row not in {list(self.gone)}" if self.gone else "")

    def to_json(self) -> str:
        """Return the publication as an engine and a directory keep it: with each row once, for texts have limits."""
        raw = asdict(self)
        return json.dumps({**raw, "gone": sorted({*self.gone} - {*self.removed})}, separators=(",", ":"))

    @classmethod
    def read(cls, written: str) -> "Publication":
        """Return what ``to_json`` wrote.

        Raises:
            UnreadableIndexError: If it is something else.
        """
        try:
            raw: dict[str, Any] = json.loads(written)
            return cls(**{**raw, "gone": sorted({*raw["gone"], *raw["removed"]})})
        except (ValueError, TypeError, KeyError) as error:
            raise UnreadableIndexError(
                "Wat Milvus over de index zegt, is van een andere versie. Gebruik op elke machine dezelfde versie van "
                "Bronwijzer."
            ) from error


def directory_of(address: EngineAddress, cache: Path) -> Path:
    """Return the directory on this machine for an index in an engine, which is made when missing."""
    directory = cache / "engines" / f"{address.host.strip('[]').replace(':', '.')}-{address.port}-{address.name}"
    directory.mkdir(parents=True, exist_ok=True)
    if not (directory / ENGINE).exists():
        put(directory / ENGINE, f"{address}\n")
    return directory


def published(folder: Path) -> Publication | None:
    """Return how an engine keeps the generation in a folder; None when its legs lie in the folder.

    Raises:
        UnreadableIndexError: If that cannot be read.
    """
    try:
        return Publication.read((folder / PUBLISHED).read_text("utf-8"))
    except FileNotFoundError:
        return None


def is_left_out(name: str) -> bool:
    """Return whether only who writes needs a file of a generation whose passages an engine ranks."""
    return name.startswith(_VECTORS) and name != _VECTORS + CENTRE
