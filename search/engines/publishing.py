"""From a directory to an engine and back: the files of generations in blocks, and their passages to rank.

The one who writes makes a generation in a directory, as always, and puts it into the engine before switching to it. The
others bring the files of what the engine says is current into a directory of their own and search there; the passages
are ranked by the engine. So the truth is in the engine, and a directory of this kind may be thrown away.
"""

import json
import os
import shutil
import zlib
from base64 import b85decode, b85encode
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from search.batches import batched
from search.dense import centred
from search.dutch.analyser import parts
from search.encoder import Vectors
from search.engines.address import EngineAddress
from search.engines.legs import bm25
from search.engines.milvus import SPARSE, Milvus, connected
from search.engines.publication import ENGINE, FETCHING, FOLLOWING, PUBLISHED, Publication, is_left_out, published
from search.errors import EngineError, UnreadableIndexError
from search.generation import (
    CATALOGUE,
    CENTRE,
    DENSE,
    DESCRIPTION,
    Generation,
    current_folder,
    generation_folders,
    switch,
)
from search.lexical import readers_of
from search.store import Catalogue

_BLOCK = 48_000
"""Bytes of a file in a block: as text at most 65,535 letters, however badly it is compressed."""
AT_ONCE = 32
ROWS = 1_000
_MOST_GONE = 5_000
"""Rows of an older generation that may stay among those of a new one."""
Progress = Callable[[str, int, int], None]
"""Takes the stage, and how many of how many are done."""


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


def engine_of(directory: Path) -> Milvus | None:
    """Return the engine that keeps the index of a directory; None when it lies there.

    Raises:
        EngineError: If it does not answer.
    """
    try:
        return connected(EngineAddress.parse((directory / ENGINE).read_text("utf-8").strip()))
    except FileNotFoundError:
        return None


def follow(directory: Path, engine: Milvus, *, is_whole: bool = False, progress: Progress = silent) -> None:
    """Bring a directory up to date with what the engine says is current, and forget there what the engine forgot.

    Args:
        directory: As of ``directory_of``.
        engine: The engine that keeps its index.
        is_whole: Whether the vectors come too, which only a writer needs.
        progress: Told how many blocks have come.

    Raises:
        EngineError: If the engine does not answer.
        UnreadableIndexError: If what it keeps is not whole.
    """
    with FileLock(directory / FOLLOWING):
        current, described = engine.generations()
        if not current:
            return
        folder, is_other = _have(directory, Publication.read(described[current]), engine, is_whole, progress)
        if is_other or current_folder(directory) != folder.name:
            switch(directory, folder.name)
        kept = {f"g{number:06d}" for number in described}
        for other in generation_folders(directory):
            if other.name not in kept:
                shutil.rmtree(other)


def bring_before(directory: Path, engine: Milvus) -> None:
    """Bring the generation before the current one to a directory, whole, if the engine has one.

    Raises:
        EngineError: If the engine does not answer.
        UnreadableIndexError: If what it keeps is not whole.
    """
    with FileLock(directory / FOLLOWING):
        current, described = engine.generations()
        number = max((number for number in described if number < current), default=0)
        if number:
            _have(directory, Publication.read(described[number]), engine, True, silent)


def _have(
    directory: Path, publication: Publication, engine: Milvus, is_whole: bool, progress: Progress
) -> tuple[Path, bool]:
    """Have a generation in a directory; return its folder, and whether that was another one or none before."""
    folder = directory / f"g{publication.number:06d}"
    wanted = [name for name in publication.recipes if is_whole or not is_left_out(name)]
    # Of two writers at the same moment both may have made a generation of this number.
    is_other = published(folder) != publication
    if is_other or any(not (folder / name).exists() for name in wanted):
        _bring(directory, folder, publication, wanted, engine, progress)
    return folder, is_other


