"""Voices side by side: one page that holds their sound itself, and asks nobody for anything."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from narrate.samples import Sample
from narrate.text import UNPRINTED

RIGHT_TO_LEFT = frozenset(("ar", "dv", "fa", "he", "ps", "ur", "yi"))

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Voices side by side: {names}</title>
<style>
:root {{ color-scheme: light dark; --line: #8886; --soft: #8881; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem;
  margin: 2rem auto; padding: 0 1rem }}
h1 {{ font-size: 1.5rem }}
ul {{ list-style: none; padding: 0; display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)) }}
li {{ border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; min-width: 0 }}
h2 {{ font-size: 1.15rem; margin: 0 0 .5rem; overflow-wrap: anywhere }}
audio {{ width: 100% }}
dl {{ display: grid; grid-template-columns: auto 1fr; gap: 0 1rem; margin: .75rem 0 }}
dt {{ opacity: .75 }}
dd {{ margin: 0; overflow-wrap: anywhere }}
blockquote {{ margin: 0; padding: .5rem .75rem; background: var(--soft); border-radius: .25rem }}
code {{ overflow-wrap: anywhere }}
</style>
</head>
<body>
<main>
<h1>Voices side by side</h1>
<p>All are equally loud, as in an episode. One plays at a time.</p>
<ul>
{voices}
</ul>
</main>
<script>
for (const one of document.querySelectorAll("audio"))
  one.addEventListener("play", () => {{
    for (const other of document.querySelectorAll("audio")) if (other !== one) other.pause();
  }});
</script>
</body>
</html>
"""

VOICE = """\
<li>
<h2 id="voice-{number}">{name}</h2>
<audio controls preload="metadata" aria-labelledby="voice-{number}" src="data:audio/mpeg;base64,{sound}"></audio>
<dl>
{facts}
</dl>
<blockquote lang="{language}" dir="{direction}">{text}</blockquote>
</li>"""  # noqa: E501 -- an element a line


def page(samples: Sequence[tuple[Sample, bytes]]) -> str:
    """HTML: a player for each sample, whose MP3 stands beside it."""
    names = ", ".join(heard.voice.name for heard, _ in samples)
    voices = "\n".join(_voice(number, *each) for number, each in enumerate(samples, 1))
    return PAGE.format(names=_plain(names), voices=voices)


def _voice(number: int, heard: Sample, mp3: bytes) -> str:
    voice = heard.voice
    facts = {
        "Engine": voice.engine,
        "Voice": voice.id,
        "Language": heard.language,
        "Gender": voice.gender,
        "Quality": voice.quality,
        "Licence": voice.licence or "not stated",
        "Length": f"{heard.seconds:.1f} s",
        "In narrate.toml": f'[voices] default = "{voice.name}"',
    }
    return VOICE.format(
        number=number,
        name=_plain(voice.name),
        sound=b64encode(mp3).decode("ascii"),
        facts="\n".join(
            f"<dt>{what}</dt><dd>{_plain(said)}</dd>" for what, said in facts.items() if said
        ),
        language=_plain(heard.language),
        direction="rtl" if heard.language.partition("-")[0] in RIGHT_TO_LEFT else "ltr",
        text=_plain(heard.text),
    )


def _plain(text: str) -> str:
    return escape(UNPRINTED.sub("", text))
