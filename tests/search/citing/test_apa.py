"""A list of references is in the order of a Dutch list."""

from search.citing import apa
from search.citing.formats import write
from search.citing.reference import references
from tests.search.citing.works import stored


def test_a_list_is_by_author_and_particles_do_not_count() -> None:
    cited = [
        stored("a", doc_id="a", authors=("Roos Verzonnen",), title="Een"),
        stored("b", doc_id="b", authors=("Karel van der Berg",), title="Twee", page=7),
        stored("c", doc_id="c", authors=(), publisher="Gemeente Fabelstad", title="Drie"),
        stored("d", doc_id="b", authors=("Karel van der Berg",), title="Twee", page=3),
    ]
    lines = (
        "van der Berg, K. (2024, 12 februari). Twee (pp. 3, 7). Hogeschool Fabelland.\n"
        "Gemeente Fabelstad. (2024, 12 februari). Drie.\n"
        "Verzonnen, R. (2024, 12 februari). Een. Hogeschool Fabelland.\n"
    )
    assert write(references(cited), "apa") == apa.write(references(cited)) == lines
    assert write([], "apa") == ""
