"""Whatever the width of a script in a terminal, what stands beside it stays where it is."""

from collections.abc import Callable

import pytest
from rich.cells import cell_len, get_character_cell_size

from qa.ui.steady import steadied

HINDI = "दुनिया नाव"
FAMILY = "👩\u200d👩\u200d👧 two"
MARKS = "\u093f\u093e\u0941\u200d"


def on_screen(data: str, width: Callable[[str], int]) -> list[str]:
    """A line of a terminal with these widths of characters; "#" stands in its cells before."""
    line, column = ["#"] * 60, 0
    for part in data.replace("\x1b[1;1H", "\x1b[1G").split("\x1b["):
        if "G" in part and part[: part.index("G")].isdigit():
            number, part = part.split("G", 1)
            column = int(number) - 1
        for character in part:
            cells = width(character)
            for n in range(cells):
                line[column + n] = character if n == 0 else ""
            column += cells
    return line


def narrow(character: str) -> int:
    return 0 if character in MARKS else get_character_cell_size(character)


def wide(character: str) -> int:
    return 1 if character in MARKS else get_character_cell_size(character)


@pytest.mark.parametrize("width", [narrow, wide], ids=["narrow", "wide"])
@pytest.mark.parametrize("words", [HINDI, FAMILY])
def test_what_follows_a_gap_keeps_its_column(words: str, width: Callable[[str], int]) -> None:
    gap = " " * (30 - cell_len(words))
    line = on_screen(steadied(f"\x1b[1;1H{words}{gap}|"), width)
    assert line[30] == "|"
    assert "#" not in line[:30]
    assert all(character in line for character in words if width(character))


def test_what_is_certain_is_sent_as_it_is() -> None:
    data = "\x1b[3;7H\x1b[1mNine boats     | 渡船\x1b[0m"
    assert steadied(data) is data


def test_styles_and_moves_stay() -> None:
    data = f"\x1b[2;5H\x1b[1m{HINDI}\x1b[0m      \x1b[3m|\x1b[0m\x1b[3;1Hnext     |"
    steady = steadied(data)
    assert steady != data
    for sequence in ("\x1b[2;5H", "\x1b[1m", "\x1b[0m", "\x1b[3m|", "\x1b[3;1Hnext     |"):
        assert sequence in steady
