"""The real model over the samples and the questions judged on them: no mean falls unnoticed."""

from pathlib import Path

import pytest

import corpus
from eval.baseline import Agreed, read_baseline
from eval.configuration import Configuration
from eval.experiment import evaluate
from search.expansion import forms_of_concepts
from search.onnx_encoder import OnnxEncoder
from search.ranking import MODES
from search.thesaurus import OWN_THESAURUS, read_thesaurus

ROOT = Path(corpus.__file__).parents[1]
BASELINE = ROOT / "eval" / "collections" / "baseline.json"


@pytest.mark.model
@pytest.mark.parametrize("name", sorted(read_baseline(BASELINE)))
def test_the_search_is_as_good_as_was_agreed(name: str, default_model: Path) -> None:
    evaluation = evaluate(
        BASELINE.with_name(name),
        lambda: OnnxEncoder(default_model),
        documents=ROOT / "corpus" / "samples",
        configurations=[Configuration(mode) for mode in MODES],
        thesaurus=forms_of_concepts(read_thesaurus(OWN_THESAURUS)),
    )
    faults = read_baseline(BASELINE)[name].faults(Agreed.of(evaluation))
    remedy = (
        f"If that is meant: bronwijzer eval eval/collections/{name} --documents corpus/samples "
        "--write-baseline eval/collections/baseline.json"
    )
    assert not faults, "\n".join((*faults, remedy))
