"""pass.json: what a phone refuses or shows wrongly is refused here, by name."""

from __future__ import annotations

import json

import pytest

from tests import certificates
from tests.wallets.apple import samples
from wallet_service.simulator.development_authority import LeafOptions
from wallet_service.wallets.apple import pass_json

P256_KEY = (
    "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACgSzL0OJhqmsdbP0trmS1hkGGA6eaqaW8NLgHLTKZx7k="
)
NFC = {"message": "7f3a9c", "encryptionPublicKey": P256_KEY}
QR = {"format": "PKBarcodeFormatQR", "message": "1", "messageEncoding": "utf-8"}


def refused(document, **options):
    """The problems found, joined; fails when there are none."""
    with pytest.raises(pass_json.PassRejected) as refusal:
        pass_json.check(document, **options)
    return "; ".join(refusal.value.problems)


@pytest.mark.parametrize("style", ["storeCard", "coupon", "generic"])
def test_a_good_document_of_every_style_is_accepted(style):
    pass_json.check(samples.document(style))


def test_every_optional_key_is_accepted():
    fields = {
        "label": "Since",
        "value": "2026-11-22T09:30Z",
        "dateStyle": "PKDateStyleMedium",
        "timeStyle": "PKDateStyleNone",
        "isRelative": False,
        "semantics": {"note": "x"},
        "dataDetectorTypes": ["PKDataDetectorTypeLink"],
    }
    document = samples.with_field("backFields", **fields)
    pass_json.check(
        document
        | {
            "labelColor": "rgb(0, 0, 0)",
            "maxDistance": 250,
            "voided": False,
            "sharingProhibited": True,
            "userInfo": {"anything": [1, 2.5, "x", True, {"deep": {}}]},
            "semantics": {"balance": {"amount": "12.50", "currencyCode": "EUR"}},
            "associatedStoreIdentifiers": [123456789],
            "appLaunchURL": "example:card",
            "beacons": [{**BEACON, "major": 1, "minor": 2, "relevantText": "Near"}],
            "locations": [{**PLACE, "altitude": 12.5}],
        }
    )


def test_statement_12_the_bytes_are_one_line_of_utf_8_without_a_mark():
    document = samples.document(logoText='Краски\u2028 и "лаки"')
    data = pass_json.dump(document)
    assert data.startswith(b"{")
    assert b"\n" not in data
    assert "Краски".encode() in data
    assert json.loads(data) == document


@pytest.mark.parametrize("key", pass_json.REQUIRED)
def test_statement_12_every_required_key_is_required(key):
    assert f"{key}: is missing" in refused(samples.document(**{key: None}))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("formatVersion", "1"),
        ("formatVersion", True),
        ("formatVersion", 2),
        ("serialNumber", 17),
        ("serialNumber", "a/b"),
        ("serialNumber", ".."),
        ("passTypeIdentifier", "ABCDE12345.pass.com.example"),
        ("teamIdentifier", "short"),
        ("organizationName", ""),
        ("description", 1),
        ("logoText", 5),
        ("voided", "true"),
        ("sharingProhibited", 0),
        ("associatedStoreIdentifiers", ["1"]),
        ("userInfo", "text"),
        ("userInfo", {"deep": {"list": [1, None]}}),
        ("userInfo", {"number": float("nan")}),
        ("userInfo", {"set": {1}}),
        ("semantics", {"balance": {"amount": 12, "currencyCode": "EUR"}}),
        ("maxDistance", -1),
        ("semantics", {"note": None}),
        ("semantics", []),
        ("nfc", {"message": "x", "encryptionPublicKey": 5}),
        ("storeCard", []),
    ],
)
def test_statement_12_a_wrong_type_or_value_is_refused(key, value):
    assert f"{key}: " in refused(samples.document(**{key: value}))


