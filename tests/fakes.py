"""What tests pass in the place of the real thing. Each fake keeps the promises of its protocol."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from corpus.collection import Source, read_document
from corpus.sandbox import Limits, Outcome
from indexer.work import Here, Read
from search.dutch.analyser import parts, terms
from search.encoder import EncoderIdentity, Vectors

_WORD = re.compile(r"\w+")
_RUN = re.compile(r"[^\W_]+")


class FakeEncoder:
    """Counts lower-cased words by their hash: equal words give equal vectors, in any order and any process.

    Two texts without a common word have cosine 0 (unless two words share a dimension), so a test can demand which
    passage comes first. A text without words gets the first axis. Queries and passages are encoded alike.

    Attributes:
        embedded: How many passages were embedded.
        batches: How many passages each call of ``encode_passages`` was given.
    """

    def __init__(
        self,
        *,
        name: str = "fake",
        revision: str = "1",
        dimension: int = 256,
        query_prompt: str = "query: ",
        passage_prompt: str = "passage: ",
    ) -> None:
        self._identity = EncoderIdentity(name, revision, dimension, query_prompt, passage_prompt)
        self.batches: list[int] = []

    @property
    def identity(self) -> EncoderIdentity:
        return self._identity

    @property
    def embedded(self) -> int:
        return sum(self.batches)

    def encode_queries(self, queries: Sequence[str]) -> Vectors:
        return self._vectors(queries)

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        self.batches.append(len(passages))
        return self._vectors(passages)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        counts = np.zeros((len(texts), self._identity.dimension), np.float32)
        for row, text in zip(counts, texts, strict=True):
            for word in _WORD.findall(text.lower()) or [""]:
                row[_place(word) % len(row) if word else 0] += 1
        vectors: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return vectors


def _place(word: str) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


class FakeWording:
    """The wording of passages that are given as texts, counted one by one."""

    def __init__(self, passages: Sequence[str]) -> None:
        self._written = {word for text in passages for word in _RUN.findall(text)}
        self._parts = [set(parts(terms(text))) for text in passages]
        words = [_RUN.findall(text.lower()) for text in passages]
        self._words = Counter(word for one in words for word in set(one))
        self._pairs = Counter(pair for one in words for pair in set(pairwise(one)))

    def vocabulary(self) -> Sequence[tuple[str, int]]:
        return sorted(self._words.items(), key=lambda item: (-item[1], item[0]))

    def holds(self, found: Sequence[str]) -> bool:
        return self.count(found) > 0

    def count(self, found: Sequence[str]) -> int:
        return sum(own.issuperset(found) for own in self._parts)

    def count_phrase(self, words: Sequence[str]) -> int:
        return self._words[words[0]] if len(words) == 1 else self._pairs[words[0], words[1]]

    def is_name(self, word: str) -> bool:
        return word not in self._written


def fake_encoder_of(identity: EncoderIdentity) -> FakeEncoder:
    """Return a ``FakeEncoder``, on whatever machine this is called."""
    return FakeEncoder()


class InOneProcess(Here):
    """Reads documents without a process for each, which takes a second to start."""

    def read(self, sources: Sequence[Source], read: Read, limits: Limits) -> Iterator[Outcome]:
        for source in sources:
            raw = read(source)
            yield source, raw, read_document(source, raw)
