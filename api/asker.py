"""Who asks, and what they may: a scope says which calls, groups say which documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self, get_args

from search.errors import SearchError

Scope = Literal["read", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""Each may what those before it may."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever makes a call.

    ``groups`` are those whose documents they may read, beside what everybody may; None: all. Whoever may write reads
    all, for who takes documents out, or puts others in their place, is told what became of them.
    """

    name: str  # of a key, or of a user as the issuer of tokens knows them
    scope: Scope
    groups: frozenset[str] | None

    @classmethod
    def of(cls, name: str, scope: Scope, groups: Iterable[str] | None) -> Self:
        """Return whoever has these rights; groups count when they may read only."""
        return cls(name, scope, None if groups is None or scope != "read" else frozenset(groups))

    def may(self, scope: Scope) -> bool:
        """Return whether this scope, or a wider one, is theirs."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


OPERATOR = Asker("operator", "admin", None)
"""Whoever works on the machine itself, where nobody is asked for a key."""
ANONYMOUS = Asker("anonymous", "read", frozenset())
"""Whoever comes without a key where that is allowed: they read what everybody may."""


class AccessError(SearchError):
    """Who asks is not known, or may not do this. ``challenge`` is what the header WWW-Authenticate says."""

    challenge = "Bearer"


class UnknownAskerError(AccessError):
    """The call brings no key or token, where one is needed."""


class RefusedCredentialsError(AccessError):
    """The call brings a key or token that is not ours, ended, or was changed."""

    challenge = 'Bearer error="invalid_token"'


class MissingScopeError(AccessError):
    """Whoever asks may not make this call."""

    def __init__(self, message: str, scope: Scope) -> None:
        super().__init__(message)
        self.challenge = f'Bearer error="insufficient_scope", scope="{scope}"'


class KeysError(SearchError):
    """The file with keys cannot be read or written."""


class IssuerError(SearchError):
    """The issuer of tokens cannot be reached, or does not say how its tokens are checked."""
