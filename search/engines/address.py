"""Where an engine keeps an index: ``milvus://host:port/collection``."""

import re
from dataclasses import dataclass
from pathlib import Path

from search.errors import EngineError

SCHEME = "milvus://"
_FORM = re.compile(
    r"milvus://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(?P<port>[0-9]{1,5})/(?P<name>[A-Za-z_]\w{0,99})"
)


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """An index in Milvus. Its collections begin with the name."""

    host: str
    port: int
    name: str

    @classmethod
    def parse(cls, text: str) -> "EngineAddress":
        """Return the address that a text is.

        Raises:
            EngineError: If it is none.
        """
        found = _FORM.fullmatch(text)
        if found is None or not 0 < int(found["port"]) < 65_536:
            raise EngineError(
                f"“{text}” is geen adres van een index. Schrijf het als milvus://server:19530/naam; "
                "de naam begint met een letter en bestaat uit letters, cijfers en _."
            )
        return cls(found["host"], int(found["port"]), found["name"])

    def __str__(self) -> str:
        return f"{SCHEME}{self.host}:{self.port}/{self.name}"


IndexPlace = Path | EngineAddress
"""Where an index is."""


def read_place(place: object) -> object:
    """Return where an index is: what begins as an address, as one, other text as a directory, and the rest as it is.

    Raises:
        EngineError: If it begins as an address and is none.
    """
    if not isinstance(place, str):
        return place
    return EngineAddress.parse(place) if place.startswith(SCHEME) else Path(place)


@dataclass(frozen=True, slots=True)
class Account:
    """How to sign in, and what is asked of the engine for who writes."""

    token: str = ""  # "user:password" or a key; nothing: without
    has_tls: bool = False
    replicas: int = 1  # query nodes that each hold all passages

    def __repr__(self) -> str:  # a token is for no log
        return f"Account(has_tls={self.has_tls})"
