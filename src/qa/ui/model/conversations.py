"""Conversations and settings on disk: one JSON file each, written whole or not at all.

An answer is saved as `qa ask --json` prints it. When it is loaded, each quote is compared with the
document of today: where the words are unchanged it is a place in that document, otherwise it is
shown without one and marked as changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from qa.types import (
    Answer,
    Attribution,
    Citation,
    Document,
    Group,
    Hit,
    Paragraph,
    Relation,
    Span,
    Statement,
)
from qa.ui.model.exchange import Exchange, Phase
from qa.ui.model.scope import Scope

CHANGED = " (changed since)"
LONGEST_WAIT = 1.0
"""Seconds to wait at most while another qa saves."""
Pages = Mapping[str, tuple[Document, tuple[Paragraph, ...]]]
"""By source: a document as it is in the index now, and its paragraphs."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """Questions and answers under one name."""

    key: str
    """Names its file; sorts by time."""
    name: str
    answers: tuple[Json, ...]
    index: str = ""
    """The folder of the index that was asked; "" for what an older qa saved."""
    tab: str = ""
    """The browser tab in which it was held; "" in a terminal."""

    @classmethod
    def begin(cls, name: str, index: str = "", tab: str = "") -> SavedConversation:
        return cls(f"{datetime.now():%Y%m%dT%H%M%S%f}", name, (), index, tab)

    @property
    def started(self) -> str:
        """ISO 8601, local time, to the minute."""
        return f"{self.key[:4]}-{self.key[4:6]}-{self.key[6:11]}:{self.key[11:13]}"

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(str(answer.get("question", "")) for answer in self.answers)

    @property
    def typed_questions(self) -> tuple[str, ...]:
        """The questions that a person typed."""
        return tuple(str(a.get("question", "")) for a in self.answers if not a.get("like"))

    @property
    def answer_text(self) -> str:
        """The answers and the quoted statements, to search in."""
        answers = (str(answer.get("answer", "")) for answer in self.answers)
        statements = (each for answer in self.answers for each in answer.get("statements", ()))
        return " ".join((*answers, *(str(each.get("text", "")) for each in statements)))

    @property
    def sources(self) -> frozenset[str]:
        """The documents that are quoted, or whose passages were shown."""
        places = (
            place
            for answer in self.answers
            for place in (*answer["citations"], *answer["passages"])
        )
        return frozenset(place["source"] for place in places)


class ConversationStore:
    """The folder of conversations and settings; None saves nothing."""

    def __init__(self, home: Path | None, tab: str = "") -> None:
        """Of this folder; `tab` names the browser tab that shows the program, if one does."""
        self._home = home
        self.tab = tab

    def conversations(self) -> Iterator[SavedConversation]:
        """All that can be read, the newest first; damaged files are skipped."""
        if self._home is None:
            return
        for path in sorted((self._home / "conversations").glob("*.json"), reverse=True):
            if (saved := self.conversation(path.stem)) is not None:
                yield saved

    def conversation(self, key: str) -> SavedConversation | None:
        """The conversation of this key as it is now; None if there is none that can be read."""
        if self._home is None:
            return None
        content = _read(self._home / "conversations" / f"{key}.json")
        answers = content.get("answers")
        if not (isinstance(answers, list) and all(isinstance(each, dict) for each in answers)):
            return None
        name, index, tab = (str(content.get(field, "")) for field in ("name", "index", "tab"))
        return SavedConversation(key, name, tuple(answers), index, tab)

    def questions(self, most: int = 200) -> tuple[str, ...]:
        """The last questions that a person typed, oldest first."""
        questions: tuple[str, ...] = ()
        for conversation in self.conversations():
            questions = (*conversation.typed_questions, *questions)
            if len(questions) >= most:
                break
        return questions[-most:]

    def save(self, conversation: SavedConversation) -> None:
        """Write a conversation; an earlier state of it is replaced."""
        content = {
            "version": 1,
            "name": conversation.name,
            "index": conversation.index,
            "tab": conversation.tab,
            "answers": list(conversation.answers),
        }
        self._write(Path("conversations", f"{conversation.key}.json"), content)

    def append(self, conversation: SavedConversation, answer: Json) -> SavedConversation:
        """Save one more answer, after those that another qa saved meanwhile; what is saved now."""
        with self._alone():
            now = self.conversation(conversation.key) or conversation
            now = replace(now, answers=(*now.answers, answer))
            self.save(now)
        return now

    def rename(self, conversation: SavedConversation, name: str) -> None:
        """Give a conversation another name, with the answers that it has now."""
        with self._alone():
            self.save(replace(self.conversation(conversation.key) or conversation, name=name))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other qa save meanwhile, unless it takes long."""
        if self._home is None:
            yield
            return
        from qa.store.lock import WriterLock  # costs too much before the first paint

        folder = self._home / "conversations"
        folder.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(folder)
        taken = lock.acquire(LONGEST_WAIT)
        try:
            yield
        finally:
            if taken:
                lock.release()

    def delete(self, conversation: SavedConversation) -> None:
        if self._home is not None:
            path = self._home / "conversations" / f"{conversation.key}.json"
            path.unlink(missing_ok=True)

    @property
    def settings(self) -> Json:
        return _read(self._home / "settings.json") if self._home else {}

    def set(self, name: str, value: str) -> None:
        """Save one setting."""
        self._write(Path("settings.json"), {**self.settings, name: value})

    def _write(self, path: Path, value: Json) -> None:
        if self._home is None:
            return
        target = self._home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".new")
        draft.write_text(json.dumps(value, ensure_ascii=True), encoding="utf-8")
        os.replace(draft, target)


