"""Whether a sentence affirms or denies what is asked: "have engaged", "have not yet engaged"."""

from qa.text.words import STOP_WORDS, lower_words, stem, words

NEAR = 5
"""Words before what is asked in which a "not" denies it."""
NOT = frozenset(
    "not no never nor neither without cannot nobody none nothing t denied denies deny false unable"
    " refused refuses prohibited forbidden banned failed fails".split()
)
"""Words that turn a sentence into its contrary; a "t" by itself is what is left of "isn't"."""
_CONDITIONS = frozenset("if unless whether except until request requests requested".split())


def predicate(text: str) -> frozenset[str]:
    """The stems of what a sentence says, without names and function words."""
    return frozenset(
        stem(word)
        for word, span in words(text)
        if word not in STOP_WORDS and text[span.start].islower()
    )


def denies(sentence: str, asked: frozenset[str]) -> bool:
    """Whether the sentence denies any of what is asked, given as stems."""
    said = [word for word, _ in words(sentence)]
    places = [n for n, word in enumerate(said) if stem(word) in asked]
    return any(not NOT.isdisjoint(said[max(0, n - NEAR) : n + 1]) for n in places)


def shared_predicate(question: str, one: str, other: str) -> frozenset[str]:
    """The stems of what both sentences speak of; none where that is not what is asked."""
    both = predicate(one) & predicate(other)
    return both if len(both) > 1 or both & predicate(question) else frozenset()


def opposite(question: str, one: str, other: str) -> bool:
    """Whether one sentence affirms and the other denies what a yes-or-no question asks.

    What holds only if something else does is neither.
    """
    shared = shared_predicate(question, one, other)
    if not shared or any(_CONDITIONS & set(lower_words(text)) for text in (one, other)):
        return False
    return denies(one, shared) is not denies(other, shared)


def alike(question: str, one: str, other: str) -> bool:
    """Whether both affirm, or both deny, what a yes-or-no question asks."""
    shared = shared_predicate(question, one, other)
    return bool(shared) and denies(one, shared) is denies(other, shared)
