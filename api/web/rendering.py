"""From a template and what it shows to a page."""

from collections.abc import Mapping
from functools import cache, partial
from typing import get_args

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.web import assets
from api.web.marking import beside, pieces, running
from api.web.parameters import LANGUAGES, Language
from api.web.places import Place, document_path, original
from api.web.theme import theme_address
from api.web.words import date_in_words, sayer
from corpus.describing.statuses import status_name
from corpus.kinds import kind_name
from search.answering.citation import cite
from search.citing.formats import Format

FORMATS: tuple[Format, ...] = get_args(Format)
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Of pages: nothing from elsewhere, and nothing written into them runs."""
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "private, no-cache"}
"""Of every page, where they are not those of every answer."""


def page(
    template: str,
    here: Place,
    language: Language,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **shown: object,
) -> Response:
    """Return a page.

    Args:
        template: Name of the template.
        here: The page's own place.
        language: Of the words around the documents' own.
        status: Of the answer.
        headers: Of the answer, beside or in the place of ``HEADERS``.
        shown: What the template shows.
    """
    say = sayer(language)
    chosen = {} if language == LANGUAGES[0] else {"lang": language}
    html = _environment().get_template(template).render(
        t=say,
        date=partial(date_in_words, say=say),
        kind=kind_name if language == "nl" else str,  # codes are English words
        status_name=status_name if language == "nl" else str,
        language=language,
        languages=LANGUAGES,
        here=here,
        start=Place("/", chosen),
        theme=theme_address(),
        to=lambda path: Place(path, chosen).href,
        **shown,
    )  # fmt: skip
    own = {**HEADERS, "Content-Language": language, "Vary": "Authorization, X-API-Key"}
    if here.is_private:
        own["Cache-Control"] = "no-store"
    return Response(html, status, headers={**own, **(headers or {})}, media_type="text/html")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "asset": assets.address,
        "beside": beside,
        "cite": cite,
        "document_path": document_path,
        "formats": FORMATS,
        "original": original,
        "pieces": pieces,
        "running": running,
    }
    return environment
