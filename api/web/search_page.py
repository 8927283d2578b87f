"""The page that people search from, and what it finds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import Response

from api.asker import Asker
from api.metrics import Metrics
from api.routes.answers import answering
from api.routes.search import searched
from api.web.paging import pages_near
from api.web.parameters import MOST_PAGES, PER_PAGE, Language, SearchPageParameters
from api.web.places import Place
from api.web.rendering import page
from search.answering.answer import Answer, final
from search.answering.answerer import Answerer
from search.answering.manners import MAX_QUESTION, is_question
from search.reading import said_most
from search.searcher import Hits, Searcher
from search.store import Filter

_EXAMPLES = 6
_NEWEST = 5
_FACETS = ("kind", "publisher", "year", "place", "status")
_SHOWN = 6
"""Values of a facet that are seen at once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, with the documents that have it and the place where it is chosen, or let go."""

    name: str
    value: str
    count: int
    place: Place
    is_chosen: bool


def start(here: Place, language: Language, searcher: Searcher, asker: Asker) -> Response:
    """Return the page to search from, with examples of what whoever asks may find."""
    view = searcher.view(asker.groups)
    total, newest = view.documents({}, k=_NEWEST)
    return page(
        "start.html",
        here,
        language,
        total=total,
        passages=view.counts["passages"],
        newest=[(one.doc_id, one.metadata) for one in newest],
        examples=said_most(view.index, searcher.thesaurus, k=_EXAMPLES, wanted=Filter(groups=asker.groups)),
    )


def results(
    here: Place, asked: SearchPageParameters, searcher: Searcher, quoter: Answerer, asker: Asker, metrics: Metrics
) -> Response:
    """Return what a search found: on its first page, with the answer if it is a question."""
    search = asked.search()
    hits, unfiltered = searched(search, searcher, asker, metrics)
    answer = _answer(asked, quoter, searcher, asker, metrics) if asked.page == 1 else None
    return page(
        "results.html",
        here,
        asked.lang,
        query=hits.query,
        hits=hits,
        unfiltered=unfiltered,
        answer=answer,
        is_only_alike=asked.page == 1 and answer is None and _is_only_alike(hits),
        chosen=list(_chosen(search.stated(), here)),
        facets={name: list(_choices(name, hits, here)) for name in _FACETS if hits.facets.get(name)},
        shown=_SHOWN,
        pages=pages_near(asked.page, min(-(-hits.total // PER_PAGE), MOST_PAGES), lambda one: here.but(page=one)),
        number=asked.page,
    )


def _answer(
    asked: SearchPageParameters, quoter: Answerer, searcher: Searcher, asker: Asker, metrics: Metrics
) -> Answer | None:
    """Return the answer to a question; None for mere words, which cost half the time."""
    if len(asked.q) > MAX_QUESTION or not is_question(asked.q):
        return None
    return final(answering(asked.question(), quoter, searcher, asker, metrics))


def _is_only_alike(hits: Hits) -> bool:
    """Return whether there are hits, by their meaning alone: there always are, however little they have in common."""
    return "dense" in hits.legs and bool(hits.hits) and not any(hit.highlights for hit in hits.hits)


def _chosen(stated: Mapping[str, str], here: Place) -> Iterator[Choice]:
    """Yield the filters that were chosen; a period of one year is a year."""
    year = stated.get("from")
    if year is not None and year == stated.get("to"):
        yield Choice("year", year, 0, here.but(from_=None, to=None), True)
        stated = {name: value for name, value in stated.items() if name not in ("from", "to")}
    for name, value in stated.items():
        yield Choice(name, value, 0, here.but(**{name: None}), True)


def _choices(name: str, hits: Hits, here: Place) -> Iterator[Choice]:
    fields = ("from", "to") if name == "year" else (name,)
    for value, count in hits.facets[name]:
        is_chosen = all(here.fields.get(field) == value for field in fields)
        place = here.but(**dict.fromkeys(fields, None if is_chosen else value))
        yield Choice(name, value, count, place, is_chosen)
