"""A generation as one asker may read it: all that is learned from its texts is learned from what they may read.

What may not be read shows in more than texts: in a word that is mended, an abbreviation that is written out, a kind
that is named, a score. So whatever is shown to an asker comes through here.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, lru_cache, partial

from search.dutch.spelling import Speller
from search.expansion import Expander, Forms, forms_of_abbreviations
from search.holdings import Holdings
from search.index import Index
from search.projects import Projects
from search.store import Filter, Found, ListedDocument
from search.wording import CollectionWording

_MOST = 32
"""Views of one generation that are remembered, each with its own words."""


class View:
    """What some groups may read of a generation. Safe to use from several threads."""

    def __init__(self, index: Index, thesaurus: Forms, groups: frozenset[str] | None) -> None:
        """Take a generation, what its words are also called, and the groups; None may read everything."""
        self.index = index
        self._groups = groups
        self.readable: Found | None = index.allowed(Filter(groups=groups))
        """What may be read; None for everything. Then nothing is found out a second time."""
        if groups is None or self.readable is None:
            self.counts = index.counts
            self.lexical, self.kinds, self.families = index.lexical, index.kinds, index.families
            self.speller, abbreviations = index.speller, index.abbreviations
        else:
            self.counts = index.catalogue.counts_for(groups)
            self.lexical = index.lexical.readable_by(groups)
            self.kinds, self.families = index.catalogue.kinds(groups), index.families_for(groups)
            self.speller = Speller(CollectionWording(index.catalogue, self.lexical))
            abbreviations = index.catalogue.abbreviations(groups)
        self.expander = Expander(forms_of_abbreviations(abbreviations), thesaurus)
        self.projects = lru_cache(maxsize=2)(self._projects)
        """What projects there are and how they stand, by the day."""

    @cached_property
    def holdings(self) -> Holdings:
        """What documents there are."""
        return Holdings(self.index.catalogue.held(self._groups))

    def documents(self, stated: Mapping[str, str], *, k: int, offset: int = 0) -> tuple[int, list[ListedDocument]]:
        """Return how many documents state this, as ``Holdings.find`` takes it, and a page of them, the newest first."""
        total, numbers = self.holdings.find(stated, k=k, offset=offset)
        return total, self.index.catalogue.listed(numbers)

    def _projects(self, today: str) -> Projects:
        return Projects(self.index.catalogue.projects(self._groups), today)

    def allowed(self, wanted: Filter) -> Found | None:
        """Return what a filter lets through of what may be read, whatever groups it names; None when that is all."""
        if replace(wanted, groups=None) == Filter():
            return None
        return self.index.allowed(replace(wanted, groups=self._groups))


class Views:
    """The views of one generation; those that were asked for last are remembered. Safe to use from several threads."""

    def __init__(self, index: Index, thesaurus: Forms) -> None:
        self.index = index
        self._view = lru_cache(_MOST)(partial(View, index, thesaurus))

    def of(self, groups: frozenset[str] | None) -> View:
        """Return what these groups may read; None may read everything. Groups that no document names do not count."""
        if groups is None or self.index.groups <= groups:
            return self._view(None)
        return self._view(groups & self.index.groups)
