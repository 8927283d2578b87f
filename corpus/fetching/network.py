"""One request over the network: to an address that was checked, and bounded in time and size."""

import gzip
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

import httpcore2
from httpx2 import URL, Headers

from corpus.collection import MAX_BYTES
from corpus.fetching.address import FetchError
from corpus.fetching.timed import TimedBackend

GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may cost."""

    size: int = MAX_BYTES  # bytes of a body, also when unpacked
    seconds: float = 120.0  # from connecting to the last byte
    silence: float = 20.0  # seconds without one byte
    redirects: int = 5
    attempts: int = 3


class HostError(FetchError):
    """The server fails, rather than the page. ``wait``: seconds after which to try again; None when that is no use."""

    def __init__(self, reason: str, *, wait: float | None) -> None:
        super().__init__(reason)
        self.wait = wait


class PrivateAddressError(FetchError):
    """A name leads to an address that may not be visited."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered; ``body`` is unpacked, and empty unless ``status`` is 200."""

    status: int
    headers: Headers
    body: bytes


def request(
    url: URL,
    headers: Mapping[str, str],
    *,
    limits: Limits,
    allowed: Callable[[str], bool],
    ssl_context: ssl.SSLContext | None,
) -> Reply:
    """Return the answer to one GET request, whatever its status; redirects are not followed.

    Each request has a connection of its own, so that no answer can come from an address that was not checked.

    Args:
        url: As ``clean`` returns it.
        headers: Of the request, besides Host.
        limits: Those of size and time are kept here.
        allowed: Whether an IP address may be connected to.
        ssl_context: For https; None for http.

    Raises:
        FetchError: If the address is not allowed, or the body is too large or cannot be unpacked.
        HostError: If the server does not answer, or not in time.
    """
    door = _Door(allowed, time.monotonic() + limits.seconds)
    target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), limits.silence)
    sent = [("Host", url.netloc.decode()), *headers.items()]
    try:
        with (
            httpcore2.ConnectionPool(ssl_context=ssl_context, network_backend=door) as pool,
            pool.stream("GET", target, headers=sent, extensions={"timeout": timeouts}) as response,
        ):
            found = Headers(response.headers)
            body = _body(response.iter_stream(), found, limits.size) if response.status == 200 else b""
            return Reply(response.status, found, body)
    except httpcore2.TimeoutException as error:
        raise HostError("de server antwoordt niet of te langzaam; probeer het later opnieuw", wait=None) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise _broken(error) from error


def _broken(error: Exception) -> HostError:
    cause = next(iter(error.args), None)
    if isinstance(cause, ssl.SSLError):
        return HostError(f"de beveiligde verbinding lukt niet ({cause.reason}); controleer het adres", wait=None)
    if isinstance(error, httpcore2.ConnectError):
        return HostError("er komt geen verbinding; controleer het adres en het netwerk", wait=0)
    return HostError("de verbinding brak af; probeer het later opnieuw", wait=0)


def _body(chunks: Iterable[bytes], headers: Headers, size: int) -> bytes:
    stated = headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > size:
        raise too_large(size)
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise FetchError(f"de server verpakt de inhoud op een manier die niet wordt gelezen ({encoding[:40]})")
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > size:
            raise too_large(size)
    return unpack(bytes(body), size) if "gzip" in encoding and body else bytes(body)


def unpack(packed: bytes, size: int) -> bytes:
    """Return what is in gzip, of which no more is unpacked than is allowed.

    Raises:
        FetchError: If it is damaged, or larger than ``size`` bytes when unpacked.
    """
    try:
        body = gzip.GzipFile(fileobj=BytesIO(packed)).read(size + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FetchError("de ingepakte inhoud is beschadigd; probeer het later opnieuw") from error
    if len(body) > size:
        raise too_large(size)
    return body


def too_large(size: int) -> FetchError:
    """Return the error for more than ``size`` bytes."""
    return FetchError(f"te groot (hoogstens {size / 1e6:.0f} MB); haal het zelf op en splits het")


class _Door(TimedBackend):
    """Looks a name up once, and connects to the very address that was allowed: a name that changes cannot fool it."""

    def __init__(self, allowed: Callable[[str], bool], deadline: float) -> None:
        super().__init__(deadline)
        self._allowed = allowed

    def addresses(self, host: str, port: int) -> list[str]:
        try:
            found = super().addresses(host, port)
        except httpcore2.ConnectError as error:
            raise HostError(f"de site {host} is niet gevonden; controleer het adres en het netwerk", wait=0) from error
        addresses = [address for address in found if self._allowed(address)]
        if not addresses:
            raise PrivateAddressError(
                f"{host} is een adres in het eigen netwerk ({found[0]}); "
                "zet BRONWIJZER_ALLOW_PRIVATE=true om het te bezoeken"
            )
        return addresses