def _read(path: Path) -> Json:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def exchange_json(exchange: Exchange) -> Json:
    """The answer as `qa ask --json` prints it, with the scope and the passage it was asked for."""
    from qa.render import answer_json

    assert exchange.answer is not None
    value = answer_json(exchange.answer)
    if exchange.scope:
        value["scope"] = exchange.scope.to_json()
    if exchange.like:
        value["like"] = exchange.like
    if exchange.alone:
        value["alone"] = True
    return value


def restored(answer: Json, pages: Pages) -> Exchange:
    """The exchange of a saved answer."""
    hits = tuple(_hit(passage, pages) for passage in answer["passages"])
    statements = tuple(
        Statement(each["text"], tuple(each["citations"]), str(each.get("answer", "")))
        for each in answer["statements"]
    )
    citations = tuple(_citation(each, pages) for each in answer["citations"])
    value = Answer(
        question=answer["question"],
        text=answer["answer"],
        statements=statements,
        citations=citations,
        passages=hits,
        confidence=answer["confidence"],
        seconds=answer["seconds"],
        reason=answer.get("reason", ""),
        groups=tuple(_group(each, citations) for each in answer.get("groups", ())),
        corrections=tuple((str(a), str(b)) for a, b in answer.get("corrections", ())),
        other_language=bool(answer.get("other_language")),
        remark=str(answer.get("remark", "")),
        suggestions=tuple(map(str, answer.get("suggestions", ()))),
        understood_as=answer.get("understood_as"),
    )
    return Exchange(
        value.question,
        Phase.DONE,
        hits,
        value,
        scope=Scope.from_json(answer.get("scope")),
        like=str(answer.get("like", "")),
        alone=bool(answer.get("alone")),
    )


def _citation(saved: Json, pages: Pages) -> Citation:
    start, end = saved["start"], saved["end"]
    paragraph = _paragraph(saved, saved["quote"], pages)
    if paragraph.start <= start and paragraph.document.text[start:end] == saved["quote"]:
        return Citation(saved["number"], paragraph, Span(start, end))
    return Citation(saved["number"], paragraph, Span(0, len(saved["quote"])))


def _group(saved: Json, citations: Sequence[Citation]) -> Group:
    """The group; whom the text named where it still stands there."""
    attributions = tuple(
        Attribution(each["citation"], Span(each["start"], each["end"]))
        for each in saved["attributions"]
        if citations[each["citation"] - 1].paragraph.document.text[each["start"] : each["end"]]
        == each["text"]
    )
    return Group(
        saved["answer"],
        tuple(saved["citations"]),
        saved["sources"],
        Relation(saved["relation"]),
        tuple(saved["retold"]),
        attributions,
    )


def _hit(saved: Json, pages: Pages) -> Hit:
    paragraph = _paragraph(saved, saved["text"], pages)
    unchanged = paragraph.text == saved["text"] and paragraph.start == saved["start"]
    highlights = tuple(Span(*pair) for pair in saved["highlights"]) if unchanged else ()
    return Hit(saved["rank"], saved["score"], paragraph, highlights)


def _paragraph(saved: Json, words: str, pages: Pages) -> Paragraph:
    """The paragraph of today where the words are unchanged, else one that holds only them."""
    document, paragraphs = pages.get(saved["source"], (None, ()))
    ordinal = saved["paragraph"]
    if (
        document is not None
        and ordinal < len(paragraphs)
        and document.text[saved["start"] : saved["end"]] == words
        and paragraphs[ordinal].start <= saved["start"]
        and saved["end"] <= paragraphs[ordinal].end
    ):
        return paragraphs[ordinal]
    title, author, date = (
        (saved["title"] or saved["source"]) + CHANGED,
        saved.get("author", ""),
        saved.get("published", ""),
    )
    quoted = Document(saved["source"], words, title, author, date)
    return Paragraph(quoted, 0, 0, len(words), sentences=(Span(0, len(words)),))
