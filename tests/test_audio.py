"""Ground truth: sound that is rendered, decoded by what is not ours, and measured."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from narrate import audio
from narrate.clips import read
from narrate.clips import write as write_clip
from narrate.engines.checks import trimmed
from narrate.errors import AudioError
from narrate.loudness import Meter
from narrate.model import Clip, Frame

Sound = NDArray[np.float32]


def clip(folder: Path, seconds: float, *, level: float = -20.0, rate: int = 22050) -> Clip:
    """A clip of a 440 Hz sine with a peak of `level` dBFS."""
    samples = round(seconds * rate)
    wave = np.sin(2 * np.pi * 440 * np.arange(samples) / rate) * 10 ** (level / 20)
    path = folder / f"{seconds}-{level}-{rate}.wav"
    write_clip(path, (wave * 32767).astype("<i2"), rate)
    return Clip(path, rate, samples)


def decoded(path: Path) -> Sound:
    """What FFmpeg's libraries hear: frames by channels."""
    with av.open(str(path)) as file:
        blocks = [frame.to_ndarray() for frame in file.decode(audio=0)]
    return np.concatenate(blocks, axis=1).T.astype(np.float32)


def stitched(
    folder: Path, parts: list[audio.Part], frame: Frame | None = None
) -> tuple[audio.Stitched, Sound]:
    path = folder / "out.mp3"
    with path.open("w+b") as target:
        made = audio.stitch(parts, frame or Frame(), target)
    audio.verify(path, made.samples)
    return made, decoded(path)


def write(path: Path, sound: Sound, rate: int, codec: str) -> Path:
    """Encode a sound by FFmpeg's libraries, in the format of its suffix."""
    if codec == "libopus":
        sound, rate = sine(len(sound) / rate, 48000, sound.shape[1]), 48000  # its only rate
    layout = "mono" if sound.shape[1] == 1 else "stereo"
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        graph = av.AudioResampler(stream.format, layout, rate)
        frame = av.AudioFrame.from_ndarray(sound.T.copy(), "fltp", layout)
        frame.sample_rate = rate
        for part in graph.resample(frame):
            for packet in stream.encode(part):
                file.mux(packet)
        for packet in stream.encode(None):
            file.mux(packet)
    return path


def sine(seconds: float, rate: int, channels: int, level: float = -12.0) -> Sound:
    time = np.arange(round(seconds * rate)) / rate
    wave = np.sin(2 * np.pi * 660 * time) * 10 ** (level / 20)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def edges(sound: Sound) -> list[tuple[int, int]]:
    """Where sound begins and ends, by its envelope over 5 ms."""
    window = 220
    loud = np.convolve(np.abs(sound[:, 0]), np.ones(window) / window, "same") > 0.01
    flips = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
    return list(zip(flips[::2].tolist(), flips[1::2].tolist(), strict=True))


def test_clips_start_and_end_where_it_says(tmp_path: Path) -> None:
    """Starts in samples, as the file is built; pauses as they are set; the length exact."""
    parts = [
        audio.Part(clip(tmp_path, seconds), pause)
        for seconds, pause in ((1.0, 0.5), (0.7, 0.3), (2.0, 0.9))
    ]
    made, sound = stitched(tmp_path, parts)
    assert made.samples == len(sound) == round((1.0 + 0.5 + 0.7 + 0.3 + 2.0 + 0.9) * 44100)
    assert made.starts == (0, 66150, 66150 + 44100)
    found = edges(sound)
    assert len(found) == 3
    for (start, end), wanted, until in zip(found, made.starts, made.ends, strict=True):
        assert abs(start - wanted) < 300
        assert abs(end - until) < 300


@pytest.mark.parametrize("level", [-40.0, -20.0, -6.0])
def test_every_episode_is_as_loud(tmp_path: Path, level: float) -> None:
    """−19 LUFS for mono, whatever the engine gives, measured on the encoded file."""
    made, sound = stitched(tmp_path, [audio.Part(clip(tmp_path, 3.0, level=level), 0.5)] * 3)
    meter = Meter(44100)
    meter.add(sound)
    assert meter.loudness == pytest.approx(-19, abs=0.5)
    assert made.gain % audio.STEP == 0
    assert np.max(np.abs(sound)) <= 10 ** (-1 / 20)


