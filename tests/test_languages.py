"""What the tables of languages ask of a reading: agreement, ordinals, dates, titles."""

import pytest

from narrate.script.languages import language as table
from narrate.script.latex import ACCENTS, LIMITED, RAISED
from narrate.script.signs import formula
from narrate.script.spoken import spans, spoken
from tests.reading import LANGUAGES

READINGS = (
    ("de", "Ende der 2. Halbzeit", "Ende der zweiten Halbzeit"),
    ("de", "Er wohnt in Zimmer 3. Danach", "Er wohnt in Zimmer drei. Danach"),
    ("de", "Am Mo., 7.1., ist zu", "Am Montag, siebten Januar, ist zu"),
    ("de", "1 Prise, 1 Ei", "eine Prise, ein Ei"),
    ("de", "die 80er und 3-fach", "die achtziger und dreifach"),
    ("de", "Nutzer*innen und Leser:innen", "Nutzerinnen und Leserinnen"),
    ("de", "Elisabeth I. und Karl V.", "Elisabeth die Erste und Karl der Fünfte."),
    ("de", "im 18./19. Jh.", "im achtzehnten, neunzehnten Jahrhundert."),
    ("de-CH", "CHF 12.50", "zwölf Franken fünfzig"),
    ("de-AT", "am 6.1.2025", "am sechsten Jänner zweitausendfünfundzwanzig"),
    ("fr", "21 pages et 3 M€", "vingt et une pages et trois millions d'euros"),
    ("fr", "2 Md$", "deux milliards de dollars"),
    ("fr", "l'art. 2, le XVIe siècle", "l'article deux, le seizième siècle"),
    ("fr", "M. Roy, Élisabeth Ire", "Monsieur Roy, Élisabeth première"),
    ("fr", "le 24/12, 3/4 l", "le vingt-quatre décembre, trois quarts de litre"),
    ("fr-BE", "95 pages", "nonante-cinq pages"),
    ("it", "S. Chiara, S. Antonio, S. Marco", "Santa Chiara, Sant'Antonio, San Marco"),
    ("it", "al 3° piano, a 180°", "al terzo piano, a centottanta gradi"),
    ("it", "1 ora, 2 h", "un' ora, due ore"),
    ("it", "il sec. XV, via XX Settembre", "il secolo quindicesimo, via venti Settembre"),
    ("nl", "½ uur, ½ taart", "een half uur, een halve taart"),
    ("nl", "min. 5 min.", "minimaal vijf minuten."),
    ("nl", "de Kerkstr. 3", "de Kerkstraat drie"),
)


@pytest.mark.parametrize(("language", "written", "said"), READINGS)
def test_a_reading_by_the_words_around(language: str, written: str, said: str) -> None:
    assert spoken(written, spans(written, language)) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("The town called Oak had 500 people.", "The town called Oak had five hundred people."),
        ("We called 250 customers.", "We called two hundred fifty customers."),
        ("The phone sold 300 units.", "The phone sold three hundred units."),
        ("The text of 120 pages is long.", "The text of one hundred twenty pages is long."),
        ("The planets orbit the Sun.", "The planets orbit the Sun."),
        ("Rooms 2C and 3F are above the shop.", "Rooms two C and three F are above the shop."),
        ("Dial 911 or 112.", "Dial nine one one or one one two."),
    ],
)
def test_a_word_near_a_number_makes_it_no_telephones(written: str, said: str) -> None:
    """Only what is called is said digit by digit; a sentence's end is no abbreviation."""
    assert spoken(written, spans(written, "en")) == said


FORMULAS = (
    ("en", r"\lim_{x \to 0} f", "limit as x approaches zero of f"),
    ("en", r"\sqrt[4]{x}", "fourth root of x"),
    ("de", r"\vec{v}", "Vektor v"),
    ("de", r"f^{\prime}", "f Strich"),
    ("de", r"\max_x f", "Maximum über x von f"),
    ("fr", r"\bar x", "x barre"),
    ("fr", r"\sqrt[4]{x}", "racine d'indice quatre de x"),
    ("es", r"A^T", "A traspuesta"),
    ("it", r"f'(x)", "f primo x"),
    ("nl", r"\sum_{i=1}^n i", "som van i is één tot n van i"),
    ("pl", r"\hat x", "x z daszkiem"),
    ("ru", r"90^\circ", "девяносто градусов"),
)


@pytest.mark.parametrize(("language", "source", "said"), FORMULAS)
def test_a_formula_is_said_in_its_language(language: str, source: str, said: str) -> None:
    """The names of marks, roots and what takes limits are of [maths]."""
    assert formula(source, table(language)) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_what_formulas_are_made_of(language: str) -> None:
    """None of them is said in another language's words, or not at all."""
    named = {*ACCENTS.values(), *LIMITED.values(), *RAISED.values(), "root"}
    assert named <= {name for name, said in table(language).maths.items() if said}
