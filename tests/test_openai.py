"""The engine that asks a server, against one that misbehaves on command."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from narrate.clips import key
from narrate.engines.checks import read, speak
from narrate.engines.openai import OpenAI
from narrate.engines.slots import slot
from narrate.errors import ConfigError, EngineError
from narrate.model import Order, Voice
from tests import speaking
from tests.conftest import Show
from tests.speaking import RATE, Behaviour, Speaker, samples, wav

KEY = "sk-test-0123456789abcdef"
TEXT = "Six words of it are here."


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    with speaking.speaker() as made:
        yield made


@pytest.fixture
def voice(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> Voice:
    monkeypatch.setenv("TEST_KEY", KEY)
    return Voice(
        "served", "openai", id="alloy", address=speaker.address, model="tts-1", key="TEST_KEY",
        timeout=10,
    )  # fmt: skip


def said(voice: Voice, folder: Path, text: str = TEXT) -> bytes:
    """The samples that the engine gives."""
    wav_file = folder / "a.wav"
    OpenAI().speak(text, voice, wav_file)
    found, rate = read(wav_file, "openai")
    assert rate == RATE
    return found.tobytes()


def refused(voice: Voice, folder: Path, engine: OpenAI | None = None) -> str:
    """Why it gives nothing: one line, without the key."""
    with pytest.raises(EngineError) as error:
        (engine or OpenAI()).speak(TEXT, voice, folder / "a.wav")
    line = str(error.value)
    assert "\n" not in line and not any(KEY[at : at + 6] in line for at in range(len(KEY) - 5))
    return line


# --- what is asked


def test_a_request(speaker: Speaker, voice: Voice, tmp_path: Path) -> None:
    """Model, voice, text, format; the speed only where it is another; the key as a bearer's."""
    assert said(voice, tmp_path) == samples(TEXT)
    assert speaker.asked == [
        {"model": "tts-1", "voice": "alloy", "input": TEXT, "response_format": "wav"}
    ]
    assert speaker.headers[0]["Authorization"] == f"Bearer {KEY}"
    said(replace(voice, rate=350), tmp_path)
    assert speaker.asked[1]["speed"] == 2.0


@pytest.mark.parametrize("form", ["wav", "pcm"])
@pytest.mark.parametrize("behaviour", [speaking.well, speaking.chunked])
def test_both_formats_with_a_length_or_in_chunks(
    speaker: Speaker, voice: Voice, tmp_path: Path, form: Any, behaviour: Behaviour
) -> None:
    """pcm has no header: 24 kHz, by the API."""
    speaker.does(behaviour)
    assert said(replace(voice, format=form), tmp_path) == samples(TEXT)


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 2_000_000_000, 0, 4800])
def test_sizes_that_a_stream_has_are_no_matter(
    speaker: Speaker, voice: Voice, tmp_path: Path, size: int
) -> None:
    """Stand-ins in a header, or the size of a first part alone."""
    speaker.does(speaking.given(lambda sound: wav(sound, size)))
    assert said(voice, tmp_path) == samples(TEXT)


def test_a_file_for_each_part_is_one_sound(speaker: Speaker, voice: Voice, tmp_path: Path) -> None:
    """As servers stream that pack each sentence: no header is heard as a click."""
    speaker.does(
        speaking.given(
            lambda sound: wav(sound[:9600]) + wav(sound[9600:20000]) + wav(sound[20000:])
        )
    )
    assert said(voice, tmp_path) == samples(TEXT)


def test_chunks_behind_the_sound_are_not_heard(
    speaker: Speaker, voice: Voice, tmp_path: Path
) -> None:
    """LIST and the like (RIFF)."""
    speaker.does(speaking.given(lambda sound: wav(sound) + b"LIST\x04\x00\x00\x00INFO"))
    assert said(voice, tmp_path) == samples(TEXT)


def test_hostile_text_is_text(speaker: Speaker, voice: Voice, tmp_path: Path) -> None:
    """Control characters and lone surrogates don't reach a server."""
    said(voice, tmp_path, 'a\x00\x01b \ud800 "quoted" \\ ü 😀 <b>')
    assert speaker.asked[0]["input"] == 'a  b   "quoted" \\ ü 😀 <b>'


