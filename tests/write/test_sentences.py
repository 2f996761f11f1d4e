"""What a model writes, cut into sentences with the passages that they name."""

import pytest

from qa.write.sentences import NamedSentence, sentences_of


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        pytest.param("It rained [1].", [("It rained.", (1,))], id="before the stop"),
        pytest.param(
            "It rained. [1] It froze.[2]",
            [("It rained.", (1,)), ("It froze.", (2,))],
            id="after the stop",
        ),
        pytest.param("It rained [1][3], then froze [2].", [("It rained, then froze.", (1, 3, 2))],
                     id="several"),
        pytest.param("It rained [1, 2].", [("It rained.", (1, 2))], id="in one bracket"),
        pytest.param("It rained [Passage 2].", [("It rained.", (2,))], id="with a word"),
        pytest.param("It rained.", [("It rained.", ())], id="none"),
        pytest.param(
            "- **Rain** fell [1].\n- Frost came [2].",
            [("Rain fell.", (1,)), ("Frost came.", (2,))],
            id="a list",
        ),
        pytest.param("Dr. Ada Miller left at 4 p.m. on Monday [1].",
                     [("Dr. Ada Miller left at 4 p.m. on Monday.", (1,))], id="abbreviations"),
        pytest.param("It cost 4.5 million [1].", [("It cost 4.5 million.", (1,))], id="a decimal"),
        pytest.param("[1] [2]\n\n", [], id="marks alone"),
        pytest.param("", [], id="nothing"),
        pytest.param("Red \x1b[31m\u202eword [1].", [("Red ␛[31m▯word.", (1,))], id="escapes"),
    ],
)  # fmt: skip
def test_sentences(written: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    expected = [NamedSentence(text, numbers) for text, numbers in sentences]
    assert list(sentences_of([written])) == expected
    assert list(sentences_of(written)) == expected, "in whatever pieces it comes"


def test_a_sentence_is_told_when_the_next_begins() -> None:
    taken: list[str] = []

    def pieces() -> "list[str]":
        for piece in ("It rained. ", "[1] It ", "froze."):
            taken.append(piece)
            yield piece

    first = next(sentences_of(pieces()))
    assert first == NamedSentence("It rained.", (1,))
    assert taken == ["It rained. ", "[1] It "]
