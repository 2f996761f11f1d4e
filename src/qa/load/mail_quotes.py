"""What of a letter is quoted from another: kept, told apart, and after the letter's own words.

A reply that answers a quotation line by line keeps its order, since its words mean little without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_QUOTED = re.compile(r"[ \t]{0,3}(?:>[ \t]?){1,30}")
_WROTE = re.compile(
    r"\b(?:wrote|writes|said|schrieb|a écrit|escribió|scrisse|schreef|skrev)\b[^:]{0,120}:\W*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\**(?:From|Von|De|Da|Van)\**: ?(?P<name>\S[^:\n]{0,100}?)(?=\s+\**\w{1,12}\**:|$)",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden)\**: ?\S", re.IGNORECASE
)
_RULE = re.compile(
    r"[-_ ]{2,}(?:(?:original|forwarded|ursprüngliche|weitergeleitete)[\w .-]{0,40})?[-_ ]{2,}",
    re.IGNORECASE,
)
_HEADER_LINES = 6  # lines of "From:", "Sent:" and the like over an older letter
_ATTRIBUTION_LINES = 3  # of "On Monday ... wrote:", where it is wrapped
_LONGEST_HEADING = 200
_LONGEST_RULE = 200
_SIGNATURE = "--"


@dataclass(slots=True)
class _Run:
    """Lines in a row that are quoted equally deep; 0 is the letter's own."""

    depth: int
    lines: list[str] = field(default_factory=list)
    said_by: str = ""
    """Who is quoted, or the line that says so, without its colon."""

    def words(self) -> str:
        return "\n".join(self.lines).strip("\n")

    def says_something(self) -> bool:
        first = next((line for line in self.lines if line.strip()), "")
        return first.strip() not in ("", _SIGNATURE)


def own_words_first(text: str) -> str:
    """The letter's own words, then each quotation under a heading that says whose it is."""
    runs = _runs(text)
    if not any(run.depth for run in runs):
        return text
    own = [run for run in runs if not run.depth]
    _take_attributions(runs)
    spoken = [run for run in own if run.says_something()]
    if len(spoken) > 1:
        return "\n\n".join(filter(None, map(_in_place, runs)))
    quoted = [run for run in runs if run.depth and run.words()]
    parts = [*(run.words() for run in own), *map(_under_heading, quoted)]
    return "\n\n".join(part for part in parts if part.strip())


def _runs(text: str) -> list[_Run]:
    runs: list[_Run] = []
    older = 0  # 1 below the header lines of an older letter, which has no other marks
    lines = text.split("\n")
    for number, line in enumerate(lines):
        marks = _QUOTED.match(line)
        begins = marks is None and _begins_older(lines, number)
        older = older or int(begins)
        depth = older + (marks[0].count(">") if marks else 0)
        blank = not line.strip() and bool(runs)
        if begins or not (runs and (blank or runs[-1].depth == depth)):
            runs.append(_Run(depth))
        if older and not runs[-1].said_by and (writer := _FROM.match(line.strip())):
            runs[-1].said_by = writer["name"]
        runs[-1].lines.append(line[marks.end() :] if marks else line)
    return runs


def _begins_older(lines: Sequence[str], number: int) -> bool:
    """Whether the header lines of an older letter begin here, or the rule above them."""
    line = lines[number].strip()
    if _is_rule(line):
        following = (later.strip() for later in lines[number + 1 : number + 4])
        line = next(filter(None, following), "")
        return _FROM.match(line) is not None
    if not _FROM.match(line) or (number and _is_rule(lines[number - 1].strip())):
        return False
    block = " ".join(lines[number : number + _HEADER_LINES])
    return _SENT.search(block) is not None


def _is_rule(line: str) -> bool:
    """Whether a line stands above an older letter."""
    return len(line) <= _LONGEST_RULE and _RULE.fullmatch(line) is not None


def _take_attributions(runs: Sequence[_Run]) -> None:
    """Moves "On Monday Ada wrote:" from the end of a run to the quotation that it introduces."""
    for i, run in enumerate(runs[1:], 1):
        before = runs[i - 1]
        if run.depth <= before.depth:
            continue
        while before.lines and not before.lines[-1].strip():
            before.lines.pop()
        for count in range(1, min(_ATTRIBUTION_LINES, len(before.lines)) + 1):
            said = " ".join(" ".join(before.lines[-count:]).split())
            starts = count == len(before.lines) or not before.lines[-count - 1].strip()
            if starts and len(said) <= _LONGEST_HEADING and _WROTE.search(said):
                run.said_by = said.rstrip(" :>*_")
                del before.lines[-count:]
                break


def _under_heading(run: _Run) -> str:
    return f"## Quoted{f': {run.said_by}' if run.said_by else ''}\n\n{run.words()}"


def _in_place(run: _Run) -> str:
    """The run where it stands, a quotation with its marks."""
    if not run.depth:
        return run.words()
    marks = ">" * run.depth
    said = f"{run.said_by}:\n\n" if run.said_by else ""
    lines = (f"{marks} {line}".rstrip() for line in run.words().split("\n"))
    return said + "\n".join(lines) if run.words() else ""
