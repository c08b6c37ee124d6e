"""Both languages say the same things, and count in their own way."""

from __future__ import annotations

import string

import pytest

from wallet_service.passes import texts
from wallet_service.passes.card_view import Locale
from wallet_service.passes.formats import NO_BREAK_SPACE


def test_both_languages_have_the_same_labels_sentences_and_nouns():
    english, russian = texts.of("en"), texts.of("ru")

    assert english.labels.keys() == russian.labels.keys()
    assert english.sentences.keys() == russian.sentences.keys()
    assert english.plurals.keys() == russian.plurals.keys()


def test_a_sentence_asks_for_the_same_figures_in_both_languages():
    def places(sentence: str) -> set[str | None]:
        return {place for _, place, _, _ in string.Formatter().parse(sentence)} - {None}

    english, russian = texts.of("en").sentences, texts.of("ru").sentences

    differing = {key for key in english if places(english[key]) != places(russian[key])}
    assert not differing


@pytest.mark.parametrize(
    ("locale", "number", "expected"),
    [
        ("ru", 0, "0 штампов"),
        ("ru", 1, "1 штамп"),
        ("ru", 2, "2 штампа"),
        ("ru", 5, "5 штампов"),
        ("ru", 11, "11 штампов"),
        ("ru", 21, "21 штамп"),
        ("ru", 112, "112 штампов"),
        ("en", 0, "0 stamps"),
        ("en", 1, "1 stamp"),
        ("en", 2, "2 stamps"),
        ("en", 21, "21 stamps"),
    ],
)
def test_nouns_are_counted_in_the_forms_of_the_language(
    locale: Locale, number: int, expected: str
):
    counted = texts.of(locale).count("stamps", number)

    assert counted == expected.replace(" ", NO_BREAK_SPACE)


def test_every_noun_has_every_form_of_its_language():
    for forms in texts.of("ru").plurals.values():
        assert forms.keys() == {"one", "few", "many", "other"}
    for forms in texts.of("en").plurals.values():
        assert forms.keys() == {"one", "other"}


def test_labels_are_translated_by_their_english_text_and_none_stands_for_two():
    strings = texts.label_strings()

    assert strings["en"].keys() == strings["ru"].keys()
    assert all(key == text for key, text in strings["en"].items())
    assert len(strings["en"]) == len(texts.of("en").labels)
    assert strings["ru"]["BALANCE"] == "БАЛАНС"
