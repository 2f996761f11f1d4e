"""The documents keep up with the code: commands, options, the map of files, pinned versions."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from qa.cli.main import main

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "qa"
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DOCUMENTED = (ROOT / "README.md").read_text(encoding="utf-8") + ARCHITECTURE
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def _help(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--help"])
    assert stopped.value.code == 0
    return capsys.readouterr().out


def test_commands_and_their_options_are_described(capsys: pytest.CaptureFixture[str]) -> None:
    commands = re.findall(r"^    (\w+) ", _help(capsys), re.MULTILINE)
    assert {"ask", "search", "index"} <= set(commands)
    unsaid = [name for name in commands if not re.search(rf"\bqa {name}\b", DOCUMENTED)]
    known = set(re.findall(r"(?<![\w-])--?[a-z]+", DOCUMENTED))
    for name in commands:
        options = set(re.findall(r"(?<![\w-])--?[a-z]+", _help(capsys, name))) - {"-h", "--help"}
        assert "--index" in options
        unsaid += [f"{name} {option}" for option in sorted(options - known)]
    assert unsaid == []


def _map() -> list[str]:
    """The paths in the map of docs/architecture.md, as written."""
    section = ARCHITECTURE.split("## The map\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^    +(\S+)", section, re.MULTILINE)


def test_the_map_names_files_that_are_there() -> None:
    paths = _map()
    assert len(paths) > 30
    missing = [path for path in paths if not any((at / path).exists() for at in (ROOT, SOURCE))]
    assert missing == []


def test_every_file_is_on_the_map() -> None:
    files = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")}
    packages = {path for path in files if path.endswith("/__init__.py")}
    assert files - packages - set(_map()) == set()


def test_a_package_s_init_is_a_docstring() -> None:
    inits = [path for path in SOURCE.rglob("__init__.py") if path.parent != SOURCE]
    assert [path for path in inits if len(ast.parse(path.read_text()).body) != 1] == []


def _pins() -> dict[str, str]:
    pairs = [line.split("==") for line in PINS if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def _requirements() -> list[str]:
    extras = PROJECT["optional-dependencies"].values()
    return [line for lines in (PROJECT["dependencies"], *extras) for line in lines]


@pytest.mark.parametrize("line", _requirements())
def test_a_dependency_is_pinned_to_a_version_that_it_allows(line: str) -> None:
    wanted = Requirement(line)
    if wanted.name == PROJECT["name"]:
        assert set(wanted.extras) <= PROJECT["optional-dependencies"].keys()
        return
    pinned = _pins().get(canonicalize_name(wanted.name))
    assert pinned is not None
    assert wanted.specifier.contains(pinned)


def test_pins_are_plain_versions_in_order() -> None:
    pins = [line for line in PINS if not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    assert pins == sorted(pins, key=str.lower)
