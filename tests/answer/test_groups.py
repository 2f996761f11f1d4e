"""Which findings are brought together, which differ, and which are mentioned beside."""

from dataclasses import replace

import pytest

from qa.answer.compose import compose
from qa.split.paragraphs import split
from qa.types import Answer, Document, Finding, Hit, Kind, Relation

DIFFERS, ALSO = Relation.DIFFERS, Relation.ALSO


def _found(rank: int, text: str, score: float = 0.9, published: str = "") -> Finding:
    """What stands between brackets in a document of its own."""
    start, end = text.index("["), text.index("]") - 1
    document = Document(f"{rank}.txt", text.replace("[", "").replace("]", ""), published=published)
    paragraph = split(document)[0]
    span = replace(paragraph.sentences[0], start=start, end=end)
    return Finding(Hit(rank, 1.0, paragraph), span, score)


def _asked(question: str, *texts: str) -> Answer:
    return compose(question, [_found(n, text) for n, text in enumerate(texts, start=1)], ())


def _relations(answer: Answer) -> list[Relation]:
    return [group.relation for group in answer.groups[1:]]


def test_the_same_answers_are_one_group_of_independent_sources() -> None:
    answer = _asked(
        "How many men guard the pass?",
        "About [10,000] men guard the pass.",
        "The pass is held by some [ten thousand] men.",
    )
    (group,) = answer.groups
    assert (group.answer, group.citations, group.sources) == ("About 10,000", (1, 2), 2)
    assert not answer.sources_differ


def test_a_report_that_is_retold_is_one_source() -> None:
    findings = [
        _found(n, f"{lead} [40] ships came.") for n, lead in enumerate(("All", "Just", "Only"), 1)
    ]
    reports = {"1.txt": 7, "3.txt": 7}
    (group,) = compose("How many ships came?", findings, (), reports=reports).groups
    assert (group.sources, group.retold) == (2, (3,))


def test_retellings_do_not_make_a_guess_likely() -> None:
    findings = [
        _found(1, "Last year [40] ships came.", 0.9),
        _found(2, "The town says that [60] ships came.", 0.4),
        _found(3, "So [60] ships came, says the town.", 0.4),
    ]
    question = "How many ships came?"
    assert compose(question, findings, ()).sources_differ
    assert not compose(question, findings, (), reports={"2.txt": 1, "3.txt": 1}).sources_differ


@pytest.mark.parametrize(
    ("question", "one", "other", "relation"),
    [
        pytest.param(
            "How long is the notice period?",
            "From 2023 the notice period is [four weeks].",
            "From 2024 the notice period is [three months].",
            DIFFERS,
            id="a rule of this year and of the last",
        ),
        pytest.param(
            "What was the population of Ellwood?",
            "The population was [1,204] at the census of 2000.",
            "It was [1,377] at the census of 2010.",
            ALSO,
            id="counts of two years",
        ),
        pytest.param(
            "Who leads John Mill College?",
            "John Mill College (Arden) is led by [Ada Moll].",
            "At John Mill College (Brook) the head is [Jens Brock].",
            ALSO,
            id="namesakes told apart in brackets",
        ),
        pytest.param(
            "When was Admiral Torsen born?",
            "Admiral Nils Torsen was born in [1801] on Fenn.",
            "Born in [1855], Admiral Carl Torsen wrote books.",
            ALSO,
            id="namesakes told apart by first names",
        ),
        pytest.param(
            "Who spoke at the meeting?",
            "First [Ada Moll] spoke at the meeting, for an hour.",
            "The meeting heard [Jens Brock] speak against it.",
            ALSO,
            id="several can speak",
        ),
        pytest.param(
            "When did Sorby win the cup?",
            "Sorby won the cup in [1974], in the rain.",
            "After extra time Sorby won it again in [1991].",
            ALSO,
            id="a cup can be won twice",
        ),
        pytest.param(
            "Where do the storks winter?",
            "The storks winter in [Africa].",
            "By a great lake in [Mali], storks of Rann winter.",
            ALSO,
            id="a place in another",
        ),
        pytest.param(
            "Who is the chair of the society?",
            "The chair of the society is [Joan Peverell].",
            "As chair of the society, [Tomas Abery] signed.",
            DIFFERS,
            id="an office is held by one",
        ),
        pytest.param(
            "Where was Ida Rosholm born?",
            "Ida Rosholm, a painter of harbours, was born in [Vestby] and studied in Paris.",
            "Ida Rosholm, a painter of harbours, was born in [Kallund] and studied in Paris.",
            DIFFERS,
            id="twins with one name changed",
        ),
    ],
)
def test_what_differs_and_what_stands_beside(
    question: str, one: str, other: str, relation: Relation
) -> None:
    assert _relations(_asked(question, one, other)) == [relation]


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("How many ships came?", "Last year [many] ships came."),
        ("How many ships came?", "Only [8 percent] of all ships came."),
        ("Why did the ships come?", "The ships came for [shelter]."),
    ],
)
def test_what_cannot_be_compared_is_left_out(question: str, other: str) -> None:
    assert _relations(_asked(question, "The ships came, and there were [40].", other)) == []


