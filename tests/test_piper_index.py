"""Voices of Piper come to a machine: whole, checked, gone on with after a break, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from narrate import download
from narrate.engines import natural, piper
from narrate.engines.piper_files import Found, found, licence
from narrate.engines.piper_index import chosen, install, install_from, offers, read
from narrate.errors import ConfigError, NarrateError, PutError, SourceError
from narrate.voicelist import together
from tests.conftest import Show
from tests.strangers import Stranger, answer

KEY = "en_US-anna-low"
BASE = "en/en_US/anna/low"
MODEL = b"\x08" + random.Random(6).randbytes(300_000)
CONFIG = json.dumps(
    {
        "audio": {"sample_rate": 16000, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "phoneme_id_map": {"_": [0]},
        "num_speakers": 1,
    }
).encode()
CARD = b"# Model card for anna (low)\n\n## Dataset\n\n* URL: https://example.org/\n* License: CC0\n"


@dataclass
class Publisher:
    """A host of voices; it knows ranges unless told not to."""

    host: Stranger
    index: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    """What an installation told."""

    def publish(
        self,
        key: str = KEY,
        base: str = BASE,
        model: bytes = MODEL,
        entry: dict[str, Any] | None = None,
    ) -> None:
        """Offer a voice; `entry` is what is said otherwise of it."""
        files = {f"{key}.onnx": model, f"{key}.onnx.json": CONFIG, "MODEL_CARD": CARD}
        entries = {}
        for name, content in files.items():
            self.serve(f"/{base}/{name}", content)
            digest = hashlib.md5(content).hexdigest()
            entries[f"{base}/{name}"] = {"size_bytes": len(content), "md5_digest": digest}
        language = {"code": key.partition("-")[0], "name_english": "English"}
        usual = {"key": key, "language": language, "quality": "low", "num_speakers": 1}
        self.index[key] = usual | {"files": entries, "aliases": [f"{key}-old"]} | (entry or {})
        self.host.say("/voices.json", json.dumps(self.index), "application/json")

    def serve(self, path: str, content: bytes, cut: int = 0, every: float = 0.0) -> None:
        """Answer a path by ranges; the first `cut` times break off half way."""
        left = [cut]

        def talk(connection: socket.socket) -> None:
            asked = re.search(r"(?i)\nrange: bytes=(\d+)-\r", self.host.asked[-1])
            start = int(asked[1]) if asked else 0
            if start >= len(content):
                connection.sendall(b"HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n")
                return
            body = answer(content[start:], Content_Range=f"bytes {start}-{len(content) - 1}/*")
            if asked:
                body = body.replace(b"200 OK", b"206 Partial Content", 1)
            if left[0]:
                left[0] -= 1
                body = body[: -(len(content) - start) // 2]
            for at in range(0, len(body), 20_000):
                connection.sendall(body[at : at + 20_000])
                time.sleep(every)

        self.host.answers[path] = talk

    @property
    def address(self) -> str:
        return f"{self.host.address}/voices.json"

    @property
    def ranges(self) -> list[str]:
        """Of the model, as they were asked for; `0` for all of it."""
        asked = [each for each in self.host.asked if each.split()[1].endswith(".onnx")]
        starts = [re.search(r"(?i)\nrange: bytes=(\d+)-\r", each) for each in asked]
        return [each[1] if each else "0" for each in starts]

    def install(self, name: str = KEY) -> Found:
        return install(name, self.said.append, address=self.address, private=True)


@pytest.fixture
def publisher(server: Stranger) -> Publisher:
    made = Publisher(server)
    made.publish()
    return made


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """narrate's folder of Piper's voices, empty."""
    monkeypatch.setenv("NARRATE_VOICES", str(tmp_path / "voices"))
    return tmp_path / "voices" / "piper"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


WHOLE = {f"{KEY}.onnx", f"{KEY}.onnx.json", f"{KEY}.card", f"{KEY}.installed.json"}


def test_a_voice_is_installed_with_its_licence(publisher: Publisher, own: Path) -> None:
    """Its files and no others; what is known of it is what it is."""
    voice = publisher.install()
    assert files(own) == WHOLE
    assert (voice.language, voice.quality, voice.licence) == ("en-US", "low", "CC0")
    assert voice.model.read_bytes() == MODEL
    assert voice.sha256 == hashlib.sha256(MODEL).hexdigest()
    assert found()[KEY] == voice
    assert publisher.ranges == ["0"]


def test_what_is_there_is_not_fetched_again(publisher: Publisher) -> None:
    """Law 4."""
    before = publisher.install()
    status = before.model.stat()
    assert publisher.install() == before
    assert publisher.ranges == ["0"]
    assert before.model.stat() == status


def test_a_connection_that_breaks_off_is_gone_on_with(publisher: Publisher, own: Path) -> None:
    """By ranges: no byte is fetched twice."""
    publisher.serve(f"/{BASE}/{KEY}.onnx", MODEL, cut=3)
    assert publisher.install().model.read_bytes() == MODEL
    starts = [int(each) for each in publisher.ranges]
    assert len(starts) == 4
    assert starts == sorted(set(starts))
    assert files(own) == WHOLE


def test_a_redirect_is_followed_and_gone_on_with(publisher: Publisher) -> None:
    """As hosts do that keep large files elsewhere."""
    publisher.serve("/large/1", MODEL, cut=1)
    publisher.host.move(f"/{BASE}/{KEY}.onnx", "/large/1")
    assert publisher.install().model.read_bytes() == MODEL
    asked = [each for each in publisher.host.asked if each.split()[1] == "/large/1"]
    assert ["range:" in each.lower() for each in asked] == [False, True]


def test_a_host_without_ranges_sends_it_from_the_start(publisher: Publisher, own: Path) -> None:
    """What was begun is dropped, not doubled."""
    whole = answer(MODEL)
    parts = iter([whole[:-100_000], whole])
    publisher.host.answers[f"/{BASE}/{KEY}.onnx"] = lambda to: to.sendall(next(parts))
    assert publisher.install().model.read_bytes() == MODEL
    assert publisher.ranges == ["0", "200001"]


@pytest.mark.parametrize("length", [150_000, len(MODEL), len(MODEL) + 7])
def test_a_beginning_of_something_else_is_dropped(
    publisher: Publisher, own: Path, length: int
) -> None:
    """Its digest is wrong then: it is fetched once more, from the start."""
    digest = hashlib.md5(MODEL).hexdigest()
    (own / ".parts").mkdir(parents=True)
    (own / ".parts" / f"{KEY}.onnx.{digest[:8]}").write_bytes(b"\x08" + bytes(length - 1))
    assert publisher.install().model.read_bytes() == MODEL
    assert files(own) == WHOLE


@pytest.mark.parametrize(
    "other", [MODEL[:-1] + b"!", MODEL[:-1], MODEL + b"!", b"<html>Sign in</html>"]
)
def test_what_the_index_does_not_say_is_no_voice(
    publisher: Publisher, own: Path, other: bytes
) -> None:
    """Law 2: nothing of it is there, and the next try does not begin with it."""
    publisher.serve(f"/{BASE}/{KEY}.onnx", other)
    with pytest.raises(SourceError, match="onnx"):
        publisher.install()
    assert KEY not in found()
    publisher.serve(f"/{BASE}/{KEY}.onnx", MODEL)
    assert publisher.install().model.read_bytes() == MODEL


def test_a_killed_installation_leaves_no_voice_and_is_gone_on_with(
    publisher: Publisher, own: Path, tmp_path: Path
) -> None:
    """Law 5: killed while the model comes, by a signal that nothing can catch."""
    publisher.serve(f"/{BASE}/{KEY}.onnx", MODEL, every=0.1)
    arguments = ["voices", "install", KEY, "--private", "--index", publisher.address]
    process = subprocess.Popen(
        [sys.executable, "-m", "narrate", *arguments], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    ends = time.monotonic() + 30
    while not any(path.stat().st_size > 60_000 for path in own.glob(".parts/*.onnx.*")):
        assert time.monotonic() < ends and process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert KEY not in found()
    publisher.serve(f"/{BASE}/{KEY}.onnx", MODEL)
    assert publisher.install().model.read_bytes() == MODEL
    assert int(publisher.ranges[-1]) > 0
    assert files(own) == WHOLE


def test_another_version_takes_the_place_of_the_first(publisher: Publisher) -> None:
    """And is another voice for the cache of clips."""
    before = publisher.install().digest
    publisher.publish(model=MODEL + b"2")
    assert publisher.install().digest != before


def test_a_full_disk_is_said(publisher: Publisher, own: Path, tmp_path: Path) -> None:
    """In a line; the voice is not there."""
    done = subprocess.run(
        [sys.executable, "-m", "narrate", "voices", "install", KEY, "--private"],
        cwd=tmp_path,
        env=os.environ | {"NARRATE_PIPER_INDEX": publisher.address},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert done.returncode == 1
    assert "can't be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert KEY not in found()


def test_two_at_once_do_not_mix(publisher: Publisher, own: Path) -> None:
    """The second says so, and spoils nothing."""
    import fcntl

    digest = hashlib.md5(MODEL).hexdigest()
    (own / ".parts").mkdir(parents=True)
    with (own / ".parts" / f"{KEY}.onnx.{digest[:8]}").open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(PutError, match="another process"):
            publisher.install()
    assert publisher.install().model.read_bytes() == MODEL


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<html>Sign in</html>", "no index of voices"),
        ("[]", "no index of voices"),
        ('{"message": "not found"}', "no index of voices: none"),
        ("", "no index of voices"),
    ],
)
def test_what_is_no_index_is_said(server: Stranger, content: str, reason: str) -> None:
    """With the address."""
    address = server.say("/voices.json", content)
    with pytest.raises(SourceError, match=f"{address}.*{reason}"):
        offers(address, private=True)


ENTRY = {"size_bytes": 1, "md5_digest": "00"}
LARGE = {"size_bytes": 1 << 40, "md5_digest": "00"}


@pytest.mark.parametrize(
    "more",
    [
        {"key": "../../evil"},
        {"files": {f"../en_US-bad-low.onnx{end}": ENTRY for end in ("", ".json")}},
        {"files": {f"https://x/en_US-bad-low.onnx{end}": ENTRY for end in ("", ".json")}},
        {"files": {}},
        {"files": {f"x/en_US-bad-low.onnx{end}": LARGE for end in ("", ".json")}},
        {"language": "en"},
        {"quality": None},
    ],
)
def test_an_entry_of_another_form_is_no_offer(publisher: Publisher, more: dict[str, Any]) -> None:
    """The others are; a path that leaves the folder is none (law 7)."""
    publisher.publish("en_US-bad-low", "en/bad", entry=more)
    assert set(offers(publisher.address, private=True)) == {KEY}


def test_an_unknown_name_has_near_ones(publisher: Publisher) -> None:
    """By a part of it, by its letters; an older name is known."""
    publisher.publish("de_DE-berta-high", "de/berta")
    several = offers(publisher.address, private=True)
    for name, near in (
        ("anna", KEY),
        ("berta", "de_DE-berta-high"),
        ("en_US-ana-low", KEY),
        ("bertha", "de_DE-berta-high"),
    ):
        with pytest.raises(ConfigError, match=f"did you mean {near}"):
            chosen(name, several)
    with pytest.raises(ConfigError, match="voices --all"):
        chosen("zzzzz", several)
    assert chosen("de_DE-berta-high-old", several).key == "de_DE-berta-high"


def test_an_address_that_is_not_public_is_not_asked(publisher: Publisher) -> None:
    """Unless it is allowed (law 7)."""
    with pytest.raises(SourceError, match="not a public address"):
        install(KEY, print, address=publisher.address)


def test_a_host_that_falls_silent_is_asked_for_the_rest(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some seconds without a byte; what came is kept."""
    monkeypatch.setattr(download, "IDLE", 0.5)
    publisher.serve(f"/{BASE}/{KEY}.onnx", MODEL)
    goes_on = publisher.host.answers[f"/{BASE}/{KEY}.onnx"]

    def talk(connection: socket.socket) -> None:
        publisher.host.answers[f"/{BASE}/{KEY}.onnx"] = goes_on
        connection.sendall(answer(MODEL)[:100_000])
        time.sleep(5)

    publisher.host.answers[f"/{BASE}/{KEY}.onnx"] = talk
    began = time.monotonic()
    assert publisher.install().model.read_bytes() == MODEL
    assert time.monotonic() - began < 4
    first, then = map(int, publisher.ranges)
    assert first == 0 < then < 100_000


