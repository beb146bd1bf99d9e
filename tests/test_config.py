"""narrate.toml and voices/*.toml: found, checked, and the mistake named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from narrate import config
from narrate.categories import CATEGORIES
from narrate.errors import ConfigError
from narrate.model import Voice


def load(folder: Path, text: str) -> config.Config:
    """The configuration that a text makes."""
    path = folder / "narrate.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)


def test_everything_has_a_default(tmp_path: Path) -> None:
    """An empty file is a show."""
    found = load(tmp_path, "")
    assert found.title == tmp_path.name
    assert found.address == config.HOME
    assert found.places() == (tmp_path,)
    assert found.voice("de").name == "espeak"
    assert set(found.voices) == {"espeak", "joe", "natural", "tone"}


def test_an_engines_own_voice_needs_no_profile(tmp_path: Path) -> None:
    """ENGINE:ID wherever a voice is named; an engine that is not there is a mistake."""
    found = load(tmp_path, "[voices]\ndefault = 'pyttsx3:gmw/en-us'\nde = 'piper:de_DE-anna-low'\n")
    assert found.voice("en") == Voice("pyttsx3:gmw/en-us", "pyttsx3", "gmw/en-us")
    assert found.voice("de").id == "de_DE-anna-low"
    for wrong in ("pipr:de_DE-anna-low", "piper:", ":x"):
        with pytest.raises(ConfigError, match="no such profile"):
            load(tmp_path, f"[voices]\ndefault = '{wrong}'\n")


def test_it_is_found_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From this folder, and from a place's."""
    (tmp_path / "narrate.toml").write_text("[show]\ntitle = 'Above'\n")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert config.load(None).title == "Above"
    monkeypatch.chdir("/")
    assert config.load(None, [deep / "post.md"]).title == "Above"
    assert config.load(None, [deep]).root == tmp_path


def test_paths_are_relative_to_it(tmp_path: Path) -> None:
    """Wherever the command is run."""
    found = load(tmp_path, "[[source]]\nfrom = 'posts'\n[sound]\nintro = 'a/b.wav'\n")
    assert found.places() == (tmp_path / "posts",)
    assert found.music("intro") == tmp_path / "a" / "b.wav"
    assert found.music("outro") is None


def test_a_shows_own_voice_wins(tmp_path: Path) -> None:
    """And a language may have one."""
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "espeak.toml").write_text("engine = 'pyttsx3'\nrate = 150\n")
    (tmp_path / "voices" / "anna.toml").write_text("engine = 'pyttsx3'\nlanguage = 'de'\n")
    found = load(tmp_path, "[voices]\nde = 'anna'\n")
    assert found.voice("en").rate == 150
    assert found.voice("de-AT").name == "anna"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[show]\ntitel = 1", "show.titel: no such key (did you mean title?)"),
        ("[shwo]\n", "shwo: no such key (did you mean show?)"),
        ("[[source]]\nform = 'x'", "source.form: no such key (did you mean from?)"),
        ("[[source]]\n", "missing required field `from`"),
        ("[show]\ntitle = 1", "show.title: expected `str`, got `int`"),
        ("[show]\nexplicit = 'no'", "show.explicit"),
        ("[sound.pauses]\nsentense = 1", "sound.pauses.sentense"),
        ("[show]\ncategory = 'tech'", "Technology"),
        ("[show]\ncategory = 'News > Tech'", "Tech News"),
        ("[show]\nlanguage = 'english please'", "language tag"),
        ("[show]\naddress = 'example.org'", "https://"),
        ("[show]\nguid = 'mine'", "UUID"),
        ("[voices]\ndefault = 'espaek'", "did you mean espeak?"),
        ("[voices]\nde = 'anna'", "no such profile"),
        ("[show", "not TOML"),
        ("a = '\udcff'", "not TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, hint: str) -> None:
    """With the file, the key, and what was meant; one line."""
    path = tmp_path / "narrate.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    assert hint in str(caught.value)
    assert "narrate.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_voice_of_another_language_is_refused(tmp_path: Path) -> None:
    """Before anything is spoken."""
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "anna.toml").write_text("engine = 'pyttsx3'\nlanguage = 'de'\n")
    with pytest.raises(ConfigError, match="speaks de, not fr"):
        load(tmp_path, "[voices]\nfr = 'anna'\n")


