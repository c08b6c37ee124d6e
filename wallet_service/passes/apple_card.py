"""A card's face as the pass.json of an Apple store card.

Labels are static keys of pass.strings; values stand in the member's language. One field
alone carries a change message, so that an update rings once (Apple: Pass, PassFields).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wallet_service.passes import shortening, texts
from wallet_service.passes.design import Design
from wallet_service.passes.face_parts import CardFace, Field
from wallet_service.wallets.apple import pass_values

_BESIDE_LOGO = 20
_BARCODE_CHARSET = "iso-8859-1"
_LABELS = texts.of("en").labels


@dataclass(frozen=True, slots=True)
class AppleIdentity:
    """Who signs the pass, which pass it is, and how the phone asks for updates.

    Token and address stand together; without them only a new file changes the pass.
    """

    pass_type_identifier: str
    team_identifier: str
    organization_name: str
    serial_number: str
    authentication_token: str | None = field(default=None, repr=False)
    web_service_url: str | None = None


def pass_json(
    face: CardFace, identity: AppleIdentity, design: Design
) -> dict[str, object]:
    """The dictionary to be written as pass.json.

    A card that has ended is voided and asks for no more updates. Raises ValueError when
    the code does not fit the barcode's charset.
    """
    return {
        "formatVersion": 1,
        "passTypeIdentifier": identity.pass_type_identifier,
        "teamIdentifier": identity.team_identifier,
        "organizationName": identity.organization_name,
        "serialNumber": identity.serial_number,
        "description": face.description,
        "sharingProhibited": True,
        **_looks(face, design),
        **_updates(face, identity),
        **_validity(face),
        **_balance(face),
        "barcodes": [_barcode(face)],
        "storeCard": _fields(face),
    }


def _looks(face: CardFace, design: Design) -> dict[str, object]:
    looks: dict[str, object] = {
        "backgroundColor": pass_values.rgb(design.background),
        "foregroundColor": pass_values.rgb(design.foreground),
        "labelColor": pass_values.rgb(design.label),
    }
    if design.brand_beside_logo:
        looks["logoText"] = shortening.company(face.brand_name, _BESIDE_LOGO)
    return looks


def _updates(face: CardFace, identity: AppleIdentity) -> dict[str, object]:
    if face.voided or not (identity.web_service_url and identity.authentication_token):
        return {}
    return {
        "webServiceURL": identity.web_service_url,
        "authenticationToken": identity.authentication_token,
    }


def _validity(face: CardFace) -> dict[str, object]:
    validity: dict[str, object] = {}
    if face.expires_at:
        validity["expirationDate"] = pass_values.format_date(face.expires_at)
    if face.voided:
        validity["voided"] = True
    return validity


def _balance(face: CardFace) -> dict[str, object]:
    if face.balance is None:
        return {}
    whole, minor = divmod(face.balance.amount, 100)
    amount = {"amount": f"{whole}.{minor:02}", "currencyCode": face.balance.currency}
    return {"semantics": {"balance": amount}}


def _barcode(face: CardFace) -> dict[str, object]:
    try:
        face.barcode.encode(_BARCODE_CHARSET)
    except UnicodeEncodeError as error:
        raise ValueError(
            f"the card's code does not fit {_BARCODE_CHARSET}; make it of ASCII letters"
        ) from error
    return {
        "format": "PKBarcodeFormatQR",
        "message": face.barcode,
        "messageEncoding": _BARCODE_CHARSET,
        "altText": face.barcode_caption,
    }


def _fields(face: CardFace) -> dict[str, list[Mapping[str, object]]]:
    return {
        "headerFields": [_field(face.header)],
        "primaryFields": [_field(face.primary)] if face.primary else [],
        "secondaryFields": [_field(item) for item in face.row],
        "auxiliaryFields": [],
        "backFields": [_back_field(face, item) for item in face.back],
    }


def _field(item: Field) -> dict[str, object]:
    return {"key": item.key, "label": _LABELS[item.label], "value": item.value}


def _back_field(face: CardFace, item: Field) -> dict[str, object]:
    content = _field(item)
    if item.key == face.news.key:
        content["changeMessage"] = "%@"
    return content
