"""What is kept in Milvus, and asked of it. The only import of its client.

Three kinds of collection belong to an index ``name``: ``name_generations`` tells which generations there are and which
one is current, ``name_blocks`` holds their files in pieces, by what is in them, and ``name_passages_…`` the passages
that are ranked: their vectors and, where Milvus has sparse vectors, BM25 of their terms and parts.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import lru_cache
from textwrap import shorten
from typing import Any

import grpc
import numpy as np
from pymilvus import CollectionSchema, DataType, MilvusClient, MilvusException
from pymilvus.client.types import LoadState

from search.batches import batched
from search.dense import LARGE
from search.encoder import Vectors
from search.engines.address import Account, EngineAddress
from search.errors import EngineError, UnreadableIndexError
from search.inverted import Rows

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs whole traces of what is raised, and told, here

SPARSE = ("terms", "parts")
_EMPTY = 2**32 - 2
"""Place that no term has: Milvus keeps no sparse vector without any."""
_OLDEST = (2, 3)
"""The first version that replaces rows and counts them."""
_SPARSE_FROM = (2, 4)
"""The first version with sparse vectors."""
_OF_LITE = "2.5"
_TEXT = 65_535
_SECONDS = 20.0
SETTLED = 10.0
"""Seconds after which every replica has what was put in, also for who does not wait for it: twice Milvus' own."""
_REASON = 300
"""Letters of what Milvus says that are told."""
_AT_ONCE = 1_000
"""Rows in a request."""
_NUMBERS_AT_ONCE = 10_000
_REMEDY = "Controleer het adres en of de server draait, en probeer het opnieuw."
_REMEDY_IF_FULL = (
    "De schijf van Milvus is vol, of wat het ervan mag gebruiken. Maak daar ruimte, start Milvus opnieuw als het "
    "gestopt is, en probeer het opnieuw; de vorige versie van de index is onveranderd."
)
_FULL = ("No space left on device", "disk quota", "quota exceeded", "disk limit exceeded")
"""What Milvus says then."""
_POINTER = 0
"""In the place of a number of a generation: which is the current one."""
_OF_GENERATIONS = frozenset({"number", "description", "nothing"})
_OF_BLOCKS = frozenset({"block", "data", "nothing"})
"""The fields of these collections."""
Weights = Mapping[int, float]


