"""output/ over HTTP, on this machine: for an app to subscribe to, before the show has a host.

Starlette answers files and their ranges (RFC 9110, 14); what is added here is what an edition
needs: the right types, validators, compression of text, and the feed's addresses made its own.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
import socket
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from lxml import etree
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from narrate.errors import ServerError

LOOPBACK = ("127.0.0.1", "localhost")
"""Hosts that are answered: a page elsewhere can't reach the edition by a name of its own."""

TYPES = {
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".xml": "application/rss+xml; charset=utf-8",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
CHAPTERS = "application/json+chapters"

RANGE = re.compile(r"bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+)){0,3}\s*")
"""Ranges that are answered in part; any other, and any number of them, is answered whole."""

HASHED = re.compile(r"-[0-9a-f]{8}\.\w+")
"""Names that carry their own hash never change."""
TEXT = 4_000_000
"""Bytes of a text file that is held in memory."""


def serve(folder: Path, *, port: int, ready: Callable[[str], None]) -> None:
    """Serve `folder` on 127.0.0.1 until interrupted; `ready` is told the address.

    Raises ServerError where there is no edition, or the port can't be had.
    """
    if not (folder / "feed.xml").is_file():
        raise ServerError(f"{folder}: no feed.xml there (run `narrate build` first)")
    with _listening(port) as listener:
        settings = uvicorn.Config(
            application(folder),
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            lifespan="off",
        )
        ready(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        uvicorn.Server(settings).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise ServerError(
            f"port {port}: {(error.strerror or str(error)).lower()}"
            " (name another with --port; 0 takes any free one)"
        ) from error
    listener.listen(512)
    return listener


def application(folder: Path) -> Starlette:
    """The ASGI application that serves an edition."""
    root = folder.resolve()

    def answer(request: Request) -> Response:
        """Synchronous: Starlette runs it in a thread, where reading a file may take its time."""
        path = request.path_params["path"]
        if not path:
            return RedirectResponse("feed.xml")
        file = _inside(root, path)
        if file is None:
            return Response("not found\n", 404, media_type="text/plain")
        response = _response(file, request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["X-Content-Type-Options"] = "nosniff"
        forever = "public, max-age=31536000, immutable"
        response.headers["Cache-Control"] = forever if HASHED.search(file.name) else "no-cache"
        return response

    return Starlette(
        routes=[Route("/{path:path}", answer, methods=["GET", "HEAD"])],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK), www_redirect=False)
        ],
    )


def _inside(root: Path, path: str) -> Path | None:
    """The published file of that path: below the root, no link out of it, no hidden name."""
    parts = path.split("/")
    if any(part[:1] in ("", ".") or "\0" in part or "\\" in part for part in parts):
        return None
    try:
        file = root.joinpath(*parts).resolve(strict=True)
    except (OSError, ValueError):
        return None
    return file if file.is_relative_to(root) and file.is_file() else None


def _response(file: Path, request: Request) -> Response:
    kind = _type(file)
    text = file.suffix in (".xml", ".vtt", ".srt", ".json") and file.stat().st_size <= TEXT
    return _text(file, kind, request) if text else _media(file, kind, request)


def _type(file: Path) -> str:
    if file.suffix == ".json":
        return CHAPTERS if file.parent.name == "episodes" else "application/json"
    return (
        TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    )


def _media(file: Path, kind: str, request: Request) -> Response:
    response = FileResponse(file, media_type=kind, stat_result=file.stat())
    if _unchanged(request, response.headers["etag"], response.headers["last-modified"]):
        return _not_modified(response)
    if not _sound(request.headers.get("range", "bytes=0-")):
        _without_range(request.scope)
    return response


def _sound(ranges: str) -> bool:
    """Whether a Range header is to be obeyed: what is malformed is ignored (RFC 9110, 14.2)."""
    if not RANGE.fullmatch(ranges):
        return False
    pairs = re.findall(r"(\d+)-(\d+)", ranges)
    return all(int(first) <= int(last) for first, last in pairs)


def _without_range(scope: MutableMapping[str, object]) -> None:
    del MutableHeaders(scope=scope)["range"]


def _text(file: Path, kind: str, request: Request) -> Response:
    """A text whole, compressed where that is understood; a feed with addresses of this server."""
    content = file.read_bytes()
    if file.suffix == ".xml":
        content = at_home(content, f"{request.url.scheme}://{request.headers['host']}/")
    packed = "gzip" in request.headers.get("accept-encoding", "")
    if packed:
        content = gzip.compress(content, 6, mtime=0)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Vary": "Accept-Encoding", "Content-Type": kind}
    if packed:
        headers["Content-Encoding"] = "gzip"
    response = Response(content, headers=headers)
    return _not_modified(response) if _unchanged(request, tag, None) else response


def _unchanged(request: Request, tag: str, modified: str | None) -> bool:
    """Whether the client has this very thing (RFC 9110, 13.1)."""
    if (tags := request.headers.get("if-none-match")) is not None:
        known = [each.strip().removeprefix("W/") for each in tags.split(",")]
        return "*" in known or tag in known
    return modified is not None and request.headers.get("if-modified-since") == modified


def _not_modified(response: Response) -> Response:
    kept = ("etag", "last-modified", "vary")
    return Response(
        status_code=304, headers={k: v for k, v in response.headers.items() if k in kept}
    )


@lru_cache(maxsize=8)
def at_home(feed: bytes, base: str) -> bytes:
    """A feed whose own addresses are below `base`, so that its episodes can be fetched from here.

    The show's address is read from the feed's link to itself.  What is no feed stays as it is,
    and so do GUIDs, which may look like addresses.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(feed, parser)
    except etree.XMLSyntaxError:
        return feed
    own = root.find("channel/{http://www.w3.org/2005/Atom}link[@rel='self']")
    public = own.get("href", "").rpartition("/")[0] + "/" if own is not None else ""
    if not urlsplit(public).netloc or public == base:
        return feed
    for node in root.iter("*"):
        for name, value in ((str(name), str(value)) for name, value in node.items()):
            if value.startswith(public):
                node.set(name, base + value.removeprefix(public))
        if node.text and node.text.startswith(public) and not str(node.tag).endswith("guid"):
            node.text = base + node.text.removeprefix(public)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
