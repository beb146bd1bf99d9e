"""What a voice is like: learned from a passage, and what its clips are judged by."""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
import pytest

from narrate.clips import find as find_clip
from narrate.clips import key
from narrate.engines import engine, traits
from narrate.engines.checks import speak
from narrate.engines.natural import Natural
from narrate.engines.pyttsx3 import Pyttsx3
from narrate.engines.tone import Tone
from narrate.errors import EngineError
from narrate.jobs import learn, sound_all
from narrate.loudness import Meter
from narrate.model import Order, Traits, Voice
from narrate.said import transcribed
from tests.conftest import Show
from tests.measured import measured

ESPEAK = Voice("espeak", "pyttsx3", id="gmw/en")
HEART = Voice("natural", "natural", id="heart", language="en")
TONE = Voice("tone", "tone", id="sine")


def learned(voice: Voice, language: str = "en") -> Traits:
    return measured(voice, language)


@pytest.mark.parametrize(
    ("voice", "language"),
    [(ESPEAK, "en"), (Voice("e", "pyttsx3", id="gmw/de"), "de"), (HEART, "en")],
)
def test_what_ships_is_what_measuring_gives(voice: Voice, language: str) -> None:
    """Traits that came with narrate are the voice's own (python -m tests.measured)."""
    kept = traits.shipped().get(traits.name(voice, engine(voice.engine).version(voice)))
    if kept is None:
        pytest.skip(f"{voice.engine}: another version than the one that was measured")
    found = learned(voice, language)
    assert found.rate == kept.rate
    assert found.loudness == pytest.approx(kept.loudness, abs=0.1)
    assert found.pace == pytest.approx(kept.pace, abs=0.005)


def test_a_pace_is_found() -> None:
    """The tone takes 0.1 s for a word, whatever the word: so does what is expected of it."""
    found = learned(TONE)
    for text in ("one", "several words that are not in the passage", "and some more of them"):
        assert traits.expected(text, found) == pytest.approx(0.1 * len(text.split()), rel=0.35)
    least, most = traits.bounds(" ".join(SENTENCES), TONE, found)
    words = sum(len(sentence.split()) for sentence in SENTENCES)
    assert least < words / 10 < most < 3 * least


def test_a_language_without_a_passage_counts() -> None:
    """In its own words, as far as there are any; else the English passage is read."""
    assert traits.passage("sv")[0] == "sju."
    assert traits.passage("en-GB") == traits.passage("en")
    assert traits.passage("tlh") == traits.passage("en")


def test_what_was_learned_is_kept_by_voice_and_version(tmp_path: Path) -> None:
    """Found again; not for another rate of speech, another version, or where it is damaged."""
    orders = traits.orders(TONE, "1", "en")
    heard = [each for each in sound_all(orders, tmp_path) if not isinstance(each, str)]
    learn(heard, orders[0], tmp_path)
    found = traits.find(tmp_path, TONE, "1")
    assert found == learned(TONE)
    assert traits.find(tmp_path, TONE, "2") is None
    assert traits.find(tmp_path, Voice("t", "tone", id="sine", rate=200), "1") is None
    traits.place(tmp_path, TONE, "1").write_text("{")
    assert traits.find(tmp_path, TONE, "1") is None


SENTENCES = (
    "The second of the three parts is the longest, and the one that most people skip.",
    "It was late.",
    "What the committee had not expected was that anybody would read the minutes.",
    "In the end, they asked for nothing but a map, a lamp and some bread.",
    "Nothing in this list of names has changed since the spring.",
    "Turn left at the mill and go on until you hear the water.",
    "A short note was pinned to the door, and below it hung the key.",
    "The trains run every hour, except on Sundays and in winter.",
)


