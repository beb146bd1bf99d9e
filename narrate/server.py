"""output/ over HTTP, on this machine: for an app to subscribe to, before the show has a host.

    request → a host of ours? → GET, HEAD? → a file of the folder → its form → changed? → a part

Starlette sends files and parts of files; uvicorn and h11 speak HTTP. What is added here is
what an edition needs: its types, validators, compression of text, which ranges are answered, and
the feed's addresses made this server's own. Sections are those of RFC 9110.

Anything that is not a plain file below the folder is "not found", whatever the reason.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import mimetypes
import os
import re
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import formatdate, parsedate
from functools import lru_cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import uvicorn
from lxml import etree
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from narrate.errors import ServerError

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Hosts that are answered, with any port: a page elsewhere that lets its own name mean
this machine (DNS rebinding) gets 400."""

FEED = "feed.xml"
FEEDS = re.compile(r"feed[^/]*\.xml")
"""The feed and the older pages behind it (RFC 5005)."""

TYPES = {
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
RSS = "application/rss+xml; charset=utf-8"
CHAPTERS = "application/json+chapters"
"""Podcasting 2.0, JSON chapters."""

PACKED = (".xml", ".vtt", ".srt", ".json")
"""What is worth compressing; sound and pictures are compressed already."""
GZIP = re.compile(r"gzip(?:\s*;\s*q=(?!0(?:\.0*)?$).+)?")
"""A coding in Accept-Encoding: gzip, with no weight or one that is not nought."""
LARGEST = 32_000_000
"""Bytes of a text that is compressed, or of a feed that is rewritten; both are held in memory."""
HELD = 16
"""Texts held in memory."""
PIECE = 65_536
"""Bytes of a text that wait for a slow client; asyncio would hold all of it for each."""

HASHED = re.compile(r"-[0-9a-f]{8}\.(?:mp3|vtt|srt|json|jpg|png)$")
"""Names that carry their content's hash: what is there never changes."""
RECORDS = "records"
"""The folder whose names carry a piece of a GUID instead, and whose content changes."""
FOREVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=60"

PUBLIC = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
"""On every answer: web players fetch transcripts, chapters and sound from pages elsewhere."""

RANGE = re.compile(r"([0-9]{1,999})-([0-9]{0,999})|-([0-9]{1,999})")
"""A range-spec (14.1.2), in as many digits as int() takes without complaint (4,300)."""
MOST = 8
"""Ranges in a request. Players ask for one; more than these get 416, which 15.5.17 allows and
which reads and sends nothing. Those that overlap are sent once (Starlette joins them)."""

HEADERS = 16_384
"""Bytes of a request's headers; h11 (0.16) bounds what is incomplete, not what comes at once."""
HOST = 255
"""Characters of a Host (a DNS name's) that are written into a feed, once for each address."""

GRACE = 1
"""Seconds for what is still running at the end."""


def serve(folder: Path, *, port: int = 8000, ready: Callable[[str], None]) -> None:
    """Serve `folder` on 127.0.0.1 until SIGINT or SIGTERM; `ready` is told the address.

    Port 0 is any free one. Connections are accepted from before `ready` is called; those still
    open at the end are cut.

    Raises ServerError where there is no edition, or the port can't be had.
    """
    try:
        _inside(_real(folder), FEED)
    except OSError as error:
        raise ServerError(f"{folder}/: no {FEED} there (run `narrate build` first)") from error
    with _listener(port) as listener:
        server = _Server(_settings(application(folder)))
        with _ended_by_signals(server):
            ready(f"http://127.0.0.1:{listener.getsockname()[1]}/")
            server.run(sockets=[listener])


def application(folder: Path, *, hosts: Sequence[str] = LOOPBACK) -> Starlette:
    """The ASGI application that serves an edition to those who call it by one of `hosts`."""
    folder = folder.absolute()

    def answer(request: Request) -> Response:
        """Synchronous: Starlette runs it in a thread, where a slow disk holds up nobody else."""
        response = _answer(folder, request)
        response.headers.update(PUBLIC)
        return response

    return Starlette(
        routes=[Route("/{path:path}", answer, methods=["GET", "HEAD"])],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
        ],
    )


