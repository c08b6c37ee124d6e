"""The words of the pages: every word in both languages, every page's words there."""

from __future__ import annotations

import re
import string
from pathlib import Path

from wallet_service.web.texts import english, russian

WEB = Path(__file__).resolve().parents[2] / "wallet_service" / "web"
USED = re.compile(r"\bt\.(\w+)")


def test_both_languages_have_the_same_words():
    assert set(english.WORDS) == set(russian.WORDS)


def test_both_languages_name_the_same_values():
    formatter = string.Formatter()
    for name, text in english.WORDS.items():
        fields = {part[1] for part in formatter.parse(text) if part[1]}
        other = {part[1] for part in formatter.parse(russian.WORDS[name]) if part[1]}
        assert fields == other, name


def test_every_word_that_a_page_uses_is_there():
    pages = [*WEB.glob("templates/frame.html"), *WEB.glob("staff/**/*.html")]
    pages += WEB.glob("team/**/*.html")
    assert len(pages) > 8
    for page in pages:
        missing = set(USED.findall(page.read_text())) - set(english.WORDS)
        assert missing == set(), page.name
