"""The table of rules: name, severity, and the document that asks for it."""

from __future__ import annotations

from typing import Literal

from narrate.model import Problem

Severity = Literal["error", "warning"]

RSS, APPLE, PSP = "RSS 2.0", "Apple Podcasts: RSS feed requirements", "PSP-1"
PODCASTING, ID3 = "Podcasting 2.0 namespace", "ID3v2.3"
CHAP = "ID3v2 Chapter Frame Addendum 1.0"
XML, VTT, HTTP = "XML 1.0", "WebVTT", "RFC 9110"
NARRATE, AUDIO, ART = (
    "narrate: records",
    "Apple Podcasts: audio requirements",
    "Apple Podcasts: artwork",
)

RULES: dict[str, tuple[Severity, str]] = {
    # the feed
    "feed-well-formed": ("error", XML),
    "feed-no-doctype": ("error", "W3C feed validator"),
    "feed-rss": ("error", RSS),
    "feed-namespaces": ("error", PSP),
    "channel-title": ("error", RSS),
    "channel-link": ("error", RSS),
    "channel-description": ("error", APPLE),
    "channel-language": ("error", APPLE),
    "channel-category": ("error", APPLE),
    "channel-explicit": ("error", APPLE),
    "channel-image": ("error", APPLE),
    "channel-author": ("warning", APPLE),
    "channel-owner": ("warning", APPLE),
    "channel-type": ("warning", APPLE),
    "channel-self": ("error", PSP),
    "channel-rss-image": ("warning", RSS),
    "channel-guid": ("error", PODCASTING),
    "channel-items": ("error", APPLE),
    "channel-newest-first": ("warning", APPLE),
    "retired-tags": ("warning", APPLE),
    "item-title": ("error", APPLE),
    "item-enclosure": ("error", RSS),
    "enclosure-address": ("error", RSS),
    "enclosure-length": ("error", RSS),
    "enclosure-type": ("error", APPLE),
    "enclosure-name": ("error", PSP),
    "item-guid": ("error", RSS),
    "guid-unique": ("error", RSS),
    "guid-permalink": ("error", RSS),
    "pubdate": ("error", "RFC 2822"),
    "pubdate-future": ("error", APPLE),
    "item-description": ("error", APPLE),
    "item-duration": ("error", APPLE),
    "item-explicit": ("error", APPLE),
    "item-episode-type": ("error", APPLE),
    "item-number": ("error", APPLE),
    "item-transcript": ("error", PODCASTING),
    "item-chapters": ("error", PODCASTING),
    # the files
    "file-missing": ("error", NARRATE),
    "file-size": ("error", NARRATE),
    "file-hash": ("error", NARRATE),
    "file-name": ("error", NARRATE),
    "file-temporary": ("error", NARRATE),
    "record-readable": ("error", NARRATE),
    "record-in-feed": ("error", NARRATE),
    "item-recorded": ("error", NARRATE),
    "audio-decodes": ("error", AUDIO),
    "audio-cbr": ("error", AUDIO),
    "audio-rate": ("error", AUDIO),
    "audio-bitrate": ("error", AUDIO),
    "audio-info": ("error", "LAME tag"),
    "audio-duration": ("error", AUDIO),
    "audio-junk": ("error", AUDIO),
    "id3-version": ("error", ID3),
    "id3-frames": ("error", ID3),
    "id3-cover": ("error", ART),
    "id3-chapters": ("error", CHAP),
    "id3-toc": ("error", CHAP),
    "vtt-header": ("error", VTT),
    "vtt-cues": ("error", VTT),
    "vtt-lines": ("error", PSP),
    "vtt-length": ("error", PSP),
    "chapters-json": ("error", "JSON Chapters 1.2"),
    "chapters-equal": ("error", "JSON Chapters 1.2"),
    "cover-readable": ("error", ART),
    "cover-size": ("error", ART),
    "cover-weight": ("error", ART),
    "cover-colours": ("error", ART),
    # the host
    "http-type": ("error", PSP),
    "http-validator": ("warning", HTTP),
    "http-enclosure": ("error", APPLE),
    "http-length": ("error", RSS),
}


def problem(rule: str, where: str, message: str) -> Problem:
    """A breach of a rule of the table."""
    severity, source = RULES[rule]
    return Problem(rule, severity, where, message, source)
