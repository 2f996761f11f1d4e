"""Answers, hits and summaries -> JSON objects and plain text. Nothing is printed here.

JSON follows docs/architecture.md: fields may be added, none changes its meaning. Text is made safe
for a terminal, since documents may hold escapes; JSON keeps every character.
"""

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qa.quoted import answer_words
from qa.render_lines import quoted_lines, statement_lines, wrapped
from qa.retrieve.understanding import correction_note
from qa.text.sanitize import clean, one_line
from qa.types import (
    Answer,
    Citation,
    Comparison,
    Document,
    Group,
    Hit,
    Paragraph,
    Relation,
    Verdict,
    Written,
    WrittenSentence,
)

if TYPE_CHECKING:
    from qa.store.catalogue import DocumentFacts

MOST_COPIES = 5
"""Other places of a passage that are named at most."""

Json = dict[str, Any]


def answer_json(answer: Answer) -> Json:
    """The object of `qa ask --json`."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "verdict": answer.verdict.value,
        "answer": answer.text,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason,
        "other_language": answer.other_language,
        "corrections": [list(pair) for pair in answer.corrections],
        "understood_as": answer.understood_as,
        "remark": answer.remark,
        "suggestions": list(answer.suggestions),
        "statements": [
            {"text": s.text, "citations": list(s.citations), "answer": s.answer}
            for s in answer.statements
        ],
        "groups": [group_json(answer, group) for group in answer.groups],
        "sources_differ": answer.sources_differ,
        "citations": [citation_json(citation) for citation in answer.citations],
        **({"written": written_json(answer.written)} if answer.written else {}),
        "passages": [hit_json(hit) for hit in answer.passages],
        "seconds": round(answer.seconds, 4),
    }


def written_json(written: Written) -> Json:
    """What a language model wrote on an answer."""
    return {
        "text": written.text,
        "sentences": [sentence_json(sentence) for sentence in written.sentences],
        "struck": written.struck,
        "model": written.model,
        "failure": written.failure,
    }


def sentence_json(sentence: WrittenSentence) -> Json:
    return {
        "text": sentence.text,
        "citations": list(sentence.citations),
        "supported": sentence.supported,
        "doubt": sentence.doubt,
    }


def group_json(answer: Answer, group: Group) -> Json:
    return {
        "answer": group.answer,
        "citations": list(group.citations),
        "sources": group.sources,
        "relation": group.relation.value,
        "retold": list(group.retold),
        "attributions": [
            {
                "citation": one.citation,
                "start": one.span.start,
                "end": one.span.end,
                "text": answer.attributed(one.citation),
            }
            for one in group.attributions
        ],
    }


def comparison_json(comparison: Comparison) -> Json:
    """The object of `qa compare --json`."""
    return {
        "question": comparison.question,
        "sources_differ": comparison.sources_differ,
        "sayings": [
            {
                "answer": saying.citation.quote,
                "relation": saying.relation.value if saying.relation else None,
                "chance": round(saying.chance, 4),
                "attributed": saying.attributed,
                "citation": citation_json(saying.citation),
            }
            for saying in comparison.sayings
        ],
        "silent": [document.source for document in comparison.silent],
        "seconds": round(comparison.seconds, 4),
    }


def citation_json(citation: Citation) -> Json:
    span = citation.span
    return {
        "number": citation.number,
        **_origin(citation.paragraph, span.start),
        "start": span.start,
        "end": span.end,
        "quote": citation.quote,
        "sentence": [citation.sentence.start, citation.sentence.end],
    }


def hits_json(query: str, hits: Sequence[Hit], corrections: Sequence[tuple[str, str]] = ()) -> Json:
    """The object of `qa search --json`."""
    return {
        "query": query,
        "corrections": [list(pair) for pair in corrections],
        "passages": [hit_json(hit) for hit in hits],
    }


def hit_json(hit: Hit) -> Json:
    paragraph = hit.paragraph
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "similarity": round(hit.similarity, 4),
        **_origin(paragraph, paragraph.start),
        "start": paragraph.start,
        "end": paragraph.end,
        "text": paragraph.text,
        "highlights": [[span.start, span.end] for span in hit.highlights],
        "copies": [
            {"source": copy.document.source, "paragraph": copy.ordinal, "start": copy.start}
            for copy in hit.copies
        ],
    }


def document_json(document: "Document | DocumentFacts") -> Json:
    """What is known of a document besides its text."""
    return {
        "source": document.source,
        "title": document.title,
        "author": document.author,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
    }


def dumps(value: Any, *, unicode: bool = True) -> str:
    """One line of JSON that no terminal interprets; the same value as `value` when read again.

    Args:
        unicode: whether characters beyond ASCII may stay unescaped.
    """
    line = json.dumps(value, ensure_ascii=not unicode)
    # json escapes the C0 controls; clean() changes what else a terminal could act on.
    unsafe = {c for c in set(line) if clean(c) != c}
    return line.translate({ord(c): json.dumps(c)[1:-1] for c in unsafe})


def answer_text(answer: Answer) -> str:
    """An answer as text: the answer, its statements with marks, the citations."""
    meant = f"understood as: {answer.understood_as}" if answer.understood_as else ""
    notes = [one_line(note) for note in (meant, correction_note(answer.corrections)) if note]
    lines = [*map(wrapped, notes), ""] if notes else []
    if answer.remark:
        return "\n".join([*lines, *_request_lines(answer)])
    if not answer.answered:
        reason = one_line(f": {answer.reason}." if answer.reason else ".")
        lines += [wrapped(f"{answer.refusal}{reason}")]
        if answer.passages:
            lines += ["", "Nearest passages:", *(_passage(hit) for hit in answer.passages[:3])]
        return "\n".join(lines)
    # With a reader of whole sentences the answer is the first statement: say it once.
    if answer.text != answer.statements[0].text:
        lines += [answer_words(answer), ""]
    if told := _groups(answer):
        lines += [*told, ""]
    lines += _statements(answer)
    if answer.reason:
        lines += ["", wrapped(one_line(answer.reason))]
    of_ten = tenths(answer.confidence)
    sure = "perhaps: " if answer.verdict is Verdict.UNSURE else ""
    lines += ["", f"{sure}right in about {of_ten} of 10 answers like this one: see for yourself"]
    lines += [wrapped(reference(citation), "    ") for citation in answer.citations]
    return "\n".join(lines)


def _request_lines(answer: Answer) -> list[str]:
    """What answers a request about the documents: its short form, qa's own words, a list."""
    short = answer.text if answer.statements and answer.text != answer.statements[0].text else ""
    lines = [wrapped(one_line(short)), ""] if short else []
    lines.append(wrapped(one_line(answer.remark)))
    lines += [wrapped(one_line(question), "  ", "- ") for question in answer.suggestions]
    if answer.statements:
        lines += ["", *_statements(answer), ""]
        lines += [wrapped(reference(citation), "    ") for citation in answer.citations]
    elif answer.passages:
        lines += ["", "Nearest passages:", *(_passage(hit) for hit in answer.passages[:3])]
    return lines


