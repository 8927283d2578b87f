"""Tokens of an issuer, over real HTTP: which are believed, what they give, and what happens when it is gone."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from hmac import digest as hmac_of
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from api import tokens
from api.asker import Asker, IssuerError, MissingScopeError, RefusedCredentialsError
from api.tokens import IssuedTokens, read_scopes
from tests.api.issuer import AUDIENCE, LocalIssuer, serve

SCOPES = read_scopes("bronwijzer.read=read bronwijzer.write=write a=b=admin")


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    with serve() as issuer:
        yield issuer


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that lets seconds pass for who keeps the keys."""
    ahead = [0.0]
    told = time.monotonic
    fake = SimpleNamespace(monotonic=lambda: told() + ahead[0], time=time.time)
    monkeypatch.setattr(tokens, "time", fake)
    monkeypatch.setattr("jwt.jwks_client.time", fake)
    monkeypatch.setattr("jwt.jwk_set_cache.time", fake)

    def pass_by(seconds: float) -> None:
        ahead[0] += seconds

    return pass_by


def tokens_of(issuer: LocalIssuer, *, groups_claim: str = "groups", scope_claim: str = "scope") -> IssuedTokens:
    return IssuedTokens(
        issuer.address, audience=AUDIENCE, groups_claim=groups_claim, scope_claim=scope_claim, scopes=SCOPES
    )


def encoded(part: object) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_a_token_tells_who_comes_with_what_right_and_of_which_groups(issuer: LocalIssuer) -> None:
    known = tokens_of(issuer)
    assert known.asker(issuer.token()) == Asker("roos", "read", frozenset({"jeugd"}))
    assert known.asker(issuer.token(groups=None)).groups == frozenset()
    assert known.asker(issuer.token(groups="wijk", scope=["x", "a=b"])) == Asker("roos", "admin", None)
    assert known.asker(issuer.token(groups="wijk")).groups == frozenset({"wijk"})
    assert known.asker(issuer.token(groups=["wijk", 3, " "])).groups == frozenset({"wijk"})
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


def test_claims_may_be_inside_others_or_have_dots_in_their_name(issuer: LocalIssuer) -> None:
    known = tokens_of(issuer, groups_claim="https://x.nl/groepen", scope_claim="realm.access.roles")
    stated: dict[str, Any] = {"https://x.nl/groepen": ["zuid"], "realm": {"access": {"roles": ["bronwijzer.read"]}}}
    assert known.asker(issuer.token(**stated)) == Asker("roos", "read", frozenset({"zuid"}))
    for realm in ("x", {"access": 3}, {}):
        with pytest.raises(MissingScopeError):
            known.asker(issuer.token(realm=realm))


@pytest.mark.parametrize("scope", [None, "openid", ["openid"], {"bronwijzer.read": 1}])
def test_a_token_without_a_right_here_is_known_and_may_nothing(issuer: LocalIssuer, scope: object) -> None:
    with pytest.raises(MissingScopeError, match="Uw account heeft geen recht op deze dienst"):
        tokens_of(issuer).asker(issuer.token(scope=scope))


def test_a_star_gives_every_token_a_right(issuer: LocalIssuer) -> None:
    known = IssuedTokens(
        issuer.address, audience=AUDIENCE, groups_claim="groups", scope_claim="scope", scopes={"*": "read"}
    )
    assert known.asker(issuer.token(scope=None)).scope == "read"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "een andere dienst"},
        {"aud": None},
        {"iss": "https://elders.example"},
        {"iss": None},
        {"exp": None},
        {"sub": None},
        {"nbf": time.time() + 3600},
        {"exp": "morgen"},
    ],
)
def test_a_token_for_or_of_another_or_of_another_time_is_refused(issuer: LocalIssuer, claims: dict[str, Any]) -> None:
    with pytest.raises(RefusedCredentialsError, match="Dit token is niet geldig voor deze dienst"):
        tokens_of(issuer).asker(issuer.token(**claims))


def test_an_expired_token_is_refused_and_says_so_but_clocks_may_differ_a_little(issuer: LocalIssuer) -> None:
    known = tokens_of(issuer)
    assert known.asker(issuer.token(exp=int(time.time()) - 5)).name == "roos"
    with pytest.raises(RefusedCredentialsError, match="Dit token is verlopen"):
        known.asker(issuer.token(exp=int(time.time()) - 60))


