"""How well an index answers questions with known answers: retrieval, answers, refusals, citations.

The questions come from `questions`. `reading` measures only the reader, with the paragraph given,
on files read by `squad`. `figures` does the arithmetic for both.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa.evaluate import figures
from qa.evaluate.figures import Bin, Overlap, Piece, Place, Point
from qa.evaluate.questions import Question
from qa.library import Library
from qa.render import answer_json
from qa.types import Answer, Span

DEPTH = 10
"""How many passages are searched for evidence."""


@dataclass(frozen=True, slots=True)
class AnsweringReport:
    """Figures over all questions; shares are 0..1, or None where there is nothing to count."""

    questions: int
    answerable: int
    unanswerable: int
    evidence_at_1: float | None
    """Share of the answerable with evidence in the first passage; below, in the first 3, 5, 10."""
    evidence_at_3: float | None
    evidence_at_5: float | None
    evidence_at_10: float | None
    mrr: float | None
    """Mean reciprocal rank of the first passage with evidence, within the first ten."""
    answers_right: float | None
    """Share of the answerable whose short answer matches."""
    statements_right: float | None
    """Share of the answerable whose short answer or statements match."""
    refused: float | None
    """Share of the unanswerable that got no answer."""
    wrongly_refused: float | None
    """Share of the answerable that got no answer."""
    citations: int
    citations_exact: float | None
    """Share of citations and passages whose text equals the document's at their offsets."""
    seconds_median: float
    seconds_p95: float
    answerability_auc: float | None
    """The chance that an answerable question gets more confidence than an unanswerable one."""
    answerability_f1: float | None
    """F1 of the decision to answer, as a prediction that there is an answer."""
    refused_precision: float | None
    """Share of the refused that are unanswerable; `refused` is the recall that goes with it."""
    refused_f1: float | None
    exact: float | None
    """Exact match of the short answer, over the answerable with gold answers; "" where refused."""
    f1: float | None
    """The same, with F1 of the words."""
    highlight_precision: float | None
    """Share of the characters cited that should be; over answered questions that name them."""
    highlight_recall: float | None
    """Share of the characters that should be cited that are; 0 where refused."""
    highlight_f1: float | None
    calibration_error: float | None
    """Mean distance, in bins, between confidence and the share of short answers that match; over
    the answered, since only they show a confidence. An answer to an unanswerable question counts
    as wrong."""
    risk_area: float | None
    """Mean share of wrong answers over all coverages, the most confident answers first."""
    risk_at_50: float | None
    """Share of wrong answers among the most confident half of all questions; None if fewer are
    answered."""
    risk_at_80: float | None
    risk_at_100: float | None
    reliability: tuple[Bin, ...]
    risk_coverage: tuple[Point, ...]


