"""Every body is judged before it leaves: Google's document, and its rules in words."""

from __future__ import annotations

import copy
import re

import pytest

from tests.wallets.google import samples
from tests.wallets.google.samples import ISSUER
from wallet_service.wallets.google import (
    bodies,
    discovery,
    identifiers,
    rules_of_passes,
    template_paths,
)


def put(body, pointer, value):
    """A copy of the body with one value set, or taken away when it is REMOVED."""
    changed = copy.deepcopy(body)
    *path, last = [int(s) if s.isdigit() else s for s in pointer.split("/")[1:]]
    place = changed
    for step in path:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    if value is REMOVED:
        del place[last]
    else:
        place[last] = value
    return changed


REMOVED = object()
TEMPLATE = "/classTemplateInfo/cardTemplateOverride/cardRowTemplateInfos"


def of_object(pointer, value):
    return put(samples.loyalty_object(), pointer, value), bodies.OBJECT


def of_class(pointer, value):
    return put(samples.loyalty_class(), pointer, value), bodies.CLASS


def faults(body, kind, is_whole=True):
    found = bodies.faults(body, kind, is_whole=is_whole)
    return [(fault.pointer, fault.detail) for fault in found]


def assert_refused(given, pointer, said, is_whole=True):
    body, kind = given
    found = faults(body, kind, is_whole=is_whole)
    assert any(p == pointer and re.search(said, d) for p, d in found), found


def test_whole_bodies_of_both_kinds_are_accepted():
    assert faults(samples.loyalty_class(), bodies.CLASS) == []
    assert faults(samples.loyalty_object(), bodies.OBJECT) == []
    assert faults({"message": samples.message()}, bodies.MESSAGE) == []


def test_the_document_is_the_revision_that_its_notice_names():
    assert discovery.document()["revision"] == discovery.REVISION
    folder = bodies.__file__.replace("bodies.py", "discovery/NOTICE")
    with open(folder, encoding="utf-8") as notice:
        assert discovery.REVISION in notice.read()


@pytest.mark.parametrize(
    "identifier",
    ["card_1", "abc.card", f"{ISSUER}.", f"{ISSUER}.a b", f"{ISSUER}.a!", ".x", 7],
)
def test_google_statement_1_an_identifier_is_issuer_and_suffix(identifier):
    assert not identifiers.is_resource_id(identifier)
    assert_refused(of_object("/id", identifier), "/id", "issuer.suffix|text")
    assert_refused(of_object("/classId", identifier), "/classId", "issuer.suffix|text")


def test_google_statement_1_the_suffix_may_hold_dots():
    name = identifiers.resource_id(ISSUER, "a.b_c-D.1")
    assert identifiers.issuer_of(name) == ISSUER
    with pytest.raises(identifiers.InvalidIdentifier, match="digits only"):
        identifiers.resource_id("12-ab.apps.example.com", "card_1")
    with pytest.raises(identifiers.InvalidIdentifier, match="letters"):
        identifiers.resource_id(ISSUER, "anna@example.com")
    with pytest.raises(identifiers.InvalidIdentifier):
        identifiers.issuer_of("card_1")


def test_google_statement_3_the_class_is_of_the_object_s_issuer():
    assert_refused(of_object("/classId", "99.prog_1"), "/classId", "own issuer")


@pytest.mark.parametrize(
    ("given", "pointer", "said"),
    [
        (of_object("/colour", "red"), "/colour", "not a field of LoyaltyObject"),
        (
            of_object("/loyaltyPoints/balance/int_", 1),
            "/loyaltyPoints/balance/int_",
            "not a field of LoyaltyPointsBalance",
        ),
        (of_object("/kind", "walletobjects#x"), "/kind", "deprecated"),
        (of_object("/version", "1"), "/version", "deprecated"),
        (of_class("/locations", []), "/locations", "deprecated"),
        (of_class("/infoModuleData", {}), "/infoModuleData", "deprecated"),
        (of_class("/wordMark", {}), "/wordMark", "deprecated"),
        (of_object("/hasUsers", True), "/hasUsers", "set by Google"),
        (of_object("/classReference", {}), "/classReference", "set by Google"),
        (of_class("/review", {}), "/review", "set by Google"),
        (of_object("/state", None), "/state", "one of"),
        (of_object("/barcode", []), "/barcode", "an object"),
        (of_object("/textModulesData", {}), "/textModulesData", "an array"),
        (of_object("/accountId", 7), "/accountId", "text"),
        (
            of_object("/disableExpirationNotification", "no"),
            "/disableExpirationNotification",
            "true or false",
        ),
        ((7, bodies.OBJECT), "", "an object"),
    ],
)
def test_google_statement_4_only_fields_of_the_document_are_sent(given, pointer, said):
    assert_refused(given, pointer, said)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        (of_object("/state", "active"), "/state"),
        (of_object("/state", "STATE_UNSPECIFIED"), "/state"),
        (of_object("/barcode/type", "qrCode"), "/barcode/type"),
        (of_object("/notifyPreference", "YES"), "/notifyPreference"),
        (of_class("/reviewStatus", "underReview"), "/reviewStatus"),
    ],
)
def test_google_statement_5_enums_are_upper_case_and_specified(given, pointer):
    assert_refused(given, pointer, "must be one of")


