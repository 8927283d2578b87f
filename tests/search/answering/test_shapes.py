"""Short facts in sentences."""

import pytest
from hypothesis import given

from search.answering.shapes import _PATTERNS, Shape, find
from tests.texts import any_text


@pytest.mark.parametrize(
    ("shape", "text", "facts"),
    [
        ("date", "Op 12 oktober 2023 en in Maart '22, of in 2024.", ["12 oktober 2023", "Maart '22", "2024"]),
        ("date", "Elke dinsdag, voorjaar 2025, 1-2-2024.", ["Elke dinsdag", "voorjaar 2025", "1-2-2024"]),
        ("time", "Van 10.00 tot 12.30 uur, of 9 uur.", ["Van 10.00 tot 12.30 uur", "9 uur"]),
        ("date", "Elke eerste dinsdag van de maand.", ["Elke eerste dinsdag van de maand"]),
        ("date", "Open op maandag- en woensdagochtend.", ["op maandag- en woensdagochtend"]),
        ("date", "Bel op maandag, dinsdag of donderdag.", ["op maandag, dinsdag of donderdag"]),
        ("time", "Dit is 31.000 keer 25.10 of 9.75.", []),
        ("time", "Van 9.00 uur tot 17.00 uur.", ["Van 9.00 uur tot 17.00 uur"]),
        ("time", "Open van 9.00 uur tot zonsondergang.", ["van 9.00 uur tot zonsondergang"]),
        ("time", "Op maandag- en vrijdagochtend, van 9.00 tot 12.00 uur.", [
            "Op maandag- en vrijdagochtend, van 9.00 tot 12.00 uur",
        ]),
        ("time", "Van half elf tot elf uur, of 12 uur.", ["half elf", "elf uur", "12 uur"]),
        ("duration", "Het duurt tweeënhalf uur of anderhalve dag.", ["tweeënhalf uur", "anderhalve dag"]),
        ("number", "In 2024 kwamen er 1950 mensen.", ["1950"]),
        ("duration", "Het duurt ruim zes weken.", ["ruim zes weken"]),
        ("number", "De 1.800 medewerkers en twaalf vrijwilligers in 2023.", ["1.800", "twaalf"]),
        ("number", "Ongeveer negentig mensen, 12 procent.", ["negentig"]),
        ("amount", "Het kost € 3,50 of 12 euro; voor leden gratis.", ["€ 3,50", "12 euro", "gratis"]),
        ("percentage", "Zo'n 12 procent, of 8%.", ["12 procent", "8%"]),
        ("person", "Volgens Roos Verzonnen en Stichting Welkom.", ["Roos Verzonnen"]),
        ("organisation", "Met Steun en Zij van de gemeente Fabelstad.", ["Met Steun en Zij", "gemeente Fabelstad"]),
        ("organisation", "Dat doen Wij, zei Alzheimer Welkom.", ["Alzheimer Welkom"]),
        ("organisation", "Het werd betaald door Saxonius.", ["Saxonius"]),
        ("organisation", "De jongeren in Twentse dorpen bij Enschede. Hieronder staat Lindense.", ["Lindense"]),
        ("person", "In de Gelderse Vallei werkt Ilse Verzonnen.", ["Ilse Verzonnen"]),
        ("place", "Wij zaten in Enschede, bij Concordia.", ["Enschede", "Concordia"]),
        ("place", "Meiden uit de wijken De Linde, Zuid en Noordoost.", ["wijken De Linde, Zuid en Noordoost"]),
        ("phone", "Bel 06-12345678, 000-000 00 25 of 14 074.", ["06-12345678", "000-000 00 25", "14 074"]),
        ("email", "Mail naar r.verzonnen@voorbeeld.nl.", ["r.verzonnen@voorbeeld.nl"]),
        ("website", "Zie www.voorbeeld.nl/tuin.", ["www.voorbeeld.nl/tuin"]),
        ("address", "Kom naar Sluisweg 11, 1234 AB Droomveen.", ["Sluisweg 11, 1234 AB Droomveen"]),
        ("address", "Turfplein 6, Droomveen. Met 34 betaalde krachten.", ["Turfplein 6"]),
        ("address", "Telefoon 000-000 00 41. Sluisweg 11a en Dorpsstraat 2 B.", ["Sluisweg 11a", "Dorpsstraat 2 B"]),
    ],
)  # fmt: skip
def test_facts_of_a_shape_are_found(shape: Shape, text: str, facts: list[str]) -> None:
    found = [text[start:end] for start, end in find(text, shape)]
    assert found == facts


@given(any_text)
def test_every_fact_lies_within_the_text(text: str) -> None:
    spans = [(span, shape) for shape in _PATTERNS for span in find(text, shape)]  # type: ignore[arg-type]  # its keys
    assert all(0 <= start < end <= len(text) for (start, end), _ in spans)
