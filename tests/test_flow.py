"""The whole line, from posts to a feed: what a user sees."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from lxml import etree

from tests.conftest import CONFIG, Show

Markdown = Callable[..., str]
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@pytest.fixture
def three(show: Show, markdown: Markdown) -> Show:
    """A show of one post of each kind."""
    show.post(
        "one.md",
        markdown("Lead.\n\n## First\n\nA sentence. Another.\n\n- item", title="One & only"),
    )
    show.post(
        "2026-01-03-two.txt", "The Second Post\n\nJust one paragraph of plain text, no more.\n"
    )
    page = "<html lang=en><title>Three</title><meta name=date content=2026-01-04>"
    show.post("three.html", f"{page}<article><h2>A part</h2><p>Words.</p></article></html>")
    return show


def feed(show: Show) -> etree._Element:
    return etree.fromstring((show.output / "feed.xml").read_bytes())


def test_builds_an_episode_of_each_kind_of_post(three: Show) -> None:
    """Each post is an MP3, a transcript, chapters and a record, and an item of one feed."""
    result = three.build()
    assert result["schema"] == 1
    assert result["feed"] == "feed.xml"
    assert [each["status"] for each in result["episodes"]] == ["built"] * 3
    for each in result["episodes"]:
        assert (three.output / each["file"]).is_file()
        assert each["reason"] is None
        assert each["duration"] > 0
    items = feed(three).findall("channel/item")
    assert [item.findtext("title") for item in items] == ["Three", "The Second Post", "One & only"]
    suffixes = sorted(path.suffix for path in (three.output / "episodes").iterdir())
    assert suffixes == [".json", ".mp3", ".vtt"] * 3 or sorted(set(suffixes)) == [
        ".json", ".mp3", ".vtt",
    ]  # fmt: skip
    assert len(list((three.output / "records").iterdir())) == 3
    assert three.run("check").returncode == 0


def test_a_rebuild_with_nothing_changed_touches_nothing(three: Show) -> None:
    """Law 4: no speech, no byte, no modification time."""
    three.build()
    stamps, clips = three.stamps(), three.clips()
    result = three.build()
    assert {each["status"] for each in result["episodes"]} == {"unchanged"}
    assert all(each["file"] and each["duration"] for each in result["episodes"])
    assert three.stamps() == stamps
    assert three.clips() == clips


def test_twice_from_scratch_gives_the_same_bytes(three: Show) -> None:
    """Law 3: whatever the workers, the zone, the locale, the hash seed and the place."""
    three.build("--workers", "1")
    first = three.files()
    shutil.rmtree(three.output)
    shutil.rmtree(three.root / "cache")
    three.environment = {"TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "7"}
    three.build("--workers", "2")
    assert three.files() == first


def test_speech_is_the_same_with_one_worker_and_two(show: Show, markdown: Markdown) -> None:
    """Law 3, for an engine that leaks state between utterances of one process."""
    show.configure(config=CONFIG.replace('"tone"', '"espeak"'))
    body = "\n\n".join(f"Paragraph {n} says so. And {n * 7} more." for n in range(12))
    show.post("a.md", markdown(body))
    show.build("--workers", "2")
    first = show.files()
    shutil.rmtree(show.output)
    shutil.rmtree(show.root / "cache")
    show.build("--workers", "1")
    assert show.files() == first


def test_one_changed_sentence_speaks_that_sentence(show: Show, markdown: Markdown) -> None:
    """Law 4; and the corrected episode is a new file beside the old one (law 6)."""
    show.post("a.md", markdown("First sentence. Second one. Third of all."))
    before = show.build()["episodes"][0]
    guid = feed(show).findtext("channel/item/guid")
    clips = show.clips()
    show.post("a.md", markdown("First sentence. Second one, corrected. Third of all."))
    after = show.build()["episodes"][0]
    assert after["status"] == "built"
    assert len(show.clips().keys() - clips.keys()) == 1
    assert after["file"] != before["file"]
    assert (show.output / before["file"]).is_file()
    assert feed(show).findtext("channel/item/guid") == guid
    assert after["file"] in (show.output / "feed.xml").read_text()


def test_identity_survives_title_voice_and_cache(show: Show, markdown: Markdown) -> None:
    """Law 6: a GUID is decided once."""
    show.post("a.md", markdown("Words."))
    show.build()
    old = feed(show)
    show.post("a.md", markdown("Words.", title="Another title", date="2026-02-03"))
    show.configure(config=CONFIG.replace('"tone"', '"espeak"'))
    shutil.rmtree(show.root / "cache")
    show.build()
    new = feed(show)
    assert new.findtext("channel/item/title") == "Another title"
    for name in ("guid", "pubDate"):
        assert new.findtext(f"channel/item/{name}") == old.findtext(f"channel/item/{name}")


def test_posts_alike_are_episodes_apart(show: Show, markdown: Markdown) -> None:
    """Same text, title, date and slug in two folders: two files, two GUIDs, always the same."""
    for folder in ("a", "b"):
        show.post(f"{folder}/post.md", markdown("Same words."))
    names = [each["file"] for each in show.build()["episodes"]]
    guids = [item.findtext("guid") for item in feed(show).findall("channel/item")]
    assert len(set(names)) == len(set(guids)) == 2
    assert all((show.output / name).is_file() for name in names)


def test_a_failing_post_leaves_the_others_published(show: Show, markdown: Markdown) -> None:
    """Law 1, with text that aborts eSpeak itself."""
    show.configure(config=CONFIG.replace('"tone"', '"espeak"'))
    show.post("good.md", markdown("Good words.", title="Good"))
    show.post("poison.md", markdown("## The head\n\n" + "s'" * 220, title="Poison"))
    show.post("unread.md", "---\ntitle: [\n---\nText.\n")
    result = show.build(status=1)
    told = {each["id"]: each for each in result["episodes"]}
    assert told["posts/good.md"]["status"] == "built"
    assert told["posts/poison.md"]["status"] == "failed"
    assert "The head" in told["posts/poison.md"]["reason"]
    assert told["posts/unread.md"]["status"] == "failed"
    assert [item.findtext("title") for item in feed(show).findall("channel/item")] == ["Good"]
    assert show.run("check").returncode == 0


@pytest.mark.parametrize(
    "body", ["", "  \u00a0 ", "---", "\u200b", "```\ncode\n```", "![](a.png)", "🎉"]
)
def test_nothing_to_say_is_skipped(show: Show, body: str, markdown: Markdown) -> None:
    """An article with nothing to say is skipped as empty: exit 0, nothing spoken, no feed."""
    show.post("a.md", markdown(body))
    result = show.build()
    assert [(each["status"], each["reason"]) for each in result["episodes"]] == [
        ("skipped", "empty")
    ]
    assert result["feed"] is None
    assert not show.clips()


def test_drafts_and_posts_of_the_future_wait(show: Show, markdown: Markdown) -> None:
    """They are skipped with their reason, and are no episodes."""
    show.post("draft.md", markdown("Words.", draft="true"))
    show.post("later.md", markdown("Words.", date="2999-01-01"))
    reasons = [each["reason"] for each in show.build()["episodes"]]
    assert reasons == ["draft", "future"]


def test_newest_is_the_newest_posts(show: Show, markdown: Markdown) -> None:
    """`--newest 2` takes no draft for one of the two."""
    for day in range(1, 5):
        show.post(f"{9 - day}.md", markdown("Words.", date=f"2026-01-0{day}", title=f"Day {day}"))
    show.post("0.md", markdown("Words.", date="2026-01-09", draft="true"))
    titles = [each["title"] for each in show.build("--newest", "2")["episodes"]]
    assert sorted(titles) == ["Day 3", "Day 4"]


def test_one_file_takes_the_configuration_above_it(show: Show, markdown: Markdown) -> None:
    """And has the same identity as in the whole show."""
    post = show.post("deep/a.md", markdown("Words."))
    show.post("b.md", markdown("Other words."))
    done = subprocess.run(
        [sys.executable, "-m", "narrate", "build", "--json", str(post)],
        cwd="/", env=show.env(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [each["id"] for each in json.loads(done.stdout)["episodes"]] == ["posts/deep/a.md"]
    statuses = {each["id"]: each["status"] for each in show.build()["episodes"]}
    assert statuses == {"posts/deep/a.md": "unchanged", "posts/b.md": "built"}


def test_the_sound_is_as_long_as_everything_says(three: Show) -> None:
    """Record, feed, transcript and the decoded file agree."""
    for each in three.build()["episodes"]:
        with av.open(str(three.output / each["file"])) as file:
            samples = sum(frame.samples for frame in file.decode(audio=0))
        assert samples / 44100 == pytest.approx(each["duration"], abs=0.001)
    for item in feed(three).findall("channel/item"):
        shown = int(item.findtext(f"{ITUNES}duration") or 0)
        assert any(abs(shown - each["duration"]) <= 0.5 for each in three.build()["episodes"])


def test_wrong_configuration_ends_before_any_speech(show: Show, markdown: Markdown) -> None:
    """Exit 2 and one line that names the place and the mend; nothing is written."""
    show.post("a.md", markdown("Words."))
    (show.root / "notes.wav").write_text("no sound at all")
    wrong = {
        '[voices]\ndefault = "espeek"\n': "espeak",
        '[show]\ntitel = "x"\n': "title",
        '[sound]\nintro = "notes.wav"\n': "notes.wav",
        '[sound]\nintro = "nowhere.mp3"\n': "nowhere.mp3",
        '[sound]\nfade = "long"\n': "sound.fade",
        '[show]\ncategory = "Technologie"\n': "Technology",
        '[show]\naddress = "example.org"\n': "https://",
        "[show\n": "narrate.toml",
    }
    for text, hint in wrong.items():
        show.configure(config=text)
        done = show.run("build")
        assert done.returncode == 2, text
        assert hint in done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert not done.stdout
        assert not (show.output / "feed.xml").exists()
        assert not show.clips()


def test_an_output_that_cannot_be_written_is_named(show: Show, markdown: Markdown) -> None:
    """Exit 2, before any speech."""
    show.post("a.md", markdown("Words."))
    (show.root / "taken").write_text("a file")
    for folder in ("taken", "taken/below", "/proc/nowhere"):
        done = show.run("build", "-o", folder)
        assert done.returncode == 2
        assert folder in done.stderr
        assert not show.clips()


def test_a_second_build_names_the_first(show: Show, markdown: Markdown) -> None:
    """Two builds at once: one leaves, and the edition is whole."""
    for number in range(30):
        show.post(f"{number}.md", markdown(f"Post {number}. " * 20, title=f"Post {number}"))
    command = [sys.executable, "-m", "narrate", "build"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, cwd=show.root, env=show.env(), **quiet) for _ in range(2)]  # type: ignore[call-overload]
    told = [each.communicate(timeout=120)[1] for each in both]
    codes = sorted(each.returncode for each in both)
    assert codes in ([0, 0], [0, 2])
    if codes == [0, 2]:
        assert any("another build" in each for each in told)
    assert show.run("check").returncode == 0


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        signal.SIGKILL,
        pytest.param(signal.SIGINT, marks=pytest.mark.faults),
        pytest.param(signal.SIGHUP, marks=pytest.mark.faults),
    ],
)
def test_ended_anywhere_the_rerun_is_the_uninterrupted_build(
    show: Show, number: signal.Signals, markdown: Markdown
) -> None:
    """What is published stays whole, nothing temporary is left, no process stays."""
    show.configure(config=CONFIG.replace('"tone"', '"espeak"'))
    for each in range(8):
        text = " ".join(f"Sentence {n} of post {each}." for n in range(12))
        show.post(f"{each}.md", markdown(text, title=f"Post {each}"))
    show.build()
    golden = show.files()
    chance = random.Random(f"{number}")
    for _ in range(3):
        shutil.rmtree(show.output)
        shutil.rmtree(show.root / "cache")
        _end(show, number, chance.uniform(0.3, 1.5))
        if (show.output / "feed.xml").exists():
            assert show.run("check").returncode == 0
        show.build()
        assert show.files() == golden
        assert not list((show.root / "cache").rglob(".narrate-*"))


def _end(show: Show, number: signal.Signals, after: float) -> None:
    """Start a build and end it by a signal: the kill goes to all its processes."""
    command = [sys.executable, "-m", "narrate", "build"]
    build = subprocess.Popen(
        command, cwd=show.root, env=show.env(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        start_new_session=True, text=True,
    )  # fmt: skip
    try:
        build.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        started = time.monotonic()
        if number == signal.SIGKILL:
            os.killpg(build.pid, number)
        else:
            build.send_signal(number)
            build.send_signal(number)  # an impatient user
        _, told = build.communicate(timeout=10)
        assert time.monotonic() - started < 5
        assert "Traceback" not in told
        ends = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 143, signal.SIGKILL: -9}
        assert build.returncode in (ends[number], 0)
    _wait_for_the_end(build.pid)


def _wait_for_the_end(session: int) -> None:
    """Until no process of the session is left; five seconds at most."""
    end = time.monotonic() + 5
    while _session(session):
        assert time.monotonic() < end, "a process of the build stayed"
        time.sleep(0.02)  # polls the process table, which tells nobody


def _session(session: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def test_a_damaged_clip_is_made_again(show: Show, markdown: Markdown) -> None:
    """A bit flipped, cut, emptied, replaced: found, and only that clip is made again."""
    show.post("a.md", markdown("One two. Three four five. Six."))
    show.build()
    golden = show.files()
    damages: list[Callable[[bytes], bytes]] = [
        lambda clip: clip[:100] + bytes([clip[100] ^ 1]) + clip[101:],
        lambda clip: clip[:-10],
        lambda clip: b"",
        lambda clip: b'{"error": "no sound"}',
    ]
    for damage in damages:
        clips = show.clips()
        victim = sorted((show.root / "cache" / "clips").glob("??/*"))[0]
        victim.write_bytes(damage(victim.read_bytes()))
        shutil.rmtree(show.output)
        show.build()
        assert show.files() == golden
        changed = {name for name, stamp in show.clips().items() if stamp != clips[name]}
        assert changed == {victim.name}


def test_script_shows_what_is_said_and_what_is_not(three: Show) -> None:
    """One JSON object for each article, one a line; nothing else on standard output."""
    done = three.run("script", "posts", "--json")
    scripts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [script["title"] for script in scripts] == ["The Second Post", "One & only", "Three"]
    one = scripts[1]
    assert [section["title"] for section in one["sections"]] == ["One & only", "First"]
    kinds = [chunk["kind"] for section in one["sections"] for chunk in section["chunks"]]
    assert kinds == ["title", "intro", "paragraph", "heading", "paragraph", "paragraph", "item"]
    assert set(one["sections"][0]["chunks"][0]) == {
        "kind", "written", "spoken", "voice", "pause", "language", "spans",
    }  # fmt: skip


def test_list_says_what_would_be_read(three: Show, markdown: Markdown) -> None:
    """With words, language, and why a post is left out."""
    three.post("draft.md", markdown("Words.", draft="yes"))
    rows = json.loads(three.run("list", "--json").stdout)["articles"]
    assert {row["id"]: row["skipped"] for row in rows} == {
        "posts/2026-01-03-two.txt": None, "posts/draft.md": "draft",
        "posts/one.md": None, "posts/three.html": None,
    }  # fmt: skip
    assert set(rows[0]) >= {"id", "title", "date", "language", "words", "place", "skipped"}
    assert rows[0]["words"] == 8


def test_voices_are_listed(show: Show) -> None:
    """By what they are."""
    voices = json.loads(show.run("voices", "--json").stdout)["voices"]
    installed = {voice["name"]: voice["installed"] for voice in voices}
    assert (installed["espeak"], installed["tone"]) == (True, True)
    assert set(voices[0]) >= {"name", "engine", "language", "licence", "installed"}


def test_wrong_use_ends_with_2(show: Show) -> None:
    """And says what was meant."""
    done = show.run("bild")
    assert done.returncode == 2
    assert "build" in done.stderr
    assert show.run("build", "nowhere.md").returncode == 2
    assert show.run("script").returncode == 2


def test_the_seed(show: Show, archives: Path) -> None:
    """The real post: its title, a chapter for each headed part and none that is not one."""
    (seed,) = (archives / "seed").glob("*.txt")
    done = show.run("script", str(seed), "-c", "narrate.toml", "--json")
    script = json.loads(done.stdout)
    text = seed.read_text("utf-8")
    title, *lines = text.splitlines()
    assert script["title"] == title
    headings = [line for line in lines if line and len(line) < 80 and line[-1] not in ".:!"]
    assert [section["title"] for section in script["sections"]] == [title, *headings]
    chunks = [chunk for section in script["sections"] for chunk in section["chunks"]]
    said = [chunk for chunk in chunks if chunk["kind"] != "intro"]
    written = " ".join(line.removeprefix("- ") for line in text.splitlines()).split()
    assert " ".join(chunk["written"] for chunk in said).split() == written
    items = {line for line in lines if line.startswith("- ")}
    assert sum(chunk["kind"] == "item" for chunk in chunks) >= len(items) == 6
    assert not script["left_out"]


test_the_seed = pytest.mark.archives(test_the_seed)


def test_posts_beside_the_show_keep_their_paths_apart(show: Show, markdown: Markdown) -> None:
    """A source outside the show's folder: ids are paths below it, also for one post alone."""
    other = show.root.parent / "elsewhere"
    for folder in ("a", "b"):
        (other / folder).mkdir(parents=True)
        (other / folder / "index.md").write_text(markdown("Words.", title=folder))
    show.configure(config=CONFIG.replace('"posts"', '"../elsewhere"'))
    assert [each["id"] for each in show.build()["episodes"]] == ["a/index.md", "b/index.md"]
    (alone,) = show.build(str(other / "b" / "index.md"))["episodes"]
    assert (alone["id"], alone["status"]) == ("b/index.md", "unchanged")


