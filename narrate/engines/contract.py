"""What every engine must do, as a test that any can be held against.

    from narrate.engines.contract import EngineContract

    class TestMine(EngineContract):
        engine = Mine
        voice = Voice("mine", "mine", id="anna", language="en")

in a test module of pytest is all; narrate itself needs no pytest.  `engine` and the module that
it is in must be importable by name: another process makes one too, as a build's workers do.
"""

from __future__ import annotations

import multiprocessing
import os
import time
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from narrate.engines import Engine, EngineVoice, matched_in, together, unit
from narrate.engines.checks import sound, speak
from narrate.errors import EngineError
from narrate.model import Order, Voice

LATE = 5.0
"""Seconds by which a deadline may be passed: what is ended needs some time to end."""
LOADING = 60.0
"""Seconds that an engine may take to begin its work, once a process."""

SENTENCES = (
    "The same sentence, again.",
    "Another one, which is a little longer than the first, comes between.",
)

HOSTILE = {
    "control characters": "Some words\x00\x01\x07\x1b[0A and \x0c\x7f\x9b more of them.",
    "lone surrogates": "Some words \ud800 and \udfff more of them.",
    "what is no character": "Some words \ufffe and \uffff more of them.",
    "an option": "--help",
    "options": "-o /dev/null -- --version",
    "a dash first": "- a dash first, and then words.",
    "a file": "@/etc/passwd",
    "a command": "$(touch broken) `touch broken`; touch broken | touch broken && echo no",
    "formats": "%s %n %d {0} {text_file} {wav} {{}}",
    "markup": "Some <b>words</b> &amp; <break time='30s'/> <audio src='/etc/passwd'/> more.",
    "speech markup": "<speak>Some words <prosody rate='x-slow'>and more</prosody>.</speak>",
    "phonemes": "Some [[f@Un]] words and [more](/wɜːdz/) of ⟦them⟧ here.",
    "emoji": "😀 👩‍👩‍👧‍👦 🏳️‍🌈",
    "words and emoji": "Some words 😀, and more 🎉 of them.",
    "other scripts": "Слова 文字 كلمات शब्द λέξεις, and some words.",
    "marks": "S̷o̶m̸e̵ w̴o̷r̶d̸s̵ a̴n̷d̶ more.",
    "right to left": "Some \u202ewords\u202c and \u2066more\u2069 of them.",
    "signs alone": "… — “”",
    "lines": "Some words.\r\n\r\nAnd\tmore\u2028of\x85them.",
    "a number": "9" * 60,
    "JSON": '{"text": "words", "error": null}\n',
}
"""Texts that have broken engines: each gives sound or EngineError, and the next is spoken."""


