"""Readers of Hugging Face: tiny random ones, exported once and reading as the model itself does."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import model_cache
from qa.errors import ModelUnusable
from qa.read.export import LOGIT_TOLERANCE, _median_logits, prepared_folder
from qa.read.loading import load_reader
from qa.read.probes import PROBES
from qa.read.span_reader import SpanReader
from qa.read.windows import LONGEST_ANSWER
from qa.types import Document, Hit, Paragraph

pytestmark = pytest.mark.model

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,?-"
SIZE = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
TEXT = "Intro. Die Brücke 😀 über\n\n die Wend was closed  on Monday after a storm."
QUESTION = "When closed?"
"""In letters not more than is read of a question."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A tiny model in a folder."""

    folder: Path
    null: bool
    """Whether it gives "no answer" as the best place, always; else never."""
    typed: bool


def _tokenizer(kind: str) -> Any:
    """Letters and digits as tokens, with the marks and the white space of the kind."""
    from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers import models as parts
    from transformers import PreTrainedTokenizerFast

    first, last, pad, unknown = ("<s>", "</s>", "<pad>", "<unk>")
    marks = [first, pad, last, unknown]
    if kind == "roberta":
        words = {word: n for n, word in enumerate([*marks, *pre_tokenizers.ByteLevel.alphabet()])}
        made = Tokenizer(parts.BPE(vocab=words, merges=[], unk_token=unknown))
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        made.post_processor = processors.RobertaProcessing((last, 2), (first, 0), False, False)
    else:
        if kind == "deberta-v2":
            scores = [(word, -1.0) for word in [*marks, "▁", *LETTERS]]
            made = Tokenizer(parts.Unigram(scores, unk_id=3))
            made.pre_tokenizer = pre_tokenizers.Metaspace()
            made.decoder = decoders.Metaspace()
        else:
            words = {w: n for n, w in enumerate([*marks, *LETTERS, *(f"##{c}" for c in LETTERS)])}
            made = Tokenizer(parts.WordPiece(words, unk_token=unknown))
            made.normalizer = normalizers.BertNormalizer()
            made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        pair = f"{first} $A {last} $B:1 {last}:1"
        ends = [(first, 0), (last, 2)]
        made.post_processor = processors.TemplateProcessing(f"{first} $A {last}", pair, ends)
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        cls_token=first,
        sep_token=last,
        pad_token=pad,
        unk_token=unknown,
        model_max_length=64,
    )


def _model(kind: str, words: int, null: bool) -> Any:
    import torch
    import transformers as hf

    common = {**SIZE, "vocab_size": words, "max_position_embeddings": 66, "pad_token_id": 1}
    config = {
        "bert": lambda: hf.BertConfig(**common),
        "roberta": lambda: hf.RobertaConfig(**common, type_vocab_size=1),
        "distilbert": lambda: hf.DistilBertConfig(
            vocab_size=words, dim=16, n_layers=1, n_heads=2, hidden_dim=8, pad_token_id=1
        ),
        "deberta-v2": lambda: hf.DebertaV2Config(
            **common, relative_attention=True, pos_att_type=["p2c", "c2p"], type_vocab_size=0
        ),
    }[kind]()
    torch.manual_seed(1)
    model = hf.AutoModelForQuestionAnswering.from_config(config).eval()
    table, heads = model.get_input_embeddings().weight.data, model.qa_outputs.weight.data
    table.normal_()
    heads.normal_()
    # The first mark scores highest of all places, or lowest.
    table[0] = heads.sum(dim=0) * (50 if null else -50)
    return model


