"""Which findings make an answer, in which order, and what may stand beside the first.

Near misses agree with each other and look like answers; so what follows the first statement has to
say the same answer, or be as likely as it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import prod

from qa.answer.same_subject import decisive, twins
from qa.answer.whole import whole
from qa.text.forms import defines, has_form
from qa.text.question_type import Want, compared, wanted, wanted_kind
from qa.text.words import stems, words
from qa.types import Finding, Kind

MOST_STATEMENTS = 3
"""In one answer."""
SAME_ANSWER = 0.5
"""A further statement that says the first one's answer needs at least this part of its score."""
AS_LIKELY = 0.95
"""One that says another answer needs this part."""
SEVERAL = 0.7
"""And one to a question that asks for several things, this part."""
SAME_SENTENCE = 0.8
"""Two sentences that share at least this part of their words (Jaccard) become one statement with
two citations."""
FORM = 0.7
"""A list, definition or reason that is asked for goes before others with this part of the best
score."""
AGREEMENT = 0.5
"""The part of its own chance that a passage adds to the same answer from another passage, when
answers are compared."""

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|dozens?"
    r"|hundreds?|thousands?|[mb]illions?|half|quarter|third|once|twice|none|no|nothing|zero|all"
    r"|both|several|many|most|few|some|single|pair|couple|free|full|life\w*|always|never|forever"
    r"|seconds?|minutes?|hours?|hourly|days?|daily|nights?|weeks?|weekly|months?|monthly|years?"
    r"|yearly|annual(?:ly)?|every|each|[XVI]+)\b",
    re.IGNORECASE,
)


def fit_to_answer(question: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings whose words can answer such a question, whole, the best first."""
    want = wanted(question)
    by_agreement = [replace(f, span=whole(question, want, f)) for f in _by_agreement(findings)]
    if wanted_kind(question) == "number":
        # Ten of 226 public questions like "how many" have an answer without any of these words.
        by_agreement = [f for f in by_agreement if _NUMBER.search(f.quote)]
    if want is not Want.PHRASE:
        # A value of front matter says a fact; it explains nothing.
        by_agreement = [
            f for f in by_agreement if f.hit.paragraph.kind is not Kind.FRONT_MATTER
        ] or by_agreement
        # A sentence that asks the question matches it best, but does not answer it.
        by_agreement = [f for f in by_agreement if not f.quote.endswith("?")] or by_agreement
    return _form_first(question, by_agreement)


def statements_of(question: str, findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings that are shown, those that say the same in the same words together.

    Args:
        findings: fit to answer, the answer first; at least one.
    """
    shown: list[list[Finding]] = []
    sides = _sides(question, findings)
    for finding in sides or findings:
        alike = next((group for group in shown if _same_sentence(group[0], finding)), None)
        near = finding.score >= SAME_ANSWER * findings[0].score
        if alike is not None and near:
            alike.append(finding)
        elif len(shown) < MOST_STATEMENTS and (
            not shown or sides or _belongs(question, findings[0], finding)
        ):
            shown.append([finding])
    return shown


def _belongs(question: str, first: Finding, finding: Finding) -> bool:
    """Whether a finding may be a further statement beside the first."""
    part = finding.score / first.score
    match wanted(question):
        case Want.SEVERAL:
            return part >= SEVERAL
        case Want.SENTENCE:
            # Two sentences hardly ever explain the same.
            return False
    says = _contains(_normalised(finding.sentence_text), _normalised(first.quote))
    return part >= (SAME_ANSWER if says else AS_LIKELY)


def _sides(question: str, findings: Sequence[Finding]) -> list[Finding]:
    """For each thing that is compared the finding that says most of it; none if one is missing."""
    sides = []
    for thing in compared(question):
        named = [f for f in findings if stems(thing) <= stems(f.sentence_text)]
        if not named:
            return []
        defining = [f for f in named if defines(f.sentence_text, thing)]
        sides.append((defining or named)[0])
    return sides


def _form_first(question: str, findings: list[Finding]) -> list[Finding]:
    """First the likeliest finding that has the form asked for, if it is likely enough."""
    for finding in findings:
        near = finding.score >= FORM * findings[0].score
        if near and has_form(question, finding.hit.paragraph, finding.span):
            return [finding, *(other for other in findings if other is not finding)]
    return findings


def _same_sentence(one: Finding, other: Finding) -> bool:
    """Whether they say the same: nearly the same words; the same names, numbers and "not"."""
    sentences = one.sentence_text, other.sentence_text
    return twins(*sentences, share=SAME_SENTENCE) and not decisive(*sentences)


def _by_agreement(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, best first, where the same answer from several passages counts for more.

    Their scores stay as they are, because near misses agree with each other too.
    """
    answers = [_normalised(f.quote) for f in findings]
    # By answer and rank of the passage: the chance that all its findings are wrong, weighted by
    # AGREEMENT.
    doubts: dict[tuple[str, ...], dict[int, float]] = {}
    for finding, answer in zip(findings, answers, strict=True):
        of_answer, rank = doubts.setdefault(answer, {}), finding.hit.rank
        of_answer[rank] = of_answer.get(rank, 1.0) * (1 - AGREEMENT * finding.score)

    def agreed_chance(n: int) -> float:
        others = (d for rank, d in doubts[answers[n]].items() if rank != findings[n].hit.rank)
        return 1 - prod(others, start=1 - findings[n].score)

    return [findings[n] for n in sorted(range(len(findings)), key=lambda n: -agreed_chance(n))]


def _normalised(text: str) -> tuple[str, ...]:
    """The words without case, punctuation and articles; the text itself where none are left."""
    return tuple(w for w, _ in words(text) if w not in ("a", "an", "the")) or (text,)


def _contains(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Whether all words of a part stand in the whole, in the same order."""
    rest = iter(whole)
    return all(word in rest for word in part)
