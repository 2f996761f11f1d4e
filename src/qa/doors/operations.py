"""What programs can ask an index for: each by name, with its arguments and what it is for.

Every door offers these same operations. They only read: an update of the index by another process
is taken up between two of them. The objects follow docs/architecture.md. Descriptions are written
for a language model that has to decide what to call.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from qa.doors.conversations import Conversations
from qa.doors.parameters import Arguments, Kind, Parameter
from qa.errors import BadInput
from qa.library import Library
from qa.render import (
    Json,
    answer_json,
    answer_text,
    comparison_json,
    comparison_text,
    document_json,
    hits_json,
    hits_text,
    place,
)
from qa.text.counted import counted
from qa.types import Answer, Document, Hit, Paragraph

MOST_READ = 20_000
"""Characters of a document that are given at once."""
MOST_LISTED = 100
"""Documents that are listed at once."""

Found = Callable[[tuple[Hit, ...]], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What an operation gives: an object, and the same as a text to read and quote."""

    value: Json
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that a program can ask for."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    run: Callable[["Operations", Arguments], Result]
    fields: tuple[str, ...]
    """Fields that the object always has."""


class Operations:
    """The operations on one library; threads may share them."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._conversations = Conversations(library)

    def search(self, given: Arguments) -> Result:
        query, understood = given["query"], self.library.understand(given["query"])
        hits = self.library.search(query, given["k"], where=given["where"])
        text = hits_text(hits) or "No documents match these conditions."
        return Result(hits_json(query, hits, understood.corrections), text)

    def ask(self, given: Arguments) -> Result:
        answer = self.library.ask(given["question"], given["k"], where=given["where"])
        return Result(answer_json(answer), answer_text(answer))

    def chat(self, given: Arguments) -> Result:
        answer = self.reply(given["question"], given["earlier"], given["k"], given["where"])
        return Result(answer_json(answer), answer_text(answer))

    def asking(self, given: Arguments, found: Found | None = None) -> Callable[[], Answer]:
        """What answers `ask` or `chat` and tells the passages before."""
        earlier = given.get("earlier", ())
        return partial(
            self.reply, given["question"], earlier, given["k"], given["where"], found=found
        )

    def reply(
        self,
        question: str,
        earlier: Sequence[str] = (),
        k: int = 5,
        where: Sequence[str] = (),
        found: Found | None = None,
    ) -> Answer:
        """The answer in a conversation; `found` is called with the passages before."""
        return self._conversations.ask(question, earlier, k, where=where, found=found)

    def compare(self, given: Arguments) -> Result:
        comparison = self.library.compare(given["question"], given["k"], where=given["where"])
        return Result(comparison_json(comparison), comparison_text(comparison))

    def documents(self, given: Arguments) -> Result:
        """A part of the list, and after which source the next one begins."""
        after, listed = given["after"], self.library.catalogue.facts()
        part = [facts for facts in listed if facts.source > after][: MOST_LISTED + 1]
        more = part[MOST_LISTED - 1].source if len(part) > MOST_LISTED else None
        part = part[:MOST_LISTED]
        value = {"documents": [document_json(each) for each in part], "next": more}
        lines = [" | ".join(filter(None, (d.source, d.title, d.published))) for d in part]
        if more:
            lines.append(f"There are more after {more}")
        return Result(value, "\n".join(lines) or "No documents.")

    def read(self, given: Arguments) -> Result:
        """A range of a document's text, and where the next one begins."""
        document = self.library.document(given["source"])
        if document is None:
            raise BadInput(f"there is no document {given['source']!r}: `documents` lists them all")
        paragraphs = self.library.paragraphs(document)
        start, end = _range(document, paragraphs, given)
        read = [each for each in paragraphs if each.start < end and start < each.end]
        value = {
            **document_json(document),
            "characters": len(document.text),
            "start": start,
            "end": end,
            "text": document.text[start:end],
            "paragraphs": [
                {
                    "paragraph": each.ordinal,
                    "start": each.start,
                    "end": each.end,
                    "section": list(each.section),
                    "page": each.page,
                }
                for each in read
            ],
            "next": end if end < len(document.text) else None,
        }
        head = place(read[0]) if read else document.source
        head += f", characters {start}-{end} of {len(document.text)}"
        return Result(value, f"{head}\n\n{value['text']}")

    def status(self, _: Arguments) -> Result:
        """What is in the index; not where it and its files lie on this machine."""
        status = asdict(self.library.status())
        value = {name: status[name] for name in status if name not in ("folder", "roots")}
        counts = f"{counted(status['documents'])}, {counted(status['passages'], 'passage')}"
        return Result(value, f"{counts}; updated {status['updated']}")


def _range(
    document: Document, paragraphs: tuple[Paragraph, ...], given: Arguments
) -> tuple[int, int]:
    """The characters that are asked for, at most MOST_READ of them.

    Raises:
        BadInput: if the document has no such paragraph or characters.
    """
    length, number = len(document.text), given["paragraph"]
    if number is None:
        start = given["start"]
        end = length if given["end"] is None else min(given["end"], length)
        if start >= end and length:
            raise BadInput(f"no characters from {start} to {end}: the document has {length}")
    else:
        if number >= len(paragraphs):
            raise BadInput(f"no paragraph {number}: the document has {len(paragraphs)}, from 0")
        around = given["around"]
        start = paragraphs[max(0, number - around)].start
        end = paragraphs[min(len(paragraphs) - 1, number + around)].end
    return start, min(end, start + MOST_READ)