def test_peaks_are_held_below_the_ceiling(tmp_path: Path) -> None:
    """Speech with clicks in it: no sample of the encoded file above −1 dBFS."""
    rate = 22050
    noise = np.random.default_rng(1).standard_normal(rate * 6) * 0.02
    noise[::2205] = 0.9
    path = tmp_path / "clicks.wav"
    write_clip(path, (noise * 32767).clip(-32767, 32767).astype("<i2"), rate)
    _, sound = stitched(tmp_path, [audio.Part(Clip(path, rate, len(noise)), 0.1)])
    assert np.max(np.abs(sound)) <= 10 ** (-1 / 20)


def test_limiting_keeps_shape_and_sign() -> None:
    """No sample above the ceiling, none changed where nothing is near it."""
    chance = np.random.default_rng(2)
    for length in (1, 63, 64, 65, 5000):
        for channels in (1, 2):
            sound = (chance.standard_normal((length, channels)) * 0.6).astype(np.float32)
            held = audio.limited(sound)
            assert held.shape == sound.shape
            assert np.max(np.abs(held)) <= 10 ** (audio.CEILING / 20) + 1e-6
            assert np.all(np.sign(held) == np.sign(sound))
    quiet = sine(1, 44100, 1)
    assert audio.limited(quiet) is quiet


FORMATS = [
    ("wav", "pcm_s16le"),
    ("mp3", "libmp3lame"),
    ("flac", "flac"),
    ("ogg", "libopus"),
    ("m4a", "aac"),
]


@pytest.mark.parametrize(("suffix", "codec"), FORMATS)
@pytest.mark.parametrize(("rate", "channels"), [(48000, 2), (22050, 1)])
def test_intros_of_each_format(
    tmp_path: Path, suffix: str, codec: str, rate: int, channels: int
) -> None:
    """Decoded without an ffmpeg program; speech starts behind it; stereo where it is stereo."""
    music = write(tmp_path / f"intro.{suffix}", sine(2.0, rate, channels), rate, codec)
    made, sound = stitched(tmp_path, [audio.Part(clip(tmp_path, 1.0), 0.2)] * 4, Frame(intro=music))
    assert made.channels == sound.shape[1] == channels
    assert made.starts[0] == pytest.approx((2.0 + 0.5) * 44100, abs=0.12 * 44100)
    assert len(sound) == made.samples
    meter = Meter(44100)
    meter.add(sound)
    assert meter.loudness == pytest.approx(-19 if channels == 1 else -16, abs=1)


