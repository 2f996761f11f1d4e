"""Which documents a person means: "the second one", "the Dahl article", "notes.md", "it"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.converse.phrasing import MEANINGS, matched
from qa.converse.scope import Scope
from qa.converse.turn import Turn
from qa.store.catalogue import DocumentFacts
from qa.text.words import STOP_WORDS, lower_words, stem

_WORDS = "one two three four five six seven eight nine ten".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_POSITION = re.compile(
    rf"\b(?P<ordinal>{'|'.join(_ORDINALS)})\b|\b(?P<end>last|latter)\b|\b(?P<former>former)\b"
    rf"|\b(?P<number>\d{{1,5}})(?:st|nd|rd|th)?\b"
    rf"|\b(?:number|{MEANINGS['DOCUMENTS'][1:-1]}) (?P<word>{'|'.join(_WORDS)})\b",
    re.IGNORECASE,
)
_BY_POSITION = (
    "[the] ORDINAL ((and|or) [the] ORDINAL)* [ones?|WORKS]|(WORKS|number) [number] NUMBER"
)
_EVERY = "[all] [of] (THE)* [NUMBER] WORKS|(all|everything|all of (them|these|it)|(THE)* PLACE)"
_THAT_ONE = "it|this|that|(the|this|that) (one|DOCUMENTS)"
_ABOUT = "(the|that|this) (one|WORKS) [that|which] (about|on|mentions|SPEAK) SUBJECT"
_BY = "(the|that|this) (one|WORKS) (by|from|of) SUBJECT"
_SEVERAL = re.compile(r"\b(?:these|those|all|each|every|both|here)\b", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"\be-mail")
_MOST_OF_A_TITLE = 0.5
"""The part of a title's words that names the document without the word "article" beside it."""


def meant(which: str, scope: Scope) -> tuple[DocumentFacts, ...]:
    """The documents that the words mean; none where they mean none.

    Positions count in the list that was shown last, else in the order of the documents.
    """
    line = f"{which} " if which else ""
    everything = scope.catalogue()
    if not which or matched(f"({_EVERY})", line):
        return everything
    if matched(f"({_BY_POSITION})", line):
        order = _shown(scope.earlier, everything) or everything
        places = dict.fromkeys(_positions(which, len(order)))
        return tuple(order[place] for place in places if 0 <= place < len(order))
    if matched(f"({_THAT_ONE})", line):
        return everything if len(everything) == 1 else _last_cited(scope.earlier, everything)
    if match := matched(_ABOUT, line):
        _, mentions = scope.mentions(match["subject"], 1)
        hits = [m.paragraph for m in mentions] or [
            hit.paragraph for hit in scope.search(match["subject"], 1)
        ]
        return _of(everything, [paragraph.document.source for paragraph in hits[:1]])
    if match := matched(_BY, line):
        return by(match["subject"], everything)
    return by(which, everything) or _called(which, everything)


def by(name: str, among: Sequence[DocumentFacts]) -> tuple[DocumentFacts, ...]:
    """The documents of an author or publisher of this name, or a part of it."""
    wanted = set(lower_words(name)) - {"the"}
    return tuple(
        facts
        for facts in among
        if wanted
        and any(wanted <= set(lower_words(each)) for each in (facts.author, facts.publisher))
    )


def of_kind(line: str, among: Sequence[DocumentFacts]) -> tuple[DocumentFacts, ...]:
    """Those whose title or file has the word for a kind of document that the line has: "the
    minutes". All where none has, where the word means any document, and for "these reports"."""
    kinds = {
        stem(word)
        for word in _name_words(line)
        if matched("WORKS", f"{word} ") and not matched("DOCUMENTS", f"{word} ")
    }
    if _SEVERAL.search(line):
        return tuple(among)
    named = (
        f for f in among if kinds.intersection(map(stem, _name_words(f"{f.title} {_file(f)}")))
    )
    return tuple(named) or tuple(among)


def _name_words(text: str) -> list[str]:
    """Its words in lower case, with those of a file's name apart: "minutes_march.md"."""
    return _NAME_WORD.findall(_EMAIL.sub("email", text.lower()))


def _called(which: str, among: Sequence[DocumentFacts]) -> tuple[DocumentFacts, ...]:
    """The documents whose file, title, author or publisher has all the words."""
    file = which.strip().strip("\"“”'").casefold()
    exact = [
        f for f in among if file in (f.source.casefold(), _file(f), _file(f).rsplit(".", 1)[0])
    ]
    if exact:
        return tuple(exact)
    said = lower_words(which)
    telling = {word for word in said if word not in STOP_WORDS}
    wanted = {word for word in telling if not matched("WORKS", f"{word} ")}
    if not wanted:
        return ()
    as_document = len(wanted) < len(telling)
    return tuple(facts for facts in among if _names(wanted, facts, as_document=as_document))


def _names(wanted: set[str], facts: DocumentFacts, *, as_document: bool) -> bool:
    title = {word for word in lower_words(facts.title) if word not in STOP_WORDS}
    if as_document:
        also = lower_words(f"{facts.source} {facts.author} {facts.publisher}".replace("_", " "))
        return wanted <= title.union(also)
    return wanted <= title and len(wanted) >= max(2, _MOST_OF_A_TITLE * len(title))


def _file(facts: DocumentFacts) -> str:
    return facts.source.rsplit("/", 1)[-1].casefold()


def _positions(which: str, count: int) -> list[int]:
    """From 0."""
    places = []
    for match in _POSITION.finditer(which):
        if word := match["ordinal"]:
            places.append(_ORDINALS.index(word.lower()))
        elif match["end"]:
            places.append(count - 1)
        elif match["former"]:
            places.append(0)
        elif number := match["number"]:
            places.append(int(number) - 1)
        elif word := match["word"]:
            places.append(_WORDS.index(word.lower()))
    return places


def _shown(
    earlier: Sequence[Turn], everything: Sequence[DocumentFacts]
) -> tuple[DocumentFacts, ...]:
    """The documents of the last list that was shown, in its order; none where there was none.

    A list has a statement for each document; several sentences of each are no list.
    """
    for turn in reversed(earlier):
        cited = _sources(turn)
        if turn.answer.remark and 1 < len(cited) == len(turn.answer.statements):
            return _of(everything, cited)
    return ()


def _last_cited(
    earlier: Sequence[Turn], everything: Sequence[DocumentFacts]
) -> tuple[DocumentFacts, ...]:
    """The document that the last answer comes from."""
    for turn in reversed(earlier):
        if cited := _sources(turn):
            return _of(everything, cited[:1])
    return ()


def _sources(turn: Turn) -> list[str]:
    return list(dict.fromkeys(c.paragraph.document.source for c in turn.answer.citations))


def _of(everything: Sequence[DocumentFacts], sources: Sequence[str]) -> tuple[DocumentFacts, ...]:
    by_source = {facts.source: facts for facts in everything}
    return tuple(by_source[source] for source in sources if source in by_source)
