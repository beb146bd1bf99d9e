"""What was heard, against what should have been said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from narrate.hearing import (
    Heard,
    Hearing,
    Verdict,
    doubtful,
    due,
    hearings,
    letters,
    sounding,
    verdict,
)
from narrate.said import Said
from narrate.sounds import Phonemes, plain

SENTENCES = (
    "Every Sunday the oven is lit before six.",
    "We buy flour from a mill on the river.",
    "Four men carried it up the stairs.",
    "Nobody else in this town uses it.",
)


def heard(text: str) -> list[Heard]:
    """Words, half a second each."""
    words = text.split()
    return [Heard(at / 2, at / 2 + 0.4, f" {word}") for at, word in enumerate(words)]


def expected(sentences: Sequence[str]) -> list[str]:
    return [sounding(Said(0, 1, each, each, "en"), letters) for each in sentences]


def listened(sentences: Sequence[str], words: str) -> list[Hearing]:
    return hearings(expected(sentences), heard(words), "en", letters)


def judged(sentence: str, alone: str, seconds: float, wanted: float = 2.0) -> Verdict:
    """The verdict on a sentence of which nothing was heard among others."""
    (one,) = expected([sentence])
    return verdict(one, Hearing(0.0), heard(alone), "en", (seconds, wanted), letters)


def test_each_sentence_is_found_in_what_was_heard() -> None:
    """With the second at which it begins and ends, and its words as they were heard."""
    found = listened(SENTENCES, " ".join(SENTENCES))
    assert [each.text for each in found] == list(SENTENCES)
    assert [each.alike for each in found] == [1.0] * 4
    assert (found[1].start, found[1].end) == (4.0, 8.4)


@pytest.mark.parametrize("lost", range(4))
def test_a_sentence_that_was_not_heard_leaves_the_others(lost: int) -> None:
    """Whatever stands before and behind it."""
    rest = [each for at, each in enumerate(SENTENCES) if at != lost]
    found = listened(SENTENCES, " ".join(rest))
    assert found[lost].alike < 0.5
    assert all(each.alike > 0.9 for at, each in enumerate(found) if at != lost)


def test_numbers_and_capitals_are_one_however_they_are_written() -> None:
    """A listener writes signs where an engine was given words."""
    said = "It cost one pound twenty in twenty nineteen, says the B B C."
    (found,) = listened([said], "It cost £1.20 in 2019, says the BBC.")
    assert found.alike > 0.95


def test_a_sentence_of_phonemes_is_compared_as_it_is_written() -> None:
    """What the engine was given is in no alphabet that a listener writes."""
    one = Said(0, 1, "The Kennet is a river.", "The ⟦kɛnɪt⟧ is a river.", "en")
    assert sounding(one, letters) == "thekennetisariver"


def test_few_sounds_among_many_are_no_sentence() -> None:
    """The letters of a short heading are somewhere in any long sentence."""
    (found,) = listened(
        ["Thanks."], "The hotel has an oven and keeps sheep, and four men carried it."
    )
    assert found.alike < 0.6


@pytest.mark.parametrize(
    ("alone", "seconds", "kind"),
    [
        ("Four men carried it up the stairs.", 2.0, None),
        ("For men carry it up this stair.", 2.1, None),
        ("Four men carried it up the stairs.", 1.0, None),
        ("", 0.0, "lost"),
        ("Four men carried", 1.0, "lost"),
        ("Four men carried it up the stairs. Four men carried it up the stairs.", 4.0, "doubled"),
        ("Four men carried it up the stairs.", 4.0, "doubled"),
        ("The dough smells of apples.", 2.0, "garbled"),
        ("The dough smells", 1.0, "garbled"),
        ("The dough has been resting since Friday night, and smells of apples.", 4.5, "garbled"),
    ],
)
def test_words_and_seconds_together_make_a_verdict(
    alone: str, seconds: float, kind: str | None
) -> None:
    """Whisper says a repetition once, and finishes what breaks off: then the seconds tell."""
    assert judged(SENTENCES[2], alone, seconds).kind == kind


def test_a_pace_is_learned_in_spite_of_what_is_wrong() -> None:
    """A fifth of the sentences at half or twice their length changes nothing for the others."""
    lengths = [20, 35, 50, 65, 80] * 4
    seconds = [0.2 + 0.06 * length for length in lengths]
    seconds[3], seconds[8], seconds[11], seconds[17] = 0.0, seconds[8] * 2, seconds[11] / 2, 9.0
    found = due(["x" * length for length in lengths], ["a"] * 20, seconds)
    for length, wanted in zip(lengths, found, strict=True):
        assert wanted == pytest.approx(0.2 + 0.06 * length, rel=0.1)


def test_each_voice_has_its_own_pace() -> None:
    """One that is twice as slow doubles nothing."""
    voices = ["a", "b"] * 10
    seconds = [2.0, 4.0] * 10
    found = due(["x" * 30] * 20, voices, seconds)
    heard_well = Hearing(1.0)
    assert not any(map(doubtful, [heard_well] * 20, seconds, found))


def test_one_sentence_alone_is_its_own_measure() -> None:
    """An episode of a line: nothing to compare with, nothing to report."""
    (wanted,) = due(["x" * 30], ["a"], [2.5])
    assert not doubtful(Hearing(1.0), 2.5, wanted)


def test_words_sound_as_espeak_says_them() -> None:
    """Names by sound: another spelling is the same, another language has other sounds."""
    sounds = Phonemes()
    try:
        assert sounds("night", "en") == sounds("knight", "en") == "naɪt"
        assert sounds("Weg", "de") != sounds("Weg", "en")
        assert sounds("word", "tlh") == "word"  # a language that eSpeak has not
    finally:
        sounds.close()


def test_stress_and_length_are_not_heard() -> None:
    assert plain("ˈuːvn̩") == plain("uvn̩")