_WHERE = Parameter(
    "where",
    "Only documents that satisfy every one of these conditions: a field (source, title, author, "
    "publisher, published, url, language), one of = != < <= > >= ~ and a value, such as "
    "'published>=2024-10' or 'title~bridge' (~ is contains).",
    Kind.TEXTS,
    default=(),
    most=20,
)
_QUESTION = Parameter(
    "question",
    "One question in plain English, complete in itself: names in place of pronouns.",
    required=True,
)


def _passages(default: int) -> Parameter:
    return Parameter(
        "k", "How many passages to give.", Kind.NUMBER, default=default, least=1, most=50
    )


_CITE = (
    " Cite by the title (or source) and paragraph given with each quote, and keep quotes word for "
    "word: `start` and `end` are characters of the document's text, so anyone can check them."
)

OPERATIONS = (
    Operation(
        "search",
        "Find passages",
        "Find the passages of the user's documents that are nearest to a question or to keywords, "
        "best first, each with its exact place. Use it to gather material on a topic, or when "
        "`ask` gives no answer. If nothing fits, search again with other words: synonyms, the "
        "name instead of the description, one aspect at a time. After two or three tries without "
        "a fitting passage, say that the documents do not cover it. A passage is a paragraph: "
        "`read` shows what stands around it." + _CITE,
        (
            Parameter("query", "A question or keywords.", required=True),
            _passages(8),
            _WHERE,
        ),
        Operations.search,
        ("query", "passages"),
    ),
    Operation(
        "ask",
        "Ask the documents",
        "Answer one factual question from the user's documents, in their own words: the shortest "
        "exact answer, the sentences that state it, and numbered citations. `confidence` is the "
        "chance that it is right; `verdict` is 'answered', 'unsure' (say 'perhaps', and check the "
        "sentence) or 'not here' (`reason` says why, `passages` are the nearest). Where "
        "`sources_differ`, say so and name who says what (`groups`). Split what has "
        "several parts into several questions. Where the verdict is not 'answered', rephrase once "
        "or use `search`; never fill the gap from memory without saying so." + _CITE,
        (_QUESTION, _passages(5), _WHERE),
        Operations.ask,
        ("question", "answered", "verdict", "answer", "confidence", "statements", "citations"),
    ),
    Operation(
        "chat",
        "Ask in a conversation",
        "As `ask`, for a question that leans on earlier ones, such as 'And in October?' or 'Who "
        "said that?'. Give what was asked before in `earlier`, word for word, the first question "
        "first; nothing is remembered from call to call. `understood_as` is the question that was "
        "answered, null where it was taken as asked: check that it is what the user means. Where "
        "you can write the whole question yourself, `ask` is surer." + _CITE,
        (
            Parameter("question", "The question as the user asked it.", required=True),
            Parameter(
                "earlier",
                "The questions before it in this conversation, without the answers.",
                Kind.TEXTS,
                default=(),
                most=1000,
            ),
            _passages(5),
            _WHERE,
        ),
        Operations.chat,
        ("question", "understood_as", "answered", "verdict", "answer", "statements", "citations"),
    ),
    Operation(
        "compare",
        "Compare the documents",
        "What each document says to one question, the oldest first, and whether they differ. Use "
        "it where sources may disagree or a figure may have changed over time. `relation` is "
        "'main' (as the likeliest answer), 'differs', 'also' (another, no contradiction) or null; "
        "`silent` are documents that were read and say nothing to it. It takes longer than `ask`; "
        "do not choose between sources that differ, name them." + _CITE,
        (
            _QUESTION,
            Parameter(
                "k", "How many documents to read.", Kind.NUMBER, default=10, least=1, most=30
            ),
            _WHERE,
        ),
        Operations.compare,
        ("question", "sources_differ", "sayings", "silent"),
    ),
    Operation(
        "read",
        "Read a document",
        "The text of one document, or a part of it, exactly as it is indexed: by paragraph (with "
        "`around` neighbours on each side), or by characters. Use it to see what stands around a "
        f"passage or citation before you rely on it. At most {MOST_READ:,} characters come at "
        "once; go on with `start` set to `next`.",
        (
            Parameter(
                "source",
                "The document's `source`, as search, ask and documents give it.",
                required=True,
            ),
            Parameter("paragraph", "The number of a paragraph, as citations give it.", Kind.NUMBER),
            Parameter(
                "around",
                "How many paragraphs before and after it to add.",
                Kind.NUMBER,
                default=0,
                most=20,
            ),
            Parameter(
                "start",
                "The first character, where no paragraph is named.",
                Kind.NUMBER,
                default=0,
            ),
            Parameter("end", "The character before which to end.", Kind.NUMBER),
        ),
        Operations.read,
        ("source", "start", "end", "text", "next"),
    ),
    Operation(
        "documents",
        "List the documents",
        "Which documents there are, in order of source, with title, author and date. At most "
        f"{MOST_LISTED} come at once; where `next` is not null, ask again with `after` set to it. "
        "To find out what they say, `search` is quicker than reading them.",
        (Parameter("after", "Only sources after this one.", default=""),),
        Operations.documents,
        ("documents", "next"),
    ),
    Operation(
        "status",
        "What is in the index",
        "How many documents and passages there are, and when the index was last updated.",
        (),
        Operations.status,
        ("documents", "passages", "updated"),
    ),
)
"""In the order in which they are listed."""
BY_NAME = {operation.name: operation for operation in OPERATIONS}
