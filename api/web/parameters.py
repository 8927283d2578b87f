"""What the address of a page, or its form, may hold: the fields of a search as ``/v1/search`` calls them."""

from typing import Any, Literal, get_args

from pydantic import ConfigDict, Field, model_validator

from api.schemas import AnswerRequest, Filtered, Schema, SearchParameters
from corpus.kinds import read_kind
from corpus.model import Status
from search.holdings import UNSTATED
from search.projects import Order

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The first is that of who does not choose."""
PER_PAGE = 10
MOST_PAGES = 1_000


class PageParameters(Schema):
    """What every page takes. A field that is empty, or unknown, is as if it were not there: people share addresses."""

    model_config = ConfigDict(extra="ignore", populate_by_name=False)

    lang: Language = Field(default="nl", description="Language of the page around the texts.")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, fields: object) -> object:
        return {name: value for name, value in fields.items() if value != ""} if isinstance(fields, dict) else fields

    def fields(self) -> dict[str, str]:
        """Return the fields that an address has to hold to lead to the same page."""
        own = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        told = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in own.items()}
        return {"q": told["q"], **told} if "q" in told else told  # first what people look for in an address


class SearchPageParameters(Filtered, PageParameters):
    """A search, or none yet when ``q`` is empty."""

    q: str = Field(default="", description="What is searched.")
    page: int = Field(default=1, ge=1, le=MOST_PAGES, description="Page of the results, from 1.")
    expand: bool = Field(default=True, description="Whether long and short forms and synonyms are searched too.")
    correct: bool = Field(default=True, description="Whether words that the documents do not have may be mended.")

    def search(self) -> SearchParameters:
        """Return the search of one page of results."""
        offset = (self.page - 1) * PER_PAGE
        asked = {"q": self.q, "k": PER_PAGE, "offset": offset, "expand": self.expand, "correct": self.correct}
        return SearchParameters.model_validate({**asked, "explain": True, **self._filter()})

    def question(self) -> AnswerRequest:
        """Return the same as a question."""
        return AnswerRequest.model_validate({"question": self.q, "k": 1, **self._filter()})

    def _filter(self) -> dict[str, Any]:
        names = set(Filtered.model_fields)
        return self.model_dump(by_alias=True, exclude_none=True, include=names)


class DocumentPageParameters(PageParameters):
    """A place in a document, and the search that led there."""

    q: str = Field(default="", description="What was searched.")
    passage: str = Field(default="", max_length=64, description="Name of the passage to show.")
    part: int | None = Field(default=None, ge=1, description="Part of a long document, from 1.")


class ProjectsPageParameters(PageParameters):
    """Which projects are shown, and how."""

    status: Status | Literal["unknown"] | None = Field(default=None, description="How they stand.")
    join: Literal["true"] | None = Field(default=None, description="Whether they may be joined, for all that is known.")
    publisher: str | None = Field(default=None, max_length=200, description="Who published the document.")
    place: str | None = Field(default=None, max_length=200, description="Where they take place.")
    theme: str | None = Field(default=None, max_length=200, description="The programme that they belong to.")
    sort: Order = Field(default="end", description="What comes first.")
    page: int = Field(default=1, ge=1, le=MOST_PAGES, description="Page of the list, from 1.")

    def wanted(self) -> dict[str, str]:
        """Return what is asked of a project, by field."""
        asked = {
            "status": self.status,
            "join": self.join,
            "publisher": self.publisher,
            "place": self.place,
            "theme": self.theme,
        }
        return {name: value for name, value in asked.items() if value is not None}


class HoldingsPageParameters(PageParameters):
    """Which documents are listed: by what they state themselves, or do not state."""

    kind: str | None = Field(default=None, max_length=200, description="Of this kind.")
    publisher: str | None = Field(default=None, max_length=200, description="Of this publisher.")
    year: str | None = Field(default=None, pattern=r"^\d{4}$", description="Of this year.")
    without: Literal["kind", "publisher", "year"] | None = Field(default=None, description="What is not stated.")
    page: int = Field(default=1, ge=1, le=100_000, description="Page of the list, from 1.")

    def stated(self) -> dict[str, str]:
        """Return what is asked of a document."""
        kind = None if self.kind is None else read_kind(self.kind)
        asked = {"kind": kind, "publisher": self.publisher, "year": self.year}
        stated = {name: value for name, value in asked.items() if value is not None}
        return stated if self.without is None else {**stated, self.without: UNSTATED}
