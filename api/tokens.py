"""Access tokens of an OpenID Connect issuer: from a token to who comes with it, checked with the issuer's own keys."""

import threading
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import jwt

from api.asker import SCOPES, Asker, IssuerError, MissingScopeError, RefusedCredentialsError, Scope
from api.security import is_loopback
from corpus.groups import as_groups

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures with a private key, which only the issuer has. HS256 and none are not among them."""
_REQUIRED = ["exp", "iss", "aud", "sub"]
_LEEWAY = 30
"""Seconds that clocks may differ."""
_TIMEOUT = 5.0
"""Seconds that the issuer may take."""
_LIFESPAN = 300
"""Seconds for which its keys are believed; one that it takes back works no longer than that."""
_REST = 10.0
"""Seconds between two tries, when the issuer fails or a token names a key that it has not."""
_REFUSED = "Dit token is niet geldig voor deze dienst. Meld u opnieuw aan."
_EXPIRED = "Dit token is verlopen. Meld u opnieuw aan."


class IssuedTokens:
    """Knows who comes with a token of one issuer. Safe to use from several threads."""

    def __init__(
        self, issuer: str, *, audience: str, groups_claim: str, scope_claim: str, scopes: Mapping[str, Scope]
    ) -> None:
        """Take who issues tokens, and how they are read.

        Args:
            issuer: Its address, as its tokens name it.
            audience: What the tokens must be meant for.
            groups_claim: Where they name groups: a claim, or one inside others, with dots between them.
            scope_claim: Where they name what may be done.
            scopes: What each of these is here; ``*`` is in every token.

        Raises:
            IssuerError: If its address can be listened in on, or nothing is said of what tokens must be meant for.
        """
        if not audience:
            raise IssuerError("Zet in BRONWIJZER_OIDC_AUDIENCE voor welke dienst de tokens bedoeld moeten zijn.")
        _require_safe(issuer)
        self._issuer = issuer
        self._audience = audience
        self._groups_claim = groups_claim
        self._scope_claim = scope_claim
        self._scopes = scopes
        self._lock = threading.Lock()
        self._keys: jwt.PyJWKClient | None = None
        self._failed = float("-inf")

    def asker(self, token: str) -> Asker:
        """Return who comes with a token.

        Raises:
            RefusedCredentialsError: If it is no token of the issuer for this service, or not of now.
            MissingScopeError: If it gives no right here.
            IssuerError: If the keys of the issuer are not to be had.
        """
        try:
            header = jwt.get_unverified_header(token)
            key = self._key(str(header.get("kid", "")))
            claims = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                audience=self._audience,
                issuer=self._issuer,
                leeway=_LEEWAY,
                options={"require": _REQUIRED},
            )
        except jwt.ExpiredSignatureError as error:
            raise RefusedCredentialsError(_EXPIRED) from error
        except jwt.PyJWTError as error:
            raise RefusedCredentialsError(_REFUSED) from error
        scope = self._scope(claims)
        groups = as_groups(_texts(_claim(claims, self._groups_claim)))
        return Asker.of(str(claims["sub"]), scope, groups)

    def _scope(self, claims: Mapping[str, object]) -> Scope:
        stated = [name for text in _texts(_claim(claims, self._scope_claim)) for name in text.split()]
        given = [self._scopes[name] for name in ("*", *stated) if name in self._scopes]
        if not given:
            raise MissingScopeError("Uw account heeft geen recht op deze dienst. Vraag de beheerder.", "read")
        return max(given, key=SCOPES.index)

    def _key(self, name: str) -> jwt.PyJWK:
        """Return the key of that name: one after another, for all would wait for the same answer."""
        with self._lock:
            known = self._remembered(name)
            if known is not None:
                return known
            if time.monotonic() - self._failed < _REST:
                raise IssuerError(self._unreachable())
            try:
                self._keys = self._keys or self._discovered()
                return self._keys.get_signing_key(name)
            except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError, ValueError) as error:
                self._failed = time.monotonic()
                raise IssuerError(self._unreachable()) from error

    def _remembered(self, name: str) -> jwt.PyJWK | None:
        keys = self._keys
        if keys is None or keys.jwk_set_cache is None or keys.jwk_set_cache.get() is None:
            return None
        return keys.match_kid(keys.get_signing_keys(), name)

    def _discovered(self) -> jwt.PyJWKClient:
        """Return what fetches the keys of the issuer, from where it says that they are.

        Source:
            OpenID Connect Discovery 1.0, sections 4 and 4.3.
        """
        address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        try:  # PyJWT fetches any object of JSON, without following it elsewhere
            stated = jwt.PyJWKClient(address, cache_jwk_set=False, timeout=_TIMEOUT).fetch_data()
        except jwt.PyJWKClientError as error:
            raise ValueError("no description of an issuer") from error
        if stated.get("issuer") != self._issuer:
            raise ValueError("another issuer")
        keys = str(stated.get("jwks_uri"))
        _require_safe(keys)
        return jwt.PyJWKClient(keys, lifespan=_LIFESPAN, timeout=_TIMEOUT, cooldown_duration=_REST)

    def _unreachable(self) -> str:
        return f"De aanmelddienst {self._issuer} is nu niet te bereiken. Probeer het over een minuut opnieuw."


def read_scopes(stated: str) -> dict[str, Scope]:
    """Return what each right of an issuer is here, as the settings state it: ``zoeken=read beheer=admin``."""
    pairs = (one.rpartition("=") for one in stated.split())
    return {name: next(scope for scope in SCOPES if scope == right) for name, _, right in pairs}


def _require_safe(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise IssuerError(f"{address} is geen adres met https. Zet in BRONWIJZER_OIDC_ISSUER het adres met https.")


def _claim(claims: Mapping[str, object], name: str) -> object:
    """Return a claim of that name, or else one inside others: ``realm_access.roles``."""
    if name in claims:
        return claims[name]
    outer, _, inner = name.partition(".")
    within = claims.get(outer)
    return _claim(within, inner) if inner and isinstance(within, dict) else None


def _texts(value: object) -> Iterator[str]:
    """Yield the texts in a claim, which is one or a list of them."""
    return (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
