"""The published voices of Piper, and how one of them comes to this machine.

    voices.json → Offer → its files into .parts/ → checked by the index's digests → put, model last

A voice is there when its model is: a process that is killed before leaves none, and the bytes that
came are gone on with.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import quote, urljoin

import msgspec

from narrate.download import Wanted, download, is_whole
from narrate.engines.piper_files import (
    CARD,
    CONFIG,
    MODEL,
    Found,
    Installed,
    config,
    folder,
    found,
    quality_of,
    record,
)
from narrate.errors import ConfigError, SourceError
from narrate.put import hashed, land, sweep, temporary_in

INDEX = "https://huggingface.co/rhasspy/piper-voices/resolve/main/voices.json"
"""Where the makers of Piper publish; NARRATE_PIPER_INDEX, or --index, names another place."""
PARTS = ".parts"
"""In the own folder: what is on its way."""
KEY = re.compile(r"\w[\w.-]{0,99}")
"""A voice's key names files here."""
LARGEST = 2 << 30
"""Bytes of a file that is fetched; the largest model has 0.12 GB."""
MAGIC = b"\x08"
"""How an ONNX file begins: field 1, a number (protocol buffers)."""


class Entry(msgspec.Struct, frozen=True):
    """A file of a voice, in the index."""

    size_bytes: int
    md5_digest: str


class Spoken(msgspec.Struct, frozen=True):
    """Its language, in the index."""

    code: str
    name_english: str = ""


class Offer(msgspec.Struct, frozen=True):
    """A voice that is published: an entry of voices.json."""

    key: str
    language: Spoken
    quality: str
    files: dict[str, Entry]
    num_speakers: int = 1
    aliases: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """BCP 47 tag."""
        return self.language.code.replace("_", "-")

    @property
    def level(self) -> str:
        """Its quality in the words of profiles."""
        return quality_of(self.quality)

    @property
    def bytes(self) -> int:
        """Of all its files."""
        return sum(each.size_bytes for each in self.files.values())


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a voice: where it comes from, and what it is called here."""

    path: str
    """Below the index."""
    name: str
    entry: Entry


def offers(address: str = "", *, private: bool = False) -> dict[str, Offer]:
    """The published voices by key.  Raises SourceError where the index can't be read."""
    from narrate.fetch import fetch

    where = place(address)
    try:
        return read(fetch(where, private=private).content)
    except SourceError as error:
        raise SourceError(f"{where}: {error}") from error


def place(address: str = "") -> str:
    """Where the index is."""
    return address or os.environ.get("NARRATE_PIPER_INDEX") or INDEX


def read(content: bytes) -> dict[str, Offer]:
    """A voices.json.  Raises SourceError where it is none; a voice of another form is not there."""
    try:
        several = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError as error:
        raise SourceError(f"no index of voices: {error}") from error
    known = {}
    for key, raw in several.items():
        with suppress(msgspec.DecodeError, ConfigError):
            offer = msgspec.json.decode(raw, type=Offer)
            if offer.key == key and KEY.fullmatch(key) and parts(offer):
                known[key] = offer
    if several and not known:
        raise SourceError("no index of voices: none of its entries is one of Piper's")
    return known


def parts(offer: Offer) -> tuple[Part, ...]:
    """The files of a voice, its model last.  Raises ConfigError where one is missing."""
    found = {}
    for path, entry in offer.files.items():
        last = path.rpartition("/")[2]
        suffix = CARD if last == "MODEL_CARD" else last.removeprefix(offer.key)
        steps = path.split("/")
        if suffix in (CARD, CONFIG, MODEL) and not {"", ".", ".."} & set(steps):
            if not 0 < entry.size_bytes <= LARGEST:
                raise ConfigError(f"{offer.key}: a file of {entry.size_bytes} bytes")
            found[suffix] = Part(path, offer.key + suffix, entry)
    if not found.keys() >= {CONFIG, MODEL}:
        raise ConfigError(f"{offer.key}: its index names no model of it")
    return tuple(found[suffix] for suffix in (CARD, CONFIG, MODEL) if suffix in found)


def chosen(name: str, several: dict[str, Offer]) -> Offer:
    """The voice of that key, or of an older name of it.  Raises ConfigError, with near names."""
    if name in several:
        return several[name]
    for each in several.values():
        if name in each.aliases:
            return each
    raise ConfigError(f"voice {name!r}: Piper has none of that name{_nearest(name, several)}")


def _nearest(name: str, several: dict[str, Offer]) -> str:
    word = name.lower()
    close = [key for key in several if word in key.lower()]
    if not close:
        names = {key.split("-")[1].lower() for key in several if "-" in key}
        alike = get_close_matches(word, names, n=3, cutoff=0.6)
        close = [key for key in several if set(key.lower().split("-")[1:2]) & set(alike)]
    close = close or get_close_matches(name, several, n=5, cutoff=0.5)
    more = f" and {len(close) - 5} more" if len(close) > 5 else ""
    if close:
        return f" (did you mean {' or '.join(close[:5])}{more}?)"
    return " (`narrate voices --all` lists them)"


