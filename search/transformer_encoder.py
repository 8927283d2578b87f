"""Any sentence-transformers model, by name or folder, on CPU or GPU."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

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
        """Return what an index must remember: a name that finds the model again, and what tells its weights apart."""
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(
                f"Het model {self._name} geeft geen vectoren per tekst. Kies een sentence-transformers-model."
            )
        return EncoderIdentity(
            str(folder.resolve()) if (folder := Path(self._name)).is_dir() else self._name,
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
        import torch

        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.cpu().contiguous().reshape(-1).view(torch.uint8).numpy())
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