BALANCE = "/loyaltyPoints/balance"


@pytest.mark.parametrize(
    ("balance", "pointer", "said"),
    [
        ({}, BALANCE, "exactly one"),
        ({"int": 1, "string": "1"}, f"{BALANCE}/int", "exactly one"),
        ({"int": 2**31}, f"{BALANCE}/int", "32 bits"),
        ({"int": True}, f"{BALANCE}/int", "32 bits"),
        ({"int": "7"}, f"{BALANCE}/int", "32 bits"),
        ({"double": "7"}, f"{BALANCE}/double", "a number"),
        ({"money": {"micros": 1}}, f"{BALANCE}/money/micros", "64 bits"),
        ({"money": {"micros": "1.5"}}, f"{BALANCE}/money/micros", "64 bits"),
        ({"money": {"micros": "1"}}, f"{BALANCE}/money/currencyCode", "missing"),
        (
            {"money": {"micros": "1", "currencyCode": "rub"}},
            f"{BALANCE}/money/currencyCode",
            "capital",
        ),
    ],
)
def test_google_statement_6_a_balance_is_one_of_four(balance, pointer, said):
    assert_refused(of_object(BALANCE, balance), pointer, said)


@pytest.mark.parametrize(
    "balance",
    [
        {"int": -(2**31)},
        {"double": 1.5},
        {"string": ""},
        {"money": {"micros": "-5", "currencyCode": "EUR"}},
        {"int": 1, "string": None},
    ],
)
def test_google_statement_6_each_kind_of_balance_is_accepted(balance):
    whole = "string" not in balance or balance["string"] is not None
    body, kind = of_object(BALANCE, balance)
    assert faults(body, kind, is_whole=whole) == []


@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize("status", ["APPROVED", "REJECTED", REMOVED])
def test_google_statement_7_a_class_asks_for_its_review(status, is_whole):
    given = of_class("/reviewStatus", status)
    assert_refused(given, "/reviewStatus", "UNDER_REVIEW", is_whole=is_whole)


def test_google_statement_7_a_draft_may_be_sent():
    assert faults(*of_class("/reviewStatus", "DRAFT")) == []


@pytest.mark.parametrize(
    ("given", "pointer", "said"),
    [
        (
            of_object("/textModulesData/0/id", "a.b"),
            "/textModulesData/0/id",
            "letters",
        ),
        (
            of_object("/textModulesData", [{"id": "a"}, {"id": "a"}]),
            "/textModulesData",
            "twice",
        ),
        (
            of_class("/textModulesData", []),
            "/classTemplateInfo",
            r"class\.textModulesData\['terms'\]",
        ),
        (
            of_class(
                f"{TEMPLATE}/0",
                {"oneItem": {"item": samples.row_item("object.nothing")}},
            ),
            "/classTemplateInfo",
            r"object\.nothing",
        ),
    ],
)
def test_google_statement_8_modules_and_paths_fit_together(given, pointer, said):
    assert_refused(given, pointer, said)


@pytest.mark.parametrize(
    ("path", "is_known"),
    [
        ("object.accountId", True),
        ("object.loyaltyPoints.balance", True),
        ("object.loyaltyPoints.balance.money", True),
        ("object.textModulesData['any']", True),
        ("object.textModulesData", False),
        ("object.textModulesData.any", False),
        ("object.accountId['x']", False),
        ("object", False),
        ("member.name", False),
        ("class.rewardsTier", True),
        ("class.textModulesData['terms']", True),
        ("class.textModulesData['none']", False),
        ("object.loyaltyPoints.nothing", False),
    ],
)
def test_google_statement_8_a_path_leads_to_a_field(path, is_known):
    assert template_paths.is_known(path, samples.loyalty_class()) is is_known


def test_a_path_is_resolved_on_a_card():
    def at(path):
        return template_paths.resolve(
            path,
            loyalty_class=samples.loyalty_class(),
            loyalty_object=samples.loyalty_object(),
        )

    assert at("object.accountName") == "Anna"
    assert at("class.textModulesData['terms']")["body"] == "Be kind."
    assert at("object.textModulesData['none']") is None
    assert at("object.accountName.deeper") is None
    assert at("nonsense") is None