def evaluate(
    library: Library,
    questions: Sequence[Question],
    progress: Callable[[int, int], None] | None = None,
) -> AnsweringReport:
    """Asks the questions one by one and computes the figures."""
    library.warm()
    answers = []
    for done, question in enumerate(questions):
        if progress:
            progress(done, len(questions))
        answers.append(library.ask(question.question, k=DEPTH))
    if progress:
        progress(len(questions), len(questions))
    pairs = list(zip(questions, answers, strict=True))
    of_answerable = [(q, a) for q, a in pairs if q.answerable]
    of_unanswerable = [(q, a) for q, a in pairs if not q.answerable]
    quotes_exact = [ok for answer in answers for ok in _exact_quotes(library, answer)]
    seconds = [answer.seconds for answer in answers]
    answerable, refused = [q.answerable for q in questions], [not a.answered for a in answers]
    of_answered = [(q, a) for q, a in pairs if a.answered]
    refusal = figures.detection(refused, [not each for each in answerable])
    gold_and_text = [(q.gold, a.text) for q, a in of_answerable if q.gold]
    return AnsweringReport(
        questions=len(pairs),
        answerable=len(of_answerable),
        unanswerable=len(of_unanswerable),
        **_ranking([(q, a) for q, a in of_answerable if q.evidence]),
        answers_right=_share(_matches(q, a.text) for q, a in of_answerable),
        statements_right=_share(
            any(_matches(q, text) for text in (a.text, *(s.text for s in a.statements)))
            for q, a in of_answerable
        ),
        refused=_share(not a.answered for _, a in of_unanswerable),
        wrongly_refused=_share(not a.answered for _, a in of_answerable),
        citations=sum(len(answer.citations) for answer in answers),
        citations_exact=_share(quotes_exact),
        seconds_median=float(np.median(seconds)),
        seconds_p95=float(np.percentile(seconds, 95)),
        answerability_auc=figures.auc([answer.confidence for answer in answers], answerable),
        answerability_f1=figures.detection([not each for each in refused], answerable).f1,
        refused_precision=refusal.precision,
        refused_f1=refusal.f1,
        exact=figures.mean(figures.exact_match(text, gold) for gold, text in gold_and_text),
        f1=figures.mean(figures.token_f1(text, gold) for gold, text in gold_and_text),
        **figures.highlights([_overlap(q, a) for q, a in of_answerable if q.spans or q.highlights]),
        **figures.trust(
            [a.confidence for _, a in of_answered],
            [float(q.answerable and _matches(q, a.text)) for q, a in of_answered],
            len(pairs),
        ),
    )


def _ranking(pairs: Sequence[tuple[Question, Answer]]) -> dict[str, Any]:
    import ir_measures
    from ir_measures import RR, Success

    depths = (1, 3, 5, 10)
    if not pairs:
        return {**{f"evidence_at_{k}": None for k in depths}, "mrr": None}
    judged = {q.id: {"-": 1} for q, _ in pairs}  # a question without any hit still counts
    run: dict[str, dict[str, float]] = {q.id: {"--": 0.0} for q, _ in pairs}
    for question, answer in pairs:
        evidence = [_single_spaced(piece) for piece in question.evidence]
        for hit in answer.passages:
            name, text = f"passage {hit.rank}", _single_spaced(hit.paragraph.text)
            run[question.id][name] = 1 / hit.rank
            judged[question.id][name] = int(any(piece in text for piece in evidence))
    measures = {f"evidence_at_{k}": Success @ k for k in depths} | {"mrr": RR @ DEPTH}
    values = ir_measures.calc_aggregate(list(measures.values()), judged, run)
    return {name: float(values[measure]) for name, measure in measures.items()}


def _exact_quotes(library: Library, answer: Answer) -> Iterable[bool]:
    """Whether each quote in the JSON equals the stored text, checked as a script would check it."""
    rendered: dict[str, Any] = answer_json(answer)
    quotes = [(c["source"], c["start"], c["end"], c["quote"]) for c in rendered["citations"]]
    quotes += [(p["source"], p["start"], p["end"], p["text"]) for p in rendered["passages"]]
    for source, start, end, quote in quotes:
        document = library.document(source)
        yield document is not None and document.text[start:end] == quote


def _matches(question: Question, text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in question.answers)


def _overlap(question: Question, answer: Answer) -> Overlap:
    """What the answer cites, compared with what it should cite."""
    marked = [Place(c.paragraph.document.source, c.span) for c in answer.citations]
    texts = {c.paragraph.document.source: c.paragraph.document.text for c in answer.citations}
    pieces = [Piece(place.span.end - place.span.start, (place,)) for place in question.spans]
    pieces += [
        Piece(
            len(words),
            tuple(
                Place(source, Span(match.start(), match.end()))
                for source, text in texts.items()
                # Lines may be wrapped differently, so any white space matches any other.
                for match in re.finditer(re.escape(words).replace(r"\ ", r"\s+"), text)
            ),
        )
        for words in map(_single_spaced, question.highlights)
    ]
    return figures.overlap(marked, pieces)


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _share(truths: Iterable[bool]) -> float | None:
    values = list(truths)
    return sum(values) / len(values) if values else None
