"""What a person may ask of the documents themselves, not of what their texts say.

Whole lines are compared with templates (`phrasing`), so that a question that only contains such
words is no request: "Which articles mention X?" is one, "Which articles of the treaty mention X?"
is not. How seldom a real question is taken for one is in docs/quality.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.converse.phrasing import LONGEST, matched, spoken_line


class Wish(StrEnum):
    """What is wanted of the documents."""

    LIST = "which documents are there"
    COUNT = "how many there are"
    SUMMARY = "what these are about"
    ORIGIN = "where the last answer stands"
    QUOTED = "whose words are quoted"
    NEWEST = "which were published last"
    OLDEST = "which were published first"
    SINCE = "which were published since a day"
    AUTHORS = "who wrote them"
    DATES = "when they were published"
    SECTIONS = "which headings they have"
    MENTIONS = "which documents speak of a subject"
    BY = "which are by an author, or from a publisher or a time"
    SAYS = "what a document says about a subject"
    UNCLEAR = "a question that says too little"


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted, and the words of the line that say of what."""

    wish: Wish
    which: str = ""
    """The documents meant, as written: "the second one"; "" for all."""
    subject: str = ""
    """What they are to mention; by whom, from when or since when they are to be."""


_FORMS: dict[Wish, tuple[str, ...]] = {
    Wish.ORIGIN: (
        "where (did|do|have) you (get|got|find|found|read|take|see|hear|have) [all] (that|this|it"
        "|the answer) [from]",
        "where (is|does|did) (that|this|it|the answer) (come|stand|written|stated|said|taken|quoted"
        "|from) [from]",
        "where is the answer",
        "where does it say (that|so|this)",
        "[what (is|are)] [your|the] (source|sources|references) [(for|of) (that|this|it|the "
        "answer)]",
        "how do you know [that|this|it|so]",
        "(from|in) (what|which) [of (THE)*] (WORKS|one) [is (that|this|it)]",
        "(what|which) [one] [of (THE)*] [DOCUMENTS] (say|says|said) (that|this|so|it)",
        "(what|which) (document|article|file|text|source|one) [(is|was|does|did) (that|this|it|you)"
        "(from|in|get|that|this|it|come|stand|stated|so|say)*]",
        "(show|give) me (the|your) (sources?|places?|passages?|references?)",
    ),
    Wish.LIST: (
        "what (is|do you have|have you got|do we have) [all] (here|in here|there|available|inside)",
        "what (do you have|have you got)",
        "what is (in|inside) (the|this|my|your) PLACE",
        "(what|which) [kinds? of] DOCUMENTS [are] HERE",
        "(what|which) WORKS (do (you|we|i) have|are [there] here|are there"
        "|are (in|inside) (THE)* PLACE|can i ask [about]) HERE",
        "SHOW [[a|the] (list|names?|titles?) of] (all|the|these|your|my|of)* DOCUMENTS HERE",
        "SHOW (all|the|your|my)* (titles|sources|contents) HERE",
        "what is the (title|name) of WHICH",
        "what are (the (titles|names) [of ALL]|(the|these|those|your|my) DOCUMENTS [called|here])",
        "(documents|docs|articles|files|ls|dir|list|titles)",
    ),
    Wish.COUNT: (
        "how many DOCUMENTS HERE",
        "how many WORKS (do (you|we|i) have|have you [got]|are here|are (in|inside) (THE)* PLACE) "
        "HERE",
        "how many (sources|notes|letters|papers|reports) are (there|here)",
        "[what is] [the] number of DOCUMENTS HERE",
        "count (THE)* DOCUMENTS",
        "how (big|large) is (THE)* PLACE",
    ),
    Wish.SUMMARY: (
        "what ((is|are) ALL|ALL (is|are)) [all] about",
        "what (is|are) WHICH [all] about",
        "what is in WHICH",
        "what (do|does) ALL (talk about|discuss|cover|deal with|say|tell us|tell me|contain)",
        "(what|which) (topics?|subjects?|themes?|things) (do|does) ALL (cover|discuss|talk about"
        "|deal with)",
        "(what|which) (topics|subjects|themes) (are|do) (there|here|you (have|cover|know [about]))",
        "(what|which) (topics|subjects|themes|things) are (covered|discussed) [(in|by) ALL|here]",
        "what (is|are) the (main|key|central|common|general)* (topics?|subjects?|themes?|gist"
        "|ideas?|points?|message|takeaways?) [(of|in) ALL|here]",
        "what (is|are) the (main|key|central|general)* (topics?|subjects?|themes?|gist|points?"
        "|message|takeaways?) (of|in) WHICH",
        "[(give|show) (me|us)|make|write|provide] [a|an|the] (short|brief|quick|general)*"
        "(overview|summary|gist) [of ALL]",
        "[(give|show) (me|us)|make|write|provide] [a|an|the] (short|brief|quick|general)*"
        "(overview|summary|gist) of WHICH",
        "(summarise|summarize|sum up|tl;?dr|recap) [ALL]",
        "(summarise|summarize|sum up|tl;?dr:?|recap|give me the gist of) WHICH",
        "[what (can|could) you] tell me [something|more|a (bit|little|lot)] about (THE)* [NUMBER]"
        "WORKS",
        "(give|show|tell) [me] [the] (highlights|(key|main) (points|facts|findings)|takeaways)"
        "[of ALL]",
        "[what are] [the] (highlights|(key|main) (points|facts|findings)|takeaways) [of ALL]",
        "[(give|show|tell) [me]|what are] [the] (highlights|(key|main) (points|facts|findings)"
        "|takeaways) of WHICH",
        "[(what|how) about|open|display|show [me|us]|read [me|us]|compare] POSITION",
        "compare WHICH",
        "tell me [something|more] about WHICH",
    ),
    Wish.QUOTED: (
        "who [all] (is|are|was|were|gets) [all|being] (quoted|cited|interviewed) [here|(in|by) "
        "ALL]",
        "who [all] (is|are|was|were|gets) [all|being] (quoted|cited|interviewed) (in|by) WHICH",
        "(what|which) (people|persons?|experts?|analysts?|officials?|politicians?|speakers?"
        "|sources?|witnesses|scientists?|scholars?|professors?) (is|are|was|were) (quoted|cited"
        "|interviewed)[here|(in|by) ALL]",
        "who are the (people|persons|experts|speakers) [who|that] [are] (quoted|cited)"
        "[here|(in|by) ALL]",
        "whom? (do|does) ALL (quote|cite|interview)",
        "whom? (do|does) WHICH (quote|cite|interview)",
        "SHOW (all|the)* (people|persons|experts|speakers) [who|that] [are] (quoted|cited) [here"
        "|in ALL]",
    ),
    **{
        wish: (
            f"[(what|which) [ones?|WORKS] [is|are]|SHOW] [the|your] {late} [ones?|WORKS] HERE",
            f"(what|which) WORKS (is|are|was|were) [the] {late} HERE",
            f"what is the date of the {late} WORKS",
            *extra,
        )
        for wish, late, extra in (
            (
                Wish.NEWEST,
                "(newest|latest|most recent|last published)",
                (
                    "(what is|anything|something|is there anything) new [here|today]",
                    "SHOW (all|the)* WORKS [sorted|ordered] by date",
                ),
            ),
            (Wish.OLDEST, "(oldest|earliest|first published)", ()),
        )
    },
    Wish.SINCE: (
        "(what|which|anything|is there|are there|has|any|new) (any|anything|new|added|published"
        "|changed|news|WORKS|been|was|were|are|is|have|has|the|written|appeared|came out)* "
        "(since|after) SUBJECT",
        "SHOW (all|the|me|new|any)* WORKS [published|written] (since|after) SUBJECT",
    ),
    Wish.AUTHORS: (
        "who (wrote|has written|(are|is) the (authors?|writers?) of) ALL",
        "who (wrote|has written|(are|is) the (authors?|writers?) of) WHICH",
        "(who|what) (are|is) (the|your|their)* (authors?|writers?) [here]",
        "(what|which) authors [are|do you have|wrote ALL] [there|here]",
        "[SHOW (all|the)*] authors [here]",
    ),
    Wish.DATES: (
        "(when BE|from when (is|are)|how (old|recent|new) (is|are)) (THE)* [NUMBER] DOCUMENTS"
        "[published|written|posted|from]",
        "when BE WHICH (published|posted)",
        "(what (is|are)|SHOW) (all|the)* (dates?|publication dates?) of ALL",
        "(what (is|are)|SHOW) (all|the)* (dates?|publication dates?) of WHICH",
    ),
    Wish.SECTIONS: (
        "(what|which) (sections|headings|chapters) (does|do|are [there] in|has|have) WHICH [have"
        "|contain]",
        "[what (is|are)|SHOW] [the|a] (table of contents|sections|headings|chapters|outline"
        "|structure)[(of|in) WHICH]",
    ),
    Wish.MENTIONS: (
        "(what|which) (ones?|of (them|these|those|(THE)* WORKS)|WORKS) [that|also|actually] SPEAK "
        "SUBJECT",
        "(is|are) there (any|an|a|some|other) WORKS [that|which] SPEAK SUBJECT",
        "SHOW (all|every|the|any|some)* WORKS [that|which] SPEAK SUBJECT",
        "any WORKS [that|which] SPEAK SUBJECT",
        "(do|does) (any|one|some|all) [of] (THE|them)* [WORKS] SPEAK SUBJECT",
        "(do|does) (THE)* DOCUMENTS mention SUBJECT",
        "in (what|which) [of] (THE)* WORKS (is|are|was|were|do|does) SUBJECT (mentioned"
        "|discussed|named|quoted|appear|described)",
        "where (is|are) SUBJECT mentioned",
        "[do you (have|know)|is there|are there] (anything|something) (about|on) SUBJECT",
        "what do you (have|know) (about|on) SUBJECT",
        "how many [of (THE)*] DOCUMENTS SPEAK SUBJECT",
    ),
    Wish.BY: (
        "(what|which) [ones?|of (them|these|those|(THE)* WORKS)|WORKS] (is|are|was|were|come"
        "|comes|date|dates|do we have|do you have|have you got|there)* [written|published"
        "|posted] (by|from) SUBJECT",
        "(what|which) WORKS (is|are|was|were) (published|written|posted|dated) [in|on] SUBJECT",
        "what (is|was|were|has been) (published|written|posted|added) (in|on|by|from) SUBJECT",
        "(SHOW|is there|are there) (all|the|any|an|a|some|other)* WORKS [written|published] (by"
        "|from|of) SUBJECT",
        "[any|anything|all|the] DOCUMENTS [written|published] (by|from) SUBJECT",
        "(what|which) [WORKS] (did|has) SUBJECT (write|written|published?)",
    ),
    Wish.SAYS: (
        "what (do|does|did) WHICH (say|write|report|tell us|tell me|mention|have to say)"
        "(about|on|regarding|concerning|of) SUBJECT",
        "what (is|was) (said|written|reported) about SUBJECT in WHICH",
        "what (do|does|did) WHICH (say|write|report|tell us|tell me|cover|discuss|talk about)",
    ),
    Wish.UNCLEAR: (
        "(who|whom|whose|when|where|why|what|which|how|how (many|much|long|often|far|old|big"
        "|come|so)|which ones?|why (not|so|is that)|since when|(who|what|where) else|what (then"
        "|next|about it)|what happened|what is (this|that|it)|tell me more|more|go on|continue"
        "|explain|really|are you sure|says who|who (said|says) (that|so|this)|is that (true|so"
        "|right))",
    ),
}  # fmt: skip
"""In the order in which they are tried: the strictest first."""


def request_in(line: str) -> Request | None:
    """What the line wants of the documents; None where it is a question to their texts.

    Where `which` is no document after all, it is a question too: who asks has to see.
    """
    if len(line) > LONGEST:
        return None
    spoken = spoken_line(line)
    for wish, forms in _FORMS.items():
        for form in forms:
            if match := matched(form, spoken):
                slots = match.groupdict()
                which, subject = (slots.get(name) or "" for name in ("which", "subject"))
                if not _CLAUSE.match(subject):
                    return Request(wish, which.strip(), _bare(subject))
    return None


_CLAUSE = re.compile(
    r"(?:who|what|when|where|why|how|which|whether|if|that|any|anything|anyone|something)\b", re.I
)
"""How a subject begins that is a question itself, as in "does it mention where he grew up"."""


def _bare(subject: str) -> str:
    return subject.strip().strip("\"“”„'?!., ")
