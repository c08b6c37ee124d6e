"""A card is drawn as its pass says, in the phone's language, and can be scanned."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import jinja2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from tests import certificates
from tests.simulator import cards
from wallet_service.passes import drawing, drawn
from wallet_service.simulator import pass_check

NO_BREAK = "\u00a0"


def opened(card=None, **more):
    return pass_check.check(
        cards.build(card or cards.view(), **more),
        trusted_roots=[certificates.chain().root.certificate_pem],
        now=certificates.NOW,
        allow_loopback_http=True,
    )


def with_fields(content, group, *fields):
    document = {**content.document, "storeCard": {group: list(fields)}}
    return replace(content, document=document)


def html(found):
    loader = jinja2.FileSystemLoader(drawn.TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True)
    module = environment.get_template("drawn/pass.html").module
    front: Any = vars(module)["front"]
    return str(front(found, lambda name: f"/pictures/{name}"))


def labels(found):
    return [field.label for field in (*found.header, found.primary, *found.row)]


def test_every_field_stands_where_the_pass_puts_it():
    found = drawing.draw(opened(), "en")
    assert [field.value for field in found.header] == [f"1,995.00{NO_BREAK}₽"]
    assert found.primary is not None
    assert found.primary.value == f"1,995.00{NO_BREAK}₽"
    assert [field.key for field in found.row] == [
        *("rate", "pending", "expiring", "last_day")
    ]
    assert found.back[0].key == "news"
    assert found.organization == "Lumenord"


def test_labels_are_in_the_phones_language():
    content = opened(cards.view(locale="ru"))
    assert "БАЛАНС" in labels(drawing.draw(content, "ru"))
    assert "BALANCE" in labels(drawing.draw(content, "en"))


def test_a_phone_in_a_third_language_shows_the_raw_key():
    assert "BALANCE" in labels(drawing.draw(opened(), "fr"))


@pytest.mark.parametrize(
    ("field", "language", "text"),
    [
        ({"value": 1234.5, "currencyCode": "RUB"}, "ru", "1 234,50 ₽"),
        ({"value": 1234.5, "currencyCode": "EUR"}, "en", "€1,234.50"),
        ({"value": 0.07, "numberStyle": "PKNumberStylePercent"}, "en", "7%"),
        ({"value": 1234567}, "ru", "1 234 567"),
        (
            {
                "value": "2026-03-10T21:30:00Z",
                "dateStyle": "PKDateStyleLong",
                "timeStyle": "PKDateStyleShort",
            },
            "ru",
            "11 марта 2026 г., 00:30",
        ),
        (
            {
                "value": "2026-03-10T21:30:00Z",
                "dateStyle": "PKDateStyleShort",
                "ignoresTimeZone": True,
            },
            "en",
            "3/10/26",
        ),
    ],
)
def test_numbers_money_and_dates_follow_the_style_of_the_field(field, language, text):
    content = with_fields(opened(), "headerFields", {"key": "one", **field})
    found = drawing.draw(content, language, "Europe/Moscow").header[0].value
    assert found.replace(NO_BREAK, " ").replace("\u202f", " ") == text


def test_the_code_can_be_scanned():
    code = drawing.draw(opened(), "en").code
    assert code is not None
    scale = 4
    image = Image.new("L", ((code.size + 8) * scale,) * 2, 255)
    pen = ImageDraw.Draw(image)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", code.path):
        left, top = (int(x) + 4) * scale, (int(y) + 4) * scale
        pen.rectangle((left, top, left + int(length) * scale - 1, top + scale - 1), 0)
    (read,) = zxingcpp.read_barcodes(image)
    assert read.text == cards.view().code
    assert code.caption == "0042 1730 0158"


def test_colours_come_from_the_pass_and_only_through_the_stylesheet():
    found = drawing.draw(opened(), "en")
    sheet = drawing.stylesheet([found])
    assert f".{found.look} {{" in sheet
    assert "--pass-background: rgb(16, 27, 51)" in sheet
    assert found.look in html(found)


def test_what_is_no_colour_never_reaches_the_stylesheet():
    content = opened()
    bad = "red; } body { display: none"
    document = {**content.document, "backgroundColor": bad}
    found = drawing.draw(replace(content, document=document), "en")
    assert "display" not in drawing.stylesheet([found])


def test_the_page_part_has_no_inline_style_and_no_script():
    page = html(drawing.draw(opened(), "en"))
    assert not re.search(r"\sstyle=|<script|\son\w+=", page)


def test_text_of_the_pass_is_escaped():
    content = opened()
    document = {**content.document, "logoText": "<script>alert(1)</script>"}
    page = html(drawing.draw(replace(content, document=document), "en"))
    assert "<script>" not in page


def test_a_voided_card_looks_voided():
    found = drawing.draw(opened(cards.view(state="closed")), "en")
    assert found.is_voided
    assert "is-voided" in html(found)


def test_pictures_are_offered_in_the_densities_that_the_pass_has():
    content = opened()
    found = drawing.draw(content, "en")
    assert found.pictures["strip"] == ("", "@2x", "@3x")
    assert "/pictures/strip@3x.png 3x" in html(found)
    data = drawing.picture(content.files, "strip@3x.png", "en")
    assert data is not None
    assert Image.open(io.BytesIO(data)).size == (1125, 369)


def test_a_picture_at_the_root_overrides_the_translated_one():
    files = {"strip.png": b"root", "ru.lproj/strip.png": b"ru", "ru.lproj/x.png": b"x"}
    assert drawing.picture(files, "strip.png", "ru") == b"root"
    assert drawing.picture(files, "x.png", "ru") == b"x"
    assert drawing.picture(files, "x.png", "en") is None


@pytest.mark.parametrize("text", ["1", "a" * 12, "a" * 17, "a" * 24, "a" * 40])
def test_every_size_that_is_given_out_is_in_the_stylesheet(text):
    content = with_fields(opened(), "primaryFields", {"key": "one", "value": text})
    size = drawing.draw(content, "en").primary_size
    styles = (drawn.STATIC / "pass.css").read_text()
    assert f".pass-primary.size-{size} dd" in styles


def test_two_copies_have_two_marks():
    assert drawing.mark(b"one") != drawing.mark(b"two")
