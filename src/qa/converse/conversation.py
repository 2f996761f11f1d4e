"""A conversation with the documents, in which a question may lean on those before it.

conversation = library.conversation()
conversation.ask("Who is Andrei Lankov?")
conversation.ask("Where does he work?").understood_as     # "Where does Andrei Lankov work?"
"""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from math import exp
from time import perf_counter

from qa.converse.about import answer_request
from qa.converse.evidence import answer_about, asks_about_answer, why_refused
from qa.converse.follow_up import Candidate, FollowUp, follow_up, of_one_subject
from qa.converse.turn import Asked, Turn
from qa.per_process import PerProcess
from qa.read.reader import READ
from qa.types import Answer, Hit, Verdict

NEARNESS = 3.0
"""How much the nearness of a candidate's best passage counts beside its chance."""

RIVAL = 0.5
"""A second candidate is read if it has this part of the first one's chance."""

Found = Callable[[tuple[Hit, ...]], None]


class Conversation:
    """Questions to documents, each understood in the light of those before it.

    Threads may share a conversation: questions are answered one after the other.
    """

    def __init__(self, library: Asked, turns: Sequence[Turn] = ()) -> None:
        """A conversation with a library; `turns` are those of one that is taken up again."""
        self._library = library
        self._turns = list(turns)
        self._asking = PerProcess(threading.Lock)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The questions so far with their answers, the first one first."""
        return tuple(self._turns)

    def ask(
        self,
        question: str,
        k: int = 5,
        *,
        alone: bool = False,
        where: str | Sequence[str] = (),
        sources: Collection[str] | None = None,
        found: Found | None = None,
    ) -> Answer:
        """The documents' answer; `understood_as` is what was answered, where that is another.

        Args:
            alone: take the question literally, whatever came before.
            where, sources: which documents are asked, as in `Library.ask`.
            found: called with the passages before the answer is read from them.

        Raises:
            BadInput: as `Library.ask`; then the conversation stays as it was.
        """
        with self._asking():
            started = perf_counter()
            asking = _Asking(self._library, k, where, sources, found)
            answer = asking.answer(question) if alone else self._in_context(question, asking)
            answer = replace(answer, seconds=perf_counter() - started)
            self._turns.append(Turn(question, answer))
            return answer

    def _in_context(self, question: str, asking: "_Asking") -> Answer:
        """The answer to the question after those before it."""
        if self._turns and (about := asks_about_answer(question)):
            return answer_about(about, question, self._turns, self._library)
        if self._turns and (refused := why_refused(question, self._turns)) is not None:
            return refused
        if (answer := asking.request(question, self._turns)) is not None:
            return answer
        if not self._turns:
            return asking.begin(question)
        meant = follow_up(question, self._turns)
        return asking.answer(question) if meant is None else asking.follow(question, meant)


class _Asking:
    """One question: the documents that it is asked of, and how its candidates are chosen."""

    def __init__(
        self,
        library: Asked,
        k: int,
        where: str | Sequence[str],
        sources: Collection[str] | None,
        found: Found | None,
    ) -> None:
        self._library, self._k, self._where, self._sources = library, k, where, sources
        self._found = found

    def _search(self, question: str) -> tuple[Hit, ...]:
        read = max(self._k, READ)
        return self._library.search(question, read, where=self._where, sources=self._sources)

    def request(self, question: str, turns: Sequence[Turn]) -> Answer | None:
        """The answer to what is asked of the documents as such; None for a question to texts."""
        return answer_request(
            question, self._library, turns, where=self._where, sources=self._sources
        )

    def answer(self, question: str, hits: tuple[Hit, ...] | None = None) -> Answer:
        """The answer to a question that stands alone."""
        hits = self._search(question) if hits is None else hits
        if self._found is not None:
            self._found(hits[: self._k])
        return self._library.answer(
            question, hits, self._k, where=self._where, sources=self._sources
        )

    def begin(self, question: str) -> Answer:
        """The answer to a first question."""
        hits = self._search(question)
        meant = of_one_subject(question, hits)
        return self.answer(question, hits) if meant is None else self.follow(question, meant)

    def follow(self, question: str, meant: FollowUp) -> Answer:
        """The answer to the candidate that is answered best: two are read at most."""
        plain = None if meant.certain else self.answer(question)
        if plain is not None and plain.verdict is Verdict.ANSWERED:
            return _in_document(plain, meant)
        ranked = self._ranked(meant.candidates)
        best = self._understood(question, *ranked[0])
        if plain is not None:
            improves = best.answered and best.confidence > plain.confidence
            return best if improves or not plain.answered else _in_document(plain, meant)
        rivals = [each for each in ranked[1:] if each[0].chance >= RIVAL * ranked[0][0].chance]
        if best.verdict is not Verdict.ANSWERED and rivals:
            second = self._understood(question, *rivals[0])
            best = max(best, second, key=lambda answer: answer.confidence)
        return best

    def _understood(self, question: str, meant: Candidate, hits: tuple[Hit, ...]) -> Answer:
        answer = self.answer(meant.question, hits)
        return replace(answer, question=question, understood_as=meant.understood_as)

    def _ranked(self, candidates: Sequence[Candidate]) -> list[tuple[Candidate, tuple[Hit, ...]]]:
        """The candidates with their passages, first the likely ones that passages are near to."""
        scored = []
        for candidate in candidates:
            hits = self._search(candidate.question)
            near = hits[0].similarity if hits else 0.0
            scored.append((candidate.chance * exp(NEARNESS * near), candidate, hits))
        scored.sort(key=lambda each: -each[0])
        return [(candidate, hits) for _, candidate, hits in scored]


def _in_document(answer: Answer, meant: FollowUp) -> Answer:
    """The answer, understood as about what the document is about that it was found in again."""
    again = bool(answer.citations) and answer.citations[0].paragraph.document == meant.document
    return replace(answer, understood_as=meant.candidates[0].question) if again else answer
