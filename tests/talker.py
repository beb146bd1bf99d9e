"""A program that speaks: 0.1 s of a square wave for each word of a file, into a WAV file.

`-` for either is standard input or output.  A word of its text, or a third argument, names a
fault that it then has.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import wave
from io import BytesIO
from pathlib import Path

RATE = 16_000


def spoken(text: str, rate: int = RATE, channels: int = 1, level: int = 8000) -> bytes:
    """A WAV file, with 0.2 s of silence at its end."""
    high = level.to_bytes(2, "little", signed=True) * channels * 20
    low = (-level).to_bytes(2, "little", signed=True) * channels * 20
    words = len(text.split())
    sound = (high + low) * (words * rate // 400) + bytes(2 * channels * (rate // 5))
    file = BytesIO()
    with wave.open(file, "wb") as target:
        target.setparams((channels, 2, rate, 0, "NONE", ""))
        target.writeframes(sound)
    return file.getvalue()


def main(source: str, target: str, fault: str = "") -> None:
    text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
    faults = [name for name in FAULTS if name == fault or name in text.split()]
    faults.sort(key=text.find)
    content = spoken(text)
    for name in faults:
        content = FAULTS[name](text) or b""
    if not content:
        return
    if target == "-":
        sys.stdout.buffer.write(content)
    else:
        Path(target).write_bytes(content)


def hangs(text: str) -> None:
    time.sleep(1000)


def ignores(text: str) -> None:
    """SIGTERM, and all else that can be ignored."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(1)


def dies(text: str) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def floods(text: str) -> None:
    """A gigabyte, wherever it goes."""
    target = sys.stdout.buffer if sys.argv[2] == "-" else Path(sys.argv[2]).open("wb")  # noqa: SIM115
    for _ in range(1 << 10):
        target.write(bytes(1 << 20))


def leaves(text: str) -> bytes:
    """A grandchild behind that is in no session or group of ours, and ignores SIGTERM."""
    ignoring = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(1000)"
    begin = f"[sys.executable, '-c', {ignoring!r}], start_new_session=True"
    middle = f"import subprocess, sys; subprocess.Popen({begin})"
    subprocess.run([sys.executable, "-c", middle], start_new_session=True, check=True)
    return spoken(text)


FAULTS = {
    "hangs": hangs,
    "ignores": ignores,
    "dies": dies,
    "no-file": lambda text: None,
    "half": lambda text: spoken(text)[: -len(spoken(text)) // 2],
    "braces": lambda text: b'{"error": {"message": "quota"}}',
    "rate": lambda text: spoken(text, rate=44_100),
    "stereo": lambda text: spoken(text, channels=2),
    "silence": lambda text: spoken(text, level=0),
    "floods": floods,
    "leaves": leaves,
}


if __name__ == "__main__":
    main(*sys.argv[1:])
