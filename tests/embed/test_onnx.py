"""The real model: checked, exported once, and the same vectors as the model itself."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from qa.embed import export, source_model
from qa.embed.embedder import DEFAULT_MODEL, Embedder, WindowText
from qa.embed.loading import load_embedder
from qa.errors import ModelUnusable
from qa.types import Span

pytestmark = pytest.mark.model

TEXTS = ["A bridge was closed.", "", "né à Zürich, 東京 😀", "word " * 400]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(DEFAULT_MODEL)


def test_vectors_are_the_model_s_own(embedder: Embedder) -> None:
    model = source_model.load_model(DEFAULT_MODEL)
    theirs = model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    ours = np.concatenate(embedder.embed_windows([WindowText(text) for text in TEXTS]))
    assert (ours.dtype, ours.shape) == (np.float32, (4, 384))
    assert np.min(np.sum(ours * theirs, axis=1)) > 0.99999
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    alone = np.concatenate([embedder.embed_questions([text]) for text in TEXTS])
    np.testing.assert_allclose(embedder.embed_questions(TEXTS), alone, atol=1e-5)


def test_parts_are_means_of_their_tokens_in_context(embedder: Embedder) -> None:
    text = "Die Brücke 😀 ist zu. It is closed."
    whole, parts = (
        WindowText(text, (Span(0, len(text)),)),
        WindowText(text, (Span(0, 20), Span(21, 34))),
    )
    (one,), (two,) = embedder.embed_windows([whole]), embedder.embed_windows([parts])
    assert (one.shape, two.shape) == ((2, 384), (3, 384))
    np.testing.assert_allclose(np.linalg.norm(two, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(one[0], two[0], atol=1e-5)
    question = embedder.embed_questions(["Was it closed?"])[0]
    assert two[2] @ question > two[1] @ question


def test_no_texts(embedder: Embedder) -> None:
    assert embedder.embed_windows([]) == []
    assert embedder.embed_questions([]).shape == (0, 384)


def test_tokens_are_counted_without_a_limit(embedder: Embedder) -> None:
    assert [embedder.count_tokens(text) for text in ("two words", "", "word " * 400)] == [2, 0, 400]
    assert embedder.max_tokens == 254


def test_it_is_exported_once(embedder: Embedder) -> None:
    heard: list[str] = []
    again = load_embedder(DEFAULT_MODEL, heard.append)
    assert heard == []
    assert again.fingerprint == embedder.fingerprint


def test_a_folder_is_a_model_and_is_prepared_again_when_it_changes(
    embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "model"
    shutil.copytree(source_model.default_folder(), folder)
    mine = load_embedder(str(folder))
    assert mine.fingerprint == embedder.fingerprint
    prepared = export.prepared_folder(str(folder))
    assert prepared is not None
    assert json.loads((prepared / "settings.json").read_text())["name"] == str(folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes())
    assert export.prepared_folder(str(folder)) is None


def test_wrong_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_CACHE", str(tmp_path))
    monkeypatch.setattr(source_model, "DEFAULT_SHA256", "0" * 64)
    with pytest.raises(ModelUnusable, match="not the model it should be"):
        load_embedder(DEFAULT_MODEL)


def test_a_folder_without_a_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_CACHE", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ModelUnusable, match="does not load"):
        load_embedder(str(tmp_path / "nothing"))


def test_a_damaged_export_says_what_to_do(tmp_path: Path, embedder: Embedder) -> None:
    from qa.embed.onnx import OnnxEmbedder

    prepared = export.prepared_folder(DEFAULT_MODEL)
    assert prepared is not None
    shutil.copytree(prepared, tmp_path / "copy")
    (tmp_path / "copy" / "model.onnx").write_bytes(b"broken")
    with pytest.raises(ModelUnusable, match="delete that folder"):
        OnnxEmbedder(tmp_path / "copy")
