"""What a question asks for: how much text (a phrase, a sentence, several), and of which kind."""

import re
from enum import StrEnum

from qa.text.words import STOP_WORDS, words


class Want(StrEnum):
    """How much text of the documents answers a question."""

    PHRASE = "phrase"
    SENTENCE = "sentence"  # why, how, yes or no, what somebody says: a phrase tells too little
    SEVERAL = "several"  # lists and comparisons: more than one sentence, often of several documents


_SENTENCE = re.compile(
    r"^\W*(?:why|explain|describe|how(?! (?:many|much|old|long|far|big|large|tall|high|often|soon"
    r"|deep|fast|heavy|wide)\b)|(?:what|how) (?:do|does|did)\b.*\b(?:say|think|argue|believe|claim"
    r"|warn|expect|suggest)|(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|may|might|must|shall)\b)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"^\W*(?:list|name (?:all|some|the|every|\w+ of)\b|enumerate|compare|summari[sz]e"
    r"|(?:what|which) (?:are|were) (?:all |some of )?(?:the|its|his|her|their)\b.*s\b"
    r"|what .*\b(?:differences?|similarities|(?:else|other) .*s)\b)"
    r"|\b(?:compared? (?:to|with)|differ(?:s|ed)? from|difference between|versus|vs)\b",
    re.IGNORECASE,
)
_KINDS = (
    (
        "date",
        r"when\b|(?:in |on |since )?(?:what|which) (?:year|date|day|month|century)\b"
        r"|what (?:is|was) (?:the |his |her |their )?(?:birth ?date|birthday|date of birth"
        r"|date of death|death date|release date)\b",
    ),
    ("place", r"where\b|(?:in |from |to )?(?:what|which) (?:city|town|country|place|village)\b"),
    ("name", r"(?:by |to |with |for )?who(?:m|se)?\b"),
    ("number", r"how (?:many|much|old|long|far|big|large|tall|high|often|deep|fast|heavy|wide)\b"),
    ("reason", r"why\b"),
)  # fmt: skip
_KIND = re.compile(
    r"^\W*(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS) + ")", re.IGNORECASE
)


