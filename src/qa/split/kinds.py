"""The kind of a piece of text, by its words: prose, or a heading, caption, byline or label.

Pure functions on strings. They look at a bounded part of a piece, so its length costs nothing.
"""

from __future__ import annotations

import re

from qa.text.dates import is_date_line
from qa.text.punctuation import ends_sentence
from qa.types import Kind

_LONGEST_FRAGMENT = 400  # characters; anything longer is prose
_LONG = 200  # characters that make a piece prose even without punctuation or spaces, as in Thai
_LONG_WORDS = 18
_SENTENCE_WORDS = 4
_TITLE_WORDS = 17

_OPEN_END = re.compile(r"[:,;—–-]$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_OPENING_QUOTE = re.compile(r"[\"“„«‘「『—–-]")
_SPEAKER = re.compile(r"(?:[A-Z][\w.’'-]*)(?:[ ][A-Z][\w.’'-]*){0,3}:\s+\S")
_WORD = re.compile(r"\w+")

_BYLINE = re.compile(
    r"(?P<strong>(?:(?:additional[ ])?(?:story|article|text|words|report|reported|written|posted"
    r"|edited|reporting|editing|writing|compiled|translated|photographs)[ ]by|authors?|byline)\b"
    r"\s*:?|by:?)\s+(?P<names>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_JOINING = frozenset(
    """
    and und et y e with in for at the of de la le da van von der den bin al
    """.split()
)
_TIME_WORDS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december
    """.split()
)
_NAMES_END = re.compile(  # what follows the names: a role, an outlet, the editor
    r"\s+[–—-]\s.*|\s*[|•·].*|\s*;\s*(?:additional|editing|edited|writing|photo).*",
    re.DOTALL | re.IGNORECASE,
)

_PICTURE = r"(?:photo|photograph|image|picture|illustration|graphic|map|chart|video|figure)s?"
_CAPTION = re.compile(
    rf"!\[|[(\[]?(?:(?:file|handout|ap|pool)[ ])?{_PICTURE}(?:[ ](?:source|credit|caption|by|\d+))?"
    rf"[ ]?[:/]|[(\[]{_PICTURE}[ ](?:by|via|courtesy|from|credit)\b|(?:photo[ ])?"
    r"(?:credit|caption)s?[ ]?:|sources?[ ]?:|(?:©|\(c\))[ ]"
    r"(?:copyright\b|[\d©]|[A-Z][\w.]*[ ](?:19|20)\d\d)|note:[ ]as[ ]of\b",
    re.IGNORECASE,
)
_BARE_CAPTION = re.compile(rf"(?:{_PICTURE}[ ](?:by|via|courtesy)\b)", re.IGNORECASE)
_CREDIT = re.compile(
    r"[(\[]?[A-Z][\w.’'-]*(?:[ ][A-Z][\w.’'-]*){0,3}[ ]?/[ ]?[A-Z][\w.&’'-]*"
    r"(?:[ ][A-Z][\w.&’'-]*){0,3}(?:[ ]?/[ ]?[A-Z][\w.& ’'-]*)?[)\]]?"
    r"|.{0,60}\b(?:getty[ ]images|afp|shutterstock)\)?",
)
_OUTLET = re.compile(
    r"\b(?:media|news|newspaper|group|times|post|press|agency|journal|tribune|herald|gazette|daily"
    r"|weekly|magazine|network|radio|tv|television|reuters|ap|afp|bbc|cnn|dw|npr|observer|guardian"
    r"|telegraph|chronicle|courier|standard|mail|today|report|review)\b|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
_NAVIGATION = frozenset(
    " ".join(
        """
    reuter, reuters, share, share this, share this article, tweet, email, print, save,
    copy link, comments, comment, advertisement, ad, sponsored, subscribe, subscribe now,
    sign up, sign in, log in, read more, read next, related, related articles, related stories,
    more, learn more, continue reading, menu, home, search, skip to content, back to top,
    follow us, listen, watch, play, loading, next, previous, top stories, most read, contents,
    table of contents, end, ends, ###
    """.split()
    ).split(", ")
)
_NAVIGATION_PREFIX = re.compile(
    r"(?:read (?:more|also|next)|related|see also|also read|watch|listen)[ ]?:"
    r"|\d+ min(?:ute)?s?[ -]read$|(?:published|updated|posted|last updated)[ ]?:",
    re.IGNORECASE,
)


def count_words(text: str) -> int:
    """Words of the first 4,000 characters; a character of a script without spaces counts as one."""
    head = text[:4000]
    characters = 0 if head.isascii() else len(_CJK.findall(head))
    return characters or len(head.split())


def is_prose(text: str) -> bool:
    """Whether a piece reads as body text: it is a sentence, or long."""
    words = count_words(text)
    wide = not text.isascii() and _CJK.search(text[:100]) is not None
    if len(text) >= _LONG or words >= (2 * _LONG_WORDS if wide else _LONG_WORDS):
        return True
    if ends_sentence(text):
        spoken = _OPENING_QUOTE.match(text) or _SPEAKER.match(text)
        return words >= (2 if spoken else _SENTENCE_WORDS) and not _is_title_question(text)
    return _OPEN_END.search(text) is not None and words >= 6


def kind_of(text: str) -> Kind | None:
    """The kind of a piece by its words alone; None where only its neighbours can decide."""
    if len(text) > _LONGEST_FRAGMENT:
        return Kind.BODY
    bare = text.strip("*_ \n\t")
    if not _WORD.search(text):
        return Kind.LABEL
    if _is_caption(bare):
        return Kind.CAPTION
    if byline_names(bare):
        return Kind.BYLINE
    if is_label(bare):
        return Kind.LABEL
    if is_prose(text):
        return Kind.BODY
    return Kind.HEADING if _is_title_question(bare) else None


def is_label(text: str) -> bool:
    """Whether the text is a date, words of navigation, or the end mark of a news agency."""
    return is_navigation(text) or is_date_line(text)


def is_navigation(text: str) -> bool:
    """Whether the text is of the page and not of its article: "Share", "Updated: 6 May"."""
    words = text.strip(" .:*-—[]()→»>").casefold()
    return words in _NAVIGATION or (
        _NAVIGATION_PREFIX.match(text) is not None and not _is_statement(text)
    )


def _is_statement(text: str) -> bool:
    """Whether a line that begins as navigation goes on as a sentence: "Updated: it was sold."."""
    return len(text.split()) > 25 or (ends_sentence(text) and count_words(text) > _SENTENCE_WORDS)


def byline_names(text: str) -> str:
    """The names in a line like "By Ada Lowe and Tom Ash", as written; "" if it is not a byline."""
    match = _BYLINE.match(text[:_LONGEST_FRAGMENT]) if len(text) <= _LONGEST_FRAGMENT else None
    if match is None:
        return ""
    names = _NAMES_END.sub("", " ".join(match["names"].split())).rstrip(" ,;*_")
    words = [word.strip("(),;.") for word in names.split()]
    named = [word for word in words if word[:1].isupper() or not word[:1].isalpha()]
    others = [word for word in words if word not in named and word.lower() not in _JOINING]
    strong = match["strong"] is not None and match["strong"].lower() not in ("by", "report by")
    limit = 30 if strong else 10
    if not named or others or len(words) > limit or words[0].lower() in _TIME_WORDS:
        return ""
    if not strong and (names[-1] in ".!?," or len(words) < 2 or not words[0][:1].isupper()):
        return ""
    return names


def is_outlet(text: str) -> bool:
    """Whether a fragment reads as the name of a newspaper or agency."""
    return len(text.split()) <= 6 and _OUTLET.search(text) is not None


def is_title(text: str) -> bool:
    """Whether a fragment at the top could be the title: neither a sentence nor part of one."""
    first = next((c for c in text if c.isalnum()), "")
    return (
        bool(first)
        and not first.islower()
        and not ends_sentence(text)
        and _OPEN_END.search(text) is None
        and count_words(text) <= 2 * _TITLE_WORDS
    )


def is_capitalised(text: str) -> bool:
    """Whether most of the words of four letters and more begin with a capital."""
    words = [word for word in _WORD.findall(text[:_LONGEST_FRAGMENT]) if len(word) > 3]
    return bool(words) and sum(word[0].isupper() for word in words) > len(words) / 2


def _is_title_question(text: str) -> bool:
    return (
        text.endswith("?")
        and "\n" not in text
        and len(text.split()) <= 14
        and not _OPENING_QUOTE.match(text)
        and text.count("?") == 1
        and is_capitalised(text)
        and not _SPEAKER.match(text)
    )


def _is_caption(text: str) -> bool:
    if _CAPTION.match(text) or _CREDIT.fullmatch(text):
        return True
    return _BARE_CAPTION.match(text) is not None and not ends_sentence(text)
