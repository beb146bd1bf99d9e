"""The small process that runs a profile's command, and leaves nothing of it behind.

Run by its path; imports nothing of narrate.  Each line on standard input is a JSON request, each
line on standard output its reply.  What a command starts becomes this process's own child when its
parent ends (Linux: PR_SET_CHILD_SUBREAPER), so that it is found and ended, whatever session or
group it went to.  Elsewhere only the command's group is.  It holds no thread.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any, NoReturn

Request = dict[str, Any]

PATIENCE = 0.5
"""Seconds that a command has to end by itself: after SIGTERM, or when its first process has."""
STUBBORN = 2.0
"""Seconds in which what was killed must be gone."""
SAID = 4096
"""Bytes of its standard error that are kept: its last."""

LINUX = sys.platform == "linux"


def main() -> None:
    """Answer requests until standard input ends."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    _prepare(int(sys.argv[1]))
    for line in requests:
        error = _run(json.loads(line), requests.fileno())
        replies.write(json.dumps({"error": error}).encode() + b"\n")
        replies.flush()


def _prepare(largest: int) -> None:
    """Adopt orphans; no file of more than `largest` bytes is written from here on."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    if LINUX:
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER, prctl(2)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    most = largest if hard == resource.RLIM_INFINITY else min(largest, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: _leave())
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    os.set_blocking(reader, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    global WOKEN
    WOKEN = reader


WOKEN = -1
"""Becomes readable when a child ends."""


def _run(request: Request, parent: int) -> str | None:
    """Run a command to its end or the deadline's; what went wrong, and nothing of it is left."""
    ends = time.monotonic() + request["timeout"]
    try:
        process = _begun(request)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return f"can't be run: {getattr(error, 'strerror', None) or error}"
    assert process.stderr is not None
    with process.stderr:
        said = _watched(process, ends, parent)
        late = process.poll() is None
        if late:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            _watched(process, time.monotonic() + PATIENCE, parent)
    left = _outlive(process, 0.0 if late else PATIENCE)
    if left:
        _end_all(process)
    if late:
        return f"no audio after {request['timeout']:g} s"
    behind = "left a process behind, which was ended" if left else None
    return _ending(process.returncode, said, request["largest"]) or behind


def _begun(request: Request) -> subprocess.Popen[bytes]:
    with open(request["stdin"], "rb") as text, open(request["stdout"], "wb") as sound:  # noqa: PTH123
        return subprocess.Popen(
            request["command"],
            cwd=request["folder"] or None,
            stdin=text,
            stdout=sound,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=_end_with_keeper,
        )


def _end_with_keeper() -> None:
    if LINUX:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, prctl(2)


def _watched(process: subprocess.Popen[bytes], ends: float, parent: int) -> bytes:
    """The last that a command said, once its first process has ended or the time is up."""
    assert process.stderr is not None
    errors, said = process.stderr.fileno(), b""
    os.set_blocking(errors, False)
    streams = [errors, WOKEN, parent]
    while process.poll() is None and (left := ends - time.monotonic()) > 0:
        ready, _, _ = select.select(streams, [], [], left)
        if parent in ready:  # nothing is asked before the answer: it has ended
            _leave()
        if WOKEN in ready:
            os.read(WOKEN, 4096)
        if errors in ready:
            part = os.read(errors, 1 << 16)
            said = (said + part)[-SAID:]
            if not part:
                streams.remove(errors)
    with suppress(BlockingIOError):
        while part := os.read(errors, 1 << 16):
            said = (said + part)[-SAID:]
            if time.monotonic() > ends:
                break
    return said


def _outlive(process: subprocess.Popen[bytes], patience: float) -> bool:
    """Whether something of a command still runs so many seconds after its first process."""
    ends = time.monotonic() + patience
    while _are_left(process):
        if time.monotonic() > ends:
            return True
        time.sleep(0.01)
    return False


def _are_left(process: subprocess.Popen[bytes] | None) -> bool:
    """Take leave of the children that have ended; whether there are others."""
    if process is not None and process.poll() is None:
        return True
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _end_all(process: subprocess.Popen[bytes] | None = None) -> None:
    """Kill every process that is there because of a command."""
    ends = time.monotonic() + STUBBORN
    while _are_left(process) and time.monotonic() < ends:
        for child in _children():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
        if process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.001)


def _children() -> list[int]:
    """Processes whose parent this one is; the children of those become so when they end."""
    if not LINUX:
        return []
    found, here = [], os.getpid()
    for name in os.listdir("/proc"):  # noqa: PTH208
        if name.isdecimal():
            with suppress(OSError, IndexError), open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123
                if int(file.read().rpartition(b")")[2].split()[1]) == here:
                    found.append(int(name))
    return found


def _ending(status: int, said: bytes, largest: int) -> str | None:
    """What went wrong, as a command tells it: its status, and the last line that it wrote."""
    if status == 0:
        return None
    if status == -signal.SIGXFSZ:
        return f"wrote more than {largest >> 20} MB"
    if status < 0:
        ended = f"died of {_signal(-status)}"
    else:
        ended = f"ended with status {status}"
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    last = "".join(sign if sign.isprintable() else " " for sign in lines[-1]) if lines else ""
    return f"{ended}: {last[:200]}" if last else ended


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _leave() -> NoReturn:
    """The one who asked is gone: so is all that it asked for."""
    _end_all()
    os._exit(1)


if __name__ == "__main__":
    main()
