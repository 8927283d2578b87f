"""Access to the API: from a request to whoever makes it, and whether they may."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from api.asker import (
    OPERATOR,
    Asker,
    MissingScopeError,
    RefusedCredentialsError,
    Scope,
    UnknownAskerError,
)
from api.keys import PREFIX, KeyFile
from api.rates import Rates

_REFUSED = "Deze sleutel is niet bekend, of werkt niet meer. Vraag de beheerder om een nieuwe."
_NEEDED = "Stuur een sleutel mee in de kop Authorization (Bearer) of X-API-Key. De beheerder maakt er een voor u."
_bearer = HTTPBearer(
    auto_error=False, scheme_name="bearer", description="An API key, or an access token of the OpenID Connect issuer."
)
_header = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="apiKey", description="An API key.")


class Tokens(Protocol):
    """What knows the access tokens of an issuer."""

    def asker(self, token: str) -> Asker:
        """Return who comes with a token; this may wait for the network.

        Raises:
            AccessError: If the token is refused.
            IssuerError: If its issuer cannot be reached.
        """
        ...


class Access:
    """Knows whoever makes a call by their key or token."""

    def __init__(
        self,
        keys: KeyFile,
        *,
        tokens: Tokens | None = None,
        anonymous: Asker | None = None,
        rates: Rates | None = None,
    ) -> None:
        """Take what knows keys and tokens, who it is that comes without any, and how often each may ask.

        None of these: such tokens, or who comes without any, are refused; anyone may ask as often as they like.
        """
        self._keys = keys
        self._tokens = tokens
        self._anonymous = anonymous
        self._rates = rates

    @property
    def admits_anyone(self) -> bool:
        """Whether there is a key, an issuer of tokens, or someone who needs neither."""
        return self._keys.exists or self._tokens is not None or self._anonymous is not None

    async def asker(self, credentials: str | None) -> Asker:
        """Return who comes with a key or token, or with neither.

        Raises:
            AccessError: If they are not known.
            KeysError: If the keys cannot be read.
            IssuerError: If the issuer of the token cannot be reached.
        """
        if credentials is None:
            if self._anonymous is None:
                raise UnknownAskerError(_NEEDED)
            return self._anonymous
        if self._tokens is not None and not credentials.startswith(PREFIX):
            return await run_in_threadpool(self._tokens.asker, credentials)
        found = self._keys.asker(credentials)
        if found is None:
            raise RefusedCredentialsError(_REFUSED)
        return found

    def count(self, asker: Asker, address: str) -> None:
        """Count a call of someone: by their key or name, or else by their address.

        Raises:
            TooManyCallsError: If it is one too many.
        """
        if self._rates is not None:
            self._rates.count(address if asker is self._anonymous else asker.name)


async def _asker(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    key: Annotated[str | None, Security(_header)],
) -> Asker:
    access = cast(Access | None, request.state.access)
    if access is None:
        return OPERATOR
    asker = await access.asker(bearer.credentials if bearer else key)
    access.count(asker, request.client.host if request.client else "")
    return asker


def require(scope: Scope) -> Callable[..., Awaitable[Asker]]:
    """Return a dependency that gives whoever makes a call, and refuses those who may not."""

    async def required(asker: Annotated[Asker, Depends(_asker)]) -> Asker:
        if not asker.may(scope):
            raise MissingScopeError(f"Hiervoor is een sleutel met recht {scope} nodig. Vraag de beheerder.", scope)
        return asker

    return required


ReaderDep = Annotated[Asker, Depends(require("read"))]
WriterDep = Annotated[Asker, Depends(require("write"))]
AdminDep = Annotated[Asker, Depends(require("admin"))]
