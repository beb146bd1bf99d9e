"""Where sentences are in sound that was changed since its times were known."""

from __future__ import annotations

from collections.abc import Sequence

from narrate.placing import Piece, placed

SENTENCES = (
    "everysundaytheovenislitbeforesix",
    "webuyflourfromamillontheriver",
    "fourmencarrieditupthestairs",
    "nobodyelseinthistownusesit",
)


def pieces(several: Sequence[str]) -> list[Piece]:
    """Sound of 0.1 s a letter, with pauses of 0.3 s between; a `.` is sound without a word."""
    found, at = [], 0.0
    for one in several:
        found.append(Piece(at, at + len(one) / 10, one.strip(".")))
        at = found[-1].end + 0.3
    return found


def seconds(expected: Sequence[str], several: Sequence[str]) -> list[float]:
    return [round(end - start, 1) for start, end in placed(expected, pieces(several))]


WHOLE = [round(len(one) / 10, 1) for one in SENTENCES]


def test_each_sentence_has_its_piece() -> None:
    assert seconds(SENTENCES, SENTENCES) == WHOLE


def test_a_sentence_of_several_pieces_has_them_all() -> None:
    """With the pauses between them."""
    one, *others = SENTENCES
    assert seconds(SENTENCES, [one[:14], one[14:], *others]) == [WHOLE[0] + 0.3, *WHOLE[1:]]


def test_one_that_is_gone_has_no_length() -> None:
    """And where it is gone, the others stay."""
    for lost in range(4):
        rest = [each for at, each in enumerate(SENTENCES) if at != lost]
        wanted = [0.0 if at == lost else each for at, each in enumerate(WHOLE)]
        assert seconds(SENTENCES, rest) == wanted


def test_one_that_is_doubled_has_both() -> None:
    """Whether its words were heard twice, or once with as much sound behind that nobody heard."""
    for again in (SENTENCES[2], "." * len(SENTENCES[2])):
        found = seconds(SENTENCES, [*SENTENCES[:3], again, SENTENCES[3]])
        assert found == [WHOLE[0], WHOLE[1], round(2 * WHOLE[2] + 0.3, 1), WHOLE[3]]


def test_half_a_sentence_takes_nothing_of_the_next() -> None:
    """Even where that is said twice, which would fill the gap."""
    half = SENTENCES[1][:14]
    found = seconds(SENTENCES, [SENTENCES[0], half, SENTENCES[2], SENTENCES[2], SENTENCES[3]])
    assert found[1] == 1.4
    assert found[2] == round(2 * WHOLE[2] + 0.3, 1)


def test_music_behind_the_end_is_no_sentences() -> None:
    assert seconds(SENTENCES, [*SENTENCES, "." * 80]) == WHOLE


def test_no_sound_at_all() -> None:
    assert placed(SENTENCES, []) == [(0.0, 0.0)] * 4