def many(count, make):
    return [make(number) for number in range(count)]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        (of_object("/messages", many(11, lambda n: samples.message())), "/messages"),
        (
            of_class(
                "/merchantLocations",
                many(11, lambda n: {"latitude": n, "longitude": n}),
            ),
            "/merchantLocations",
        ),
        (
            of_object(
                "/valueAddedModuleData",
                many(16, lambda n: {"header": samples.text("x"), "uri": "https://x.y"}),
            ),
            "/valueAddedModuleData",
        ),
        (
            of_object("/textModulesData", many(11, lambda n: {"id": f"m{n}"})),
            "/textModulesData",
        ),
        (
            of_object("/imageModulesData", [{"mainImage": samples.image()}] * 2),
            "/imageModulesData",
        ),
        (
            of_class(
                TEMPLATE,
                [{"oneItem": {"item": samples.row_item("object.accountId")}}] * 4,
            ),
            TEMPLATE,
        ),
    ],
)
def test_google_statement_9_lists_have_their_maximum(given, pointer):
    assert_refused(given, pointer, "more than")


@pytest.mark.parametrize("row", [{}, {"oneItem": {}, "twoItems": {}}])
def test_google_statement_9_a_row_is_of_one_kind(row):
    found = faults(*of_class(f"{TEMPLATE}/0", row))
    assert any("exactly one of oneItem" in detail for _, detail in found)


@pytest.mark.parametrize(
    ("image", "pointer"),
    [
        ({}, "/heroImage"),
        ({"sourceUri": {}}, "/heroImage/sourceUri/uri"),
        (
            {"sourceUri": {"uri": "http://x.example/a.png"}},
            "/heroImage/sourceUri/uri",
        ),
        (
            {"sourceUri": {"uri": "https://[x.example/a.png"}},
            "/heroImage/sourceUri/uri",
        ),
        (
            {"sourceUri": {"uri": "//x.example/a.png"}},
            "/heroImage/sourceUri/uri",
        ),
        (
            {"sourceUri": {"uri": "https://x.y"}, "privateImageId": "1"},
            "/heroImage/privateImageId",
        ),
    ],
)
def test_google_statement_10_a_picture_has_one_https_address(image, pointer):
    assert_refused(of_object("/heroImage", image), pointer, "https|missing|exactly")


@pytest.mark.parametrize("colour", ["red", "#12", "#12345", "1a2b3c", "#gggggg"])
def test_google_statement_11_a_colour_is_hexadecimal(colour):
    given = of_class("/hexBackgroundColor", colour)
    assert_refused(given, "/hexBackgroundColor", "#rgb")
    assert faults(*of_class("/hexBackgroundColor", "#Abc")) == []


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00", "offset"),
        ("2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z", "later"),
        ("2026-02-01T03:00:00+03:00", "2026-01-31T23:00:00Z", "later"),
    ],
)
def test_google_statement_11_an_interval_is_consistent(start, end, said):
    interval = {"start": {"date": start}, "end": {"date": end}}
    assert_refused(
        of_object("/validTimeInterval", interval), "/validTimeInterval/end", said
    )


def test_google_statement_11_an_interval_may_be_open_and_dates_are_iso():
    interval = {"end": {"date": "2026-12-31T23:59:59+03:00"}}
    assert faults(*of_object("/validTimeInterval", interval)) == []
    given = of_object("/validTimeInterval", {"end": {"date": "31.12.2026"}})
    assert_refused(given, "/validTimeInterval/end/date", "2026-03-10")


TOTP = {
    "algorithm": "TOTP_SHA1",
    "periodMillis": "30000",
    "parameters": [{"key": "00ff", "valueLength": 8}],
}


@pytest.mark.parametrize(
    ("pointer", "value", "at", "said"),
    [
        ("/type", "AZTEC", "/rotatingBarcode/type", "rotates"),
        (
            "/totpDetails/algorithm",
            "TOTP_SHA256",
            "/rotatingBarcode/totpDetails/algorithm",
            "one of",
        ),
        (
            "/totpDetails/parameters/0/key",
            "xyz",
            "/rotatingBarcode/totpDetails/parameters/0/key",
            "base 16",
        ),
        (
            "/totpDetails/periodMillis",
            30000,
            "/rotatingBarcode/totpDetails/periodMillis",
            "as text",
        ),
        (
            "/initialRotatingBarcodeValues",
            {},
            "/rotatingBarcode/initialRotatingBarcodeValues",
            "transit",
        ),
    ],
)
def test_google_statement_12_rotating_barcodes(pointer, value, at, said):
    rotating = {
        "type": "QR_CODE",
        "valuePattern": "{totp_value_0}",
        "totpDetails": TOTP,
    }
    assert faults(*of_object("/rotatingBarcode", rotating)) == []
    given = of_object("/rotatingBarcode", put(rotating, pointer, value))
    assert_refused(given, at, said)


