"""The nouns of narrate: frozen values that the stages hand to each other.

    Article → Script (Sections → Chunks) → Clips → Episode

Times are seconds, sizes bytes, rates Hz, loudness LUFS, peaks dBTP, datetimes
aware.  ``None`` means "not known".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

ChunkKind = Literal["intro", "title", "heading", "paragraph", "item", "quote", "remark", "outro"]
"""What a chunk is in its article; `intro` is the line that discloses synthetic speech."""

Role = Literal["quote", "heading", "remark"]
"""What may have a voice of its own: quotations; headings and the title; remarks on what is left
out."""

LeftOutKind = Literal[
    "code", "table", "image", "embed", "form", "math", "navigation", "hidden", "skipped"
]
"""Why a block of an article is not spoken: the fixed list of the contract."""

SkipReason = Literal[
    "draft",
    "private",
    "password",
    "members",
    "trash",
    "reply",
    "comment",
    "page",
    "excluded",
    "not chosen",
    "future",
    "expired",
    "has audio",
    "empty",
]
"""Why a whole article is not in the show: the fixed list of the contract."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A post's own sound, where its publication has it."""

    address: str
    bytes: int | None = None
    type: str = "audio/mpeg"
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a post's author asks of its reading: `narrate:` in its front matter."""

    silent: bool = False
    """Not to be spoken at all."""
    voice: str = ""
    """Name of a voice profile; empty: the show's."""
    title: str = ""
    """The title as it is said; empty: as it is written."""
    lexicon: tuple[tuple[str, str], ...] = ()
    """Words of this post, each with how it is said."""


@dataclass(frozen=True, slots=True)
class Article:
    """One post as it was written."""

    id: str
    """Permanent: the post's own id where it states one, else its path below its source's root."""
    title: str
    body: str
    """HTML, the normal form that every source ends in."""
    place: str
    """Where it was read, for messages."""
    slug: str
    """Lower-case ASCII words and hyphens; safe as a part of a file name."""
    published: datetime
    language: str
    """BCP 47 tag."""
    hash: str
    """SHA-256 of the bytes that it was read from, in hex."""
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""
    """Plain text, one paragraph."""
    image: str | None = None
    tags: tuple[str, ...] = ()
    link: str | None = None
    """Address of the post on the publication's site."""
    expires: datetime | None = None
    """From when on it is left out of the show."""
    recording: Recording | None = None
    """The post's own, where it has one and is not to be spoken all the same."""
    skip: SkipReason | None = None
    """Why it is to be left out of the show, where the post itself says so."""
    warnings: tuple[str, ...] = ()
    """What had to be guessed, a line each."""
    wishes: Wishes = Wishes()


