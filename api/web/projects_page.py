"""The page of projects: what runs, where, by whom and until when, each fact with the place where it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Response

from api.asker import Asker
from api.web.marking import running
from api.web.paging import pages_near
from api.web.parameters import MOST_PAGES, PER_PAGE, ProjectsPageParameters
from api.web.places import PROJECTS, Place, document_path
from api.web.rendering import page
from api.web.search_page import Choice
from corpus.model import Fact, FactName
from search.dutch.sentences import sentence_spans
from search.projects import FIELDS, Field, Standing
from search.searcher import Searcher
from search.store import StoredWork

_SHOWN = 8
"""Values of a filter that are seen at once."""
_ASIDE: Sequence[Field] = ("status", "theme", "place", "publisher")
_TOP: Mapping[Field, str] = {"status": "running", "join": "true"}
"""What most come for."""
_FACTS: Sequence[FactName] = ("start", "end", "person", "partner", "place", "programme")
_BLANK = re.compile(r"\n\s*\n")
_OPENING = 280
"""Characters of a project's opening words; its first sentence may be longer."""
_LONGEST = 420
_MAIL = re.compile(r"[\w.+-]+@\w[\w-]*(?:\.[\w-]+)+")
_PHONE = re.compile(r"[+\d][\d ()–-]*")


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact with the address of the place where it stands, and that at which a contact can be reached."""

    fact: Fact
    href: str
    reach: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project as the page shows it."""

    work: StoredWork
    href: str
    standing: Standing | None
    opening: str
    facts: Mapping[FactName, Sequence[StatedFact]]


def projects(asked: ProjectsPageParameters, searcher: Searcher, asker: Asker) -> Response:
    """Return the projects that are asked for, of those that whoever asks may read."""
    view, here = searcher.view(asker.groups), Place(PROJECTS, asked.fields())
    wanted = asked.wanted()
    found = view.projects(date.today().isoformat()).find(
        wanted, order=asked.sort, k=PER_PAGE, offset=(asked.page - 1) * PER_PAGE
    )
    works = view.index.catalogue.stored_works(found.numbers)
    choices = {field: list(_choices(field, found.facets[field], here)) for field in FIELDS}
    last = min(-(-found.total // PER_PAGE), MOST_PAGES)
    return page(
        "projects.html",
        here,
        asked.lang,
        total=found.total,
        projects=[_project(work, found.standings[work.number], here) for work in works],
        top=[one for field, value in _TOP.items() for one in choices[field] if one.value == value],
        facets={field: choices[field] for field in _ASIDE if choices[field]},
        shown=_SHOWN,
        chosen=[Choice(field, value, 0, here.but(**{field: None}), True) for field, value in wanted.items()],
        nothing_chosen=here.but(**dict.fromkeys(FIELDS)),
        orders=[(order, here.but(sort=None if order == "end" else order)) for order in ("end", "start", "title")],
        order=asked.sort,
        pages=pages_near(asked.page, last, lambda number: here.but(page=number)),
        number=asked.page,
    )


def _choices(field: Field, values: Sequence[tuple[str, int]], here: Place) -> Iterator[Choice]:
    own = here.fields.get(field, "").casefold()
    for value, count in values:
        is_chosen = value.casefold() == own
        yield Choice(field, value, count, here.but(**{field: None if is_chosen else value}), is_chosen)


def _project(work: StoredWork, known: Standing | None, here: Place) -> Project:
    itself = document_path(work.doc_id)
    language = {"lang": here.fields["lang"]} if "lang" in here.fields else {}

    def to(passage_id: str | None) -> str:
        fields = {} if passage_id is None else {"passage": passage_id}
        return Place(itself, {**fields, **language}).href + ("" if passage_id is None else "#passage")

    facts: dict[FactName, list[StatedFact]] = {}
    for fact in work.facts:
        place = None if fact.start is None else work.sources.get(fact.start)
        facts.setdefault(fact.name, []).append(StatedFact(fact, to(place), _reach(fact)))
    opening = work.opening
    return Project(
        work,
        to(opening.passage_id if opening else None),
        known,
        opening_words(opening.text) if opening else "",
        {name: facts[name] for name in (*_FACTS, "status", "contact") if name in facts},
    )


def opening_words(text: str) -> str:
    """Return the first sentences of a passage, those of its first paragraph that has a whole one."""
    paragraphs = [running(paragraph) for paragraph in _BLANK.split(text)]
    whole = next((one for one in paragraphs if one.rstrip().endswith((".", "!", "?"))), paragraphs[0])
    spans = sentence_spans(whole)
    end = max((end for _, end in spans if end <= _OPENING), default=spans[0][1])
    if end <= _LONGEST:
        return whole[:end].strip()
    return whole[: whole.rfind(" ", 0, _LONGEST)].strip() + " …"


def _reach(fact: Fact) -> str:
    """Return the address under which a contact is reached, "" for what is none."""
    if fact.name != "contact":
        return ""
    # What stands around an address is no part of it: behind a question mark a document would write the letter itself.
    if mail := _MAIL.search(fact.value):
        return f"mailto:{mail[0]}"
    return f"tel:{re.sub(r'[^+0-9]', '', fact.value.replace('(0)', ''))}" if _PHONE.fullmatch(fact.value) else ""