@pytest.mark.parametrize(("made", "voice"), [(Pyttsx3(), ESPEAK), (Natural(), HEART)])
def test_a_clip_that_lost_its_end_is_found(
    tmp_path: Path, made: Pyttsx3 | Natural, voice: Voice
) -> None:
    """Whole ones are not: law 2."""
    like = learned(voice)
    for text in SENTENCES:
        assert speak(tmp_path, Order(text, voice, "1"), made, like).seconds > 0.4

    class Cut:
        limit = made.limit

        def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
            made.speak(text, voice, wav, take)
            with wave.open(str(wav), "rb") as file:
                parameters, sound = file.getparams(), file.readframes(file.getnframes())
            with wave.open(str(wav), "wb") as file:
                file.setparams(parameters)
                file.writeframes(sound[: len(sound) // 6 * 4])

    for text in SENTENCES:
        order = Order(text, voice, "cut")
        with pytest.raises(EngineError, match=r"breaks off|plausible"):
            speak(tmp_path, order, Cut(), like)  # type: ignore[arg-type]
        assert find_clip(tmp_path, key(order)) is None
    made.close()


class Slow(Tone):
    """Takes four times as long as its voice is known to."""

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        super().speak(" ".join([text] * 4), voice, wav)


class Stuck(Tone):
    """Says the same, whatever it is given."""

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        super().speak("word " * 20, voice, wav)


class Late(Tone):
    """Fails at first."""

    def __init__(self) -> None:
        self.tries = 0

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        self.tries += 1
        if self.tries == 1:
            raise EngineError("late: not yet")
        super().speak(text, voice, wav)


PACE = Traits(22050, -20.0, 0.0, (0, 0, 0, 0, 0.1, 0, 0, 0, 0, 0), 0.05)


def test_an_odd_text_is_judged_by_its_halves(tmp_path: Path) -> None:
    """As long as both together, it is whole: a text may be odd.  What is always as long is not."""
    order = Order("eight words that are said slowly, very slowly", TONE, "1")
    assert speak(tmp_path, order, Slow(), PACE).seconds == pytest.approx(3.2)
    with pytest.raises(EngineError, match="plausible"):
        speak(tmp_path, Order("two words", TONE, "1"), Stuck(), PACE)


def test_a_clip_is_tried_twice(tmp_path: Path) -> None:
    """What failed once may work."""
    late = Late()
    assert speak(tmp_path, Order("two words", TONE, "1"), late, PACE).seconds == pytest.approx(0.2)
    assert late.tries == 2


class Clipped(Tone):
    """Far too loud."""

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        super().speak(text, voice, wav)
        with wave.open(str(wav), "rb") as file:
            parameters = file.getparams()
            sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        with wave.open(str(wav), "wb") as file:
            file.setparams(parameters)
            file.writeframes(
                (sound.astype(np.int32) * 9).clip(-32768, 32767).astype("<i2").tobytes()
            )


def test_clipped_sound_is_no_clip(tmp_path: Path) -> None:
    """And says what helps."""
    with pytest.raises(EngineError, match=r"clipped sound.*lower volume"):
        speak(tmp_path, Order("two words", TONE, "1"), Clipped(), PACE)


def test_another_rate_is_no_clip(tmp_path: Path) -> None:
    """Than the one that its voice has."""
    other = Traits(16000, -20.0, 0.0, PACE.pace, 0.05)
    with pytest.raises(EngineError, match="22050 Hz where its voice has 16000"):
        speak(tmp_path, Order("two words", TONE, "1"), Tone(), other)


def test_two_voices_of_an_episode_are_equally_loud(show: Show) -> None:
    """Within 1 LU, in the file itself."""
    show.configure(
        config='[show]\ntitle = "Two"\nemail = "a@example.org"\n[[source]]\nfrom = "posts"\n'
        '[script]\nquotes = "voice"\n[sound]\ndisclosure = ""\n'
        '[voices]\ndefault = "espeak"\nen = "natural"\nquote = "espeak"\n'
    )
    once = (
        "The council met again on the question of the mill, and once more nothing was decided.\n\n"
        "> We have waited long enough for an answer, and the water does not wait for anybody.\n\n"
    )
    show.post("two.md", "---\ntitle: The old mill\ndate: 2026-01-01\n---\n\n" + once * 4)
    show.build()
    (mp3,) = (show.output / "episodes").glob("*.mp3")
    (vtt,) = (show.output / "episodes").glob("*.vtt")
    with av.open(str(mp3)) as file:
        rate = file.streams.audio[0].rate
        sound = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    meters = {"natural": Meter(rate), "espeak": Meter(rate)}
    for cue in transcribed(vtt.read_text("utf-8"), "en"):
        part = sound[int(cue.start * rate) : int(cue.end * rate)]
        meters[cue.voice].add(part.astype(np.float32)[:, None])
    first, second = (meter.loudness or 0.0 for meter in meters.values())
    assert first == pytest.approx(second, abs=1.0)