_WHETHER = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must|shall"
    r"|am)\b(?!.*\bor\b)",
    re.IGNORECASE,
)
_ONE_DOER = re.compile(
    r"^\W*(?:by )?who(?:m|se)? (?:is|was|are|were|has been|will be|(?:\w+ )?(?:wrote|designed"
    r"|directed|won|built|founded|discovered|invented|composed|painted|leads?|led|owns?|owned|created"
    r"|produced|developed|established|chairs?|chaired|runs?|heads?|headed|killed|elected"
    r"|succeeded|replaced))\b",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\b(?:win|won|meet|met|visit|visited|play|played|score|scored|held|happen|happened|occur"
    r"|occurred|take place|took place|flood|flooded|strike|struck|attend|attended)\b",
    re.IGNORECASE,
)
_ONE_THING = re.compile(
    r"\b(?:what|which) (?:(?!did|do|does|should|can|could|happen|else)\w+)\b", re.IGNORECASE
)
_DEFINITION = re.compile(
    r"^\W*(?:what(?:[’']s| is| are| was| were)|define)\s+(?P<article>an?\s+|the\s+)?"
    r"(?P<subject>[^?.!]+?)\W*$|^\W*who(?:[’']s| is| was| are)\s+(?P<person>[A-Z][^?.!]*?)\W*$",
    re.IGNORECASE,
)
_RELATES = re.compile(
    r"\b(?:of|in|for|at|on|by|to|from|between|with|about|than|that|which|who|per|my|your|our|its"
    r"|their|his|her|it|this|there|called|named|made)\b",
    re.IGNORECASE,
)
_DO = (
    r"\bwhat (?:should|do|must|can) (?:i|we|you|one) (?:(?:have|need) to )?do\b|\bwhat to do\b"
    r"|\bwhat (?:has|have|needs?) to (?:be done|happen)\b"
)
_LIST = re.compile(
    r"^\W*(?:how (?:do|can|should|would|could|must|to)\b"
    r"|what (?:should|do|must|can) (?:i|we|you|one)\b|(?:list|name|enumerate)\b"
    r"|(?:what|which)\b.*\b(?:are there|steps|ingredients|needed|need|required)\b"
    r"|(?:(?:for|in|on|at|from|to|by|with|under) )?(?:what|which) (?:\w+ ){0,3}?\w+s"
    r" (?:are|were|do|does|did|can|should|must|may|will|have)\b"
    r"|what (?:goes|comes|belongs|is) (?:in|into|inside|with)\b|(?:who|what) else\b"
    r"|(?:what|which) (?:are|were)\b)"
    rf"|{_DO}|\bwhat (?:should|do|must) (?:i|we|you) need\b",
    re.IGNORECASE,
)


_COMPARED = re.compile(
    r"\b(?:differences?|distinction|similarit(?:y|ies)) between (?P<a>.+?) and (?P<b>.+)"
    r"|\bcompare (?P<c>.+?) (?:and|with|to|against) (?P<d>.+)"
    r"|\bhow (?:is|are|do|does|did|was|were) (?P<e>.+?) (?:different|differ) from (?P<f>.+)"
    r"|^\W*(?P<g>\w[^?]*?) (?:versus|vs\.?) (?P<h>.+)",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b(?:what|which) time\b|\bwhat o[’']clock\b", re.IGNORECASE)
_STEPS = re.compile(
    r"^\W*how (?:do|can|should|would|could|must|to)\b"
    rf"|{_DO}",
    re.IGNORECASE,
)


def wants_list(question: str) -> bool:
    """Whether a list or the steps of a procedure would answer it."""
    return _LIST.search(question) is not None


def asks_for_one(question: str) -> bool:
    """Whether only one answer can be right: a count, a date, who holds an office, of which kind.

    Several people may have spoken, and a cup may be won twice; a place may lie in another.
    """
    if wants_list(question):
        return False
    match wanted_kind(question):
        case "number":
            return True
        case "date":
            return _OFTEN.search(question) is None
        case "name":
            return _ONE_DOER.match(question) is not None
        case "":
            return _ONE_THING.search(question) is not None
    return False


def asks_when(question: str) -> bool:
    """Whether a day or a time of the day would answer it."""
    return wanted_kind(question) == "date" or _TIME.search(question) is not None


def asks_whether(question: str) -> bool:
    """Whether yes or no would answer it."""
    return _WHETHER.match(question) is not None


def compared(question: str) -> tuple[str, ...]:
    """The two things of which a question asks how they differ; none for any other question."""
    match = _COMPARED.search(question)
    found = [thing for thing in match.groups() if thing] if match else []
    return tuple(thing.strip(" ?.!\"'") for thing in found)


def wants_steps(question: str) -> bool:
    """Whether it asks how something is done, which a procedure answers step by step."""
    return _STEPS.search(question) is not None


def defined_subject(question: str) -> str:
    """What a question like "What is X?" or "Who is X?" asks to be explained; "" for any other.

    "What is the price of X?" asks for a fact.
    """
    match = _DEFINITION.match(question)
    if match is None:
        return ""
    if person := match["person"]:
        return person if person[:1].isupper() and not _RELATES.search(person) else ""
    subject, article = match["subject"], (match["article"] or "").strip().lower()
    if len(subject.split()) > 6 or (article == "the" and not subject[:1].isupper()):
        return ""
    return "" if _RELATES.search(subject) and not subject[:1].isupper() else subject


def wanted(question: str) -> Want:
    """How much text answers this question."""
    if _SEVERAL.search(question):
        return Want.SEVERAL
    explains = _SENTENCE.search(question) or defined_subject(question)
    return Want.SENTENCE if explains else Want.PHRASE


def wanted_kind(question: str) -> str:
    """What the question asks for: "date", "place", "name", "number", "reason", or ""."""
    match = _KIND.match(question)
    return (match.lastgroup or "") if match else ""


def asked_names(question: str) -> tuple[str, ...]:
    """The question's names as written; neighbouring words are one name, the first word is none."""
    found_names: list[str] = []
    end = -1
    for word, span in words(question):
        written = question[span.start : span.end]
        # "US" is a name, "us" is not.
        is_plain = word in STOP_WORDS and not (len(written) > 1 and written.isupper())
        is_name = span.start > 0 and written[0].isupper() and not is_plain
        if is_name and found_names and question[end : span.start] == " ":
            found_names[-1] += f" {written}"
        elif is_name:
            found_names.append(written)
        end = span.end if is_name else -1
    return tuple(dict.fromkeys(found_names))
