"""Written words → spoken words: properties that hold for every text, and examples of each part."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from narrate.script.forms import signs_of
from narrate.script.languages import language as table
from narrate.script.lexicon import Entry, Lexicon
from narrate.script.signs import PUNCTUATION
from narrate.script.spoken import FIGURES, Addresses, Mark, _forms, spans, spoken
from tests.reading import LANGUAGES, cases

PROSE = {
    "en": "The harbour was quiet that morning and nobody had seen the boats leave before dawn",
    "de": "Der Hafen war an diesem Morgen still und niemand hatte die Boote auslaufen sehen",
    "fr": "Le port était calme ce matin et personne n'avait vu partir les bateaux avant l'aube",
    "es": "El puerto estaba tranquilo aquella mañana y nadie había visto salir los barcos",
    "pt": "O porto estava calmo naquela manhã e ninguém tinha visto os barcos saírem",
    "it": "Il porto era tranquillo quella mattina e nessuno aveva visto partire le barche",
    "nl": "De haven was stil die ochtend en niemand had de boten zien vertrekken",
    "pl": "Port był tego ranka cichy i nikt nie widział odpływających łodzi",
    "ru": "Тем утром в порту было тихо и никто не видел как ушли лодки",
    "zh": "那天早上港口很安静没有人看见船只离开",
    "ja": "その朝の港は静かで誰も船が出るのを見ていなかった",
    "ar": "كان الميناء هادئا ذلك الصباح ولم ير أحد القوارب وهي تغادر",
    "hi": "उस सुबह बंदरगाह शांत था और किसी ने नावों को जाते नहीं देखा",
}


def say(text: str, language: str = "en") -> str:
    return spoken(text, spans(text, language))


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_plain_prose_is_said_as_it_is_written(language: str, data: st.DataObject) -> None:
    """Words in are words out, in every language, in any order, with any plain punctuation."""
    words = PROSE[language].split()
    picked = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=30))
    text = " ".join(word + data.draw(st.sampled_from(["", "", "", ","])) for word in picked)
    assert spans(text + ".", language) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_in_no_text_without_the_signs_that_it_needs(language: str) -> None:
    """A form that is passed over for want of a sign would have found nothing."""
    ordered = [each for each in _forms(language).ordered if each.needs]
    for case in cases(language):
        text = FIGURES.sub("1", case.written)  # as the forms are given it
        signs = signs_of(text)
        for form in ordered:
            if signs.isdisjoint(form.needs):
                found = form.pattern.search(text)
                assert not found or not found[0], (form.rule, form.needs, text)


WRITTEN = st.lists(
    st.one_of(
        st.sampled_from(
            "$1.2bn 10:30am 3/4 C++ v1.2.3 2024-03-05 x² ½ H₂O → § 5% 1,234.56 @jo_lee #Black "
            " https://example.com/a?b a@b.org snake_case camelCase foo() --dry-run 1920x1080 -5°C"
            " 🎉 👩‍💻 e.g. U.S. NASA API's IV 1990s Mon–Fri (s) [1] $x^2$ \\frac{a}{b} C:\\Users"
            " ~/.x £5–£10 +1-555-0100 192.168.0.1 a1b2c3d4 ﷽ ⅷ ① ٣ १२ 五 αβγ …".split()
        ),
        st.text(max_size=8),
        st.sampled_from(PROSE["en"].split()),
    ),
    max_size=12,
).map(lambda parts: " ".join(" ".join(parts).split()))


def unsayable(text: str) -> list[str]:
    """What an engine may not be able to say: figures, signs, and what has no name."""
    return [
        each
        for each in text
        if not each.isspace()
        and unicodedata.category(each)[0] not in "LM"
        and each not in PUNCTUATION
        and each not in "\u200c\u200d〇"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@given(WRITTEN)
@example("①²½ ٣٤ १२ ²⁻³ x²⁰ Ⅷ ⅷ ﷽ ㎏ ™ \ue000")
@settings(max_examples=150, deadline=None)
def test_no_figure_and_no_sign_reaches_an_engine(language: str, text: str) -> None:
    """Only letters, what belongs to them, and plain punctuation are left."""
    assert unsayable(say(text, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@given(WRITTEN)
@settings(max_examples=150, deadline=None)
def test_what_is_said_is_said_again_as_it_is(language: str, text: str) -> None:
    """Normalising twice changes nothing."""
    once = say(text, language)
    assert say(once, language) == once


def test_what_is_said_of_the_corpus_is_said_again_as_it_is() -> None:
    """The same of every case of the corpus."""
    changed = []
    for language in LANGUAGES:
        for case in cases(language):
            once = say(case.written, case.language)
            if (twice := say(once, case.language)) != once or unsayable(once):
                changed.append((case.written, once, twice))
    assert changed == []


@pytest.mark.parametrize("language", LANGUAGES)
@given(WRITTEN)
@settings(max_examples=100, deadline=None)
def test_spans_lie_in_order_and_apart(language: str, text: str) -> None:
    """Each maps a part of the text, none overlaps another, all else is as it was written."""
    found = spans(text, language)
    at = 0
    for span in found:
        assert at <= span.start < span.end <= len(text)
        assert text[span.start : span.end] != span.spoken
        assert span.rule
        at = span.end


def test_a_long_paragraph_takes_no_more_than_its_share() -> None:
    """Linear in length: ten times the text takes about ten times the steps."""
    part = "On May 5, 2024 the API cost $1.2bn (5% of GDP), see https://example.com/a?b or x². "
    few, many = (_steps(part * times) for times in (10, 100))
    assert many < 12 * few


def _steps(text: str) -> int:
    """Calls made to read a text: time that no other process can lengthen."""
    import sys

    count = 0

    def step(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(step)
    try:
        spans(text, "en")
    finally:
        sys.setprofile(None)
    return count


ENDLESS = [
    *("9" * 20_000, "a" * 20_000, "A1" * 10_000, "(" * 20_000, "1," * 9_000, "x_" * 9_000),
    *("1.2." * 5_000, "a.b." * 5_000, "$" * 9_000, "-" * 9_000, "1-" * 9_000, "@a." * 6_000),
    *("/a" * 9_000, "\\frac{" * 3_000, "[1]" * 6_000, "1:1:" * 5_000, "IV" * 9_000),
    *("http://" * 3_000, "é́" * 9_000, "👩‍" * 4_000, "<!-- " * 9_000, "! " * 9_000),
]


@pytest.mark.parametrize("text", ENDLESS, ids=[text[:6] for text in ENDLESS])
def test_a_word_without_end_is_read_in_time(text: str) -> None:
    """No pattern goes back over what it has read: within the test's own minute, or it hangs."""
    assert unsayable(say(text)) == []


