"""openai: a server that speaks OpenAI's API: OpenAI's own, Kokoro-FastAPI, LocalAI, Speaches …

    POST {address}/audio/speech {"model", "voice", "input", "response_format", "speed"?}

What comes is looked at as a stranger's: its status, its length, its format.  What another try may
better is tried again until the chunk's time is up; a bad key and a used-up quota end all asking.
The key is read from the environment when it is sent, goes nowhere but to the profile's address,
and is in no message.  The same request gives other sound each time: cached clips are the truth.
"""

from __future__ import annotations

import json
import os
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import httpcore
import httpx

from narrate import __version__
from narrate.engines import LARGEST, EngineVoice
from narrate.engines.slots import slot
from narrate.engines.streamed import CutError, Streamed, fitting, kind, streamed, write
from narrate.errors import ConfigError, EngineError, RefusedError, SourceError
from narrate.fetch import connections, is_public
from narrate.model import Voice
from narrate.text import UNPRINTED

TRIES = 5
"""Of one chunk, where its server does not say when to come again; the fifth after some 6 s."""
PAUSE, LONGEST = 0.5, 8.0
"""Seconds before the second try; twice as many before each next, up to the most."""
AGAIN = {408, 409, 425, 429, 500, 502, 503, 504, 529}
"""Statuses that another try may better: those of OpenAI's own client, and "too early"."""
USED_UP = {
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "quota_exceeded",
}
"""Codes of a 429 that no waiting mends (OpenAI's list of errors)."""
WORDS_A_MINUTE = 175
"""The rate at which a server's speed is 1."""
SLOWEST, FASTEST = 0.25, 4.0
"""Of `speed`, by the API."""
PCM_RATE = 24_000
"""Hz of `pcm`, by the API: 16 bits, one channel, no header."""
SAID = 16 << 10
"""Bytes of an error's body that are read."""
PART = 6
"""Characters of a key that tell something of it."""
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
KEY = re.compile(r"[!-~]+")
HOME = (".local", ".internal", ".home.arpa", ".localhost")
"""Ends of names that no public server has (RFC 6762, RFC 8375, RFC 6761; ICANN's .internal)."""


class OpenAI:
    """Asks the server of a voice's profile."""

    limit = 1000
    """Characters; the API's own is 4096, and a long answer comes late."""
    together = 8
    any_id = True
    repeatable = False

    def __init__(self) -> None:
        self._refused: dict[tuple[str, str], str] = {}
        """What a server said that will not have us, by its address and our key."""
        self._closed: dict[str, float] = {}
        """By the monotonic clock, until when a server asked not to be asked."""

    def version(self, voice: Voice) -> str:
        """Of this module; what a server changes of itself, it does not say.

        Raises ConfigError where the profile lacks what is sent.
        """
        _server(voice)
        return f"openai 1 {voice.format}"

    def voices(self) -> tuple[EngineVoice, ...]:
        """One, of which nothing is known: the API has no list of them."""
        return (EngineVoice("", ""),)

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        """See Engine.speak.  The time that it may take begins when the server's turn does."""
        if len(text) > self.limit:
            raise EngineError(f"openai: {len(text)} characters, and {self.limit} is the limit")
        server = _server(voice)
        with slot(server.address, voice.concurrency):
            said = self._said(server, text, voice, time.monotonic() + voice.timeout)
        try:
            write(said, wav)
        except OSError as error:
            raise EngineError(f"openai: {wav.parent}: {error.strerror}") from error

    def close(self) -> None:
        """Nothing to let go of."""

    def _said(self, server: _Server, text: str, voice: Voice, ends: float) -> Streamed:
        """What the server makes of a request, at the first try that gives it."""
        before = ""
        for tries in count(1):
            if (known := self._refused.get((server.address, server.key))) is not None:
                raise RefusedError(known)
            self._await(server, ends)
            try:
                return _asked(server, _body(text, voice), voice.format, ends)
            except _Late as error:
                raise RefusedError(
                    server.line(f"no audio after {voice.timeout:g} s{before}")
                ) from error
            except _Again as error:
                fault, before = error, f" (at first it {error})"
            except _UsedUp as error:
                self._refused[server.address, server.key] = server.line(str(error))
                continue
            if fault.after is not None:
                opens = time.monotonic() + fault.after
                self._closed[server.address] = max(opens, self._closed.get(server.address, 0.0))
            doubled = PAUSE if fault.after is not None else min(PAUSE * 2 ** (tries - 1), LONGEST)
            pause = doubled * random.uniform(0.5, 1)  # noqa: S311 -- so that not all come at once
            if fault.after is None and (tries == TRIES or time.monotonic() + pause >= ends):
                raise RefusedError(server.line(f"{fault} ({tries} tries; try again later)"))
            time.sleep(max(min(pause, ends - time.monotonic()), 0))
        raise AssertionError

    def _await(self, server: _Server, ends: float) -> None:
        """Until a server that asked for time has had it.  Raises RefusedError."""
        opens = self._closed.get(server.address, 0.0)
        now = time.monotonic()
        if opens >= ends:
            raise RefusedError(
                server.line(
                    f"asks to wait {opens - now:.0f} s, and {max(ends - now, 0):.0f} s are left"
                    " of what a sentence may take (try again later, or a longer timeout)"
                )
            )
        time.sleep(max(opens - now, 0))


