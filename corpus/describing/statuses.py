"""The status of a project: its codes and the Dutch words for them."""

_STATUSES = {  # what we call it comes first
    "planned": "gepland toekomstig voorbereiding",
    "running": "lopend lopende loopt gestart actief",
    "finished": "afgerond beëindigd afgesloten voltooid",
}
_STATUS_CODES = {word: code for code, words in _STATUSES.items() for word in (code, *words.split())}
_STATUS_NAMES = {code: words.split()[0] for code, words in _STATUSES.items()}


def read_status(stated: str) -> str | None:
    """Return planned, running or finished for what a manifest or markup states, or None."""
    return _STATUS_CODES.get(stated.strip().lower())


def status_name(code: str) -> str:
    """Return the Dutch word for a status."""
    return _STATUS_NAMES[code]