def test_a_model_may_have_several_speakers(own: Path) -> None:
    """Each is a voice; in the list they are one."""
    own.parent.mkdir()
    _flat(own)
    several = json.loads(CONFIG) | {"num_speakers": 2, "speaker_id_map": {"p1": 0, "p2": 1}}
    (own / f"{KEY}.onnx.json").write_text(json.dumps(several))
    voices = piper.offered_by(found()[KEY])
    assert [each.id for each in voices] == [KEY, f"{KEY}#p1", f"{KEY}#p2"]
    (row,) = together("piper", voices)
    assert (row.name, row.speakers, row.licence) == (f"piper:{KEY}", 2, "not stated")


# --- from a folder


def _flat(where: Path) -> None:
    where.mkdir()
    (where / f"{KEY}.onnx").write_bytes(MODEL)
    (where / f"{KEY}.onnx.json").write_bytes(CONFIG)


@pytest.mark.parametrize("below", ["", BASE])
def test_a_voice_comes_from_a_folder(tmp_path: Path, own: Path, below: str) -> None:
    """Its files side by side, or as they are published; with no network."""
    where = tmp_path / "stick" / below
    where.parent.mkdir(parents=True, exist_ok=True)
    _flat(where)
    (where / "MODEL_CARD").write_bytes(CARD)
    voice = install_from(KEY, tmp_path / "stick")
    assert files(own) == WHOLE
    assert (voice.licence, voice.model.read_bytes()) == ("CC0", MODEL)