@pytest.mark.parametrize("forge", ["none", "hs256", "foreign", "changed", "no kid", "nonsense", "empty", "strange"])
def test_a_token_that_the_issuer_did_not_sign_is_refused(issuer: LocalIssuer, forge: str) -> None:
    claims = issuer.claims()
    head, _, rest = issuer.token().partition(".")
    unsigned = {"alg": "HS256", "typ": "JWT", "kid": issuer.name}
    signed = f"{encoded(unsigned)}.{encoded(claims)}"
    mac = urlsafe_b64encode(hmac_of(issuer.public_key, signed.encode(), sha256)).decode().rstrip("=")
    forged = {
        "none": f"{encoded({**unsigned, 'alg': 'none'})}.{encoded(claims)}.",
        "hs256": f"{signed}.{mac}",
        "foreign": jwt.encode(claims, generate_private_key(SECP256R1()), "ES256", headers={"kid": issuer.name}),
        "changed": f"{head}.{encoded(issuer.claims(groups=['wijk']))}.{rest.partition('.')[2]}",
        "no kid": jwt.encode(claims, issuer.keys[issuer.name], "ES256"),
        "nonsense": "geen token",
        "empty": "",
        "strange": "a.ç.é",
    }
    with pytest.raises(RefusedCredentialsError, match="Dit token is niet geldig"):
        tokens_of(issuer).asker(forged[forge])


def test_a_new_key_is_fetched_when_a_token_names_it_and_the_old_one_is_believed_no_longer(
    issuer: LocalIssuer, clock: Callable[[float], None]
) -> None:
    known = tokens_of(issuer)
    old = issuer.token()
    known.asker(old)
    clock(60)
    issuer.rotate("twee")

    assert known.asker(issuer.token()).name == "roos"
    with pytest.raises(RefusedCredentialsError):
        known.asker(old)


def test_tokens_that_name_unknown_keys_do_not_make_us_ask_each_time(issuer: LocalIssuer) -> None:
    known = tokens_of(issuer)
    for number in range(5):
        with pytest.raises(RefusedCredentialsError):
            known.asker(issuer.token(kid=f"verzonnen{number}"))
    assert issuer.asked.count("/keys") <= 2
    assert known.asker(issuer.token()).name == "roos"


def test_while_the_issuer_is_gone_its_keys_are_believed_for_some_minutes(
    issuer: LocalIssuer, clock: Callable[[float], None]
) -> None:
    known = tokens_of(issuer)
    known.asker(issuer.token())
    told = issuer.documents.pop("/keys")
    clock(60)
    with pytest.raises(IssuerError, match="nu niet te bereiken"):
        known.asker(issuer.token(kid="verzonnen"))
    asked = list(issuer.asked)

    assert known.asker(issuer.token()).name == "roos"
    with pytest.raises(IssuerError):
        known.asker(issuer.token(kid="verzonnen"))  # not asked again at once
    assert issuer.asked == asked
    clock(300)
    with pytest.raises(IssuerError):
        known.asker(issuer.token())
    issuer.documents["/keys"] = told
    clock(60)
    assert known.asker(issuer.token()).name == "roos"


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("/.well-known/openid-configuration", None),
        ("/.well-known/openid-configuration", ["x"]),
        ("/.well-known/openid-configuration", {"issuer": "https://elders.example"}),
        ("/keys", None),
        ("/keys", {"keys": []}),
        ("/keys", ["x"]),
    ],
)
def test_an_issuer_that_does_not_say_how_its_tokens_are_checked_is_told_of(
    issuer: LocalIssuer, path: str, document: object
) -> None:
    issuer.documents[path] = document
    with pytest.raises((IssuerError, RefusedCredentialsError)):
        tokens_of(issuer).asker(issuer.token())


def test_an_issuer_that_is_not_there_is_told_of() -> None:
    with serve() as issuer:
        token = issuer.token()
    with pytest.raises(IssuerError, match=f"De aanmelddienst {issuer.address} is nu niet te bereiken"):
        tokens_of(issuer).asker(token)


@pytest.mark.parametrize("address", ["http://login.example", "http://", "ftp://127.0.0.1"])
def test_an_issuer_that_can_be_listened_in_on_is_refused(address: str) -> None:
    with pytest.raises(IssuerError, match="is geen adres met https"):
        IssuedTokens(address, audience="x", groups_claim="groups", scope_claim="scope", scopes={})


def test_keys_that_can_be_listened_in_on_are_refused(issuer: LocalIssuer) -> None:
    issuer.documents["/.well-known/openid-configuration"] = {"issuer": issuer.address, "jwks_uri": "http://x.nl/keys"}
    with pytest.raises(IssuerError):
        tokens_of(issuer).asker(issuer.token())


def test_without_an_audience_no_token_is_believed() -> None:
    with pytest.raises(IssuerError, match="BRONWIJZER_OIDC_AUDIENCE"):
        IssuedTokens("https://login.example", audience="", groups_claim="groups", scope_claim="scope", scopes={})