# --- what comes


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (speaking.given(lambda sound: b'{"error": {"message": "no"}}', "audio/wav"), "JSON: no"),
        (speaking.given(lambda sound: b"<html>busy</html>", "text/html"), "a page"),
        (speaking.given(lambda sound: b"ID3\x04" + sound, "audio/mpeg"), "MP3"),
        (speaking.given(lambda sound: b""), "nothing"),
        (speaking.given(lambda sound: wav(sound, channels=2)), "2 channels"),
        (speaking.given(lambda sound: wav(sound, bits=8)), "8 bits"),
        (speaking.given(lambda sound: wav(sound, form=3, bits=32)), "format 3"),
        (speaking.given(lambda sound: wav(sound) + wav(sound, rate=16000)), "parts differ"),
        (speaking.flood, "more than 64 MB"),
        (speaking.moved("http://127.0.0.1:9/v1/audio/speech"), "elsewhere"),
        (speaking.error(400, "bad voice"), "400 Bad Request: bad voice"),
        (speaking.error(404, "no model"), "404"),
    ],
    ids=(
        "JSON page MP3 nothing stereo 8-bit float mixed flood redirect bad-request no-model"
    ).split(),
)  # fmt: skip
def test_what_is_no_sound_is_an_error_at_once(
    speaker: Speaker, voice: Voice, tmp_path: Path, behaviour: Behaviour, reason: str
) -> None:
    """Another try would give the same: one request."""
    speaker.does(behaviour)
    assert reason in refused(voice, tmp_path)
    assert len(speaker.asked) == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        speaking.error(500),
        speaking.error(503, "loading"),
        speaking.error(429, "slow down", "rate_limit_exceeded"),
        speaking.vanish,
        speaking.cut,
        speaking.cut_chunks,
        speaking.unbounded(0.6),
        speaking.unbounded(0.6, 0xFFFFFFFF),
        speaking.given(lambda sound: wav(sound)[:-2000]),
        speaking.given(lambda sound: wav(sound[:-1])),
        speaking.given(lambda sound: wav(sound)[:30]),
    ],
    ids="500 503 429 vanish cut cut-chunks cut-open cut-stream half odd header".split(),
)
def test_what_another_try_may_better_is_tried_again(
    speaker: Speaker, voice: Voice, tmp_path: Path, behaviour: Behaviour
) -> None:
    """Nothing of the first answer is kept."""
    speaker.does(behaviour, speaking.well)
    assert said(voice, tmp_path) == samples(TEXT)
    assert len(speaker.asked) == 2


def test_sound_without_a_length_is_whole_where_its_header_says_so(
    speaker: Speaker, voice: Voice, tmp_path: Path
) -> None:
    """A WAV file's own length will do; samples alone, or a stream's header, can't be judged."""
    speaker.does(speaking.unbounded())
    assert said(voice, tmp_path) == samples(TEXT)
    speaker.does(speaking.unbounded(1.0, 0xFFFFFFFF))
    assert "nothing says how long" in refused(replace(voice, timeout=1), tmp_path)
    speaker.does(speaking.unbounded())
    assert "nothing says how long" in refused(replace(voice, timeout=1, format="pcm"), tmp_path)


def test_samples_that_look_like_frames_of_mp3(
    speaker: Speaker, voice: Voice, tmp_path: Path
) -> None:
    """pcm may begin with any bytes."""
    content = b"\xff\xfb" + samples(TEXT)
    speaker.does(speaking.given(lambda _: content, "audio/pcm"))
    assert said(replace(voice, format="pcm"), tmp_path) == content


def test_pcm_may_state_its_rate(speaker: Speaker, voice: Voice, tmp_path: Path) -> None:
    """As RFC 2586 writes it."""
    speaker.does(speaking.given(lambda sound: sound, "audio/L16; rate=16000"))
    OpenAI().speak(TEXT, replace(voice, format="pcm"), tmp_path / "a.wav")
    assert read(tmp_path / "a.wav", "openai")[1] == 16000


# --- when


@pytest.mark.engines
def test_a_server_that_asks_for_time_gets_it(
    speaker: Speaker, voice: Voice, tmp_path: Path
) -> None:
    """Retry-After in seconds, in milliseconds, and as a date by the server's clock."""
    then = datetime(2020, 1, 1, tzinfo=UTC)
    date = {
        "Date": format_datetime(then, usegmt=True),
        "Retry_After": format_datetime(then + timedelta(seconds=2), usegmt=True),
    }
    for headers, least in (
        ({"Retry_After": "1"}, 1.0),
        ({"retry_after_ms": "700"}, 0.7),
        (date, 2.0),
    ):
        speaker.does(_dated(**headers), speaking.well)
        assert said(voice, tmp_path) == samples(TEXT)
        assert least <= speaker.times[1] - speaker.times[0] < least + 4


def _dated(**headers: str) -> Behaviour:
    """A 429 with just those headers: http.server writes a Date of its own."""

    def behave(request: speaking.Asked) -> None:
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        request.wfile.write(f"HTTP/1.1 429 No\r\n{lines}Content-Length: 0\r\n\r\n".encode())

    return behave