class _Again(Exception):  # noqa: N818 -- no error yet
    """What another try may better; `after` so many seconds, where the server says it."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


class _Late(Exception):  # noqa: N818
    """The time is up."""


class _UsedUp(Exception):  # noqa: N818
    """A key or a quota that is of no use, whatever is asked."""


# --- what is asked, and whom


@dataclass(frozen=True, slots=True)
class _Server:
    address: str
    """Of the speech itself."""
    key: str = field(repr=False)
    """Empty: none is sent."""
    variable: str
    """That holds the key, and may be named."""

    def line(self, said: str) -> str:
        """An error's one line; a server may repeat what it was sent, so the key is taken out."""
        words = "".join(sign if sign.isprintable() else " " for sign in said).split()
        kept = ("…" if self._tells(word) else word for word in words)
        return f"openai: {self.address}: {' '.join(kept)}"

    def _tells(self, word: str) -> bool:
        """Whether a word has a part of the key in it."""
        starts = range(len(self.key) - PART + 1)
        return word == self.key or any(self.key[at : at + PART] in word for at in starts)


def _server(voice: Voice) -> _Server:
    """Raises ConfigError where a profile can't be meant, or would show the key to strangers."""
    here = f"voice {voice.name!r}: "
    for name, example in (
        ("address", "https://api.openai.com/v1"),
        ("model", "tts-1"),
        ("id", "alloy"),
    ):
        if not getattr(voice, name):
            raise ConfigError(f"{here}its profile has no {name} (as {name} = {example!r})")
    if voice.concurrency < 1:
        raise ConfigError(f"{here}concurrency: {voice.concurrency} is no number of requests")
    if voice.key and not VARIABLE.fullmatch(voice.key):
        raise ConfigError(
            f"{here}key: names the environment variable that holds the key; it is not the key"
        )
    url = _url(voice.address, here)
    key = os.environ.get(voice.key, "").strip() if voice.key else ""
    if key and not KEY.fullmatch(key):
        raise ConfigError(f"{here}{voice.key}: holds what can be no key (a line, or other letters)")
    if key and url.scheme == "http" and not _is_near(url.host):
        raise ConfigError(
            f"{here}address: {url} would get the key of {voice.key} unencrypted"
            ' (use https://, or key = "" to send none)'
        )
    return _Server(f"{str(url).rstrip('/')}/audio/speech", key, voice.key if key else "")


def _url(address: str, here: str) -> httpx.URL:
    try:
        url = httpx.URL(address.strip())
        host = url.host
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ConfigError(f"{here}address: is no web address") from error
    if url.userinfo or url.query or url.fragment:
        raise ConfigError(
            f"{here}address: holds more than an address (a key belongs in the environment)"
        )
    if url.scheme not in ("http", "https") or not host:
        raise ConfigError(f"{here}address: {url} is no web address (https://… or http://…)")
    return url


def _is_near(host: str) -> bool:
    """Whether a name is this machine's or its own network's, in so many words."""
    try:
        return not is_public(host) and not ip_address(host).is_multicast
    except ValueError:
        return "." not in host.rstrip(".") or host.rstrip(".").lower().endswith(HOME)


def _body(text: str, voice: Voice) -> bytes:
    speed = min(max(voice.rate / WORDS_A_MINUTE, SLOWEST), FASTEST)
    asked: dict[str, Any] = {
        "model": voice.model,
        "voice": voice.id,
        "input": UNPRINTED.sub(" ", text),
        "response_format": voice.format,
    }
    if speed != 1:  # some models refuse the key itself
        asked["speed"] = round(speed, 3)
    return json.dumps(asked, ensure_ascii=False).encode()


# --- one try


