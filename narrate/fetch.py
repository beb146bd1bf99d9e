"""GET and HEAD of a web address within limits: no other module asks a stranger's server.

    address → host resolved → every address of it judged → connected to one of those → bytes

What was judged is what is connected to: the name is not resolved a second time.  Each redirect
goes the same way.  No proxy, no cookie, no password: nothing of the environment is sent.  What an
address answered is asked for again on condition, where a cache folder is given (narrate.answers).
"""

from __future__ import annotations

import math
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from email.message import Message
from functools import cache, partial
from http import HTTPStatus
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import httpcore
import httpx

from narrate import __version__
from narrate.answers import Fetched, conditions, find, is_same, keep, validates
from narrate.errors import SourceError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may cost."""

    seconds: float = 60.0
    """For all of it: redirects, a second try, the last byte of the body."""
    size: int = 64 << 20
    """Bytes of the body, unpacked."""
    redirects: int = 5
    idle: float = math.inf
    """Seconds without a byte."""


LIMITS = Limits()

PAUSE = 0.5
"""Seconds before the second try, which a server that was busy gets."""

BUSY = (429, 502, 503, 504)
"""Statuses that another try may better (RFC 9110, 15.6; RFC 6585, 4)."""

MOVED = (301, 302, 303, 307, 308)

UNICAST = IPv6Network("2000::/3")
"""What is given out of IPv6 (IANA's registry): all else is special, or nobody's yet."""
NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as IPv6 (RFC 6052): what they stand for is judged."""
SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""RFC 6890, RFC 7526; Python 3.11 takes them for public."""
DOCUMENTATION = IPv6Network("3fff::/20")
"""RFC 9637; Python 3.11 does not know it."""


def fetch(
    address: str, *, private: bool = False, limits: Limits = LIMITS, cache: Path | None = None
) -> Fetched:
    """What is at an address; `private` allows addresses that are not public.

    `cache`: the folder in which answers are kept; what is kept is asked for on condition.
    Raises SourceError: why there is nothing, and what to do.
    """
    return _followed(
        _Ask("GET", private, limits, time.monotonic() + limits.seconds, cache), address
    )


def head(address: str, *, private: bool = False, limits: Limits = LIMITS) -> Fetched:
    """What a host says of an address; nothing of it is fetched.  Raises SourceError."""
    ends = time.monotonic() + limits.seconds
    return _followed(_Ask("HEAD", private, limits, ends), address)


def length(address: str, *, private: bool = False) -> int | None:
    """The bytes of what is at an address, as its host states them.  Raises SourceError."""
    return head(address, private=private).length


def download(
    address: str, onto: BinaryIO, *, private: bool = False, limits: Limits = LIMITS
) -> None:
    """Add to `onto`, which stands behind the first bytes of it or none, what is at an address.

    A host that knows no ranges sends it from the start (RFC 9110, 14.2), and so it is kept then.
    Raises SourceError; `onto` then has what came so far.
    """
    _followed(_Ask("GET", private, limits, time.monotonic() + limits.seconds, onto=onto), address)


def connections(ends: float) -> httpcore.ConnectionPool:
    """Connections to a server that the show itself names, wherever that is.

    Each wait of theirs ends, by the monotonic clock, at `ends`: httpcore.TimeoutException.
    """
    return httpcore.ConnectionPool(
        ssl_context=_trust(), network_backend=_Network(True, ends, math.inf)
    )


@dataclass(frozen=True, slots=True)
class _Ask:
    """How an address is asked, and all that it sends on to."""

    method: str
    private: bool
    limits: Limits
    ends: float
    """By the monotonic clock."""
    cache: Path | None = None
    onto: BinaryIO | None = None
    """What a body is added to, instead of being given."""


def _followed(ask: _Ask, address: str) -> Fetched:
    """The answer behind all redirects.  Raises SourceError."""
    here, seen = _url(address), set[str]()
    for _ in range(ask.limits.redirects + 1):
        if str(here) in seen:
            raise SourceError(f"redirects in a circle, back to {here}")
        seen.add(str(here))
        try:
            answer = _twice(partial(_asked, ask, here), ask.ends)
        except SourceError as error:
            raise (
                error if len(seen) == 1 else SourceError(f"redirects to {here}: {error}")
            ) from None
        if isinstance(answer, Fetched):
            return answer
        here = answer
    raise SourceError(f"redirects more than {ask.limits.redirects} times (is the address right?)")


def unpacked(parts: Iterable[bytes], size: int = LIMITS.size) -> bytes:
    """The content of gzip files (RFC 1952), one behind another, however their bytes are cut.

    Raises SourceError where that is more than `size` bytes, or damaged, or cut short.
    """
    return _gathered(_inflated(parts, size), size)


# --- one address


def _url(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address.strip()).copy_with(fragment=None)
        host = url.host  # decodes what is written as xn--…
    except (httpx.InvalidURL, UnicodeError) as error:
        raise SourceError(f"no web address: {error}") from error
    if url.scheme not in ("http", "https") or not host:
        raise SourceError(f"{url}: no web address (https://… or http://…)")
    if url.userinfo:
        raise SourceError("holds a user name or password (narrate sends none: leave it out)")
    return url


class _Again(Exception):  # noqa: N818 -- no error yet
    """What another try may better."""


def _twice(ask: Callable[[], T], ends: float) -> T:
    """What `ask` gives at the first try or the second.  Raises SourceError."""
    try:
        return ask()
    except _Again as error:
        if time.monotonic() + PAUSE >= ends:
            raise SourceError(str(error)) from error
    time.sleep(PAUSE)
    try:
        return ask()
    except _Again as error:
        raise SourceError(f"{error} (twice; try again later)") from error


def _asked(ask: _Ask, url: httpx.URL) -> Fetched | httpx.URL:
    """What an address answers, or where that sends.  Raises SourceError, _Again."""
    kept = find(ask.cache, str(url)) if ask.cache else None
    if kept and len(kept.content) > ask.limits.size:
        kept = None
    answer = _said(ask, url, kept)
    if answer is None:  # a 304 that is of another answer than the one that is kept
        answer = _said(ask, url, None)
    if answer is None:
        raise SourceError(f"answers {_status(304)}, which was not asked for (try again later)")
    return answer


def _said(ask: _Ask, url: httpx.URL, kept: Fetched | None) -> Fetched | httpx.URL | None:
    """The same, asked once; None: it did not change, and what it was is not known."""
    network = _Network(ask.private, ask.ends, ask.limits.idle)
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    headers: list[tuple[bytes | str, bytes | str]] = [
        ("Host", url.netloc),
        ("User-Agent", f"narrate/{__version__}"),
        ("Accept", "text/html, application/xhtml+xml, application/xml, */*;q=0.8"),
        ("Accept-Encoding", "gzip" if ask.method == "GET" and not ask.onto else "identity"),
        ("Connection", "close"),
        *_range(ask.onto),
        *(conditions(kept) if kept else ()),
    ]
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_trust(), network_backend=network) as pool,
            pool.stream(ask.method, target, headers=headers) as answer,
        ):
            return _answered(answer, url, ask, kept)
    except httpcore.TimeoutException as error:
        patience = min(ask.limits.seconds, ask.limits.idle)
        raise SourceError(f"took more than {patience:g} s (try again later)") from error
    except httpcore.ConnectError as error:
        raise _Again(f"can't be reached: {_cause(error)}") from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise _Again(f"the answer broke off: {_cause(error)}") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise SourceError(f"can't be asked for: {_cause(error)}") from error


def _answered(
    answer: httpcore.Response, url: httpx.URL, ask: _Ask, kept: Fetched | None
) -> Fetched | httpx.URL | None:
    headers, status = _headers(answer), answer.status
    if status in MOVED and headers.get("location"):
        try:
            return _url(str(url.join(headers["location"])))
        except (httpx.InvalidURL, UnicodeError) as error:
            raise SourceError(f"redirects to what is no address: {error}") from error
    if status == HTTPStatus.NOT_MODIFIED:
        return kept if kept and is_same(kept, headers.get("etag", "")) else None
    if status in BUSY:
        raise _Again(f"answers {_status(status)}")
    if ask.onto and status in (
        200,
        HTTPStatus.PARTIAL_CONTENT,
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    ):
        return _added(answer, headers, url, ask.onto, ask.limits.size)
    if status not in (200, 203):
        raise SourceError(f"answers {_status(status)} (is the address right?)")
    return _kept(_fetched(answer, headers, url, ask), headers, ask)


def _fetched(
    answer: httpcore.Response, headers: Mapping[str, str], url: httpx.URL, ask: _Ask
) -> Fetched:
    media, charset = _type(headers.get("content-type", ""))
    content = _body(answer, headers.get("content-encoding", "").strip().lower(), ask.limits.size)
    stated = headers.get("content-length", "")
    return Fetched(
        str(url),
        content,
        media,
        charset,
        headers.get("last-modified", ""),
        int(stated) if re.fullmatch(r"[0-9]{1,15}", stated) else None,
        headers.get("etag", ""),
    )


def _range(onto: BinaryIO | None) -> list[tuple[str, str]]:
    """The rest of what a file has the first bytes of (RFC 9110, 14.2)."""
    return [("Range", f"bytes={onto.tell()}-")] if onto and onto.tell() else []


def _added(
    answer: httpcore.Response,
    headers: Mapping[str, str],
    url: httpx.URL,
    onto: BinaryIO,
    size: int,
) -> Fetched:
    """An answer whose body is added to a file, from where its range begins."""
    goes_on = headers.get("content-range", "").startswith(f"bytes {onto.tell()}-")
    if answer.status != HTTPStatus.PARTIAL_CONTENT or not goes_on:
        onto.seek(0)
        onto.truncate()
        if answer.status != HTTPStatus.OK:
            raise _Again("does not go on where it broke off")
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise SourceError("is sent packed, which was not asked for")
    for part in answer.iter_stream():
        if onto.tell() + len(part) > size:
            raise SourceError(f"more than the {size} bytes that it should have")
        onto.write(part)
    return Fetched(str(url), b"", *_type(headers.get("content-type", "")))


def _kept(found: Fetched, headers: Mapping[str, str], ask: _Ask) -> Fetched:
    """The same, kept where its host allows that, and says how to ask for it again."""
    allowed = "no-store" not in headers.get("cache-control", "").lower()
    if (
        ask.cache
        and allowed
        and validates(found.etag, found.modified, headers.get("date", ""))
        and find(ask.cache, found.address) != found
    ):
        keep(ask.cache, found)
    return found


def _headers(answer: httpcore.Response) -> Mapping[str, str]:
    """Each header's first value, by its name in lower case."""
    found: dict[str, str] = {}
    for name, value in answer.headers:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    if (location := found.get("location")) is not None:  # raw UTF-8 is common
        found["location"] = location.encode("latin-1").decode("utf-8", "replace")
    return found


def _type(header: str) -> tuple[str, str]:
    message = Message()
    message["Content-Type"] = re.sub(r"[\r\n]", " ", header)
    media = message.get_content_type() if header.strip() else ""
    charset = message.get_param("charset", "")
    return media, charset if isinstance(charset, str) else ""


def _body(answer: httpcore.Response, packed: str, size: int) -> bytes:
    parts = answer.iter_stream()
    if packed in ("", "identity"):
        return _gathered(parts, size)
    if packed in ("gzip", "x-gzip"):
        return unpacked(parts, size)
    raise SourceError(f"is sent packed as {packed!r}, which was not asked for")


def _gathered(parts: Iterable[bytes], size: int) -> bytes:
    found, total = [], 0
    for part in parts:
        total += len(part)
        if total > size:
            raise SourceError(f"more than {size >> 20} MB: too long to read")
        found.append(part)
    return b"".join(found)


STEP = 1 << 20
"""Bytes that are unpacked at a time."""


def _inflated(parts: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The content of gzip files, some of it at a time."""
    unpacker, begun = zlib.decompressobj(31), False
    try:
        for part in parts:
            rest = part
            while rest:
                begun = True
                yield unpacker.decompress(rest, STEP)
                rest = unpacker.unconsumed_tail
                if unpacker.eof:
                    rest = unpacker.unused_data.lstrip(b"\0")
                    unpacker, begun = zlib.decompressobj(31), False
        yield unpacker.flush()
    except zlib.error as error:
        raise SourceError(f"its gzip is damaged: {error}") from error
    if begun:
        raise SourceError("its gzip is cut short (try again later)")


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _cause(error: Exception) -> str:
    """An error's text in a line; the innermost says most."""
    said = str(error) or str(error.__cause__ or "") or type(error).__name__
    return " ".join(re.sub(r"\[Errno -?\d+\] ?|\(_ssl\.c:\d+\)", "", said).split())


@cache
def _trust() -> ssl.SSLContext:
    """Certificates that are believed: the ones that come with httpx."""
    return httpx.create_ssl_context(trust_env=False)


# --- the network, judged and timed


class _Network(httpcore.NetworkBackend):
    """Connections to addresses that were judged, which end when the time is up."""

    def __init__(self, private: bool, ends: float, idle: float) -> None:
        self._private = private
        self._ends = ends
        self._idle = idle
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """A connection to one of a host's addresses.  Raises SourceError where none may be."""
        failed: Exception | None = None
        several = _judged(host, port, self._private, self._ends)
        for number, each in enumerate(several):
            patience = _left(self._ends) / (len(several) - number)
            try:
                stream = self._plain.connect_tcp(each, port, patience)
                return _Timed(stream, self._ends, self._idle)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError("the name has no address")

    def sleep(self, seconds: float) -> None:
        """Not used."""


class _Timed(httpcore.NetworkStream):
    """A connection each of whose waits ends when the time for all of them is up."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float, idle: float) -> None:
        self._stream = stream
        self._ends = ends
        self._idle = idle

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes."""
        return self._stream.read(max_bytes, min(_left(self._ends), self._idle))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of the bytes."""
        self._stream.write(buffer, _left(self._ends))

    def close(self) -> None:
        """Close it."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same, encrypted; the certificate must be the name's."""
        inner = self._stream.start_tls(ssl_context, server_hostname, _left(self._ends))
        return _Timed(inner, self._ends, self._idle)

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection."""
        return self._stream.get_extra_info(info)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left


def _judged(host: str, port: int, private: bool, ends: float) -> list[str]:
    """A host's addresses that may be connected to.  Raises SourceError where it has none."""
    try:
        found = _resolved(host, port, ends)
    except (OSError, ValueError) as error:
        raise SourceError(f"{host}: no such host (is the address right?)") from error
    allowed = [each for each in found if private or is_public(each)]
    if not allowed:
        raise SourceError(f"{host} is not a public address (--private allows it)")
    return allowed


_LOOKUPS: dict[tuple[str, int], Future[list[str]]] = {}
"""Names that are being resolved: one that hangs costs one thread, however often it is asked for."""
_LOCK = threading.Lock()


def _resolved(host: str, port: int, ends: float) -> list[str]:
    """A host's addresses, in the system's order; the resolver itself knows no deadline.

    Raises what getaddrinfo does, and TimeoutException.
    """
    with _LOCK:
        lookup = _LOOKUPS.get((host, port))
        if lookup is None:
            lookup = _LOOKUPS[host, port] = Future()
            threading.Thread(target=_look_up, args=(host, port, lookup), daemon=True).start()
    try:
        return lookup.result(_left(ends))
    except TimeoutError as error:
        raise httpcore.ConnectTimeout("the name is not resolved") from error


def _look_up(host: str, port: int, lookup: Future[list[str]]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        lookup.set_result(list(dict.fromkeys(str(each[4][0]) for each in found)))
    except (OSError, ValueError) as error:
        lookup.set_exception(error)
    finally:
        with _LOCK:
            del _LOOKUPS[host, port]


def is_loopback(address: str) -> bool:
    """Whether an address names this machine itself, in so many words."""
    try:
        host = _url(address).host
        return host == "localhost" or ip_address(host).is_loopback
    except (SourceError, ValueError):
        return False


def is_public(text: str) -> bool:
    """Whether an IP address is one of the internet's (IANA's special-purpose registries)."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        special = address.is_multicast or address.is_reserved
        return address.is_global and not special and not any(address in each for each in SPECIAL)
    if address in NAT64:
        return is_public(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    return _is_public_6(address)


def _is_public_6(address: IPv6Address) -> bool:
    inside = address.sixtofour
    return (
        address in UNICAST
        and address not in DOCUMENTATION
        and address.is_global
        and address.teredo is None
        and (inside is None or is_public(str(inside)))
    )


__all__ = [
    "LIMITS",
    "Fetched",
    "Limits",
    "connections",
    "download",
    "fetch",
    "head",
    "is_loopback",
    "is_public",
    "length",
    "unpacked",
]