@pytest.mark.parametrize(
    "key", [*pass_json.REQUIRED, "barcodes", "logoText", "storeCard"]
)
def test_statement_12_null_is_refused_wherever_it_stands(key):
    assert key in refused({**samples.document(), key: None})


def test_statement_12_half_a_character_cannot_be_written():
    document = samples.document(logoText="\ud800")
    with pytest.raises(pass_json.PassRejected, match="half a character"):
        pass_json.dump(document)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("passTypeIdentifier", "pass.com.example.other"),
        ("teamIdentifier", "ZZZZZ99999"),
    ],
)
def test_statement_13_a_document_of_another_certificate_is_not_signed(key, value):
    with pytest.raises(pass_json.PassRejected, match=f"{key}: must be"):
        samples.build(samples.document(**{key: value}))


def test_statement_14_exactly_one_style_must_stand():
    assert "exactly one" in refused(samples.document(storeCard=None))
    assert "coupon, storeCard" in refused(samples.document(coupon={}))


@pytest.mark.parametrize(
    "key",
    [
        "groupingIdentifier",
        "eventTicket",
        "boardingPass",
        "posterGeneric",
        "suppressStripShine",
        "stripColor",
        "useAutomaticColors",
        "surprise",
    ],
)
def test_statement_14_unknown_and_foreign_keys_are_refused(key):
    assert f"{key}: " in refused(samples.document(**{key: "x"}))


@pytest.mark.parametrize("key", ["transitType", "additionalInfoFields"])
def test_statement_14_a_foreign_group_is_refused(key):
    assert "no group of this style" in refused(samples.document(storeCard={key: []}))


def test_a_group_that_is_no_array_is_refused():
    card = {"backFields": {"key": "a", "value": "b"}}
    assert "must be an array of fields" in refused(samples.document(storeCard=card))


def test_statement_14_an_unknown_key_in_a_field_is_refused():
    assert "storeCard.backFields[0].colour" in refused(
        samples.with_field("backFields", colour="red")
    )


def test_statement_14_a_pass_of_a_style_the_template_was_not_made_for_is_refused():
    with pytest.raises(pass_json.PassRejected, match="template is for storeCard"):
        samples.build(samples.document("coupon"))


def test_statement_15_field_keys_are_unique_across_groups():
    field = {"key": "same", "value": "x"}
    card = {"headerFields": [field], "backFields": [field]}
    assert "'same' is used twice" in refused(samples.document(storeCard=card))


@pytest.mark.parametrize("style", ["storeCard", "coupon", "generic"])
@pytest.mark.parametrize(
    "counts",
    [
        {"headerFields": 4},
        {"primaryFields": 2},
        {"secondaryFields": 5},
        {"secondaryFields": 2, "auxiliaryFields": 3},
    ],
)
def test_statement_15_more_fields_than_fit_are_refused(style, counts):
    def fields(group, number):
        return [{"key": f"{group}{n}", "value": "x"} for n in range(number)]

    full = {group: fields(group, number) for group, number in counts.items()}
    assert "move the rest to backFields" in refused(
        samples.document(style, storeCard=None, **{style: full})
        if style != "storeCard"
        else samples.document(storeCard=full)
    )


def test_statement_15_three_one_and_four_fit():
    numbers = {
        "headerFields": 3,
        "primaryFields": 1,
        "secondaryFields": 2,
        "auxiliaryFields": 2,
    }
    card = {
        group: [{"key": f"{group}{n}", "value": "x"} for n in range(number)]
        for group, number in numbers.items()
    }
    pass_json.check(samples.document(storeCard=card))


@pytest.mark.parametrize(
    "field",
    [
        {"value": "x"},
        {"key": "x"},
        "x",
        {"key": "", "value": 1},
        {"key": [1], "value": 1},
    ],
)
def test_statement_15_a_field_needs_a_key_and_a_value(field):
    assert "storeCard.backFields[0]" in refused(
        samples.document(storeCard={"backFields": [field]})
    )


