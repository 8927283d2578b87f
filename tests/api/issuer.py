"""An OpenID Connect issuer of our own, over HTTP, that tests can break."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key

AUDIENCE = "bronwijzer"


class LocalIssuer:
    """Signs tokens with ES256, and tells its keys to who asks.

    Attributes:
        address: Its own name.
        documents: What it tells, by path; what is not there is 404.
        asked: The paths that were asked for.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[str] = []
        self.documents: dict[str, object] = {
            "/.well-known/openid-configuration": {"issuer": address, "jwks_uri": f"{address}/keys"}
        }
        self.keys: dict[str, EllipticCurvePrivateKey] = {}
        self.rotate("een")

    def rotate(self, name: str) -> None:
        """Sign with a new key from now on, and tell of no other."""
        self.name = name
        self.keys[name] = generate_private_key(SECP256R1())
        public = jwt.algorithms.ECAlgorithm.to_jwk(self.keys[name].public_key(), as_dict=True)
        self.documents["/keys"] = {"keys": [{**public, "kid": name, "use": "sig", "alg": "ES256"}]}

    @property
    def public_key(self) -> bytes:
        return (
            self.keys[self.name]
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )

    def claims(self, **others: object) -> dict[str, Any]:
        now = int(time.time())
        stated: Mapping[str, object] = {
            "iss": self.address,
            "aud": AUDIENCE,
            "sub": "roos",
            "iat": now,
            "exp": now + 600,
            "scope": "openid bronwijzer.read",
            "groups": ["jeugd"],
        }
        return {name: value for name, value in {**stated, **others}.items() if value is not None}

    def token(self, *, kid: str | None = None, **others: object) -> str:
        """Return a token that is right but for the claims that are given; one that is None is left out."""
        return jwt.encode(self.claims(**others), self.keys[self.name], "ES256", headers={"kid": kid or self.name})


@contextmanager
def serve() -> Iterator[LocalIssuer]:
    """Yield an issuer that listens until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            found = issuer.documents.get(self.path)
            self.send_response(404 if found is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = LocalIssuer(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
