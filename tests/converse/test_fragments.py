"""Questions that leave out what the one before has said."""

import pytest

from qa.converse.fragments import asked_of, fragment


@pytest.mark.parametrize(
    ("question", "words", "asks"),
    [
        pytest.param("And South Korea?", "South Korea", False, id="and a name"),
        pytest.param("What about the van?", "the van", False, id="what about"),
        pytest.param("And the U.S.?", "the U.S.", False, id="an abbreviation"),
        pytest.param("In 2024?", "In 2024", False, id="a time alone"),
        pytest.param("Why?", "Why", True, id="why"),
        pytest.param("and since when", "since when", True, id="since when"),
        pytest.param("By whom?", "By whom", True, id="by whom"),
    ],
)
def test_a_fragment(question: str, words: str, asks: bool) -> None:
    found = fragment(question)
    assert found is not None
    assert (found.words, found.asks) == (words, asks)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("XI Corps", id="words to search for"),
        pytest.param("And who leads the yard?", id="a whole question"),
        pytest.param("Tell me about the crane", id="a request"),
        pytest.param("?!", id="nothing"),
    ],
)
def test_no_fragment(question: str) -> None:
    assert fragment(question) is None


@pytest.mark.parametrize(
    ("word", "before", "answer", "meant"),
    [
        ("why", "Did Ryu flee?", "yes", "Why did Ryu flee?"),
        ("why", "How many men were sent?", "300", "Why were men sent?"),
        ("when", "Who was captured?", "Two men", "When was Two men captured?"),
        (
            "why",
            "Who built the mill?",
            "two brothers",
            "Why is it that two brothers built the mill?",
        ),
        ("since when", "Where does Lind live?", "Oslo", "Since when does Lind live in Oslo?"),
        ("why", "What does Lind want?", "a boat", "Why does Lind want a boat?"),
        ("why", "Leave for apprentices", "30", "Why (leave apprentices)?"),
        ("since when", "Who is the keeper?", "Ada Roe", "Since when is Ada Roe the keeper?"),
        ("why", "What did Lind do in May?", "left", "Why did Lind do this in May (left)?"),
    ],
)
def test_another_question_word(word: str, before: str, answer: str, meant: str) -> None:
    assert asked_of(word, before, answer) == [meant]