def test_names_of_any_bytes_are_posts(show: Show, markdown: Markdown) -> None:
    """Not UTF-8, spaces, signs of addresses: the feed's address names the file."""
    (show.root / "posts" / os.fsdecode(b"caf\xe9.md")).write_text(markdown("Words.", title="Bytes"))
    show.post("a b+c#d%20é.md", markdown("Words.", title="Signs"))
    result = show.build()
    assert [each["status"] for each in result["episodes"]] == ["built", "built"]
    assert show.run("check").returncode == 0


def test_what_should_be_decided_once_is_said(show: Show, markdown: Markdown) -> None:
    """Law 8: without a guid it is computed from the address, and the build says so."""
    show.post("a.md", markdown("Words."))
    show.configure(config='[show]\ntitle = "T"\n[voices]\ndefault = "tone"\n')
    told = show.run("build").stderr
    assert "no show.guid" in told
    assert "no show.address" in told
    guid = feed(show).findtext("channel/{https://podcastindex.org/namespace/1.0}guid")
    assert guid in told


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_reason_to_fail(show: Show, closed: str, markdown: Markdown) -> None:
    """As a cron job may start it."""
    show.post("a.md", markdown("Words."))
    command = f"{sys.executable} -m narrate build {closed}"
    assert subprocess.run(["sh", "-c", command], cwd=show.root, env=show.env()).returncode == 0
    assert (show.output / "feed.xml").is_file()
    assert show.run("check").returncode == 0