def _statements(answer: Answer) -> list[str]:
    """The statements with their marks."""
    return [
        line
        for each in answer.statements
        for line in statement_lines(each, answer.citations, marks(each.citations))
    ]


def _groups(answer: Answer) -> list[str]:
    """What sources say alike, what they say otherwise, and who says it."""
    lines: list[str] = []
    for part in answer.compared:
        told = [group for group in part if group.relation is not Relation.ALSO]
        if len(told) > 1:
            lines += [
                "Sources differ:",
                *(line for group in told for line in _group(answer, group)),
            ]
        also = [group for group in part if group.relation is Relation.ALSO]
        mentioned = "; ".join(f"{answer_words(answer, g)} {marks(g.citations)}" for g in also)
        lines += [wrapped(f"Also mentioned: {mentioned}", "  ")] if also else []
    sources = [group.sources for group in answer.groups]
    if not lines and len(sources) == 1 and sources[0] > 1:
        lines.append(f"{sources[0]} independent sources say so.")
    return lines


def _group(answer: Answer, group: Group) -> list[str]:
    """A value; then for each place its document, day and sentence, and whom that names."""
    count = "1 source" if group.sources == 1 else f"{group.sources} independent sources"
    lines = [
        wrapped(f"{answer_words(answer, group)} {marks(group.citations)}, {count}", "    ", "  ")
    ]
    quoted = {number for statement in answer.statements for number in statement.citations}
    for number in group.citations:
        document = answer.citations[number - 1].paragraph.document
        said_by = answer.attributed(number)
        told = [
            f"[{number}] {'also in ' if number in group.retold else ''}{document.name}",
            document.published,
            f"according to {said_by}" if said_by else "",
        ]
        lines.append(wrapped(one_line(", ".join(filter(None, told))), "        ", "    "))
        if number not in quoted and number not in group.retold:
            lines += _sentence(answer.citations[number - 1], "        ")
    return lines


