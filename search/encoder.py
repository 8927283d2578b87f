"""From texts to vectors: the protocol, the default encoder on ONNX, and any sentence-transformers model."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from search.errors import ModelError

Vectors = npt.NDArray[np.float32]

DEFAULT_ENCODER = "multilingual-e5-small"


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What an index remembers of its encoder; vectors of two encoders compare only when all of it is equal."""

    name: str
    revision: str
    dimension: int
    query_prompt: str
    passage_prompt: str

    def as_dict(self) -> dict[str, str | int]:
        """Return the fields by name, for JSON."""
        return asdict(self)


class Encoder(Protocol):
    """Texts to float32 vectors of unit length, one row a text, in order; no texts give shape (0, dimension)."""

    @property
    def identity(self) -> EncoderIdentity:
        """What an index must remember to be searched with the same encoder. Cheap: loads no weights."""
        ...

    def encode_queries(self, queries: Sequence[str]) -> Vectors:
        """Return one vector a query. A query past the model's length is cut there."""
        ...

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        """Return one vector a passage. A passage past the model's length is cut there."""
        ...


def load_encoder(name: str, *, cache: Path, progress: Callable[[str, int, int], None]) -> Encoder:
    """Return the encoder of that name, unpacking the default one when it is used for the first time.

    Args:
        name: ``multilingual-e5-small``, or the name or folder of any sentence-transformers model.
        cache: Folder where the default model lives.
        progress: Told of each step of unpacking.

    Raises:
        ModelError: If there is no such model.
    """
    if name == DEFAULT_ENCODER:
        from search.onnx_encoder import OnnxEncoder
        from search.pretrained import ensure_model

        return OnnxEncoder(ensure_model(cache, progress=progress))
    from search.transformer_encoder import TransformerEncoder

    return TransformerEncoder(name)


def unit_length(vectors: Vectors) -> Vectors:
    """Return the rows scaled to length 1.

    Raises:
        ModelError: If a row is zero or not finite: the model is broken, and its ranking would be chance.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths == 0).any():
        raise ModelError("Het taalmodel geeft onbruikbare vectoren. Pak het opnieuw uit of kies een ander model.")
    return np.ascontiguousarray(vectors / lengths, dtype=np.float32)