def test_a_folder_with_the_index_is_checked_by_it(publisher: Publisher, tmp_path: Path) -> None:
    """A file that was damaged on its way is no voice."""
    _flat(tmp_path / "stick")
    (tmp_path / "stick" / "voices.json").write_text(json.dumps(publisher.index))
    assert install_from(KEY, tmp_path / "stick").key == KEY
    (tmp_path / "stick" / f"{KEY}.onnx").write_bytes(MODEL[:-1] + b"!")
    with pytest.raises(SourceError, match=r"not what voices\.json says"):
        install_from(KEY, tmp_path / "stick")


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("en_US-ana-low", lambda where: None, f"it holds {KEY}"),
        (KEY, lambda where: (where / f"{KEY}.onnx.json").unlink(), "none of Piper's"),
        (KEY, lambda where: (where / f"{KEY}.onnx.json").write_text("{}"), "none of Piper's"),
        (KEY, lambda where: (where / f"{KEY}.onnx").write_text("version https://git-lfs"), "LFS"),
        (KEY, lambda where: (where / f"{KEY}.onnx").unlink(), "holds no"),
    ],
)
def test_what_a_folder_lacks_is_said(
    tmp_path: Path, own: Path, name: str, change: Callable[[Path], object], reason: str
) -> None:
    """And nothing is installed."""
    where = tmp_path / "stick"
    _flat(where)
    change(where)
    with pytest.raises(NarrateError, match=reason):
        install_from(name, where)
    assert KEY not in found()
    with pytest.raises(ConfigError, match="no folder"):
        install_from(name, tmp_path / "nowhere")