def tenths(chance: float) -> int:
    """How many of ten answers with this chance are right; never none, never all."""
    return min(9, max(1, round(10 * chance)))


def marks(numbers: Sequence[int]) -> str:
    """Citations by number, as they stand behind what is quoted: "[1][3]"."""
    return "".join(f"[{number}]" for number in numbers)


def comparison_text(comparison: Comparison) -> str:
    """A table: the day, the document, what it says; then the places, and who says nothing."""
    if not comparison.sayings:
        return "None of the documents says anything to it."
    lines = ["Sources differ:", ""] if comparison.sources_differ else []
    for saying in comparison.sayings:
        citation, document = saying.citation, saying.citation.paragraph.document
        by = f", according to {saying.attributed}" if saying.attributed else ""
        lines += [
            wrapped(f"{_column(document.published, 10)}  {one_line(document.name)}", " " * 12),
            *quoted_lines(
                citation.paragraph,
                citation.span.start,
                citation.span.end,
                indent=" " * 14,
                first=" " * 12,
                then=one_line(f"[{citation.number}]{by}"),
            ),
        ]
        if citation.sentence != citation.span:
            lines += _sentence(citation, " " * 14)
    lines += ["", *(wrapped(reference(one.citation), "    ") for one in comparison.sayings)]
    if comparison.silent:
        names = "; ".join(one_line(document.name) for document in comparison.silent)
        lines += ["", wrapped(f"Nothing to it in: {names}", "    ")]
    return "\n".join(lines)


def _sentence(citation: Citation, indent: str) -> list[str]:
    start, end = citation.sentence.start, citation.sentence.end
    return quoted_lines(citation.paragraph, start, end, indent=indent, first=indent)


def _column(text: str, width: int) -> str:
    return (one_line(text)[:width] or "no date").ljust(width)


def hits_text(hits: Sequence[Hit]) -> str:
    """Passages as text, each with its place."""
    return "\n\n".join(_passage(hit) for hit in hits)


def place(paragraph: Paragraph, at: int | None = None) -> str:
    """Where a paragraph stands: title, source, headings, page, paragraph number from 1, date.

    Args:
        at: the offset whose page is named; default: the start of the paragraph.
    """
    document = paragraph.document
    page = _page(paragraph.document, paragraph.start if at is None else at)
    parts = [
        document.title,
        document.source,
        " › ".join(paragraph.section),
        f"p. {page}" if page else "",
        f"paragraph {paragraph.number}",
        document.published,
    ]
    return one_line(", ".join(part for part in parts if part))


def _origin(paragraph: Paragraph, at: int) -> Json:
    """The fields of a paragraph's document, and the page of the offset `at`."""
    document = paragraph.document
    return {
        **document_json(document),
        "page": _page(document, at),
        "section": list(paragraph.section),
        "paragraph": paragraph.ordinal,
    }


def _page(document: Document, at: int) -> int | None:
    """The page, from 1, on which an offset is; None for a format without pages."""
    return bisect_right(document.pages, at) or None


def reference(citation: Citation) -> str:
    """Number, place and characters of a citation, on one line."""
    where = f"characters {citation.span.start}-{citation.span.end}"
    return f"[{citation.number}] {place(citation.paragraph, citation.span.start)}, {where}"


def _passage(hit: Hit) -> str:
    paragraph, header = hit.paragraph, hit.paragraph.header
    parts = [replace(paragraph, start=header.start, end=header.end)] if header else []
    lines = [f"{hit.rank}. {place(paragraph)}"]
    for part in (*parts, paragraph):
        lines += quoted_lines(part, part.start, part.end, indent="   ", first="   ")
    if hit.copies:
        places = [place(copy) for copy in hit.copies[:MOST_COPIES]]
        more = len(hit.copies) - len(places)
        places += [f"{more:,} more"] if more else []
        lines.append(wrapped(f"the same in {'; '.join(places)}", "   ", "   "))
    return "\n".join(lines)