def test_a_lexicon_goes_before_the_tables_and_an_earlier_one_before_a_later() -> None:
    """Whole words; small letters stand for any, a capital for itself."""
    own = Lexicon((Entry("sql", "sequel"), Entry("Nginx", "engine X")))
    show = Lexicon((Entry("sql", "squeal"), Entry("C", "sea"), Entry("api", "appy", exact=True)))
    found = spans("SQL, Nginx, C++ in C, API, api, SQLs", "en", lexicons=(own, show))
    assert spoken("SQL, Nginx, C++ in C, API, api, SQLs", found) == (
        "sequel, engine X, C plus plus in sea, A P I, appy, S Q L's"
    )
    assert [span.rule for span in found][:2] == ["lexicon", "lexicon"]


def test_what_the_author_says_goes_before_all() -> None:
    """`data-narrate-say`, raised and lowered figures, formulas."""
    marks = [
        Mark(0, 3, "say", "sequel"),
        Mark(9, 10, "sup"),
        Mark(15, 16, "sub"),
        Mark(19, 22, "maths"),
    ]
    text = "SQL and x2 or H2O, a_1."
    found = spans(text, "en", marks)
    lexicon = Lexicon((Entry("SQL", "squeal"),))
    assert spoken(text, found).startswith("sequel and x squared")
    assert spans(text, "en", marks, lexicons=(lexicon,)) == found
    assert spoken(text, found).endswith("or H two O, a sub one.")


