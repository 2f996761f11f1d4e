"""Findings of several documents -> groups that give the same answer, and whether sources differ.

The first group is the answer. Another one differs where it gives a value of the same type, about
the same thing, and is as good an answer to the very question; inside one document only where two
different people are named as saying so. What is an answer but no contradiction is mentioned also.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from qa.answer.attribution import attribution
from qa.answer.beside import beside
from qa.answer.citing import cite
from qa.answer.polarity import alike, opposite
from qa.answer.same_subject import namesakes, same_frame, same_subject
from qa.answer.values import Value, comparable, same, two_spans, value_of
from qa.text.question_type import (
    Want,
    asks_for_one,
    asks_whether,
    wanted,
    wanted_kind,
    wants_list,
)
from qa.types import SURE, Attribution, Citation, Finding, Group, Kind, Relation, Span

LIKELY = 0.5
"""The least chance of a group that is shown beside an answer, if that one's is not smaller: the
chance that any of its reports is right. A sentence that the judge takes for right with this chance
counts too, however far from the question its passage is: what is falsified or told anew stands
in passages that fit less."""
FOUND = 0.05
"""The least chance of a finding that counts only since the judge takes it for right."""
MOST_GROUPS = 5
"""Beside the answer."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A finding as it is compared."""

    finding: Finding
    value: Value
    report: int | str
    """The report that its document is or retells; its source where it is one by itself."""
    speaker: Span | None
    """Who is named as saying so."""

    @property
    def source(self) -> str:
        return self.finding.hit.paragraph.document.source

    @property
    def spoken_by(self) -> str:
        span = self.speaker
        return self.finding.hit.paragraph.document.text[span.start : span.end] if span else ""


def grouped(
    question: str,
    findings: Sequence[Finding],
    citations: Sequence[Citation],
    reports: Mapping[str, int],
) -> tuple[tuple[Group, ...], tuple[Citation, ...]]:
    """The groups, the answer's first, and the citations with those that only groups name.

    Args:
        findings: those that may be given as an answer, the answer first, at least one, and then
            those that may only stand beside it.
        citations: of the answer's statements, numbered from 1.
        reports: for a document its report; documents of one report count as one source.
    """
    cited = list(citations)
    groups = tuple(
        _group(said, relation, cited, reports)
        for said, relation in brought_together(question, findings, reports)
    )
    return groups, tuple(cited)


def brought_together(
    question: str, findings: Sequence[Finding], reports: Mapping[str, int]
) -> list[tuple[list[_Said], Relation]]:
    """What says the same, brought together: the answer's group, and those that stand beside it.

    Args:
        findings: those that may be given as an answer, the answer first.
        reports: for a document its report; documents of one report count as one source.
    """
    more = beside(question, findings[0])
    groups: list[list[_Said]] = []
    # A date above a text tells when that was written.
    further = (f for f in findings[1:] if f.hit.paragraph.kind is Kind.BODY)
    for finding in (findings[0], *more, *further):
        one = _said(question, finding, reports)
        fitting = (group for group in groups if _agree(question, group[0], one))
        if (group := next(fitting, None)) is not None:
            group.append(one)
        else:
            groups.append([one])
    main, *others = groups
    relations = [(group, _relation(question, main, group)) for group in others]
    kept = [(group, relation) for group, relation in relations if relation is not None]
    kept.sort(key=lambda one: -chance(one[0]))
    kept.sort(key=lambda one: _newest(one[0]), reverse=True)
    kept.sort(key=lambda one: one[1] is not Relation.DIFFERS)
    return [(main, Relation.MAIN), *kept[:MOST_GROUPS]]


def _said(question: str, finding: Finding, reports: Mapping[str, int]) -> _Said:
    place, source = finding.sentence, finding.hit.paragraph.document.source
    sentence = finding.sentence_text
    start, end = finding.span.start - place.start, finding.span.end - place.start
    value = value_of(sentence, start, end, wanted_kind(question))
    who = attribution(sentence)
    speaker = Span(place.start + who.start, place.start + who.end) if who else None
    return _Said(finding, value, reports.get(source, source), speaker)