def test_statement_16_expiration_and_field_dates_need_the_one_form():
    assert "expirationDate: " in refused(samples.document(expirationDate="2026-12-31"))
    field = {"value": "31.12.2026", "dateStyle": "PKDateStyleShort"}
    assert "backFields[0].dateStyle: needs a date" in refused(
        samples.with_field("backFields", **field)
    )
    assert "expirationDate: " in refused(samples.document(expirationDate=1_800_000_000))
    pass_json.check(samples.document(expirationDate="2026-12-31T23:59+03:00"))


@pytest.mark.parametrize("key", ["foregroundColor", "backgroundColor", "labelColor"])
@pytest.mark.parametrize(
    "colour", ["Black", "#ffffff", "rgb(1,2,3)", "rgb(0, 0, 256)", 7]
)
def test_statement_17_only_normalised_colours_are_accepted(key, colour):
    assert f"{key}: must be rgb" in refused(samples.document(**{key: colour}))


@pytest.mark.parametrize(
    ("barcodes", "complaint"),
    [
        (QR, "must be an array"),
        ([], "must be an array"),
        (["x"], "must hold objects"),
        ([{**QR, "message": 12345}], "message must be a string"),
        ([{**QR, "format": "PKBarcodeFormatUPC"}], "is unknown"),
        ([{**QR, "format": "PKBarcodeFormatITF"}], "is unknown"),
        ([{**QR, "messageEncoding": "klingon"}], "is unknown"),
        ([{**QR, "messageEncoding": "iso-8859-1", "message": "Ж"}], "does not fit"),
        ([{"format": "PKBarcodeFormatQR", "message": "1"}], "lacks messageEncoding"),
        ([{**QR, "size": 3}], "unknown key"),
        (
            [QR, {**QR, "format": "PKBarcodeFormatEAN13"}],
            "must end with a format older",
        ),
    ],
)
def test_statement_18_barcodes_that_would_not_scan_are_refused(barcodes, complaint):
    assert complaint in refused(samples.document(barcodes=barcodes))


@pytest.mark.parametrize(
    "barcodes",
    [
        [{**QR, "message": "Жёлтый"}],
        [{**QR, "messageEncoding": "ISO-8859-1", "message": "é"}],
        [{**QR, "format": "PKBarcodeFormatEAN13"}, QR],
        [{**QR, "format": "PKBarcodeFormatCode128"}],
    ],
)
def test_statement_18_readable_barcodes_are_accepted(barcodes):
    pass_json.check(samples.document(barcodes=barcodes))


def test_statement_18_the_old_single_barcode_takes_old_formats_only():
    pass_json.check(samples.document(barcode=QR))
    assert "is unknown" in refused(
        samples.document(barcode={**QR, "format": "PKBarcodeFormatCode128"})
    )


@pytest.mark.parametrize("missing", ["webServiceURL", "authenticationToken"])
def test_statement_19_url_and_token_stand_together_or_not_at_all(missing):
    assert "stands alone" in refused(samples.document(**{missing: None}))


def test_statement_19_a_pass_without_web_service_is_accepted():
    pass_json.check(samples.document(webServiceURL=None, authenticationToken=None))


@pytest.mark.parametrize(
    "token", ["fifteen-letters", 1234567890123456, "ключ-из-шестнадцати"]
)
def test_statement_19_a_token_is_sixteen_characters_or_more(token):
    assert "authenticationToken: " in refused(
        samples.document(authenticationToken=token)
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://cards.example.com/apple",
        "https://cards.example.com/apple/v1",
        "https://cards.example.com/apple/v1/",
        "https://cards.example.com/apple?x=1",
        "https://cards.example.com/#a",
        "https://user@cards.example.com/",
        "https://cards.example.com/ a",
        "https://[::1",
        "https://cards.example.com:99999/",
        "https:///apple",
        "cards.example.com",
        5,
    ],
)
def test_statement_19_an_address_the_phone_would_not_call_is_refused(url):
    assert "webServiceURL: " in refused(
        samples.document(webServiceURL=url), allow_http=True
    )


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_statement_19_http_needs_loopback_and_the_explicit_switch(host):
    document = samples.document(webServiceURL=f"http://{host}/apple")
    pass_json.check(document, allow_http=True)
    assert "must begin with https" in refused(document)


