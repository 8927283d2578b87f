"""Words that the end of a line cut in two."""

from collections.abc import Callable

SOFT_HYPHEN = "\u00ad"
HYPHENS = "-\x02\u2010\u2011" + SOFT_HYPHEN
"""What may stand at the end of a line that cuts a word. PDFium gives U+0002 for a hyphen that it takes for soft."""

_SUSPENDING = frozenset({"en", "of", "tot", "als", "noch", "maar", "dan", "of-", "en/of", "c.q.", "t/m", "resp."})
"""After these the rest of the word is yet to come: "dak- en thuisloze"."""
_VOWELS = "aeiouäëïöüáéíóúàèy"
_LEAST_PART = 4
"""In letters: shorter ends of a word are met by chance."""
_OPENING, _CLOSING = "([{'\"‘’“„«", ")]}'\"’”».,;:!?…"


def mend(first: str, second: str, is_known: Callable[[str], bool]) -> str:
    """Return the end of one line and the start of the next as they are written when no line ends there.

    Args:
        first: The last word of a line, with the hyphen that ends it.
        second: The first word of the next line.
        is_known: Whether a word, in lower case, is known to exist as it is.

    Returns:
        One word, with or without its hyphen, or two when the first stands for a word of which the rest is left out.
        The hyphen goes only when the joined word is known, or can be nothing else.
    """
    stem, tail = first[:-1], second.rstrip(_CLOSING)
    start = stem.lstrip(_OPENING)
    if first.endswith(SOFT_HYPHEN):
        return stem + second
    if "/" in start or "@" in start or "." in start:  # an address on the web
        return f"{stem}-{second}"
    if not start or tail.lower() in _SUSPENDING or second.startswith("("):
        return f"{stem}- {second}" if start else f"{stem}-{second}"
    if not (start[-1].isalpha() and second[0].islower()) or "-" in tail or "/" in tail:
        head = tail.split("-")[0].split("/")[0]
        is_cut = start[-1].isalpha() and head[:1].islower() and _is_word(start.lower(), head.lower(), is_known)
        return stem + ("" if is_cut else "-") + second
    return stem + ("" if _is_word(start.lower(), tail.lower(), is_known) else "-") + second


def _is_word(start: str, end: str, is_known: Callable[[str], bool]) -> bool:
    """Return whether the two halves make one word, which is written without a hyphen."""
    start = start.rsplit("-", 1)[-1].rsplit("/", 1)[-1]
    if is_known(f"{start}-{end}"):
        return False
    return is_known(start + end) or _is_compound(start, end, is_known)


def _is_compound(start: str, end: str, is_known: Callable[[str], bool]) -> bool:
    """Return whether the halves make a compound of two known words.

    A cut inside one of them, as in "wijk-teams" after "jeugd", leaves no doubt. A cut between them is a hyphen of its
    own where two vowels meet, as in "zee-eend".
    """
    whole = start + end
    for cut in range(_LEAST_PART, len(whole) - _LEAST_PART + 1):
        if cut == len(start) and start[-1] in _VOWELS and end[0] in _VOWELS:
            continue
        if is_known(whole[cut:]) and any(is_known(part) for part in _without_linker(whole[:cut])):
            return True
    return False


def _without_linker(part: str) -> list[str]:
    """Return the first part of a compound, also without the letters that link it to the next."""
    parts = [part]
    parts.extend(part.removesuffix(linker) for linker in ("s", "en", "e", "n") if part.endswith(linker))
    return [part for part in parts if len(part) >= _LEAST_PART]