class EngineContract:
    """Subclass it in a test module, and say which engine and which of its voices."""

    engine: ClassVar[Callable[[], Engine]]
    """The class, or what makes one."""
    voice: ClassVar[Voice]
    """One that is at hand."""
    patience: ClassVar[float] = LOADING
    """Seconds that a first sentence may take."""

    @contextmanager
    def made(self) -> Iterator[Engine]:
        """A new engine, closed at the end."""
        made = type(self).engine()
        try:
            yield made
        finally:
            made.close()

    def test_it_states_its_limits(self) -> None:
        """`limit`, and what else it says of itself, can be meant."""
        with self.made() as engine:
            assert isinstance(engine.limit, int) and engine.limit >= 50, "limit: too short to use"
            assert getattr(engine, "unit", "characters") in ("characters", "bytes")
            assert together(engine) >= 1

    def test_its_version_is_quick_and_stable(self) -> None:
        """The same text, twice, at once, and without a process: it is asked for each clip."""
        with self.made() as engine, self.made() as other:
            before = _descendants()
            first = engine.version(self.voice)
            began = time.monotonic()
            again = [engine.version(self.voice) for _ in range(100)]
            took = time.monotonic() - began
            assert isinstance(first, str) and first.strip(), "version: says nothing"
            assert {*again, other.version(self.voice)} == {first}, "version: changes"
            assert took < 0.5, f"version: takes {took * 10:.0f} ms"
            assert _descendants() <= before, "version: starts a process"

    def test_its_voices_are_listed(self) -> None:
        """Each once; the one of this test is among them, or any may be."""
        with self.made() as engine:
            voices = engine.voices()
            assert voices, "voices: none"
            assert all(isinstance(each, EngineVoice) for each in voices)
            ids = [each.id for each in voices]
            assert len(set(ids)) == len(ids), "voices: one is listed twice"
            matched_in(engine, self.voice, self.voice.language or "en")

    def test_it_writes_mono_of_16_bits(self, tmp_path: Path) -> None:
        """A whole WAV file, also over one that is there; a longer text is longer."""
        with self.made() as engine:
            target = tmp_path / "a.wav"
            target.write_bytes(b"what was there before" * 100_000)
            self._speak(engine, SENTENCES[0], target)
            with wave.open(str(target), "rb") as file:
                assert file.getnchannels() == 1 and file.getsampwidth() == 2
                frames = file.readframes(file.getnframes())
            assert len(frames) == 2 * file.getnframes() > 0, "speak: the file is cut short"
            assert [path.name for path in tmp_path.iterdir()] == ["a.wav"], "speak: leaves a file"
            heard = [
                sound(tmp_path, Order(sentence, self._patient(engine), "1"), engine)
                for sentence in SENTENCES
            ]
            assert heard[0].seconds < heard[1].seconds, "speak: a longer text is not longer"

    def test_the_same_call_gives_the_same_bytes(self, tmp_path: Path) -> None:
        """Law 3: whatever was spoken before; unless the engine says `repeatable = False`."""
        with self.made() as engine:
            if not getattr(engine, "repeatable", True):
                return
            first = self._speak(engine, SENTENCES[0], tmp_path / "a.wav")
            for turn in range(3):
                self._speak(engine, SENTENCES[1], tmp_path / "b.wav", take=turn)
                again = self._speak(engine, SENTENCES[0], tmp_path / "a.wav")
                assert again == first, "speak: the same call gave other bytes"
            other = self._speak(engine, SENTENCES[1], tmp_path / "b.wav")
            assert other != first, "speak: all sentences sound the same"

    def test_another_process_agrees(self, tmp_path: Path) -> None:
        """On the version, and on the bytes where they are repeatable."""
        make = type(self).engine
        with self.made() as engine:
            here = self._speak(engine, SENTENCES[0], tmp_path / "a.wav")
            version = engine.version(self.voice)
            voice = self._patient(engine)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            there = pool.submit(_elsewhere, make, voice, str(tmp_path / "b.wav")).result()
        assert there == version, "version: another process has another"
        if getattr(make, "repeatable", True):
            assert (tmp_path / "b.wav").read_bytes() == here, "speak: another process differs"

    def test_hostile_texts_are_spoken_or_refused(self, tmp_path: Path) -> None:
        """Sound, or EngineError of one line, within the deadline; and the next text is spoken."""
        folder, work = tmp_path / "clips", tmp_path / "work"
        work.mkdir()
        with self.made() as engine, _in(work):
            self._speak(engine, SENTENCES[0], tmp_path / "a.wav")
            for name, text in HOSTILE.items():
                self._tried(engine, name, text, folder)
            self._speak(engine, SENTENCES[0], tmp_path / "a.wav")
            assert not list(work.iterdir()), "speak: obeys its text"

    def test_a_text_up_to_the_limit_is_spoken(self, tmp_path: Path) -> None:
        """All of it; a longer one, and one long word, do no harm."""
        with self.made() as engine:
            voice = self._patient(engine)
            text = _text_of(engine.limit, unit(engine) == "bytes")
            speak(tmp_path, Order(text, voice, "1"), engine)
            for name, long in (
                ("longer than the limit", text * 3),
                ("one word", "a" * min(engine.limit, 500)),
            ):
                self._tried(engine, name, long, tmp_path)
            self._speak(engine, SENTENCES[0], tmp_path / "a.wav")

    def test_a_deadline_holds(self, tmp_path: Path) -> None:
        """EngineError or sound, soon; and the next sentence is spoken."""
        with self.made() as engine:
            self._speak(engine, SENTENCES[0], tmp_path / "a.wav")
            hurried = replace(self.voice, timeout=0.001)
            text = _text_of(engine.limit, unit(engine) == "bytes")
            began = time.monotonic()
            with suppress(EngineError):
                engine.speak(text, hurried, tmp_path / "b.wav")
            took = time.monotonic() - began
            assert took < LATE, f"speak: took {took:.1f} s where 0.001 s were allowed"
            self._speak(engine, SENTENCES[0], tmp_path / "a.wav")

    def test_a_folder_that_is_not_there_is_an_error(self, tmp_path: Path) -> None:
        """Law 2: no exception is not success."""
        with self.made() as engine:
            try:
                self._speak(engine, SENTENCES[0], tmp_path / "none" / "a.wav")
            except EngineError as error:
                _one_line(error)
            else:
                raise AssertionError("speak: says nothing of a file that can't be written")

    def test_several_at_once_are_kept_apart(self, tmp_path: Path) -> None:
        """As many threads as `together` says, and two in any case."""
        with self.made() as engine:
            several = max(together(engine), 2)
            texts = [" ".join(["word"] * (3 + number)) + "." for number in range(several)]
            files = [tmp_path / f"{number}.wav" for number in range(several)]
            self._speak(engine, SENTENCES[0], tmp_path / "a.wav")
            with ThreadPoolExecutor(several) as pool:
                asked = [pool.submit(self._speak, engine, *each) for each in zip(texts, files)]  # noqa: B905
                at_once = [each.result() for each in asked]
            alone = [self._speak(engine, text, tmp_path / "a.wav") for text in texts]
            if getattr(engine, "repeatable", True):
                assert at_once == alone, "speak: threads mix their sentences"

    def test_no_process_is_left(self, tmp_path: Path) -> None:
        """After `close`, once or twice; and the next call begins anew."""
        before = _descendants()
        with self.made() as engine:
            engine.close()
            for _ in range(2):
                self._speak(engine, SENTENCES[0], tmp_path / "a.wav")
                engine.close()
                engine.close()
                ends = time.monotonic() + LATE
                while (left := _descendants() - before) and time.monotonic() < ends:
                    time.sleep(0.05)
                assert not left, f"close: leaves {len(left)} processes"

    def test_it_prints_nothing(self, tmp_path: Path, capfd: Any) -> None:
        """Standard output is for results."""
        with self.made() as engine:
            capfd.readouterr()
            engine.voices()
            self._speak(engine, SENTENCES[0], tmp_path / "a.wav")
        assert capfd.readouterr().out == "", "speak: prints"

    # --- how

    def _patient(self, engine: Engine) -> Voice:
        """The voice of the test as a build has it, with time to load."""
        voice = matched_in(engine, self.voice, self.voice.language or "en")
        return replace(voice, timeout=max(voice.timeout, self.patience))

    def _speak(self, engine: Engine, text: str, target: Path, take: int = 0) -> bytes:
        engine.speak(text, self._patient(engine), target, take)
        return target.read_bytes()

    def _tried(self, engine: Engine, name: str, text: str, folder: Path) -> None:
        """Speak a text: whatever comes but sound or EngineError is a fault."""
        voice = self._patient(engine)
        began = time.monotonic()
        try:
            speak(folder, Order(text, voice, "1"), engine)
        except EngineError as error:
            _one_line(error)
        except Exception as error:
            raise AssertionError(f"{name}: {type(error).__name__}, not EngineError") from error
        took = time.monotonic() - began
        assert took < voice.timeout + LATE, f"{name}: took {took:.1f} s"