@dataclass(frozen=True, slots=True)
class Unread:
    """A place that could not be read as an article: a value, so that the others go on."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a chunk's written words that is said in other words."""

    start: int
    """Of its first written character; equal to `end` where what is said was not written."""
    end: int
    spoken: str
    """Words, nothing where it is not said at all."""
    rule: str
    """Why: the class of what is written (`money`, `date` …), `lexicon`, `author`; `repeated` for
    words that the article has once and a listener needs again (a table's headers)."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text: the unit of synthesis."""

    kind: ChunkKind
    written: str
    """The author's words, white space folded: what a transcript shows."""
    spoken: str
    """What the engine is given."""
    voice: str
    """Name of a voice profile."""
    pause: float
    """Seconds of silence after it."""
    language: str = ""
    """BCP 47 tag; empty: the article's."""
    spans: tuple[Span, ...] = ()
    """Where `spoken` differs from `written`, in order and apart from each other."""
    parts: tuple[tuple[int, int], ...] = ()
    """Where each sentence but the first begins, in `written` and in `spoken`: more than one where
    its voice says short ones better together."""


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of an article; becomes a chapter.  The first holds title and lead."""

    title: str
    level: int
    """1 for the article's own, 2 to 6 as the heading's rank in HTML."""
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A block of an article that is not spoken, whole, with the reason."""

    kind: LeftOutKind
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """All that is said of an article, in order, and all that is not."""

    id: str
    title: str
    language: str
    sections: tuple[Section, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """Every chunk, in the order of speech."""
        return tuple(chunk for section in self.sections for chunk in section.chunks)


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds of silence after each kind of thing."""

    sentence: float = 0.3
    item: float = 0.45
    paragraph: float = 0.65
    heading: float = 0.6
    title: float = 0.8
    section: float = 1.1
    quote: float = 0.9
    """Before and behind a quotation, where `quotes` is `pause`."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What becomes of that which is not plain prose: [script] of narrate.toml."""

    quotes: Literal["pause", "voice", "frame"] = "pause"
    """Set apart by silence, by a voice of their own, or by spoken words around them."""
    footnotes: Literal["inline", "section", "omit"] = "inline"
    """Behind the sentence that calls one, at the end of its section, or not at all."""
    tables: Literal["rows", "summary", "omit"] = "rows"
    table_cells: int = 60
    """A table of more cells is summed up, where `tables` is `rows`."""
    code: Literal["remark", "read", "omit"] = "remark"
    images: Literal["alt", "caption", "omit"] = "alt"
    """Alt text and caption, the caption alone, or neither."""
    embeds: Literal["remark", "omit"] = "remark"
    maths: Literal["inline", "read", "remark", "omit"] = "inline"
    """`inline`: a formula in a line of text is read, one that stands alone is remarked on."""
    diagrams: Literal["remark", "omit"] = "remark"
    diffs: Literal["remark", "read", "omit"] = "remark"
    deleted: Literal["omit", "spoken"] = "omit"
    lists: Literal["numbers", "plain"] = "numbers"
    """Whether the numbers of a numbered list are said."""
    emoji: Literal["name", "drop", "keep"] = "name"
    addresses: Literal["name", "full", "drop"] = "name"
    """A web address is said by its site's name, whole, or not at all."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A named profile of voices/NAME.toml."""

    name: str
    engine: str
    """Name of an engine plug-in."""
    id: str = ""
    """The engine's own voice id; empty: the engine chooses by language."""
    language: str = ""
    """BCP 47 tag; empty: every language that the engine has."""
    rate: int = 175
    """Words a minute, where the engine can."""
    pitch: int = 50
    """0 to 100, where the engine can."""
    volume: float = 1.0
    """0 to 1."""
    timeout: float = 30.0
    """Seconds that one chunk may take."""
    licence: str = ""
    lexicon: tuple[str, ...] = ()
    """Files of its pronunciations, from the profile's folder."""
    gender: str = ""
    quality: Literal["", "low", "medium", "high"] = ""
    sample: str = ""
    """Address of a recording of it."""
    shortest: int = 0
    """Characters: a shorter sentence is spoken together with a neighbour of its paragraph."""
    longest: int = 0
    """Characters: a longer sentence is cut at a clause; 0: only where its engine must."""
    price: float = 0.0
    """Of a million characters, in the currency of its bill."""
    command: tuple[str, ...] = ()
    """engine = "command": the program and its arguments, {text_file} and {wav} among them."""
    address: str = ""
    """engine = "openai": where its server is, up to and with /v1."""
    model: str = ""
    """engine = "openai": the server's model."""
    key: str = "OPENAI_API_KEY"
    """engine = "openai": name of the environment variable that holds the key."""
    format: Literal["wav", "pcm"] = "wav"
    """engine = "openai": what is asked for; `pcm` has no header: 24 kHz by the API."""
    concurrency: int = 4
    """engine = "openai": requests at once, of all of narrate on this machine."""
    folder: str = ""
    """Of its profile, which does not say it: a command's relative paths are from there."""

    @property
    def sound(self) -> tuple[object, ...]:
        """Of all that is set, what decides its samples."""
        return (
            self.engine, self.id, self.rate, self.pitch, self.volume,
            self.command, self.address, self.model,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """A clip to be spoken: all that decides its samples."""

    text: str
    voice: Voice
    version: str
    """The engine's, of that voice."""
    take: int = 0
    """0 the first time; another draws another number in an engine that draws any."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a voice was found to be like, once: by this its clips are judged and evened out."""

    rate: int
    """Hz."""
    loudness: float
    """LUFS, of the passage that it was measured by."""
    tail: float
    """Seconds of silence that end every clip of it, at least."""
    pace: tuple[float, ...]
    """Seconds for each feature of a text: see narrate.engines.traits."""
    spread: float
    """Standard deviation of the logarithm of a clip's length over the expected one."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Audio of one chunk: 16-bit mono PCM in the cache."""

    path: Path
    rate: int
    """Hz."""
    samples: int

    @property
    def seconds(self) -> float:
        return self.samples / self.rate


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the speech of an episode."""

    intro: Path | None = None
    outro: Path | None = None
    fade: float = 0.5
    """Seconds of fade at both ends of intro and outro."""
    pause: float = 0.5
    """Seconds of silence between them and the speech."""
    loudness: float | None = None
    """LUFS of the whole; None: by the number of channels."""


@dataclass(frozen=True, slots=True)
class File:
    """A published file."""

    file: str
    """Path below the output folder, with forward slashes."""
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A span of an episode with a title."""

    start: float
    """Seconds from the start of the audio."""
    end: float
    title: str


@dataclass(frozen=True, slots=True)
class Tags:
    """What an episode's file says of itself."""

    guid: str
    title: str
    show: str
    authors: tuple[str, ...]
    published: datetime
    language: str
    summary: str
    text: str
    """All that is said, as it was written."""
    link: str | None
    cover: bytes
    """JPEG of at most 100 kB: it is in every file."""
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """The author's words with their seconds."""

    start: float
    end: float
    text: str
    speaker: str
    """Name of the voice."""


@dataclass(frozen=True, slots=True)
class Take:
    """That a sentence was spoken again."""

    of: str
    """Its mark: see narrate.takes."""
    take: int


@dataclass(frozen=True, slots=True)
class Episode:
    """One post of the show as it is published; its JSON is the *record*."""

    id: str
    """The article's id."""
    guid: str
    """Decided once (law 6)."""
    title: str
    slug: str
    published: datetime
    language: str
    audio: File | None
    """None where it is the post's own `recording`, of which there is no other file either."""
    duration: float | None
    """Seconds of audio, exact to the sample; of a recording as its publication states it."""
    channels: int | None
    transcript: File | None
    chapters: File | None
    marks: tuple[Chapter, ...]
    """The chapters themselves, for show notes."""
    made_of: str
    """Hash of all that the audio and its files were made from: unchanged means nothing to do."""
    voices: tuple[str, ...]
    narrate: str
    """Version of narrate that made it."""
    schema: int = 1
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""
    image: str | None = None
    tags: tuple[str, ...] = ()
    link: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    recording: Recording | None = None
    parts: tuple[tuple[str, str], ...] = ()
    """Digests of what `made_of` is made of, by name: a plan says by them what has changed."""
    withheld: SkipReason | None = None
    """Why it is not in the feed for now; its files stay."""
    takes: tuple[Take, ...] = ()
    """Of the sentences that were spoken again."""

    @property
    def files(self) -> tuple[File, ...]:
        """What is published of it."""
        return tuple(file for file in (self.audio, self.transcript, self.chapters) if file)


@dataclass(frozen=True, slots=True)
class Built:
    """An article that became an episode in this build."""

    episode: Episode


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An article whose episode stands as it was."""

    episode: Episode


@dataclass(frozen=True, slots=True)
class Skipped:
    """An article that is not in the show, and why."""

    id: str
    title: str
    reason: SkipReason
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """An article that should be in the show and could not be made."""

    id: str
    title: str
    reason: str
    """One line: what went wrong, where, and what to do."""
    left: bool = False
    """Nothing is wrong with it: it was left because a limit was met."""


Outcome = Built | Unchanged | Skipped | Failed


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that an edition breaks."""

    rule: str
    severity: Literal["error", "warning"]
    where: str
    message: str
    source: str
    """The document that asks for it."""
