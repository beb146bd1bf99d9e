"""The line that discloses synthetic speech, which a listener has a right to (podcast:txt too)."""

from __future__ import annotations

DISCLOSURE = {
    "ar": "يُقرأ هذا المقال بصوت اصطناعي.",
    "de": "Dieser Artikel wird von einer synthetischen Stimme gelesen.",
    "en": "This article is read by a synthetic voice.",
    "es": "Este artículo lo lee una voz sintética.",
    "fr": "Cet article est lu par une voix de synthèse.",
    "hi": "यह लेख एक कृत्रिम आवाज़ में पढ़ा गया है।",
    "it": "Questo articolo è letto da una voce sintetica.",
    "ja": "この記事は合成音声で読み上げています。",
    "nl": "Dit artikel wordt voorgelezen door een synthetische stem.",
    "pl": "Ten artykuł czyta głos syntetyczny.",
    "pt": "Este artigo é lido por uma voz sintética.",
    "ru": "Эту статью читает синтезированный голос.",
    "zh": "本文由合成语音朗读。",
}
"""By language; English where there is none."""


def disclosure(language: str) -> str:
    """The line in `language` (a BCP 47 tag)."""
    return DISCLOSURE.get(language.partition("-")[0].lower(), DISCLOSURE["en"])
