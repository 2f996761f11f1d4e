"""The windows in which a long paragraph is embedded: whole sentences, of limited tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qa.types import Paragraph, Span


def windows(
    paragraph: Paragraph, count_tokens: Callable[[str], int], limit: int
) -> tuple[Span, ...]:
    """The paragraph cut into windows of whole sentences, each of at most `limit` tokens.

    One window if it fits; else neighbours share a sentence where that fits. A sentence above the
    limit is cut at white space, or anywhere if it has none. `count_tokens` must not count more
    tokens in a text than in its parts together, if cut at white space.

    Raises:
        ValueError: if `limit` is less than 1.
    """
    if limit < 1:
        raise ValueError(f"a window needs a limit of at least 1 token, got {limit}")
    if count_tokens(paragraph.text) <= limit:
        return (Span(paragraph.start, paragraph.end),)
    units = list(_units(paragraph, count_tokens, limit))
    spans: list[Span] = []
    first = 0
    while first < len(units):
        stop, tokens = first + 1, units[first][1]
        while stop < len(units) and tokens + units[stop][1] <= limit:
            tokens += units[stop][1]
            stop += 1
        spans.append(Span(units[first][0].start, units[stop - 1][0].end))
        if stop == len(units):
            break
        shares = stop - 1 > first and units[stop - 1][1] + units[stop][1] <= limit
        first = stop - 1 if shares else stop
    return tuple(spans)


def _units(
    paragraph: Paragraph, count_tokens: Callable[[str], int], limit: int
) -> Iterator[tuple[Span, int]]:
    """The sentences, or parts of the overlong ones, each with its number of tokens."""
    text = paragraph.document.text
    sentences = paragraph.sentences or (Span(paragraph.start, paragraph.end),)
    stops = [*(sentence.start for sentence in sentences[1:]), paragraph.end]
    for sentence, stop in zip(sentences, stops, strict=True):
        tokens = count_tokens(text[sentence.start : stop])
        if tokens <= limit:
            yield sentence, tokens
        else:
            yield from _cut(text, sentence, tokens, count_tokens, limit)


def _cut(
    text: str, sentence: Span, tokens: int, count_tokens: Callable[[str], int], limit: int
) -> Iterator[tuple[Span, int]]:
    """Parts of a sentence of more than `limit` tokens, about as long as the limit allows."""
    size = max(1, (sentence.end - sentence.start) * limit // tokens)
    start = sentence.start
    while start < sentence.end:
        end = at_space(text, start, min(start + size, sentence.end), sentence.end)
        while end > start + 1 and (tokens := count_tokens(text[start:end])) > limit:
            smaller = start + max(1, (end - start) * limit // tokens)
            end = at_space(text, start, min(smaller, end - 1), sentence.end)
        part = Span(start, end)
        start = end
        while start < sentence.end and text[start].isspace():
            start += 1
        # Includes the white space after it, since a window may also hold the next part.
        yield part, count_tokens(text[part.start : start])


def at_space(text: str, start: int, end: int, stop: int) -> int:
    """The end of the last whole word in `text[start:end]`, or `end` if a single word fills it."""
    if end == stop or text[end].isspace():
        return start + len(text[start:end].rstrip())
    words = text[start:end].rsplit(None, 1)
    return start + len(words[0]) if len(words) == 2 else end
