"""What a conversation has spoken of: the names and noun phrases of its questions and answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.converse.naming import phrases
from qa.converse.said import Place, Said
from qa.text.saying import SAYS
from qa.text.words import STOP_WORDS, lower_words

_SPEAKS = (
    rf"\b{{0}},? (?:{SAYS}|an? \w+(?: \w+)? (?:of|at|in|from|for)|who)\b"
    r"|(?:said|says|told|according to|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?|[Pp]rofessor|[Pp]resident"
    r"|[Aa]nalyst|[Ll]eader|[Mm]inister|[Cc]hef|[Mm]anager|[Ee]ditor)(?: \w+){{0,2}} {0}\b"
)
_ALONE = rf"\b{{0}}(?:\W*$|[^\w\s]|\s+(?:{'|'.join(sorted(STOP_WORDS))})\b)"
_OF_A_NATION = r"(?:(?:i?an|ean|ien|man|kish|ish)s?|ese|iard|edes?)"
_BEHIND = r"\b(?:in|into|at|to|from|across|inside|outside) (?:the )?{0}\b"
_GOAL = r"\b(?:from|to|toward|towards) (?:the )?{0}\b"
_PLACED = r"\b(?:in|into|across|throughout|inside|outside) (?:the )?{0}\b"


@dataclass(slots=True)
class Mention:
    """A thing spoken of, with all the places where it is."""

    text: str
    """In its fullest form."""
    is_name: bool
    ago: dict[Place, int] = field(default_factory=dict)
    """For each place, how many turns ago it was last there."""
    times: int = 0
    first: bool = False
    """Whether it is the first thing that a text mentions."""
    whole: bool = False
    """Whether it is a whole answer, or a title."""
    answers: set[str] = field(default_factory=set)
    """With which words it was asked for, where it is a whole answer: "when"."""
    asked: set[str] = field(default_factory=set)
    """With which words it was asked for, where it stands in an answer: "who"."""
    alone: bool = False
    """Whether a text has it somewhere without a further word that may belong to it."""
    speaks: bool = False
    """Whether a text has it say or tell something, or gives it a person's title."""
    is_place: bool = False
    """Whether a text has something be in it or go into it."""
    is_adjective: bool = False
    """Whether it is a name like "Russian", mostly followed by a noun."""
    is_goal: bool = False
    """Whether a text has something come from it or go to it, as from a place."""
    is_nation: bool = False
    """Whether a text has its people or language too: "Koreans" beside "South Korea"."""
    asked_about: bool = False
    """Whether the last question names it, and not as the place where something happens."""
    takes_article: bool = False
    """Whether the texts mostly put "the" before the name."""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(lower_words(self.text))


def mentions(history: Sequence[Said]) -> list[Mention]:
    """Everything that these texts mention, each thing once; the earliest mentioned first."""
    everything = "\n".join(said.text for said in history)
    found: dict[str, Mention] = {}
    for said in history:
        for index, phrase in enumerate(phrases(said, everything)):
            key = " ".join(lower_words(phrase.text))
            if not key:
                continue
            mention = found.setdefault(key, Mention(phrase.text, phrase.is_name))
            mention.times += 1
            mention.is_name |= phrase.is_name
            mention.whole |= phrase.whole
            mention.alone |= not phrase.goes_on
            asked = {said.asked} if said.asked else set()
            mention.asked |= asked
            mention.answers |= asked if phrase.whole else set()
            mention.first |= index == 0
            mention.ago[said.place] = min(said.ago, mention.ago.get(said.place, said.ago))
    for mention in found.values():
        if not mention.alone:
            followed = _ALONE.format(re.escape(mention.text))
            mention.alone = re.search(followed, everything, re.IGNORECASE) is not None
        if mention.is_name:
            name = re.escape(mention.text.split()[-1])
            mention.speaks = re.search(_SPEAKS.format(name), everything) is not None
            name = re.escape(mention.text)
            mention.is_place = re.search(_PLACED.format(name), everything) is not None
            mention.is_adjective = _is_adjective(mention.text, everything)
            mention.is_goal = re.search(_GOAL.format(name), everything) is not None
            mention.is_nation = _is_nation(mention.text, everything)
            mention.asked_about = any(
                said.place is Place.QUESTION
                and not said.ago
                and mention.text in re.sub(_BEHIND.format(name), "", said.text)
                for said in history
            )
            articles = len(re.findall(rf"\b[Tt]he {name}\b(?! [A-Za-z])", everything))
            mention.takes_article = 2 * articles > len(re.findall(rf"\b{name}\b", everything))
    whole = [mention for mention in found.values() if mention.alone or mention.is_name]
    longer = " ".join(f"{mention.text.lower()} " for mention in whole)
    parts = [m for m in found.values() if not (m.alone or m.is_name)]
    broken = {id(m) for m in parts if f"{m.text.lower()} " in longer}
    return _in_full([mention for mention in found.values() if id(mention) not in broken])


def _is_nation(name: str, everything: str) -> bool:
    stem = re.escape(re.sub(r"(?:land|den|any|[aey])$", "", name.split()[-1]))
    return len(stem) > 2 and re.search(rf"\b{stem}{_OF_A_NATION}\b", everything) is not None


def _is_adjective(name: str, everything: str) -> bool:
    if not name.endswith(
        ("ian", "ean", "ese", "ish", "ern", "German", "American", "African", "Roman")
    ):
        return False
    followed = len(re.findall(rf"\b{re.escape(name)}\s+[a-z]{{4,}}", everything))
    return 2 * followed > len(re.findall(rf"\b{re.escape(name)}\b", everything))


def _in_full(found: Sequence[Mention]) -> list[Mention]:
    """Short names joined with the longer ones that they stand for."""
    names = [mention for mention in found if mention.is_name]
    kept: list[Mention] = []
    for mention in found:
        longer = [
            other
            for other in names
            if mention.is_name
            and len(mention.words) == 1
            and mention.words < other.words
            and 2 <= len(other.words) <= 3
            and " and " not in other.text
        ]
        if not longer:
            kept.append(mention)
            continue
        full = longer[0]
        full.times += mention.times
        full.first |= mention.first
        full.asked |= mention.asked
        full.speaks |= mention.speaks
        full.is_place |= mention.is_place
        full.is_goal |= mention.is_goal
        for place, ago in mention.ago.items():
            full.ago[place] = min(ago, full.ago.get(place, ago))
    return kept
