"""The language of a text where it is not English, told by its script and its small words.

The reader and its chances are made for English. A short text counts as English unless its script
says otherwise: names and codes are the same in many languages.
"""

from __future__ import annotations

import re

LONGEST_SAMPLE = 4_000
"""Characters that are looked at, from the beginning."""
LEAST_FOREIGN = 3
"""Different small words of another language that a text needs, and more than twice as many as
English ones: an English text may quote some."""
FOREIGN_LETTERS = 0.5
"""The share of letters of another script from which on a text is not English."""
UNDETERMINED = "und"
"""ISO 639's code for a language that is not known."""

_ENGLISH = frozenset(
    """the of and to in is was for that with on as by at from his her are were has have had this
    be not or which who what when where why how it an their its after did does do been will would
    but they he she we you there about can could said i me my so if no up us our your am all any
    ve re ll don""".split()
)
# Without the words that English has too, and those of addresses on the web.
_SMALL_WORDS = {
    "de": """der das und ist nicht von wurde dem den ein eine einen einer wie wer wo wann warum
        welche auf mit für sich auch nach bei aus zum zur hoch viele im wird werden""",
    "nl": """het een van zijn niet voor wie wat waar wanneer waarom hoe deze wordt werd""",
    "fr": """le la les des une et est dans pour qui que pas sur avec par ont été quel quelle où
        pourquoi comment quand du au aux ce cette""",
    "es": """el los las una por para es qué quién cuándo dónde cómo cuál y fue del su que""",
    "it": """il lo gli della di che è per non sono nel chi quando dove perché quanto alla""",
    "pt": """os uma não foi quem onde por quê em ao mais da dos que""",
    "pl": """na nie jest się kto gdzie kiedy dlaczego jak który oraz""",
    "cs": """je že kdo kde kdy proč který byl není""",
    "sv": """och är av att det som på inte till vem när varför hur ett""",
    "da": """og af til hvem hvor hvornår hvorfor hvordan blev""",
}
_LANGUAGES = {code: frozenset(words.split()) - _ENGLISH for code, words in _SMALL_WORDS.items()}
_SCRIPTS = (
    ("ja", "\u3040", "\u30ff"),
    ("zh", "\u3400", "\u9fff"),
    ("ko", "\uac00", "\ud7af"),
    ("ar", "\u0600", "\u06ff"),
    ("he", "\u0590", "\u05ff"),
    ("hi", "\u0900", "\u097f"),
    ("el", "\u0370", "\u03ff"),
    ("th", "\u0e00", "\u0e7f"),
)
"""Scripts that one language has, or is mostly met in: code, first and last letter."""
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")


def language_of(text: str) -> str:
    """ISO 639 code of a text that is not English; "" for one that is, or is too short to tell."""
    words = _WORD.findall(_ADDRESS.sub(" ", text[:LONGEST_SAMPLE]))
    foreign = [word for word in words if word[0] > "\u036f"]
    if sum(map(len, foreign)) > FOREIGN_LETTERS * sum(map(len, words)):
        letters = "".join(foreign)
        found = (
            code
            for code, first, last in _SCRIPTS
            if any(first <= letter <= last for letter in letters)
        )
        return next(found, UNDETERMINED)
    distinct = {word.lower() for word in words}
    counts = {code: len(distinct & small) for code, small in _LANGUAGES.items()}
    nearest = max(counts, key=lambda code: counts[code])
    least = max(LEAST_FOREIGN, 2 * len(distinct & _ENGLISH) + 1)
    return nearest if counts[nearest] >= least else ""


def is_english(text: str, stated: str = "") -> bool:
    """Whether a text is English, or too short to tell; a stated language ("en") decides."""
    return stated.lower().startswith("en") if stated else not language_of(text)
