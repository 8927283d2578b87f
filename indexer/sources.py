"""What a user names as a source: files and folders as they are, addresses on the web by way of their mirrors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.collection import MANIFEST, CollectionError, Failure
from corpus.fetching.fetch import fetch, forget_others, is_address, mirror_folder

_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Gathered:
    """Paths to index, and the addresses that could not be fetched; what was fetched of those before is kept."""

    paths: tuple[Path, ...]
    failed: tuple[Failure, ...]


def _holds_documents(mirrors: Path) -> bool:
    """Return whether anything was ever fetched, and is still there."""
    return any(path.is_file() and path.name[0] != "." and path.name != MANIFEST for path in mirrors.rglob("*"))


def mirrors_of(directory: Path) -> Path:
    """Return the folder for what is fetched for an index: beside it, so that the index can be made anew."""
    directory = directory.absolute()
    return directory.with_name(directory.name + ".bronnen")


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
        visit: False takes the mirrors as they are.
        allow_private: Visit addresses in the own network too.
        contact: Sent along to the sites that are visited.
        delay: Seconds between two requests to one host.
        progress: Told how far fetching is.

    Raises:
        CollectionError: If nothing can be indexed because an address cannot be fetched.
    """
    addresses = [source for source in sources if is_address(source)]
    paths = [Path(source) for source in sources if not is_address(source)]
    failed: list[Failure] = []
    if visit and prune:
        forget_others(mirrors, addresses)
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
    if not paths and failed and not _holds_documents(mirrors):
        reasons = [f"{failure.doc_id}: {failure.reason}" for failure in failed[:_MOST_REASONS]]
        raise CollectionError(f"Er is niets opgehaald. {'; '.join(reasons)}")
    if addresses and mirrors.is_dir():
        paths.append(mirrors)
    return Gathered(tuple(paths), tuple(failed))
