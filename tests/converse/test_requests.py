"""Which lines are requests, and which are questions to the texts."""

import pytest

from qa.converse.requests import Request, Wish, request_in


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("What is here?", Wish.LIST),
        ("what's in here", Wish.LIST),
        ("Which documents do you have?", Wish.LIST),
        ("List all the articles", Wish.LIST),
        ("What do you have?", Wish.LIST),
        ("How many documents do you have?", Wish.COUNT),
        ("how many articles are there", Wish.COUNT),
        ("Can you tell me how many files there are?", Wish.COUNT),
        ("What are these articles about?", Wish.SUMMARY),
        ("what is this folder about", Wish.SUMMARY),
        ("Could you tell me what these texts are about?", Wish.SUMMARY),
        ("Give me an overview", Wish.SUMMARY),
        ("tl;dr", Wish.SUMMARY),
        ("What are the main topics?", Wish.SUMMARY),
        ("Summarise all of them", Wish.SUMMARY),
        ("Who is quoted?", Wish.QUOTED),
        ("Which experts are cited here?", Wish.QUOTED),
        ("Which are the newest?", Wish.NEWEST),
        ("the latest article", Wish.NEWEST),
        ("What's new?", Wish.NEWEST),
        ("What is the oldest document?", Wish.OLDEST),
        ("Who are the authors?", Wish.AUTHORS),
        ("Who wrote these articles?", Wish.AUTHORS),
        ("When were these articles published?", Wish.DATES),
        ("Where did you get that?", Wish.ORIGIN),
        ("In which article?", Wish.ORIGIN),
        ("What's your source?", Wish.ORIGIN),
        ("whats this all about", Wish.SUMMARY),
        ("What can you tell me about these articles?", Wish.SUMMARY),
        ("main points?", Wish.SUMMARY),
        ("anything new?", Wish.NEWEST),
        ("which document says that?", Wish.ORIGIN),
        ("How many sources are there?", Wish.COUNT),
        ("How many?", Wish.UNCLEAR),
        ("Why?", Wish.UNCLEAR),
    ],
)
def test_requests_of_all_documents(line: str, wish: Wish) -> None:
    assert request_in(line) == Request(wish)


@pytest.mark.parametrize(
    ("line", "wish", "which", "subject"),
    [
        ("Summarise the second one", Wish.SUMMARY, "the second one", ""),
        ("please sum up article 3 for me", Wish.SUMMARY, "article 3", ""),
        ("And the second one?", Wish.SUMMARY, "the second one", ""),
        ("show me article 2", Wish.SUMMARY, "article 2", ""),
        ("compare the first and the third", Wish.SUMMARY, "the first and the third", ""),
        ("key points of the last one", Wish.SUMMARY, "the last one", ""),
        ("do you have anything about frost?", Wish.MENTIONS, "", "frost"),
        ("what was published in October?", Wish.BY, "", "October"),
        ("What is the title of the third one?", Wish.LIST, "the third one", ""),
        ("What is the Berg article about?", Wish.SUMMARY, "the Berg article", ""),
        ("Which articles mention apples?", Wish.MENTIONS, "", "apples"),
        ("Is there a report about the old bridge?", Wish.MENTIONS, "", "the old bridge"),
        ("which of them talk about frost", Wish.MENTIONS, "", "frost"),
        ("Do the articles mention Jon Berg?", Wish.MENTIONS, "", "Jon Berg"),
        ("What does Ada Miller say about shops?", Wish.SAYS, "Ada Miller", "shops"),
        ("what does the first article say", Wish.SAYS, "the first article", ""),
        ("Who is quoted in the last one?", Wish.QUOTED, "the last one", ""),
        ("Which are by Ada Miller?", Wish.BY, "", "Ada Miller"),
        ("articles from October", Wish.BY, "", "October"),
        ("What did Ada Miller write?", Wish.BY, "", "Ada Miller"),
        ("What is new since 1 November?", Wish.SINCE, "", "1 November"),
        ("which articles were published after 2023", Wish.SINCE, "", "2023"),
        ("What sections does harvest.md have?", Wish.SECTIONS, "harvest.md", ""),
        ("table of contents of the first one", Wish.SECTIONS, "the first one", ""),
    ],
)
def test_requests_name_what_they_are_about(line: str, wish: Wish, which: str, subject: str) -> None:
    assert request_in(line) == Request(wish, which, subject)


@pytest.mark.parametrize(
    "line",
    [
        "How many people cross the bridge?",
        "How many articles of the constitution were amended?",
        "Which articles of the treaty mention fisheries?",
        "Does the article mention where he grew up?",
        "What is the bridge made of?",
        "Which engineers found cracks?",
        "Where did the engineers get the figures from?",
        "Why was the bridge closed?",
        "When were the boats built?",
        "Where is it?",
        "After 1945, what changed in the valley?",
        "How old is the bridge?",
        "x" * 400,
    ],
)
def test_questions_to_the_texts_are_no_requests(line: str) -> None:
    assert request_in(line) is None
