"""Bring a folder in step with a page, a feed, a sitemap, or a file with addresses."""

import re
from collections import Counter, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from httpx2 import URL

from corpus.collection import Failure
from corpus.errors import CollectionError
from corpus.fetching.address import FetchError, clean, folder_name, is_public
from corpus.fetching.listing import MAX_LISTED, Listed, read_listing
from corpus.fetching.media import in_utf8, media_type, suffix_of
from corpus.fetching.mirror import Mirror, Resource, digest, find_mirrors, from_json, now, to_json
from corpus.fetching.network import Limits, Reply
from corpus.fetching.visitor import Clock, Visitor
from corpus.refusals import in_dutch

ADDRESS_FILE = ".urls"
"""The suffix of a file with one address a line."""
_MAX_FILE_BYTES = 10_000_000
_LIMITS = Limits()
_CLOCK = Clock()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a run did. Counts are of documents, or of addresses that led to none."""

    new: int
    changed: int
    unchanged: int  # the server said so, or sent the same
    gone: int  # no longer there (404 or 410), moved, or no longer asked for
    no_document: int  # pictures, style sheets and the like
    elsewhere: int  # on another site than the sitemap that lists them
    doubles: int  # led to a document that another address led to
    failed: tuple[Failure, ...]  # ``doc_id`` is the address; what was fetched of it before is still there


def is_address(source: str) -> bool:
    """Return whether a source that a user names is for ``fetch``: an address, or a file with addresses."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source) is not None or source.lower().endswith(ADDRESS_FILE)


def mirror_folder(parent: Path, source: str) -> Path:
    """Return the folder for the mirror of a source, below the parent of all mirrors: one each, always the same.

    Raises:
        CollectionError: If the source is an address that cannot be fetched.
    """
    return parent / folder_name(_owner(source))


def other_mirrors(parent: Path, sources: Collection[str]) -> list[Path]:
    """Return the mirrors below the parent of all mirrors that are of none of these sources.

    Raises:
        CollectionError: If a source is no address that can be fetched.
    """
    own = {mirror_folder(parent, source) for source in sources}
    return [mirror for mirror in find_mirrors(parent) if mirror not in own]


