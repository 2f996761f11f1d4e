"""Values as words for the screen: confidence, sources, dates, sizes; pure."""

from __future__ import annotations

from datetime import date, datetime

from qa.render import marks, tenths
from qa.text.markup import shown
from qa.text.sanitize import one_line
from qa.types import Answer, Document, Group, Relation

NOT_OWN = "This index was not made by you on this machine"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def sureness(confidence: float) -> str:
    """The estimate that an answer is right, as a person would say it."""
    if confidence >= 0.8:
        word = "very likely right"
    elif confidence >= 0.65:
        word = "likely right"
    elif confidence >= 0.5:
        word = "more likely right than not"
    else:
        return f"uncertain, about {tenths(confidence)} in 10: check the quote"
    return f"{word}, about {tenths(confidence)} in 10"


def day(published: str) -> str:
    """An ISO date as "6 Nov 2024"; anything else as it was written."""
    try:
        when = date.fromisoformat(published[:10])
    except ValueError:
        return one_line(published)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(updated: str) -> str:
    """An ISO 8601 time as "6 Nov 2024 14:05" in the local time zone; else as it was written."""
    try:
        when = datetime.fromisoformat(updated)
    except ValueError:
        return one_line(updated)
    if when.tzinfo is not None:
        when = when.astimezone()
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year} {when:%H:%M}"


def name(document: Document) -> str:
    """What a document is called: its title, or its source where it has none."""
    return one_line(shown(document.title)) or one_line(document.source)


def byline(document: Document, *, title: bool = True) -> str:
    """Title, author, publisher and date on one line, as far as the document has them."""
    author, publisher = one_line(document.author), one_line(document.publisher)
    facts = [
        name(document) if title else "",
        author,
        publisher if publisher.casefold() != author.casefold() else "",
        day(document.published),
    ]
    return " · ".join(fact for fact in facts if fact)


def listed(document: Document) -> str:
    """The details beside its name in a list: author, date, and the source unless it is the name."""
    source = one_line(document.source) if document.title else ""
    return "  ".join(filter(None, [byline(document, title=False), source]))


def shelved(document: Document) -> str:
    """The details beside its name where documents are shown to begin with: its date and length."""
    words = count(len(document.text.split()), "word")
    return " · ".join(filter(None, [day(document.published), words]))


def group_title(answer: Answer) -> str:
    """What stands over the groups of an answer; "" where there is nothing beside the best."""
    if answer.sources_differ:
        return "Sources differ"
    return "Also mentioned" if answer.compared else ""


def group_details(answer: Answer, group: Group) -> str:
    """Who says what a group gives: "2 sources · 7 Oct 2024 · according to the port authority"."""
    documents = [answer.citations[n - 1].paragraph.document for n in group.citations]
    days = dict.fromkeys(day(document.published) for document in documents)
    speakers = dict.fromkeys(answer.attributed(number) for number in group.citations)
    named = "; ".join(one_line(speaker) for speaker in speakers if speaker)
    retold = dict.fromkeys(name(answer.citations[n - 1].paragraph.document) for n in group.retold)
    facts = [
        count(group.sources, "source"),
        ", ".join(filter(None, days)),
        f"according to {named}" if named else "",
        f"also in {', '.join(retold)}" if retold else "",
    ]
    return " · ".join(filter(None, facts))


def group_rows(answer: Answer) -> list[tuple[Group, str]]:
    """The groups that are compared, each with who says so; "also" where it is no contradiction."""
    return [
        (
            group,
            ("also · " if group.relation is Relation.ALSO else "") + group_details(answer, group),
        )
        for part in answer.compared
        for group in part
    ]


def group_lines(answer: Answer) -> list[str]:
    """The same as text, under a title: "- 9,000 people [1] · 1 source"; none where none is."""
    lines = [
        f"- {one_line(group.answer)} {marks(group.citations)} · {details}"
        for group, details in group_rows(answer)
    ]
    return [f"{group_title(answer)}:", *lines] if lines else []


def count(number: int, noun: str) -> str:
    """ "1 document", "79 passages"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def sentence(words: str) -> str:
    """Words with a capital at the front and a full stop at the end."""
    words = words.strip()
    return words if not words else words[0].upper() + words[1:].rstrip(".") + "."


def understood(answer: Answer) -> str:
    """Which question was answered in place of the one asked, as a sentence."""
    return f"Understood as: {one_line(answer.understood_as or answer.question)}"


def voices(answer: Answer) -> str:
    """How many independent sources give the answer; documents, where it was saved without that."""
    if answer.groups:
        return count(answer.groups[0].sources, "source")
    return count(len({c.paragraph.document.source for c in answer.citations}), "source")


def duration(seconds: float) -> str:
    """A time that a person had to wait."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def size(number: int) -> str:
    """A number of bytes."""
    amount = float(number)
    for unit in ("bytes", "KB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
