"""What a user names as a source: files and folders as they are, addresses on the web by way of their mirrors."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.collection import MANIFEST, Failure
from corpus.errors import CollectionError
from corpus.fetching.fetch import fetch, is_address, mirror_folder, other_mirrors
from corpus.fetching.mirror import forget_page, remove_mirror

_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Gathered:
    """Paths to index, and what is to be known of the addresses among the sources."""

    paths: tuple[Path, ...]
    failed: tuple[Failure, ...]  # could not be fetched; what was fetched of them before is kept
    unvisited: tuple[str, ...]
    forgotten: tuple[Path, ...]  # mirrors that are removed, or would have been by a run that visits


def _holds_documents(mirrors: Path, without: Collection[Path]) -> bool:
    """Return whether anything was ever fetched, and is still there."""
    files = (path for path in mirrors.rglob("*") if path.is_file() and path.parent not in without)
    return any(path.name[0] != "." and path.name != MANIFEST for path in files)


def mirrors_of(directory: Path) -> Path:
    """Return the folder for what is fetched for an index: beside it, so that the index can be made anew."""
    directory = directory.absolute()
    return directory.with_name(directory.name + ".bronnen")


def forget_fetched(directory: Path, doc_id: str) -> bool:
    """Remove a document from what was fetched for an index, and return whether it was there.

    Raises:
        CollectionError: If it cannot be removed, or another process is fetching.
    """
    folder, _, name = doc_id.partition("/")
    is_inside = folder not in ("", ".", "..") and name not in ("", ".", "..") and "/" not in name
    return is_inside and forget_page(mirrors_of(directory) / folder, name)


def gather(
    sources: Sequence[str],
    mirrors: Path,
    *,
    prune: bool = False,
    visit: bool = True,
    allow_private: bool = False,
    contact: str = "",
    delay: float = 1.0,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> Gathered:
    """Return the paths for ``sync``, having fetched what is new or changed at the addresses among the sources.

    Args:
        sources: Paths, and what ``fetch`` takes: addresses, or files with addresses.
        mirrors: The folder that holds the mirrors of all addresses; it is one of the paths when there are any.
        prune: Remove the mirrors of addresses that are not among the sources.
        visit: False takes the mirrors as they are, and removes none.
        allow_private: Visit addresses in the own network too.
        contact: Sent along to the sites that are visited.
        delay: Seconds between two requests to one host.
        progress: Told how far fetching is.

    Raises:
        CollectionError: If nothing can be indexed because an address cannot be fetched, or is not visited.
    """
    addresses = [source for source in sources if is_address(source)]
    paths = [Path(source) for source in sources if not is_address(source)]
    failed: list[Failure] = []
    forgotten = other_mirrors(mirrors, addresses) if prune else []
    for mirror in forgotten if visit else ():
        remove_mirror(mirror)
    for address in addresses if visit else ():
        try:
            folder = mirror_folder(mirrors, address)
            fetched = fetch(
                address, folder, allow_private=allow_private, contact=contact, delay=delay, progress=progress
            )
            failed += fetched.failed
        except CollectionError as error:
            if len(sources) == 1:
                raise
            failed.append(Failure(address, str(error)))  # one site that is down does not stop the rest
    if not paths and not visit and not _holds_documents(mirrors, forgotten):
        raise CollectionError(
            f"Van {', '.join(addresses)} is nog niets opgehaald, en een proef (--dry-run) bezoekt geen adressen. "
            "Laat --dry-run weg."
        )
    if not paths and failed and not _holds_documents(mirrors, forgotten):
        reasons = [f"{failure.doc_id}: {failure.reason}" for failure in failed[:_MOST_REASONS]]
        raise CollectionError(f"Er is niets opgehaald. {'; '.join(reasons)}")
    if addresses and mirrors.is_dir():
        paths.append(mirrors)
    return Gathered(tuple(paths), tuple(failed), () if visit else tuple(addresses), tuple(forgotten))