@pytest.fixture(scope="module", params=["bert", "distilbert", "roberta", "deberta-v2"])
def kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kind:
    folder = tmp_path_factory.mktemp(request.param) / "model"
    null = request.param in ("bert", "roberta")
    with model_cache.quiet():
        tokenizer = _tokenizer(request.param)
        _model(request.param, len(tokenizer), null).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return Kind(folder, null, request.param == "bert")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("QA_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="module")
def reader(kind: Kind, cache: Path) -> SpanReader:
    heard: list[str] = []
    made = load_reader(str(kind.folder), heard.append)
    assert len(heard) == 1
    assert str(kind.folder) in heard[0]
    assert isinstance(made, SpanReader)
    return made


def _hit(text: str, start: int = 0, rank: int = 1) -> Hit:
    return Hit(rank, 1.0, Paragraph(Document(f"{rank}.txt", text), 0, start, len(text)))


def _settings(kind: Kind) -> dict[str, Any]:
    folder = prepared_folder(str(kind.folder))
    assert folder is not None
    found: dict[str, Any] = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
    return found


def _by_torch(kind: Kind, text: str) -> tuple[str, float]:
    """The best span and its margin, spelled out with transformers; for one window."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    with model_cache.quiet(), torch.no_grad():
        tokenizer = AutoTokenizer.from_pretrained(kind.folder)
        encoded = tokenizer(
            QUESTION,
            text,
            return_tensors="pt",
            return_offsets_mapping=True,
            return_token_type_ids=kind.typed,
        )
        offsets = encoded.pop("offset_mapping")[0].tolist()
        out = AutoModelForQuestionAnswering.from_pretrained(kind.folder)(**encoded)
    start, end = out.start_logits[0].tolist(), out.end_logits[0].tolist()
    whose = encoded.sequence_ids(0)
    places = [i for i, (a, b) in enumerate(offsets) if whose[i] == 1 and text[a:b].strip()]
    best, i, j = max(
        (start[i] + end[j], i, j) for i in places for j in places if i <= j < i + LONGEST_ANSWER
    )
    margin = best - (start[0] + end[0]) * kind.null
    return text[offsets[i][0] : offsets[j][1]].strip(), margin


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT[:36], id="two kinds of white space"),
        pytest.param("closed on a monday", id="words"),
        pytest.param(" 12 - 4", id="a space at the start"),
    ],
)
def test_spans_and_margins_are_the_model_s_own(kind: Kind, reader: SpanReader, text: str) -> None:
    settings_ = _settings(kind)
    (reading,) = reader.readings(QUESTION, [_hit(text)])
    quote, margin = _by_torch(kind, text)
    assert text[reading.span.start : reading.span.end] == quote
    expected = settings_["scale"] * margin + settings_["shift"]
    assert reading.margin == pytest.approx(expected, abs=LOGIT_TOLERANCE * settings_["scale"])
    assert reading.verdict == 0


def test_a_batch_reads_as_one_by_one_does(reader: SpanReader) -> None:
    hits = [_hit(TEXT, rank=1), _hit("on a monday", rank=2), _hit(TEXT, start=7, rank=3)]
    alone = [reader.readings(QUESTION, [hit])[0] for hit in hits]
    for one, many in zip(alone, reader.readings(QUESTION, hits), strict=True):
        assert (many.hit, many.span) == (one.hit, one.span)
        assert many.margin == pytest.approx(one.margin, abs=0.01)


def test_windows_hold_the_whole_passage_and_no_more_than_the_model_takes(
    reader: SpanReader,
) -> None:
    text = TEXT * 9
    windows = reader.windows(QUESTION * 9, _hit(text, start=7))
    assert len(windows) > 9
    assert max(len(window.ids) for window in windows) == 64
    offsets = [place for window in windows for place in window.offsets]
    assert (min(offsets)[0], max(b for _, b in offsets)) == (7, len(text))
    for one, two in pairwise(windows):
        assert two.offsets[0] in one.offsets


@settings(max_examples=15)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
@pytest.mark.usefixtures("cache")
def test_any_text_can_be_read(reader: SpanReader, text: str) -> None:
    for finding in reader.read(QUESTION, [_hit(text)]):
        assert 0 <= finding.span.start < finding.span.end <= len(text)
        assert 0 <= finding.score <= 1


def test_logits_are_brought_to_our_own_reader_s_scale(kind: Kind, reader: SpanReader) -> None:
    settings_ = _settings(kind)
    assert settings_["null"] is kind.null
    own_answering, own_others = _median_logits(SpanReader.default())
    answering, others = _median_logits(reader)
    assert others == pytest.approx(own_others, abs=0.01)
    # A random model cannot tell them apart, and then nothing is stretched that far.
    assert answering < own_answering + 0.01


def test_it_is_prepared_once_until_its_weights_change(
    kind: Kind, reader: SpanReader, tmp_path: Path
) -> None:
    heard: list[str] = []
    load_reader(str(kind.folder), heard.append)
    assert heard == []
    weights = kind.folder / "model.safetensors"
    before = weights.stat()
    os.utime(weights, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert prepared_folder(str(kind.folder)) is None
    os.utime(weights, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert prepared_folder(str(kind.folder)) is not None


def test_a_prepared_reader_needs_no_torch(kind: Kind, reader: SpanReader, cache: Path) -> None:
    code = (
        "import sys\n"
        "from qa.read.loading import load_reader\n"
        "from qa.types import Document, Hit, Paragraph\n"
        "hit = Hit(1, 1.0, Paragraph(Document('a.txt', 'closed on monday'), 0, 0, 16))\n"
        f"assert load_reader({str(kind.folder)!r}).read('When?', [hit])\n"
        "print(*{'torch', 'transformers', 'huggingface_hub', 'onnxruntime'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QA_CACHE": str(cache)},
    )
    assert done.stdout.split() == ["onnxruntime"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound folder, to be spoilt in copies."""
    folder = tmp_path_factory.mktemp("plain") / "model"
    with model_cache.quiet():
        tokenizer = _tokenizer("bert")
        _model("bert", len(tokenizer), null=True).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return folder


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _damaged(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:999])