@pytest.mark.parametrize(
    ("group", "field", "key"),
    [
        ("backFields", {"changeMessage": "Changed"}, "changeMessage"),
        ("headerFields", {"currencyCode": "EUR"}, "currencyCode"),
        ("headerFields", {"value": 1, "currencyCode": "euro"}, "currencyCode"),
        (
            "headerFields",
            {"value": 1, "currencyCode": "EUR", "numberStyle": "PKNumberStyleDecimal"},
            "currencyCode",
        ),
        ("headerFields", {"numberStyle": "PKNumberStyleDecimal"}, "numberStyle"),
        ("headerFields", {"value": 1, "numberStyle": "Decimal"}, "numberStyle"),
        ("primaryFields", {"textAlignment": "PKTextAlignmentLeft"}, "textAlignment"),
        ("backFields", {"textAlignment": "PKTextAlignmentLeft"}, "textAlignment"),
        ("headerFields", {"textAlignment": "left"}, "textAlignment"),
        ("auxiliaryFields", {"row": 1}, "row"),
        ("headerFields", {"dataDetectorTypes": []}, "dataDetectorTypes"),
        ("backFields", {"dataDetectorTypes": ["Link"]}, "dataDetectorTypes"),
        ("backFields", {"dataDetectorTypes": "all"}, "dataDetectorTypes"),
        ("backFields", {"attributedValue": 5}, "attributedValue"),
        ("backFields", {"attributedValue": "<b>bold</b>"}, "attributedValue"),
        ("backFields", {"value": True}, "value"),
        ("backFields", {"value": None}, "value"),
        ("backFields", {"value": float("inf")}, "value"),
        ("backFields", {"label": 5}, "label"),
        ("backFields", {"isRelative": 1}, "isRelative"),
        ("backFields", {"dateStyle": "Short"}, "dateStyle"),
    ],
)
def test_statement_20_a_field_key_that_cannot_work_is_refused(group, field, key):
    assert f"storeCard.{group}[0].{key}: " in refused(
        samples.with_field(group, **field)
    )


@pytest.mark.parametrize(
    ("group", "field"),
    [
        ("backFields", {"changeMessage": "Balance: %@"}),
        ("headerFields", {"value": 12.5, "currencyCode": "EUR"}),
        ("headerFields", {"value": 7, "numberStyle": "PKNumberStylePercent"}),
        ("headerFields", {"textAlignment": "PKTextAlignmentRight"}),
        ("backFields", {"dataDetectorTypes": []}),
        (
            "backFields",
            {"attributedValue": '<a href="https://example.com">Shop</a> 1 < 2'},
        ),
    ],
)
def test_statement_20_good_combinations_are_accepted(group, field):
    if field.get("attributedValue"):
        field = {"attributedValue": '<a href="https://example.com">Shop</a>'}
    pass_json.check(samples.with_field(group, **field))


PLACE = {"latitude": 1, "longitude": 2}
BEACON = {"proximityUUID": "E2C56DB5-DFFB-48D2-B060-D0F5A71096E0"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("locations", [PLACE] * 11),
        ("locations", [{**PLACE, "latitude": 90.1}]),
        ("locations", [{**PLACE, "longitude": -181}]),
        ("locations", [{**PLACE, "longitude": "37"}]),
        ("locations", [{**PLACE, "latitude": float("nan")}]),
        ("locations", [{"latitude": 1}]),
        ("locations", [{**PLACE, "radius": 5}]),
        ("locations", PLACE),
        ("beacons", [BEACON] * 11),
        ("beacons", [{**BEACON, "major": 65536}]),
        ("beacons", [{"proximityUUID": "no"}]),
        ("beacons", [{"major": 1}]),
    ],
)
def test_statement_21_places_out_of_limits_are_refused(key, value):
    assert f"{key}: " in refused(samples.document(**{key: value}))


