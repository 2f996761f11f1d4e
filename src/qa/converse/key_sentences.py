"""The sentences that tell most of a document: near to all others, early, with names and numbers.

Centrality by the mean cosine with all sentences is degree centrality of LexRank (Erkan and Radev
2004, doi:10.1613/jair.1523); a further sentence has to be unlike those chosen (maximal marginal
relevance, Carbonell and Goldstein 1998). The vectors are those of the index: nothing is embedded.
How it compares with the first sentences is in docs/quality.md.
"""

from __future__ import annotations

import re

import numpy as np

from qa.converse.citing import Place, text_of
from qa.store.catalogue import SentenceVectors
from qa.types import Kind

POSITION = 0.8
"""What the first sentence gains over one in the middle of a long document, where a cosine is 1."""
NOVELTY = 1.0
"""How much the nearest chosen sentence counts against a further one."""
FACTS, MANY = 0.3, 5
"""What a further sentence gains for this many names and numbers, and in part for fewer."""
LEAST_WORDS, MOST_WORDS = 6, 60
"""A shorter sentence says too little, a longer one is none."""
LEANING = 0.1
"""Taken off a sentence that leans on the one before it: "But they did not"."""

_SAYS = re.compile(r"[^\W\d_]{2}")
_LETTER_HEAD = re.compile(r"(?:From|To|Cc|Date|Sent|Subject): ")
_FACT = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+|\d[\d,.]*")
_LEANS = re.compile(
    r"[\"“”'‘’(]*(?:he|she|it|they|his|her|their|its|this|that|these|those|but|and|so|yet|also|such"
    r"|however|moreover|furthermore|therefore|thus|instead|nevertheless|meanwhile|still|then"
    r"|for example|for instance|in addition|as a result|on the other hand)\b",
    re.IGNORECASE,
)


def key_sentences(sentences: SentenceVectors, most: int) -> list[Place]:
    """The key sentences of a document, at most `most`, in the order of the text."""
    usable = [n for n, place in enumerate(sentences.places) if _is_usable(place)]
    usable = usable or [
        n for n, place in enumerate(sentences.places) if _SAYS.search(text_of(*place))
    ]
    if not usable:
        return []
    vectors = sentences.vectors[usable]
    texts = [text_of(*sentences.places[n]) for n in usable]
    middle = vectors.mean(axis=0)
    central = vectors @ middle / max(float(np.linalg.norm(middle)), 1e-9)
    # Falls from 1 to 0.5 within ten sentences: what is first in a chapter is not first in a note.
    early = 1 / (1 + np.arange(len(usable)) / 10)
    leaning = np.array([bool(_LEANS.match(text)) for text in texts])
    worth = central + POSITION * early - LEANING * leaning
    facts = np.array([min(len(set(_FACT.findall(text))), MANY) / MANY for text in texts])
    chosen: list[int] = []
    alike = np.zeros(len(usable))
    while len(chosen) < min(most, len(usable)):
        # The first says what the document is about, further ones bring facts.
        rated = worth - NOVELTY * alike + (FACTS * facts if chosen else 0)
        rated[chosen] = -np.inf
        best = int(np.argmax(rated))
        chosen.append(best)
        alike = np.maximum(alike, vectors @ vectors[best])
    return [sentences.places[usable[n]] for n in sorted(chosen)]


def _is_usable(place: Place) -> bool:
    text = text_of(*place)
    words = len(text.split())
    is_prose = place[0].kind is Kind.BODY and LEAST_WORDS <= words <= MOST_WORDS
    is_whole = (text[0].isalnum() or text[0] in "\"“„‘'«(") and "://" not in text
    is_whole = is_whole and not _LETTER_HEAD.match(text)
    return is_prose and is_whole and not text.rstrip("\"”’')").endswith(("?", ":"))
