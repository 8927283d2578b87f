"""Where a run does its heavy work: here, or on a cluster (``indexer.scale``)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.collection import Source
from corpus.reading.draft import UnreadableFileError
from corpus.sandbox import Limits, Outcome, read_all
from search.encoder import Encoder, Vectors

Read = Callable[[Source], bytes]

BATCH = 64
"""Passages embedded between two commits of the pending vectors."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one worker of a cluster embedded."""

    passages: int
    seconds: float  # that it worked on them


class Work(Protocol):
    """Reads documents and embeds texts."""

    @property
    def shares(self) -> Mapping[str, Share]:
        """What each worker embedded so far, by its name; empty where there is none but this process."""
        ...

    def read(self, sources: Sequence[Source], read: Read, limits: Limits) -> Iterator[Outcome]:
        """Yield what each source holds, or why it cannot be read, as soon as it is known.

        Args:
            sources: What is read.
            read: Returns the contents of a source; an ``UnreadableFileError`` refuses it.
            limits: What reading one document may cost.
        """
        ...

    def embed(self, texts: Sequence[str], encoder: Encoder) -> Iterator[tuple[Sequence[int], Vectors]]:
        """Yield the vectors of texts in parts, in any order: which of them they are, and theirs, one row each."""
        ...


class Here:
    """This process, with processes of its own for what documents may do to it."""

    shares: Mapping[str, Share] = {}

    def read(self, sources: Sequence[Source], read: Read, limits: Limits) -> Iterator[Outcome]:
        """Yield what each source holds, as ``Work`` says."""
        gone: list[Outcome] = []

        def files() -> Iterator[tuple[Source, bytes]]:
            for source in sources:
                try:
                    yield source, read(source)
                except UnreadableFileError as error:  # it was there a moment ago
                    gone.append((source, b"", error))

        yield from read_all(files(), limits=limits)
        yield from gone

    def embed(self, texts: Sequence[str], encoder: Encoder) -> Iterator[tuple[Sequence[int], Vectors]]:
        """Yield the vectors of texts, as ``Work`` says."""
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            yield range(start, start + len(batch)), encoder.encode_passages(batch)


HERE = Here()
