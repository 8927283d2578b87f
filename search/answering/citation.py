"""How a passage is cited: a short label, the reference in APA, and a link that leads to the words themselves."""

from dataclasses import dataclass

from search.citing.apa import apa, label
from search.citing.reference import Cited, references


@dataclass(frozen=True, slots=True)
class Citation:
    """``label``: as in running text. ``apa``: the reference. ``link``: where the words stand."""

    label: str
    apa: str
    link: str


def cite(cited: Cited) -> Citation:
    """Return the citation of a passage.

    The link of a document with an address of its own goes to the passage's first words in it; any other goes to the
    passage in this index.
    """
    (reference,) = references([cited])
    link = reference.url or f"/v1/passages/{cited.passage.passage_id}"
    return Citation(label(reference), apa(reference), link)
