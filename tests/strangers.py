"""Servers of tests: strangers' hosts on loopback, which say what a test tells them to."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Talk = Callable[[socket.socket], None]
"""What a server does with a connection, once it has read the request."""


@dataclass
class Stranger:
    """A server, and what it was asked."""

    port: int
    answers: dict[str, bytes | Talk] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Whole requests."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for."""
        return [request.split()[1] for request in self.asked]

    def say(self, path: str, body: bytes | str, media: str = "text/html", **more: str) -> str:
        """Answer a path with a body, and give its address."""
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = answer(content, media, **more)
        return self.address + path

    def versioned(self, path: str, body: bytes | str, etag: str, **more: str) -> str:
        """Answer a path as a host that knows conditions does (RFC 9110, 13)."""
        content = body.encode() if isinstance(body, str) else body

        def talk(connection: socket.socket) -> None:
            if f"if-none-match: {etag.lower()}" in self.asked[-1].lower():
                connection.sendall(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
            else:
                connection.sendall(answer(content, ETag=etag, **more))

        self.answers[path] = talk
        return self.address + path

    def move(self, path: str, where: str, status: int = 302) -> str:
        """Send who asks for a path elsewhere."""
        head = f"HTTP/1.1 {status} Moved\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n"
        self.answers[path] = head.encode()
        return self.address + path


def answer(body: bytes, media: str = "text/html", **more: str) -> bytes:
    """An answer of HTTP; `more` are headers, `_` for `-`."""
    headers = {"Content-Type": media, "Content-Length": str(len(body))}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body


def dripping(begin: bytes, every: float = 0.05) -> Talk:
    """An answer that goes on for ever, a byte at a time."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(begin)
        for _ in range(400):
            connection.sendall(b"a")
            time.sleep(every)

    return talk


@contextmanager
def stranger() -> Iterator[Stranger]:
    """A server on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Stranger(listener.getsockname()[1])
        threading.Thread(target=_serve, args=(listener, made), daemon=True).start()
        yield made
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, made: Stranger) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection, made), daemon=True).start()


def _answer(connection: socket.socket, made: Stranger) -> None:
    with connection:
        request = b""
        while b"\r\n\r\n" not in request:
            more = connection.recv(65536)
            if not more:
                return
            request += more
        made.asked.append(request.decode("latin-1"))
        found = made.answers.get(made.paths[-1], b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
        try:
            if callable(found):
                found(connection)
            else:
                connection.sendall(found)
        except OSError:
            return
