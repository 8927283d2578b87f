"""Words that the end of a line cut in two: when the hyphen goes, and when it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.hyphens import HYPHENS, mend

KNOWN = frozenset(
    "jeugdhulp hulp jeugd bestuurlijke mogelijkheden sturing e-mail wijkteam wijk team zomer opvang zee eend daklozen "
    "opvang gemeenten kick".split()
)
WORDS = st.text("abcdefghijklmnopqrstuvwxyzé", min_size=1, max_size=12)


def is_known(word: str) -> bool:
    return word in KNOWN


@pytest.mark.parametrize(
    ("first", "second", "mended"),
    [
        # the joined word is known
        ("bestuur-", "lijke", "bestuurlijke"),
        ("bestuur\x02", "lijke,", "bestuurlijke,"),
        ("bestuur\u2010", "lijke", "bestuurlijke"),
        ("(jeugd-", "hulp)", "(jeugdhulp)"),
        ("Jeugd-", "hulp", "Jeugdhulp"),
        # a compound of known words, also with a letter between them
        ("sturingsmoge-", "lijkheden", "sturingsmogelijkheden"),
        ("zomer-", "opvang", "zomeropvang"),
        ("gemeenten-", "opvang.", "gemeentenopvang."),
        # two vowels that meet keep their hyphen
        ("zee-", "eend", "zee-eend"),
        # the rest of the word is left out
        ("dak-", "en", "dak- en"),
        ("zomer-", "of", "zomer- of"),
        ("jeugd-", "(en", "jeugd- (en"),
        # unknown, or known with its hyphen
        ("kick-", "off", "kick-off"),
        ("e-", "mail", "e-mail"),
        ("Noord-", "Holland", "Noord-Holland"),
        ("levensloop-", "tretten", "levensloop-tretten"),
        ("covid-", "19", "covid-19"),
        ("2023-", "plan", "2023-plan"),
        # a word that has a hyphen of its own further on
        ("jeugd-", "hulp-", "jeugdhulp-"),
        ("bestuur-", "lijke/jeugd", "bestuurlijke/jeugd"),
        ("kick-", "off-feest", "kick-off-feest"),
        ("Rijn-IJssel-", "Noord/Zuid", "Rijn-IJssel-Noord/Zuid"),
        ("hulp-bestuur-", "lijke", "hulp-bestuurlijke"),
        # a soft hyphen is never written
        ("levensloop\u00ad", "tretten", "levenslooptretten"),
        # addresses on the web
        ("buurt.example/jeugd-", "hulp", "buurt.example/jeugd-hulp"),
        # a dash is no part of a word
        ("-", "hulp", "-hulp"),
    ],
)
def test_hyphens_at_the_end_of_a_line(first: str, second: str, mended: str) -> None:
    assert mend(first, second, is_known) == mended


@given(WORDS, st.sampled_from(HYPHENS), WORDS)
def test_no_letter_is_lost_or_moved(stem: str, hyphen: str, second: str) -> None:
    mended = mend(stem + hyphen, second, is_known)
    assert mended.replace("-", "").replace(" ", "") == stem + second


@given(WORDS, WORDS)
def test_an_unknown_word_keeps_its_hyphen(stem: str, second: str) -> None:
    assert "-" in mend(stem + "-", second, lambda word: False)


@given(WORDS, WORDS.filter(lambda word: word not in {"en", "of", "tot", "als", "noch", "maar", "dan"}))
def test_a_known_word_loses_its_hyphen(stem: str, second: str) -> None:
    assert mend(stem + "-", second, lambda word: word == stem + second) == stem + second
