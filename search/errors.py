"""Failures that someone can act on. The message is Dutch, names the thing and tells the remedy: users read it."""


class SearchError(Exception):
    """A failure whose message names the thing and the remedy."""


class InvalidQueryError(SearchError):
    """The query cannot be searched: empty, too long, or with characters that are no text."""


class UnknownKindError(SearchError):
    """The kind of works that is asked for is none, and the collection has none of that name."""


class ModelError(SearchError):
    """A model is missing, damaged, cannot be made, or is not told where it is."""


class IndexMissingError(SearchError):
    """There is no index in the directory."""


class UnreadableIndexError(SearchError):
    """The index is damaged, foreign, or written by another format, encoder or analyser."""


class UnreadableThesaurusError(SearchError):
    """The thesaurus is missing, too large, no Turtle, or without what a search needs."""


class IndexLockedError(SearchError):
    """Another process is writing the index."""


class BroughtDocumentsError(SearchError):
    """Documents would be lost that were brought and can be read again from nowhere."""


class QueueFullError(SearchError):
    """Too many jobs wait already."""


class SharedJobsError(SearchError):
    """What servers share their jobs in does not answer, cannot do what it must, or is not told rightly where it is."""


class JobMissingError(SearchError):
    """There is no job of this id, or it is forgotten."""


class StorageError(SearchError):
    """The disk refused a write: full, read-only or over quota. The last good generation is untouched."""


class DocumentMissingError(SearchError):
    """No document in the index has this id."""


class PassageMissingError(SearchError):
    """No passage in the index has this id."""


class EngineError(SearchError):
    """The engine that keeps the index does not answer, or cannot do what it must; or its address is none."""
