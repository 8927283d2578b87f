"""What may be searched for."""

import re
import unicodedata

from search.errors import InvalidQueryError

MAX_QUERY = 5_000
MAX_K = 100


def clean_query(query: str, *, called: str = "zoekvraag") -> str:
    """Return a query in NFC with single spaces; ``called`` is what an error calls it.

    Raises:
        InvalidQueryError: If it holds no letter or digit, is too long, or holds characters that are no text.
    """
    if len(query) > MAX_QUERY:
        raise InvalidQueryError(f"De {called} is te lang ({len(query)} tekens). Gebruik hoogstens {MAX_QUERY} tekens.")
    spaced = " ".join(query.split())
    strange = next((char for char in spaced if unicodedata.category(char) in ("Cc", "Cs")), None)
    if strange is not None:
        raise InvalidQueryError(
            f"De {called} bevat een teken dat geen tekst is (U+{ord(strange):04X}). Haal het weg en zoek opnieuw."
        )
    if not re.search(r"[^\W_]", spaced):
        raise InvalidQueryError(f"De {called} is leeg. Typ een of meer woorden.")
    return unicodedata.normalize("NFC", spaced)
