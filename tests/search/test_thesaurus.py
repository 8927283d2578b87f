"""Thesauri: what is read from Turtle, what is refused, and the thesaurus that comes with the program."""

from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from search.errors import UnreadableThesaurusError
from search.thesaurus import OWN_THESAURUS, Concept, read_thesaurus

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCT = "http://purl.org/dc/terms/"
_PREFIXES = f"@prefix skos: <{_SKOS}> .\n@prefix b: <https://voorbeeld.example/> .\n"  # two lines


def turtle(folder: Path, text: str | bytes) -> Path:
    path = folder / "woorden.ttl"
    path.write_bytes(text if isinstance(text, bytes) else (_PREFIXES + text).encode())
    return path


def refused(path: Path) -> str:
    with pytest.raises(UnreadableThesaurusError) as error:
        read_thesaurus(path)
    message = str(error.value)
    start = f"De thesaurus {path}"
    assert message.startswith(start)
    return message.removeprefix(start)


def test_a_concept_has_its_dutch_labels_and_those_that_only_a_query_uses(tmp_path: Path) -> None:
    text = """
        b:Pgb a skos:Concept ;
            skos:altLabel "pgb"@nl, "eigen budget", "rugzakje"@NL-be, "personal budget"@en ;
            skos:hiddenLabel "pgp"@nl ;
            skos:prefLabel "persoonsgebonden budget"@nl, "Persönliches Budget"@de .
        <#zin> a skos:Concept ; skos:prefLabel "zorg in natura" .
    """
    assert read_thesaurus(turtle(tmp_path, text)) == [
        Concept(
            labels=("persoonsgebonden budget", "pgb", "eigen budget", "rugzakje"),
            asked=("personal budget", "pgp", "Persönliches Budget"),
        ),
        Concept(labels=("zorg in natura",), asked=()),
    ]


def test_other_things_with_labels_are_no_concepts(tmp_path: Path) -> None:
    text = """
        b:Kader a skos:ConceptScheme ; skos:prefLabel "kader"@nl .
        b:Een a skos:Concept ; skos:prefLabel "een"@nl ; skos:inScheme b:Kader ; skos:notation "1" ;
            skos:altLabel b:GeenLabel .
    """
    assert read_thesaurus(turtle(tmp_path, text)) == [Concept(labels=("een",), asked=())]


def test_concepts_in_a_circle_or_with_relations_to_nothing_are_read(tmp_path: Path) -> None:
    text = """
        b:A a skos:Concept ; skos:prefLabel "aa"@nl ; skos:broader b:B, b:A, b:Weg, <https://elders.example/x> .
        b:B a skos:Concept ; skos:prefLabel "bb"@nl ; skos:broader b:A ; skos:related b:B .
    """
    assert [concept.labels for concept in read_thesaurus(turtle(tmp_path, text))] == [("aa",), ("bb",)]


def test_turtle_that_is_broken_is_refused_with_its_line(tmp_path: Path) -> None:
    message = refused(turtle(tmp_path, 'b:A a skos:Concept ;\n  skos:prefLabel "aa@nl .\n'))
    assert message.startswith(", regel 4: dit is geen geldig Turtle (")
    assert message.endswith("). Verbeter deze regel, en probeer het opnieuw.")


def test_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = turtle(tmp_path, b"# een\n# cli\xebnt\n")
    assert refused(path) == (", regel 2: dit is geen UTF-8. Sla het bestand op als UTF-8, en probeer het opnieuw.")


@pytest.mark.parametrize("text", ["", 'b:A skos:prefLabel "aa"@nl .'])
def test_a_file_without_concepts_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(turtle(tmp_path, text)) == (
        " bevat geen begrippen. Geef een bestand met SKOS-begrippen (skos:Concept) in Turtle."
    )


def test_a_concept_without_a_dutch_preferred_label_is_refused_with_its_line(tmp_path: Path) -> None:
    text = 'b:A a skos:Concept ; skos:prefLabel "aa" .\nb:B skos:prefLabel "bb"@en ; a skos:Concept .'
    assert refused(turtle(tmp_path, text)) == (
        ", regel 4: <https://voorbeeld.example/B> heeft geen Nederlandse voorkeursterm. "
        "Geef het een skos:prefLabel @nl, en probeer het opnieuw."
    )


@pytest.mark.parametrize(
    ("labels", "fault"),
    [
        (
            'skos:prefLabel "bb"@nl , "b"@nl',
            "heeft twee voorkeurstermen in één taal (nl). Maak van een ervan een skos:altLabel",
        ),
        (
            'skos:prefLabel "bb" , "b"@NL',
            "heeft twee voorkeurstermen in één taal (nl). Maak van een ervan een skos:altLabel",
        ),
        (
            'skos:prefLabel "bb"@nl , "b"@en , "c"@en',
            "heeft twee voorkeurstermen in één taal (en). Maak van een ervan een skos:altLabel",
        ),
        ('skos:prefLabel " "@nl', "heeft een leeg label. Vul het in of haal het weg"),
        ('skos:prefLabel "bb"@nl ; skos:altLabel ""', "heeft een leeg label. Vul het in of haal het weg"),
    ],
)
def test_empty_labels_and_two_preferred_ones_in_a_language_are_refused_with_their_line(
    tmp_path: Path, labels: str, fault: str
) -> None:
    text = f'b:A a skos:Concept ; skos:prefLabel "aa" .\nb:B a skos:Concept ;\n  {labels} .\n'
    assert refused(turtle(tmp_path, text)) == (
        f", regel 5: <https://voorbeeld.example/B> {fault}, en probeer het opnieuw."
    )