def _asked(server: _Server, body: bytes, wanted: str, ends: float) -> Streamed:
    """Ask once.  Raises _Again, _UsedUp, _Late, EngineError."""
    url = httpx.URL(server.address)
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    headers: dict[bytes | str, bytes | str] = {
        "Host": url.netloc,
        "User-Agent": f"narrate/{__version__}",
        "Accept": "audio/*",
        "Accept-Encoding": "identity",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    sent = list(headers.items())
    try:
        with (
            connections(ends) as pool,
            pool.stream("POST", target, headers=sent, content=body) as answer,
        ):
            return _answered(answer, server, wanted)
    except httpcore.TimeoutException as error:
        raise _Late from error
    except httpcore.ConnectError as error:
        raise _Again(f"can't be reached: {_cause(error)}") from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise _Again(f"the answer broke off: {_cause(error)}") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise EngineError(server.line(f"can't be asked: {_cause(error)}")) from error
    except SourceError as error:
        raise _Again(str(error)) from error


def _answered(answer: httpcore.Response, server: _Server, wanted: str) -> Streamed:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
    }
    if answer.status != HTTPStatus.OK:
        _fail(answer, headers, server)
    if headers.get("content-encoding", "identity") != "identity":
        raise EngineError(server.line("gave sound that is packed, which was not asked for"))
    content = _read(answer, LARGEST)
    if len(content) > LARGEST:
        raise EngineError(server.line(f"gave more than {LARGEST >> 20} MB for one sentence"))
    try:
        found = fitting(_sound(content, headers.get("content-type", ""), wanted), "openai")
    except CutError as error:
        raise _Again(_plain(error)) from error
    except EngineError as error:
        _code, said = _error_of(content)
        raise EngineError(server.line(f"{_plain(error)}{said}")) from error
    ends = "content-length" in headers or "chunked" in headers.get("transfer-encoding", "")
    if not (ends or found.bounded):
        raise _Again("gave sound that may be cut: nothing says how long it is")
    return found


def _sound(content: bytes, media: str, wanted: str) -> Streamed:
    """The sound in an answer: a WAV file, or the samples alone."""
    about = Message()
    about["Content-Type"] = re.sub(r"[\r\n]", " ", media)
    named = about.get_content_type() if media.strip() else ""
    raw = named in RAW or (wanted == "pcm" and named in ("", "application/octet-stream"))
    if not raw or kind(content) in ("RIFF", "JSON", "a page", "events"):
        return streamed(content, "openai")
    rate, channels = (str(about.get_param(name, "")) for name in ("rate", "channels"))
    return Streamed(
        int(channels) if channels.isdecimal() else 1,
        16,
        int(rate) if rate.isdecimal() else PCM_RATE,
        content,
        False,
    )


RAW = {"audio/pcm", "audio/l16", "audio/raw", "audio/x-raw"}
"""Media types of samples without a header."""


def _read(answer: httpcore.Response, most: int) -> bytes:
    """A body, but not much more than `most` bytes of it."""
    parts, total = [], 0
    for part in answer.iter_stream():
        parts.append(part)
        total += len(part)
        if total > most:
            break
    return b"".join(parts)


def _fail(answer: httpcore.Response, headers: Mapping[str, str], server: _Server) -> NoReturn:
    """Raise what an answer that is no sound means."""
    status = answer.status
    named = f"answers {_status(status)}"
    if 300 <= status < 400:
        raise RefusedError(
            server.line(f"{named}: it is elsewhere (nothing is sent on: mend the address)")
        )
    if status in (401, 403):  # nothing of its text: it may repeat a part of the key
        of = f"the key of {server.variable} is refused" if server.key else "it wants a key"
        raise _UsedUp(f"{named}: {of} (`key` in its profile names the variable that holds it)")
    code, said = _error_of(_read(answer, SAID))
    if status == 402 or (status == 429 and code in USED_UP):
        raise _UsedUp(f"{named}{said}: the quota is used up")
    if status in AGAIN:
        raise _Again(f"{named}{said}", _after(headers))
    raise RefusedError(server.line(f"{named}{said}"))


def _error_of(content: bytes) -> tuple[str, str]:
    """The code of an error, and its text as it goes on a line; both may be empty."""
    try:
        error = json.loads(content).get("error")
    except (ValueError, AttributeError, RecursionError):
        return "", ""
    if isinstance(error, str):
        return "", _quoted(error)
    if not isinstance(error, dict):
        return "", ""
    codes = {str(error.get(name)) for name in ("code", "type")}
    found = next(iter(codes & USED_UP), str(error.get("code") or ""))
    return found, _quoted(str(error.get("message") or ""))


def _quoted(said: str) -> str:
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())
    return f": {line[:200]}" if line else ""


def _after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait: a number of them, or a date (RFC 9110, 10.2.3)."""
    asked = headers.get("retry-after-ms", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", asked):
        return float(asked) / 1000
    asked = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", asked):
        return float(asked)
    try:
        then = parsedate_to_datetime(asked).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    try:  # by its own clock
        now = parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, TypeError, OverflowError):
        now = time.time()
    return max(then - now, 0.0)


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _plain(error: EngineError) -> str:
    return str(error).removeprefix("openai: ")


def _cause(error: Exception) -> str:
    return str(error) or str(error.__cause__ or "") or type(error).__name__