def test_a_reader_that_leaves_is_no_traceback(show: Show, markdown: Markdown) -> None:
    """`narrate … | head`, with more to say than a pipe holds."""
    show.post("a.md", markdown("Some words to say. " * 9000))
    command = f"{sys.executable} -m narrate script posts | head -n 1"
    done = subprocess.run(
        ["sh", "-c", command], cwd=show.root, env=show.env(), capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_an_episode_may_have_several_voices(show: Show, markdown: Callable[..., str]) -> None:
    """Those that speak are on record; a build with nothing to do speaks nothing again."""
    (show.root / "voices").mkdir()
    (show.root / "voices" / "other.toml").write_text('engine = "tone"\nrate = 150\n')
    show.configure('fr = "other"\n')
    show.post("one.md", markdown('Hello there. <i lang="fr">Je ne sais pas.</i> Bye.'))
    show.build()
    (record,) = (show.output / "records").glob("*.json")
    assert json.loads(record.read_bytes())["voices"] == ["tone", "other"]
    before = show.stamps()
    assert show.build()["episodes"][0]["status"] == "unchanged"
    assert show.stamps() == before


def test_a_post_may_ask_not_to_be_spoken(show: Show, markdown: Callable[..., str]) -> None:
    """Even when it was: its episode leaves the feed.  A voice that is not there fails it alone."""
    show.post("one.md", markdown("Hello there."))
    show.post("two.md", markdown("Hello again.", title="Two"))
    show.build()
    assert show.files()["feed.xml"].count(b"<item>") == 2
    show.post("one.md", markdown("Hello there.", narrate="false"))
    show.post("two.md", markdown("Hello again.", title="Two", narrate="{voice: tune}"))
    by = {each["title"]: each for each in show.build(status=1)["episodes"]}
    assert (by["A post"]["status"], by["A post"]["reason"]) == ("skipped", "excluded")
    assert "did you mean tone" in by["Two"]["reason"]
    assert show.files()["feed.xml"].count(b"<item>") == 1
