"""piper: piper-tts (GPL-3), a hundred and more voices in forty languages, each a file of its own.

Piper draws random numbers in its model, which can't be seeded (onnxruntime goes on with the same
numbers from call to call).  Both settings that scale them are 0 here, so that the same call gives
the same bytes; no profile may change that.

Run as a module, it is the process that holds the model.
"""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
import wave
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from narrate.engines import EngineVoice
from narrate.engines.child import Child, Reply, Request, answer
from narrate.engines.piper_files import Found, found, speakers
from narrate.errors import EngineError
from narrate.model import Voice

LOADS = 60.0
"""Seconds that the model may take to load, beside what a chunk may: 2 s from a disk that is not
busy; the larger ones have 120 MB."""

WORDS_A_MINUTE = 175
"""The rate at which a voice speaks as its makers set it."""

SPEAKER = "#"
"""Between a voice's key and one of the speakers in it: en_US-libritts-high#p1234."""

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""Piper raises ValueError on NUL; lone surrogates can't be encoded."""

BRACKETS = re.compile(r"(\[)(?=\[)|(\])(?=\])")
"""Piper reads what stands in [[ ]] as phonemes."""

OURS = re.compile(r"⟦([^\[\]⟦⟧]{1,80})⟧")
"""Phonemes of a lexicon: what a text itself has never looks so."""

PHONEMES = re.compile(r"\[\[(.*?)\]\]")


class Piper:
    """Speaks through one process that holds the model, with one thread."""

    limit = 300
    """Characters.  Nothing in Piper limits a run of words: 0.5 GB at 300, 3.5 GB at 3,000."""
    alphabet = "ipa"
    """What eSpeak hands to the model, and what a lexicon may."""
    installs = "narrate voices install "
    """The command that gets more voices."""

    def __init__(self) -> None:
        self._child = Child("piper", ["-m", "narrate.engines.piper"])

    def version(self, voice: Voice) -> str:
        """piper-tts's own, that of what runs the model, and the digest of the voice's files."""
        here = found()
        key = voice.id.partition(SPEAKER)[0]
        if key:
            digest = here[key].digest if key in here else "not here"
        else:  # any of them, by the language
            every = ",".join(each.digest for each in here.values())
            digest = hashlib.sha256(every.encode()).hexdigest()[:16]
        return f"{_version()}, {digest}"

    def voices(self) -> tuple[EngineVoice, ...]:
        """Those that are installed; each speaker of a model that has several, too.

        Raises EngineError where piper-tts is not installed.
        """
        _version()
        return tuple(each for model in found().values() for each in offered_by(model))

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        """See Engine.speak."""
        key, _, speaker = voice.id.partition(SPEAKER)
        model = found().get(key)
        if model is None:
            raise EngineError(f"piper: no voice {key!r} here ({self.installs}{key})")
        request = {
            "text": sayable(text),
            "model": str(model.model),
            "speaker": speakers(model.config).get(speaker),
            "pace": WORDS_A_MINUTE / voice.rate,
            "volume": voice.volume,
            "wav": str(wav.absolute()),
        }
        self._child.ask(request, voice.timeout + (0 if self._child.pid else LOADS))

    def close(self) -> None:
        """End the process."""
        self._child.close()


@cache
def _version() -> str:
    """Of what speaks and of what runs the model."""
    try:
        return f"piper-tts {version('piper-tts')}, onnxruntime {version('onnxruntime')}"
    except PackageNotFoundError as error:
        raise EngineError(
            "piper: piper-tts is not installed (pip install 'narrate-podcast[piper]')"
        ) from error


def offered_by(model: Found) -> list[EngineVoice]:
    """The voices in a model: its own, and each of its speakers."""
    keys = [model.key, *(f"{model.key}{SPEAKER}{name}" for name in speakers(model.config))]
    return [
        EngineVoice(key, model.language, "", model.quality, model.licence or "not stated")
        for key in keys
    ]


def sayable(text: str) -> str:
    """`text` with a lexicon's phonemes as Piper takes them, and nothing else that it would take."""
    plain = BRACKETS.sub(r"\1\2 ", CONTROL.sub(" ", text))
    return OURS.sub(r"[[\1]]", plain).replace("⟦", " ").replace("⟧", " ")


# --- in the process itself

MODELS = 3
"""Voices whose models a process keeps in memory, 100 MB and more each."""


@lru_cache(maxsize=MODELS)
def _model(path: str) -> Any:
    import json

    import onnxruntime
    from piper import PiperVoice
    from piper.config import PiperConfig

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return PiperVoice(
        session=onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"]),
        config=PiperConfig.from_dict(json.loads(Path(f"{path}.json").read_text("utf-8"))),
    )


def _speak(request: Request) -> Reply | None:
    from piper.config import PhonemeType, SynthesisConfig

    model = _model(request["model"])
    settings = SynthesisConfig(
        speaker_id=request["speaker"],
        length_scale=model.config.length_scale * request["pace"],
        noise_scale=0.0,
        noise_w_scale=0.0,
        normalize_audio=False,  # else each sentence is as loud as its loudest sound: 2 LU apart
        volume=request["volume"],
    )
    text = request["text"]
    if model.config.phoneme_type == PhonemeType.ESPEAK:
        text, unknown = _known(text, model.config.phoneme_id_map)
        if unknown:  # Piper would pass over them
            return {"error": f"this voice has no phoneme {unknown} (a lexicon's must be IPA)"}
    sound = b"".join(each.audio_int16_bytes for each in model.synthesize(text, settings))
    with wave.open(request["wav"], "wb") as file:
        file.setparams((1, 2, model.config.sample_rate, len(sound) // 2, "NONE", ""))
        file.writeframesraw(sound)
    return None


def _known(text: str, signs: Any) -> tuple[str, str]:
    """The text with its phonemes as the model names them, and those that it does not know."""
    unknown: list[str] = []

    def named(match: re.Match[str]) -> str:
        said = [(sign, _sign(sign, signs)) for sign in match[1]]
        unknown.extend(sign for sign, found in said if not found and sign.isalpha())
        return f"[[{''.join(found for _, found in said)}]]"

    return PHONEMES.sub(named, text), " ".join(unknown)


def _sign(sign: str, signs: Any) -> str:
    """One of the model's signs, or several; nothing where it has none."""
    if sign == "g" and sign not in signs:
        sign = "ɡ"  # IPA's own is not that of the keyboard
    several = sign if sign in signs else unicodedata.normalize("NFD", sign)
    return "".join(each for each in several if each in signs)


if __name__ == "__main__":
    answer(_speak)
    sys.exit(0)
