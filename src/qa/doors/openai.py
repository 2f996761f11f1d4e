"""`qa` as if it were a model: what chat programs speak, after the API of OpenAI.

Open WebUI, LibreChat and any OpenAI client ask through it. The answer is the documents' own words
as Markdown, its citations as footnotes. The field `qa` of a completion is the object of
`qa ask --json`.
"""

import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from functools import partial
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from qa.doors.operations import Operations
from qa.doors.refusals import told
from qa.doors.requests import json_of
from qa.doors.work import Work
from qa.doors.writing import Writing
from qa.errors import BadInput, QAError
from qa.export import footnotes, markdown, markdown_sentence
from qa.export_quotes import escaped
from qa.render import Json, answer_json
from qa.render_written import heading, struck_text
from qa.types import Answer

MODEL = "qa"
"""The name of the only model."""
_STARTED = int(time.time())


def routes(operations: Operations, work: Work, writing: Writing) -> list[Route]:
    """What is below /v1."""
    return [
        Route("/models", _models),
        Route("/models/{name}", _model),
        Route("/chat/completions", _completions(operations, work, writing), methods=["POST"]),
    ]


def error(line: str, status: int) -> Json:
    """The object of an error, as OpenAI clients expect it."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": line, "type": kind, "param": None, "code": None}}


async def _models(_: Request) -> Response:
    return JSONResponse({"object": "list", "data": [_described()]})


async def _model(request: Request) -> Response:
    _check_model(request.path_params["name"])
    return JSONResponse(_described())


def _described() -> Json:
    return {"id": MODEL, "object": "model", "created": _STARTED, "owned_by": "qa"}


def _completions(
    operations: Operations, work: Work, writing: Writing
) -> Callable[[Request], Awaitable[Response]]:
    async def complete(request: Request) -> Response:
        body = await json_of(request)
        _check_model(body.get("model", MODEL))
        asked = questions(body.get("messages"))
        answering = partial(work.run, partial(operations.reply, asked[-1], asked[:-1]))
        head = {"id": f"chatcmpl-{uuid4().hex}", "created": int(time.time()), "model": MODEL}
        if body.get("stream"):
            options = body.get("stream_options")
            counted = isinstance(options, Mapping) and bool(options.get("include_usage"))
            chunks = _chunks(answering, writing, head, asked if counted else None)
            return StreamingResponse(chunks, media_type="text/event-stream")
        answer = await writing.whole(await answering())
        content = _content(answer)
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": content},
            "finish_reason": "stop",
        }
        return JSONResponse(
            {
                **head,
                "object": "chat.completion",
                "choices": [choice],
                "usage": _usage(asked, content),
                "qa": answer_json(answer),
            }
        )

    return complete


async def _chunks(
    answering: Callable[[], Awaitable[Answer]],
    writing: Writing,
    head: Json,
    counted: list[str] | None,
) -> AsyncIterator[str]:
    """The answer paragraph by paragraph, then what is written on it, sentence by sentence; with
    its size at the end, if it is to be counted."""

    def chunk(delta: Json, finish: str | None = None, **more: Any) -> str:
        return data([{"index": 0, "delta": delta, "finish_reason": finish}], **more)

    def data(choices: list[Json], **more: Any) -> str:
        value = {**head, "object": "chat.completion.chunk", "choices": choices, **more}
        return f"data: {json.dumps(value)}\n\n"

    yield chunk({"role": "assistant", "content": ""})
    try:
        answer = await answering()
    except (QAError, HTTPException) as failure:
        yield f"data: {json.dumps(error(told(failure), 500))}\n\n"
        return
    for part in re.findall(r".+?(?:\n\n|$)", markdown(answer, titled=False), re.DOTALL):
        yield chunk({"content": part})
    cited, over = len(answer.citations), f"*{escaped(heading(writing.name))}*\n\n"
    async with aclosing(writing.steps(answer)) as steps:
        async for step in steps:
            answer = step.answer
            if step.sentence:
                yield chunk({"content": f"\n\n{over}{markdown_sentence(step.sentence)}"})
                over = ""
    for part in _ending(answer, cited):
        yield chunk({"content": f"\n\n{part}"})
    content = _content(answer)
    yield chunk({}, "stop", qa=answer_json(answer))
    if counted is not None:
        yield data([], usage=_usage(counted, content))
    yield "data: [DONE]\n\n"


def _ending(answer: Answer, cited: int) -> list[str]:
    """What stands below the sentences of a writer: how many are struck through, why it failed, and
    the footnotes that are new."""
    if answer.written is None:
        return []
    written = answer.written
    lines = (escaped(struck_text(written)), escaped(written.failure))
    return [*filter(None, (*lines, footnotes(answer.citations[cited:])))]


def _content(answer: Answer) -> str:
    """An answer as the content of a message, with why a writer failed."""
    failure = escaped(answer.written.failure) if answer.written else ""
    return "\n\n".join(filter(None, (markdown(answer, titled=False), failure)))


def questions(messages: Any) -> list[str]:
    """What the user said in a conversation, the last question last.

    Raises:
        BadInput: if there is no question, or one that is no text.
    """
    if not isinstance(messages, list) or not all(isinstance(each, dict) for each in messages):
        raise BadInput("messages has to be a list of objects")
    asked = [_text(each.get("content")) for each in messages if each.get("role") == "user"]
    if not asked or messages[-1].get("role") != "user":
        raise BadInput("the last message has to be the user's, with the question")
    return asked


def _text(content: Any) -> str:
    """The text of a message, which may come in parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [None]
    texts = [each.get("text") if isinstance(each, dict) else None for each in parts]
    if not all(isinstance(text, str) for text in texts):
        raise BadInput("only texts can be asked: no pictures, sounds or files")
    return "\n".join(map(str, texts))


def _usage(asked: list[str], content: str) -> Json:
    """Words, since there is no model that would count tokens."""
    read, written = len(asked[-1].split()), len(content.split())
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
    }


def _check_model(name: Any) -> None:
    if name != MODEL:
        raise HTTPException(404, f"there is no such model: the only one is {MODEL!r}")