def _elsewhere(make: Callable[[], Engine], voice: Voice, target: str) -> str:
    """In another process: speak a sentence, and say the engine's version."""
    engine = make()
    try:
        engine.speak(SENTENCES[0], voice, Path(target))
        return engine.version(voice)
    finally:
        engine.close()


def _one_line(error: EngineError) -> None:
    said = str(error)
    assert said.strip() and "\n" not in said, f"EngineError: {said!r} is not one line"


def _text_of(limit: int, of_bytes: bool) -> str:
    """Words, as many as fit in a limit."""
    words = "A sentence of some words goes on, and comes to its end. ".split(" ")
    text, at = "", 0
    while (
        len((text + words[at % 12] + " ").encode() if of_bytes else text + words[at % 12]) < limit
    ):
        text += words[at % 12] + " "
        at += 1
    return text.strip()


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    """Work in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _descendants() -> set[int]:
    """Processes below this one, as Linux tells it; those that have ended are none."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            state, parent = path.read_text("latin-1").rpartition(")")[2].split()[:2]
            if state != "Z":
                parents.setdefault(int(parent), []).append(int(path.parent.name))
    found: set[int] = set()
    todo = [os.getpid()]
    while todo:
        children = parents.get(todo.pop(), [])
        found.update(children)
        todo += children
    return found
