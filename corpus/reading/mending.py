"""What converters do to text, undone: characters, addresses and words that were broken on the way.

No rule changes meaning: a word is mended only when the document itself, or the word list, proves it wrong.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from corpus.reading.draft import Draft
from corpus.reading.repair.addresses import address_edits
from corpus.reading.repair.characters import character_edits
from corpus.reading.repair.edit import Edit, apply_edits
from corpus.reading.repair.words import word_edits

_ROUNDS = 8
"""One repair may bare another; a text that is not done after so many rounds is hostile, and is left as it is."""
_BREAK = "\n\n"
"""No repair reaches across a blank line."""


Rule = Callable[[str], list[Edit]]
"""From a text to its repairs: in order, without overlap, none when the text is sound."""


def mend(draft: Draft) -> Draft:
    """Return the draft with its text repaired; blocks, their titles, and links move along.

    Sound text comes back as it is, and so does text that was mended before. How many words and addresses were mended
    is added to ``notes``. Takes time linear in the length of the text.
    """
    draft, _ = _settle(draft, character_edits)
    draft, addresses = _settle(draft, address_edits)
    draft, words = _settle(draft, word_edits)
    notes = [_count(words, "woord", "woorden"), _count(addresses, "adres", "adressen")]
    found = {name: apply_edits(value, character_edits(value)) for name, value in draft.found.items()}
    return replace(draft, found=found, notes=(*draft.notes, *filter(None, notes)))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many} hersteld" if number else ""


def _settle(draft: Draft, rule: Rule) -> tuple[Draft, int]:
    """Return the draft when a rule has nothing left to do, and the number of its repairs."""
    mended, count = draft, 0
    for _ in range(_ROUNDS):
        # Titles are copies of text without its markup. Repaired behind the text, they know the words of all of it.
        edits = rule(_BREAK.join([mended.text, *_titles(mended)]))
        if not edits:
            return mended, count
        count += sum(edit.start < len(mended.text) for edit in edits)
        mended = _apply(mended, edits)
    return draft, 0


def _titles(draft: Draft) -> list[str]:
    return [block.title for block in draft.blocks if block.title]


def _apply(draft: Draft, edits: list[Edit]) -> Draft:
    whole = _BREAK.join([draft.text, *_titles(draft)])
    mended = apply_edits(whole, edits)
    move = _mover(edits)
    blocks = []
    position = len(draft.text)  # where the titles begin
    for block in draft.blocks:
        title = block.title
        if title:
            first = position + len(_BREAK)
            position = first + len(title)
            title = mended[move(first) : move(position)].strip()
        start, end = _without_outer_space(mended, move(block.start), move(block.end))
        if start < end:
            blocks.append(replace(block, start=start, end=end, title=title))
    links = [replace(link, start=move(link.start), end=move(link.end)) for link in draft.links]
    return replace(
        draft,
        text=mended[: move(len(draft.text))],
        blocks=tuple(blocks),
        links=tuple(link for link in links if link.start < link.end),
    )


def _mover(edits: list[Edit]) -> Callable[[int], int]:
    """Return where a position in the text lies after its repairs; inside a repair, at most at its end."""
    starts = [edit.start for edit in edits]
    shifts = [0]  # of what follows so many repairs
    for edit in edits:
        shifts.append(shifts[-1] + len(edit.new) - (edit.end - edit.start))

    def move(position: int) -> int:
        done = bisect_right(starts, position - 1)
        if done and position < edits[done - 1].end:
            edit = edits[done - 1]
            return edit.start + shifts[done - 1] + min(position - edit.start, len(edit.new))
        return position + shifts[done]

    return move


def _without_outer_space(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
