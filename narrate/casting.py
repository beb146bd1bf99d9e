"""Who reads what: the voices of a show, as a script and a build need to know them."""

from __future__ import annotations

from narrate.config import Config
from narrate.engines import alphabet, engine, unit
from narrate.model import Article, Chunk, Script, Voice
from narrate.script import Reading, Speaker, script

Cast = tuple[str, str]
"""A voice's name and the language in which it speaks."""


def reading(settings: Config, voice: Voice) -> Reading:
    """How a show's articles are read by that voice."""
    sound, own = settings.file.sound, speaker(voice, settings)
    return Reading(
        own.voice,
        own.limit,
        sound.pauses,
        sound.disclosure,
        own.unit,
        own.any,
        tuple((tag, speaker(settings.voice(tag), settings)) for tag in settings.languages),
        tuple((role, speaker(found, settings)) for role, found in settings.roles),
        settings.file.script,
        own.lexicon,
        settings.lexicon,
        own.alphabet,
        own.shortest,
    )


def speaker(voice: Voice, settings: Config) -> Speaker:
    """What a script must know of a voice."""
    found = engine(voice.engine)
    return Speaker(
        voice.name,
        min(found.limit, voice.longest or found.limit),
        unit(found),
        not (voice.language or voice.id),
        settings.lexicon_of(voice),
        alphabet(found),
        voice.shortest,
        voice.language,
    )


def voice_of(article: Article, settings: Config) -> Voice:
    """The voice that an article asks for, else its author's, else its language's.

    The first author counts that has one which speaks the article's language.  Raises ConfigError.
    """
    if article.wishes.voice:
        return settings.profile(article.wishes.voice)
    voices = (settings.author(name, article.language) for name in article.authors)
    return next(filter(None, voices), None) or settings.voice(article.language)


def scripted(article: Article, settings: Config) -> Script:
    """The script of an article in the show's own voices.

    Raises ConfigError where the article asks for a voice that is not there.
    """
    return script(article, reading(settings, voice_of(article, settings)))


def own_cast(article: Article, settings: Config) -> Cast:
    """An article's own voice, in its own language."""
    return voice_of(article, settings).name, article.language


def cast_of(chunk: Chunk, article: Article) -> Cast:
    """Who speaks a chunk, and in which language."""
    return chunk.voice, chunk.language or article.language