def test_music_fades(tmp_path: Path) -> None:
    """It begins and ends in silence, and is itself between."""
    path = write(tmp_path / "intro.wav", sine(3, 44100, 1, -6.0), 44100, "pcm_s16le")
    sound = audio.music(path, 1.0)[:, 0]
    levels = [float(np.max(np.abs(sound[round(at * 44100) :][:441]))) for at in (0, 0.5, 1.5, 2.5)]
    assert levels[0] < 0.02
    assert levels[1] == pytest.approx(0.25, abs=0.05)
    assert levels[2] == pytest.approx(0.5, abs=0.02)
    assert levels[3] == pytest.approx(0.25, abs=0.05)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.mp3", b"#EXTM3U\nhttp://127.0.0.1/evil.mp3\n"),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"),
        ("concat.wav", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("text.flac", b"no sound at all"),
        ("empty.ogg", b""),
        ("cut.wav", b"RIFF\x24\x00\x00\x00WAVEfmt "),
        ("head.m4a", b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00"),
    ],
)
def test_what_is_no_sound_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    """One line that names the file; no playlist is ever followed."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AudioError) as caught:
        audio.music(path, 0.5)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_silent_and_endless_music_is_refused(tmp_path: Path) -> None:
    """Silence, and more than ten minutes."""
    silent = write(tmp_path / "silent.wav", np.zeros((44100, 1), np.float32), 44100, "pcm_s16le")
    with pytest.raises(AudioError, match="silent"):
        audio.music(silent, 0.5)
    endless = write(tmp_path / "long.wav", sine(601, 8000, 1), 8000, "pcm_s16le")
    with pytest.raises(AudioError, match="longer than 10 minutes"):
        audio.music(endless, 0.5)


def test_a_file_that_lost_its_end_is_found(tmp_path: Path) -> None:
    """Law 2: what was encoded is looked at."""
    path = tmp_path / "out.mp3"
    with path.open("w+b") as target:
        made = audio.stitch([audio.Part(clip(tmp_path, 2.0), 0.5)], Frame(), target)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(AudioError):
        audio.verify(path, made.samples)


@pytest.mark.parametrize(("channels", "level"), [(1, -26.0), (2, -23.0)])
def test_the_meter_agrees_with_the_standard(channels: int, level: float) -> None:
    """EBU Tech 3341, case 1: a stereo sine of 1 kHz at −23 dBFS is −23 LUFS; mono 3 LU less."""
    time = np.arange(48000 * 20) / 48000
    wave = (np.sin(2 * np.pi * 1000 * time) * 10 ** (-23 / 20)).astype(np.float32)
    meter = Meter(48000)
    for start in range(0, len(wave), 7001):
        meter.add(np.repeat(wave[start : start + 7001, None], channels, axis=1))
    assert meter.loudness == pytest.approx(level, abs=0.1)


def test_the_meter_gates() -> None:
    """EBU Tech 3341, cases 3 and 5: quiet passages do not count."""
    for levels, seconds in (((-36, -23, -36), (10, 60, 10)), ((-26, -20, -26), (20, 20.1, 20))):
        meter = Meter(48000)
        for level, length in zip(levels, seconds, strict=True):
            time = np.arange(round(48000 * length)) / 48000
            wave = (np.sin(2 * np.pi * 1000 * time) * 10 ** (level / 20)).astype(np.float32)
            meter.add(np.repeat(wave[:, None], 2, axis=1))
        assert meter.loudness == pytest.approx(-23, abs=0.1)


def test_silence_has_no_loudness() -> None:
    """None, not minus infinity."""
    meter = Meter(44100)
    meter.add(np.zeros((44100, 1), np.float32))
    assert meter.loudness is None


def test_an_engines_silence_is_trimmed() -> None:
    """But for 10 ms; a clip that is silent all through is nothing."""
    wave = np.zeros(22050, np.int16)
    wave[5000:10000] = 3000
    sound, tail = trimmed(wave, 22050)
    assert len(sound) == 5000 + 2 * 220
    assert tail == pytest.approx(12050 / 22050)
    assert len(trimmed(np.full(22050, 3, np.int16), 22050)[0]) == 0


def test_a_clip_file_is_a_wav_file(tmp_path: Path) -> None:
    """With its digest behind the samples, which other readers pass over."""
    made = clip(tmp_path, 0.5)
    assert len(decoded(made.path)) == made.samples
    pcm, rate = read(made.path)
    assert (len(pcm) // 2, rate) == (made.samples, made.rate)
    content = bytearray(made.path.read_bytes())
    content[60] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(AudioError, match="damaged"):
        read(made.path)


def test_the_info_frame_is_first() -> None:
    """Players take the length and the gapless padding from it."""
    target = io.BytesIO()
    encoder = audio.Lame(target, 1)
    encoder.encode(sine(1, 44100, 1))
    encoder.finish()
    assert b"Info" in target.getvalue()[:200]
    assert b"LAME" in target.getvalue()[100:200]


def test_sentences_in_one_clip_begin_at_its_pauses(tmp_path: Path) -> None:
    """Rendered, then found: a border is the silence next to where it should be."""
    rate = 16000
    lengths, silence = (0.7, 1.9, 0.4), np.zeros(rate // 5)
    tones = [np.sin(2 * np.pi * 220 * np.arange(round(s * rate)) / rate) * 9000 for s in lengths]
    wave = np.concatenate([tones[0], silence, tones[1], silence, tones[2]]).astype("<i2")
    path = tmp_path / "clip"
    write_clip(path, wave, rate)
    found = audio.pauses(Clip(path, rate, len(wave)), [0.9, 1.7, 0.6])
    assert found == pytest.approx([0.8, 2.9], abs=0.08)
    assert audio.pauses(Clip(path, rate, len(wave)), [1.0]) == []
