"""Keys of one's own: what the file may say, what is refused, and that the keys then work."""

import re
import time
from pathlib import Path

import pytest
from textual import constants, events
from ui_driver import Driver, running_app
from ui_fakes import HOW_MANY, FakeLibrary, opener

from qa.ui.app import PANES, QAApp
from qa.ui.model.keys import FILE, Keyboard, actions_of, config_folder, read_keys, show
from qa.ui.terminal import read_alt_digits, taken_keys


def read(folder: Path, text: str) -> Keyboard:
    (folder / FILE).write_text(text, encoding="utf-8")
    return read_keys(PANES, folder)


def test_without_a_file_nothing_changes(tmp_path: Path) -> None:
    keyboard = read_keys(PANES, tmp_path)
    assert (keyboard.keymap, keyboard.problem) == ({}, "")
    assert keyboard.keys("quote.next") == ("ctrl+n", "alt+down")
    assert keyboard.shown("{quote.next}  {find}") == "Ctrl+N  /"


@pytest.mark.parametrize(
    ("text", "keymap"),
    [
        pytest.param('"quote.next" = "f8"', {"quote.next": "f8"}, id="one key"),
        pytest.param('quote.next = "f8"', {"quote.next": "f8"}, id="a dotted name"),
        pytest.param('[quote]\nnext = ["f8", "alt+n"]', {"quote.next": "f8,alt+n"}, id="two keys"),
        pytest.param('find = "?"', {"find": "question_mark"}, id="a sign"),
        pytest.param(
            'edit = "c"\n"copy.citation" = "o"',
            {"edit": "c", "copy.citation": "o"},
            id="two change places",
        ),
        pytest.param('"page.up" = "m"', {}, id="taken everywhere"),
    ],
)
def test_what_the_file_says(tmp_path: Path, text: str, keymap: dict[str, str]) -> None:
    assert read(tmp_path, text).keymap == keymap


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('nope = "f8"', "there is no action 'nope'", id="unknown action"),
        pytest.param('find = "f99"', "there is no key 'f99'", id="unknown key"),
        pytest.param("find = []", "find needs a key", id="no key"),
        pytest.param("find = 8.5", "there is no key '8.5'", id="not text"),
        pytest.param(
            'edit = "y"', "y belongs to copy.quote already, so edit keeps its old key", id="clash"
        ),
        pytest.param('edit = "3"', "3 belongs to “Quote 3” already", id="clash with a lasting key"),
        pytest.param('find = "n"', "n belongs to mark.next already", id="clash across panes"),
        pytest.param('"quote.next" = "x"', "works while you type", id="a letter in the prompt"),
        pytest.param('"quote.next" = "enter"', "works while you type", id="the prompt's key"),
        pytest.param(
            'edit = "f8"\n"copy.quote" = "o"\nfind = ""', "there is no key ''", id="empty"
        ),
        pytest.param("find = ", "keys.toml cannot be read", id="no TOML"),
        pytest.param('a = "b"\nc = "d"\ne = "f"', "(and 1 more)", id="much"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    trouble = read(tmp_path, text).problem
    assert said in trouble
    assert "\n" not in trouble


def test_a_key_that_falls_back_is_not_given_away(tmp_path: Path) -> None:
    # edit may not have y, so it keeps o, which the other then cannot have.
    keyboard = read(tmp_path, '"copy.answer" = "o"\nedit = "y"')
    assert keyboard.keymap == {}
    assert "o belongs to edit already" in keyboard.problem


def test_the_folder_of_settings_can_be_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QA_CONFIG", str(tmp_path))
    assert config_folder() == tmp_path


@pytest.mark.parametrize(
    ("key", "shown"), [("ctrl+n", "Ctrl+N"), ("f8", "F8"), ("slash", "/"), ("Y", "Y"), ("y", "y")]
)
def test_keys_are_shown_as_on_a_keyboard(key: str, shown: str) -> None:
    assert show([key]) == shown


def test_no_two_actions_have_one_key_to_begin_with() -> None:
    actions = actions_of(PANES)
    seen: dict[tuple[str, str], str] = {}
    for action in actions:
        for key in action.keys:
            assert seen.setdefault((action.pane, key), action.name) == action.name


def test_every_lasting_key_of_the_panes_is_one_that_nobody_would_move() -> None:
    fixed = {action.name for action in actions_of(PANES) if action.name.startswith("“")}
    assert fixed <= {"“Ask”", "“Next match”", "“Previous match”"} | {
        *(f"“Quote {number}”" for number in range(1, 10)),
        *(f"“Question {number}”" for number in range(1, 6)),
    }


def app(folder: Path) -> QAApp:
    return QAApp(opener(FakeLibrary()), HOW_MANY, config=folder)


@pytest.mark.asyncio
async def test_the_new_keys_work_and_the_old_ones_do_not(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('"quote.next" = "f8"\n"line.down" = "x"\n', encoding="utf-8")
    running = app(tmp_path)
    async with running.run_test(size=(120, 34)) as pilot:
        d = Driver(running, pilot)
        await d.answered()
        await pilot.press("ctrl+n")
        assert d.current == 0
        await pilot.press("f8")
        assert d.current == 1
        await d.settled()
        assert "F8 Next" in d.text()
        await pilot.press("f1")
        await d.until(lambda: "next and previous quote" in d.text())
        assert "F8  Ctrl+B" in d.text()


@pytest.mark.asyncio
async def test_trouble_with_the_file_is_a_note_and_the_program_runs(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('nope = "f8"', encoding="utf-8")
    running = app(tmp_path)
    async with running.run_test(size=(120, 34), notifications=True) as pilot:
        d = Driver(running, pilot)
        await d.answered()
        await d.until(lambda: "there is no action 'nope'" in " ".join(d.text().split()))


@pytest.mark.asyncio
async def test_without_a_file_there_is_no_note() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        assert "keys.toml" not in d.text()


def test_the_docs_list_every_action_with_its_keys() -> None:
    page = (Path(__file__).parents[2] / "docs" / "ui.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1:3] for row in page.splitlines() if row.startswith("| `")]
    listed = {name: cell for names, cell in rows for name in re.findall(r"`([\w.]+)`", names)}
    actions = [action for action in actions_of(PANES) if not action.name.startswith("“")]
    assert set(listed) == {action.name for action in actions}
    for action in actions:
        keys = {each.strip() for each in listed[action.name].split(", ")}
        shown = {key if len(key) > 1 and "_" not in key else show([key]) for key in action.keys}
        assert {show([key]) if key == "slash" else key for key in shown} <= keys, action.name


def test_alt_with_a_digit_arrives_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    from textual import _ansi_sequences, _xterm_parser

    known = dict(_ansi_sequences.ANSI_SEQUENCES_KEYS)
    for module in ("qa.ui.terminal", "textual._xterm_parser"):
        monkeypatch.setattr(f"{module}.ANSI_SEQUENCES_KEYS", known)
    read_alt_digits()
    parsers = [_xterm_parser.XTermParser() for _ in range(9)]
    for digit, parser in enumerate(parsers, start=1):
        assert not list(parser.feed(f"\x1b{digit}"))
    time.sleep(2 * constants.ESCAPE_DELAY)  # an escape alone would have ended by now
    arrived = [e.key for each in parsers for e in each.tick() if isinstance(e, events.Key)]
    assert arrived == [f"alt+{digit}" for digit in range(1, 10)]


@pytest.mark.parametrize(
    ("around", "taken", "shown"),
    [
        ({}, frozenset(), "Ctrl+N  Ctrl+B  Ctrl+T"),
        ({"TMUX": "/tmp/tmux-0/default,1,0"}, {"ctrl+b"}, "Ctrl+N  Alt+↑  Ctrl+T"),
        ({"STY": "1.pts-0"}, {"ctrl+a"}, "Ctrl+N  Ctrl+B  Ctrl+T"),
        ({"TEXTUAL_DRIVER": "x"}, {"ctrl+n", "ctrl+t", "ctrl+w"}, "Alt+↓  Ctrl+B  Ctrl+T"),
    ],
    ids=["alone", "tmux", "screen", "browser"],
)
def test_keys_that_do_not_arrive_are_not_shown_where_there_are_others(
    around: dict[str, str], taken: set[str], shown: str
) -> None:
    assert taken_keys(around) == taken
    keyboard = read_keys(PANES, None, taken_keys(around))
    assert keyboard.shown("{quote.next}  {quote.previous}  {literally}") == shown


@pytest.mark.asyncio
async def test_the_footer_of_tmux_has_no_key_that_tmux_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    (tmp_path / FILE).write_text('documents = "shift+f8"', encoding="utf-8")
    app = QAApp(opener(FakeLibrary()), config=tmp_path)
    async with app.run_test(size=(140, 30)) as pilot:
        d = Driver(app, pilot)
        await d.until(lambda: "Alt+↑ Previous" in d.text())
        assert "^b" not in d.text()
        assert "Shift+F8 Documents" in d.text()
