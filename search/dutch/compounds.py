"""Compounds: the words that a Dutch word is made of ("jongerenwerk": jongeren, werk)."""

from collections.abc import Iterator
from functools import lru_cache

from search.dutch.lexicon import exceptions, lemma, listed

_MIN_LENGTH, _MAX_LENGTH = 6, 80
_SHORT = 4
"""Words of so many letters are parts only when they are listed: the list of lemmas holds too many accidents."""
_MIN_PART = 3
_LINKERS = ("s", "en", "e", "er")
_PARTICLES = tuple(
    "aan achter af bij binnen boven buiten door her in mee mis na om on onder ont op over samen tegen terug toe tussen "
    "uit ver voor voort weer weg".split()
)
_AGENTS = ("sters", "ster", "ers", "er")
"""Who does it is seldom in the list of lemmas: "zorgers"."""

Split = tuple[int, int, str, str]
"""What a split costs (its linkers, and the letters of the last part, fewer than none), and its two parts."""


@lru_cache(maxsize=100_000)
def split_compound(word: str) -> tuple[str, ...]:
    """Return the parts of a compound, without what links them; nothing when the word is none.

    A word is split where both sides are words or compounds, with as few linkers and as long a last part as can be, and
    so are its parts. What starts with a particle before a word (voor-stellen, tegen-stelling) is a derivation, and no
    compound.

    Args:
        word: In lower case.
    """
    known = exceptions().get(word)
    if known is not None:
        return known
    if not _MIN_LENGTH <= len(word) <= _MAX_LENGTH or not word.isalpha() or _is_derived(word):
        return ()
    best = min(_splits(word), default=None)
    if best is None:
        return ()
    return tuple(part for half in best[2:] for part in split_compound(half) or (half,))


def _splits(word: str) -> Iterator[Split]:
    for place in range(_MIN_PART, len(word) - _MIN_PART + 1):
        head = word[place:]
        modifiers = list(_modifiers(word[:place]))  # mostly none, and quickly known
        if modifiers and (_is_part(head) or split_compound(head)):
            for first, linkers in modifiers:
                yield linkers, -len(head), first, head


def _modifiers(text: str) -> Iterator[tuple[str, int]]:
    """Yield the words that may stand before another as this text, and with how many linkers: "zekerheids"."""
    if _is_part(text) and (text in exceptions() or not (text.endswith("s") and _is_part(text[:-1]))):
        yield text, 0
    for linker in _LINKERS:
        word = text.removesuffix(linker)
        if word != text and len(word) > _MIN_PART and _is_part(word):
            yield word, 1


@lru_cache(maxsize=200_000)
def _is_part(word: str) -> bool:
    if len(word) <= _SHORT:
        return word in listed("short")
    if word in listed("never"):
        return False
    agent = next((word.removesuffix(ending) for ending in _AGENTS if word.endswith(ending)), "")
    return lemma(word) is not None or (len(agent) >= _SHORT and lemma(agent) is not None)


def _is_derived(word: str) -> bool:
    # Few words begin so: that is seen at once.
    return word.startswith(_PARTICLES) and any(
        word.startswith(particle) and lemma(word[len(particle) :]) is not None for particle in _PARTICLES
    )
