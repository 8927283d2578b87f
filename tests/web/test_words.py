"""The words of the pages: all in the catalogues, in both languages, each used."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import api.web
from api.web.parameters import LANGUAGES, Language
from api.web.words import CATALOGUES, date_in_words, sayer

ROOM = Path(api.web.__file__).parent
TEMPLATES = sorted(ROOM.glob("templates/*.html"))
USED = re.compile(r"""\b(?:t|say)\(["']([a-z-]+)["']""")
NAMES = {"Bronwijzer"}


class Variables(Visitor):
    """The names of the variables in a message."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the library's name
        self.found.add(node.id.name)


def messages(language: Language) -> dict[str, set[str]]:
    """Return the names of the variables of each message, by its name."""
    read = FluentParser().parse(CATALOGUES.joinpath(f"{language}.ftl").read_text("utf-8"))
    assert [entry.content for entry in read.body if isinstance(entry, ast.Junk)] == []
    found = {}
    for entry in read.body:
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.found
    return found


def used() -> set[str]:
    texts = [path.read_text("utf-8") for path in [*TEMPLATES, *ROOM.glob("*.py")]]
    return {name for text in texts for name in USED.findall(text)}


def test_every_message_is_there_in_every_language_with_the_same_variables() -> None:
    dutch = messages("nl")
    assert all(messages(language) == dutch for language in LANGUAGES)


def test_every_message_is_used_and_every_one_that_is_used_is_there() -> None:
    catalogue = CATALOGUES.joinpath("nl.ftl").read_text("utf-8")
    told_by_another = {name for name in messages("nl") if f"{{ {name} }}" in catalogue}
    assert messages("nl").keys() == used() | told_by_another


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_words_of_its_own(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text("utf-8"), flags=re.S)
    attributes = re.findall(
        r"""(?:aria-label|title|placeholder|alt|value|content)="([^"]*)\"""", re.sub(r"<meta .*?>", "", text)
    )
    words = re.findall(r"[^\W\d_]{2,}", " ".join([re.sub(r"<[^>]*>", " ", text), *attributes]))
    assert set(words) <= NAMES


def test_no_module_has_words_of_its_own_in_a_template_of_another_language() -> None:
    assert {path.name for path in ROOM.glob("messages/*")} == {f"{language}.ftl" for language in LANGUAGES}


@pytest.mark.parametrize(
    ("date", "dutch", "english"),
    [
        ("2024", "2024", "2024"),
        ("2024-02", "februari 2024", "February 2024"),
        ("2024-12-01", "1 december 2024", "1 December 2024"),
        ("0987-08-31", "31 augustus 0987", "31 August 0987"),
    ],
)
def test_a_date_is_told_in_words_as_far_as_it_is_known(date: str, dutch: str, english: str) -> None:
    assert date_in_words(date, sayer("nl")) == dutch
    assert date_in_words(date, sayer("en")) == english


@pytest.mark.parametrize(
    ("passages", "documents", "told"),
    [
        (1, 1, "1 passage in 1 document."),
        (2, 1, "2 passages in 1 document."),
        (1234, 21, "1.234 passages in 21 documenten."),
    ],
)
def test_a_number_and_its_noun_agree(passages: int, documents: int, told: str) -> None:
    assert sayer("nl")("found", passages=passages, documents=documents) == told


def test_a_message_that_is_not_there_or_lacks_what_it_is_about_is_an_error() -> None:
    with pytest.raises(LookupError, match="nergens"):
        sayer("nl")("nergens")
    with pytest.raises(LookupError, match="query"):
        sayer("nl")("results-heading")


def test_templates_and_words_wait_for_the_first_page() -> None:
    code = "import sys, api.app; print(sorted({'jinja2', 'fluent.runtime'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