class Milvus:
    """One index in Milvus. Safe to use from several threads."""

    def __init__(self, address: EngineAddress, account: Account) -> None:
        """Connect.

        Raises:
            EngineError: If there is no Milvus, it is too old, or does not know the account.
        """
        self.address = address
        self._replicas = account.replicas
        self._generations = f"{address.name}_generations"
        self._blocks = f"{address.name}_blocks"
        with self._errors():
            self._client = MilvusClient(
                f"http{'s' if account.has_tls else ''}://{address.host}:{address.port}",
                token=account.token,
                timeout=_SECONDS,
            )
            self._version = self._told_version()
        require_version(self._version, address)

    def _told_version(self) -> str:
        try:
            return str(self._client.get_server_version())
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNIMPLEMENTED:
                raise
            return _OF_LITE  # which does not tell

    @property
    def legs(self) -> tuple[str, ...]:
        """What it can rank of an index."""
        return ("dense", "lexical") if _numbers(self._version) >= _SPARSE_FROM else ("dense",)

    @property
    def shortcoming(self) -> str:
        """What it cannot do of all that an index asks, for who writes one; "" for nothing."""
        if "lexical" in self.legs:
            return ""
        return (
            f"Milvus op {self.address.host}:{self.address.port} is versie {self._version} en kan niet op woorden "
            "zoeken. Dat doet elke server nu zelf, met zijn eigen kopie van de index. Vanaf versie 2.4 doet Milvus het."
        )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (MilvusException, grpc.RpcError, OSError) as error:
            reason = getattr(error, "message", None) or (error.details() if isinstance(error, grpc.RpcError) else error)
            told = str(reason).partition("stack trace")[0]  # of a cluster it is pages long
            remedy = _REMEDY_IF_FULL if any(said in told for said in _FULL) else _REMEDY
            raise EngineError(
                f"Milvus op {self.address.host}:{self.address.port} doet niet wat gevraagd wordt "
                f"({shorten(told, _REASON, placeholder=' …')}). {remedy}"
            ) from error

    # Generations

    def current(self) -> str | None:
        """Return the description of the current generation; None when there is none.

        Raises:
            UnreadableIndexError: If the collection is somebody else's, or the current generation is not there.
        """
        number, described = self.generations()
        return described[number] if number else None

    def generations(self) -> tuple[int, dict[int, str]]:
        """Return the number of the current generation, 0 when there is none, and what each is described as.

        Raises:
            UnreadableIndexError: If the collection is somebody else's, or the current generation is not there.
        """
        if not self._has(self._generations, _OF_GENERATIONS):
            return 0, {}
        with self._errors():
            found = self._client.query(
                self._generations,
                filter=f"number >= {_POINTER}",
                output_fields=["number", "description"],
                consistency_level="Strong",
            )
        described = {int(one["number"]): str(one["description"]) for one in found}
        number = int(described.pop(_POINTER, "0"))
        if number and number not in described:
            raise UnreadableIndexError(
                f"De index in {self.address} is beschadigd: generatie {number} ontbreekt. Maak hem opnieuw."
            )
        return number, described

    def describe(self, number: int, description: str) -> None:
        """Keep the description of a generation."""
        schema, indexes = _of_nothing_ranked()
        schema.add_field("number", DataType.INT64, is_primary=True)
        schema.add_field("description", DataType.VARCHAR, max_length=_TEXT)
        self._make(self._generations, schema, indexes, replicas=self._replicas)
        with self._errors():
            row = {"number": number, "description": description, "nothing": [0.0, 0.0]}
            self._client.upsert(self._generations, [row])

    def switch(self, number: int) -> None:
        """Make a generation, which is there whole, the current one, in one step."""
        self.describe(_POINTER, str(number))

    def forget(self, numbers: Sequence[int]) -> None:
        """Remove the descriptions of generations."""
        with self._errors():
            self._client.delete(self._generations, filter=f"number in {list(numbers)}")

    # Blocks

    def known_blocks(self, names: Sequence[str] | None = None) -> set[str]:
        """Return which of these blocks there are; of None, which there are at all."""
        if not self._has(self._blocks, _OF_BLOCKS):
            return set()
        found: set[str] = set()
        with self._errors():
            if names is None:
                every = self._client.query_iterator(
                    self._blocks, filter='block > ""', output_fields=["block"], batch_size=_AT_ONCE
                )
                while batch := every.next():
                    found.update(str(one["block"]) for one in batch)
                every.close()
            for part in batched(names or (), _AT_ONCE):
                asked = self._client.query(
                    self._blocks, filter=_among("block", part), output_fields=["block"], consistency_level="Strong"
                )
                found.update(str(one["block"]) for one in asked)
        return found

    def put_blocks(self, blocks: Mapping[str, str]) -> None:
        """Keep blocks, each a text of at most 65,535 letters, by their names."""
        schema, indexes = _of_nothing_ranked()
        schema.add_field("block", DataType.VARCHAR, is_primary=True, max_length=64)
        schema.add_field("data", DataType.VARCHAR, max_length=_TEXT)
        self._make(self._blocks, schema, indexes)
        rows = [{"block": name, "data": data, "nothing": [0.0, 0.0]} for name, data in blocks.items()]
        with self._errors():
            self._client.upsert(self._blocks, rows)

    def blocks(self, names: Sequence[str]) -> dict[str, str]:
        """Return those of the blocks that there are."""
        with self._errors():
            found = self._client.query(
                self._blocks, filter=_among("block", names), output_fields=["block", "data"], consistency_level="Strong"
            )
        return {str(one["block"]): str(one["data"]) for one in found}

    def remove_blocks(self, names: Sequence[str]) -> None:
        """Remove blocks."""
        with self._errors():
            for part in batched(names, _AT_ONCE):
                self._client.delete(self._blocks, filter=_among("block", part))

    # Passages

    def make_passages(self, collection: str, *, dimension: int, count: int) -> None:
        """Make a collection for some count of passages and whatever is ranked of them, unless it is there already."""
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
        indexes = MilvusClient.prepare_index_params()
        lists = lists_for(count)
        kind = {"index_type": "IVF_FLAT", "params": {"nlist": lists}} if lists else {"index_type": "FLAT"}
        indexes.add_index("vector", metric_type="IP", **kind)
        if "lexical" in self.legs:
            schema.add_field("work", DataType.INT64)
            schema.add_field(
                "readers", DataType.ARRAY, element_type=DataType.VARCHAR, max_capacity=4_096, max_length=1_024
            )
            for field in SPARSE:
                schema.add_field(field, DataType.SPARSE_FLOAT_VECTOR)
                indexes.add_index(field, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        self._make(collection, schema, indexes, replicas=self._replicas)

    def put_passages(self, collection: str, rows: Sequence[int], fields: Mapping[str, Sequence[Any] | Vectors]) -> None:
        """Put passages in; one of a row that is there takes its place.

        Args:
            collection: Where to.
            rows: Of the passages, n of them.
            fields: ``vector``, shape (n, dimension), and where words are ranked ``work``, the number of each work,
                ``readers``, who may read each, and ``terms`` and ``parts``, the weights of each.
        """
        filled = {
            field: [dict(weights) or {_EMPTY: 1.0} for weights in values] if field in SPARSE else values
            for field, values in fields.items()
        }
        entries = [
            {"row": row, **{field: values[place] for field, values in filled.items()}} for place, row in enumerate(rows)
        ]
        with self._errors():
            self._client.upsert(collection, entries)

    def count(self, collection: str, visible: str) -> int:
        """Return how many passages of a collection are visible; 0 where there is no collection."""
        with self._errors():
            if not self._client.has_collection(collection):
                return 0
            [found] = self._client.query(
                collection, filter=visible, output_fields=["count(*)"], consistency_level="Strong"
            )
        return int(found["count(*)"])

    def nearest(
        self,
        collection: str,
        field: str,
        query: Sequence[float] | Weights,
        *,
        depth: int,
        visible: str,
        is_settled: bool,
        breadth: int = 0,
    ) -> list[tuple[int, float]]:
        """Return at most ``depth`` visible rows with the highest inner product, best first, ties in row order.

        Args:
            collection: With the passages.
            field: What is compared.
            query: With what.
            depth: How many rows at most.
            visible: Condition of the rows.
            is_settled: Whether they were all put in longer ago than ``SETTLED``: nothing is then waited for.
            breadth: Lists that are looked through; 0 where there are none.
        """
        parameters = {"nprobe": breadth} if breadth else {}
        with self._errors():
            [hits] = self._client.search(
                collection,
                [query],
                anns_field=field,
                limit=depth,
                filter=visible,
                search_params={"metric_type": "IP", "params": parameters},
                consistency_level="Bounded" if is_settled else "Strong",
            )
        return sorted(((int(hit["id"]), float(hit["distance"])) for hit in hits), key=lambda hit: (-hit[1], hit[0]))

    def vectors(self, collection: str, rows: Rows) -> dict[int, Vectors]:
        """Return the vectors of those of the rows that there are."""
        return {row: np.asarray(vector, np.float32) for row, vector in self._fields(collection, "vector", rows)}

    def weights(self, collection: str, field: str, rows: Rows) -> dict[int, dict[int, float]]:
        """Return the weights of those of the rows that there are."""
        return {row: {int(k): float(v) for k, v in kept.items()} for row, kept in self._fields(collection, field, rows)}

    def _fields(self, collection: str, field: str, rows: Rows) -> Iterator[tuple[int, Any]]:
        for part in batched(rows.tolist(), _AT_ONCE):
            with self._errors():
                found = self._client.query(
                    collection, filter=f"row in {list(part)}", output_fields=["row", field], consistency_level="Strong"
                )
            yield from ((int(one["row"]), one[field]) for one in found)

    def remove_passages(self, collection: str, rows: Sequence[int]) -> None:
        """Remove passages."""
        with self._errors():
            for part in batched(rows, _NUMBERS_AT_ONCE):
                self._client.delete(collection, filter=f"row in {list(part)}")

    def passage_collections(self) -> list[str]:
        """Return the collections with passages of this index."""
        with self._errors():
            return [name for name in self._client.list_collections() if name.startswith(self.passages_of(""))]

    def passages_of(self, seal: str) -> str:
        """Return the name of the collection with the passages that were put in with a generation of this seal."""
        return f"{self.address.name}_passages_{seal[:16]}"

    def drop(self, collection: str) -> None:
        """Remove a collection."""
        with self._errors():
            self._client.drop_collection(collection)

    def remove_all(self) -> None:
        """Remove the index with all its generations."""
        with self._errors():
            for collection in (self._generations, self._blocks, *self.passage_collections()):
                self._client.drop_collection(collection)

    def _make(
        self,
        collection: str,
        schema: CollectionSchema,
        indexes: Any,  # noqa: ANN401 - has no public type
        *,
        replicas: int = 1,
    ) -> None:
        """Have a collection that can be searched; what an earlier attempt left half made is completed.

        Blocks are in the memory of one query node: they are asked for now and then, and are large.

        Raises:
            UnreadableIndexError: If there is one of its name that is not ours.
        """
        is_there = self._has(collection, {field.name for field in schema.fields})
        with self._errors():
            if is_there and self._client.get_load_state(collection)["state"] == LoadState.Loaded:
                return
            if not is_there:
                self._client.create_collection(collection, schema=schema, consistency_level="Strong", timeout=_SECONDS)
            # Of nothing an index is ready at once; to wait for that takes half a second each.
            self._client.create_index(collection, indexes, timeout=_SECONDS, sync=False)
            self._client.load_collection(collection, timeout=_SECONDS, replica_number=replicas)

    def _has(self, collection: str, fields: Set[str]) -> bool:
        """Return whether there is such a collection.

        Raises:
            UnreadableIndexError: If there is one of its name that is not ours.
        """
        with self._errors():
            if not self._client.has_collection(collection):
                return False
            own = {field["name"] for field in self._client.describe_collection(collection)["fields"]}
        if own != fields:
            raise UnreadableIndexError(
                f"De collectie {collection} op {self.address.host}:{self.address.port} is niet van Bronwijzer. "
                "Kies een andere naam in het adres."
            )
        return True


def require_version(version: str, address: EngineAddress) -> None:
    """Refuse a version that cannot keep an index.

    Raises:
        EngineError: If it is too old.
    """
    if _numbers(version) < _OLDEST:
        raise EngineError(
            f"Milvus op {address.host}:{address.port} is versie {version}, en te oud voor een index. "
            "Gebruik versie 2.4 of nieuwer; met 2.3 kan het ook, en zoekt elke server zelf op woorden."
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("v").split(".")[:2] if part.isdecimal())


def _of_nothing_ranked() -> tuple[CollectionSchema, Any]:
    """Return schema and indexes for things that are not ranked: each collection of Milvus has a vector."""
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)
    indexes = MilvusClient.prepare_index_params()
    indexes.add_index("nothing", index_type="FLAT", metric_type="IP")
    return schema, indexes


def lists_for(count: int) -> int:
    """Return in how many lists that many vectors are kept; 0 for all together."""
    return 0 if count < LARGE else int(2 ** round(np.log2(4 * np.sqrt(count))))


def _among(field: str, names: Sequence[str]) -> str:
    return f"{field} in {json.dumps(list(names))}"


_accounts: dict[EngineAddress, Account] = {}


def sign_in(address: EngineAddress, account: Account) -> None:
    """Use an account for whatever is asked of an address from now on."""
    if _accounts.get(address) != account:
        _accounts[address] = account
        connected.cache_clear()


@lru_cache(maxsize=8)
def connected(address: EngineAddress) -> Milvus:
    """Return a connection with an address.

    Raises:
        EngineError: If there is no Milvus, it is too old, or does not know the account.
    """
    return Milvus(address, _accounts.get(address, Account()))