def at_home(feed: bytes, home: str) -> bytes:
    """A feed whose own addresses are below `home`, so that its episodes can be fetched from there.

    The public address is the folder of the channel's atom:link rel="self". Only what begins with
    it is changed, and no GUID, which may look like an address. What is not such a feed, or names
    `home` already, comes back byte for byte.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False)
    try:
        root = etree.fromstring(feed, parser)
        public = _public(root)
    except (etree.XMLSyntaxError, ValueError):
        return feed
    if public in (None, home):
        return feed
    for node in root.iter("*"):
        _move(node, public, home)
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _public(root: etree._Element) -> str | None:
    """The address of the folder that a feed says it is in."""
    link = root.find("channel/{http://www.w3.org/2005/Atom}link[@rel='self']")
    base = urljoin(link.get("href", ""), ".") if link is not None else ""
    return base if urlsplit(base).scheme in ("http", "https") else None


def _move(node: etree._Element, public: str, home: str) -> None:
    for name, value in ((str(name), str(value)) for name, value in node.items()):
        # podcast:remoteItem has feedGuid and itemGuid
        if value.startswith(public) and not name.lower().endswith("guid"):
            node.set(name, home + value.removeprefix(public))
    text = node.text or ""
    # A link's text is a page of the publication, which may be at the same host.
    if text.lstrip().startswith(public) and etree.QName(node).localname not in ("guid", "link"):
        node.text = text.replace(public, home, 1)


def _answer(folder: Path, request: Request) -> Response:
    if sum(len(name) + len(value) for name, value in request.scope["headers"]) > HEADERS:
        return PlainTextResponse("too many headers\n", 431)
    path = request.scope["path"]
    if path == "/":
        return RedirectResponse(FEED)
    root = _real(folder)
    try:
        return _response(_inside(root, path.removeprefix("/")), root, request)
    except (OSError, UnicodeError):  # UnicodeError: a name that this file system can't write
        return PlainTextResponse("not found\n", 404)


def _real(path: Path) -> Path:
    """Where a path leads through links; Path.resolve raises RuntimeError for a loop before 3.13."""
    return Path(os.path.realpath(path))


def _inside(root: Path, path: str) -> Path:
    """The file of that path: plain, readable, below the root, nothing hidden on the way.

    Raises OSError. A link is followed where it leads to such a file.
    """
    named = path.split("/")
    if not all(map(_is_plain, named)):
        raise FileNotFoundError(path)
    file = Path(os.path.realpath(root.joinpath(*named), strict=True))
    if not (file.is_relative_to(root) and all(map(_is_plain, file.relative_to(root).parts))):
        raise FileNotFoundError(path)
    if not (file.is_file() and os.access(file, os.R_OK)):
        raise FileNotFoundError(path)
    return file


def _is_plain(name: str) -> bool:
    """Whether a name in a path is a file's or folder's, and not hidden, `..` or a trick."""
    return not (name.startswith(".") or name == "" or "\0" in name or "\\" in name)


def _response(file: Path, root: Path, request: Request) -> Response:
    status = file.stat()
    response = _form(file, status, _type(file, root), request)
    response.headers["Cache-Control"] = FOREVER if _is_final(file) else SHORT
    if file.suffix in PACKED:
        response.headers["Vary"] = "Accept-Encoding"
    if (code := _condition(request, response)) is not None:
        return _without_body(code, response)
    if isinstance(response, FileResponse) and "range" in request.headers:
        return _part(response, status.st_size, request)
    return response


def _is_final(file: Path) -> bool:
    return HASHED.search(file.name) is not None and file.parent.name != RECORDS


def _form(file: Path, status: os.stat_result, kind: str, request: Request) -> Response:
    """The file as it is, or compressed, or a feed rewritten: what the client can use.

    A feed has no parts: its ranges are ignored (14.2). Other texts are not compressed in part.
    """
    small = status.st_size <= LARGEST
    whole = "range" not in request.headers
    packed = small and whole and file.suffix in PACKED and _takes_gzip(request)
    if small and kind == RSS:
        text = _text(file, status.st_mtime_ns, status.st_size, _home(request))
        return _streamed(text, status, kind, packed=packed)
    if packed:
        text = _text(file, status.st_mtime_ns, status.st_size, None)
        return _streamed(text, status, kind, packed=True)
    return _File(file, media_type=kind, stat_result=status)


def _type(file: Path, root: Path) -> str:
    if FEEDS.fullmatch(file.name) and file.parent == root:
        return RSS
    if file.suffix == ".json" and file.parent.name == "episodes":
        return CHAPTERS
    guessed = mimetypes.guess_type(file.name)[0]
    return TYPES.get(file.suffix) or guessed or "application/octet-stream"


def _home(request: Request) -> str | None:
    """The address that the request came to."""
    host = request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host}/" if 0 < len(host) <= HOST else None


def _takes_gzip(request: Request) -> bool:
    """Whether gzip is named, and not with a weight of nought (12.5.3)."""
    listed = ",".join(request.headers.getlist("accept-encoding")).lower()
    return any(GZIP.fullmatch(each.strip()) for each in listed.split(","))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in its two forms."""

    plain: bytes
    packed: bytes


