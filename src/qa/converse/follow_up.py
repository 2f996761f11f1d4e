"""A question that leans on what came before -> the questions that it may mean, standing alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.converse.antecedents import can_be_meant, chance, head_of, takes_event
from qa.converse.evidence import is_about_answer
from qa.converse.fragments import Fragment, asked_of, fragment
from qa.converse.leaning import Lean, Pronoun, names_choices, pronouns
from qa.converse.mentions import Mention, mentions
from qa.converse.nouns import is_event
from qa.converse.said import said_in, subject_of
from qa.converse.substitution import UNLIKE, put_into
from qa.converse.turn import Turn, besides
from qa.text.question_type import defined_subject
from qa.text.questions import phrases
from qa.text.words import STOP_WORDS, content_words, lower_words, names, says, stems
from qa.types import Document, Hit

MOST = 4
"""Candidates that are searched for."""
CONTEXT = 0.25
"""The least chance of a further thing to be named as what the question is about."""
EARLIER = 0.6
"""How much less likely a fragment goes with the question with which its topic began."""
LONGEST_BESIDES = 14
"""Words of an earlier answer that "what else" leaves aside."""
_LEAST = 0.03
_OTHER = re.compile(
    r"\b(?:else|(?:an)?others?|(?:any|some) more|further|additional|next|afterwards)\b",
    re.IGNORECASE,
)
_BARE_THAT = re.compile(
    r"^\W*(?:and |but |so )*(?:"
    r"(?P<why>why|how come)\s+(?:is|was|are|were|did|does)?\s*(?:that|this|it)?"
    r"(?:\s+(?:so|happen|the case))?"
    r"|(?P<asks>when|where|how)\s+(?:is|was|did|does)\s+(?:that|this|it)\s+(?:so|happen|the case)"
    r"|(?P<then>when|since when|until when|how long ago)\s+(?:is|was)\s+(?:that|this|it)"
    r")\W*$",
    re.IGNORECASE,
)
_WHAT_HAPPENED = re.compile(
    r"what (?:(?:exactly |else )?happened|took place|was done|went wrong|was wrong)\b.*",
    re.I | re.S,
)
_CONTEXT = re.compile(r"(?: \([^()]*\))+\?$")
"""What was added to a question in brackets."""
_NEXT_WORD = re.compile(r"\s+([a-z][\w’'-]*)")
_LOWER_CASE = re.compile(r"\b[a-z]+\b")
_DEFINITE = re.compile(
    r"\b(?:the|those|these)\s+(?P<noun>[a-z][\w’'-]*)\b"
    r"(?!\s+(?:of|in|that|who|which|for|at|from|on|to)\b)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be meant."""

    question: str
    chance: float
    """0..1, by the words of the conversation alone."""
    besides: str = ""
    """What was answered before, where it asks for something else."""

    @property
    def understood_as(self) -> str:
        return besides(self.question, self.besides) if self.besides else self.question


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a question that leans may mean, the likeliest first."""

    candidates: tuple[Candidate, ...]
    certain: bool
    """Whether it cannot stand alone. If not, it may be meant as it is asked."""
    document: Document | None = None
    """Where it may be meant as asked: the last document, if its title names what it is about."""


def follow_up(question: str, turns: Sequence[Turn]) -> FollowUp | None:
    """What the question means after these turns; None where it stands alone."""
    last = _last_question(turns)
    if last is None:
        return None
    if (left_out := fragment(question)) is not None:
        return _ranked(_filled_in(left_out, last, turns), certain=True)
    if match := _BARE_THAT.match(question):
        texts = asked_of(
            match["why"] or match["asks"] or match["then"], last.standing, last.answer.text
        )
        return _ranked([Candidate(text, 1.0) for text in texts], certain=True)
    asks_other = _OTHER.search(question) is not None
    if leaning := pronouns(question):
        made = _with_antecedents(question, leaning, turns)
        return _ranked(_besides(made, turns) if asks_other else made, certain=True)
    if full := _with_full_names(question, turns):
        return FollowUp((Candidate(full, 1.0),), certain=False)
    if names_choices(question) or is_anchored(question, turns):
        return None
    if asks_other and any(turn.answer.statements for turn in _topic(turns)):
        return _ranked(_besides(_with_context(question, turns), turns), certain=True)
    if defined_subject(question):
        return None
    document = _subject_document(turns)
    if document is not None:
        text = named(question, subject_of(document))
        return FollowUp((Candidate(text, 1.0),), certain=False, document=document)
    return (
        _ranked(_with_context(question, turns), certain=False) if _is_of(question, last) else None
    )


def _filled_in(left_out: Fragment, last: Turn, turns: Sequence[Turn]) -> list[Candidate]:
    """What a fragment may ask, by the last question, or else by the one with which it began."""
    if left_out.asks:
        texts = asked_of(left_out.words, last.standing, last.answer.text)
        return [Candidate(text, 1.0) for text in texts]
    before = _CONTEXT.sub("?", last.standing)
    made = [Candidate(each.question, each.fit) for each in put_into(left_out.words, before)]
    first = _topic(turns)[0].standing
    if first != last.standing:
        made += [
            Candidate(each.question, EARLIER * each.fit)
            for each in put_into(left_out.words, first)
            if each.fit > UNLIKE
        ]
    return made


def of_one_subject(question: str, hits: Sequence[Hit]) -> FollowUp | None:
    """What a first question means whose pronoun can only mean what the one document is about."""
    documents = {hit.paragraph.document for hit in hits}
    leaning = pronouns(question)
    if len(documents) != 1 or not leaning:
        return None
    subject = subject_of(documents.pop())
    text = _replaced(question, leaning[0], Mention(subject, is_name=True)) if subject else ""
    return FollowUp((Candidate(text, 1.0),), certain=True) if text else None


def named(question: str, subject: str) -> str:
    """The question with what it is about in brackets."""
    return f"{question.rstrip(' ?!.')} ({subject})?"


def _subject_document(turns: Sequence[Turn]) -> Document | None:
    """The document of the last answer, if its title names what it is about.

    Where nothing was answered, the one that all passages come from, if there is one.
    """
    citations = next((t.answer.citations for t in reversed(turns) if t.answer.citations), ())
    found = {hit.paragraph.document for hit in turns[-1].answer.passages}
    if citations:
        document = citations[0].paragraph.document
    elif len(found) == 1:
        document = found.pop()
    else:
        return None
    return document if subject_of(document) else None


def _besides(made: Sequence[Candidate], turns: Sequence[Turn]) -> list[Candidate]:
    return [replace(each, besides=_answered_before(each.question, turns)) for each in made]


def _answered_before(question: str, turns: Sequence[Turn]) -> str:
    """The last two answers on this topic, or as much of each as says which it is.

    An answer that the question itself names is what it asks about: its sentence is left aside.
    """
    answers = [turn.answer for turn in _topic(turns) if turn.answer.statements]
    texts = [
        answer.text
        if answer.text and not says(question, answer.text)
        else answer.statements[0].text
        for answer in answers[-2:]
    ]
    return "” and “".join(dict.fromkeys(map(_cut, texts)))


def _cut(answer: str) -> str:
    words = answer.split()
    cut = " …" if len(words) > LONGEST_BESIDES else ""
    return " ".join(words[:LONGEST_BESIDES]).strip(' .,;“”"') + cut


def _with_full_names(question: str, turns: Sequence[Turn]) -> str:
    """The question with names as they were said in full before; "" if it shortens none."""
    full = question
    for mention in mentions(said_in(_topic(turns))):
        words = mention.text.split()
        if not mention.is_name or len(words) not in (2, 3) or not words[0][0].isupper():
            continue
        if not all(map(str.isalpha, words)) or mention.text in full or "and" in words:
            continue
        short = re.search(rf"(?<=\s){words[-1]}\b", full)
        if short is not None and not _is_in_a_name(full, short.span()):
            full = full[: short.start()] + mention.text + full[short.end() :]
    return full if full != question else ""


def _is_in_a_name(question: str, at: tuple[int, int]) -> bool:
    """Whether a capitalised word stands beside, as in a longer or another name."""
    before = question[: at[0]].split()[-1:]
    after = question[at[1] :].split()[:1]
    beside = [*(before if len(question[: at[0]].split()) > 1 else []), *after]
    return any(word[0].isupper() for word in beside)


def is_anchored(question: str, turns: Sequence[Turn]) -> bool:
    """Whether it names something, and so says by itself what it is about."""
    if names(question) or phrases(question):
        return True
    said = said_in(turns)
    in_names = {word for m in mentions(said) if m.is_name for word in m.words}
    # "band" names nothing, though it be part of a name
    nouns = {word for each in said for word in _LOWER_CASE.findall(each.text)}
    words = set(content_words(question)) - STOP_WORDS
    return bool(words & in_names - nouns)


def _last_question(turns: Sequence[Turn]) -> Turn | None:
    """The last turn that asked the documents something."""
    return next((turn for turn in reversed(turns) if not is_about_answer(turn)), None)


def _is_of(question: str, last: Turn) -> bool:
    """Whether it speaks of "the operation", and the turn before spoke of one."""
    said = stems(" ".join([last.standing, *(s.text for s in last.answer.statements)]))
    return any(stems(match["noun"]) & said for match in _DEFINITE.finditer(question))


def _ranked(candidates: Sequence[Candidate], *, certain: bool) -> FollowUp | None:
    once = {candidate.question: candidate for candidate in reversed(candidates)}
    best = sorted(once.values(), key=lambda candidate: -candidate.chance)[:MOST]
    return FollowUp(tuple(best), certain) if best else None


def _topic(turns: Sequence[Turn]) -> Sequence[Turn]:
    """The turns since the last question that stood alone: before it, something else was meant."""
    start = next(
        (n for n in reversed(range(len(turns))) if turns[n].answer.understood_as is None), 0
    )
    return turns[start:]


def _likely(question: str, lean: Lean, turns: Sequence[Turn]) -> list[tuple[float, Mention]]:
    """What may be meant with its chance, the likeliest first."""
    topic = _topic(turns)
    for within, must_agree, least in (
        (topic, True, _LEAST),
        (turns, True, _LEAST),
        (topic, True, _LEAST / 5),
        (turns, False, _LEAST),
    ):
        spoken_of = mentions(said_in(within))
        meant = [m for m in spoken_of if not must_agree or can_be_meant(m, lean, question)]
        found = [(chance(m, lean, question), m) for m in meant]
        found = [(c, m) for c, m in found if c >= least and _is_new(m, question)]
        if found and lean in (Lean.THING, Lean.WHAT_WAS_SAID) and takes_event(question):
            found = _events(found, within[-1])
        if found:
            return sorted(found, key=lambda pair: -pair[0])
    return []


def _events(found: Sequence[tuple[float, Mention]], last: Turn) -> list[tuple[float, Mention]]:
    """Of what may be meant, what happens: if nothing does, what the last question asked about."""
    events = [(c, mention) for c, mention in found if is_event(head_of(mention.text))]
    happened = _WHAT_HAPPENED.match(last.standing)
    if not events and happened:
        return [(1.0, Mention(happened[0].rstrip(" ?!.").lower(), is_name=False))]
    return events or list(found)


def _is_new(mention: Mention, text: str) -> bool:
    return bool(mention.words - set(lower_words(text)) - STOP_WORDS)


def _with_antecedents(
    question: str, leaning: Sequence[Pronoun], turns: Sequence[Turn]
) -> list[Candidate]:
    """The question with a thing spoken of in the place of its pronoun."""
    pronoun = min(leaning, key=lambda each: each.lean is Lean.WHAT_WAS_SAID)
    likely = _likely(question, pronoun.lean, turns)
    made = []
    for likelihood, mention in likely[:MOST]:
        text = _replaced(question, pronoun, mention)
        # A person's name says enough; a thing is one of many.
        text = text if pronoun.lean is Lean.PERSON else _in_context(text, likely)
        made.append(Candidate(text, likelihood))
    return made


def _replaced(question: str, pronoun: Pronoun, mention: Mention) -> str:
    """The question with the mention in the place of the pronoun and its noun; behind the question
    where that noun is another: "that year"."""
    start, end = pronoun.span.start, pronoun.span.end
    noun = _NEXT_WORD.match(question, end) if pronoun.lean is Lean.WHAT_WAS_SAID else None
    if noun is not None and noun[1] not in STOP_WORDS:  # "that mill"
        if noun[1] not in mention.words:
            return named(question, mention.text)
        end = noun.end()
    text = f"the {mention.text}" if mention.takes_article else mention.text
    if start == 0:
        text = text[0].upper() + text[1:]
    if pronoun.possessive:
        text += "’" if text.endswith("s") else "’s"
    return question[:start] + text + question[end:]


def _with_context(question: str, turns: Sequence[Turn]) -> list[Candidate]:
    likely = _likely(question, Lean.NONE, turns)
    return [
        Candidate(_in_context(named(question, mention.text), likely), likelihood)
        for likelihood, mention in likely[:MOST]
    ]


def _in_context(text: str, likely: Sequence[tuple[float, Mention]]) -> str:
    """The question with what else it is probably about, in brackets."""
    for likelihood, mention in likely[:MOST]:
        if likelihood >= CONTEXT and not (mention.words & set(lower_words(text))) - STOP_WORDS:
            return named(text, mention.text)
    return text
