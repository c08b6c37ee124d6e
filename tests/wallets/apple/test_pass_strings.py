"""pass.strings: whatever the words are, they come back as they went in."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from wallet_service.wallets.apple import pass_strings

texts = some.text(some.characters(exclude_categories=["Cs"]))


@given(some.dictionaries(texts, texts))
@example({'quote " here': "back\\slash", "line\nbreak": "tab\there\r", "🎁": "Ё🎉"})
@example({"//": "/* no comment */", "ends in \\": '";'})
def test_statement_9_every_text_survives_the_round_trip(strings):
    data = pass_strings.render(strings)
    assert data.startswith(codecs.BOM_UTF16_LE)
    assert pass_strings.parse(data) == strings


def test_statement_9_languages_must_have_equal_keys():
    languages = {
        "en": {"a": "A", "b": "B"},
        "ru": {"a": "А"},
        "de": {"a": "A", "b": "B"},
    }
    assert pass_strings.key_problems(languages) == [
        "ru.lproj/pass.strings: lacks b; translate them"
    ]


def test_comments_and_big_endian_files_of_other_writers_are_read():
    source = '/* a "comment" */ "a" = "1"; // more\n\n"b"="2";'
    assert pass_strings.parse(codecs.BOM_UTF16_BE + source.encode("utf-16-be")) == {
        "a": "1",
        "b": "2",
    }


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('"a" = "1"', "character 0"),
        ('"a" = "1;\n', "character 0"),
        ('"a" = "1";\nb = "2";', "character 11"),
        ('"a" = "\\q";', "unknown escape"),
        ('"a" = "1"; "a" = "2";', "stands twice"),
        ('"a" = "1"; /* open', "character 11"),
    ],
)
def test_a_syntax_error_is_refused_with_its_place(source, complaint):
    with pytest.raises(pass_strings.StringsUnreadable, match=complaint):
        pass_strings.parse(codecs.BOM_UTF16_LE + source.encode("utf-16-le"))


@pytest.mark.parametrize("data", [b'"a" = "1";', b"", codecs.BOM_UTF16_LE + b"odd"])
def test_statement_9_bytes_that_are_not_utf_16_with_a_mark_are_refused(data):
    with pytest.raises(pass_strings.StringsUnreadable):
        pass_strings.parse(data)


def test_half_a_character_cannot_be_written():
    with pytest.raises(ValueError, match="half a character"):
        pass_strings.render({"a": "\ud83c"})