def test_emoji_are_named_dropped_or_kept() -> None:
    """By setting; several of one are said once."""
    text = "Done 🎉🎉 now."
    assert say(text) == "Done party popper now."
    assert spoken(text, spans(text, "en", emoji="drop")) == "Done now."
    assert spoken(text, spans(text, "en", emoji="keep")) == text


@pytest.mark.parametrize(
    ("written", "name", "full", "drop"),
    [
        (
            "See https://www.example.com/news/ now.",
            "See example dot com now.",
            "See example dot com slash news now.",
            "See now.",
        ),
        (
            "See example.org/my-page.html?id=7&x=a_b#top.",
            "See example dot org.",
            "See example dot org slash my dash page dot H T M L question mark id equals seven"
            " and X equals a underscore B hash top.",
            "See.",
        ),
        (
            "Read https://example.org/caf%C3%A9/~jo.",
            "Read example dot org.",
            "Read example dot org slash café slash tilde jo.",
            "Read.",
        ),
        # a site's name alone is a name, and what has an at-sign is no web address
        (
            "Booking.com and jo@example.com agree.",
            "Booking dot com and jo at example dot com agree.",
            "Booking dot com and jo at example dot com agree.",
            "Booking dot com and jo at example dot com agree.",
        ),
    ],
)
def test_web_addresses_are_said_by_name_in_full_or_dropped(
    written: str, name: str, full: str, drop: str
) -> None:
    """By setting; spelled as people say them to each other."""
    read = {
        wanted: spoken(written, spans(written, "en", addresses=wanted))
        for wanted in get_args(Addresses)
    }
    assert read == {"name": name, "full": full, "drop": drop}


@pytest.mark.parametrize("wanted", get_args(Addresses))
@given(WRITTEN)
@settings(max_examples=80, deadline=None)
def test_whatever_is_wanted_of_addresses_no_sign_is_left(wanted: Addresses, text: str) -> None:
    """The same laws as without: nothing unsayable, and said twice it is the same."""
    once = spoken(text, spans(text, "en", addresses=wanted))
    assert unsayable(once) == []
    assert spoken(once, spans(once, "en", addresses=wanted)) == once


UNTOUCHED = Path(__file__).parent / "data/untouched.tsv"


@pytest.mark.parametrize("line", UNTOUCHED.read_text("utf-8").splitlines()[1:])
def test_a_rule_of_context_touches_nothing_else(line: str) -> None:
    written, said = line.split("\t")
    assert say(written) == said


