"""What the judge reads of a candidate, and that it tells an answer from a near one."""

import importlib.resources
from pathlib import Path

import pytest

from qa.errors import ModelUnusable
from qa.read.judge import (
    AROUND,
    ASKED,
    MARKED,
    SENTENCE,
    STOP,
    WITHIN,
    Candidate,
    Judge,
    encode,
    pad,
)

FOLDER = Path(str(importlib.resources.files("qa.read")))
QUESTION = "When was the bridge opened?"
RIGHT = "The bridge was opened in 1932 by the mayor."


def _tokenizer():  # type: ignore[no-untyped-def]
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(FOLDER / "model" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _marked(tokens, tokenizer) -> str:  # type: ignore[no-untyped-def]
    ids = [i for i, kind in zip(tokens.ids, tokens.types, strict=True) if kind == MARKED]
    return str(tokenizer.decode(ids))


def _at(sentence: str, words: str, **more: str) -> Candidate:
    start = sentence.index(words)
    return Candidate(sentence, start, start + len(words), **more)


def test_the_span_is_marked_and_the_rest_is_told_apart() -> None:
    tokenizer = _tokenizer()
    tokens = encode(tokenizer, QUESTION, _at(RIGHT, "1932", before="It is long.", heading="Bridge"))
    assert _marked(tokens, tokenizer) == "1932"
    assert len(tokens.ids) == len(tokens.types)
    order = [kind for n, kind in enumerate(tokens.types) if n == 0 or kind != tokens.types[n - 1]]
    assert order == [ASKED, AROUND, WITHIN, MARKED, WITHIN, AROUND]
    assert tokens.ids.count(STOP) == 3


def test_of_a_long_sentence_what_stands_around_the_span_is_read() -> None:
    tokenizer = _tokenizer()
    sentence = "word " * 300 + "in 1932 " + "word " * 300
    tokens = encode(tokenizer, QUESTION, _at(sentence, "1932"))
    assert _marked(tokens, tokenizer) == "1932"
    assert sum(kind in (WITHIN, MARKED) for kind in tokens.types) == SENTENCE


def test_a_span_longer_than_what_is_read_is_read_from_its_start() -> None:
    sentence = "first " + "word " * 300
    tokens = encode(_tokenizer(), QUESTION, Candidate(sentence, 0, len(sentence)))
    assert tokens.types.count(MARKED) == SENTENCE
    assert _tokenizer().encode("first", add_special_tokens=False).ids[0] in tokens.ids


def test_shorter_rows_are_padded_on_the_right() -> None:
    short = encode(_tokenizer(), "Who?", _at("Ann.", "Ann"))
    longer = encode(_tokenizer(), QUESTION, _at(RIGHT, "1932"))
    ids, mask, types = pad([short, longer])
    assert ids.shape == mask.shape == types.shape == (2, len(longer.ids))
    assert mask.sum(axis=1).tolist() == [len(short.ids), len(longer.ids)]
    assert not ids[0, len(short.ids) :].any()


def test_a_folder_without_a_judge_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="does not load"):
        Judge(tmp_path)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge.default()


@pytest.mark.model
def test_an_answer_is_told_from_what_is_merely_related(judge: Judge) -> None:
    near = "The bridge was painted in 1951 by the mayor."
    right, wrong = judge.score(QUESTION, [_at(RIGHT, "1932"), _at(near, "1951")])
    assert right.right > 0.5 > wrong.right
    assert all(0 <= chance <= 1 for chance in (right.states, right.whole, wrong.states))


@pytest.mark.model
def test_opinions_do_not_depend_on_the_others(judge: Judge) -> None:
    candidates = [_at(RIGHT, "1932"), _at(RIGHT, "mayor"), _at("It is red " * 20, "red")]
    together = judge.score(QUESTION, candidates)
    alone = [judge.score(QUESTION, [one])[0] for one in candidates]
    assert [o.right for o in together] == pytest.approx([o.right for o in alone], abs=1e-5)
    assert judge.score(QUESTION, []) == []


@pytest.mark.model
def test_evidence_supports_or_refutes_a_statement(judge: Judge) -> None:
    statement = "The bridge was opened in 1932."
    supports, refutes = judge.relations(statement, [RIGHT, RIGHT.replace("1932", "1951")])
    assert supports.supports > refutes.supports
    assert refutes.refutes > supports.refutes
    assert supports.supports + supports.refutes + supports.leaves_open == pytest.approx(1, abs=1e-5)
