"""The operations over HTTP, for any program: `POST /ask {"question": ...}` or `GET /ask?question=`.

With `Accept: text/event-stream`, `/ask` and `/chat` send the passages as soon as they are found and
then the answer. Errors are `{"error": "one line"}`. `/v1` speaks as chat programs do
(`doors/openai.py`).
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from qa.doors import openai
from qa.doors.guard import OPEN, Guard
from qa.doors.listening import LOOPBACK, answer_until_stopped, listen
from qa.doors.openapi import description, page
from qa.doors.operations import BY_NAME, OPERATIONS, Operation, Operations
from qa.doors.parameters import Arguments, checked, from_texts
from qa.doors.refusals import told
from qa.doors.requests import json_of, wants_events
from qa.doors.work import Work
from qa.doors.writing import Writing
from qa.errors import BadInput, QAError
from qa.library import Library
from qa.render import Json, answer_json, hits_json, sentence_json
from qa.text.sanitize import one_line
from qa.types import Hit
from qa.write.writing import CheckedWriter

CONNECTIONS = 500
"""Connections at once; more get a 503."""
IN_PARTS = ("ask", "chat")
"""Operations that can answer by events."""
_log = logging.getLogger("uvicorn.error")
"""Shown by the server on stderr, as its own messages."""
Endpoint = Callable[[Request], Awaitable[Response]]


def serve(
    library: Library,
    host: str,
    port: int,
    token: str | None,
    notify: Callable[[str], None],
    writer: CheckedWriter | None = None,
) -> None:
    """Answers until Ctrl+C; without a token only to this machine.

    Raises:
        BadInput: if the host or port cannot be used, or others could ask without a token.
    """
    local = host in LOOPBACK
    if not local and token is None:
        raise BadInput(
            f"others could ask at {host}: set a token with $QA_TOKEN or --token, or drop --host"
        )
    listener = listen(host, port)
    named = f"[{host}]" if ":" in host else host
    address = f"http://{named}:{listener.getsockname()[1]}"
    # A page that comes by another name cannot know the token; one that needs none could be fooled.
    guarded = Guard(make_application(library, writer), LOOPBACK if local else None, token)
    answer_until_stopped(
        guarded, listener, lambda: notify(f"answering at {address}; Ctrl+C stops it"), CONNECTIONS
    )


def make_application(library: Library, writer: CheckedWriter | None = None) -> Starlette:
    """The application of a library, without a guard (`doors/guard.py`)."""
    operations, work, writing = Operations(library), Work(), Writing(writer)

    @asynccontextmanager
    async def closing(_: Starlette) -> AsyncIterator[None]:
        yield
        work.close()
        writing.close()

    routes = [
        Route("/", _page),
        Route("/openapi.json", _openapi),
        Route(OPEN, _health(operations, work)),
        Route("/documents/{source:path}", _document(operations, work)),
        *(
            Route(
                f"/{each.name}",
                _answering(each, operations, work, writing)
                if each.name in IN_PARTS
                else _operation(each, operations, work),
                methods=["GET", "POST"],
            )
            for each in OPERATIONS
            if each.name != "read"
        ),
        Mount("/v1", routes=openai.routes(operations, work, writing)),
    ]
    return Starlette(
        routes=routes,
        exception_handlers={HTTPException: _refuse, QAError: _refuse, Exception: _refuse},
        lifespan=closing,
    )


async def _page(_: Request) -> Response:
    return HTMLResponse(page(), headers={"Content-Security-Policy": "default-src 'none'"})


async def _openapi(_: Request) -> Response:
    return JSONResponse(description())


def _health(operations: Operations, work: Work) -> Endpoint:
    async def health(_: Request) -> Response:
        await work.run(partial(_look, operations.library))
        return JSONResponse({"ok": True})

    return health


def _look(library: Library) -> None:
    """Raises QAError where the index cannot be read; quick in a large one too."""
    with library.store.snapshot():
        pass


def _operation(operation: Operation, operations: Operations, work: Work) -> Endpoint:
    async def answer(request: Request) -> Response:
        given = await _arguments(operation, request)
        return JSONResponse((await work.run(partial(operation.run, operations, given))).value)

    return answer


def _answering(
    operation: Operation, operations: Operations, work: Work, writing: Writing
) -> Endpoint:
    """An answer, with what is written on it; or by events, for who wants them."""

    async def answer(request: Request) -> Response:
        given = await _arguments(operation, request)
        if not wants_events(request):
            answered = await work.run(operations.asking(given))
            return JSONResponse(answer_json(await writing.whole(answered)))
        events = _events(given, operations, work, writing)
        return StreamingResponse(events, media_type="text/event-stream")

    return answer


async def _events(
    given: Arguments, operations: Operations, work: Work, writing: Writing
) -> AsyncIterator[str]:
    """The passages when they are found (again, where another question is tried), then the answer,
    then, where there is a writer, each sentence and the answer with all of them.

    In place of the answer, an error.
    """
    question, loop = given["question"], asyncio.get_running_loop()
    events: asyncio.Queue[tuple[Hit, ...] | None] = asyncio.Queue()

    def found(hits: tuple[Hit, ...]) -> None:  # in a thread of the work
        loop.call_soon_threadsafe(events.put_nowait, hits)

    answering = loop.create_task(work.run(operations.asking(given, found)))
    answering.add_done_callback(lambda _: events.put_nowait(None))
    try:
        while (hits := await events.get()) is not None:
            yield _event("passages", hits_json(question, hits))
        answer = await answering
        yield _event("answer", answer_json(answer))
        async with aclosing(writing.steps(answer)) as steps:
            async for step in steps:
                answer = step.answer
                if step.sentence:
                    yield _event("sentence", sentence_json(step.sentence))
        if answer.written:
            yield _event("written", answer_json(answer))
    except (QAError, HTTPException) as error:
        yield _event("error", {"error": told(error)})
    finally:
        answering.cancel()  # who has left needs no answer


def _event(name: str, value: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(value)}\n\n"


def _document(operations: Operations, work: Work) -> Endpoint:
    operation = BY_NAME["read"]

    async def read(request: Request) -> Response:
        source = request.path_params["source"]
        pairs = [*request.query_params.multi_items(), ("source", source)]
        given = checked(operation.parameters, from_texts(operation.parameters, pairs))
        if await work.run(partial(operations.library.document, source)) is None:
            raise HTTPException(404, "there is no such document: /documents lists them all")
        return JSONResponse((await work.run(partial(operation.run, operations, given))).value)

    return read


async def _arguments(operation: Operation, request: Request) -> Arguments:
    """What a request passes, in its address or as the JSON of its body."""
    if request.method == "POST":
        given: Mapping[str, Any] = await json_of(request)
    else:
        given = from_texts(operation.parameters, request.query_params.multi_items())
    return checked(operation.parameters, given)


async def _refuse(request: Request, error: Exception) -> Response:
    """What is wrong, in one line; nothing of what only the server may know."""
    status, headers = 500, None
    if isinstance(error, HTTPException):
        status, headers = error.status_code, error.headers
    elif isinstance(error, BadInput):
        status = 400
    elif isinstance(error, QAError):
        status = 503
        _log.error("%s", one_line(str(error)))
    if request.url.path.startswith("/v1/"):
        return JSONResponse(openai.error(told(error), status), status, headers)
    return JSONResponse({"error": told(error)}, status, headers)
