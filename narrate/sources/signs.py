"""What a place looks like from outside, so that no source is loaded for the places of others.

    a place → Sign.fits (names only) → the source is loaded → Source.recognises

All sources take a seventh of a second to load, and most runs need two of them.  So the tables
that the entry-point group `narrate.signs` names say by a source's own name what a place must look
like for it to be asked at all; a source that no table has is loaded and asked every time.  A sign
opens no file and is never the last word: that is `recognises`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Rank = Literal["site", "posts", "named", "any"]
"""A site of posts; a kind of post or of archive; one that is read only where it is named itself;
one for any folder that is left."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Of what places a source may be; any of its marks is enough."""

    ends: tuple[str, ...] = ()
    """How the name of a file ends, in lower case."""
    holds: tuple[str, ...] = ()
    """Globs, one of which finds something in a folder."""
    address: bool = False
    """Whether an address of the web may be one."""
    dash: bool = False
    """Whether the standard input is."""
    rank: Rank = "posts"
    """As the source's own SITE, NAMED and ANY say."""

    def fits(self, place: Path | str) -> bool:
        """Whether the source is to be asked.  What can't be looked into is its to refuse."""
        if isinstance(place, str):
            return self.dash if place == "-" else self.address
        if place.name.lower().endswith(self.ends):
            return True
        try:
            if self.rank == "any":
                return place.is_dir()
            return any(_found(place, glob) for glob in self.holds)
        except OSError:
            return True


def _found(folder: Path, glob: str) -> bool:
    if "*" in glob:
        return any(folder.glob(glob))
    return (folder / glob).exists()


def _named(stems: str, suffixes: str) -> tuple[str, ...]:
    return tuple(f"{stem}.{suffix}" for stem in stems.split() for suffix in suffixes.split())


NOTION = "*" + "[0-9a-f]" * 32

SIGNS: Mapping[str, Sign] = {
    # sites
    "astro": Sign(holds=_named("astro.config", "mjs js ts mts cjs"), rank="site"),
    "eleventy": Sign(holds=_named(".eleventy eleventy.config", "js mjs cjs ts"), rank="site"),
    "hugo": Sign(
        holds=_named(
            "hugo config config/_default/hugo config/_default/config", "toml yaml yml json"
        ),
        rank="site",
    ),
    "jekyll": Sign(holds=("_config.yml", "_config.yaml", "_config.toml", "_posts"), rank="site"),
    "mkdocs": Sign(holds=("mkdocs*.y*ml",), rank="site"),
    "nikola": Sign(holds=("conf.py",), rank="site"),
    "obsidian": Sign(holds=(".obsidian",), rank="site"),
    "pelican": Sign(holds=("pelicanconf.py",), rank="site"),
    "zola": Sign(holds=("zola.toml", "config.toml"), rank="site"),
    # exports
    "ghost": Sign(ends=(".json",)),
    "medium": Sign(ends=(".zip",), holds=("posts/*.html",)),
    "notion": Sign(ends=(".zip",), holds=(f"{NOTION}.md", f"{NOTION}*.csv", f"{NOTION}.html")),
    "substack": Sign(ends=(".zip",), holds=("posts.csv",)),
    "wordpress": Sign(ends=(".xml", ".wxr")),
    # single posts
    "html": Sign(ends=(".html", ".htm", ".xhtml")),
    "markdown": Sign(ends=(".md", ".markdown", ".mkd", ".mdown", ".mkdn", ".mkdown")),
    "mdx": Sign(ends=(".mdx",)),
    "rst": Sign(ends=(".rst", ".rest")),
    "text": Sign(ends=(".txt", ".text")),
    # what is received
    "feeds": Sign(ends=(".xml", ".rss", ".atom", ".rdf", ".json", ".jsonfeed"), rank="named"),
    "sitemap": Sign(ends=(".xml", ".xml.gz"), rank="named"),
    "stdin": Sign(dash=True),
    "web": Sign(address=True),
    "folder": Sign(rank="any"),
}
"""narrate's own."""
