"""Numbers and abbreviations beside the words that they agree with, in languages that decline."""

from __future__ import annotations

import pytest

from narrate.script.agreement import governed, inflected
from narrate.script.languages import language
from narrate.script.numbers import compound, ordinal
from narrate.script.spoken import spans, spoken

SAID = [
    ("pl", "Do 5 km od centrum.", "Do pięciu kilometrów od centrum."),
    ("pl", "W 3 miastach i 12 wsiach.", "W trzech miastach i dwunastu wsiach."),
    ("pl", "Ma 3 siostry i 2 braci.", "Ma trzy siostry i dwóch braci."),
    ("pl", "Lata 80. i 90. XX w.", "Lata osiemdziesiąte i dziewięćdziesiąte dwudziestego wieku."),
    ("pl", "Od pon. do pt.", "Od poniedziałku do piątku."),
    ("pl", "W godz. 8–16.", "W godzinach od ósmej do szesnastej."),
    ("pl", "Za Kazimierza III Wielkiego.", "Za Kazimierza trzeciego Wielkiego."),
    ("pl", "To 3-tomowa powieść.", "To trzytomowa powieść."),
    ("pl", "Ma 1,5 kg.", "Ma półtora kilograma."),
    ("ru", "В 5 км от центра.", "В пяти километрах от центра."),
    ("ru", "Дом с 3 комнатами.", "Дом с тремя комнатами."),
    ("ru", "Мне 21 год, у меня 3 сестры.", "Мне двадцать один год, у меня три сестры."),
    ("ru", "К 8 марта и на 1 января.", "К восьмому марта и на первое января."),
    ("ru", "В 80-х годах; в 90-е.", "В восьмидесятых годах; в девяностые."),
    ("ru", "Через 2–3 дня.", "Через два три дня."),
    ("ru", "При Екатерине II.", "При Екатерине второй."),
    ("ru", "24-часовой режим.", "двадцатичетырёхчасовой режим."),
    ("es", "Hay 200 000 personas.", "Hay doscientas mil personas."),
    ("es", "Añada 1 1/2 tazas.", "Añada una taza y media."),
    ("es", "El III Congreso.", "El tercer Congreso."),
    ("es-MX", "Cuesta $17.25.", "Cuesta diecisiete pesos con veinticinco centavos."),
    ("pt", "São 200 mil crianças.", "São duzentas mil crianças."),
    ("pt", "Das 10h às 18h30.", "Das dez horas às dezoito e trinta."),
    ("pt-PT", "Pesa 16 kg.", "Pesa dezasseis quilogramas."),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "written", "said"), SAID)
def test_a_number_agrees_with_the_words_beside_it(tag: str, written: str, said: str) -> None:
    """Gender by the noun behind, case by the word before."""
    assert spoken(written, spans(written, tag)) == said


def test_a_word_asks_for_a_case_behind_signs_too() -> None:
    """`od -3`, `~50`."""
    polish = language("pl")
    assert governed("od -3", 4, polish) == governed("od 3", 3, polish) == "gen"
    assert governed("i ~50", 3, polish) == "gen"
    assert governed("i 50", 2, polish) == ""


def test_an_ordinal_is_declined_by_its_stems() -> None:
    """Tens and units both."""
    polish = language("pl")
    assert ordinal(1989, polish, "m.loc") == "tysiąc dziewięćset osiemdziesiątym dziewiątym"
    assert ordinal(2000, polish, "f") == "dwutysięczna"
    assert ordinal(23, polish, "f.acc") == "dwudziestą trzecią"
    assert compound(64, polish) == "sześćdziesięciocztero"


def test_an_abbreviation_is_declined_by_the_word_before() -> None:
    """Its first form where nothing asks for another."""
    import re

    found = re.compile("ul").search("przy ul. Długiej")
    assert found is not None
    street = language("pl").abbreviations["ul."]
    assert inflected(street, found, language("pl")) == "ulicy"
    assert inflected("plac", found, language("pl")) == "plac"
