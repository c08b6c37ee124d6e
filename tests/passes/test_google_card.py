"""Bodies of Google's objects and classes, of every kind in both languages.

`make golden` rewrites the files; the difference is then read like code.
"""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.passes import examples
from wallet_service.passes import (
    card_face,
    google_art,
    google_card,
    google_class,
    picture_names,
    templates,
)
from wallet_service.passes.card_view import CardView
from wallet_service.passes.face_parts import (
    PlainPicture,
    ProgressPicture,
    StampsPicture,
)
from wallet_service.wallets.google import bodies, identifiers

GOLDEN = Path(__file__).parent / "golden"
IDENTITY = google_card.GoogleIdentity(
    object_id="3388000000012345678.pass_01",
    class_id="3388000000012345678.prog_01",
    picture_url="https://cards.example.com/pictures/classic/1/plain-discount.png",
)
CLASS_IDENTITY = google_class.ClassIdentity(
    class_id=IDENTITY.class_id,
    logo_url="https://cards.example.com/pictures/classic/1/logo.png",
    picture_url=IDENTITY.picture_url,
    callback_url="https://cards.example.com/google/callback",
)
VIEWS: dict[str, CardView] = {
    **{
        f"{kind}-{locale}": examples.a_view(kind, locale)
        for kind in examples.KINDS
        for locale in examples.LOCALES
    },
    "stamp-ready-ru": examples.a_view(
        "stamp", "ru", standing=examples.stamp_standing(3, rewards=1)
    ),
    "cashback-closed-en": examples.a_view("cashback", state="closed"),
}


@pytest.fixture(scope="module")
def classic():
    return templates.load(examples.DESIGNS, "classic")


def body(view: CardView) -> dict:
    return google_card.object_body(card_face.face(view), IDENTITY)


def class_view(kind="cashback", **changes) -> google_class.ClassView:
    view = examples.a_view(kind)
    shown = google_class.ClassView(
        kind=kind,
        brand=view.brand,
        program_name=view.program_name,
        locale="en",
        terms=view.terms,
    )
    return replace(shown, **changes)


def a_class(design, kind="cashback", **changes) -> dict:
    return google_class.class_body(class_view(kind, **changes), CLASS_IDENTITY, design)


def against_the_file(name: str, document: dict) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    file = GOLDEN / f"{name}.json"
    if os.environ.get("GOLDEN") == "rewrite":
        file.write_text(text, encoding="utf-8")

    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", VIEWS)
def test_the_object_is_as_the_golden_file_has_it(name):
    against_the_file(f"google-{name}", body(VIEWS[name]))


@pytest.mark.parametrize("kind", examples.KINDS)
def test_the_class_is_as_the_golden_file_has_it(kind, classic):
    against_the_file(f"google-class-{kind}", a_class(classic, kind))


@pytest.mark.parametrize("kind", examples.KINDS)
def test_google_statement_2_an_object_names_no_person_unless_the_brand_does(kind):
    shown = json.dumps(body(examples.a_view(kind)))
    named = body(examples.a_view("discount", member_name="Anna Larsen"))

    assert "accountName" not in shown
    assert named["accountName"] == "Anna Larsen"
    assert "Anna" not in named["id"]


def test_google_statement_2_identifiers_follow_from_ours_alone():
    for suffix in ("pass_01j", "prog_01j"):
        first = identifiers.resource_id("3388000000012345678", suffix)
        assert first == identifiers.resource_id("3388000000012345678", suffix)
        assert first == f"3388000000012345678.{suffix}"
    for personal in ("anna@example.com", "+79161234567", "Anna Larsen"):
        with pytest.raises(identifiers.InvalidIdentifier):
            identifiers.resource_id("3388000000012345678", personal)


def test_google_statement_6_each_balance_has_one_member_and_micros_are_text():
    for view in VIEWS.values():
        shown = body(view)
        for name in ("loyaltyPoints", "secondaryLoyaltyPoints"):
            if name in shown:
                assert len(shown[name]["balance"]) == 1
    money = body(examples.a_view("cashback"))["loyaltyPoints"]["balance"]["money"]
    assert money == {"micros": "1995000000", "currencyCode": "RUB"}


@pytest.mark.parametrize("kind", examples.KINDS)
def test_google_statement_7_a_class_is_sent_for_review(kind, classic):
    assert a_class(classic, kind)["reviewStatus"] == "UNDER_REVIEW"


@pytest.mark.parametrize("kind", examples.KINDS)
@pytest.mark.parametrize("state", ["active", "frozen"])
def test_google_statement_8_every_place_of_the_template_shows_something(
    kind, state, classic
):
    shown = body(examples.a_view(kind, state=state))
    modules = {module["id"] for module in shown["textModulesData"]}
    override = a_class(classic, kind)["classTemplateInfo"]["cardTemplateOverride"]
    for row in override["cardRowTemplateInfos"]:
        (items,) = row.values()
        first = next(iter(items.values()))
        paths = [one["fieldPath"] for one in first["firstValue"]["fields"]]
        assert any(_is_there(path, shown, modules) for path in paths)