def test_what_a_server_asks_of_one_sentence_holds_for_all(
    speaker: Speaker, voice: Voice, tmp_path: Path
) -> None:
    """Nobody asks it meanwhile."""
    speaker.does(_dated(Retry_After="1"), speaking.well)
    engine = OpenAI()
    engine.speak(TEXT, voice, tmp_path / "a.wav")
    speaker.does(_dated(Retry_After="60"), speaking.well)
    assert "asks to wait 60 s" in refused(voice, tmp_path, engine)
    assert "asks to wait" in refused(voice, tmp_path, engine)
    assert len(speaker.asked) == 1


@pytest.mark.parametrize("behaviour", [speaking.hang, speaking.drip, speaking.drip_head])
def test_a_deadline_holds(
    speaker: Speaker, voice: Voice, tmp_path: Path, behaviour: Behaviour
) -> None:
    """Of all tries together, however many bytes come."""
    speaker.does(speaking.error(500), behaviour)
    began = time.monotonic()
    assert "no audio after" in refused(replace(voice, timeout=2), tmp_path)
    assert time.monotonic() - began < 2 + 4


@pytest.mark.engines
def test_a_server_that_is_not_there_is_given_up(voice: Voice, tmp_path: Path) -> None:
    """After some tries, each later than the one before."""
    began = time.monotonic()
    gone = replace(voice, address="http://127.0.0.1:9/v1", timeout=60)
    assert "can't be reached" in refused(gone, tmp_path)
    assert 3 < time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (speaking.error(401, f"Incorrect API key provided: {KEY[:9]}****{KEY[-4:]}"), "TEST_KEY"),
        (speaking.error(403, "no"), "TEST_KEY"),
        (speaking.error(402, "pay"), "quota"),
        (speaking.error(429, f"You, {KEY}, are out", "insufficient_quota"), "quota"),
    ],
    ids="401 403 402 429".split(),
)
def test_a_bad_key_and_a_used_up_quota_end_all_asking(
    speaker: Speaker, voice: Voice, tmp_path: Path, behaviour: Behaviour, reason: str
) -> None:
    """Not one request more, for whatever sentence; another key is another matter."""
    speaker.does(behaviour, speaking.well)
    engine = OpenAI()
    assert reason in refused(voice, tmp_path, engine)
    assert reason in refused(voice, tmp_path, engine)
    with pytest.raises(EngineError):
        speak(tmp_path, Order(TEXT, voice, "1"), engine)
    assert len(speaker.asked) == 1
    engine.speak(TEXT, replace(voice, key=""), tmp_path / "a.wav")
    assert "Authorization" not in speaker.headers[1]


# --- the key


def test_the_key_is_in_nothing_but_the_request(voice: Voice) -> None:
    """Not in what a clip is named by, or in what goes to a worker; only its variable's name is."""
    order = Order(TEXT, voice, OpenAI().version(voice))
    assert KEY.encode() not in pickle.dumps(order)
    before = key(order)
    os.environ["TEST_KEY"] = "another"
    assert key(Order(TEXT, voice, OpenAI().version(voice))) == before


def test_a_redirect_gets_no_key(speaker: Speaker, voice: Voice, tmp_path: Path) -> None:
    """Nothing is sent on."""
    with speaking.speaker() as other:
        speaker.does(speaking.moved(f"{other.address}/audio/speech"))
        refused(voice, tmp_path)
        assert not other.asked


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"address": ""}, "no address"),
        ({"model": ""}, "no model"),
        ({"id": ""}, "no id"),
        ({"address": "https://user:secret@example.org/v1"}, "more than an address"),
        ({"address": "https://example.org/v1?key=secret"}, "more than an address"),
        ({"address": "ftp://example.org"}, "no web address"),
        ({"address": "http://example.org/v1"}, "unencrypted"),
        ({"address": "http://8.8.8.8/v1"}, "unencrypted"),
        ({"key": "sk-secret-itself"}, "not the key"),
        ({"concurrency": 0}, "no number"),
    ],
)
def test_a_profile_that_can_t_be_meant(voice: Voice, change: dict[str, Any], reason: str) -> None:
    """Said before anything is asked; what may be a secret is not repeated."""
    with pytest.raises(ConfigError, match=reason) as error:
        OpenAI().version(replace(voice, **change))
    assert "secret" not in str(error.value)


def test_near_servers_get_the_key_unencrypted(voice: Voice) -> None:
    """One's own machine and network; without a key, any."""
    for host in "127.0.0.1:1 localhost [::1] 192.168.1.2 10.0.0.1 kokoro:8880 tts.local".split():
        OpenAI().version(replace(voice, address=f"http://{host}/v1"))
    OpenAI().version(replace(voice, address="http://example.org/v1", key=""))


