"""A language model server that answers as it is told: OpenAI's protocol and Ollama's, with every fault there is."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request: `server.bodies` says what to do, the last one again and again."""

    server: "ModelServer"
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append(asked)
        self.server.keys.add(self.headers["authorization"])
        number = len(self.server.asked) - 1
        body = self.server.bodies[min(number, len(self.server.bodies) - 1)]
        try:
            self.close_connection = True
            body(self)
        except (BrokenPipeError, ConnectionResetError):
            self.server.freed.set()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def send(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def start(self, kind: str = "text/event-stream") -> None:
        """Begin a reply whose end is the connection's: nothing says how long it was to be."""
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("connection", "close")
        self.end_headers()


class ModelServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *bodies: Body) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies = bodies
        self.asked: list[Any] = []
        self.keys: set[str | None] = set()
        self.freed = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serve(*bodies: Body) -> Iterator[ModelServer]:
    server = ModelServer(*bodies)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def openai_stream(text: str) -> bytes:
    """A whole reply in OpenAI's words, a few characters at a time."""
    pieces = [text[at : at + 7] for at in range(0, len(text), 7)]
    events = [_event({"content": piece}, None) for piece in pieces]
    return b"".join([*events, _event({}, "stop"), b"data: [DONE]\n\n"])


def _event(delta: dict[str, str], end: str | None) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": end}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def says(text: str) -> Body:
    """A server that works."""
    return streams(openai_stream(text))


def streams(body: bytes, then: Callable[[Handler], None] = lambda _: None) -> Body:
    """These bytes as a stream, then whatever else, then the end of the connection."""

    def reply(handler: Handler) -> None:
        handler.start()
        handler.wfile.write(body)
        handler.wfile.flush()
        then(handler)

    return reply


def fails(status: int, body: bytes = b"{}", **headers: str) -> Body:
    """A server that answers with a status."""
    return lambda handler: handler.send(status, body, **headers)


def hangs(seconds: float) -> Body:
    """A server that takes the question and says nothing."""

    def reply(handler: Handler) -> None:
        end = time.monotonic() + seconds
        handler.connection.settimeout(seconds)
        try:
            # An empty read is the client gone; a time-out is nobody gone.
            if handler.connection.recv(1) == b"":
                handler.server.freed.set()
        except TimeoutError:
            pass
        time.sleep(max(0.0, end - time.monotonic()) if not handler.server.freed.is_set() else 0.0)

    return reply


def drips(handler: Handler) -> None:
    """A server that never ends, and never says anything either."""
    handler.start()
    for _ in range(10_000):
        handler.wfile.write(b": still thinking\n\n")
        handler.wfile.flush()
        time.sleep(0.02)


def raves(handler: Handler) -> None:
    """A server that writes without end."""
    handler.start()
    for _ in range(100_000):
        handler.wfile.write(_event({"content": "and so on and so forth " * 20}, None))


def ollama_stream(text: str) -> bytes:
    """A whole reply in Ollama's words."""
    pieces = [
        {"model": "m", "message": {"role": "assistant", "content": text[at : at + 9]}, "done": False}
        for at in range(0, len(text), 9)
    ]
    end = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
    end |= {"prompt_eval_count": 30, "eval_count": 12}
    return b"".join(json.dumps(piece).encode() + b"\n" for piece in (*pieces, end))


def ollama_says(text: str) -> Body:
    """A server of Ollama's that works."""

    def reply(handler: Handler) -> None:
        handler.start("application/x-ndjson")
        handler.wfile.write(ollama_stream(text))

    return reply
