"""Engines and what is looked at behind them."""

from __future__ import annotations

import hashlib
import os
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from narrate.clips import find, key
from narrate.engines import EngineVoice, engine, matched
from narrate.engines.checks import speak
from narrate.engines.pyttsx3 import Pyttsx3, sayable
from narrate.engines.tone import Tone
from narrate.errors import ConfigError, EngineError
from narrate.model import Order, Traits, Voice

VOICE = Voice("espeak", "pyttsx3", id="gmw/en")


@pytest.fixture
def espeak() -> Iterator[Pyttsx3]:
    made = Pyttsx3()
    yield made
    made.close()


def test_the_same_sentence_gives_the_same_bytes(espeak: Pyttsx3, tmp_path: Path) -> None:
    """Law 3: whatever was spoken before, in whatever voice and rate."""
    digests = set()
    other = Voice("x", "pyttsx3", id="gmw/de", rate=260, pitch=80)
    for turn in range(40):
        espeak.speak(f"Zwischendurch etwas anderes, Nummer {turn}.", other, tmp_path / "b.wav")
        espeak.speak("The same sentence, again.", VOICE, tmp_path / "a.wav")
        digests.add(hashlib.sha256((tmp_path / "a.wav").read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize(
    "text",
    [
        "- a dash first",
        "[[f@Un]] code",
        "a\x01\x1b0Ab",
        "<b>not markup</b>",
        "\ud800 lone",
        "-- --help",
        "%s %n",
    ],
)
def test_hostile_text_is_spoken(espeak: Pyttsx3, tmp_path: Path, text: str) -> None:
    """Law 7: never an option, a command, a phoneme code; always sound."""
    clip = speak(tmp_path, Order(text, VOICE, "1"), espeak)
    assert clip.seconds > 0.3


def test_what_espeak_would_take_for_a_command_is_taken_out() -> None:
    """Control characters and phoneme brackets."""
    assert sayable("a\x01b [[c]] \ud800") == "a b [ [c] ]  "


def test_a_crash_is_the_chunks_alone(espeak: Pyttsx3, tmp_path: Path) -> None:
    """Text that aborts eSpeak: an error with its signal; the next sentence is spoken."""
    with pytest.raises(EngineError, match="SIG"):
        espeak.speak("s'" * 220, VOICE, tmp_path / "a.wav")
    espeak.speak("And on it goes.", VOICE, tmp_path / "b.wav")
    assert (tmp_path / "b.wav").stat().st_size > 1000


def test_a_deadline_holds(espeak: Pyttsx3, tmp_path: Path) -> None:
    """A child that takes too long is ended by the kernel."""
    slow = Voice("espeak", "pyttsx3", id="gmw/en", timeout=0.002)
    with pytest.raises(EngineError, match="no audio after"):
        espeak.speak("A sentence. " * 60, slow, tmp_path / "a.wav")


def test_a_folder_that_is_not_there_is_an_error(espeak: Pyttsx3, tmp_path: Path) -> None:
    """pyttsx3 says nothing of it: the file is looked for."""
    with pytest.raises(EngineError):
        espeak.speak(
            "Words.", Voice("e", "pyttsx3", id="gmw/en", timeout=5), tmp_path / "no" / "a.wav"
        )


def test_its_voices_have_languages(espeak: Pyttsx3) -> None:
    """A hundred at least."""
    assert len(espeak.voices()) > 100
    assert EngineVoice("gmw/de", "de") in espeak.voices()


@pytest.mark.parametrize(
    ("language", "id_"),
    [("en", "gmw/en"), ("en-US", "gmw/en-us"), ("en-AU", "gmw/en"), ("de-AT", "gmw/de"),
     ("zh", "sit/cmn"), ("pt-BR", "roa/pt-br"), ("fr", "roa/fr"), ("no", "gmq/nb")],
)  # fmt: skip
def test_a_language_finds_its_voice(language: str, id_: str) -> None:
    """Exactly it, else its plain form."""
    assert matched(Voice("espeak", "pyttsx3"), language).id == id_


def test_a_voice_that_is_not_there_is_named() -> None:
    """With near ones, and what to do."""
    with pytest.raises(ConfigError, match="did you mean gmw/en"):
        matched(Voice("x", "pyttsx3", id="gmw/eng"), "en")
    with pytest.raises(ConfigError, match="does not speak tlh"):
        matched(Voice("x", "pyttsx3"), "tlh")
    with pytest.raises(ConfigError, match="pyttsx3"):
        engine("pytsx3")


def test_the_tone_is_as_long_as_its_words(tmp_path: Path) -> None:
    """0.1 s a word, exact to the sample."""
    clip = speak(tmp_path, Order("one two three", Voice("tone", "tone"), "1"), Tone())
    assert (clip.rate, clip.samples) == (22050, 3 * 2205)


TONE = Traits(22050, -20.0, 0.0, (0, 0, 0, 0, 0.1, 0, 0, 0, 0, 0), 0.05)
"""What the tone engine is like: 0.1 s a word."""


class Broken(Tone):
    """An engine that gives what it is told to."""

    def __init__(self, write: Callable[[Path], None]) -> None:
        self.write = write

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        self.write(wav)


def _wav(seconds: float, level: int, channels: int = 1) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with wave.open(str(path), "wb") as file:
            file.setparams((channels, 2, 22050, 0, "NONE", ""))
            samples = round(22050 * seconds) * channels
            file.writeframes(
                b"".join(
                    (level * (-1) ** n).to_bytes(2, "little", signed=True) for n in range(samples)
                )
            )

    return write


def _half(path: Path) -> None:
    _wav(0.2, 3000)(path)
    path.write_bytes(path.read_bytes()[:-2000])


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (lambda path: path.unlink(missing_ok=True), "no WAV"),
        (lambda path: None, "no WAV"),
        (lambda path: path.write_text('{"error": "quota"}'), "no WAV"),
        (_half, "cut short"),
        (_wav(0.2, 0), "silence"),
        (_wav(0.02, 3000), "plausible"),
        (_wav(9, 3000), "plausible"),
        (_wav(0.2, 3000, 2), "2 channels"),
    ],
    ids=["no file", "empty", "JSON", "half", "silent", "short", "long", "stereo"],
)
def test_what_an_engine_gives_is_looked_at(
    tmp_path: Path, write: Callable[[Path], None], reason: str
) -> None:
    """Law 2: no exception is not success; nothing of it is kept."""
    order = Order("two words", Voice("tone", "tone"), "1")
    with pytest.raises(EngineError, match=reason):
        speak(tmp_path, order, Broken(write), TONE)
    assert find(tmp_path, key(order)) is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_key_of_a_clip_is_what_it_is_made_from() -> None:
    """Text, engine, version, voice and its settings; not its name, licence or deadline."""
    base = Order("text", VOICE, "1")
    keys = {key(base)}
    for text, voice, version in (
        ("other", VOICE, "1"),
        ("text", VOICE, "2"),
        ("text", Voice("espeak", "tone", id="gmw/en"), "1"),
        ("text", Voice("espeak", "pyttsx3", id="gmw/de"), "1"),
        ("text", Voice("espeak", "pyttsx3", id="gmw/en", rate=100), "1"),
    ):
        keys.add(key(Order(text, voice, version)))
    assert len(keys) == 6
    assert (
        key(Order("text", Voice("other", "pyttsx3", id="gmw/en", timeout=1, licence="x"), "1"))
        in keys
    )


def test_a_speaker_ends_when_its_engine_does() -> None:
    """No process is left behind."""
    made = Pyttsx3()
    made.voices()
    process = made._child.pid
    assert process is not None
    made.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
