"""An index from one place to another, with its vectors: nothing is embedded again."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from search.engines.publication import COPYING, Publication, directory_of
from search.errors import UnreadableIndexError
from search.generation import (
    CURRENT,
    DESCRIPTION,
    Generation,
    changed_files,
    checksum,
    current_generation,
    damaged,
    flush,
    switch,
)
from search.writer import IndexWriter

if TYPE_CHECKING:
    from search.engines.milvus import Milvus
    from search.engines.publishing import Progress


def copy_to_engine(source: Path, engine: "Milvus", progress: "Progress", *, is_replacing: bool = False) -> Generation:
    """Put the current generation of a directory into an engine, and return it as it is there.

    Whatever ends it, what was in the engine stays what is searched; begun again, it goes on where it was.

    Args:
        source: The index, with all its files.
        engine: Where to.
        progress: Told how many passages and blocks are there.
        is_replacing: Whether it may take the place of another index.

    Raises:
        IndexMissingError: If there is no index in the directory.
        UnreadableIndexError: If it is damaged, or there is another in the engine.
        EngineError: If the engine does not answer.
    """
    from search.engines.publishing import publish

    with IndexWriter.open(source):  # meanwhile nobody removes the generation
        generation = _sound(source)
        folder = source / generation.folder
        number, described = engine.generations()
        if number:
            there = Publication.read(described[number])
            if there.description == replace(generation, number=there.number).to_json():
                return replace(generation, number=there.number)
            if not is_replacing:
                raise UnreadableIndexError(
                    f"In {engine.address} staat al een andere index. Kies een andere naam in het adres, of vervang hem "
                    "met --replace."
                )
            generation = replace(generation, number=max(described) + 1)
        publish(folder, generation, engine, base=None, progress=progress)
        return generation


@contextmanager
def lent(source: Path, *, engine: "Milvus", progress: "Progress") -> Iterator[Path]:
    """Put an index into an engine for as long as the block runs, and yield the directory to search it from.

    Args:
        source: The index, with all its files.
        engine: Where to; there is no other index at its address.
        progress: Told how many passages and blocks are there.

    Raises:
        UnreadableIndexError: If there is another index.
        EngineError: If the engine does not answer.
    """
    from search.engines.publishing import follow

    if engine.current() is not None:  # it would be removed
        raise UnreadableIndexError(f"In {engine.address} staat al een index. Kies een andere naam in het adres.")
    try:
        copy_to_engine(source, engine, progress)
        with TemporaryDirectory(prefix="bronwijzer-") as cache:
            directory = directory_of(engine.address, Path(cache))
            follow(directory, engine)
            yield directory
    finally:
        engine.remove_all()


def copy_to_directory(source: Path, target: Path, progress: "Progress") -> Generation:
    """Copy the current generation of a directory into another, which is made when missing, and return it.

    Args:
        source: The index, with all its files.
        target: Where to: a directory that is not there, is empty, or has what an earlier attempt left.
        progress: Told how many files are there.

    Raises:
        IndexMissingError: If there is no index in the directory.
        UnreadableIndexError: If it is damaged, or there is another in the target.
        StorageError: If the disk refuses it.
    """
    if (target / CURRENT).exists():
        raise UnreadableIndexError(f"In {target} staat al een index. Kies een andere map.")
    with IndexWriter.open(source), IndexWriter.open(target):
        generation = _sound(source)
        folder, copying = source / generation.folder, target / COPYING
        names = [*generation.files, DESCRIPTION]
        for done, name in enumerate(names, start=1):
            path = copying / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or checksum(path) != generation.files.get(name):
                shutil.copyfile(folder / name, path)
                flush(path)
            progress("files", done, len(names))
        os.replace(copying, target / generation.folder)
        switch(target, generation.folder)
        return generation


def _sound(directory: Path) -> Generation:
    """Return the current generation, every file of which is as it was written.

    Raises:
        UnreadableIndexError: If one is not.
    """
    generation = current_generation(directory)
    if faults := changed_files(directory, generation):
        raise damaged(directory, faults[0])
    return generation
