"""The passages that are to be cited, by their ids."""

from collections.abc import Sequence

import numpy as np

from search.errors import PassageMissingError
from search.store import Catalogue, Filter, StoredPassage


def find_passages(catalogue: Catalogue, passage_ids: Sequence[str], *, wanted: Filter) -> list[StoredPassage]:
    """Return passages by their ids, in their order.

    Args:
        catalogue: What holds them.
        passage_ids: Their ids; one that is there twice is returned twice.
        wanted: Which works may be read.

    Raises:
        PassageMissingError: If one is not there, or may not be read: the message is the same, and names it.
    """
    found = {passage_id: catalogue.passage(passage_id) for passage_id in passage_ids}
    stored = [passage for passage in found.values() if passage is not None]
    allowed = catalogue.allowed(wanted)
    if allowed is not None:
        may_read = np.isin([passage.row for passage in stored], allowed.rows)
        stored = [passage for passage, may in zip(stored, may_read, strict=True) if may]
    readable = {passage.passage.passage_id: passage for passage in stored}
    missing = [passage_id for passage_id in found if passage_id not in readable]
    if missing:
        raise PassageMissingError(
            f"Niet in de index: {', '.join(missing)}. Zoek opnieuw: het document kan vernieuwd zijn."
        )
    return [readable[passage_id] for passage_id in passage_ids]