def test_google_statement_12_a_code_of_text_alone_has_no_text_beside_it():
    barcode = {"type": "TEXT_ONLY", "value": "1", "alternateText": "1"}
    given = of_object("/barcode", barcode)
    assert_refused(given, "/barcode/alternateText", "TEXT_ONLY")


@pytest.mark.parametrize(
    ("given", "pointer", "said"),
    [
        (of_class("/callbackOptions/url", "http://x.y"), "/callbackOptions/url", "htt"),
        (of_class("/merchantLocations", [{"latitude": 91, "longitude": 0}]),
         "/merchantLocations/0/latitude", "between"),
        (of_object("/linksModuleData", {"uris": [{"uri": "example.com"}]}),
         "/linksModuleData/uris/0/uri", "begin"),
        (of_object("/loyaltyPoints/localizedLabel", {"translatedValues": []}),
         "/loyaltyPoints/localizedLabel/defaultValue", "missing"),
        (of_object("/loyaltyPoints/localizedLabel/defaultValue/language", "русский"),
         "/loyaltyPoints/localizedLabel/defaultValue/language", "tag"),
        (of_object("/loyaltyPoints/localizedLabel/translatedValues",
                   samples.text("x", ru="a")["translatedValues"] * 2),
         "/loyaltyPoints/localizedLabel/translatedValues", "twice"),
        (of_object("/valueAddedModuleData", [{"header": samples.text("x")}]),
         "/valueAddedModuleData/0/uri", "missing"),
        (of_object("/appLinkData", {"displayText": samples.text("x" * 31)}),
         "/appLinkData/displayText", "30"),
        (of_class(f"{TEMPLATE}/0", {"oneItem": {"item": {}}}),
         f"{TEMPLATE}/0/oneItem/item", "exactly one"),
    ],
)  # fmt: skip
def test_rules_that_google_tells_in_words_alone(given, pointer, said):
    assert_refused(given, pointer, said)


@pytest.mark.parametrize(
    ("changes", "pointer", "said"),
    [
        ({"id": None}, "/message/id", "missing"),
        ({"header": ""}, "/message/header", "missing"),
        (
            {"messageType": "EXPIRATION_NOTIFICATION"},
            "/message/messageType",
            "not supported",
        ),
    ],
)
def test_google_statement_26_a_message_has_an_id_and_texts(changes, pointer, said):
    given = {"message": samples.message(**changes)}, bodies.MESSAGE
    assert_refused(given, pointer, said)


@pytest.mark.parametrize("name", ["id", "classId", "state"])
def test_what_google_requires_of_an_object_is_required_whole(name):
    given = of_object(f"/{name}", REMOVED)
    assert_refused(given, f"/{name}", "missing")
    body, kind = given
    assert faults(body, kind, is_whole=False) == []


def test_a_localized_text_stands_for_the_plain_one():
    body, kind = of_class("/issuerName", REMOVED)
    body["localizedIssuerName"] = samples.text("Acme", ru="Акме")
    assert faults(body, kind) == []


def test_a_patch_may_clear_a_field_but_none_that_is_required():
    assert faults({"heroImage": None}, bodies.OBJECT, is_whole=False) == []
    given = {"state": None}, bodies.OBJECT
    assert_refused(given, "/state", "missing", is_whole=False)


def test_a_patch_may_send_a_part_of_an_object_and_whole_elements_of_arrays():
    part = {"loyaltyPoints": {"balance": {"int": 5}}}
    assert faults(part, bodies.OBJECT, is_whole=False) == []
    rows: dict = {"cardTemplateOverride": {"cardRowTemplateInfos": [{}]}}
    body = {"reviewStatus": "UNDER_REVIEW", "classTemplateInfo": rows}
    given = body, bodies.CLASS
    assert_refused(given, f"{TEMPLATE}/0", "exactly one", is_whole=False)


def test_a_body_that_must_not_be_sent_says_everything_that_is_wrong():
    body = samples.loyalty_object(state="gone", colour=1)
    with pytest.raises(bodies.InvalidBody) as invalid:
        bodies.check(body, bodies.OBJECT, is_whole=True)
    assert {fault.pointer for fault in invalid.value.faults} == {"/state", "/colour"}
    assert "/colour is not a field" in str(invalid.value)


def test_what_the_document_requires_is_what_the_facts_say():
    def required(schema):
        fields = discovery.properties(schema).items()
        return {n for n, f in fields if f["description"].startswith("Required")}

    assert required("LoyaltyObject") == {"id", "classId", "state"}
    assert required("LoyaltyClass") == {
        *("id", "issuerName", "programName", "programLogo", "reviewStatus")
    }
    assert {
        *discovery.properties("LoyaltyObject"),
        *discovery.properties("LoyaltyClass"),
    } >= rules_of_passes.READ_ONLY
