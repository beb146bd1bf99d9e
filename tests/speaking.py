"""A server that speaks OpenAI's API, and misbehaves on command.

What it says is 0.1 s of a tone for each word, and a little silence.  A `Behaviour` is what it does
with one request; a test gives it several, the last for all that follow.
"""

from __future__ import annotations

import json
import math
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

RATE = 24_000
"""Hz of `pcm`, by OpenAI's documentation."""
TAIL = 0.2
"""Seconds of silence behind each answer."""


class Asked(BaseHTTPRequestHandler):
    """One request, and the means to answer it."""

    protocol_version = "HTTP/1.1"
    server: _Server
    asked: dict[str, Any]

    def do_POST(self) -> None:
        """Do with it what the test wants."""
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked = json.loads(content)
        speaker = self.server.speaker
        with speaker.lock:
            speaker.asked.append(self.asked)
            speaker.headers.append({name.title(): value for name, value in self.headers.items()})
            speaker.times.append(time.monotonic())
            speaker.busy += 1
            speaker.most = max(speaker.most, speaker.busy)
            number = min(len(speaker.asked), len(speaker.behaviours)) - 1
        try:
            if self.path != "/v1/audio/speech":
                error(404, f"no {self.path}")(self)
            else:
                speaker.behaviours[number](self)
        except OSError:
            self.close_connection = True
        finally:
            with speaker.lock:
                speaker.busy -= 1

    def say(self, status: int, body: bytes, media: str, **more: str) -> None:
        """Answer, with a length; `more` are headers, `_` for `-`."""
        self.head(status, media, Content_Length=str(len(body)), **more)
        self.wfile.write(body)

    def head(self, status: int, media: str, **more: str) -> None:
        """The first lines of an answer."""
        self.send_response(status)
        for name, value in {"Content-Type": media, **more}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


Behaviour = Callable[[Asked], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    speaker: Speaker


@dataclass
class Speaker:
    """The server, and what it was asked."""

    address: str
    behaviours: list[Behaviour]
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """By the monotonic clock."""
    busy: int = 0
    most: int = 0
    """Requests at once."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def does(self, *behaviours: Behaviour) -> None:
        """Behave so from now on: one behaviour a request, the last for all others."""
        self.behaviours = list(behaviours)
        for each in (self.asked, self.headers, self.times):
            each.clear()
        self.most = 0


@contextmanager
def speaker() -> Iterator[Speaker]:
    """A server on a port of its own."""
    server = _Server(("127.0.0.1", 0), Asked)
    server.speaker = Speaker(f"http://127.0.0.1:{server.server_port}/v1", [well])
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.speaker
    finally:
        server.shutdown()
        server.server_close()


# --- what it says


def samples(text: str, speed: float = 1.0) -> bytes:
    """A tone as long as its words, and silence."""
    count = round(len(text.split()) * 0.1 * RATE / speed)
    tone = (round(8000 * math.sin(2 * math.pi * 440 * at / RATE)) for at in range(count))
    return struct.pack(f"<{count}h", *tone) + bytes(2 * round(TAIL * RATE))


def wav(
    sound: bytes,
    size: int | None = None,
    rate: int = RATE,
    channels: int = 1,
    form: int = 1,
    bits: int = 16,
) -> bytes:
    """A WAV file; `size` is what its header says, if not the truth."""
    size = len(sound) if size is None else size
    frame = channels * bits // 8
    described = struct.pack("<HHIIHH", form, channels, rate, rate * frame, frame, bits)
    whole = min(size + 36, 0xFFFFFFFF)
    return (
        struct.pack("<4sI4s4sI", b"RIFF", whole, b"WAVE", b"fmt ", 16)
        + described
        + struct.pack("<4sI", b"data", size)
        + sound
    )


def body(request: Asked) -> bytes:
    """What is asked for, in the format that is asked for."""
    sound = samples(request.asked["input"], request.asked.get("speed", 1.0))
    return wav(sound) if request.asked["response_format"] == "wav" else sound


def media(request: Asked) -> str:
    return f"audio/{request.asked['response_format']}"


# --- how it behaves


def well(request: Asked) -> None:
    """As the documentation says."""
    request.say(200, body(request), media(request))


def given(content: Callable[[bytes], bytes], kind: str = "audio/wav") -> Behaviour:
    """Answer with what `content` makes of the samples."""

    def behave(request: Asked) -> None:
        request.say(200, content(samples(request.asked["input"])), kind)

    return behave


def chunked(request: Asked) -> None:
    """As it streams: in chunks, with a header that was written first."""
    content = body(request)
    if content[:4] == b"RIFF":
        content = wav(content[44:], 0xFFFFFFFF)
    request.head(200, media(request), Transfer_Encoding="chunked")
    for at in range(0, len(content), 5000):
        part = content[at : at + 5000]
        request.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    request.wfile.write(b"0\r\n\r\n")


def cut_chunks(request: Asked) -> None:
    """A stream that breaks off."""
    content = wav(body(request)[44:], 0xFFFFFFFF)[:9000]
    request.head(200, media(request), Transfer_Encoding="chunked")
    request.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
    request.close_connection = True


def cut(request: Asked) -> None:
    """Two thirds of what was promised."""
    content = body(request)
    request.head(200, media(request), Content_Length=str(len(content)))
    request.wfile.write(content[: len(content) * 2 // 3])
    request.close_connection = True


def unbounded(share: float = 1.0, size: int | None = None) -> Behaviour:
    """No length: the end of the connection is the end of the sound, or of a part of it."""

    def behave(request: Asked) -> None:
        content = body(request)
        if request.asked["response_format"] == "wav":
            content = wav(content[44:], size)
        request.head(200, media(request), Connection="close")
        request.wfile.write(content[: 2 * int(len(content) * share / 2)])
        request.close_connection = True

    return behave


def error(status: int, message: str = "", code: str | None = None, **more: str) -> Behaviour:
    """An error as OpenAI writes it."""
    said = json.dumps({"error": {"message": message, "type": "error", "code": code}})

    def behave(request: Asked) -> None:
        request.say(status, said.encode(), "application/json", **more)

    return behave


def hang(request: Asked) -> None:
    """Say nothing."""
    time.sleep(20)


def drip(request: Asked) -> None:
    """A byte at a time, for ever."""
    request.head(200, media(request), Content_Length="1000000")
    for at in range(400):
        request.wfile.write(wav(b"")[at : at + 1] or b"\0")
        time.sleep(0.05)


def drip_head(request: Asked) -> None:
    """Headers without end."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(400):
        request.wfile.write(f"X-{number}: 1\r\n".encode())
        time.sleep(0.05)


def flood(request: Asked) -> None:
    """A gigabyte."""
    request.head(200, media(request), Content_Length=str(1 << 30))
    request.wfile.write(wav(b"", 1 << 30))
    for _ in range(1 << 10):
        request.wfile.write(bytes(1 << 20))


def vanish(request: Asked) -> None:
    """Close the connection."""
    request.close_connection = True
    request.connection.close()


def moved(where: str) -> Behaviour:
    """Send who asks elsewhere."""

    def behave(request: Asked) -> None:
        request.say(307, b"", "text/plain", Location=where)

    return behave
