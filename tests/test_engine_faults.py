"""Each fault of an engine: its chunk fails in time, nothing of it is kept, no process is left."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from narrate.clips import find, key
from narrate.engines.checks import sound, speak
from narrate.engines.child import Child
from narrate.engines.command import Command
from narrate.errors import ConfigError, EngineError
from narrate.model import Order, Traits, Voice
from tests.conftest import Show
from tests.talker import RATE

TALKER = str(Path(__file__).with_name("talker.py"))
TIMEOUT = 3.0
LATE = 5.0
"""Seconds beside a deadline in which a chunk must have failed."""

TRAITS = Traits(RATE, -20.0, 0.1, (0, 0, 0, 0, 0.1, 0, 0, 0, 0, 0), 0.05)
"""What the talker is like: 0.1 s a word, and silence behind."""

FAULTS = {
    "hangs": "no audio after",
    "ignores": "no audio after",
    "dies": "died of SIGSEGV",
    "no-file": "gave no WAV file",
    "half": "cut short",
    "braces": "gave no WAV file",
    "rate": "gave 44100 Hz where its voice has 16000",
    "stereo": "gave 2 channels",
    "silence": "gave silence",
    "floods": "File too large",
    "leaves": "left a process behind",
}


@pytest.fixture(autouse=True)
def mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """In the environment of all that a test starts."""
    monkeypatch.setenv("NARRATE_TEST", str(tmp_path))
    return f"NARRATE_TEST={tmp_path}"


@pytest.fixture
def command() -> Iterator[Command]:
    made = Command()
    yield made
    made.close()


def talker(fault: str = "", places: tuple[str, str] = ("{text_file}", "{wav}")) -> Voice:
    command = (sys.executable, TALKER, *places, *filter(None, [fault]))
    return Voice("talker", "command", command=command, timeout=TIMEOUT)


def living(mark: str, but: set[int]) -> list[str]:
    """The command lines of processes that a test started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            environment = (path / "environ").read_bytes().split(b"\0")
            if mark.encode() in environment and int(path.name) not in {os.getpid(), *but}:
                found.append((path / "cmdline").read_text().replace("\0", " "))
    return found


def gone(mark: str, but: set[int] | None = None) -> bool:
    """Whether all that a test started has ended: what is killed is gone soon, not at once."""
    ends = time.monotonic() + 1
    while living(mark, but or set()) and time.monotonic() < ends:
        time.sleep(0.02)
    return not living(mark, but or set())


PIPES = pytest.param(("-", "-"), marks=pytest.mark.engines)


