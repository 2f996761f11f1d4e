"""The operations that every door offers: what they give, and that a place can be checked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.doors import operations
from qa.doors.operations import BY_NAME, OPERATIONS, Result
from qa.errors import BadInput
from qa.library import Library
from qa.render import answer_json, hits_json

Call = Callable[..., Result]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_an_operation_gives_its_fields_and_a_text(operation: object, call: Call) -> None:
    given = {"question": "Who found cracks?", "query": "cracks", "source": "bridge.txt"}
    assert isinstance(operation, operations.Operation)
    names = {each.name for each in operation.parameters} & set(given)
    result = call(operation.name, **{name: given[name] for name in names})
    assert set(operation.fields) <= set(result.value)
    assert result.text.strip()


def test_search_and_ask_give_the_json_of_the_command_line(call: Call, library: Library) -> None:
    found = call("search", query="frost in April", k=2).value
    assert found == hits_json("frost in April", library.search("frost in April", 2))
    answer = call("ask", question="How much will repairs cost?").value
    expected = answer_json(library.ask("How much will repairs cost?"))
    assert {**answer, "seconds": 0} == {**expected, "seconds": 0}


def test_conditions_narrow_what_is_searched(call: Call) -> None:
    found = call("search", query="frost", where=["source=bridge.txt"]).value
    assert {each["source"] for each in found["passages"]} == {"bridge.txt"}
    assert call("search", query="frost", where=["source=none"]).text == (
        "No documents match these conditions."
    )
    with pytest.raises(BadInput, match="no condition"):
        call("search", query="frost", where=["nonsense"])


def test_a_document_is_read_whole_or_by_paragraph_or_characters(
    call: Call, library: Library
) -> None:
    document = library.document("bridge.txt")
    assert document is not None
    whole = call("read", source="bridge.txt").value
    assert (whole["text"], whole["next"]) == (document.text, None)

    paragraphs = library.paragraphs(document)
    one = call("read", source="bridge.txt", paragraph=1).value
    assert one["text"] == paragraphs[1].text
    assert [each["paragraph"] for each in one["paragraphs"]] == [1]
    wider = call("read", source="bridge.txt", paragraph=1, around=1).value
    assert (wider["start"], wider["end"]) == (paragraphs[0].start, paragraphs[2].end)

    some = call("read", source="bridge.txt", start=4, end=10).value
    assert (some["text"], some["next"]) == (document.text[4:10], 10)


def test_a_long_document_comes_in_parts(
    call: Call, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MOST_READ", 50)
    document = library.document("bridge.txt")
    assert document is not None
    parts, start = [], 0
    while start is not None:
        part = call("read", source="bridge.txt", start=start).value
        parts.append(part["text"])
        start = part["next"]
    assert {len(each) for each in parts[:-1]} == {50}
    assert "".join(parts) == document.text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"source": "../../etc/passwd"}, "there is no document '../../etc/passwd'"),
        ({"source": "bridge.txt", "paragraph": 99}, "no paragraph 99: the document has"),
        ({"source": "bridge.txt", "start": 5, "end": 5}, "no characters from 5 to 5"),
        ({"source": "bridge.txt", "start": 10**8}, "no characters from 100000000"),
    ],
    ids=str,
)
def test_what_is_not_there_cannot_be_read(
    given: dict[str, object], message: str, call: Call
) -> None:
    with pytest.raises(BadInput, match=message):
        call("read", **given)


def test_documents_are_listed_in_parts(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("documents").value["next"] is None
    monkeypatch.setattr(operations, "MOST_LISTED", 1)
    first = call("documents").value
    assert [each["source"] for each in first["documents"]] == ["bridge.txt"]
    second = call("documents", after=first["next"]).value
    assert [each["source"] for each in second["documents"]] == ["notes/harvest.md"]
    assert second["next"] is None


def test_status_does_not_tell_where_files_lie(call: Call, tmp_path: Path) -> None:
    status = call("status")
    assert status.value["documents"] == 2
    assert str(tmp_path) not in f"{status}"


def test_an_update_is_taken_up(call: Call, articles: Path, build: Callable[..., object]) -> None:
    assert call("status").value["documents"] == 2
    (articles / "new.txt").write_text("A new ferry crosses the Wend.\n", encoding="utf-8")
    build(articles)
    assert call("status").value["documents"] == 3
    found = call("search", query="new ferry", k=1).value["passages"]
    assert found[0]["source"] == "new.txt"


def test_descriptions_tell_a_model_when_to_search_again_and_how_to_cite() -> None:
    assert all(len(each.description) > 60 for each in OPERATIONS)
    assert "search again" in BY_NAME["search"].description
    for name in ("search", "ask"):
        assert "Cite by" in BY_NAME[name].description