def test_a_preferred_label_may_be_said_twice_and_of_what_is_no_concept_there_may_be_two(tmp_path: Path) -> None:
    text = """
        b:Kader a skos:ConceptScheme ; skos:prefLabel "kader"@nl , "lijst"@nl , ""@nl .
        b:A a skos:Concept ; skos:prefLabel "aa"@nl . b:A skos:prefLabel "aa"@nl , "aaa"@nl-be , "a"@en .
    """
    assert read_thesaurus(turtle(tmp_path, text)) == [Concept(labels=("aa", "aa", "aaa"), asked=("a",))]


def test_a_label_of_a_page_is_refused_with_its_line(tmp_path: Path) -> None:
    text = f'b:A a skos:Concept ;\n  skos:prefLabel "{"a" * 200}"@nl ;\n skos:altLabel "{"a" * 201}"@nl .\n'
    assert refused(turtle(tmp_path, text)) == (
        ", regel 5: dit label is langer dan 200 tekens. Zet uitleg in skos:definition, en probeer het opnieuw."
    )


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "groot.ttl"
    with path.open("wb") as file:
        file.truncate(10_000_001)
    assert refused(path) == " is groter dan 10 MB. Geef een kleiner deel ervan."


@pytest.mark.parametrize(("name", "reason"), [("weg.ttl", "dat bestaat niet"), (".", "dat is een map")])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    assert refused(tmp_path / name) == (
        f" kan niet worden gelezen ({reason}). Controleer de naam en de rechten van het bestand."
    )


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(b"<a:b> a <http://www.w3.org/2004/02/skos/core#Concept> .")
@example(b"<a:b> a <" + _SKOS.encode() + b"Concept> ; <" + _SKOS.encode() + b'prefLabel> "x" .')
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = turtle(tmp_path_factory.mktemp("thesaurus"), raw)
    try:
        concepts = read_thesaurus(path)
    except UnreadableThesaurusError as error:
        assert str(path) in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert all(concept.labels for concept in concepts)


# The thesaurus that comes with the program


def own(relation: str) -> list[Quad]:
    quads = parse(path=OWN_THESAURUS, format=RdfFormat.TURTLE)
    return [quad for quad in quads if quad.predicate.value == relation]


def test_our_own_has_hundreds_of_concepts_with_definitions_and_other_labels() -> None:
    concepts = read_thesaurus(OWN_THESAURUS)
    assert (len(concepts), len(own(f"{_SKOS}definition"))) == (310, 74)
    assert sum(len(concept.labels) > 1 for concept in concepts) == 270


def test_each_of_our_own_concepts_has_one_preferred_label_in_dutch_and_one_in_english() -> None:
    languages = Counter((quad.subject, literal(quad).language) for quad in own(f"{_SKOS}prefLabel"))
    assert set(languages.values()) == {1}
    assert Counter(language for _, language in languages) == {"nl": 310, "en": 310}


def test_no_two_of_our_own_concepts_share_a_dutch_label() -> None:
    labels = Counter(label.lower() for concept in read_thesaurus(OWN_THESAURUS) for label in concept.labels)
    assert [label for label, count in labels.items() if count > 1] == []


def test_each_of_our_own_concepts_is_in_the_scheme_and_under_another_or_on_top() -> None:
    (scheme,) = (quad.subject for quad in own(f"{_DCT}title")[:1])
    concepts = {quad.subject for quad in own(f"{_SKOS}inScheme") if quad.object == scheme}
    top = {quad.subject for quad in own(f"{_SKOS}topConceptOf")}
    below = {quad.subject for quad in own(f"{_SKOS}broader")}
    assert len(concepts) == 310
    assert (top | below, top & below) == (concepts, set())
    assert {quad.object for quad in own(f"{_SKOS}hasTopConcept")} == top


def test_relations_of_our_own_concepts_lead_to_each_other_and_in_no_circle() -> None:
    concepts = {quad.subject for quad in own(f"{_SKOS}inScheme")}
    broader = {(quad.subject, quad.object) for quad in own(f"{_SKOS}broader")}
    related = {(quad.subject, quad.object) for quad in own(f"{_SKOS}related")}
    assert {node for pair in broader | related for node in pair} <= concepts
    assert {(other, one) for one, other in related} == related
    assert not related & broader
    graph: dict[object, set[object]] = {}
    for below, above in broader:
        graph.setdefault(below, set()).add(above)
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_our_own_scheme_says_its_title_licence_and_version() -> None:
    assert [literal(quad).value for quad in own(f"{_DCT}title")] == [
        "Begrippen uit het sociaal domein",
        "Concepts of the social domain",
    ]
    licence = "http://publications.europa.eu/resource/authority/licence/EUPL_1_2"
    assert [quad.object for quad in own(f"{_DCT}license")] == [NamedNode(licence)]
    assert [literal(quad).value for quad in own("http://www.w3.org/2002/07/owl#versionInfo")] == ["1.0.0"]


def literal(quad: Quad) -> Literal:
    assert isinstance(quad.object, Literal)
    return quad.object
