"""The reader's own keys: a file that gives actions other keys, checked before it is used.

`keys.toml` in the user's folder of settings (or in $QA_CONFIG): the name of an action, then a key
or a list of keys, as in `"quote.next" = ["ctrl+g", "f8"]`. What is not valid is ignored, and a
message says so.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, format_key

FILE = "keys.toml"
EVERYWHERE = "everywhere"
Panes = Mapping[str, Sequence[type[DOMNode]]]
"""By pane: the classes whose bindings work in it. Those of EVERYWHERE work in all panes."""

_NAMES = frozenset(key.value for key in Keys) | frozenset(KEY_NAME_REPLACEMENTS.values())
_TYPING_KEYS = frozenset(KEY_NAME_REPLACEMENTS.values()) | frozenset(
    "space enter tab backspace delete left right home end".split()
)
_MODIFIERS = re.compile(r"(?:(?:ctrl|alt|shift|super|meta|hyper)\+)*")


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a key does, in one pane or everywhere."""

    name: str
    """Its id, or its description in quotation marks where its keys cannot be changed."""
    pane: str
    keys: tuple[str, ...]
    while_typing: bool
    """Whether its keys work in the prompt too, so that they cannot be letters."""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """All actions with their keys, and the keys that the reader changed."""

    actions: tuple[Action, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By name of an action: its keys instead of the default ones."""
    problem: str = ""
    """What in the file is not valid, in one line; "" for nothing."""
    taken: frozenset[str] = frozenset()
    """Keys that do not arrive here, such as the prefix of tmux."""

    @property
    def keymap(self) -> dict[str, str]:
        """The changed keys as textual expects them."""
        return {name: ",".join(keys) for name, keys in self.changed.items()}

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action as they are now."""
        defaults = (action.keys for action in self.actions if action.name == name)
        return self.changed.get(name) or next(defaults, ())

    def arriving(self, name: str) -> tuple[str, ...]:
        """Those of its keys that arrive here; all, where none does."""
        keys = self.keys(name)
        return tuple(key for key in keys if key not in self.taken) or keys

    def shown(self, text: str) -> str:
        """The text with "{quote.next}" replaced by the first key of that action that arrives."""
        return re.sub(r"\{([a-z.]+)\}", lambda match: show(self.arriving(match[1])[:1]), text)


def show(keys: Sequence[str]) -> str:
    """Keys as they are printed on a keyboard: "Ctrl+N"."""
    return " ".join(map(_show, keys))


def _show(key: str) -> str:
    *modifiers, last = key.split("+")
    shown = format_key(last)
    capital = len(shown) > 1 or bool(modifiers)
    return "+".join([*(each.title() for each in modifiers), shown.title() if capital else shown])


def actions_of(panes: Panes) -> tuple[Action, ...]:
    """The actions of all bindings that qa defines."""
    actions: dict[tuple[str, str], Action] = {}
    for pane, classes in panes.items():
        for binding in (each for cls in classes for each in _bindings(cls)):
            name = binding.id or f"“{binding.description}”"
            keys = tuple(map(_name, binding.key.split(",")))
            while_typing = binding.priority or pane == "prompt"
            actions[pane, name] = Action(name, pane, keys, while_typing)
    return tuple(actions.values())


def _bindings(cls: type[DOMNode]) -> Iterator[Binding]:
    for base in (each for each in cls.__mro__ if each.__module__.startswith("qa.")):
        for binding in base.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding):
                yield binding


def config_folder() -> Path:
    """The folder of the reader's settings: $QA_CONFIG, else the one of the platform."""
    from platformdirs import user_config_path

    return Path(os.environ.get("QA_CONFIG") or user_config_path("qa", appauthor=False))


def read_keys(panes: Panes, folder: Path | None, taken: frozenset[str] = frozenset()) -> Keyboard:
    """The keyboard as the file in `folder` changes it; without a file, the default one.

    Args:
        taken: Keys that do not arrive here.
    """
    actions = actions_of(panes)
    if folder is None:
        return Keyboard(actions, taken=taken)
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
        import tomllib

        wanted = tomllib.loads(text)
    except FileNotFoundError:
        return Keyboard(actions, taken=taken)
    except (OSError, ValueError) as error:
        problem = f"{FILE} cannot be read: {' '.join(str(error).split())}"
        return Keyboard(actions, problem=problem, taken=taken)
    changed: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    for name, value in _flat(wanted):
        keys = tuple(map(_name, [value] if isinstance(value, str) else value))
        problem = _refuse(name, keys, actions)
        if problem:
            problems.append(problem)
        else:
            changed[name] = keys
    # An action that loses its new key gets its old one back, which another may have by now.
    while clash := next(filter(None, (_clash(name, changed, actions) for name in changed)), None):
        name, problem = clash
        problems.append(problem)
        del changed[name]
    more = f" (and {len(problems) - 2} more)" if len(problems) > 2 else ""
    problem = f"{FILE}: {'; '.join(problems[:2])}{more}" if problems else ""
    return Keyboard(actions, MappingProxyType(changed), problem, taken)


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str | list[str]]]:
    """Names and keys; quote.next = "x" is a table in a table to TOML."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        elif isinstance(value, str):
            yield above + name, value
        elif isinstance(value, list):
            yield above + name, [str(each) for each in value]
        else:
            yield above + name, str(value)


def _name(key: str) -> str:
    """A key by the name that textual has for it: "?" is "question_mark"."""
    modifiers = _MODIFIERS.match(key.strip())
    assert modifiers is not None
    last = key.strip()[modifiers.end() :]
    if len(last) == 1 and not last.isalnum():
        name = unicodedata.name(last, last).lower().replace("-", "_").replace(" ", "_")
        last = KEY_NAME_REPLACEMENTS.get(name, name)
    return modifiers[0] + last


def _refuse(name: str, keys: Sequence[str], actions: Sequence[Action]) -> str:
    """Why an action cannot have these keys whatever the others have; "" if it can."""
    named = [action for action in actions if action.name == name]
    if not named:
        return f"there is no action {name!r}"
    if not keys:
        return f"{name} needs a key"
    for key in keys:
        if not _exists(key):
            return f"there is no key {key!r}"
        if any(action.while_typing for action in named) and _types(key):
            return f"{name} works while you type, so {show([key])!r} cannot be its key"
    return ""


def _exists(key: str) -> bool:
    last = key[_end_of_modifiers(key) :]
    if len(last) == 1 or last in _NAMES:
        return True
    try:
        return bool(unicodedata.lookup(last.replace("_", " ")))
    except KeyError:
        return False


def _end_of_modifiers(key: str) -> int:
    modifiers = _MODIFIERS.match(key)
    return modifiers.end() if modifiers else 0


def _types(key: str) -> bool:
    """Whether the prompt needs the key for typing."""
    last = key.removeprefix("shift+")
    return last in _TYPING_KEYS or (last not in _NAMES and "+" not in last)


def _clash(
    name: str, changed: Mapping[str, tuple[str, ...]], actions: Sequence[Action]
) -> tuple[str, str] | None:
    """The name, and a message that another action in the same pane has its key already."""
    now = partial(_keys_now, changed=changed)
    for mine in (action for action in actions if action.name == name):
        for other in actions:
            same_pane = other.pane == mine.pane or EVERYWHERE in (other.pane, mine.pane)
            shared = set(now(mine)) & set(now(other)) if same_pane and other.name != name else ()
            for key in sorted(shared):
                return (
                    name,
                    f"{show([key])} belongs to {other.name} already, so {name} keeps its old key",
                )
    return None


def _keys_now(action: Action, changed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return changed.get(action.name, action.keys)