def fetch(
    source: str,
    mirror: Path,
    *,
    allow_private: bool = False,
    delay: float = 1.0,
    contact: str = "",
    limits: Limits = _LIMITS,
    clock: Clock = _CLOCK,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> Fetched:
    """Fetch what is new or changed of a source into its mirror, and remove from that what is gone.

    The mirror is a folder for ``find_sources``: a file per document, and a ``manifest.csv`` with its address and what
    a feed states about it. A page that cannot be fetched stays as it was and is reported. A run that is broken off
    loses nothing; the next one goes on from there.

    Args:
        source: An http or https address of a page, an RSS or Atom feed, a sitemap or an index of sitemaps, which is
            told by content; or the path of a text file that ends in ``.urls``, with one such address a line.
        mirror: The folder, of this source alone; made when missing.
        allow_private: Visit addresses in the own network too.
        delay: Seconds between two requests to one host; longer when its robots.txt asks for that.
        contact: An address or e-mail address that is sent along, for who has questions about these visits; in ASCII.
        limits: What one address may cost.
        clock: For the pauses.
        progress: Told the stage (``fetch``), what is done of it and how much there is, as far as known.

    Raises:
        CollectionError: If the source itself or the folder cannot be used.
        ValueError: If ``contact`` cannot be sent.
    """
    roots = _read_addresses(Path(source)) if "://" not in source else [_owner(source)]
    visitor = Visitor(
        delay=delay,
        contact=contact,
        limits=limits,
        allowed=(lambda address: True) if allow_private else is_public,
        clock=clock,
    )
    with Mirror.open(mirror, _owner(source)) as store:
        run = _Run(store, visitor, progress)
        run.visit([Listed(root, listing=True) for root in roots])
        run.visit_unseen(roots)
        empty = store.count() == 0
    failed = {failure.doc_id: failure.reason for failure in run.failed}
    if empty and "://" in source and roots[0] in failed:
        raise CollectionError(f"{roots[0]} kan niet worden opgehaald: {failed[roots[0]]}.")
    return run.result()


def _owner(source: str) -> str:
    """Return the one name of a source."""
    if "://" not in source:
        return str(Path(source).absolute())
    try:
        return str(clean(source))
    except FetchError as error:
        raise CollectionError(f"{source} kan niet worden opgehaald: {error}.") from error


def _read_addresses(path: Path) -> list[str]:
    """Return the addresses in a file, each in its one spelling where it has one, without repeats."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_FILE_BYTES + 1)
        if len(raw) > _MAX_FILE_BYTES:
            raise CollectionError(f"{path} is te groot (hoogstens {_MAX_FILE_BYTES / 1e6:.0f} MB). Splits de lijst.")
        lines = raw.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise CollectionError(f"{path} kan niet worden geopend ({in_dutch(error)}). Controleer de naam.") from error
    except UnicodeDecodeError as error:
        raise CollectionError(f"{path} is geen UTF-8. Sla de lijst op als tekst in UTF-8.") from error
    found = [_one_spelling(address) for line in lines if (address := re.split(r"(?:^|\s)#", line)[0].strip())]
    if not found:
        raise CollectionError(f"In {path} staat geen adres. Zet op elke regel een adres dat met https:// begint.")
    return list(dict.fromkeys(found))


def _one_spelling(address: str) -> str:
    try:
        return str(clean(address))
    except FetchError:  # the visit says what is wrong with it
        return address


class _Run:
    """One run: what was seen and counted so far."""

    def __init__(self, store: Mirror, visitor: Visitor, progress: Callable[[str, int, int], None]) -> None:
        self.failed: list[Failure] = []
        self._store = store
        self._visitor = visitor
        self._progress = progress
        self._counts: Counter[str] = Counter()
        self._seen: set[str] = set()

    def result(self) -> Fetched:
        """Return what was done."""
        names = ("new", "changed", "unchanged", "gone", "no_document", "elsewhere", "doubles")
        return Fetched(**{name: self._counts[name] for name in names}, failed=tuple(self.failed))

    def visit(self, roots: Collection[Listed]) -> None:
        """Visit addresses, and all that is listed by those that are feeds and sitemaps."""
        queue = deque((root, root.url) for root in roots)
        taken: Counter[str] = Counter()
        done = 0
        while queue:
            self._progress("fetch", done, done + len(queue))
            listed, root = queue.popleft()
            more = self._visit(listed, root)
            room = MAX_LISTED - taken[root]
            queue.extend((one, root) for one in more[:room])
            taken[root] += len(more[:room])
            if len(more) > room:
                self._fail(root, _left_out(len(more) - room))
            done += 1
        self._progress("fetch", done, done)

    def visit_unseen(self, roots: Collection[str]) -> None:
        """Visit the documents that are listed no more, of which some are gone; remove those nobody asks for."""
        unseen = [known for known in self._store.everything() if known.url not in self._seen]
        for done, known in enumerate(unseen):
            self._progress("fetch", done, len(unseen))
            if known.root not in roots:
                self._remove(known)
            elif known.name is not None:
                self._visit(Listed(known.url), known.root)

    def _visit(self, listed: Listed, root: str) -> tuple[Listed, ...]:
        """Bring one address in step; return what it lists when it is a feed or sitemap."""
        try:
            return self._visit_new(clean(listed.url), listed, root)
        except FetchError as error:
            self._fail(listed.url, str(error))
            return ()

    def _visit_new(self, url: URL, listed: Listed, root: str) -> tuple[Listed, ...]:
        if self._is_double(url):
            return ()
        known = self._store.find(str(url))
        if known is not None and self._store.is_recent(known):
            return self._stays(known, listed, root)
        visit = self._visitor.get(url, self._store.validators)
        if visit.url != url:
            if known is not None and not visit.permanent:  # as sites do that are being mended, or ask for consent
                raise FetchError(f"het adres verwijst nu tijdelijk door naar {visit.url}; wat er stond, is bewaard")
            if known is not None:
                self._remove(known)
            if self._is_double(visit.url):
                return ()
            known = self._store.find(str(visit.url))
        if visit.reply.status == 200:
            return self._receive(visit.url, visit.reply, known, listed, root)
        if known is None:
            raise FetchError(f"deze pagina bestaat niet ({visit.reply.status}); controleer het adres")
        if visit.reply.status == 304:
            return self._stays(replace(known, checked=now()), listed, root)
        self._remove(known)
        if listed.url == root:
            raise FetchError(
                f"deze pagina bestaat niet meer ({visit.reply.status}); noem het adres niet meer, "
                "dan haalt --prune haar uit de index"
            )
        return ()

    def _is_double(self, url: URL) -> bool:
        double = str(url) in self._seen
        self._counts["doubles"] += double
        self._seen.add(str(url))
        return double

    def _stays(self, known: Resource, listed: Listed, root: str) -> tuple[Listed, ...]:
        self._store.keep(_described(replace(known, root=root), listed))
        self._counts["unchanged"] += known.name is not None
        return from_json(known.listed) if known.name is None else ()

    def _receive(self, url: URL, reply: Reply, known: Resource | None, listed: Listed, root: str) -> tuple[Listed, ...]:
        if not reply.body.strip():
            raise FetchError("de pagina is leeg; controleer het adres")
        listing = read_listing(url, reply.body) if listed.listing else None
        if listing is not None:
            self._counts["elsewhere"] += listing.elsewhere
            if listing.left_out:
                self._fail(str(url), _left_out(listing.left_out))
            self._store.keep(_resource(url, reply, root, listed=to_json(listing.listed)))
            return listing.listed
        if listed.listing and listed.url != root:
            raise FetchError("dit is geen sitemap, al staat het adres in een lijst van sitemaps")
        suffix = suffix_of(url, reply.headers, reply.body)
        if suffix is None:
            self._refuse(reply, known, listed, root)
            return ()
        body = in_utf8(reply.body, suffix, reply.headers)
        fresh = _resource(url, reply, root, name=self._store.name_for(url, suffix), digest=digest(body))
        if known is not None:
            fresh = replace(fresh, title=known.title, date=known.date, authors=known.authors)
        fresh = _described(fresh, listed)
        if (
            known is not None
            and known.name == fresh.name
            and known.digest == fresh.digest
            and self._store.is_whole(known)
        ):
            self._store.keep(fresh)
            self._counts["unchanged"] += 1
        else:
            self._store.keep(fresh, body)
            self._counts["new" if known is None or known.name is None else "changed"] += 1
        return ()

    def _refuse(self, reply: Reply, known: Resource | None, listed: Listed, root: str) -> None:
        """Pass over what is no document; when the user asked for it, say so."""
        if known is not None:
            self._remove(known)
        if listed.url == root:
            kind = media_type(reply.headers) or "iets zonder type"
            raise FetchError(f"hier staat geen document, feed of sitemap maar {kind}; controleer het adres")
        self._counts["no_document"] += 1

    def _remove(self, known: Resource) -> None:
        self._store.remove(known)
        self._counts["gone"] += known.name is not None

    def _fail(self, address: str, reason: str) -> None:
        self.failed.append(Failure(address, reason))


def _described(resource: Resource, listed: Listed) -> Resource:
    """Return a resource with what the listing says of it; what was known before stays where that says nothing."""
    return replace(
        resource,
        title=listed.title or resource.title,
        date=listed.date or resource.date,
        authors=listed.authors or resource.authors,
    )


def _resource(
    url: URL, reply: Reply, root: str, *, name: str | None = None, digest: str = "", listed: str = ""
) -> Resource:
    # What is not ASCII cannot be sent back.
    etag, modified = (
        value if value.isascii() else "" for value in (reply.headers.get(key, "") for key in ("etag", "last-modified"))
    )
    return Resource(str(url), root, now(), etag, modified, digest, name, listed, title="", date="", authors="")


def _left_out(count: int) -> str:
    return f"{count} adressen meer dan de {MAX_LISTED} die worden opgehaald; geef delen van de sitemap apart op"