@lru_cache(maxsize=HELD)
def _text(file: Path, modified: int, size: int, home: str | None) -> _Text:
    """The text of a file, and the feed that it is moved to `home`; read again when it changes."""
    plain = file.read_bytes()
    if home is not None:
        plain = at_home(plain, home)
    return _Text(plain, gzip.compress(plain, 6, mtime=0))


def _streamed(text: _Text, status: os.stat_result, kind: str, *, packed: bool) -> Response:
    body = text.packed if packed else text.plain
    headers = {
        "Content-Length": str(len(body)),
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Last-Modified": formatdate(status.st_mtime, usegmt=True),
    }
    if packed:
        headers["Content-Encoding"] = "gzip"
    return StreamingResponse(_pieces(body), headers=headers, media_type=kind)


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


class _File(FileResponse):
    """A file that may be taken away or changed while it is sent: then the answer is cut, too.

    Its length was promised, so the client knows; uvicorn says so in one line.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A read that fails, _measured, and Starlette's word for a part that is too short.
        with suppress(OSError, EOFError, RuntimeError):
            checked = _measured(send) if scope["method"] == "GET" else send
            await super().__call__(scope, receive, checked)


def _measured(send: Send) -> Send:
    """Send, but for a body of another length than promised: that raises EOFError.

    h11 would notice, too; but at the end of a short body uvicorn (0.54) takes the answer for
    complete by then, and lets the client wait.
    """
    left = 0

    async def measured(message: Message) -> None:
        nonlocal left
        if message["type"] == "http.response.start":
            left = int(Headers(raw=message["headers"])["content-length"])
        if message["type"] == "http.response.body":
            left -= len(message["body"])
            if left < 0 or (left and not message["more_body"]):
                raise EOFError
        await send(message)

    return measured


def _condition(request: Request, response: Response) -> int | None:
    """The status that the request's conditions call for instead of the file (13.2.2)."""
    asked, tag = request.headers, response.headers["etag"]
    modified = response.headers["last-modified"]
    if "if-match" in asked:
        if not _names(asked.getlist("if-match"), tag):
            return 412
    elif _is_before(asked.get("if-unmodified-since"), modified):
        return 412
    if "if-none-match" in asked:
        return 304 if _names(asked.getlist("if-none-match"), tag, weakly=True) else None
    return 304 if _is_before(modified, asked.get("if-modified-since"), or_same=True) else None


