"""What is said to qa itself, and real questions that only begin so."""

import pytest

from qa.converse.small_talk import SmallTalk, small_talk_in


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("hello", SmallTalk.GREETING),
        ("Hi there!", SmallTalk.GREETING),
        ("How are you?", SmallTalk.GREETING),
        ("Thanks for your help!", SmallTalk.THANKS),
        ("ok", SmallTalk.THANKS),
        ("bye", SmallTalk.FAREWELL),
        ("Who are you?", SmallTalk.IDENTITY),
        ("are you a robot", SmallTalk.IDENTITY),
        ("What can you do?", SmallTalk.HELP),
        ("help", SmallTalk.HELP),
        ("Hi, can you help me?", SmallTalk.HELP),
        ("What should I ask?", SmallTalk.HELP),
        ("What do you think?", SmallTalk.OPINION),
        ("Write a poem", SmallTalk.UNSERVED),
        ("Can you write me a short e-mail to my boss?", SmallTalk.UNSERVED),
        ("translate this into German", SmallTalk.UNSERVED),
        ("What's the weather like today?", SmallTalk.UNSERVED),
        ("tell me a joke", SmallTalk.UNSERVED),
        ("what is 12 + 30?", SmallTalk.UNSERVED),
    ],
)
def test_lines_to_qa(line: str, kind: SmallTalk) -> None:
    assert small_talk_in(line) is kind


@pytest.mark.parametrize(
    "line",
    [
        "Hello, who is Jon Berg?",
        "Thanks, and how many tonnes?",
        "How do I write a travel report?",
        "Who are you to call when the bridge closes?",
        "What can you do with apples that froze?",
        "What is the weather station for?",
        "2024",
        "Goodbye to whom?",
    ],
)
def test_questions_that_only_begin_so(line: str) -> None:
    assert small_talk_in(line) is None