def test_what_the_judge_holds_right_differs_though_its_passage_is_far() -> None:
    question = "How many men guard the pass?"
    near = _found(1, "Some [400] men guard the pass.")
    far = _found(2, "Guards of the pass: [900] men.", 0.1)
    assert not compose(question, [near, far], ()).sources_differ
    answer = compose(question, [near, replace(far, right=0.7)], ())
    assert answer.sources_differ
    assert [group.answer for group in answer.groups] == ["Some 400", "900"]


def test_notes_behind_a_name_tell_namesakes_apart() -> None:
    answer = _asked(
        "Who made the album “Slow Boat”?",
        "Slow Boat (Ada Roe album) is a record by [Ada Roe].",
        "Slow Boat (Jon Berg album) is a record by [Jon Berg].",
    )
    assert not answer.sources_differ


def test_guesses_and_dates_of_documents_differ_from_nothing() -> None:
    question = "How many ships came?"
    likely, guess = _found(1, "Last year [40] ships came."), _found(2, "It was [60] ships.", 0.3)
    assert not compose(question, [likely, guess], ()).sources_differ
    front = replace(guess.hit.paragraph, kind=Kind.FRONT_MATTER)
    stated = replace(guess, hit=replace(guess.hit, paragraph=front), score=0.9)
    assert not compose(question, [likely, stated], ()).sources_differ


def test_the_newer_comes_first_after_the_answer() -> None:
    findings = [
        _found(1, "We count that [40] ships came.", 0.95, "2024-01-01"),
        _found(2, "We count that [50] ships came.", 0.9, "2022-01-01"),
        _found(3, "We count that [60] ships came.", 0.8, "2023-01-01"),
    ]
    answer = compose("How many ships came?", findings, ())
    assert [group.answer for group in answer.groups] == ["40", "60", "50"]


def test_a_document_differs_from_itself_where_two_people_are_named() -> None:
    text = "The ministry said that [40] ships came. The union said that about 60 ships came."
    answer = _asked("How many ships came?", text)
    assert [group.answer for group in answer.groups] == ["40", "about 60"]
    assert [answer.attributed(n) for n in (1, 2)] == ["The ministry", "The union"]
    assert answer.citations[1].quote == "about 60"
    alone = "First [40] ships came. Then about 60 ships came."
    assert not _asked("How many ships came?", alone).sources_differ


def test_a_denial_by_another_in_the_same_passage() -> None:
    text = (
        "[The ministry said that the men had not engaged in combat.]"
        " The union said that some men had engaged in combat."
    )
    answer = _asked("Have the men engaged in combat?", text)
    assert _relations(answer) == [DIFFERS]
    assert answer.groups[1].answer == "The union said that some men had engaged in combat."


def test_nothing_is_grouped_where_nothing_answers() -> None:
    answer = compose("How many ships came?", [_found(1, "It was [40].", 0.05)], ())
    assert answer.groups == ()
    assert not answer.sources_differ
