"""MDX -> Markdown with the same lines: imports, exports and tags go, the words in them stay."""

from __future__ import annotations

import re

from qa.errors import BadInput
from qa.load.text import decode
from qa.types import Document

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")
_MODULE = re.compile(
    r"import\s+(?:['\"]|[\w$*{][^.]{0,1000}?\sfrom\s+['\"]|\{[^}]*$)"
    r"|export\s+(?:default|const|let|var|function|async|class|\{|\*)"
)
_SHOWN = r"(?:title|label|alt|caption|summary|description|header)"
_CODE_OR_TAG = re.compile(
    r"(?P<code>`[^`\n]{1,2000}`)"
    r"|(?P<comment>\{/\*(?:(?!\*/|\{/\*).){0,5000}\*/\}|<!--(?:(?!-->|<!--).){0,5000}-->)"
    r"|(?P<space>\{(?:\" *\"|' *')\})"
    r"|</?(?:[A-Za-z][\w.:-]{0,80}"
    r"(?P<rest>(?>\s(?>\"[^\"]{0,2000}\"|'[^']{0,2000}'|\{[^{}]{0,2000}\}|[^<>\"'{}]{1,500})*)?)"
    r")?/?>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"(?<=\s){_SHOWN}=(?:\{{?\"([^\"]+)\"|\{{?'([^']+)')")


def read_mdx(data: bytes) -> Document:
    """The Markdown of a file, without its program.

    Raises:
        BadInput: if it is no text, or has no words.
    """
    lines = decode(data).split("\n")
    done: list[str] = []
    prose: list[str] = []
    fence, in_module, is_front = "", False, lines[0].rstrip() == "---"
    for number, line in enumerate(lines):
        if is_front:
            done.append(line)
            is_front = number == 0 or line.rstrip() not in ("---", "...")
            continue
        mark = _FENCE.match(line)
        if fence or mark:
            if not fence and mark:
                done += _without_tags(prose)
                prose, fence, in_module = [], mark[1], False
            elif mark and mark[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
            done.append(line)
            continue
        after_blank = not prose or not prose[-1].strip()
        in_module = bool(line.strip()) and (
            in_module or (after_blank and _MODULE.match(line) is not None)
        )
        prose.append("" if in_module else line)
    done += _without_tags(prose)
    text = "\n".join(done)
    if not text.strip():
        raise BadInput("it contains no text")
    return Document("", text)


def _without_tags(lines: list[str]) -> list[str]:
    return _CODE_OR_TAG.sub(_words, "\n".join(lines)).split("\n") if lines else []


def _words(match: re.Match[str]) -> str:
    """What stays of a tag: the words in its attributes, and its line breaks."""
    if match["code"]:
        return match[0]
    if match["space"]:
        return " "
    words = " ".join(one or other for one, other in _ATTRIBUTE.findall(match["rest"] or ""))
    breaks = match[0].count("\n")
    return " ".join(words.split()) + ("\n" * breaks if breaks else " " if words else "")
