"""pass.json: what may stand in it, and its bytes.

The document is a plain dictionary in Apple's own words. `check` judges all of it and is
cheap enough for every pass that is built, so nothing is signed unjudged (Apple: Pass).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from types import MappingProxyType

import pydantic_core

from wallet_service.wallets.apple import (
    pass_barcodes,
    pass_fields,
    pass_places,
    pass_rules,
    pass_web_service,
)

Document = Mapping[str, object]

LONGEST_NFC_MESSAGE = 64
# SubjectPublicKeyInfo of a compressed point on P-256, up to the point itself.
_P256_COMPRESSED = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200")

REQUIRED = (
    "formatVersion",
    "passTypeIdentifier",
    "serialNumber",
    "teamIdentifier",
    "organizationName",
    "description",
)
_REQUIRED = frozenset(REQUIRED)
# What must stay the same as long as a pass lives on a phone.
IDENTITY = ("passTypeIdentifier", "serialNumber", "authenticationToken")


class PassRejected(ValueError):
    """The pass would not open, or not as meant; `problems` names keys and cures."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def _format_version(value: object) -> str | None:
    return None if type(value) is int and value == 1 else "must be the integer 1"


def _positive(value: object) -> str | None:
    if type(value) in {int, float} and 0 < value < 1e9:  # type: ignore[operator]
        return None
    return "must be a number of metres above 0"


def _store_identifiers(value: object) -> str | None:
    if type(value) is list and value and all(type(item) is int for item in value):
        return None
    return "must be an array of App Store numbers, without quotes"


def _semantics(value: object) -> str | None:
    complaint = pass_rules.json_object(value)
    if complaint or type(value) is not dict or "balance" not in value:
        return complaint
    balance = value["balance"]
    if type(balance) is dict and all(
        type(balance.get(key)) is str for key in ("amount", "currencyCode")
    ):
        return None
    return "balance must hold amount and currencyCode, both strings"


def _nfc(value: object) -> str | None:
    if type(value) is not dict:
        return "must be an object"
    complaint = pass_rules.entry(
        value, _NFC_RULES, frozenset({"message", "encryptionPublicKey"})
    )
    if complaint:
        return complaint
    if len(value["message"].encode(errors="replace")) > LONGEST_NFC_MESSAGE:
        return (
            f"message is longer than {LONGEST_NFC_MESSAGE} bytes and would be cut; "
            "shorten it"
        )
    return None


def _public_key(value: object) -> str | None:
    try:
        key = base64.b64decode(value, validate=True) if type(value) is str else b""
    except (binascii.Error, ValueError):
        key = b""
    point = key.removeprefix(_P256_COMPRESSED)
    if (
        len(key) - len(point) == len(_P256_COMPRESSED)
        and len(point) == 33
        and point[0] in {2, 3}
    ):
        return None
    return "must be base64 of a SubjectPublicKeyInfo: P-256, compressed point"


_NFC_RULES: Mapping[str, pass_rules.Rule] = {
    "message": pass_rules.filled,
    "encryptionPublicKey": _public_key,
    "requiresAuthentication": pass_rules.flag,
}
_RULES: Mapping[str, pass_rules.Rule] = {
    "formatVersion": _format_version,
    "passTypeIdentifier": pass_rules.matching(
        r"pass\.[A-Za-z0-9.-]+", "must begin with pass. and have no team prefix"
    ),
    "serialNumber": pass_rules.matching(
        r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*",
        "must be letters, digits, - . _ ~ only: it travels in the path of an address",
    ),
    "teamIdentifier": pass_rules.matching(
        r"[A-Z0-9]{10}", "must be the team's ten capital letters and digits"
    ),
    "organizationName": pass_rules.filled,
    "description": pass_rules.filled,
    "logoText": pass_rules.text,
    "foregroundColor": pass_rules.colour,
    "backgroundColor": pass_rules.colour,
    "labelColor": pass_rules.colour,
    "barcodes": pass_barcodes.array,
    "barcode": pass_barcodes.single,
    "locations": pass_places.locations,
    "beacons": pass_places.beacons,
    "maxDistance": _positive,
    "relevantDate": pass_rules.date,
    "expirationDate": pass_rules.date,
    "voided": pass_rules.flag,
    "sharingProhibited": pass_rules.flag,
    "associatedStoreIdentifiers": _store_identifiers,
    "appLaunchURL": pass_rules.matching(
        r"[A-Za-z][A-Za-z0-9+.-]*:\S+", "must be an address with a scheme"
    ),
    "userInfo": pass_rules.json_object,
    "semantics": _semantics,
    "nfc": _nfc,
    "webServiceURL": pass_rules.text,
    "authenticationToken": pass_rules.text,
}
_CURES: Mapping[str, str] = {
    "groupingIdentifier": "is for event tickets and boarding passes; remove it",
    "suppressStripShine": "has had no effect since iOS 7; remove it",
    "eventTicket": "is a style not built here; use storeCard, coupon or generic",
    "boardingPass": "is a style not built here; use storeCard, coupon or generic",
    "posterGeneric": "is a style not built here; use storeCard, coupon or generic",
}