def _names(listed: Sequence[str], tag: str, *, weakly: bool = False) -> bool:
    """Whether a list of entity tags names this one (8.8.3.2), or any with `*`."""
    tags = ",".join(listed).strip()
    found = re.findall(r'(?:W/)?"[^"]*"', tags)
    return tags == "*" or tag in found or (weakly and f"W/{tag}" in found)


def _is_before(one: str | None, other: str | None, *, or_same: bool = False) -> bool:
    """Whether a date is before another; no, where one of them is none (13.1.3)."""
    first, second = parsedate(one or ""), parsedate(other or "")
    if first is None or second is None:
        return False
    return first[:6] <= second[:6] if or_same else first[:6] < second[:6]


def _without_body(code: int, response: Response) -> Response:
    """Its status alone, with what a cache may have to learn (15.4.5)."""
    kept = ("etag", "last-modified", "cache-control", "vary")
    return Response(
        status_code=code, headers={k: v for k, v in response.headers.items() if k in kept}
    )


def _part(response: FileResponse, size: int, request: Request) -> Response:
    """The answer to a Range: Starlette's, once the header says only what can be sent.

    Ignored with other methods than GET (14.2), where If-Range names another file (13.1.5), and
    where it is not understood. Starlette 1.10 says 400 to that, and 416 where one of several
    ranges is past the end.
    """
    current = (None, response.headers["etag"], response.headers["last-modified"])
    usable = request.method == "GET" and request.headers.get("if-range") in current
    wanted = _ranges(request.headers["range"], size) if usable else None
    if wanted == ():
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    # Starlette reads the header again, from the scope
    headers = MutableHeaders(scope=request.scope)
    del headers["range"]
    if wanted:
        headers["range"] = "bytes=" + ",".join(f"{first}-{last}" for first, last in wanted)
    return response


def _ranges(asked: str, size: int) -> tuple[tuple[int, int], ...] | None:
    """First and last byte of each range that can be sent (14.1.2): none where there are too many.

    `None` is a header that is not understood.
    """
    unit, _, listed = asked.partition("=")
    specs = [spec for each in listed.split(",") if (spec := each.strip(" \t"))]
    if unit.lower() != "bytes" or not specs:
        return None
    found = [_range(spec, size) for spec in specs]
    if None in found:
        return None
    return tuple(each for each in found if each and each[0] < size) if len(found) <= MOST else ()


def _range(spec: str, size: int) -> tuple[int, int] | None:
    """First and last byte of one range; the first may be past the end."""
    match = RANGE.fullmatch(spec)
    if match is None or (match[2] and int(match[1]) > int(match[2])):
        return None
    first = int(match[1]) if match[1] else max(size - int(match[3]), 0)
    return first, min(int(match[2] or size), size - 1)


class _Server(uvicorn.Server):
    """uvicorn, ending at once."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Cut who is still connected.

        uvicorn (0.54) would wait for those who stall, then print a traceback for each.
        """
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


def _settings(served: Starlette) -> uvicorn.Config:
    """By name: the same server whatever else is installed. No forwarded header is believed."""
    return uvicorn.Config(
        served,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )


def _listener(port: int) -> socket.socket:
    try:
        listener = socket.create_server(("127.0.0.1", port), backlog=2048)  # sets SO_REUSEADDR
    except OverflowError as error:
        raise ServerError(f"port {port}: not a port (name one from 0 to 65535)") from error
    except OSError as error:
        wrong = {errno.EADDRINUSE: "in use", errno.EACCES: "not permitted"}
        cause = wrong.get(error.errno or 0) or os.strerror(error.errno or 0).lower()
        raise ServerError(
            f"port {port}: {cause} (name another with --port, or --port 0 for any free one)"
        ) from error
    # asyncio sets it on sockets it made itself; without it each answer takes 40 ms. Inherited.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@contextmanager
def _ended_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """SIGINT and SIGTERM end the server, and nothing else.

    uvicorn (0.54) raises the signal once more when it is done, for the handler that was there
    before its own: this one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may; the caller ends its own threads
        return

    def end(*_: object) -> None:
        server.should_exit = True

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