def test_files_that_were_put_there_by_hand_are_a_voice(own: Path) -> None:
    """Measured once; changed, they are another."""
    own.parent.mkdir()
    _flat(own)
    voice = found()[KEY]
    before = voice.digest
    assert files(own) >= {f"{KEY}.installed.json"}
    voice = found()[KEY]
    assert (voice.recorded is not None, voice.digest) == (True, before)
    (own / f"{KEY}.onnx").write_bytes(MODEL + b"2")
    assert voice.digest != before
    (own / f"{KEY}.onnx.json").write_bytes(CONFIG.replace(b'"low"', b'"high"'))
    assert voice.digest != before


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("* License: CC0", "CC0"),
        ("* Licence: CC BY 4.0  ", "CC BY 4.0"),
        ("- **License:** MIT", "MIT"),
        ("* URL: https://a.example/x\n* License: See URL", "See URL (https://a.example/x)"),
        ("* License: https://creativecommons.org/licenses/by/4.0/",
         "https://creativecommons.org/licenses/by/4.0/"),
        ("License: \x1b]0;evil\x07CC0\x9b1m", "]0;evilCC01m"),
        ("Nothing of it.", ""),
    ],
)  # fmt: skip
def test_a_licence_is_read_from_the_card(card: str, said: str) -> None:
    """A line of it, in its words."""
    assert licence(card) == said