def test_a_variable_that_holds_no_key(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line break in it is not sent."""
    monkeypatch.setenv("TEST_KEY", "sk-a\r\nX-Other: 1")
    with pytest.raises(ConfigError, match="TEST_KEY") as error:
        OpenAI().version(voice)
    assert "sk-a" not in str(error.value)


# --- how many at once


def _slow(request: speaking.Asked) -> None:
    time.sleep(0.2)
    speaking.well(request)


def _in_a_process(voice: Voice, folder: Path, name: str) -> None:
    engine = OpenAI()
    with ThreadPoolExecutor(engine.together) as pool:
        for future in [
            pool.submit(engine.speak, TEXT, voice, folder / f"{name}-{number}.wav")
            for number in range(6)
        ]:
            future.result()


def test_all_processes_together_ask_no_more_at_once_than_allowed(
    speaker: Speaker, voice: Voice, tmp_path: Path
) -> None:
    """Threads and processes; and not fewer either."""
    speaker.does(_slow)
    few = replace(voice, concurrency=3)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        for future in [pool.submit(_in_a_process, few, tmp_path, name) for name in "ab"]:
            future.result()
    assert len(speaker.asked) == 12
    assert speaker.most == 3


def test_a_slot_s_folder_is_one_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that another user put there is not followed."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / f"narrate-{os.getuid()}").symlink_to(tmp_path)
    with pytest.raises(EngineError, match="not your folder"), slot("x", 1):
        pass


# --- a whole show


PROFILE = """\
engine = "openai"
id = "alloy"
model = "tts-1"
key = "TEST_KEY"
timeout = 10
address = "{address}"
"""


@pytest.mark.engines
def test_a_show_is_spoken_and_the_key_is_nowhere(
    speaker: Speaker, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several requests at once; not in the cache, the output, or what is printed."""
    monkeypatch.setenv("TEST_KEY", KEY)
    speaker.does(_slow)
    (show.root / "voices").mkdir()
    (show.root / "voices" / "tone.toml").write_text(PROFILE.format(address=speaker.address))
    show.post("a.md", "# One\n\n" + "Some words are here, and they are said. More follow. " * 8)
    done = show.run("build", "--json")
    assert done.returncode == 0, done.stderr
    assert 2 < speaker.most <= 4
    assert all(each["Authorization"] == f"Bearer {KEY}" for each in speaker.headers)
    for path in show.root.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path
    assert KEY not in done.stdout + done.stderr
    asked = len(speaker.asked)
    assert json.loads(show.run("build", "--json").stdout)["episodes"][0]["status"] == "unchanged"
    assert len(speaker.asked) == asked


@pytest.mark.engines
def test_a_show_with_a_bad_key_asks_twice_at_most(
    speaker: Speaker, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a worker; the post fails by name."""
    monkeypatch.setenv("TEST_KEY", KEY)
    speaker.does(speaking.error(401))
    (show.root / "voices").mkdir()
    (show.root / "voices" / "tone.toml").write_text(PROFILE.format(address=speaker.address))
    show.post("a.md", "# One\n\n" + "Some words are here, and they are said. " * 20)
    [episode] = show.build(status=1)["episodes"]
    assert episode["status"] == "failed" and "TEST_KEY is refused" in episode["reason"]
    assert len(speaker.asked) <= 2


@pytest.mark.engines
@pytest.mark.parametrize("behaviour", [speaking.well, speaking.chunked])
def test_its_server_is_one_for_openai_s_own_client(
    speaker: Speaker, voice: Voice, tmp_path: Path, behaviour: Behaviour
) -> None:
    """The same request, byte for byte, and the same answer: what is tested here is the API."""
    openai = pytest.importorskip("openai", reason="the client openai is not installed")
    speaker.does(behaviour)
    client = openai.OpenAI(base_url=speaker.address, api_key=KEY, max_retries=0)
    with (
        client,
        client.audio.speech.with_streaming_response.create(
            model="tts-1", voice="alloy", input=TEXT, response_format="wav", speed=2.0
        ) as answer,
    ):
        content = answer.read()
    OpenAI().speak(TEXT, replace(voice, rate=350), tmp_path / "a.wav")
    theirs, ours = speaker.asked
    assert ours == theirs
    assert speaker.headers[0]["Authorization"] == speaker.headers[1]["Authorization"]
    assert speaker.headers[0]["Content-Type"] == speaker.headers[1]["Content-Type"]
    assert content[44:] == read(tmp_path / "a.wav", "openai")[0].tobytes()
