"""Any sentence-transformers model, by name or folder, on CPU or GPU."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from search.encoder import EncoderIdentity, Vectors, unit_length
from search.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class TransformerEncoder:
    """A sentence-transformers model; its prompts named ``query`` and ``document`` or ``passage`` are used."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def identity(self) -> EncoderIdentity:
        """Return what an index must remember; a folder is told apart by a checksum of its weights' sizes and names."""
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(
                f"Het model {self._name} geeft geen vectoren per tekst. Kies een sentence-transformers-model."
            )
        return EncoderIdentity(
            Path(self._name).name,
            self._revision(),
            dimension,
            self._prompt("query"),
            self._prompt("document", "passage"),
        )

    def encode_queries(self, queries: Sequence[str]) -> Vectors:
        """Return one vector a query."""
        return self._encode(queries, self._prompt("query"))

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        """Return one vector a passage."""
        return self._encode(passages, self._prompt("document", "passage"))

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self.identity.dimension), np.float32)
        vectors = self._model.encode(list(texts), prompt=prompt, convert_to_numpy=True, show_progress_bar=False)
        return unit_length(np.asarray(vectors, np.float32))

    def _prompt(self, *names: str) -> str:
        prompts = self._model.prompts
        return next((prompts[name] or "" for name in names if prompts.get(name)), "")

    def _revision(self) -> str:
        folder = Path(self._name)
        if not folder.is_dir():
            transformer: Any = self._model[0].auto_model  # a transformers model, whatever its class
            return str(transformer.config._commit_hash)
        digest = hashlib.sha256()
        for path in sorted(folder.rglob("*.safetensors")):
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()[:16]

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self._name)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Het model {self._name} kan niet worden geladen. Geef een map met een sentence-transformers-model, "
                f"of een naam die van deze computer af op te halen is. ({str(error).splitlines()[0]})"
            ) from error