def _no_vocabulary(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def _damaged_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{", encoding="utf-8")


def _changed(**values: object) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        (folder / "config.json").write_text(json.dumps({**config, **values}), encoding="utf-8")

    return spoil


def _headless(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    kept = {name: value for name, value in weights.items() if not name.startswith("qa_outputs")}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})


def _few_words(folder: Path) -> None:
    with model_cache.quiet():
        _model("bert", 20, null=True).save_pretrained(folder)


BERT = ["BertModel"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(_empty, "no config.json", id="empty"),
        pytest.param(_no_weights, "no weights in safetensors", id="no weights"),
        pytest.param(_pickled, "can run code", id="pickled weights"),
        pytest.param(_damaged, "does not load", id="damaged weights"),
        pytest.param(_headless, "lacks weights", id="weights without a head"),
        pytest.param(_no_vocabulary, "no vocabulary", id="no tokenizer"),
        pytest.param(_damaged_tokenizer, "does not load", id="damaged tokenizer"),
        pytest.param(_few_words, "tokenizer that no reader", id="another model's tokenizer"),
        pytest.param(_changed(architectures=BERT), "BertModel", id="not for questions"),
        pytest.param(_changed(architectures=None), "unknown kind", id="no architecture"),
        pytest.param(_changed(model_type="nothing"), "does not load", id="unknown model type"),
    ],
)
def test_what_cannot_be_used_is_refused(
    spoil: Callable[[Path], None], said: str, plain: Path, cache: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(plain, folder)
    spoil(folder)
    with pytest.raises(ModelUnusable, match=said) as raised:
        load_reader(str(folder))
    assert len(str(raised.value).splitlines()) == 1
    assert list(cache.glob(".draft-*")) == []
    assert prepared_folder(str(folder)) is None


@pytest.mark.parametrize("name", ["someone/a-reader", "./nowhere"])
@pytest.mark.usefixtures("cache")
def test_without_a_network_a_name_on_the_hub_says_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelUnusable, match="no folder, and was not fetched"):
        load_reader(name)


def test_a_damaged_export_says_what_to_do(plain: Path, cache: Path) -> None:
    load_reader(str(plain))
    folder = prepared_folder(str(plain))
    assert folder is not None
    (folder / "reader.onnx").write_bytes(b"broken")
    with pytest.raises(ModelUnusable, match="delete that folder"):
        load_reader(str(plain))


def test_a_cache_that_cannot_be_written(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("QA_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(ModelUnusable, match="QA_CACHE"):
        load_reader(str(plain))


def test_a_folder_of_our_own_format_is_read_where_it_lies(cache: Path) -> None:
    folder = str(files("qa.read").joinpath("model"))
    assert isinstance(load_reader(folder), SpanReader)
    assert prepared_folder(folder) is None


def test_probes_are_answered_by_their_own_passages_alone() -> None:
    passages = [passage for _, passage in PROBES]
    assert len(set(passages)) == len(PROBES) >= 10
    answering, others = _median_logits(SpanReader.default())
    assert others < 0 < answering
