"""Which words of a question lean on what was said before it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import dropwhile, takewhile

from qa.converse.nouns import is_person, is_plural
from qa.converse.question_parts import AUXILIARIES
from qa.text.words import STOP_WORDS
from qa.types import Span


class Lean(StrEnum):
    """What a word that leans stands for."""

    PERSON = "person"  # he, her
    THING = "thing"  # it, its
    SEVERAL = "several"  # they, their; of people and things alike
    WHAT_WAS_SAID = "what was said"  # this, that
    NONE = "none"  # no such word: what is meant was left out


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun of a question that nothing before it in the question explains."""

    span: Span
    lean: Lean
    possessive: bool


_KINDS = {
    Lean.PERSON: "he she him her his hers himself herself",
    Lean.THING: "it its itself",
    Lean.SEVERAL: "they them their theirs themselves",
    Lean.WHAT_WAS_SAID: "this that these those",
}
_LEAN_OF = {word: lean for lean, words in _KINDS.items() for word in words.split()}
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_LEAN_OF)})\b", re.IGNORECASE)
_POSSESSIVE = frozenset("his its their".split())
_WORD = re.compile(r"[\w’'-]+")
_BEFORE_A_NOUN = re.compile(r"\s+(?P<noun>[^\W\d_][\w’'-]*)")
_QUOTED = re.compile(r"[“„«\"][^“”„«»\"]+[”“»\"]")
_TIMES = frozenset("year season day time month week night morning war event case".split())
_AUXILIARY = frozenset((*AUXILIARIES, "be", "been", "am"))
_PREPOSITIONS = frozenset(
    "about of for after before on in at with from by to like than during since".split()
)
_DETERMINERS = frozenset("the a an some many several these those all".split())
_CLAUSE = frozenset(
    "when if because before after that while who which where whether than as".split()
)
"""With one of these words a clause begins."""
_EMPTY_IT = re.compile(
    r"\bhow (?:long|much|many|often|far)\b.*\b(?:did|does|do|will|would|has|is) it"
    r" (?:take|taken|been|cost|to)\b"
    r"|\b(?:is|was) it (?:true|possible|known|clear|likely|said|necessary|legal|allowed|safe|worth)"
    r"\s+(?:that|to|for|if|whether)\b"
    r"|\bwhat is it like|\bwhat time is it|\b(?:does|did|would) it matter\b",
    re.IGNORECASE,
)
"""Where "it" stands for nothing: "How long does it take to …?"."""
_CHOICES = re.compile(
    r"^\W*(?:(?:and|but|so) )?(?:which|who|whose|what)\b[^,:–—]*[,:–—]\s*"
    r"(?:[^,?]+,\s*)*[^,?]+?,?\s+or\s+[^,?]+\??\W*$",
    re.IGNORECASE,
)
_OF_CHOICES = re.compile(r"\bof (?:them|these|those)\b", re.IGNORECASE)


def names_choices(question: str) -> bool:
    """Whether it names those of which it asks for one: "Which is older, the mill or the inn?"."""
    return _CHOICES.match(question) is not None


def pronouns(question: str) -> tuple[Pronoun, ...]:
    """The pronouns of a question that nothing in it explains."""
    found = []
    for match in _PRONOUN.finditer(question):
        word = match[0].lower()
        lean = _LEAN_OF[word]
        if _is_within(_QUOTED, question, match.start()):
            continue
        if names_choices(question) and _is_within(_OF_CHOICES, question, match.start()):
            continue
        if lean is Lean.WHAT_WAS_SAID and not _points_back(question, match.span()):
            continue
        if word == "it" and _is_within(_EMPTY_IT, question, match.start()):
            continue
        possessive = word in _POSSESSIVE or (
            word == "her" and _before_a_noun(question, match.end())
        )
        if lean is not Lean.WHAT_WAS_SAID and _explained(
            question, match.span(), lean, possessive=possessive or word.endswith(("self", "selves"))
        ):
            continue
        found.append(Pronoun(Span(*match.span()), lean, possessive))
    return tuple(found)


def _is_within(pattern: re.Pattern[str], question: str, start: int) -> bool:
    """Whether a word that starts there stands in what the pattern finds."""
    return any(match.start() <= start < match.end() for match in pattern.finditer(question))


def _before_a_noun(question: str, end: int) -> bool:
    match = _BEFORE_A_NOUN.match(question, end)
    return match is not None and match["noun"].lower() not in STOP_WORDS


def _points_back(question: str, at: tuple[int, int]) -> bool:
    """Whether this, that, these or those points to something, and joins no clauses."""
    before = [word.lower() for word in _WORD.findall(question[: at[0]])]
    after = [word.lower() for word in _WORD.findall(question[at[1] :])]
    word = question[at[0] : at[1]].lower()
    if not after:
        return True
    if word != "that" or after[0] in _TIMES:
        return True
    if not before:
        return after[0] in _AUXILIARY
    if len(before) == 2 and before[0] in {"who", "what", "which"}:
        return True  # a verb stands between: "who gave that figure"
    # "the men that fought", "said that they": a relative word or the beginning of a clause.
    return before[-1] in _PREPOSITIONS | _AUXILIARY


def _explained(question: str, at: tuple[int, int], lean: Lean, *, possessive: bool) -> bool:
    """Whether a name or noun before the pronoun in the question is what it means.

    That is a name, a noun with its article, or the subject: what follows the first auxiliary ("did
    rice reach its peak") or "which" ("which men lost their lives"). In one clause only a possessive
    can mean the subject: "who accompanied him" is never about one man.
    """
    words = [match[0] for match in _WORD.finditer(question[: at[0]])]
    before = [word.lower() for word in words]
    first = next((n for n, word in enumerate(before) if word in _AUXILIARY), None)
    if first is not None and first == len(before) - 1:
        return False
    if not possessive and not _CLAUSE.intersection(before[1:]):
        return False
    if any(word[0].isupper() and word.lower() not in STOP_WORDS for word in words[1:]):
        return True
    if first is None:
        asks_for_noun = before[:1] in (["which"], ["what"], ["whose"])
        start = 1 if asks_for_noun and before[1] not in STOP_WORDS else len(before)
    else:
        start = first + 1
    subject = list(dropwhile(STOP_WORDS.__contains__, before[start:]))
    nouns = [*takewhile(lambda word: word not in STOP_WORDS, subject[:3])]
    for place, word in enumerate(before):
        if word in _DETERMINERS:
            nouns += takewhile(lambda each: each not in STOP_WORDS, before[place + 1 :][:3])
    return any(_agrees(noun, lean) for noun in nouns)


def _agrees(noun: str, lean: Lean) -> bool:
    """Whether a pronoun of this kind can mean this noun, by its ending."""
    if lean is Lean.SEVERAL:
        return is_plural(noun)
    return is_person(noun) if lean is Lean.PERSON else not (is_plural(noun) or is_person(noun))
