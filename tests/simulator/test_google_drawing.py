"""A Google card is drawn as its class and object say, in the phone's language."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import jinja2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from tests.wallets.google import samples
from wallet_service.simulator import google_drawing
from wallet_service.simulator.google_drawing import DrawnItem, DrawnLink

FOLDER = Path(google_drawing.__file__).parent
NO_BREAK = "\u00a0"


def card(of_class=None, **of_object):
    return {
        **samples.loyalty_object(**of_object),
        "classReference": samples.loyalty_class(**(of_class or {})),
    }


def draw(*given, language="en", **of_object):
    return google_drawing.draw(card(*given, **of_object), language)


def template(*rows):
    return {
        "classTemplateInfo": {
            "cardTemplateOverride": {"cardRowTemplateInfos": list(rows)}
        }
    }


def one_item(*paths, second=()):
    item: dict = {"firstValue": {"fields": [{"fieldPath": path} for path in paths]}}
    if second:
        item["secondValue"] = {"fields": [{"fieldPath": path} for path in second]}
    return {"oneItem": {"item": item}}


def html(found, part="front"):
    loader = jinja2.FileSystemLoader(FOLDER / "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True)
    module = environment.get_template("simulator/google_card.html").module
    macro: Any = vars(module)[part]
    return str(
        macro(found, lambda url: f"/p?{url}") if part == "front" else macro(found)
    )


def test_the_card_shows_title_rows_and_pictures():
    found = draw()
    assert (found.issuer, found.program) == ("Acme", "Partners")
    assert found.rows == (
        (DrawnItem("Left to Gold", "1,000.00 ₽"), DrawnItem("Terms", "Be kind.")),
    )
    assert found.logo.url.endswith("/logo.png")
    assert found.hero.description == "3 of 10 stamps"
    assert not found.is_expired


def test_the_class_s_picture_stands_in_for_the_object_s():
    found = draw({"heroImage": samples.image("class.png")}, heroImage=None)
    assert found.hero.url.endswith("/class.png")
    assert draw(heroImage=None).hero is None


@pytest.mark.parametrize(
    ("language", "label", "value"),
    [
        ("en", "Cashback", f"199.50{NO_BREAK}₽"),
        ("ru", "Кешбэк", f"199,50{NO_BREAK}₽"),
        ("de", "Cashback", f"199,50{NO_BREAK}₽"),
    ],
)
def test_money_and_labels_are_in_the_phone_s_language(language, label, value):
    found = draw(template(one_item("object.loyaltyPoints.balance")), language=language)
    assert found.rows == ((DrawnItem(label, value),),)


@pytest.mark.parametrize(
    ("balance", "value"),
    [({"int": 1200}, "1,200"), ({"double": 1.5}, "1.5"), ({"string": "7/10"}, "7/10")],
)
def test_a_balance_of_each_kind_is_written(balance, value):
    rows = template(one_item("object.loyaltyPoints.balance"))
    found = draw(rows, loyaltyPoints={"label": "Points", "balance": balance})
    assert found.rows == ((DrawnItem("Points", value),),)


def test_the_first_field_with_a_value_is_shown_and_a_second_beside_it():
    rows = template(
        one_item("object.textModulesData['none']", "object.accountName"),
        one_item("object.accountId", second=("class.rewardsTier",)),
        one_item("object.textModulesData['none']"),
    )
    found = draw({**rows, "rewardsTier": "Gold", "accountNameLabel": "Person"})
    assert found.rows == (
        (DrawnItem("Person", "Anna"),),
        (DrawnItem("Member ID", "0042 1730 0158 / Gold"),),
    )


def test_a_class_without_a_template_shows_points_and_tier():
    found = draw({"classTemplateInfo": {}}, secondaryLoyaltyPoints=None)
    assert [one.label for one in found.rows[0]] == ["Cashback"]
    tier = {"classTemplateInfo": {}, "rewardsTier": "Gold"}
    (row,) = draw(tier, language="ru", secondaryLoyaltyPoints=None).rows
    assert row[1] == DrawnItem("Уровень", "Gold")


def test_details_links_and_messages_stand_below_the_card():
    links = {"uris": [{"uri": "tel:+7921", "description": "Call us"}, {"uri": "geo:1"}]}
    texts = [samples.message(header="Old"), samples.message(header="New")]
    found = draw({"linksModuleData": links}, messages=texts)
    assert [one.label for one in found.details] == [
        *("Member name", "Member ID", "Left to Gold", "Terms")
    ]
    assert found.links == (
        DrawnLink("Call us", "tel:+7921"),
        DrawnLink("geo:1", "geo:1"),
    )
    assert [one.label for one in found.messages] == ["New", "Old"]
    page = html(found, "details")
    assert 'href="tel:+7921"' in page
    assert page.index("New") < page.index("Old")


@pytest.mark.parametrize(
    ("colour", "is_light"),
    [("#ffffff", True), ("#ff0", True), ("#1a2b3c", False), ("red", False)],
)
def test_letters_are_dark_on_a_light_ground(colour, is_light):
    found = draw({"hexBackgroundColor": colour})
    assert found.is_light is is_light
    css = google_drawing.stylesheet([found, found])
    letters = "#202124" if is_light else "#ffffff"
    ground = "#4285f4" if colour == "red" else colour
    assert css == (
        f".{found.look} {{ --google-ground: {ground}; --google-letters: {letters}; }}\n"
    )


@pytest.mark.parametrize("state", ["COMPLETED", "EXPIRED", "INACTIVE"])
def test_a_card_out_of_use_lies_among_the_expired(state):
    found = draw(state=state)
    assert found.is_expired
    assert "is-expired" in html(found)


def test_the_code_of_the_card_can_be_scanned():
    found = draw(barcode={"type": "QR_CODE", "value": "код-1"})
    assert found.code.caption == ""
    size, scale = found.code.size, 6
    image = Image.new("L", ((size + 8) * scale,) * 2, 255)
    pen = ImageDraw.Draw(image)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", found.code.path):
        left, top = (int(x) + 4) * scale, (int(y) + 4) * scale
        pen.rectangle(
            (left, top, left + int(width) * scale - 1, top + scale - 1), fill=0
        )
    stream = io.BytesIO()
    image.save(stream, "PNG")
    (code,) = zxingcpp.read_barcodes(Image.open(stream))
    assert code.text == "код-1"
    assert draw(barcode={"type": "AZTEC", "value": "1"}).code is None


def test_the_page_carries_no_style_and_escapes_what_it_shows():
    page = html(draw({"issuerName": "<b>Acme</b>"}))
    assert "&lt;b&gt;Acme" in page
    assert "style=" not in page
    assert 'src="/p?https://cards.example.com/hero-3.png"' in page
