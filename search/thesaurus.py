"""A thesaurus: concepts with the words for them, read from SKOS in Turtle."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from corpus.refusals import in_dutch
from search.errors import UnreadableThesaurusError

OWN_THESAURUS = Path(__file__).parent / "dutch" / "thesaurus.ttl"
"""The thesaurus of the social domain that comes with the program."""
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PREFERRED, _ALTERNATIVE, _HIDDEN = f"{_SKOS}prefLabel", f"{_SKOS}altLabel", f"{_SKOS}hiddenLabel"
_LABELS = (_PREFERRED, _ALTERNATIVE, _HIDDEN)
_MOST_BYTES = 10_000_000
_LONGEST_LABEL = 200

Node = NamedNode | BlankNode | Triple


@dataclass(frozen=True, slots=True)
class Concept:
    """What several words mean.

    Attributes:
        labels: Dutch labels, the preferred one first: what documents may call it.
        asked: Hidden labels, such as misspellings, and those in other languages: what only a query may call it.
    """

    labels: tuple[str, ...]
    asked: tuple[str, ...]


def read_thesaurus(path: Path) -> list[Concept]:
    """Return the concepts of a thesaurus, in the order of the file. A label without a language is Dutch.

    Only labels are taken. Broader, narrower and related concepts are not searched (eval/EXPERIMENTS.md), so a circle of
    them, or one that is not in the file, does no harm; nothing that the file refers to is fetched.

    Raises:
        UnreadableThesaurusError: If the file is missing or too large, is no Turtle, or holds no concepts, a concept
            without a Dutch preferred label or with two in one language, or a label that is empty or too long; the
            message tells which line, and the remedy.
    """
    lines = _Lines(_read(path) + b"\n")  # the last line counts too
    concepts: dict[Node, int] = {}  # with the line that says so
    labels: defaultdict[Node, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    preferred: dict[tuple[Node, str], str] = {}  # by concept and language
    faults: dict[Node, tuple[int, str]] = {}  # of what may be a concept: the first, with its line
    for quad in _parse(lines, path):
        subject, relation, other = quad.subject, quad.predicate.value, quad.object
        if relation in _LABELS and isinstance(other, Literal):
            if len(other.value) > _LONGEST_LABEL:
                raise _wrong(
                    path,
                    lines.number,
                    f"dit label is langer dan {_LONGEST_LABEL} tekens. Zet uitleg in skos:definition",
                )
            language = (other.language or "nl").lower()
            if not other.value.strip():
                faults.setdefault(
                    subject, (lines.number, f"{subject} heeft een leeg label. Vul het in of haal het weg")
                )
            elif relation == _PREFERRED and preferred.setdefault((subject, language), other.value) != other.value:
                said = f"{subject} heeft twee voorkeurstermen in één taal ({language})"
                faults.setdefault(subject, (lines.number, f"{said}. Maak van een ervan een skos:altLabel"))
            is_dutch = language.partition("-")[0] == "nl"
            labels[subject][relation if is_dutch else _HIDDEN].append(other.value)
        elif relation == _TYPE and other == NamedNode(f"{_SKOS}Concept"):
            concepts.setdefault(subject, lines.number)
    if not concepts:
        raise UnreadableThesaurusError(
            f"De thesaurus {path} bevat geen begrippen. Geef een bestand met SKOS-begrippen (skos:Concept) in Turtle."
        )
    for concept, line in concepts.items():
        if concept in faults:
            raise _wrong(path, *faults[concept])
        if not labels[concept][_PREFERRED]:
            raise _wrong(path, line, f"{concept} heeft geen Nederlandse voorkeursterm. Geef het een skos:prefLabel @nl")
    found = [labels[concept] for concept in concepts]
    return [Concept((*of[_PREFERRED], *of[_ALTERNATIVE]), tuple(of[_HIDDEN])) for of in found]


class _Lines(BytesIO):
    """A file that is read line by line, and knows how far: the parser tells the line of its own errors only."""

    number = 0

    def read(self, size: int | None = -1) -> bytes:
        """Return the rest of the line, or ``size`` bytes of it."""
        piece = self.readline(size)
        self.number += piece.endswith(b"\n")
        return piece


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableThesaurusError(
            f"De thesaurus {path} kan niet worden gelezen ({in_dutch(error)}). Controleer de naam en de rechten van "
            "het bestand."
        ) from error
    if len(raw) > _MOST_BYTES:
        raise UnreadableThesaurusError(
            f"De thesaurus {path} is groter dan {_MOST_BYTES // 1_000_000} MB. Geef een kleiner deel ervan."
        )
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _wrong(path, line, "dit is geen UTF-8. Sla het bestand op als UTF-8") from error
    return raw


def _parse(lines: _Lines, path: Path) -> Iterator[Quad]:
    """Yield what the file says; addresses without a beginning are meant from the file itself."""
    try:
        yield from parse(lines, RdfFormat.TURTLE, base_iri=path.absolute().as_uri())
    except SyntaxError as error:
        raise _wrong(
            path, error.lineno or 1, f"dit is geen geldig Turtle ({error.msg}). Verbeter deze regel"
        ) from error


def _wrong(path: Path, line: int, what: str) -> UnreadableThesaurusError:
    return UnreadableThesaurusError(f"De thesaurus {path}, regel {line}: {what}, en probeer het opnieuw.")
