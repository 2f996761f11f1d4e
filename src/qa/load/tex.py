"""LaTeX -> a Document: the words that would be printed, without running TeX or reading other files.

Headings, items, tables and code keep their structure, formulas stay as written; the preamble,
comments, citations and layout go.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from qa.load.markup_lines import date_value
from qa.load.tex_names import (
    ACCENTS,
    CODE,
    DROPPED,
    FIRST_DROPPED,
    FORMULAS,
    HEADINGS,
    LISTS,
    SYMBOLS,
    TABLES,
    WITH_ARGUMENTS,
)
from qa.load.text import decode
from qa.load.text_builder import TextBuilder
from qa.text.sanitize import metadata_value
from qa.types import Document

MOST_ARGUMENT = 5000
"""Characters of an argument that is dropped; one that is not closed ends there or with its
paragraph."""
_TOKEN = re.compile(
    r"(?P<command>\\[a-zA-Z@]+\*?)[ \t]*"
    r"|(?P<escape>\\[^a-zA-Z@])"
    r"|(?P<math>\$\$(?:[^$\\]|\\.){1,5000}\$\$|\$(?:[^$\\]|\\.){1,2000}\$)"
    r"|(?P<blank>\n[ \t]*\n\s*)"
    r"|(?P<text>[^\\{}$&~\n]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_COMMENT = re.compile(r"((?:[^%\\]|\\.)*)%")
_BEGINS_CODE = re.compile(rf"\\begin\{{({'|'.join(map(re.escape, sorted(CODE)))})\}}")
_OPTION = re.compile(r"\s*\[([^\[\]]{0,500})\]")
_NAME = re.compile(r"\s*\{([^{}\\]{1,60})\}")
_BRACE = re.compile(r"[{}]|\\.|\n[ \t]*\n", re.DOTALL)
_PLACEMENT = re.compile(r"[htbpH!clrs,\d. ]*$|.*=")
_FACT = re.compile(r"\\(title|author|date)\s*+(?:\[[^\[\]]{0,500}\]\s*+)?(?=\{)")
_THANKS = re.compile(r"\\thanks\s*\{[^{}]{0,500}\}")
_QUOTES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))


def read_tex(data: bytes) -> Document:
    """The words of a file, and the title, author and date that it states.

    Raises:
        BadInput: if it is no text, or has no words.
    """
    text = _without_comments(decode(data).split("\n"))
    facts: dict[str, str] = {}
    for fact in _FACT.finditer(text):
        if fact[1] not in facts:
            facts[fact[1]] = text[fact.end() + 1 : _argument_end(text, fact.end()) - 1]
    authors = _THANKS.sub("", facts.get("author", "")).split(r"\and")
    author = ", ".join(filter(None, (_plain(words.split(r"\\")[0]) for words in authors)))
    title, date = _plain(facts.get("title", "")), _plain(facts.get("date", ""))
    _, begun, body = text.partition(r"\begin{document}")
    body = body.partition(r"\end{document}")[0] if begun else text
    converter = _Converter(body)
    converter.builder.heading(title)
    converter.convert()
    return Document(
        "",
        converter.builder.text(),
        metadata_value(title),
        metadata_value(author),
        date_value(date),
    )


def _plain(words: str) -> str:
    converter = _Converter(words)
    converter.convert(end=False)
    return " ".join("".join(converter.words).split())


def _without_comments(lines: Iterable[str]) -> str:
    """The text without comments; in code a percent sign is none."""
    kept = []
    code = ""
    for line in lines:
        if code:
            code = "" if code in line else code
        elif begin := _BEGINS_CODE.search(line):
            code = rf"\end{{{begin[1]}}}"
            code = "" if code in line else code
        elif comment := _COMMENT.match(line):
            line = comment[1]
            if not line.strip():
                continue
        kept.append(line)
    return "\n".join(kept)


def _argument_end(text: str, start: int) -> int:
    """The index after the argument whose brace opens at `start`."""
    depth, end = 0, min(len(text), start + MOST_ARGUMENT)
    for brace in _BRACE.finditer(text, start, end):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}":
            depth -= 1
            if not depth:
                return brace.end()
        elif brace[0][0] == "\n":
            return brace.start()
    return end


class _Converter:
    """Goes once over the text; `closers` say what is to be done at each closing brace."""

    def __init__(self, text: str) -> None:
        self.builder = TextBuilder()
        self.words: list[str] = []
        self._text = text
        self._at = 0
        self._closers: list[str] = []
        self._lists: list[int] = []
        """For each list that is open the number of its last item; -1 where it has none."""
        self._mark = ""
        self._row: list[str] | None = None
        self._tables = 0
        self._unclosed: set[str] = set()

    def convert(self, *, end: bool = True) -> None:
        while token := _TOKEN.match(self._text, self._at):
            self._at = token.end()
            kind, value = token.lastgroup, token[token.lastgroup or 0]
            if kind == "command":
                self._command(value[1:].removesuffix("*"))
            elif kind == "escape":
                self._escape(value[1])
            elif kind == "math":
                self.words.append(" ".join(value.split()))
            elif kind == "blank":
                self._blank()
            elif kind == "text":
                for written, sign in _QUOTES:
                    value = value.replace(written, sign)
                self.words.append(value)
            else:
                self._sign(value)
        if end:
            self._flush()

    def _blank(self) -> None:
        if self._row is None:
            self._flush()

    def _flush(self) -> None:
        """End the paragraph, the item or the row that is being collected."""
        words, self.words = "".join(self.words), []
        mark, self._mark = self._mark, ""
        if self._row is not None:
            row, self._row = [*self._row, words], []
            if any(cell.strip() for cell in row):
                self.builder.row(row)
        elif mark and words.strip():
            self.builder.item(words, number="" if mark == "-" else mark)
        elif mark:
            self._mark = mark
        else:
            self.builder.paragraph(words)

    def _sign(self, sign: str) -> None:
        if sign == "{":
            self._closers.append("")
        elif sign == "}":
            self._close(self._closers.pop() if self._closers else "")
        elif sign == "&" and self._row is not None:
            self._row.append("".join(self.words))
            self.words = []
        else:
            self.words.append(" " if sign in "~\n" else sign)

    def _close(self, closer: str) -> None:
        if closer.startswith("#"):
            words, self.words = "".join(self.words), []
            self.builder.heading(words, len(closer))
        elif closer == "paragraph":
            self._flush()
        else:
            self.words.append(closer)

    def _open(self, closer: str) -> bool:
        """Enter an argument, which `closer` ends; False if there is none."""
        self._options()
        if self._text[self._at : self._at + 1] != "{":
            return False
        self._at += 1
        self._closers.append(closer)
        return True

    def _options(self) -> None:
        while option := _OPTION.match(self._text, self._at):
            self._at = option.end()

    def _drop(self, most: int) -> None:
        """Leave out up to `most` arguments, and options."""
        self._options()
        for _ in range(most):
            if self._text[self._at : self._at + 1] != "{":
                break
            self._at = _argument_end(self._text, self._at)
            self._options()

    def _escape(self, sign: str) -> None:
        if sign in "([":
            self._formula("\\)" if sign == "(" else "\\]", "\\" + sign)
        elif sign == "\\":
            self._options()
            if self._row is not None:
                self._flush()
            else:
                self.words.append(" ")
        elif sign in ACCENTS:
            self._accent(ACCENTS[sign])
        elif sign in "-/":  # a place for a hyphen, a correction
            return
        else:
            self.words.append(" " if sign in " \n,;:!" else sign)

    def _accent(self, accent: str) -> None:
        start = self._at
        while self._text[self._at : self._at + 1] in ("{", " ") and self._at < start + 3:
            self._at += 1
        letter = self._text[self._at : self._at + 1]
        if letter == "\\" and self._text[self._at + 1 : self._at + 2] in ("i", "j"):
            letter, self._at = self._text[self._at + 1], self._at + 1
        if not letter.isalpha():
            self._at = start
            return
        self._at += 1
        if self._text[start : self._at].count("{") and self._text[self._at : self._at + 1] == "}":
            self._at += 1
        self.words.append(unicodedata.normalize("NFC", letter + accent))

    def _raw(self, closing: str) -> str | None:
        """The text up to `closing`, which is passed; None if it does not come."""
        end = -1 if closing in self._unclosed else self._text.find(closing, self._at)
        if end < 0:
            self._unclosed.add(closing)
            return None
        raw, self._at = self._text[self._at : end], end + len(closing)
        return raw

    def _formula(self, closing: str, opening: str) -> None:
        raw = self._raw(closing)
        self.words.append(opening if raw is None else " ".join(f"{opening}{raw}{closing}".split()))

    def _command(self, name: str) -> None:
        if name in HEADINGS:
            self._flush()
            self._open("#" * HEADINGS[name])
        elif name == "begin":
            self._begin()
        elif name == "end":
            self._end()
        elif name in ("item", "bibitem"):
            self._item(name)
        elif name in ("caption", "abstract"):
            self._flush()
            self._open("paragraph")
        elif name == "par":
            self._blank()
        elif name in ("footnote", "footnotetext", "thanks", "marginpar"):
            self.words.append(" (" if self._open(")") else "")
        elif name == "verb":
            self._verb()
        elif name in DROPPED:
            self._drop(DROPPED[name])
            if self.words and self._text[self._at : self._at + 1] in (",", ".", ";", ":", ")"):
                self.words[-1] = self.words[-1].rstrip()
        elif name in FIRST_DROPPED:
            self._drop(FIRST_DROPPED[name])
        elif name in SYMBOLS:
            self.words.append(SYMBOLS[name])
        elif name in ACCENTS:
            self._accent(ACCENTS[name])
        else:
            self._options()

    def _verb(self) -> None:
        sign = self._text[self._at : self._at + 1]
        end = self._text.find(sign, self._at + 1, self._at + 500) if sign else -1
        if end > 0:
            self.words.append(self._text[self._at + 1 : end])
            self._at = end + 1

    def _item(self, name: str) -> None:
        self._flush()
        label = _OPTION.match(self._text, self._at)
        if label:
            self._at = label.end()
        if name == "bibitem":
            self._drop(1)
        elif self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            self._mark = f"{self._lists[-1]}."
            return
        self._mark = "-"
        if label and label[1].strip():
            self.words.append(f"{_plain(label[1])}: ")

    def _begin(self) -> None:
        if not (match := _NAME.match(self._text, self._at)):
            return
        self._at, name = match.end(), match[1].removesuffix("*")
        closing = rf"\end{{{match[1]}}}"
        if name in FORMULAS:
            self._formula(closing, rf"\begin{{{match[1]}}}")
            return
        self._flush()
        if name in CODE:
            self._drop(1 if name == "minted" else 0)
            raw = self._raw(closing)
            if raw is not None and name != "comment":
                self.builder.code(raw)
            return
        if name in LISTS:
            self._lists.append(0 if name == "enumerate" else -1)
        elif name == "abstract":
            self.builder.heading("Abstract", 2)
        if name not in WITH_ARGUMENTS:
            option = _OPTION.match(self._text, self._at)
            if option and _PLACEMENT.match(option[1]) is None:
                self.words.append(f"{option[1]}: ")
            self._options()
        self._drop(WITH_ARGUMENTS.get(name, 0))
        if name in TABLES:
            self.builder.gap()
            self._tables, self._row = self._tables + 1, []

    def _end(self) -> None:
        if not (match := _NAME.match(self._text, self._at)):
            return
        self._at, name = match.end(), match[1].removesuffix("*")
        self._flush()
        self._mark = ""
        if name in LISTS and self._lists:
            self._lists.pop()
            self.builder.gap()
        elif name in TABLES and self._tables:
            self._tables -= 1
            if not self._tables:
                self._row = None
                self.builder.gap()
