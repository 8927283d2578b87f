"""Web addresses: which may be visited, and the name of the file in which a page is kept."""

import hashlib
import re
import unicodedata
from collections.abc import Container
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from httpx2 import URL, InvalidURL

MAX_ADDRESS = 2_000
_MAX_STEM = 120
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]+")
_NAT64 = IPv6Network("64:ff9b::/96")


class FetchError(Exception):
    """Something cannot be fetched. The message is Dutch: what is wrong and what helps."""


def clean(address: str, *, base: URL | None = None) -> URL:
    """Return a web address in its one spelling: host in lower case, no default port, no ``..``, no fragment.

    Args:
        address: As someone wrote it.
        base: Where it was found, when it may be relative to that.

    Raises:
        FetchError: If it is no http or https address, or holds a name and password.
    """
    address = address.strip()
    if len(address) > MAX_ADDRESS or not address.isprintable():
        raise FetchError(f"dit is geen webadres (langer dan {MAX_ADDRESS} tekens, of met onzichtbare tekens erin)")
    try:
        url = URL(address) if base is None else base.join(address)
        url = url.copy_with(raw_path=url.raw_path, fragment=None)  # in which an empty path is /
    except (InvalidURL, ValueError) as error:  # the latter of what joins two addresses
        raise FetchError("dit is geen geldig webadres; controleer de spelling") from error
    if url.scheme not in ("http", "https"):
        raise FetchError("alleen adressen die met http:// of https:// beginnen, worden opgehaald")
    if url.userinfo:
        raise FetchError("er staat een naam of wachtwoord in het adres; haal dat weg")
    if not _HOST.fullmatch(url.raw_host.decode()) or not (url.port is None or 0 < url.port < 65536):
        raise FetchError("dit is geen geldig webadres; controleer de naam van de site")
    return url


def is_public(address: str) -> bool:
    """Return whether an IP address is on the internet: not private, of this machine or network, or kept for other use.

    An IPv6 address that stands for an IPv4 address (mapped, NAT64, 6to4) is as public as that one.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def same_site(one: str, other: str) -> bool:
    """Return whether two host names are of one site; ``www.`` makes no difference."""
    return one.removeprefix("www.") == other.removeprefix("www.")


def file_name(url: URL, suffix: str, taken: Container[str]) -> str:
    """Return a readable name, in lower case, for a page's file: its host and path, and a mark when that is taken.

    Args:
        url: The page.
        suffix: Of the file, with its dot.
        taken: The names that other pages have.
    """
    query = url.query.decode("ascii")
    pieces = [url.host, str(url.port or ""), *url.path.split("/"), query]
    stem = "_".join(slug for piece in pieces if (slug := _slug(piece)))
    stem = stem.removesuffix(suffix)[:_MAX_STEM].rstrip("._-")
    stem = stem or "pagina"
    if stem + suffix not in taken:
        return stem + suffix
    return f"{stem}-{hashlib.blake2b(str(url).encode(), digest_size=8).hexdigest()}{suffix}"


def folder_name(address: str) -> str:
    """Return a readable name of its own for the folder that mirrors an address, or a file with addresses."""
    mark = hashlib.blake2b(address.encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    stem = "_".join(slug for piece in re.split(r"[/\\]", re.sub(r"^\w+://", "", address)) if (slug := _slug(piece)))
    return f"{stem[-60:].lstrip('._-')}-{mark}"


def _slug(text: str) -> str:
    """Return a text with only letters, digits, dots and hyphens in ASCII; no dots at either end."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"-*\.[.-]*", ".", re.sub(r"[^a-z0-9.]+", "-", plain)).strip(".-")