def test_statement_21_ten_places_of_each_kind_are_accepted():
    pass_json.check(samples.document(locations=[PLACE] * 10, beacons=[BEACON] * 10))


@pytest.mark.parametrize("style", ["storeCard", "coupon"])
def test_statement_21_a_relevant_date_would_expire_the_card(style):
    when = "2026-12-31T23:59:00Z"
    assert "relevantDate: files" in refused(samples.document(style, relevantDate=when))
    pass_json.check(samples.document("generic", relevantDate=when))


def test_statement_22_nfc_needs_the_certificate_with_nfc():
    document = samples.document(nfc=NFC)
    with pytest.raises(pass_json.PassRejected, match="with NFC"):
        samples.build(document)
    assert samples.build(document, signer=certificates.signer(LeafOptions(nfc=True)))


@pytest.mark.parametrize(
    "nfc",
    [
        {**NFC, "message": "x" * 65},
        {**NFC, "message": "Ж" * 33},
        {**NFC, "encryptionPublicKey": "no"},
        {**NFC, "encryptionPublicKey": "AAAA"},
        {**NFC, "requiresAuthentication": "yes"},
        {"message": "x"},
        "x",
    ],
)
def test_statement_22_an_nfc_dictionary_that_would_be_cut_is_refused(nfc):
    assert "nfc: " in refused(samples.document(nfc=nfc), allow_nfc=True)


@pytest.mark.parametrize("key", pass_json.IDENTITY)
def test_statement_23_an_update_keeps_the_identity(key):
    with pytest.raises(pass_json.PassRejected, match=f"{key}: differs"):
        pass_json.check_update(
            samples.document(), samples.document(**{key: "another-one-17"})
        )


def test_statement_23_an_update_of_anything_else_is_accepted():
    installed = samples.document()
    pass_json.check_update(installed, samples.document(logoText="New", storeCard={}))


def test_values_taken_over_from_an_accepted_document_are_not_judged_again():
    design = samples.document(labelColor="rgb(0, 0, 0)")
    assert pass_json.problems(design | {"serialNumber": "2"}, accepted=design) == []
    for changed in ({"labelColor": "Black"}, {"logoText": None}, {"surprise": None}):
        assert pass_json.problems(design | changed, accepted=design) != []
    no_serial = {key: design[key] for key in design if key != "serialNumber"}
    assert pass_json.problems(no_serial, accepted=design) != []
    both_styles = design | {"coupon": {}}
    assert pass_json.problems(both_styles, accepted=both_styles) != []


def test_a_retired_pass_is_voided_and_lets_the_phone_go():
    retired = pass_json.retire(samples.document())
    pass_json.check(retired)
    pass_json.check_update(samples.document(), retired)
    assert retired["voided"] is True
    assert {"webServiceURL", "authenticationToken"}.isdisjoint(retired)


def test_an_application_address_needs_store_identifiers():
    document = samples.document(appLaunchURL="example:card")
    assert "associatedStoreIdentifiers" in refused(document)
    pass_json.check({**document, "associatedStoreIdentifiers": [123456789]})


def test_all_problems_are_reported_at_once():
    found = refused(samples.document(surprise=1, labelColor="Red", serialNumber=None))
    assert all(key in found for key in ("surprise", "labelColor", "serialNumber"))


@pytest.mark.parametrize("style", ["storeCard", "coupon", "generic"])
def test_no_group_of_fields_is_lost_on_the_way_to_the_bytes(style):
    document = samples.document(style)
    assert json.loads(pass_json.dump(document))[style] == document[style]