def test_every_table_is_whole() -> None:
    """Nouns have as many forms as their language has plurals, or one; no month is missing."""
    for name in LANGUAGES:
        words = table(name)
        nouns = {**words.units, **words.after_number}
        for sign, forms in nouns.items():
            count = len(forms.rpartition(":")[2].split("|"))
            assert count in (1, len(words.plurals)), f"{name}: {sign}: {forms}"
        for sign, forms in words.money.items():
            for part in forms.split("/"):
                assert len(part.rpartition(":")[2].split("|")) in (1, len(words.plurals)), (
                    f"{name}: {sign}"
                )
        assert len(words.dates.months) == 12, name
        assert len(words.dates.weekdays) in (0, 7), name
        assert not re.search(r"\d", "".join(words.words.values())), name


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        # the number's gender by what is counted, its case by what goes before, the dual in one word
        ("ar", "حضر 3 مهندسين و4 مهندسات.", "حضر ثلاثة مهندسين وأربع مهندسات."),
        ("ar", "بعد 22 يوما.", "بعد اثنين وعشرين يوما."),
        ("ar", "على بعد 2 كم و300 م.", "على بعد كيلومترين وثلاثمئة متر."),
        ("ar", "أكثر من 200 كتاب و60,000 قارئ.", "أكثر من مئتي كتاب وستين ألف قارئ."),
        ("ar", "في الطابق الـ4 بالساعة 5:30.", "في الطابق الرابع بالساعة الخامسة والنصف."),
        # ordinal endings, quarters of the hour and of things
        ("hi", "उसकी 4थी और 6ठी किताब।", "उसकी चौथी और छठी किताब।"),
        ("hi", "3½ घंटे, 4:45 बजे तक।", "साढ़े तीन घंटे, पौने पाँच बजे तक।"),
        # scripts without spaces: words end where the script does, and numbers stand without spaces
        ("zh", "用了 2 天, 跑 5km、花 20%。", "用了两天, 跑五公里、花百分之二十。"),
        ("zh", "共2200人，第2名。", "共两千二百人，第二名。"),
        ("ja", "時速80km/h、￥1億2千万、−3℃", "時速八十キロメートル、一億二千万円、マイナス三度"),
        ("ja", "HTMLを3回。", "H T M L を三回。"),
        (
            "ru",
            "Из 21 комнаты и из 21 города.",
            "Из двадцати одной комнаты и из двадцати одного города.",
        ),
        # a table in another form of its script
        ("zh-TW", "買了2個，下午2點。", "買了兩個，下午兩點。"),
    ],
)
def test_numbers_agree_with_what_stands_beside_them(language: str, written: str, said: str) -> None:
    assert say(written, language) == said


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        # figures by two that are no telephone number, and a date with points
        ("fr", "Il reste 12 34 56 78 90 pièces.", "douze trente-quatre cinquante-six"),
        ("fr", "Le 01.02.2024 à 9 h.", "premier février"),
        ("es", "Son 612 345 678 euros.", "seiscientos doce millones"),
        ("de", "Der Bericht 2023 / 24 kam.", "zweitausenddreiundzwanzig"),
        # a currency's sign without a magnitude before it
        ("es", "El símbolo € está aquí.", "símbolo euro"),
        ("es", "Vale más que el $ de antes.", "el dólar"),
        # an amount, a price: no hour
        ("pl", "Kosztuje od 9 do 13.30 zł.", "od dziewięciu"),
        ("pl", "Cena od 2 do 5 zł.", "od dwóch do pięciu"),
        # degrees, and a set
        ("it", "L'angolo misura 5° e cala.", "cinque gradi"),
        ("it", "La partita finì al 2° set.", "secondo set"),
        # words that are days of the week as well
        ("nl", "Ik ga za of zo weg.", "ga za of zo weg"),
        ("de", "So bis dann, do it.", "So bis dann"),
        # a fraction that is no date; particles that are no half of the day
        ("ja", "確率は1/3より大きい。", "三分の一より"),
        ("ja", "PM2.5の濃度。", "P M 二点五"),
        # things behind metres; money that is handed over
        ("zh", "长2米10个人。", "两米十个人"),
        ("zh", "他转500元。", "转五百元"),
        # a number at the end, a number of things
        ("de", "Er hat nur 3. Das reicht.", "nur drei."),
        ("de", "Sie trank nur 3 Bier.", "nur drei Bier"),
        # a title is no initial
        ("hi", "डॉ. कु. सीमा आई।", "डॉक्टर कुमारी सीमा"),
        ("hi", "कु. राधा आई।", "कुमारी राधा"),
    ],
)
def test_what_only_looks_like_a_form_is_none(language: str, written: str, said: str) -> None:
    """Beside each rule that what stands around decides: what it must not touch."""
    assert said in say(written, language)
