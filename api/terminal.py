"""Text for a terminal: nothing in a document, the name of a file or an error can steer it."""


def printable(text: str) -> str:
    """Return text of the same length with a space for every character that a terminal does not simply show."""
    return "".join(char if char.isprintable() else " " for char in text)