def _is_there(path: str, shown: dict, modules: set) -> bool:
    if "textModulesData" in path:
        return path.split("'")[1] in modules
    return path.removeprefix("object.").partition(".")[0] in shown


@pytest.mark.parametrize("kind", examples.KINDS)
@pytest.mark.parametrize("state", ["active", "frozen", "closed"])
def test_google_statement_9_ten_modules_and_three_rows_are_the_most(
    kind, state, classic
):
    full = examples.a_view(
        kind, state=state, member_name="Anna Larsen", valid_until=date(2026, 6, 30)
    )
    modules = [module["id"] for module in body(full)["textModulesData"]]
    override = a_class(classic, kind)["classTemplateInfo"]["cardTemplateOverride"]

    assert len(modules) <= 10
    assert len(set(modules)) == len(modules)
    assert len(override["cardRowTemplateInfos"]) <= 2


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("active", "ACTIVE"),
        ("frozen", "ACTIVE"),
        ("expired", "EXPIRED"),
        ("closed", "INACTIVE"),
        ("retired", "INACTIVE"),
    ],
)
def test_the_state_moves_ended_cards_to_the_expired_ones(state, told):
    assert body(examples.a_view(state=state))["state"] == told


def test_a_paused_card_says_so_first_in_its_second_row(classic):
    shown = body(examples.a_view("cashback", state="frozen"))
    words = {one["id"]: one["body"] for one in shown["textModulesData"]}
    row = a_class(classic)["classTemplateInfo"]["cardTemplateOverride"]
    first = row["cardRowTemplateInfos"][1]["threeItems"]["startItem"]

    assert words["status"] == "paused"
    assert first["firstValue"]["fields"][0] == {
        "fieldPath": "object.textModulesData['status']"
    }


def test_google_statement_36_the_code_is_the_cards_own_and_not_its_number():
    shown = body(examples.a_view())

    assert shown["barcode"]["value"] == "kJ8s0vQm2Xz7Lw4Bd9TfYg"
    assert shown["accountId"] != shown["barcode"]["value"]


def test_google_statement_12_a_code_may_change_every_half_minute():
    identity = replace(IDENTITY, barcode_key=bytes(range(20)))
    face = card_face.face(examples.a_view())
    shown: dict[str, Any] = google_card.object_body(face, identity)
    rotating = shown["rotatingBarcode"]

    assert "barcode" not in shown
    assert rotating["valuePattern"] == "kJ8s0vQm2Xz7Lw4Bd9TfYg.{totp_value_0}"
    assert rotating["totpDetails"]["periodMillis"] == "30000"
    assert rotating["totpDetails"]["parameters"] == [
        {"key": bytes(range(20)).hex(), "valueLength": 8}
    ]
    assert bodies.faults(shown, bodies.OBJECT, is_whole=True) == []
    assert "x01" not in repr(identity)


def test_the_terms_stand_on_the_class_in_both_languages(classic):
    (terms,) = a_class(classic)["textModulesData"]

    assert terms["localizedBody"]["defaultValue"]["value"] == "One card a person."
    (russian,) = terms["localizedBody"]["translatedValues"]
    assert russian == {"language": "ru", "value": "Одна карта на человека."}


def test_the_brands_contacts_are_links_of_the_class(classic):
    uris = [one["uri"] for one in a_class(classic)["linksModuleData"]["uris"]]

    assert uris == [
        "tel:+74950000000",
        "mailto:club@example.com",
        "https://example.com",
    ]


@pytest.mark.parametrize("kind", examples.KINDS)
def test_google_statement_10_a_picture_changes_its_address_with_its_state(kind):
    picture = card_face.picture(examples.a_view(kind))
    muted = card_face.picture(examples.a_view(kind, state="frozen"))

    assert picture_names.read(picture_names.name(picture)) == picture
    assert picture_names.read(picture_names.name(muted)) == muted
    assert picture_names.name(picture) != picture_names.name(muted)


@pytest.mark.parametrize(
    "picture",
    [
        PlainPicture("cashback", muted=True),
        ProgressPicture(50, reached=True, muted=True),
        ProgressPicture(3, "7,5\u00a0%", (1, 2)),
        StampsPicture(0, 5),
        StampsPicture(7, 12, (4, 12), ready=True),
    ],
)
def test_every_state_has_a_name_that_leads_back_to_it(picture):
    assert picture_names.read(picture_names.name(picture)) == picture


@pytest.mark.parametrize(
    "text", ["", "plain-other", "progress-51--", "stamps-1-2", "progress-3-A-", "../x"]
)
def test_what_names_no_state_is_no_picture(text):
    assert picture_names.read(text) is None


def test_pictures_have_googles_sizes(classic):
    picture = card_face.picture(examples.a_view("accumulating"))
    with Image.open(io.BytesIO(google_art.hero(classic, picture))) as hero:
        assert (hero.format, hero.size) == ("PNG", (1032, 336))
    with Image.open(io.BytesIO(google_art.logo(classic))) as logo:
        assert (logo.format, logo.size) == ("PNG", (660, 660))
