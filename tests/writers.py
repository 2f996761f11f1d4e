"""What stands in for language models: a writer that writes a text, a judge that agrees, and a
server on a real socket that answers, hangs, breaks off or talks nonsense.
"""

import json
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from qa.errors import WriterUnusable
from qa.read.judge import Relation
from qa.write.writer import Message


class FakeWriter:
    """Writes a text, a word at a time; an error in its place is raised. Keeps what it is shown."""

    name = "fake"

    def __init__(self, text: str, failure: str = "") -> None:
        self.text, self.failure = text, failure
        self.shown: list[Sequence[Message]] = []
        self.closed = False

    def stream(self, messages: Sequence[Message], most: int) -> Generator[str, None, None]:
        self.shown.append(messages)
        try:
            for word in self.text.split(" "):
                yield f"{word} "
            if self.failure:
                raise WriterUnusable(self.failure)
        finally:
            self.closed = True


class FakeJudge:
    """Finds that a text supports a statement as much as it was told."""

    def __init__(self, supports: float = 0.9, refutes: float = 0.0) -> None:
        self._relation = Relation(supports, refutes, 1 - supports - refutes)

    def relations(self, statement: str, evidence: Sequence[str]) -> list[Relation]:
        return [self._relation] * len(evidence)


class ModelServer:
    """What a server of a language model does, and what it was asked."""

    def __init__(self, behaviour: str, text: str) -> None:
        self.behaviour, self.text = behaviour, text
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.left = threading.Event()
        """Set when its client has gone while it wrote, or the test is over."""


@contextmanager
def model_server(behaviour: str, text: str = "") -> Iterator[tuple[str, ModelServer]]:
    """Its address, and what becomes known of it.

    Args:
        behaviour: "answers", "hangs", "hangs in the middle", "breaks off", "nonsense" (a page in
            place of a stream), "broken chunk", "refuses", "endless".
    """
    model = ModelServer(behaviour, text)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", model
    finally:
        model.left.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(model: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            model.asked.append({"path": self.path, **json.loads(body)})
            model.keys.append(self.headers.get("Authorization", ""))
            if model.behaviour == "hangs":
                model.left.wait(30)
            elif model.behaviour == "nonsense":
                self._whole(200, "text/html", "<html>Welcome</html>")
            elif model.behaviour == "refuses":
                error = {"error": {"message": "no such\x1b[31m model"}}
                self._whole(404, "application/json", json.dumps(error))
            else:
                self._stream()

        def _whole(self, status: int, kind: str, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def _stream(self) -> None:
            self.protocol_version = "HTTP/1.1"
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                for word in model.text.split(" "):
                    self._put(f"data: {json.dumps(_chunk(word + ' '))}\n\n")
                while model.behaviour == "endless" and not model.left.is_set():
                    self._put(f"data: {json.dumps(_chunk('on and '))}\n\n")
                if model.behaviour == "hangs in the middle":
                    model.left.wait(30)
                if model.behaviour == "breaks off":
                    return  # without the last chunk of the transfer
                if model.behaviour == "broken chunk":
                    self._put('data: {"choices": [\n\n')
                self._put("data: [DONE]\n\n")
                self.wfile.write(b"0\r\n\r\n")
            except OSError:
                model.left.set()

        def _put(self, text: str) -> None:
            data = text.encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _chunk(text: str) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return {**head, "choices": [choice]}
