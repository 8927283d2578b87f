"""The pages, one function each."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from api.access import ReaderDep
from api.asker import Asker
from api.metrics import Metrics
from api.routes.search import MetricsDep, SearcherDep
from api.web.parameters import (
    DocumentPageParameters,
    HoldingsPageParameters,
    PageParameters,
    ProjectsPageParameters,
    SearchPageParameters,
)
from api.web.places import BOX, HELD, HOLDINGS, PRIVATE, PROJECTS, Place
from search.answering.answerer import Answerer
from search.searcher import Searcher

router = APIRouter(include_in_schema=False)


async def _quoter(request: Request) -> Answerer:
    return cast(Answerer, request.state.quoter)


QuoterDep = Annotated[Answerer, Depends(_quoter)]
Asked = Annotated[SearchPageParameters, Query()]


@router.get("/")
def get_search_page(
    asked: Asked, searcher: SearcherDep, quoter: QuoterDep, asker: ReaderDep, metrics: MetricsDep
) -> Response:
    """Return the page to search from, or what a search found."""
    return _searched("/", asked, searcher, quoter, asker, metrics)


@router.get(PRIVATE)
def get_private_page(
    asked: Annotated[PageParameters, Query()],
    searcher: SearcherDep,
    quoter: QuoterDep,
    asker: ReaderDep,
    metrics: MetricsDep,
) -> Response:
    """Return the page to search from with words that stay out of the address."""
    return _searched(PRIVATE, SearchPageParameters(lang=asked.lang), searcher, quoter, asker, metrics)


@router.post(PRIVATE)
def post_private_page(
    asked: Annotated[SearchPageParameters, Form()],
    searcher: SearcherDep,
    quoter: QuoterDep,
    asker: ReaderDep,
    metrics: MetricsDep,
) -> Response:
    """Return what was found for words in the body."""
    return _searched(PRIVATE, asked, searcher, quoter, asker, metrics)


@router.get("/document/{doc_id:path}")
def get_document_page(
    doc_id: Annotated[str, Path(min_length=1, max_length=4096)],
    asked: Annotated[DocumentPageParameters, Query()],
    searcher: SearcherDep,
    asker: ReaderDep,
) -> Response:
    """Return the page of a document."""
    from api.web.document_page import document

    return document(doc_id, asked, searcher, asker)


@router.get("/vergelijkbaar/{passage_id}")
def get_similar_page(
    passage_id: Annotated[str, Path(max_length=64)],
    asked: Annotated[PageParameters, Query()],
    searcher: SearcherDep,
    asker: ReaderDep,
) -> Response:
    """Return the page of what is like a passage."""
    from api.web.document_page import similar

    return similar(passage_id, asked, searcher, asker)


@router.get(PROJECTS)
def get_projects_page(
    asked: Annotated[ProjectsPageParameters, Query()], searcher: SearcherDep, asker: ReaderDep
) -> Response:
    """Return the page of projects."""
    from api.web.projects_page import projects

    return projects(asked, searcher, asker)


@router.get(HOLDINGS)
def get_holdings_page(asked: Annotated[PageParameters, Query()], searcher: SearcherDep, asker: ReaderDep) -> Response:
    """Return the page of the collection."""
    from api.web.holdings_page import holdings

    return holdings(asked, searcher, asker)


@router.get(HELD)
def get_held_page(
    asked: Annotated[HoldingsPageParameters, Query()], searcher: SearcherDep, asker: ReaderDep
) -> Response:
    """Return the documents that a figure of the collection counts."""
    from api.web.holdings_page import held

    return held(asked, searcher, asker)


@router.get(BOX)
def get_box_page(asked: Annotated[PageParameters, Query()], request: Request) -> Response:
    """Return the page that shows the search box for other sites; it holds nothing of the collection."""
    from api.web.box import box

    return box(asked, str(request.base_url).removesuffix("/"))


@router.get("/lijst")
def get_list_page(asked: Annotated[PageParameters, Query()], asker: ReaderDep) -> Response:
    """Return the page that shows what the browser keeps."""
    from api.web.rendering import page

    return page("list.html", Place("/lijst", asked.fields()), asked.lang)


def _searched(
    path: str, asked: SearchPageParameters, searcher: Searcher, quoter: Answerer, asker: Asker, metrics: Metrics
) -> Response:
    # Templates and messages take longer to load than the start of the service may.
    from api.web.search_page import results, start

    here = Place(path, asked.fields())
    if not asked.q.strip():
        return start(here, asked.lang, searcher, asker)
    return results(here, asked, searcher, quoter, asker, metrics)