def test_the_published_form_is_read() -> None:
    """As its makers write it: several speakers, names with letters of their own."""
    model = "pt/pt_PT/tugão/medium/pt_PT-tugão-medium.onnx"
    entry = {"size_bytes": 1, "md5_digest": "00"}
    content = {
        "pt_PT-tugão-medium": {
            "key": "pt_PT-tugão-medium",
            "name": "tugão",
            "language": {"code": "pt_PT", "family": "pt", "region": "PT",
                         "name_native": "Português", "name_english": "Portuguese"},
            "quality": "x_low",
            "num_speakers": 2,
            "speaker_id_map": {"a": 0, "b": 1},
            "files": {model: entry, f"{model}.json": entry},
            "aliases": [],
        }
    }  # fmt: skip
    (offer,) = read(json.dumps(content).encode()).values()
    assert (offer.tag, offer.level, offer.num_speakers, offer.bytes) == ("pt-PT", "low", 2, 2)


# --- the command


def test_the_command_installs_and_lists(show: Show, publisher: Publisher, own: Path) -> None:
    """The path is the result; what is published is listed where it is asked for."""
    show.environment["NARRATE_PIPER_INDEX"] = publisher.address
    listed = show.run("voices", "--all", "--private", "--language", "en", "--json")
    (row,) = [each for each in json.loads(listed.stdout)["voices"] if each["id"] == KEY]
    assert row["name"] == f"piper:{KEY}"
    assert (row["installed"], row["quality"], row["language"]) == (False, "low", "en-US")
    assert row["advice"] == f"narrate voices install {KEY}"
    done = show.run("voices", "install", KEY, "--private")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{own / KEY}.onnx\n"
    assert "licence: CC0" in done.stderr
    assert f"piper:{KEY}" in done.stderr
    done = show.run("voices", "install", "ana", "--private")
    assert (done.returncode, done.stdout) == (2, "")
    assert KEY in done.stderr
    done = show.run("voices", "install", "tone:x")
    assert done.returncode == 2


def test_no_network_is_said(show: Show) -> None:
    """In a line, with the address."""
    show.environment["NARRATE_PIPER_INDEX"] = "http://127.0.0.1:9/voices.json"
    for arguments in (("install", "x", "--private"), ("--all", "--private")):
        done = show.run("voices", *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert re.fullmatch(r"narrate: http://127\.0\.0\.1:9/voices\.json: .*\n", done.stderr)


def test_a_voice_of_naturals_is_fetched(
    server: Stranger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To where hibari looks for it, checked by the digest that hibari has."""
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path / "hibari"))
    from hibari.voices import VOICES

    sound = b"\x08 a model"
    sha256 = hashlib.sha256(sound).hexdigest()
    monkeypatch.setitem(VOICES["emma"], "sha256", sha256)
    monkeypatch.setitem(VOICES["emma"], "bytes", len(sound))
    server.say(f"/{VOICES['emma']['file']}", sound)
    assert "emma" in [each.id for each in natural.Natural().offered()]
    path = natural.install("emma", address=f"{server.address}/", private=True)
    assert path.read_bytes() == sound
    assert "emma" in [each.id for each in natural.Natural().voices()]
    server.say(f"/{VOICES['fable']['file']}", sound)
    with pytest.raises(SourceError, match="digest"):
        natural.install("fable", address=f"{server.address}/", private=True)
    assert "fable" not in [each.id for each in natural.Natural().voices()]
    with pytest.raises(ConfigError, match="did you mean emma"):
        natural.install("ema")
