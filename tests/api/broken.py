"""A search that fails."""

from typing import NoReturn

from search.searcher import Searcher


class BrokenSearcher(Searcher):
    """Fails at every search with the error that it was given."""

    error: Exception = RuntimeError("geheim: /home/jan")

    def search(self, *_: object, **__: object) -> NoReturn:
        raise self.error
