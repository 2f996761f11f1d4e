"""Which sentences the passages bear out: names, numbers, dates, "not", marks, and the judge."""

import unicodedata

import pytest
from writers import FakeJudge

from qa.split.sentences import find_sentences
from qa.types import Document, Paragraph
from qa.write.checking import Checker
from qa.write.prompt import ShownPassage
from qa.write.sentences import NamedSentence

BRIDGE = (
    "The stone bridge over the Wend was closed on 4 November 2024 after engineers found cracks in "
    "it. Repairs will cost 4.5 million crowns and take two years, Mayor Ada Miller said. "
    "Cyclists may not use the footpath. The old mill beside it belongs to Jon Berg of Zurich. "
    "He bought it for 900 crowns, and nobody else wanted to have it at any price, he says. "
    "About 300 people used to cross the bridge every hour."
)
FROST = "A night of frost in April killed most of the blossom. Växjö lost 1,200 trees."


def _passage(number: int, text: str, title: str) -> ShownPassage:
    document = Document("a.txt", text, title=title, published="2024-11-06")
    sentences = find_sentences(text, 0, len(text))
    return ShownPassage(
        number, Paragraph(document, 0, 0, len(text), sentences=sentences), 0, len(text)
    )


SHOWN = (_passage(1, BRIDGE, "Old Bridge Closed in Kalmar"), _passage(2, FROST, "A Late Harvest"))


def _doubt(text: str, *numbers: int, judge: FakeJudge | None = None) -> str:
    return Checker(judge or FakeJudge()).check(NamedSentence(text, numbers), SHOWN).doubt


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Repairs will cost 4.5 million crowns.", (1,)),
        ("Repairs will cost 4,500,000 crowns.", (1,)),
        ("The work takes 2 years, says Ada Miller.", (1,)),
        ("The bridge was closed on November 4, 2024.", (1,)),
        ("The bridge was closed on 2024-11-04.", (1,)),
        ("In Kalmar the bridge over the Wend was closed.", (1,)),
        ("Cyclists may not use the one footpath.", (1,)),
        ("Cyclists may not use the footpath.", (1,)),
        ("Cyclists can't use the footpath.", (1,)),
        ("In April a frost killed blossom, and in November cracks closed a bridge.", (1, 2)),
        ("Växjö lost 1200 trees.", (2,)),
    ],
)
def test_what_stands_there_passes(text: str, numbers: tuple[int, ...]) -> None:
    assert not _doubt(text, *numbers)
    assert not _doubt(unicodedata.normalize("NFD", text), *numbers)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Repairs will cost 4.6 million crowns.", "4.6 million crowns"),
        ("Repairs will cost 4.5 crowns.", "4.5 crowns"),
        ("Repairs will take two months.", "two months"),
        ("Repairs will take 1 year.", "1 year"),
        ("The bridge had one hundred cracks.", "one hundred cracks"),
        ("Repairs will take 11 years.", "11 years"),  # as the month of the document's day
        ("Repairs will take three years.", "three years"),
        ("Repairs will take two years, says Eva Miller.", "Eva"),
        ("The bridge was closed on 5 November 2024.", "5 November 2024"),
        ("The bridge was closed on 4 October 2024.", "October"),
        ("The bridge was not closed.", "not"),
        ("Nobody crossed the bridge every hour.", "Nobody"),
        # it stands in the passage, but nowhere near
        ("The stone bridge over the Zurich was closed after engineers found cracks.", "Zurich"),
        ("The bridge was closed after engineers found 900 cracks in it.", "900 cracks"),
    ],
)
def test_what_does_not_stand_there_is_named(text: str, missing: str) -> None:
    assert _doubt(text, 1) == f"“{missing}” is not there in the passages that it names"


def test_what_is_denied_may_not_be_affirmed() -> None:
    assert _doubt("Cyclists may use the footpath.", 1) == "the passages that it names say otherwise"


def test_words_of_its_own_are_too_many() -> None:
    said = "Repairs please the whole town and its proud inhabitants."
    assert _doubt(said, 1) == "the passages that it names do not say so"


def test_it_may_take_up_the_question() -> None:
    text = "The bill for mending that viaduct amounts to 4.5 million crowns."
    sentence = NamedSentence(text, (1,))
    question = "What does the bill for mending that viaduct amount to?"
    assert not Checker(FakeJudge()).check(sentence, SHOWN, question).doubt
    assert Checker(FakeJudge()).check(sentence, SHOWN).doubt


def test_another_passage_bears_out_nothing() -> None:
    assert "4.5 million" in _doubt("Repairs will cost 4.5 million crowns.", 2)


def test_a_passage_has_to_exist() -> None:
    assert _doubt("Repairs will cost 4.5 million crowns.", 1, 7) == "there is no passage 7"


@pytest.mark.parametrize(
    ("judge", "doubt"),
    [
        (FakeJudge(0.6, 0.4), ""),
        (FakeJudge(0.3, 0.1), "the passages that it names do not say so"),
        (FakeJudge(0.3, 0.6), "the passages that it names say otherwise"),
    ],
)
def test_the_judge_has_to_agree(judge: FakeJudge, doubt: str) -> None:
    assert _doubt("The bridge had cracks.", 1, judge=judge) == doubt


def test_the_places_are_the_nearest_sentences() -> None:
    sentence = NamedSentence("Two years and 4.5 million crowns go into repairs.", (1,))
    ((shown, span),) = Checker(FakeJudge()).check(sentence, SHOWN).places
    assert shown.number == 1
    assert BRIDGE[span.start : span.end].startswith("Repairs will cost")


def test_without_marks_it_rests_on_the_passage_that_bears_it_out() -> None:
    checked = Checker(FakeJudge()).check(NamedSentence("Växjö lost 1,200 trees.", ()), SHOWN)
    assert [shown.number for shown, _ in checked.places] == [2]
    unnamed = Checker(FakeJudge()).check(
        NamedSentence("Near Oslo 1,200 trees were lost.", ()), SHOWN
    )
    assert unnamed.doubt == "it names no passage, and none bears it out"


@pytest.mark.model
def test_the_judge_of_qa_tells_what_is_refuted() -> None:
    from qa.read.loading import bundled_judge

    checker = Checker(bundled_judge())
    sound = NamedSentence("It will take two years to repair the bridge.", (1,))
    refuted = NamedSentence("Engineers found gold in it.", (1,))
    assert not checker.check(sound, SHOWN).doubt
    assert checker.check(refuted, SHOWN).doubt