@pytest.mark.parametrize("places", [("{text_file}", "{wav}"), PIPES], ids=["files", "pipes"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_its_chunks_alone(
    command: Command, tmp_path: Path, mark: str, fault: str, places: tuple[str, str]
) -> None:
    """In time, by its reason; nothing kept, no process left; the next sentence is spoken."""
    voice = talker(places=places)
    order = Order(f"This sentence has a word that is a fault: {fault} !", voice, "1")
    began = time.monotonic()
    with pytest.raises(EngineError) as error:
        speak(tmp_path, order, command, TRAITS)
    assert time.monotonic() - began < TIMEOUT + LATE
    said = str(error.value)
    assert FAULTS[fault] in said or (fault == "floods" and "wrote more than 64 MB" in said)
    assert "\n" not in said
    assert find(tmp_path, key(order)) is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    keeper = command._keeper.pid
    assert keeper is not None and gone(mark, {keeper})
    clip = speak(tmp_path, Order("This sentence has no word of that kind.", voice, "1"), command)
    assert clip.seconds == pytest.approx(0.8 + 0.01, abs=0.01)


@pytest.mark.engines
def test_all_tries_are_within_one_deadline(command: Command, tmp_path: Path) -> None:
    """A second try has what is left of the first one's time."""
    slow = "import sys, time; time.sleep(1.2)"
    voice = Voice("slow", "command", command=(sys.executable, "-c", slow, "{wav}"), timeout=4)
    for judged in (speak, sound):
        began = time.monotonic()
        with pytest.raises(EngineError, match="no WAV"):
            judged(tmp_path, Order("Some words.", voice, "1"), command)
        assert 2.4 <= time.monotonic() - began < 4 + LATE
    script = "import os, time; time.sleep(0.1 if not os.path.exists(f) else 100); open(f, 'w')"
    script = f"f = {str(tmp_path / 'first')!r}; {script}"
    voice = Voice("slow", "command", command=(sys.executable, "-c", script, "{wav}"), timeout=2)
    began = time.monotonic()
    with pytest.raises(EngineError, match="no audio after 1"):
        speak(tmp_path, Order("Some words.", voice, "1"), command)
    assert time.monotonic() - began < 2 + 1.5


def test_what_a_program_says_is_in_the_error(command: Command, tmp_path: Path) -> None:
    """The last line of its standard error, in one line, however much it says."""
    said = "'x' * 5_000_000 + '\\nno such\\tvoice: slt\\n\\n'"
    noisy = f"import sys; sys.stderr.write({said}); sys.exit(3)"
    voice = Voice("noisy", "command", command=(sys.executable, "-c", noisy, "{wav}"), timeout=20)
    with pytest.raises(EngineError, match=r"ended with status 3: no such voice: slt$"):
        command.speak("Some words.", voice, tmp_path / "a.wav")


def test_a_program_that_outlives_its_pipes_is_waited_for(command: Command, tmp_path: Path) -> None:
    """What ends soon behind its first process is no fault: a pipeline's last writer."""
    script = f"({sys.executable} {TALKER} {{}} $1; sleep 0.1) & wait $!; (sleep 0.2) &"
    voice = Voice(
        "shell", "command", timeout=20,
        command=("sh", "-c", script.replace("{}", "$0"), "{text_file}", "{wav}"),
    )  # fmt: skip
    clip = speak(tmp_path, Order("Some words are here.", voice, "1"), command)
    assert clip.seconds > 0.4


def test_a_keeper_ends_with_who_asked_it_and_ends_all_it_kept(tmp_path: Path, mark: str) -> None:
    """A worker that is killed in the middle of a sentence leaves nothing."""
    import subprocess

    script = f"""
import sys
from pathlib import Path
from narrate.engines.command import Command
from narrate.model import Voice
voice = Voice("x", "command", command=(sys.executable, {TALKER!r}, "{{text_file}}", "{{wav}}"))
Command().speak("leaves ignores", voice, Path({str(tmp_path / "a.wav")!r}))
"""
    worker = subprocess.Popen([sys.executable, "-c", script])
    ends = time.monotonic() + 20
    while len(living(mark, set())) < 4 and time.monotonic() < ends:
        time.sleep(0.05)
    assert len(living(mark, set())) >= 4
    worker.kill()
    worker.wait()
    assert gone(mark)


def test_another_program_gives_other_clips(tmp_path: Path) -> None:
    """The version is of the program and of the files among its arguments; not of a path."""
    program, model = tmp_path / "say", tmp_path / "model"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    model.write_text("1")
    voice = Voice("x", "command", command=("./say", "model", "{wav}"), folder=str(tmp_path))
    engine = Command()
    seen = {engine.version(voice)}
    for path in (program, model):
        path.write_text(path.read_text() + "# new\n")
        seen.add(engine.version(voice))
    assert len(seen) == 3
    moved = tmp_path / "moved"
    moved.mkdir()
    for path in (program, model):
        path.rename(moved / path.name)
    assert engine.version(Voice("y", "command", command=voice.command, folder=str(moved))) in seen


def test_a_command_that_can_t_be_meant() -> None:
    """None; a place that is none; a program that is not there."""
    with pytest.raises(ConfigError, match="no command"):
        Command().version(Voice("x", "command"))
    with pytest.raises(ConfigError, match=r"did you mean \{text_file\}"):
        Command().version(Voice("x", "command", command=("sh", "{text-file}", "{txt_file}")))
    with pytest.raises(EngineError, match="no-such-program: no such program"):
        Command().version(Voice("x", "command", command=("no-such-program", "{wav}")))


def test_a_text_is_never_an_argument(command: Command, tmp_path: Path) -> None:
    """It is a file of its own, gone afterwards; what looks like a place in it stays text."""
    spy = (
        "import sys, json; json.dump([sys.argv, open(sys.argv[1]).read()], open(sys.argv[2], 'w'))"
    )
    voice = Voice("spy", "command", command=(sys.executable, "-c", spy, "{text_file}", "{wav}"))
    command.speak("--help {wav} $(x)\x00", voice, tmp_path / "a.wav")
    import json

    arguments, text = json.loads((tmp_path / "a.wav").read_text())
    assert text == "--help {wav} $(x) \n"
    assert not any("help" in each for each in arguments)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


# --- a process that holds a model

HOLDER = """\
import signal, subprocess, sys, time
from narrate.engines.child import answer
def speak(request):
    if request["fault"] == "dies":
        import os
        os.kill(os.getpid(), signal.SIGSEGV)
    if request["fault"] == "exits":
        import os
        os._exit(0)
    if request["fault"] == "leaves":
        subprocess.Popen(["sleep", "1000"])
    if request["fault"] in ("hangs", "leaves"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(1000)
    if request["fault"] == "raises":
        raise ValueError("two\\nlines")
    if request["fault"] == "prints":
        print("on standard output")
answer(speak)
"""


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("hangs", "no audio after 1 s"),
        ("leaves", "no audio after 1 s"),
        ("dies", "died of SIGSEGV"),
        ("exits", "ended with status 0"),
        ("raises", "ValueError: two lines"),
    ],
)
def test_a_process_that_holds_a_model_fails_its_chunk_alone(
    mark: str, fault: str, reason: str
) -> None:
    """And is begun again for the next."""
    child = Child("held", ["-c", HOLDER])
    child.ask({"fault": "prints"}, 20)
    began = time.monotonic()
    with pytest.raises(EngineError, match=reason):
        child.ask({"fault": fault}, 1)
    assert time.monotonic() - began < 1 + LATE
    assert fault == "raises" or gone(mark)
    child.ask({"fault": ""}, 20)
    child.close()
    assert gone(mark)


