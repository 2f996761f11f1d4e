"""The rules of the house, as tests: what imports what, what is public, how long files are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import qa

SOURCE = Path(qa.__file__).parent
FACES = ("cli", "__main__", "ui", "doors", "adapters")
HEAVY = {"torch", "transformers", "sentence_transformers"}


def _loaded(code: str) -> set[str]:
    """The top-level modules that a new Python has loaded after running `code`."""
    script = f"import sys\n{code}\nimport json\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_import_costs_nothing() -> None:
    heavy = HEAVY | {"numpy", "faiss", "onnxruntime", "textual", "rich", "tokenizers"}
    assert not _loaded("import qa") & heavy


def test_the_command_line_starts_light() -> None:
    loaded = _loaded("import qa.cli")
    assert not loaded & (HEAVY | {"numpy", "faiss", "onnxruntime", "textual", "rich", "tqdm"})


def test_nothing_below_the_faces_imports_a_face_s_library() -> None:
    core = [
        "qa." + ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0].removesuffix(".py") not in (*FACES, "__init__")
    ]
    assert len(core) > 15
    loaded = _loaded("\n".join(f"import {name}" for name in core))
    assert not loaded & {"textual", "rich", "argparse", "click", *HEAVY, "faiss", "onnxruntime"}


@pytest.mark.model
def test_asking_imports_no_torch(real_index: Path) -> None:
    code = (
        "from qa import Library, Retriever\n"
        f"assert Library.open({str(real_index)!r}).ask('How many troops are in Kursk?').passages\n"
        f"assert Retriever.open({str(real_index)!r}).search('troops', k=2)"
    )
    loaded = _loaded(code)
    assert "onnxruntime" in loaded
    assert not loaded & HEAVY


def test_public_names() -> None:
    assert qa.__all__ == [
        "Answer", "Citation", "Document", "Hit", "Library", "Paragraph", "QAError", "Retriever",
        "Span", "Statement",
    ]  # fmt: skip
    assert all(getattr(qa, name).__name__ == name for name in qa.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        qa.nothing  # noqa: B018


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: p.name)
def test_a_file_says_what_it_is_for_and_can_be_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith('"""')
    assert len(text.splitlines()) <= 400