_NOTHING: Document = MappingProxyType({})


def problems(
    document: Document,
    *,
    allow_nfc: bool = False,
    allow_http: bool = False,
    accepted: Document = _NOTHING,
) -> list[str]:
    """Everything wrong in `document`, each as ``key: what and cure``.

    `allow_nfc` when the certificate is one with NFC; `allow_http` lets webServiceURL be
    http to this machine, for development. `accepted` is a document judged before, of
    the same design: a value that is the very same object is not judged again, so
    nobody may change it in place.
    """
    found = []
    if not document.keys() >= _REQUIRED:
        found += [f"{key}: is missing" for key in REQUIRED if key not in document]
    for key, value in document.items():
        if key in accepted and accepted[key] is value:
            continue
        if key in pass_fields.STYLES:
            found += pass_fields.problems(key, value)
            continue
        rule = _RULES.get(key)
        complaint = (
            rule(value) if rule else _CURES.get(key, "is an unknown key; remove it")
        )
        if complaint:
            found.append(f"{key}: {complaint}")
    found += pass_web_service.problems(document, allow_http=allow_http)
    return found + _combinations(document, allow_nfc=allow_nfc)


def _combinations(document: Document, *, allow_nfc: bool) -> list[str]:
    found = []
    styles = pass_fields.STYLES & document.keys()
    if len(styles) != 1:
        given = ", ".join(sorted(styles)) or "none"
        found.append(
            f"style: exactly one of storeCard, coupon, generic must stand; {given} does"
        )
    if "relevantDate" in document and "generic" not in styles:
        found.append(
            "relevantDate: files the card away a day later; use locations instead"
        )
    if "appLaunchURL" in document and "associatedStoreIdentifiers" not in document:
        found.append(
            "appLaunchURL: needs associatedStoreIdentifiers; add them or remove it"
        )
    if "nfc" in document and not allow_nfc:
        found.append("nfc: needs a certificate 'Pass Type ID with NFC'; remove the key")
    return found


def check(
    document: Document, *, allow_nfc: bool = False, allow_http: bool = False
) -> None:
    """Raise PassRejected with all `problems`, if there are any."""
    found = problems(document, allow_nfc=allow_nfc, allow_http=allow_http)
    if found:
        raise PassRejected(found)


def dump(document: Document) -> bytes:
    """A checked document as one line of UTF-8 without a byte order mark.

    Raises PassRejected when a text holds half a character (a lone surrogate).
    """
    try:
        # A quarter of the time of the standard library's encoder, the same bytes.
        return pydantic_core.to_json(document)
    except pydantic_core.PydanticSerializationError:
        raise PassRejected(
            ["text: holds half a character; send whole Unicode text"]
        ) from None


def check_update(installed: Document, updated: Document) -> None:
    """Raise PassRejected when `updated` would not replace `installed` on the phone.

    The identity never changes; only a retired pass may drop its token.
    """
    retired = updated.get("voided") is True and "webServiceURL" not in updated
    found = [
        f"{key}: differs from the installed pass; it stays the same for the pass's life"
        for key in IDENTITY
        if installed.get(key) != updated.get(key)
        and not (retired and key == "authenticationToken" and key not in updated)
    ]
    if found:
        raise PassRejected(found)


def retire(document: Document) -> dict[str, object]:
    """The last version of a pass: voided, without the pair, so that phones let go."""
    kept = {
        key: value
        for key, value in document.items()
        if key not in {"webServiceURL", "authenticationToken"}
    }
    return {**kept, "voided": True}
