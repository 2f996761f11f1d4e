"""Ways to say a thing, written as templates: "how many DOCUMENTS [do you have]".

A template is read word by word: [ ] is optional, ( | ) offers a choice, ( )* may be repeated, a
word in capitals stands for what `MEANINGS` has of it, and any other word for itself (a regular
expression without spaces). WHICH, POSITION and SUBJECT are slots: what stands there is given back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

LONGEST = 300
"""Characters of a line that is looked at; nobody asks for a list in more."""

_TOKEN = re.compile(r"(?:[^\s\[\]()|*]|\(\?:[^()]*\))+|[\[\]()|*]")
_PLAIN = re.compile(r"[\w' -]*")
_SIGNS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|", "*": "*"}
_SLOTS = {"WHICH": r"(?P<which>.{2,120}? )", "SUBJECT": r"(?P<subject>.{2,200}? )"}

_POSITION = "[the] ORDINAL [one|DOCUMENTS]|DOCUMENTS [number] NUMBER"
MEANINGS = {
    # Nouns that only mean documents, and more that do where "these" or "do you have" says so.
    "DOCUMENTS": "(documents?|docs?|articles?|files?|texts?)",
    "WORKS": "(DOCUMENTS|papers?|reports?|pieces?|story|stories|sources?|notes?|letters?|posts?"
    "|e-?mails?|messages?|pages?|recipes?|minutes|transcripts?|books?|chapters?|essays?|entry"
    "|entries|titles?)",
    "PLACE": "(folder|collection|library|index|archive|corpus|database|directory|set|pile|data"
    "|contents?|material|knowledge base)",
    "THE": "(the|these|those|this|that|your|my|our|all|both|of|each|every)",
    "NUMBER": "(one|two|three|four|five|six|seven|eight|nine|ten|\\d{1,5})",
    "ALL": "((THE)* [NUMBER] [different|news|available] WORKS|(THE)* PLACE"
    "|[all [of]] (this|these|those|them|it|everything|all|here))",
    "ORDINAL": "(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|latter"
    "|former|\\d{1,3}(?:st|nd|rd|th))",
    "ONE": "([the] ORDINAL ((and|or) [the] ORDINAL)* [ones?|WORKS]|(WORKS|number) [number] NUMBER"
    "|(the|this|that) (one|WORKS)|this|that|it)",
    "HERE": "(do|does|can|did|have|are|is|you|we|i|they|there|here|got|know|see|read|holds?"
    "|contains?|search|access|available|indexed|loaded|stored|saved|in|inside|on|to|total"
    "|altogether|now|currently|about|THE|PLACE)*",
    "SHOW": "((list|show|name|give|enumerate|print|find|get) [me|us])",
    "BE": "(is|are|was|were)",
    "SPEAK": "(mention(?:s|ed|ing)?|discuss(?:es|ed|ing)?|cover(?:s|ed|ing)?|describ(?:es?|ing)"
    "|contain(?:s|ing)?|includ(?:es?|ing)|names?|quot(?:es?|ing)|(?:talk|speak|write|report|deal"
    "|tell|refer)(?:s|ing)? [us] [something|anything] (about|of|on|with|to)|(say|says|saying) "
    "(something|anything|a word) about|(has|have|having) (something|anything|information) [about"
    "|on]|[BE] (about|concerning))",
}  # fmt: skip


def matched(template: str, line: str) -> re.Match[str] | None:
    """The slots of a template that says all of a line, as `spoken_line` gives it; else None."""
    # A pattern is compiled only where the line begins as it does: that takes longest of all.
    if not line.lower().startswith(_beginnings(template)):
        return None
    return _pattern(template).fullmatch(line)


def spoken_line(line: str, *, courtesy: bool = False) -> str:
    """A line in the form that templates are compared with: one space after each word, "what is"
    for "what's", without the end mark and the polite words around it; with `courtesy` these stay,
    and all commas go."""
    line = _expanded(line.replace("’", "'"))
    words = line.strip().strip("?!.…, ").split()
    spaced = "".join(f"{word} " for word in words)
    while not courtesy and (match := _COURTESY.match(spaced)):
        spaced = spaced[match.end() :]
    if courtesy:
        return "".join(f"{word.strip(',!.;:')} " for word in words)
    return _AFTERWARDS.sub("", spaced)


def _expanded(line: str) -> str:
    for short, long in (("'?s", " is"), ("'re", " are"), ("'ve", " have")):
        line = re.sub(
            rf"\b(what|who|where|which|how|when|that|there|they|you|we|it(?=')){short}\b",
            rf"\1{long}", line, flags=re.IGNORECASE,
        )  # fmt: skip
    return line


_COURTESY = re.compile(
    r"(?:(?:please|pls|ok(?:ay)?|so|well|and|now|then|thanks|thank you|great|hey|hi|hello|qa"
    r"|um)[,.!:]* |(?:can|could|would|will) you (?:please |kindly |maybe )?|(?:do you know"
    r"|i(?:'d| would) like (?:you )?to (?:know|see|ask)|i want (?:you )?to (?:know|see)|(?:tell"
    r"|show) (?:me|us)|let me know|i wonder) (?=(?:what|which|who|where|when|how)\b)|(?:i(?:'d| "
    r"would) like|i want|i need) you to )(?=.)",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"(?<=. )(?:(?:please|pls|for me|now|exactly|then|again|though|by the way)[,.!]* )+$", re.I
)


@cache
def _beginnings(template: str) -> tuple[str, ...]:
    """With which of these letters a line begins that the template says; "" for any."""
    return tuple(sorted(_first(iter(_TOKEN.findall(template)))[0]))


def _first(tokens: Iterator[str]) -> tuple[set[str], bool]:
    """The beginnings of what is said up to the closing bracket, and whether it may be nothing."""
    beginnings: set[str] = set()
    some_empty, empty, empty_before = False, True, True
    for token in tokens:
        if token in (")", "]"):
            break
        if token == "|":
            some_empty, empty, empty_before = some_empty or empty, True, True
            continue
        if token == "*":  # the group before it may be left out
            empty = empty_before
            continue
        if token in ("(", "["):
            letters, optional = _first(tokens)
            optional = optional or token == "["
        elif token in MEANINGS:
            letters, optional = _first(iter(_TOKEN.findall(MEANINGS[token])))
        else:
            is_slot = token in _SLOTS or token == "POSITION"
            letters, optional = {"" if is_slot else _letters(token)}, False
        if empty:
            beginnings |= letters
        empty_before, empty = empty, empty and optional
    return beginnings, some_empty or empty


def _letters(word: str) -> str:
    """The letters with which all begin that the expression for a word can mean."""
    plain = _PLAIN.match(word)
    length = plain.end() if plain else 0
    return word[: length - (word[length : length + 1] in ("?", "+", "*", "{"))].lower()


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_expression(template), re.IGNORECASE)


@cache
def _expression(template: str) -> str:
    tokens = _TOKEN.findall(template)
    return "".join(
        _SIGNS.get(token)
        or _SLOTS.get(token)
        or (f"(?P<which>{_expression(_POSITION)})" if token == "POSITION" else "")
        or (_expression(MEANINGS[token]) if token in MEANINGS else f"{token} ")
        for token in tokens
    )
