"""The passages that are to be cited, by their ids."""

from collections.abc import Sequence

from search.errors import PassageMissingError
from search.index import Index
from search.store import Filter, StoredPassage


def find_passages(index: Index, passage_ids: Sequence[str], *, wanted: Filter) -> list[StoredPassage]:
    """Return passages by their ids, in their order.

    Args:
        index: What holds them.
        passage_ids: Their ids; one that is there twice is returned twice.
        wanted: Which works may be read.

    Raises:
        PassageMissingError: If one is not there, or may not be read: the message is the same, and names it.
    """
    found = {passage_id: index.catalogue.passage(passage_id) for passage_id in passage_ids}
    allowed = index.allowed(wanted)
    readable = {
        passage_id: passage
        for passage_id, passage in found.items()
        if passage is not None and (allowed is None or allowed.has_row(passage.row))
    }
    missing = [passage_id for passage_id in found if passage_id not in readable]
    if missing:
        raise PassageMissingError(
            f"Niet in de index: {', '.join(missing)}. Zoek opnieuw: het document kan vernieuwd zijn."
        )
    return [readable[passage_id] for passage_id in passage_ids]
