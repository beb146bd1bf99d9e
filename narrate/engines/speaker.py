"""The small process that speaks: a child for each chunk, so that nothing leaks to the next.

Run by its path; imports nothing of narrate.  Each line on standard input is a JSON request,
each line on standard output its reply.  It imports pyttsx3 and its driver and never initialises
them; the child that it forks for a request does, speaks and ends.  eSpeak's worker thread does
not survive a fork, and its state changes the next utterance: hence a child for each, from a
parent that holds no thread and little memory.

This is the only door to pyttsx3 (2.99).
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from types import FrameType
from typing import Any, NoReturn

Request = dict[str, Any]
Reply = dict[str, Any]


def main() -> None:
    """Answer requests until standard input ends."""
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    _quiet()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    failure = _import()
    gc.disable()  # a collection in a child would copy the pages that it shares
    for line in requests:
        reply = {"error": failure} if failure else _answer(json.loads(line))
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def _quiet() -> None:
    """pyttsx3 prints on standard output, its libraries on standard error."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _import() -> str | None:
    """Import pyttsx3 with the eSpeak NG of the wheel, else the system's; what went wrong."""
    try:
        _load_espeak()
        import pyttsx3.drivers.espeak  # noqa: F401 -- after the library it looks for
    except (ImportError, OSError, RuntimeError) as error:
        return f"eSpeak NG can't be loaded: {error}"
    return None


def _load_espeak() -> None:
    """Load the wheel's library, so that pyttsx3's own dlopen finds it loaded.

    eSpeak keeps its data's path in a short buffer: a relative one fits wherever narrate lives.
    """
    import ctypes
    from pathlib import Path

    try:
        import espeakng_loader
    except ImportError:
        return
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.chdir(Path(espeakng_loader.get_data_path()).parent)
    os.environ["ESPEAK_DATA_PATH"] = "."


def _answer(request: Request) -> Reply:
    """Fork a child for the request and wait for what it says; the kernel ends one that hangs."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _child(request, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said else {"error": _ending(status, request)}


def _ending(status: int, request: Request) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGALRM:
            return f"no audio after {request['timeout']:g} s"
        return f"the engine died of {signal.Signals(number).name}"
    return f"the engine ended with status {os.waitstatus_to_exitcode(status)}"


def _child(request: Request, writer: int) -> NoReturn:
    def say(reply: Reply) -> NoReturn:
        os.write(writer, json.dumps(reply).encode())
        os._exit(0)

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, request["timeout"])
    # An exception in eSpeak's callback (a full disk) reaches Python only here.
    sys.unraisablehook = lambda failure: say({"error": str(failure.exc_value)})
    try:
        say(_voices() if "voices" in request else _speak(request))
    except BaseException as error:
        say({"error": f"{type(error).__name__}: {error}"})


def _voices() -> Reply:
    import pyttsx3

    voices = pyttsx3.init("espeak").getProperty("voices")
    return {"error": None, "voices": [[voice.id, voice.languages[0]] for voice in voices]}


def _speak(request: Request) -> Reply:
    import pyttsx3

    finished: list[bool] = []
    engine = pyttsx3.init("espeak")
    engine.connect("finished-utterance", lambda name, completed: finished.append(completed))
    _set(request)
    engine.save_to_file(request["text"], request["wav"])
    engine.runAndWait()
    while not finished:  # runAndWait returns before the file is there
        time.sleep(0.001)
    return {"error": None if finished[0] else "the utterance was cut short"}


DRIVERS_RATE = 200
"""Words a minute that the driver sets as it starts."""


def _set(request: Request) -> None:
    """Set the voice and all its properties, for the driver forgets its defaults.

    eSpeak takes a voice at once and a rate through its own thread: set while that thread still
    applies the driver's own, one utterance in some 300 is spoken at the wrong rate.  So each
    step waits for the one before.
    """
    from pyttsx3.drivers.espeak import EspeakDriver

    _await_rate(DRIVERS_RATE)
    for name in ("voice", "volume", "pitch", "rate"):
        EspeakDriver.setProperty(name, request[name])
    _await_rate(request["rate"])


def _await_rate(rate: int) -> None:
    """Until eSpeak's thread has set that rate and rests; the child's deadline bounds it.

    pyttsx3's own getProperty (2.99) passes eSpeak one of two arguments, and reads chance.
    """
    from pyttsx3.drivers import _espeak

    now = 1
    while _espeak.dll.espeak_GetParameter(_espeak.RATE, now) != rate or _espeak.IsPlaying():
        time.sleep(0.0002)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    os._exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    main()
