"""The words of the pages: every word in both languages, every page's words there."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from wallet_service.web.texts import catalogue

WEB = Path(__file__).resolve().parents[2] / "wallet_service" / "web"
USED = re.compile(r"\bt\.(?!(?:find|plural|told)\()(\w+)")
ENGLISH = catalogue.of("en").by_name
RUSSIAN = catalogue.of("ru").by_name


def test_both_languages_have_the_same_words():
    assert set(ENGLISH) == set(RUSSIAN)


def test_both_languages_name_the_same_values():
    formatter = string.Formatter()
    for name, text in ENGLISH.items():
        fields = {part[1] for part in formatter.parse(text) if part[1]}
        other = {part[1] for part in formatter.parse(RUSSIAN[name]) if part[1]}
        assert fields == other, name


def test_every_word_that_a_page_uses_is_there():
    pages = [*WEB.glob("templates/frame.html"), *WEB.glob("staff/**/*.html")]
    pages += WEB.glob("desk/**/*.html")
    pages += WEB.glob("scanner/templates/scanner/*")
    assert len(pages) > 10
    for page in pages:
        missing = set(USED.findall(page.read_text())) - set(ENGLISH)
        assert missing == set(), page.name


def test_words_with_plurals_have_all_forms_of_their_language():
    for name, text in ENGLISH.items():
        forms = text.count("|") + 1
        assert RUSSIAN[name].count("|") + 1 == {1: 1, 2: 3}[forms], name


@pytest.mark.parametrize(
    ("language", "number", "told"),
    [
        ("en", 1, "1 card is in use."),
        ("en", 1200, "1,200 cards are in use."),
        ("ru", 21, "Действует 21 карта."),
        ("ru", 3, "Действуют 3 карты."),
        ("ru", 12, "Действует 12 карт."),
    ],
)
def test_the_number_chooses_the_form(language, number, told):
    assert catalogue.of(language).plural("step_card_ready", number) == told


def scanner_words(language):
    text = (WEB / "scanner" / "static" / f"texts_{language}.js").read_text()
    word = re.compile(r"^  (\w+): (.*?)(?=^  \w+: |^};)", re.MULTILINE | re.DOTALL)
    return dict(word.findall(text))


def test_the_scanner_has_the_same_words_and_values_in_both_languages():
    english, russian = scanner_words("en"), scanner_words("ru")
    assert len(english) > 150
    assert set(english) == set(russian)
    for name, text in english.items():
        values = re.compile(r"\{(\w+)\}")
        assert set(values.findall(text)) == set(values.findall(russian[name])), name


def test_russian_plurals_have_three_forms():
    for name, text in scanner_words("en").items():
        if "one:" in text:
            forms = set(re.findall(r"(\w+): \"", scanner_words("ru")[name]))
            assert forms == {"one", "few", "many", "other"}, name


def test_every_word_of_the_scanner_is_used_and_every_one_used_is_there():
    scripts = [
        path.read_text()
        for path in (WEB / "scanner" / "static").rglob("*.js")
        if "vendor" not in path.parts and not path.name.startswith("texts_")
    ]
    code = "\n".join(scripts)
    used = set(re.findall(r"\bt\(\s*\"(\w+)\"", code))
    used |= set(re.findall(r"\"(became_\w+)\"", code))
    families = tuple(re.findall(r"`(\w+_)\$\{", code))
    words = set(scanner_words("en"))
    assert used - words == set()
    assert {w for w in words - used if not w.startswith(families)} == set()
