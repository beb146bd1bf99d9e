"""The order of the stages: the map of narrate.

    choosing.articles places → Posts → Articles            sources.read, what is wanted of them
    script.script     Article → Script                     pure
    engines, clips    Script → Clips                       in parallel, cached by content
    jobs.make         Clips → MP3, transcript, chapters    in parallel: audio, tags, transcript
    records.keep      Episode → its record                 last, so that it names only what is there
    feed.pages        records → feed.xml                   after all that it names

An article that fails is a value (Failed); the others are built and published.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from narrate import __version__, config, records
from narrate.auditions import audition, gain, met
from narrate.budget import REACHED, Budget, Limits, budget_of
from narrate.cache import using
from narrate.casting import Cast, cast_of, own_cast, scripted
from narrate.choosing import ALL, Choice, articles, wanted
from narrate.clips import key
from narrate.config import Config, cache_folder
from narrate.copies import of_others
from narrate.engines import engine
from narrate.errors import AudioError, ConfigError, EngineError, NarrateError, SourceError
from narrate.estimate import fitting
from narrate.jobs import Job, Made
from narrate.making import Making, Ready
from narrate.model import (
    Article,
    Built,
    Episode,
    Failed,
    Frame,
    Outcome,
    Recording,
    Script,
    Skipped,
    SkipReason,
    Tags,
    Unchanged,
    Unread,
    Voice,
)
from narrate.put import hashed, held, put, put_hashed, sweep
from narrate.retakes import Reading, note_heard, was_heard
from narrate.script import empty, lead
from narrate.script.disclosure import disclosure
from narrate.sources import Place
from narrate.takes import Again, Takes, kept, mark, next_takes, recorded
from narrate.workers import pool_of

NONE = Limits()
"""Of a build that may order what it needs."""
AHEAD = 3
"""Articles in hand for each worker: enough that none is idle while a long one ends."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a build came to."""

    outcomes: tuple[Outcome, ...]
    feed: str | None
    """Path of the feed below the output folder; None where there is no episode."""
    warnings: tuple[str, ...]


class Progress:
    """What a build tells while it goes on; the one who watches overrides."""

    def planned(self, articles: int, chunks: int) -> None:
        """Articles to be made, and chunks to be spoken: more of both with each call."""

    def spoken(self, chunks: int) -> None:
        """Chunks were spoken."""

    def ended(self, outcome: Outcome) -> None:
        """An article's fate is known."""


def build(
    settings: Config,
    places: Sequence[Place],
    output: Path,
    *,
    workers: int,
    choice: Choice = ALL,
    progress: Progress | None = None,
    limits: Limits = NONE,
    again: Sequence[str] = (),
    model: Path | None = None,
) -> Edition:
    """Make what is missing of the show's episodes, then the feed.

    `again` names posts, or sections of them, of which the next take is spoken.  What `model`, a
    listening model's folder, does not hear as it should be is spoken again, too.

    Raises ConfigError before anything is spoken or written; what goes wrong with one article is
    its outcome.
    """
    several = articles(settings, places, output, choice)
    found = wanted(several)
    with held(output), using(cache_folder()):
        sweep(output, output / "episodes", output / records.FOLDER, cache_folder())
        run = Run(settings, output, cache_folder(), progress or Progress(), choice, limits)
        run.again, run.model = Again(again), model
        run.check()
        run.warnings += of_others(several)
        run.judge(found)
        run.again.check()
        run.make(workers)
        return run.edition(found)


