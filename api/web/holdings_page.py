"""The page of the collection: what is in it, what could not be read, how it was made and how well it is searched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fastapi import Response

from api.asker import Asker
from api.web.paging import pages_near
from api.web.parameters import HoldingsPageParameters, PageParameters
from api.web.places import HELD, HOLDINGS, Place
from api.web.quality import read_quality
from api.web.rendering import page
from api.web.search_page import Choice
from indexer.unread import Unread, read_unread
from search.holdings import UNSTATED
from search.searcher import Searcher
from search.store import HELD_BY

_SHOWN = 10
"""Bars of a plot that are seen at once."""
_NEWEST = 6
_UNREAD = 100
_PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Bar:
    """How many documents state a value, or do not where it is ``UNSTATED``, and the place that lists them."""

    value: str
    count: int
    percent: float  # of the longest bar
    place: Place


def holdings(asked: PageParameters, searcher: Searcher, asker: Asker) -> Response:
    """Return what is in the collection, of what whoever asks may read.

    Raises:
        UnreadableIndexError: If what stands beside the index is not what it must be.
    """
    view, here = searcher.view(asker.groups), Place(HOLDINGS, asked.fields())
    listed = Place(HELD, here.fields)
    total = view.counts["documents"]
    generation = view.index.generation
    _, newest = view.documents({}, k=_NEWEST)
    quality = read_quality(searcher.directory)
    return page(
        "holdings.html",
        here,
        asked.lang,
        total=total,
        passages=view.counts["passages"],
        listed=listed,
        plots={name: list(_bars(name, view.holdings.counts[name], listed)) for name in HELD_BY},
        shown=_SHOWN,
        newest=[(one.doc_id, one.metadata) for one in newest],
        # Names of documents that nobody could read the groups of.
        unread=[_legible(one) for one in read_unread(searcher.directory)] if asker.groups is None else None,
        most_unread=_UNREAD,
        generation=generation,
        quality=quality,
        is_measured_alike=quality is not None and quality.is_of(generation),
    )


def held(asked: HoldingsPageParameters, searcher: Searcher, asker: Asker) -> Response:
    """Return a list of documents: all, or those that a figure counts."""
    here, stated, view = Place(HELD, asked.fields()), asked.stated(), searcher.view(asker.groups)
    total, listed = view.documents(stated, k=_PER_PAGE, offset=(asked.page - 1) * _PER_PAGE)
    fields = {name: "without" if value == UNSTATED else name for name, value in stated.items()}
    return page(
        "held.html",
        here,
        asked.lang,
        total=total,
        documents_shown=[(one.doc_id, one.metadata) for one in listed],
        chosen=[Choice(name, value, 0, here.but(**{fields[name]: None}), True) for name, value in stated.items()],
        pages=pages_near(asked.page, -(-total // _PER_PAGE), lambda number: here.but(page=number)),
        number=asked.page,
    )


def _legible(one: Unread) -> Unread:
    """Return the same with a name and reason that can be shown: a file may have a name that is no text."""
    name, reason = (text.encode("utf-8", "backslashreplace").decode() for text in (one.doc_id, one.reason))
    return replace(one, doc_id=name, reason=reason)


def _bars(name: str, counted: Sequence[tuple[str, int]], listed: Place) -> Iterator[Bar]:
    """Yield the bars of a plot: the most first, years from the last; what is not stated comes at the end."""
    longest = max((count for _, count in counted), default=0)
    by_year = sorted(counted, reverse=True) if name == "year" else counted
    for value, count in sorted(by_year, key=lambda pair: pair[0] == UNSTATED):
        place = listed.but(without=name) if value == UNSTATED else listed.but(**{name: value})
        yield Bar(value, count, 100 * count / longest, place)
