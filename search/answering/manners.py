"""What to say to what is no question that documents can answer: short, clear, in Dutch."""

import re

from search.answering.question import understand
from search.dutch.compounds import split_compound
from search.dutch.lexicon import lemma
from search.dutch.stopwords import STOPWORDS

MAX_QUESTION = 1_000
"""Characters; whoever pastes a page does not ask a question."""

TOO_LONG = f"De vraag is erg lang. Stel één korte vraag, van hoogstens {MAX_QUESTION} tekens."
STATEMENT = "Dit is geen vraag. Stel een vraag over de documenten, bijvoorbeeld met wie, wat, waar, wanneer of hoe."
FOREIGN = "Stel uw vraag in het Nederlands: deze documenten zijn Nederlands."
ORDER = (
    "Bronwijzer voert geen opdrachten uit. Als antwoord komt alleen wat in de documenten staat, met de letterlijke "
    "citaten erbij."
)
ABOUT_US = (
    "Bronwijzer is een zoekprogramma. Het zoekt in de documenten van deze verzameling en antwoordt alleen met wat "
    "daarin staat, met de letterlijke citaten erbij, of zegt eerlijk dat het antwoord er niet in staat."
)
INCOMPLETE = "Uw vraag zegt niet waar die over gaat. Stel de hele vraag, bijvoorbeeld: Wanneer is het spreekuur open?"
SEVERAL = "U stelde meer vragen tegelijk. Dit gaat over de eerste; stel de andere apart."

_ORDER = re.compile(
    r"\b(?:negeer|vergeet|omzeil|overtreed|ignore|forget|disregard|override)\b.{0,60}"
    r"\b(?:regels?|instructies?|opdracht(?:en)?|aanwijzingen|prompt|beperkingen|rules?|instructions?|above)\b"
    r"|\b(?:doe alsof|gedraag je als|pretend|act as)\b|\bsystem ?prompt\b|\bjailbreak\b",
    re.IGNORECASE,
)
_GREETING = r"(?:hoi|hallo|hey|hi|hello|dag|goede ?(?:morgen|middag|avond|dag))"
_MODEL = r"(?:(?:taal|ai[- ]?)model|ai|(?:chat ?)?gpt|copilot|gemini|claude|llm)"
_ABOUT_US = re.compile(
    rf"^{_GREETING}(?:[, ]+(?:daar|allemaal))?\W*$"
    rf"|^{_GREETING}?[,! ]*(?:wie|wat) (?:ben|bent) (?:jij|je|u)\b"
    rf"|\b(?:ben|bent) (?:jij|je|u) (?:een )?(?:robot|mens|computer|chatbot|machine|bot|{_MODEL})\b"
    rf"|^welke? {_MODEL}(?:len)? (?:gebruikt?|bent?) (?:jij|je|u)\b|^gebruikt? (?:jij|je|u) (?:een )?{_MODEL}\b"
    r"|^(?:wat|hoe) (?:kun|kan|kunt) (?:jij|je|u)(?: (?:allemaal|doen|voor mij|me|mij|helpen))+\b"
    r"|^hoe werkt? (?:jij|je|u|dit|deze)(?: (?:systeem|programma|zoekmachine|site|app))?\W*$"
    r"|\bbronwijzer\b|^(?:welke|hoeveel) documenten (?:ken|heb|doorzoek)"
    r"|\bwho are you\b|\bwhat can you do\b|\bare you (?:a|an) (?:robot|human|bot|ai)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:wie|wiens|wat|waar\w*|wanneer|welke?|hoe\w*|waarom|noem|vertel|geef|leg|who|what|when|where|why|how|which|whose)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r",?\s+(?:en|and)\s+(?:(?:in|op|bij|met|voor|door|van|aan|tot|vanaf)\s+)?"
    r"(?:wie|wat|waar|wanneer|welke?|waarom|hoe\w*|who|what|when|where|why|how)\b",
    re.IGNORECASE,
)
"""What begins another question in the same sentence."""
_STATING = re.compile(r"^(?:de|het|een|er|dit|dat|deze|die|hij|zij|ze|we|wij|ik)\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:ik|mijn|wij|we|ons|onze|mij|me)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|is|are|of|what|who|where|when|how|does|do|can|in|to|for|which|why)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_STATED_WORDS = 5
_WHOLE_WORDS = 2
"""At least, after the word that asks."""
_FOREIGN_WORDS = 4
_DUTCH_SHARE = 0.34


def reaction(text: str) -> str | None:
    """Return what to say to a text, cleaned, that is no question that documents can answer; None for any other."""
    if len(text) > MAX_QUESTION:
        return TOO_LONG
    if is_order(text):
        return ORDER
    first, note = first_question(text)
    if _ABOUT_US.search(first):
        return f"{ABOUT_US} {note}" if note else ABOUT_US
    if _is_foreign(text):
        return FOREIGN
    if _is_statement(text):
        return STATEMENT
    return None


def is_question(text: str) -> bool:
    """Return whether a text asks something, "telefoonnummer Wijk GGD" too, rather than names what it is about."""
    return "?" in text or bool(_ASKING.match(text)) or understand(text).kind != "what"


def is_incomplete(text: str) -> bool:
    """Return whether a question in full holds no word of what it is about: "en wanneer?", but no "welk adres?"."""
    question = understand(text)
    return not question.focus and not question.names and question.kind != "contact"


def is_order(text: str) -> bool:
    """Return whether a text tells a machine to ignore its rules, or to be another."""
    return bool(_ORDER.search(text))


def first_question(text: str) -> tuple[str, str | None]:
    """Return the first of several questions, with a note that says so; a text with one question as it is, with None."""
    asked = [part for part in re.split(r"(?<=\?)\s+", text) if part.endswith("?") and _ASKING.search(part)]
    first = asked[0] if asked else text
    begun = (first[: another.start()] for another in _NEXT.finditer(first))
    if whole := next(filter(_is_whole, begun), None):
        return f"{whole}?", SEVERAL
    return (first, SEVERAL) if len(asked) > 1 else (text, None)


def _is_whole(begun: str) -> bool:
    """Return whether the beginning of a sentence asks something: "hoe en wanneer begint het" is one question."""
    asking = _ASKING.search(begun)
    is_opened = asking or understand(begun).kind == "yes/no"
    after = begun[asking.end() :] if asking else begun.partition(" ")[2]
    return bool(is_opened) and len(after.split()) >= _WHOLE_WORDS


def _is_statement(text: str) -> bool:
    """Return whether a text tells something: a sentence that ends as one, and neither asks nor says "ik"."""
    is_long = len(text.split()) >= _STATED_WORDS
    asks = "?" in text or _ASKING.search(text) or _FIRST_PERSON.search(text)
    return is_long and not asks and (text.endswith((".", "!")) or bool(_STATING.match(text)))


def _is_foreign(text: str) -> bool:
    """Return whether hardly a word of a text is Dutch or English."""
    words = _WORD.findall(text)
    letters = "".join(words)
    if sum(letter < "ɐ" for letter in letters) < len(letters) / 2:
        return True
    if len(words) < _FOREIGN_WORDS or _ENGLISH.search(text):
        return False
    # Names are no words of any language.
    counted = [word.lower() for word in words if not word[0].isupper()] or [word.lower() for word in words]
    known = sum(word in STOPWORDS or lemma(word) is not None or bool(split_compound(word)) for word in counted)
    return known / len(counted) < _DUTCH_SHARE
