"""A card's face as the body of a Google loyalty object.

Labels come in both languages, values in the member's own. Points hold the one figure
that may be announced; what else stands on the front is a text module by its field's key
(Google Wallet: LoyaltyObject).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wallet_service.passes import google_texts
from wallet_service.passes.face_parts import Balance, CardFace, Field

# one currency unit in micros over one minor unit
MICROS_IN_MINOR = 10_000
# a code that rotates: seconds of each, its digits, and what stands before them
BARCODE_PERIOD, BARCODE_DIGITS, BARCODE_SEPARATOR = 30, 8, "."
# parts of the body that not every card has
OPTIONAL = (
    "accountName",
    "secondaryLoyaltyPoints",
    "validTimeInterval",
    "barcode",
    "rotatingBarcode",
)
# fields of the back that stand elsewhere: terms and contacts on the class, the page is
# a link
_ELSEWHERE = frozenset({"terms", "brand", "page"})
_IN_POINTS = {
    "discount": frozenset[str](),
    "accumulating": frozenset({"tier"}),
    "cashback": frozenset({"rate"}),
    "stamp": frozenset({"rewards"}),
}
_ALREADY_TOLD = frozenset({"turnover", "available", "program", "number"})


@dataclass(frozen=True, slots=True)
class GoogleIdentity:
    """Which object it is, of which class, and where its picture lies.

    With a `barcode_key` the phone shows a code that changes every half minute.
    """

    object_id: str
    class_id: str
    picture_url: str
    barcode_key: bytes | None = field(default=None, repr=False)


def object_body(face: CardFace, identity: GoogleIdentity) -> dict[str, object]:
    """The loyalty object as it is inserted; a change sends the parts that differ."""
    body: dict[str, object] = {
        "id": identity.object_id,
        "classId": identity.class_id,
        "state": _state(face),
        "accountId": face.barcode_caption,
        "loyaltyPoints": _points(face),
        **_code(face, identity.barcode_key),
        "heroImage": picture(identity.picture_url, {face.locale: face.description}),
        "textModulesData": _modules(face),
        "linksModuleData": {"uris": _links(face)},
    }
    holder = _holder(face)
    if holder:
        body["accountName"] = holder
    second = _second_points(face)
    if second:
        body["secondaryLoyaltyPoints"] = second
    if face.expires_at:
        end = {"date": face.expires_at.isoformat()}
        body["validTimeInterval"] = {"end": end}
    return body


def picture(url: str, description: Mapping[str, str]) -> dict[str, object]:
    """An Image that Google fetches, with what is read aloud instead of it."""
    return {
        "sourceUri": {"uri": url},
        "contentDescription": google_texts.localized(description),
    }


def _code(face: CardFace, key: bytes | None) -> dict[str, object]:
    """The card's code, alone or followed by a dot and a time-based one (RFC 6238)."""
    code: dict[str, object] = {
        "type": "QR_CODE",
        "value": face.barcode,
        "renderEncoding": "UTF_8",
        "alternateText": face.barcode_caption,
    }
    if key is None:
        return {"barcode": code}
    details = {
        "algorithm": "TOTP_SHA1",
        "periodMillis": str(BARCODE_PERIOD * 1000),
        "parameters": [{"key": key.hex(), "valueLength": BARCODE_DIGITS}],
    }
    pattern = f"{face.barcode}{BARCODE_SEPARATOR}{{totp_value_0}}"
    del code["value"]
    rotating = {**code, "valuePattern": pattern, "totpDetails": details}
    return {"rotatingBarcode": rotating}


def _state(face: CardFace) -> str:
    if face.voided:
        return "INACTIVE"
    return "EXPIRED" if face.state == "expired" else "ACTIVE"


def _points(face: CardFace) -> dict[str, object]:
    label = face.header.label
    if face.kind == "accumulating" and face.primary:
        label = face.primary.label
    return {
        "localizedLabel": google_texts.localized_label(label),
        "balance": _money(face.turnover or face.balance)
        or {"string": face.header.value},
    }


def _second_points(face: CardFace) -> dict[str, object] | None:
    """Tier and rate, rate, or gifts that are ready: what the kind has beside."""
    by_key = {item.key: item for item in face.row}
    match face.kind:
        case "accumulating":
            tier = by_key.get("tier")
            parts = (tier.value if tier else "", face.header.value)
            label, value = "tier", " · ".join(filter(None, parts))
        case "cashback":
            label, value = "rate", _value(by_key, "rate")
        case "stamp":
            label, value = "rewards", _value(by_key, "rewards")
        case _:
            return None
    if not value:
        return None
    return {
        "localizedLabel": google_texts.localized_label(label),
        "balance": {"string": value},
    }


def _value(fields: Mapping[str, Field], key: str) -> str:
    return fields[key].value if key in fields else ""


def _money(balance: Balance | None) -> dict[str, object] | None:
    if balance is None:
        return None
    micros = str(balance.amount * MICROS_IN_MINOR)
    return {"money": {"micros": micros, "currencyCode": balance.currency}}


def _holder(face: CardFace) -> str:
    """The person's name where the brand prints it: it is the large text there."""
    primary = face.primary
    return primary.value if primary and primary.key == "member" else ""


def _modules(face: CardFace) -> list[dict[str, object]]:
    """The front's other fields, then the back from the news down: ten at most."""
    front = [
        item
        for item in ((face.primary, *face.row) if face.primary else face.row)
        if item.key not in _IN_POINTS[face.kind] | _ALREADY_TOLD | {"member"}
        # the text that stands in the place of a balance is told
        or (item.key == "available" and item.label != "available")
    ]
    back = [item for item in face.back if item.key not in _ELSEWHERE]
    return [_module(item) for item in (*front, *back)]


def _module(item: Field) -> dict[str, object]:
    return {
        "id": item.key,
        "localizedHeader": google_texts.localized_label(item.label),
        "body": item.value,
    }


def _links(face: CardFace) -> list[dict[str, object]]:
    return [
        {
            "id": "page",
            "uri": item.value,
            "localizedDescription": google_texts.localized_label("page"),
        }
        for item in face.back
        if item.key == "page"
    ]