def _agree(question: str, one: _Said, other: _Said) -> bool:
    """Whether they give the same answer."""
    if asks_whether(question):
        return alike(question, one.finding.sentence_text, other.finding.sentence_text)
    return (
        comparable(one.value, other.value)
        and same(one.value, other.value)
        and not namesakes(question, one.finding, other.finding)
    )


def _relation(question: str, main: Sequence[_Said], group: Sequence[_Said]) -> Relation | None:
    """How a group stands to the answer's; None where it should not be shown."""
    if not _is_likely(main, group) or not _from_others(main, group):
        return None
    pairs = tuple(product(main, group))
    if asks_whether(question):
        denied = any(
            opposite(question, one.finding.sentence_text, other.finding.sentence_text)
            for one, other in pairs
        )
        return Relation.DIFFERS if denied else None
    framed = any(same_frame(one.finding, other.finding) for one, other in pairs)
    if framed and not wants_list(question):
        return Relation.DIFFERS
    value, other = main[0].value, group[0].value
    if wanted(question) is not Want.PHRASE or not comparable(value, other):
        return None
    if not _of_asked_type(question, value):
        return None
    about_one = all(same_subject(question, one.finding, that.finding) for one, that in pairs)
    if about_one and asks_for_one(question) and not two_spans(value, other):
        return Relation.DIFFERS
    return Relation.ALSO


def gives_what_is_asked(question: str, finding: Finding) -> bool:
    """Whether it gives a day where one is asked for, and a number where that is."""
    return _of_asked_type(question, _said(question, finding, {}).value)


def _of_asked_type(question: str, value: Value) -> bool:
    kind = wanted_kind(question)
    return kind not in ("date", "number") or value.type.value == kind


def _from_others(main: Sequence[_Said], group: Sequence[_Said]) -> bool:
    """Whether another document says so, or, in the same one, another person.

    Next to a guess, what another document says is no contradiction.
    """
    if {one.source for one in group} - {one.source for one in main}:
        return main[0].finding.score >= SURE
    speakers = {one.spoken_by for one in main} | {""}
    return any(one.spoken_by not in speakers for one in group)


def chance(group: Sequence[_Said]) -> float:
    """That any of its reports is right."""
    best: dict[int | str, float] = {}
    for one in group:
        best[one.report] = max(best.get(one.report, 0.0), one.finding.score)
    return 1 - prod(1 - chance for chance in best.values())


def is_held_right(finding: Finding) -> bool:
    """Whether the judge takes it for right, though its passage is not near to the question."""
    return finding.right >= LIKELY and finding.score >= FOUND


def _is_likely(main: Sequence[_Said], group: Sequence[_Said]) -> bool:
    if any(is_held_right(one.finding) for one in group):
        return True
    return chance(group) >= min(LIKELY, chance(main))


def _newest(group: Sequence[_Said]) -> str:
    """The latest date of its documents, "" where none is known."""
    dates = (one.finding.hit.paragraph.document.published for one in group)
    return max((date for date in dates if date[:4].isdigit()), default="")


def _group(
    group: Sequence[_Said], relation: Relation, cited: list[Citation], reports: Mapping[str, int]
) -> Group:
    """The group with the numbers of its places; those that are not in `cited` yet are added."""
    sources_of: dict[int | str, str] = {}
    numbers, retold, attributions = [], [], []
    for one in group:
        start = one.finding.hit.paragraph.start
        for number in cite(one.finding, cited):
            if number in numbers:
                continue
            numbers.append(number)
            paragraph = cited[number - 1].paragraph
            source = paragraph.document.source
            if sources_of.setdefault(reports.get(source, source), source) != source:
                retold.append(number)
            if one.speaker:
                shift = paragraph.start - start
                who = Span(one.speaker.start + shift, one.speaker.end + shift)
                attributions.append(Attribution(number, who))
    return Group(
        group[0].finding.quote,
        tuple(numbers),
        len(sources_of),
        relation,
        tuple(retold),
        tuple(attributions),
    )
