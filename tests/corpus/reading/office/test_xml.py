"""XML: no entity is replaced, nothing is fetched, and nothing nests without end."""

import pytest

from corpus.reading.draft import UnreadableFileError
from corpus.reading.office.archive import DAMAGED
from corpus.reading.office.xml import number, parse_page, parse_xml

LAUGHS = b"""<!DOCTYPE a [<!ENTITY a0 "ha">%s]><a>voor&a9;na</a>""" % b"".join(
    b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
)


@pytest.mark.parametrize("entity", [b'"veel"', b'SYSTEM "file:///etc/hostname"'])
def test_an_entity_is_neither_replaced_nor_fetched(entity: bytes) -> None:
    root = parse_xml(b"<!DOCTYPE a [<!ENTITY x %s>]><a>voor&x;na</a>" % entity, "a.xml")
    assert "".join(str(piece) for piece in root.itertext()) == "voor&x;na"


@pytest.mark.parametrize("raw", [b"", b"<a>", b"<a>" * 300 + b"</a>" * 300, b"geen xml", LAUGHS])
def test_broken_and_bottomless_xml_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        parse_xml(raw, "a.xml")
    assert str(caught.value) == f"{DAMAGED} (a.xml is geen geldige XML)"


def test_more_elements_than_a_document_has_are_refused() -> None:
    assert len(parse_xml(b"<a>" + b"<b/>" * 749_998 + b"</a>", "a.xml")) == 749_998
    with pytest.raises(UnreadableFileError) as caught:
        parse_xml(b"<a>" + b"<b/>" * 749_999 + b"</a>", "a.xml")
    assert str(caught.value) == "er staat meer opmaak in a.xml dan in een document hoort; splits het"
    with pytest.raises(UnreadableFileError, match=r"er staat meer opmaak in b\.xhtml"):
        parse_page(b"<b/>" * 750_001, "b.xhtml")


@pytest.mark.parametrize(("value", "expected"), [("12", 12), ("", 7), ("-1", 7), ("²", 7), ("1" * 10, 7)])
def test_what_is_no_whole_number_is_the_other_one(value: str, expected: int) -> None:
    assert number(value, 7) == expected