def _bring(
    directory: Path, folder: Path, publication: Publication, names: Collection[str], engine: Milvus, progress: Progress
) -> None:
    """Write the files of a generation, of which whole ones that are there stay, and give the folder its name."""
    fetching = directory / FETCHING / folder.name
    fetching.mkdir(parents=True, exist_ok=True)
    recipes = _recipes(publication, names, engine)
    here = _blocks_here(directory, names)
    total = sum(map(len, recipes.values()))
    done = 0
    for name, blocks in recipes.items():
        path = fetching / name
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = _whole_blocks(path, blocks)
        done += whole
        with path.open("r+b" if whole else "wb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(min(file.tell(), _BLOCK * whole))
            file.truncate()
            for some in batched(blocks[whole:], AT_ONCE):
                fetched = _fetched([block for block in some if block not in here], engine)
                for block in some:
                    file.write(fetched[block] if block in fetched else _read(*here[block]))
                done += len(some)
                progress("blocks", done, total)
    (fetching / DESCRIPTION).write_text(publication.description, "utf-8")
    (fetching / PUBLISHED).write_text(publication.to_json(), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(fetching, folder)
    shutil.rmtree(directory / FETCHING)


def _whole_blocks(path: Path, blocks: Sequence[str]) -> int:
    """Return how many blocks an attempt that was stopped left at the beginning of a file."""
    if not path.exists():
        return 0
    return sum(1 for _ in takewhile(lambda pair: _name(pair[0]) == pair[1], zip(_pieces(path), blocks, strict=False)))


def _recipes(publication: Publication, names: Collection[str], engine: Milvus) -> dict[str, list[str]]:
    """Return for each file the blocks that it is made of."""
    written = _fetched([block for name in names for block in publication.recipes[name]], engine)
    return {name: json.loads(b"".join(written[block] for block in publication.recipes[name])) for name in names}


def _blocks_here(directory: Path, names: Collection[str]) -> dict[str, tuple[Path, int]]:
    """Return where the blocks of the current generation of a directory are: in which file, from which byte on."""
    folder = directory / (current_folder(directory) or ".none")
    found: dict[str, tuple[Path, int]] = {}
    for name in names:
        if (path := folder / name).exists():
            found |= {_name(block): (path, _BLOCK * place) for place, block in enumerate(_pieces(path))}
    return found


def _read(path: Path, start: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(_BLOCK)


def _fetched(names: Collection[str], engine: Milvus) -> dict[str, bytes]:
    """Return blocks by their names, each of which is the digest of what is in it.

    Raises:
        UnreadableIndexError: If one is missing or is not what it was.
    """
    found: dict[str, bytes] = {}
    for some in batched(sorted(set(names)), AT_ONCE):
        kept = engine.blocks(some)
        for name in some:
            try:
                found[name] = zlib.decompress(b85decode(kept[name]))
            except (KeyError, ValueError, zlib.error):
                found[name] = b""
            if _name(found[name]) != name:
                raise UnreadableIndexError(
                    f"De index in {engine.address} is beschadigd: een deel van een bestand ontbreekt. "
                    "Maak hem opnieuw met `bronwijzer copy`."
                )
    return found


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_BLOCK):
            yield piece


def _name(block: bytes) -> str:
    return sha256(block).hexdigest()


def publish(
    folder: Path,
    generation: Generation,
    engine: Milvus,
    *,
    base: Path | None,
    is_anew: bool = False,
    progress: Progress = silent,
) -> Publication:
    """Put a generation into an engine, make it the current one there, and return how it is kept.

    Whatever ends it, the engine goes on with the generation before; begun again, it goes on where it was.

    Args:
        folder: The generation, whole.
        generation: Its description, with a number that is higher than any that the engine knows.
        engine: Where it is kept from now on.
        base: The folder of the generation that it comes after; None for whatever the engine has.
        is_anew: Whether it was not built upon that one, so that its rows may be of other passages.
        progress: Told how many passages and blocks are there.

    Raises:
        EngineError: If the engine does not answer or another writer came before.
        UnreadableIndexError: If its collections are somebody else's.
    """
    parent = published(base) if base is not None else None
    written = engine.current()
    current = None if written is None else Publication.read(written)
    if base is not None and parent != current:
        raise EngineError(f"Een ander heeft de index in {engine.address} intussen bijgewerkt. Probeer het opnieuw.")
    if current is not None and generation.number <= current.number:
        raise EngineError(f"In {engine.address} staat een nieuwere index. Probeer het opnieuw.")
    catalogue = Catalogue.open(folder / CATALOGUE)
    try:
        upon = None if is_anew else base
        publication = _put_passages(folder, generation, catalogue, engine, upon, parent, progress)
    finally:
        catalogue.close()
    recipes = _put_files(folder, generation, engine, progress)
    publication = replace(publication, recipes=recipes)
    engine.describe(generation.number, publication.to_json())
    engine.switch(generation.number)
    kept = {generation.number} if current is None else {generation.number, current.number}
    tidy(engine, kept)
    return publication


def tidy(engine: Milvus, kept: Collection[int]) -> None:
    """Forget every generation but some, with whatever only the others need.

    Raises:
        EngineError: If the engine does not answer.
    """
    _, written = engine.generations()
    described = {number: Publication.read(one) for number, one in written.items()}
    staying = [one for number, one in described.items() if number in kept]
    dropped = [number for number in described if number not in kept]
    if dropped:
        engine.forget(dropped)
    needed: set[str] = set()
    for one in staying:
        needed.update(block for blocks in one.recipes.values() for block in blocks)
        needed.update(block for blocks in _recipes(one, one.recipes, engine).values() for block in blocks)
    if unneeded := engine.known_blocks() - needed:
        engine.remove_blocks(sorted(unneeded))
    used = {one.passages for one in staying}
    for collection in engine.passage_collections():
        if collection not in used:
            engine.drop(collection)
    oldest = min(staying, key=lambda one: one.number, default=None)
    if oldest is not None and oldest.gone:  # no generation that is left shows them
        engine.remove_passages(oldest.passages, oldest.gone)


def _put_passages(
    folder: Path,
    generation: Generation,
    catalogue: Catalogue,
    engine: Milvus,
    base: Path | None,
    parent: Publication | None,
    progress: Progress,
) -> Publication:
    """Put in what a generation has and its base has not; or all of it, into a collection of its own."""
    centre = np.load(folder / DENSE / CENTRE)
    newest, count = catalogue.newest_row(), generation.counts["passages"]
    if base is not None and parent is not None and _goes_on(parent, base, centre, engine):
        # What the parent's parent showed and the parent did not is shown by none that can still be asked for.
        engine.remove_passages(parent.passages, sorted(set(parent.gone) - set(parent.removed)))
        removed = _removed(base, catalogue)
        gone = sorted({*parent.removed, *removed})
        if len(gone) <= _MOST_GONE:
            publication = replace(
                parent,
                number=generation.number,
                newest=newest,
                gone=gone,
                removed=removed,
                description=generation.to_json(),
                recipes={},
            )
            # Rows that an attempt left there which never became current may be of other passages: all are put in.
            _put_rows(publication, catalogue, centre, engine, after=parent.newest, there=0, progress=progress)
            _require_all(publication, count, engine)
            return publication
    description = generation.to_json()
    publication = Publication(
        generation.number,
        engine.passages_of(sha256(description.encode()).hexdigest()),
        count,
        newest,
        [],
        [],
        _lengths(catalogue) if "lexical" in engine.legs else {},
        description,
        legs=engine.legs,
    )
    engine.make_passages(publication.passages, dimension=len(centre), count=count)
    there = engine.count(publication.passages, publication.visible)
    _put_rows(publication, catalogue, centre, engine, after=0, there=there, progress=progress)
    _require_all(publication, count, engine)
    return publication


def _goes_on(parent: Publication, base: Path, centre: Vectors, engine: Milvus) -> bool:
    """Return whether the collection of a generation can take the passages of the next one."""
    return tuple(parent.legs) == engine.legs and np.array_equal(centre, np.load(base / DENSE / CENTRE))


def _put_rows(
    publication: Publication,
    catalogue: Catalogue,
    centre: Vectors,
    engine: Milvus,
    *,
    after: int,
    there: int,
    progress: Progress,
) -> None:
    """Put in the passages with a row higher than ``after``, but the first ``there`` of them."""
    rows, vectors = catalogue.all_vectors(len(centre), after=after)
    # They come by row, in whole requests: what is there is the beginning, of which the last request is made again.
    start = max(0, there - ROWS) if len(rows) else 0
    first = int(rows[start]) - 1 if start else after
    words = _words(catalogue, publication, after=first) if "lexical" in publication.legs else None
    for done in range(start, len(rows), ROWS):
        some = slice(done, done + ROWS)
        fields: dict[str, Sequence[Any] | Vectors] = {"vector": centred(vectors[some], centre)}
        engine.put_passages(publication.passages, rows[some].tolist(), fields | (next(words) if words else {}))
        progress("passages", min(done + ROWS, len(rows)), len(rows))


def _words(catalogue: Catalogue, publication: Publication, *, after: int) -> Iterator[dict[str, Sequence[Any]]]:
    """Yield what is ranked by words of the passages with a row higher than ``after``, in requests."""
    for some in batched(catalogue.all_terms(after=after), ROWS):
        counted = {
            "terms": [terms for _, _, terms, _, _ in some],
            "parts": [parts(terms) for _, _, terms, _, _ in some],
        }
        yield {
            "work": [work for _, work, *_ in some],
            "readers": [list(readers_of(groups)) for *_, groups in some],
            **{field: [bm25(one, publication.lengths[field]) for one in counted[field]] for field in SPARSE},
        }


def _require_all(publication: Publication, count: int, engine: Milvus) -> None:
    there = engine.count(publication.passages, publication.visible)
    if there != count:
        raise EngineError(
            f"In {engine.address} staan {there} passages in plaats van {count}. "
            "Begin opnieuw met `bronwijzer copy` naar een andere naam."
        )


def _removed(base: Path, catalogue: Catalogue) -> list[int]:
    """Return the rows of a generation that a newer one has not, ascending."""
    older = Catalogue.open(base / CATALOGUE)
    try:
        rows: list[int] = np.setdiff1d(older.rows(), catalogue.rows(), assume_unique=True).tolist()
    finally:
        older.close()
    return rows


def _lengths(catalogue: Catalogue) -> dict[str, float]:
    """Return how many terms and parts a passage has on average."""
    count, found = 0, dict.fromkeys(SPARSE, 0)
    for _, _, terms, _, _ in catalogue.all_terms():
        count += 1
        found["terms"] += len(terms)
        found["parts"] += len(parts(terms))
    return {field: number / max(1, count) for field, number in found.items()}


def _put_files(folder: Path, generation: Generation, engine: Milvus, progress: Progress) -> dict[str, list[str]]:
    """Put the files of a generation into an engine, as far as their blocks are not there, and return their recipes."""
    places: dict[str, tuple[Path, int]] = {}
    lists: dict[str, bytes] = {}
    recipes: dict[str, list[str]] = {}
    for name in generation.files:
        blocks = list(map(_name, _pieces(folder / name)))
        places |= {block: (folder / name, _BLOCK * place) for place, block in enumerate(blocks)}
        written = json.dumps(blocks).encode()
        parts_of_list = [written[start : start + _BLOCK] for start in range(0, len(written), _BLOCK)]
        recipes[name] = list(map(_name, parts_of_list))
        lists |= dict(zip(recipes[name], parts_of_list, strict=True))
    known = engine.known_blocks([*places, *lists])
    missing = [block for block in (*places, *lists) if block not in known]
    done, total = len(known), len(known) + len(missing)
    progress("blocks", done, total)
    for some in batched(missing, AT_ONCE):
        fresh = {block: lists[block] if block in lists else _read(*places[block]) for block in some}
        engine.put_blocks({block: b85encode(zlib.compress(fresh[block])).decode("ascii") for block in some})
        done += len(some)
        progress("blocks", done, total)
    return recipes
