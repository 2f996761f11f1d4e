"""`qa` as a model, driven by the client of OpenAI over real sockets."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("openai")

import openai
from serving import served

from qa.doors.guard import Guard
from qa.doors.http import make_application
from qa.doors.openai import questions
from qa.errors import BadInput
from qa.export import markdown
from qa.library import Library

COST = "How much will repairs cost?"
TOKEN = "a token"


@pytest.fixture
def client(library: Library) -> Iterator[Any]:
    with (
        served(Guard(make_application(library), None, TOKEN)) as port,
        openai.OpenAI(
            base_url=f"http://127.0.0.1:{port}/v1", api_key=TOKEN, max_retries=0
        ) as client,
    ):
        yield client


def _messages(*said: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": each} for each in said]


def test_there_is_one_model(client: Any) -> None:
    assert [model.id for model in client.models.list()] == ["qa"]
    assert client.models.retrieve("qa").id == "qa"
    with pytest.raises(openai.NotFoundError, match="there is no such model"):
        client.models.retrieve("gpt")


def test_a_completion_is_the_answer_with_footnotes(client: Any, library: Library) -> None:
    messages = [{"role": "system", "content": "You are a pirate."}, *_messages(COST)]
    completion = client.chat.completions.create(model="qa", messages=messages, temperature=1)
    (choice,) = completion.choices
    assert choice.message.content == markdown(library.ask(COST), titled=False)
    assert "[^1]: " in choice.message.content
    assert choice.finish_reason == "stop"
    assert completion.usage.total_tokens > 10
    assert completion.qa["citations"][0]["source"] == "bridge.txt"


def test_a_stream_gives_the_same(client: Any, library: Library) -> None:
    chunks = list(
        client.chat.completions.create(
            model="qa",
            messages=_messages(COST),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    parts = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(parts) == markdown(library.ask(COST), titled=False)
    assert len([part for part in parts if part]) > 1
    finished = [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices]
    assert [each for each in finished if each] == ["stop"]
    assert (chunks[-1].choices, chunks[-1].usage.prompt_tokens) == ([], 5)


def test_a_follow_up_is_understood_after_the_user_s_messages(client: Any) -> None:
    """What the assistant said is not asked again, and settings of the program change nothing."""
    earlier = {"role": "user", "content": "Who crossed the bridge?"}
    said = {"role": "assistant", "content": "Nobody knows. Why is the sky blue?"}
    why = {"role": "user", "content": "Why?"}
    first = client.chat.completions.create(model="qa", messages=[earlier])
    second = client.chat.completions.create(model="qa", messages=[earlier, said, why])
    alone = client.chat.completions.create(model="qa", messages=[why])
    assert first.qa["understood_as"] is None
    assert second.qa["question"] == "Why?"
    assert second.qa["understood_as"].startswith("Why is it that")
    assert "crossed the bridge" in second.qa["understood_as"]
    assert second.qa["understood_as"] in second.choices[0].message.content.replace("\\", "")
    assert alone.qa["understood_as"] is None


def test_no_answer_is_said_as_such(client: Any) -> None:
    completion = client.chat.completions.create(
        model="qa", messages=_messages("Which zeppelin exploded?")
    )
    assert completion.choices[0].message.content.startswith("Not in these documents")


@pytest.mark.parametrize(
    ("messages", "error", "line"),
    [
        (_messages(" "), "BadRequestError", "the question is empty"),
        ([], "BadRequestError", "the last message has to be the user's"),
        ([{"role": "assistant", "content": "Hi"}], "BadRequestError", "has to be the user's"),
        (
            [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}],
            "BadRequestError",
            "only texts can be asked",
        ),
    ],
    ids=str,
)
def test_bad_input_is_the_error_that_clients_know(
    messages: Any, error: str, line: str, client: Any
) -> None:
    with pytest.raises(getattr(openai, error), match=line):
        client.chat.completions.create(model="qa", messages=messages)


def test_a_wrong_token_and_a_wrong_model(client: Any) -> None:
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="wrong").models.list()
    with pytest.raises(openai.NotFoundError, match="the only one is 'qa'"):
        client.chat.completions.create(model="gpt", messages=_messages(COST))


def test_an_error_in_a_stream_is_an_error(client: Any) -> None:
    with pytest.raises(openai.APIError, match="the question is empty"):
        list(client.chat.completions.create(model="qa", messages=_messages(""), stream=True))


def test_the_user_s_messages_are_the_questions() -> None:
    parts = [{"type": "text", "text": "And"}, {"type": "text", "text": "why?"}]
    said = [
        {"role": "user", "content": "Who?"},
        {"role": "assistant", "content": "Ada."},
        {"role": "user", "content": parts},
    ]
    assert questions(said) == ["Who?", "And\nwhy?"]
    for wrong in (None, {}, ["Who?"], [{"role": "user"}], [{"role": "user", "content": [1]}]):
        with pytest.raises(BadInput):
            questions(wrong)
