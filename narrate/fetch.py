"""GET and HEAD of a web address within limits: no other module asks a stranger's server.

    address → host resolved → every address of it judged → connected to one of those → bytes

What was judged is what is connected to: the name is not resolved a second time.  Each redirect
goes the same way.  No proxy, no cookie, no password: nothing of the environment is sent.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from functools import cache, partial
from http import HTTPStatus
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, TypeVar

import httpcore
import httpx

from narrate import __version__
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


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered."""

    address: str
    """Behind all redirects."""
    content: bytes
    """Unpacked."""
    media: str = ""
    """Lower case, as `text/html`; "" where none is stated."""
    charset: str = ""
    """As the server states it; "" where it does not."""
    modified: str = ""
    """Last-Modified, as it is sent."""
    length: int | None = None
    """Content-Length: bytes, as they are sent."""


def fetch(address: str, *, private: bool = False, limits: Limits = LIMITS) -> Fetched:
    """What is at an address; `private` allows addresses that are not public.

    Raises SourceError: why there is nothing, and what to do.
    """
    return _followed("GET", address, private, limits)


def length(address: str, *, private: bool = False) -> int | None:
    """The bytes of what is at an address, as its host states them: nothing of it is fetched.

    Raises SourceError.
    """
    return _followed("HEAD", address, private, LIMITS).length


def _followed(method: str, address: str, private: bool, limits: Limits) -> Fetched:
    """The answer behind all redirects.  Raises SourceError."""
    ends = time.monotonic() + limits.seconds
    here, seen = _url(address), set[str]()
    for _ in range(limits.redirects + 1):
        if str(here) in seen:
            raise SourceError(f"redirects in a circle, back to {here}")
        seen.add(str(here))
        try:
            answer = _twice(partial(_asked, method, here, private, limits, ends), ends)
        except SourceError as error:
            raise (
                error if len(seen) == 1 else SourceError(f"redirects to {here}: {error}")
            ) from None
        if isinstance(answer, Fetched):
            return answer
        here = answer
    raise SourceError(f"redirects more than {limits.redirects} times (is the address right?)")


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


def _asked(
    method: str, url: httpx.URL, private: bool, limits: Limits, ends: float
) -> Fetched | httpx.URL:
    """What an address answers, or where that sends.  Raises SourceError, _Again."""
    network = _Network(private, ends)
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    headers: list[tuple[bytes | str, bytes | str]] = [
        ("Host", url.netloc),
        ("User-Agent", f"narrate/{__version__}"),
        ("Accept", "text/html, application/xhtml+xml, application/xml, */*;q=0.8"),
        ("Accept-Encoding", "gzip" if method == "GET" else "identity"),
        ("Connection", "close"),
    ]
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_trust(), network_backend=network) as pool,
            pool.stream(method, target, headers=headers) as answer,
        ):
            return _answered(answer, url, limits)
    except httpcore.TimeoutException as error:
        raise SourceError(f"took more than {limits.seconds:g} s (try again later)") from error
    except httpcore.ConnectError as error:
        raise _Again(f"can't be reached: {_cause(error)}") from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise _Again(f"the answer broke off: {_cause(error)}") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise SourceError(f"can't be asked for: {_cause(error)}") from error


def _answered(answer: httpcore.Response, url: httpx.URL, limits: Limits) -> Fetched | httpx.URL:
    headers = _headers(answer)
    status = answer.status
    if status in MOVED and headers.get("location"):
        try:
            return _url(str(url.join(headers["location"])))
        except (httpx.InvalidURL, UnicodeError) as error:
            raise SourceError(f"redirects to what is no address: {error}") from error
    if status in BUSY:
        raise _Again(f"answers {_status(status)}")
    if status not in (200, 203):
        raise SourceError(f"answers {_status(status)} (is the address right?)")
    media, charset = _type(headers.get("content-type", ""))
    content = _body(answer, headers.get("content-encoding", "").strip().lower(), limits.size)
    stated = headers.get("content-length", "")
    return Fetched(
        str(url),
        content,
        media,
        charset,
        headers.get("last-modified", ""),
        int(stated) if re.fullmatch(r"[0-9]{1,15}", stated) else None,
    )


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
            raise SourceError(f"more than {size >> 20} MB: too long for a post")
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

    def __init__(self, private: bool, ends: float) -> None:
        self._private = private
        self._ends = ends
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
        failed: httpcore.ConnectError | None = None
        for each in _judged(host, port, self._private):
            left = _left(self._ends)
            try:
                return _Timed(self._plain.connect_tcp(each, port, left), self._ends)
            except httpcore.ConnectError as error:
                failed = error
        raise failed or httpcore.ConnectError("the name has no address")

    def sleep(self, seconds: float) -> None:
        """Not used."""


class _Timed(httpcore.NetworkStream):
    """A connection each of whose waits ends when the time for all of them is up."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes."""
        return self._stream.read(max_bytes, _left(self._ends))

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
        return _Timed(inner, self._ends)

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection."""
        return self._stream.get_extra_info(info)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left


def _judged(host: str, port: int, private: bool) -> list[str]:
    """A host's addresses that may be connected to.  Raises SourceError where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise SourceError(f"{host}: no such host (is the address right?)") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    allowed = [each for each in addresses if private or is_public(each)]
    if not allowed:
        raise SourceError(f"{host} is not a public address (--private allows it)")
    return allowed


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
