"""Every engine, held against the contract."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from narrate.engines.command import Command
from narrate.engines.contract import EngineContract
from narrate.engines.openai import OpenAI
from narrate.engines.pyttsx3 import Pyttsx3
from narrate.engines.tone import Tone
from narrate.model import Voice
from tests import speaking

TALKER = str(Path(__file__).with_name("talker.py"))


class TestTone(EngineContract):
    engine = Tone
    voice = Voice("tone", "tone", id="sine")


class TestPyttsx3(EngineContract):
    engine = Pyttsx3
    voice = Voice("espeak", "pyttsx3", language="en")


class TestCommand(EngineContract):
    engine = Command
    voice = Voice(
        "talker", "command", command=(sys.executable, TALKER, "{text_file}", "{wav}"), timeout=20
    )


class TestCommandByPipes(EngineContract):
    engine = Command
    voice = Voice("talker", "command", command=(sys.executable, TALKER, "-", "-"), timeout=20)


@pytest.mark.engines
@pytest.mark.skipif(not shutil.which("flite"), reason="flite is not installed")
class TestFlite(EngineContract):
    engine = Command
    voice = Voice(
        "flite", "command", command=("flite", "-voice", "slt", "-f", "{text_file}", "-o", "{wav}")
    )


@pytest.mark.engines
@pytest.mark.skipif(not shutil.which("text2wave"), reason="festival is not installed")
class TestFestival(EngineContract):
    engine = Command
    voice = Voice("festival", "command", command=("text2wave", "{text_file}", "-o", "{wav}"))


@pytest.mark.engines
@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
class TestEspeakByPipes(EngineContract):
    """Its text from standard input, its sound on standard output, whose header has no length."""

    engine = Command
    voice = Voice("espeak", "command", command=("espeak-ng", "--stdin", "--stdout"))


class TestOpenAI(EngineContract):
    engine = OpenAI
    voice: ClassVar[Voice] = Voice("served", "openai", id="alloy", model="tts-1", timeout=20)

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _served(cls) -> Iterator[None]:
        with speaking.speaker() as made:
            cls.voice = Voice(
                "served", "openai", id="alloy", model="tts-1", address=made.address, timeout=20
            )
            yield


pytest.importorskip("hibari", reason="the extra `natural` is not installed")

from narrate.engines.natural import Natural  # noqa: E402


@pytest.mark.engines
class TestNatural(EngineContract):
    engine = Natural
    voice = Voice("natural", "natural", id="heart", language="en")