def test_a_profile_is_checked_too(tmp_path: Path) -> None:
    """An unknown key of a voice says what was meant."""
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "anna.toml").write_text("engine = 'pyttsx3'\nspeed = 3\n")
    with pytest.raises(ConfigError, match="speed: no such key"):
        load(tmp_path, "")


def test_the_epoch_hides_no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """It bounds guessed dates; whether a post's time has come, the clock may say too."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert config.latest() == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    assert config.now().year >= 2026
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4000000000")
    assert config.now().year == 2096
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ConfigError, match="SOURCE_DATE_EPOCH"):
        config.now()


def test_apples_categories() -> None:
    """All 19, in Apple's order of letters."""
    assert len(CATEGORIES) == 19
    assert sum(map(len, CATEGORIES.values())) == 91


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[script]\nquotes = 'pauze'\n",
            "script.quotes: invalid enum value 'pauze' (did you mean pause",
        ),
        ("[script]\ntable = 'rows'\n", "script.table: no such key (did you mean tables"),
        ("[script]\nfootnotes = 'x'\n", "(known: inline, section, omit)"),
        ("[script]\nquotes = 'voice'\n", "script.quotes: 'voice' needs one"),
        ("[voices]\nquotes = 'tone'\n", "voices.quotes: no language (did you mean quote?)"),
        ("[voices]\nquote = 'tune'\n", "voice 'tune': no such profile (did you mean tone?)"),
        ("[[source]]\nfrom = '.'\nskip = ['p[']\n", "source.skip: 'p[' is no CSS selector"),
        ("[[source]]\nfrom = '.'\nrecordings = 'kep'\n", "(did you mean keep"),
    ],
)
def test_what_is_read_how_is_checked(tmp_path: Path, text: str, message: str) -> None:
    """[script], its voices, a source's selectors: the mistake, and what was meant."""
    with pytest.raises(ConfigError) as error:
        load(tmp_path, text)
    assert message in str(error.value)


def test_quotations_have_a_voice_where_it_is_set(tmp_path: Path) -> None:
    """`quote` is no language."""
    text = "[script]\nquotes = 'voice'\n[voices]\nquote = 'tone'\nde = 'tone'\n"
    found = load(tmp_path, text)
    assert [(role, voice.name) for role, voice in found.roles] == [("quote", "tone")]
    assert found.languages == ("de",)
    assert load(tmp_path, "[voices]\nquote = 'tone'\n").roles == ()


def test_voices_by_author_and_role(tmp_path: Path) -> None:
    """An author's voice where it speaks the language; roles; what can't be meant is said."""
    settings = load(
        tmp_path,
        '[voices]\ndefault = "tone"\nheading = "espeak"\n'
        '[voices.authors]\n"Ada Byron" = "natural"\n"Émile" = "espeak"\n',
    )
    assert [(role, voice.name) for role, voice in settings.roles] == [("heading", "espeak")]
    ada = settings.author("Ada Byron", "en-GB")
    assert ada is not None
    assert ada.name == "natural"
    assert settings.author("Ada Byron", "de") is None
    assert settings.author("Nobody", "en") is None
    assert settings.voice("en").name == "tone"
    for voices, message in (
        ('authors = "tone"', "voices.authors: must be a table of names"),
        ("[voices.heading]\nen = 'tone'", "voices.heading: must be the name of a voice"),
        ("[voices.authors]\nAda = 'tune'", "did you mean tone"),
        ("headings = 'tone'", "did you mean heading"),
        ("heading = 'tune'", "did you mean tone"),
    ):
        with pytest.raises(ConfigError, match=message):
            load(tmp_path, f"[voices]\n{voices}\n")