# --- whole builds

PROFILE = """\
engine = "command"
command = ["{python}", "{talker}", "{{text_file}}", "{{wav}}"{fault}]
timeout = {timeout:g}
"""


def configured(show: Show, fault: str = "") -> None:
    """A show that the talker speaks."""
    (show.root / "voices").mkdir()
    more = f', "{fault}"' if fault else ""
    profile = PROFILE.format(python=sys.executable, talker=TALKER, fault=more, timeout=TIMEOUT)
    (show.root / "voices" / "tone.toml").write_text(profile)
    show.post("well.md", "# All is well\n\nThis post has nothing that could go wrong.\n")


@pytest.mark.engines
@pytest.mark.parametrize("fault", FAULTS)
def test_a_build_goes_on_without_the_post_that_has_a_fault(
    show: Show, mark: str, fault: str
) -> None:
    """The other is published; the failed one is named with section and sentence, and is nowhere."""
    configured(show)
    show.build()
    sentence = f"One word of this sentence is a fault: {fault} !"
    show.post("bad.md", f"# Bad\n\nAll is well so far.\n\n## The part\n\n{sentence}\n")
    show.post("more.md", "# More\n\nAnother post that has nothing that could go wrong.\n")
    began = time.monotonic()
    episodes = {each["id"]: each for each in show.build(status=1)["episodes"]}
    assert time.monotonic() - began < TIMEOUT + LATE + 10
    assert gone(mark)
    statuses = {name: each["status"] for name, each in episodes.items()}
    assert statuses == {
        "posts/bad.md": "failed", "posts/more.md": "built", "posts/well.md": "unchanged",
    }  # fmt: skip
    reason = episodes["posts/bad.md"]["reason"]
    assert "section 'The part'" in reason and sentence in reason
    assert FAULTS[fault] in reason or fault == "floods"
    assert not [name for name in show.files() if "bad" in name]
    assert b"Bad" not in show.files()["feed.xml"]
    assert not list((show.root / "cache").rglob(".narrate-*"))


@pytest.mark.parametrize("fault", ["hangs", "dies"])
def test_a_voice_that_says_nothing_fails_soon(show: Show, mark: str, fault: str) -> None:
    """It is not asked for its whole passage first, nor for all sentences."""
    configured(show, fault)
    show.post("long.md", "# Long\n\n" + "A sentence that is not said. " * 50)
    began = time.monotonic()
    episodes = show.build(status=1)["episodes"]
    assert time.monotonic() - began < TIMEOUT + LATE + 10
    assert [each["status"] for each in episodes] == ["failed", "failed"]
    assert FAULTS[fault] in episodes[0]["reason"]
    assert gone(mark)