Say = Callable[[str], None]


def install(name: str, say: Say, *, address: str = "", private: bool = False) -> Found:
    """Fetch a published voice, or what is missing of it.

    Raises ConfigError where there is none of that name, SourceError where it can't be fetched,
    PutError where it can't be written.
    """
    sweep(folder())
    offer = chosen(name, offers(address, private=private))
    several = [
        (part, _wanted(part, urljoin(place(address), quote(part.path)))) for part in parts(offer)
    ]
    for part, wanted in several:
        if is_whole(folder() / part.name, wanted):
            continue
        say(f"{part.name}: {wanted.bytes:,} bytes from {wanted.address}")
        download(wanted, _begun(part), private=private)
    for part, wanted in several:
        if _begun(part).is_file():
            _put(_begun(part), folder() / part.name, wanted.address)
    with suppress(OSError):
        (folder() / PARTS).rmdir()
    return _there(offer.key)


def _begun(part: Part) -> Path:
    """Where a file is on its way: another version of it is another file."""
    return folder() / PARTS / f"{part.name}.{part.entry.md5_digest[:8]}"


def _wanted(part: Part, address: str) -> Wanted:
    return Wanted(address, part.entry.size_bytes, part.entry.md5_digest)


def install_from(name: str, where: Path) -> Found:
    """Take a voice from a folder: its files beside each other, or as they are published.

    Where the folder has the index, they are checked by it.  Raises ConfigError where it holds no
    such voice, SourceError where its files are damaged, PutError where they can't be written.
    """
    sweep(folder())
    model = _model_in(where, name)
    key = model.name[: -len(MODEL)]
    about = model.with_name(key + CONFIG)
    if config(about) is None:
        raise ConfigError(f"{about}: not there, or none of Piper's (it belongs to {model.name})")
    if not _is_model(model):
        raise SourceError(f"{model}: no ONNX model (copy it again, without Git LFS's pointers)")
    card = next(filter(Path.is_file, (model.with_name(key + CARD), *_cards(model))), None)
    files = [(card, CARD)] if card else []
    files += [(about, CONFIG), (model, MODEL)]
    wanted = _stated(where, key)
    for path, suffix in files:
        if key + suffix in wanted and not is_whole(path, wanted[key + suffix]):
            raise SourceError(f"{path}: not what voices.json says (copy it again)")
    for path, suffix in files:
        with temporary_in(folder()) as temporary:
            shutil.copyfile(path, temporary)
            _put(temporary, folder() / (key + suffix), "a folder")
    return _there(key)


def _cards(model: Path) -> Iterator[Path]:
    """MODEL_CARD, where it can be of one model only."""
    if len(list(model.parent.glob(f"*{MODEL}"))) == 1:
        yield model.with_name("MODEL_CARD")


def _model_in(where: Path, name: str) -> Path:
    if not where.is_dir():
        raise ConfigError(f"{where}: no folder (--from takes one that holds the voice's files)")
    several = sorted(path for path in where.rglob(f"*{MODEL}") if KEY.fullmatch(path.stem))
    for path in several:
        if path.name == name + MODEL:
            return path
    names = [path.name[: -len(MODEL)] for path in several]
    near = get_close_matches(name, names, n=3, cutoff=0.3) or names[:5]
    there = f" (it holds {', '.join(near)})" if near else f" (it holds no *{MODEL})"
    raise ConfigError(f"{where}: no {name}{MODEL} in it{there}")


def _stated(where: Path, key: str) -> dict[str, Wanted]:
    """What an index that lies in a folder says of a voice's files, by their names here."""
    try:
        offer = read((where / "voices.json").read_bytes()).get(key)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"{where / 'voices.json'}: can't be read: {error.strerror}") from error
    return {part.name: _wanted(part, part.path) for part in parts(offer)} if offer else {}


def _is_model(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(1) == MAGIC
    except OSError:
        return False


def _put(temporary: Path, path: Path, source: str) -> None:
    """Land a file that was checked; of a model, what is known of it before."""
    if path.name.endswith(MODEL):
        if not _is_model(temporary):
            raise SourceError(f"{path.name}: no ONNX model")
        sha256, size = hashed(temporary)
        record(path, Installed(sha256, size, temporary.stat().st_mtime_ns, source))
    land(temporary, path)


def _there(key: str) -> Found:
    """Law 2: what was to be installed is looked for."""
    here = found().get(key)
    if here is None or here.model.parent != folder():
        raise SourceError(f"{key}: its configuration is none of Piper's (it is not installed)")
    return here
