"""Errors of the corpus. The commands print the message as it is: Dutch, with the remedy."""


class CollectionError(Exception):
    """There is nothing to read, or two files would be one document."""
