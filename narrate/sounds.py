"""How a word sounds: eSpeak NG's phonemes, in a process of their own.

Names are heard by sound and written by guess: `Yoshiki` comes back as `Yashiki`, `Kubernetes` as
`Cooper Netties`.  Run as a module, it is the process that holds eSpeak.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from narrate.engines import ALIASES
from narrate.engines.child import Child, Reply, Request, answer
from narrate.errors import EngineError
from narrate.hearing import letters

LONGEST = 60
"""Letters of a word; longer runs have crashed eSpeak."""
SECONDS = 10.0
"""That a word may take, with what eSpeak takes to begin."""
UNSAID = str.maketrans(dict.fromkeys("ˈˌːˑ͜͡‿-_ \n0123456789'", ""))
"""Stress, length and joints: a listener hears none of them."""
SAME = str.maketrans({"ɚ": "əɹ", "ɐ": "ə", "ᵻ": "ɪ", "ɾ": "t", "ɡ": "g"})
"""Sounds that are one to a listener."""
SWITCH = re.compile(r"\([a-z-]+\)")
"""eSpeak's mark of a word in another language."""


class Phonemes:
    """The sounds of words, each asked once."""

    def __init__(self) -> None:
        self._child: Child | None = Child("eSpeak NG", ["-m", "narrate.sounds"])
        self._known: dict[tuple[str, str], str] = {}

    def __call__(self, word: str, language: str) -> str:
        """A character for each sound; its letters where eSpeak has none."""
        found = self._known.get((word, language))
        if found is None:
            found = self._known[word, language] = self._asked(word, language)
        return found

    def close(self) -> None:
        """End the process."""
        if self._child:
            self._child.close()

    def _asked(self, word: str, language: str) -> str:
        if self._child is None:
            return letters(word, language)
        try:
            reply = self._child.ask({"word": word[:LONGEST], "language": language}, SECONDS)
        except EngineError:  # not on this machine, or not this word
            if self._child.pid is None and not self._known:
                self._child = None
            return letters(word, language)
        return reply["sounds"] or letters(word, language)


def plain(phonemes: str) -> str:
    """eSpeak's IPA without what a listener doesn't hear."""
    return SWITCH.sub("", phonemes).translate(UNSAID).translate(SAME)


# --- in the process itself


@cache
def _espeak() -> Any:
    import ctypes

    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    folder = Path(espeakng_loader.get_data_path()).parent
    synchronous = 2  # AUDIO_OUTPUT_SYNCHRONOUS, speak_lib.h
    if library.espeak_Initialize(synchronous, 0, str(folder).encode(), 0) < 0:
        raise OSError("eSpeak NG can't begin")
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library


@cache
def _speaks(language: str) -> bool:
    """Set eSpeak to a language, its region's form if it has one."""
    primary = language.partition("-")[0].lower()
    names = (language.lower(), ALIASES.get(primary, primary))
    return any(_espeak().espeak_SetVoiceByName(name.encode()) == 0 for name in names)


def _phonemes(request: Request) -> Reply:
    import ctypes

    if request["language"] != _current[0]:
        _speaks.cache_clear()
        _current[0] = request["language"]
    if not _speaks(request["language"]):
        return {"sounds": ""}
    text = ctypes.c_char_p(request["word"].encode())
    pointer = ctypes.pointer(text)
    utf8, ipa = 1, 2  # espeakCHARS_UTF8, espeakPHONEMES_IPA
    found = []
    while text.value is not None:
        found.append(_espeak().espeak_TextToPhonemes(pointer, utf8, ipa) or b"")
    return {"sounds": plain(b" ".join(found).decode())}


_current = [""]

if __name__ == "__main__":
    answer(_phonemes)
    sys.exit(0)
