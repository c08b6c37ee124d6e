"""pass.json of every kind in both languages, against golden files.

`make golden` rewrites the files; the difference is then read like code.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests import certificates
from tests.passes import examples
from wallet_service.passes import (
    apple_card,
    apple_files,
    card_face,
    templates,
    texts,
)
from wallet_service.passes.card_view import CardView
from wallet_service.wallets.apple import pass_file, pass_json, pictures

GOLDEN = Path(__file__).parent / "golden"
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


def issued(view: CardView, design, identity=examples.IDENTITY) -> dict:
    return apple_card.pass_json(card_face.face(view), identity, design)


@pytest.mark.parametrize("name", VIEWS)
def test_the_pass_is_as_the_golden_file_has_it(name, classic):
    document = issued(VIEWS[name], classic)
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    file = GOLDEN / f"{name}.json"
    if os.environ.get("GOLDEN") == "rewrite":
        file.write_text(text, encoding="utf-8")

    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("state", ["active", "frozen", "expired", "closed", "retired"])
@pytest.mark.parametrize("locale", examples.LOCALES)
@pytest.mark.parametrize("kind", examples.KINDS)
def test_a_phone_would_accept_every_card(kind, locale, state, classic):
    view = examples.a_view(kind, locale, state=state, valid_until=date(2026, 6, 30))

    assert pass_json.problems(issued(view, classic)) == []


def test_the_front_lies_as_the_layout_has_it(classic):
    card = issued(examples.a_view("cashback"), classic)["storeCard"]

    assert [field["label"] for field in card["headerFields"]] == ["BALANCE"]
    assert [field["label"] for field in card["primaryFields"]] == ["Available"]
    assert [field["label"] for field in card["secondaryFields"]] == [
        "CASHBACK",
        "PENDING",
        "EXPIRING",
        "LAST DAY",
    ]


@pytest.mark.parametrize("kind", examples.KINDS)
def test_one_field_alone_announces_its_change(kind, classic):
    card = issued(examples.a_view(kind), classic)["storeCard"]
    announcing = {
        field["key"]: field["changeMessage"]
        for fields in card.values()
        for field in fields
        if "changeMessage" in field
    }

    assert announcing == {"news": "%@"}


@pytest.mark.parametrize("state", ["closed", "retired"])
def test_statement_36_an_ended_card_is_voided_without_address_and_token(state, classic):
    document = issued(examples.a_view(state=state), classic)

    assert document["voided"] is True
    assert document.keys().isdisjoint({"webServiceURL", "authenticationToken"})


def test_a_living_card_has_address_and_token_and_is_not_voided(classic):
    document = issued(examples.a_view(), classic)

    assert document["webServiceURL"] == examples.IDENTITY.web_service_url
    assert document["authenticationToken"] == examples.IDENTITY.authentication_token
    assert "voided" not in document


def test_address_and_token_stand_together_or_not_at_all(classic):
    alone = replace(examples.IDENTITY, authentication_token=None)

    assert "webServiceURL" not in issued(examples.a_view(), classic, alone)


def test_a_card_is_never_relevant_by_date_and_expires_where_it_ends(classic):
    endless = issued(examples.a_view(), classic)
    dated = issued(examples.a_view(valid_until=date(2026, 6, 30)), classic)

    assert "relevantDate" not in endless
    assert "expirationDate" not in endless
    assert dated["expirationDate"] == "2026-07-01T00:00:00+03:00"


def test_the_code_is_a_qr_with_the_number_in_groups_below(classic):
    assert issued(examples.a_view(), classic)["barcodes"] == [
        {
            "format": "PKBarcodeFormatQR",
            "message": "kJ8s0vQm2Xz7Lw4Bd9TfYg",
            "messageEncoding": "iso-8859-1",
            "altText": "0042 1730 0158",
        }
    ]


def test_a_code_that_a_scanner_would_mangle_is_refused(classic):
    with pytest.raises(ValueError, match="iso-8859-1"):
        issued(examples.a_view(code="Код"), classic)


def test_the_balance_is_told_to_machines_too(classic):
    assert issued(examples.a_view("cashback"), classic)["semantics"] == {
        "balance": {"amount": "1995.00", "currencyCode": "RUB"}
    }
    assert "semantics" not in issued(examples.a_view("stamp"), classic)


def test_a_logo_that_bears_the_name_needs_no_text_beside_it(classic):
    bare = replace(classic, brand_beside_logo=False)

    assert issued(examples.a_view(), classic)["logoText"] == "Northern Tools"
    assert "logoText" not in issued(examples.a_view(), bare)


def test_the_token_is_not_in_what_is_printed():
    assert "9f2c1e7ab04d" not in repr(examples.IDENTITY)


@pytest.mark.parametrize("kind", examples.KINDS)
def test_the_files_fit_together_into_a_bundle(kind, classic):
    template = apple_files.template(classic)
    strips = apple_files.strips(classic, card_face.picture(examples.a_view(kind, "ru")))

    assert template.names == {
        *(
            f"{name}{end}.png"
            for name in ("icon", "logo")
            for end in ("", "@2x", "@3x")
        ),
        "en.lproj/pass.strings",
        "ru.lproj/pass.strings",
    }
    assert {file.name for file in strips} == {
        "strip.png",
        "strip@2x.png",
        "strip@3x.png",
    }
    assert template is apple_files.template(classic)


@pytest.mark.parametrize("kind", examples.KINDS)
def test_a_card_becomes_a_signed_pass(kind, classic):
    face = card_face.face(examples.a_view(kind, "ru"))
    archive = pass_file.build(
        apple_card.pass_json(face, examples.IDENTITY, classic),
        apple_files.template(classic),
        signer=certificates.signer(),
        signed_at=certificates.NOW,
        changing=apple_files.strips(classic, face.picture),
    )

    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        document = json.loads(files.read("pass.json"))
        strip = files.read("strip@2x.png")
    assert document["serialNumber"] == examples.IDENTITY.serial_number
    assert pictures.size(strip) == (750, 246)


@pytest.mark.parametrize("locale", examples.LOCALES)
@pytest.mark.parametrize("kind", examples.KINDS)
def test_every_label_of_a_pass_has_a_translation(kind, locale, classic):
    card = issued(examples.a_view(kind, locale, state="frozen"), classic)["storeCard"]
    labels = {field["label"] for fields in card.values() for field in fields}

    assert labels <= texts.label_strings()["ru"].keys()
