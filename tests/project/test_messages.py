"""A list of the messages a user can see: they are read together, and changes show in review.

Collected from the source: arguments of errors and notes, help texts, faults of `qa doctor`, and
reasons why there is no answer. After a change: python tests/project/test_messages.py --write
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "qa"
LIST = Path(__file__).with_name("messages.txt")
WRITE = "python tests/project/test_messages.py --write"
HEAD = f"# The messages a user can see, by file of src/qa. Made by: {WRITE}\n"

ERRORS = {
    node.name
    for node in ast.parse((SOURCE / "errors.py").read_text(encoding="utf-8")).body
    if isinstance(node, ast.ClassDef)
}
CALLS = ERRORS | {
    "ArgumentTypeError",
    "Fault",
    "note",
    "notify",
    "notify_user",
    "print",
    "say",
    "show_text",
    "skip",
    "tell",
}
"""Functions whose text arguments are shown."""
KEYWORDS = {"help", "description", "epilog", "reason"}
"""Keyword arguments whose text is shown, of any call."""


def _text(node: ast.expr) -> str:
    """The text of an expression, with {} for what is known only when it runs; "" if it has none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(
                _text(part) if isinstance(part, ast.Constant) else "{}" for part in parts
            )
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            texts = _text(left), _text(right)
            return "".join(text or "{}" for text in texts) if any(texts) else ""
        case ast.IfExp(body=body, orelse=orelse):
            return " | ".join(filter(None, (_text(body), _text(orelse))))
    return ""


def _name(function: ast.expr) -> str:
    """The last part of the name that is called: `note`, or `error` of `parser.error`."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lstrip("_")
    return ""


def _shown(tree: ast.AST) -> Iterator[str]:
    """The texts in a module that are shown to a user, and are more than one word."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        arguments = node.args if name in CALLS or name == "add_command" else []
        named = [one.value for one in node.keywords if one.arg in KEYWORDS]
        for argument in (*arguments, *named):
            text = re.sub(r"\s+", " ", _text(argument)).strip()
            if re.search(r"[^\W\d_]", text.replace("{}", "")) and " " in text:
                yield text


def messages() -> str:
    """The list as it is written to messages.txt."""
    lines = [HEAD]
    for path in sorted(SOURCE.rglob("*.py")):
        shown = sorted(set(_shown(ast.parse(path.read_text(encoding="utf-8")))))
        if shown:
            lines.append(f"\n{path.relative_to(SOURCE).as_posix()}\n")
            lines += [f"    {text}\n" for text in shown]
    return "".join(lines)


def test_the_list_of_messages_is_up_to_date() -> None:
    written = LIST.read_text(encoding="utf-8")
    assert messages() == written, f"read what changed, then: {WRITE}"


def test_messages_of_every_kind_are_in_the_list() -> None:
    written = LIST.read_text(encoding="utf-8")
    for text in (
        "{} is no command, file or folder",
        "folder of the index (default:",
        "answer a question, with citations",
        "watching {}; Ctrl+C stops it",
        "vectors.faiss",
    ):
        assert text in written


def test_a_message_is_one_line_with_placeholders() -> None:
    tree = ast.parse('raise BadInput(f"{path}: too\\nlarge" + (f" ({n})" if n else ""))')
    assert list(_shown(tree)) == ["{}: too large ({})"]


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        raise SystemExit(f"usage: {WRITE}")
    LIST.write_text(messages(), encoding="utf-8")