@dataclass
class Run:
    """One build on its way."""

    settings: Config
    output: Path
    cache: Path
    progress: Progress
    choice: Choice = ALL
    limits: Limits = NONE
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """By place."""
    ready: deque[Ready] = field(default_factory=deque)
    warnings: list[str] = field(default_factory=list)
    again: Again = field(default_factory=Again)
    model: Path | None = None
    """Folder of the model that listens to what is spoken; None: nothing does."""

    @cached_property
    def records(self) -> dict[str, Episode]:
        """What is published, by article id."""
        return records.records(self.output)

    @cached_property
    def cover(self) -> bytes:
        """The show's cover, a JPEG."""
        from narrate import artwork  # what Pillow costs is for builds: `list` has no cover

        named = self.settings.show.cover
        return (
            artwork.adapted(self.settings.root / named)
            if named
            else artwork.drawn(self.settings.title)
        )

    @cached_property
    def embedded(self) -> bytes:
        """The cover that is in every file."""
        from narrate import artwork

        return artwork.embedded(self.cover)

    @cached_property
    def guid(self) -> str:
        """podcast:guid: narrate.toml's, else the address's, which must then never change."""
        from narrate import feed  # so is what feedgen and lxml do

        return self.settings.show.guid or feed.guid_of(self.settings.address + "feed.xml")

    @cached_property
    def budget(self) -> Budget:
        """The ledger that the show has here, wherever its output is, and this build's limits."""
        return budget_of(self.settings, self.cache, self.limits)

    def check(self) -> None:
        """Raise ConfigError for what would fail every article: a cover, an intro, a record."""
        assert self.embedded and self._frame_hash is not None and self.records is not None
        show = self.settings.show
        if not show.address:
            self.warnings.append(
                f"no show.address: {config.HOME} is used, which other machines can't reach"
            )
        if not show.guid:
            self.warnings.append(
                f'no show.guid: computed from the address (keep it: guid = "{self.guid}")'
            )

    def judge(self, found: Sequence[Article | Unread]) -> None:
        """Decide what becomes of each article; those to be made are `ready` then."""
        places: dict[str, str] = {}
        for each in found:
            if isinstance(each, Unread):
                self._end(each.place, Failed(each.place, each.place, each.reason))
            elif each.id in places:
                reason = f"has the id of {places[each.id]}, {each.id!r} (give it one of its own)"
                self._end(each.place, Failed(each.place, each.title, reason))
            else:
                places[each.id] = each.place
                self._judge(each)
        prices = [voice.price for each in self.ready for voice in each.voices.values()]
        if self.limits.cost is not None and prices and not any(prices):
            self.warnings.append(
                "no voice states a price (in its profile): --max-cost bounds nothing"
            )

    def _judge(self, article: Article) -> None:
        if article.skip:
            theirs = article.skip == "excluded" and not article.wishes.silent
            if not theirs and article.skip != "has audio":
                self._withhold(article.id, article.skip)
            self._end(article.place, Skipped(article.id, article.title, article.skip))
            return
        self.warnings += [f"{article.place}: {warning}" for warning in article.warnings]
        if article.recording:
            self._record(article, article.recording)
            return
        try:
            text = scripted(article, self.settings)
        except ConfigError as error:
            if not article.wishes.voice:
                raise
            self._end(article.place, Failed(article.id, article.title, str(error)))
            return
        if empty(text):
            self._end(article.place, Skipped(article.id, article.title, "empty", text.left_out))
            return
        takes = recorded(self.records.get(article.id), text)
        takes = next_takes(takes, self.again.chunks(article, text))
        ready = self._ready(article, text, takes)
        if self._is_made(ready) and (self.model is None or was_heard(self.cache, ready.made_of)):
            self._unchanged(article)
        else:
            self.ready.append(ready)

    def _is_made(self, ready: Ready) -> bool:
        record = self.records.get(ready.article.id)
        return bool(record and record.made_of == ready.made_of and self._stands(record))

    def _unchanged(self, article: Article) -> None:
        self._withhold(article.id, None)
        self._end(article.place, Unchanged(self.records[article.id]))

    def _withhold(self, identity: str, reason: SkipReason | None) -> None:
        """Take a published episode out of the feed, or back into it; nothing else of it changes."""
        record = self.records.get(identity)
        if record and record.withheld != reason:
            self.records[identity] = replace(record, withheld=reason)
            records.keep(self.records[identity], self.output)

    def _record(self, article: Article, recording: Recording) -> None:
        """An episode whose sound is the post's own: nothing is spoken."""
        article = self._lasting(article)
        about = asdict(replace(article, body="", warnings=(), hash="", place=""))
        made_of = _digest({"recording": about, "narrate": __version__})
        record = self.records.get(article.id)
        if record and record.made_of == made_of:
            self._withhold(article.id, None)
            self._end(article.place, Unchanged(self.records[article.id]))
        else:
            self._take(article, recording, made_of)

    def _take(self, article: Article, recording: Recording, made_of: str) -> None:
        try:
            kept = self._measured(recording)
        except NarrateError as error:
            reason = f"its recording, {recording.address}: {error}"
            self._end(article.place, Failed(article.id, article.title, reason))
            return
        summary = article.summary or lead(scripted(article, self.settings))
        self._keep(article, self._episode(article, made_of, summary, kept.seconds, kept))

    def _measured(self, recording: Recording) -> Recording:
        """With the bytes that a feed must state, asked of its host where its post does not."""
        if recording.bytes:
            return recording
        from narrate.fetch import length  # what httpx costs is for those who fetch

        private = self.choice.private or any(each.private for each in self.settings.sources)
        size = length(recording.address, private=private)
        if not size:
            raise SourceError("its host states no length (audio_bytes in the post does)")
        return replace(recording, bytes=size)

    def _lasting(self, article: Article) -> Article:
        """With what its record has decided for ever (law 6)."""
        record = self.records.get(article.id)
        return replace(article, published=record.published, slug=record.slug) if record else article

    def _ready(self, article: Article, text: Script, takes: Takes) -> Ready:
        article = self._lasting(article)
        casts = dict.fromkeys(cast_of(chunk, article) for chunk in text.chunks)
        voices = {cast: self.settings.profile(cast[0]) for cast in casts}
        made_of: dict[str, object] = {
            "article": asdict(replace(article, body="", warnings=(), hash="", place="")),
            "script": asdict(text),
            "voices": [
                [tag, name, voice.sound, engine(voice.engine).version(voice)]
                for (name, tag), voice in voices.items()
            ],
            "frame": self._frame_hash,
            "show": [self.settings.title, self.settings.show.author],
            "cover": hashlib.sha256(self.cover).hexdigest(),
            "narrate": __version__,
        }
        if takes:
            made_of["takes"] = sorted(takes.items())
        parts = _parts(made_of, text)
        return Ready(article, text, voices, _digest(made_of), takes, parts=parts)

    def reading(self, ready: Ready, model: Path) -> Reading:
        """An article's clips, for one who listens to them."""
        orders, article = ready.orders, ready.article
        gains = tuple(gain(order.voice, order.version, self.cache) for order in orders)
        return Reading(
            ready.script.chunks, article.language, orders, gains, self.cache, model, self.budget
        )

    def retaken(self, ready: Ready, takes: Sequence[int]) -> Ready | None:
        """An article with the takes that were heard best; None where its episode has them."""
        marks = map(mark, ready.script.chunks)
        better = {each: take for each, take in zip(marks, takes, strict=True) if take}
        again = replace(self._ready(ready.article, ready.script, better), voices=ready.voices)
        note_heard(self.cache, again.made_of)
        if self._is_made(again):
            self._unchanged(again.article)
            return None
        return replace(again, heard=True)

    @cached_property
    def _frame_hash(self) -> list[object]:
        """What stands around the speech: the settings, and the music itself."""
        sound = self.settings.file.sound
        files = [self.settings.music(name) for name in ("intro", "outro")]
        return [sound.fade, sound.loudness, *map(_checked_music, files)]

    def _stands(self, record: Episode) -> bool:
        """Whether an episode's files are there, as long as they were."""
        return all(_size(self.output / file.file) == file.bytes for file in record.files)

    def make(self, workers: int) -> None:
        """Speak and make what is ready, in parallel."""
        if not self.ready:
            return
        with pool_of(workers) as pool:
            if self.limits.some:
                self.settle(partial(met, pool=pool))
                self._leave()
            self.settle(partial(audition, cache=self.cache, pool=pool, budget=self.budget))
            Making(self, pool, workers * AHEAD).run()

    def _leave(self) -> None:
        """Take out what would pass a limit: whole episodes, the newest ones before others."""
        newest = sorted(self.ready, key=lambda each: (each.article.published, each.article.id))
        self.ready.clear()
        for ready, reason in fitting(reversed(newest), self.cache, self.budget):
            if reason:
                self.fail(ready, reason)
            else:
                self.ready.append(ready)

    def settle(self, find: Callable[[Voice, str], Voice]) -> None:
        """Find the engines' own voices for all articles to be made."""
        casts = dict.fromkeys(cast for each in self.ready for cast in each.voices)
        own = {own_cast(each.article, self.settings) for each in self.ready}
        for cast in sorted(casts, key=lambda cast: cast not in own):
            self._settle(cast, find)

    def _settle(self, cast: Cast, find: Callable[[Voice, str], Voice]) -> None:
        """Find the engine's own voice for a part of articles to be made, before any is.

        A language that the show does not claim fails its articles only; a passage in one that
        its article's voice does not speak after all is spoken in the article's.
        """
        name, language = cast
        profile = self.settings.profile(name)
        try:
            voice: Voice | str = find(profile, language)
        except EngineError as error:
            voice = str(error)
        except ConfigError as error:
            if cast == (self.settings.voice(language).name, self.settings.show.language):
                raise
            voice = str(error)
        for each in [each for each in self.ready if cast in each.voices]:
            own = each.article.language
            found = voice
            cast_own = own_cast(each.article, self.settings)
            if isinstance(voice, str) and name == cast_own[0] and language != own:
                found = each.voices.get(cast_own, voice)
            if isinstance(found, str):
                self.ready.remove(each)
                self.fail(each, found)
            else:
                at = self.ready.index(each)
                self.ready[at] = replace(each, voices={**each.voices, cast: found})

    def job(self, ready: Ready) -> Job:
        """The task that makes an article's episode, once its clips are there."""
        article, sound = ready.article, self.settings.file.sound
        tags = Tags(
            guid=self._episode_guid(article),
            title=article.title,
            show=self.settings.title,
            authors=article.authors or tuple(filter(None, [self.settings.show.author])),
            published=article.published,
            language=article.language,
            summary=article.summary or lead(ready.script),
            text="\n".join(chunk.written for chunk in ready.script.chunks),
            link=article.link,
            cover=self.embedded,
        )
        frame = Frame(
            self.settings.music("intro"),
            self.settings.music("outro"),
            fade=sound.fade,
            loudness=sound.loudness,
        )
        orders = ready.orders
        return Job(
            ready.script,
            tuple(key(order) for order in orders),
            tuple(gain(order.voice, order.version, self.cache) for order in orders),
            self.cache,
            self.output,
            article.slug,
            frame,
            tags,
        )

    def keep(self, ready: Ready, made: Made) -> None:
        """Write the record of an episode that was made."""
        article = ready.article
        summary = article.summary or lead(ready.script)
        episode = replace(
            self._episode(article, ready.made_of, summary, made.duration),
            audio=made.audio,
            channels=made.channels,
            transcript=made.transcript,
            chapters=made.chapters,
            marks=made.marks,
            voices=tuple(dict.fromkeys(name for name, _ in ready.voices)),
            left_out=ready.script.left_out,
            parts=ready.parts,
            takes=kept(ready.takes),
        )
        self._keep(article, episode)

    def _episode(
        self,
        article: Article,
        made_of: str,
        summary: str,
        duration: float | None,
        recording: Recording | None = None,
    ) -> Episode:
        """What an episode is before its files are."""
        return Episode(
            id=article.id,
            guid=self._episode_guid(article),
            title=article.title,
            slug=article.slug,
            published=article.published,
            language=article.language,
            audio=None,
            duration=duration,
            channels=None,
            transcript=None,
            chapters=None,
            marks=(),
            made_of=made_of,
            voices=(),
            narrate=__version__,
            updated=article.updated,
            authors=article.authors,
            summary=summary,
            image=article.image,
            tags=article.tags,
            link=article.link,
            recording=recording,
        )

    def _keep(self, article: Article, episode: Episode) -> None:
        records.keep(episode, self.output)
        self.records[article.id] = episode
        self._end(article.place, Built(episode))

    def _episode_guid(self, article: Article) -> str:
        """Decided once, from the article's own id; the record's ever after (law 6)."""
        if record := self.records.get(article.id):
            return record.guid
        return str(uuid.uuid5(uuid.UUID(self.guid), article.id))

    def fail(self, ready: Ready, reason: str) -> None:
        """An article that can't be made; what is published of it stays."""
        about = (ready.article.id, ready.article.title)
        self._end(ready.article.place, Failed(*about, reason, left=REACHED in reason))

    def _end(self, place: str, outcome: Outcome) -> None:
        self.outcomes[place] = outcome
        self.progress.ended(outcome)

    def edition(self, found: Iterable[Article | Unread]) -> Edition:
        """Publish the cover and the feed of all that is recorded; what the build came to."""
        written = self._publish() if self.records else None
        outcomes = tuple(self.outcomes[each.place] for each in found)
        return Edition(outcomes, written, tuple(self.warnings))

    def _publish(self) -> str:
        from narrate import feed

        cover = put_hashed(self.cover, self.output, "cover", ".jpg")
        show, settings = self.settings.show, self.settings
        line = settings.file.sound.disclosure
        channel = feed.Channel(
            title=settings.title,
            description=show.description or settings.title,
            language=show.language,
            address=settings.address,
            link=show.link or settings.address,
            guid=self.guid,
            cover=cover.file,
            author=show.author,
            email=show.email,
            category=show.category,
            explicit=show.explicit,
            copyright=show.copyright,
            disclosure=disclosure(show.language) if line is None else line,
        )
        if all(each.withheld for each in self.records.values()):
            self.warnings.append("every post has left the show: the feed has no item")
        pages = feed.pages(channel, self.records.values())
        for name, content in reversed(pages.items()):
            put(content, self.output / name)
        for path in self.output.glob("feed-[0-9]*.xml"):
            if path.name not in pages:
                path.unlink()  # nothing names it, and what has left the show is still in it
        return "feed.xml"


def _checked_music(path: Path | None) -> str | None:
    """The hash of an intro or outro that decodes.  Raises ConfigError where it does not."""
    if path is None:
        return None
    from narrate.audio import music

    try:
        music(path, 0)
        return hashed(path)[0]
    except (AudioError, OSError) as error:
        raise ConfigError(str(error)) from error


def _parts(made_of: dict[str, object], text: Script) -> tuple[tuple[str, str], ...]:
    """What an episode is made of, each part by a digest: the text apart from how it is read."""
    written = [(each.title, each.level) for each in text.sections]
    read = [(each.spoken, each.pause, each.language) for each in text.chunks]
    cast = [each.voice for each in text.chunks]
    several = {
        "text": [written, [(each.kind, each.written) for each in text.chunks], text.left_out],
        "reading": read,
        "voice": [cast, made_of["voices"]],
        "music": made_of["frame"],
        **{name: made_of.get(name) for name in ("article", "show", "cover", "narrate", "takes")},
    }
    return tuple((name, _digest(part)[:16]) for name, part in several.items())


def _digest(made_of: object) -> str:
    return hashlib.sha256(json.dumps(made_of, sort_keys=True, default=str).encode()).hexdigest()


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
