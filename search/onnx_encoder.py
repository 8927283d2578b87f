"""The default encoder: passages by OpenVINO, queries by onnxruntime in int8, words to pieces by sentencepiece.

A server loads the query side only: about 100 MB, without torch. OpenVINO and its weights load at the first passage.
"""

import json
import unicodedata
from collections import deque
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import onnxruntime
from sentencepiece import SentencePieceProcessor

from corpus.cores import available_cores
from search.encoder import EncoderIdentity, Vectors, unit_length
from search.pretrained import (
    MAX_TOKENS,
    MODEL_ID,
    PASSAGE_MODEL,
    PASSAGE_PROMPT,
    PIECES_MODEL,
    QUERY_MODEL,
    QUERY_PROMPT,
    REVISION,
)

if TYPE_CHECKING:
    import openvino

_BATCH_TOKENS = 1_024
"""Pieces in one batch, padding included: what is worked on fits the caches, and memory stays flat."""
_GROUP = 64
"""Activations that share a scale in OpenVINO's int8: none of them is a neighbour's. 384 is no quicker, 32 is slower."""
_LANES = 16
"""Widths that do not fill the vector unit OpenVINO rounds otherwise; a passage's vector must not depend on that."""
# What the model's own normalisation deletes or makes a space, and NFKC does not: sentencepiece's nmt_nfkc. A line
# break would be an unknown word without it.
_REMOVED = [*range(0x01, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]
_SPACES = [0x09, 0x0A, 0x0C, 0x0D, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD]
_NORMALISED = dict.fromkeys(_REMOVED, "") | dict.fromkeys(_SPACES, " ")


class OnnxEncoder:
    """multilingual-e5-small from the folder that ``pretrained.ensure_model`` made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pieces = SentencePieceProcessor(model_file=str(folder / PIECES_MODEL))
        self._dimension: int = json.loads((folder / "config.json").read_text("utf-8"))["hidden_size"]

    @property
    def identity(self) -> EncoderIdentity:
        """Return what an index must remember."""
        return EncoderIdentity(MODEL_ID, REVISION, self._dimension, QUERY_PROMPT, PASSAGE_PROMPT)

    def token_ids(self, text: str) -> list[int]:
        """Return the model's piece numbers of a text, ends included, cut at the model's length."""
        ids = self._pieces.encode(unicodedata.normalize("NFKC", text.translate(_NORMALISED)))
        return [0, *ids[: MAX_TOKENS - 2], 2]

    def encode_queries(self, queries: Sequence[str]) -> Vectors:
        """Return one vector a query, almost all in int8 arithmetic: cosine to float32 0.99 or more."""
        # One at a time: int8 scales are taken over the whole batch, so neighbours would change a query's vector.
        rows = [self._query_session.run(None, _feed([self.token_ids(QUERY_PROMPT + query)]))[0] for query in queries]
        return unit_length(np.vstack(rows)) if rows else np.empty((0, self._dimension), np.float32)

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        """Return one vector a passage, in int8 with scales for groups of 64: cosine 0.999 or more to float32."""
        ids = [self.token_ids(PASSAGE_PROMPT + passage) for passage in passages]
        vectors = np.empty((len(ids), self._dimension), np.float32)
        # Not OpenVINO's own queue: its callbacks want Python's lock, which another thread may hold while it waits for
        # them to end.
        idle = [self._passage_model.create_infer_request() for _ in range(available_cores())]
        busy: deque[tuple[openvino.InferRequest, list[int]]] = deque()
        # Passages of like length together: little padding.
        order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
        while order or busy:
            if order and idle:
                longest = len(ids[order[-1]])
                batch = order[-max(1, _BATCH_TOKENS // longest) :]
                del order[-len(batch) :]
                request = idle.pop()
                request.start_async(_feed([ids[index] for index in batch], multiple=_LANES))
                busy.append((request, batch))
            else:
                request, batch = busy.popleft()
                request.wait()
                vectors[batch] = request.get_output_tensor(0).data
                idle.append(request)
        return unit_length(vectors)

    @cached_property
    def _query_session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        # As many as the cores that this process may use: by itself it takes those of the whole machine, which then wait
        # for one another. On one core that doubles the time.
        options.intra_op_num_threads = available_cores()
        return onnxruntime.InferenceSession(
            str(self._folder / QUERY_MODEL), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _passage_model(self) -> "openvino.CompiledModel":
        import openvino

        core = openvino.Core()
        group = min(_GROUP, self._dimension)
        # As many batches at once as there are cores: cores that share a batch wait for one another. Which core does
        # what is left to the system: every process would bind its first thread to the same one.
        settings = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "INFERENCE_NUM_THREADS": available_cores(),
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": group,
            "ENABLE_CPU_PINNING": False,
        }
        return core.compile_model(str(self._folder / PASSAGE_MODEL), "CPU", settings)


def _feed(ids: Sequence[Sequence[int]], *, multiple: int = 1) -> dict[str, npt.NDArray[np.int64]]:
    """Return the model's inputs: piece numbers padded with 1, and a mask.

    Both have shape (texts, width), where width is the least multiple that holds the longest.
    """
    width = -(-max(map(len, ids)) // multiple) * multiple
    numbers = np.ones((len(ids), width), np.int64)
    mask = np.zeros((len(ids), width), np.int64)
    for row, pieces in enumerate(ids):
        numbers[row, : len(pieces)] = pieces
        mask[row, : len(pieces)] = 1
    return {"input_ids": numbers, "attention_mask": mask}
