"""A program as the body of a Google loyalty class: what all of its cards share.

Tiers live in one class: a member who rises changes an object, not the class. A class is
always sent for review; Google approves it at once (Google Wallet: LoyaltyClass).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wallet_service.passes import google_texts, shortening, texts
from wallet_service.passes.card_view import Brand, Kind, Locale
from wallet_service.passes.design import Design
from wallet_service.passes.google_card import picture

_NAME = 20
_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*:")
Places = tuple[str, ...]
# Each place shows the first of its fields that has a value.
_ROWS: Mapping[Kind, tuple[tuple[Places, ...], ...]] = {
    "discount": (
        (("loyaltyPoints.balance",), ("valid_until",)),
        (("status", "company"), ("accountId",)),
    ),
    "accumulating": (
        (("loyaltyPoints.balance",), ("secondaryLoyaltyPoints.balance",)),
        (("status", "left"), ("until", "bonus")),
    ),
    "cashback": (
        (("loyaltyPoints.balance",), ("secondaryLoyaltyPoints.balance",)),
        (
            ("status", "debt", "pending", "available"),
            ("expiring", "company"),
            ("last_day",),
        ),
    ),
    "stamp": (
        (("loyaltyPoints.balance",), ("secondaryLoyaltyPoints.balance",)),
        (("status", "gift_ready", "reward"),),
    ),
}
_SHAPES = {
    1: ("oneItem", ("item",)),
    2: ("twoItems", ("startItem", "endItem")),
    3: ("threeItems", ("startItem", "middleItem", "endItem")),
}


@dataclass(frozen=True, slots=True)
class ClassView:
    """What the cards of a program share, as it is told to members."""

    kind: Kind
    brand: Brand
    program_name: str
    locale: Locale
    terms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClassIdentity:
    """Which class it is, and where Google finds and reports what belongs to it."""

    class_id: str
    logo_url: str
    picture_url: str
    callback_url: str


def class_body(
    view: ClassView, identity: ClassIdentity, design: Design
) -> dict[str, object]:
    """The loyalty class as it is inserted; a change sends the parts that differ."""
    brand = view.brand
    return {
        "id": identity.class_id,
        "issuerName": shortening.company(brand.name, _NAME),
        "programName": shortening.words(view.program_name, _NAME),
        "programLogo": picture(identity.logo_url, {view.locale: brand.name}),
        "heroImage": picture(
            identity.picture_url, {view.locale: f"{view.program_name}, {brand.name}"}
        ),
        "hexBackgroundColor": design.background.lower(),
        "localizedAccountIdLabel": google_texts.localized_label("number"),
        "localizedAccountNameLabel": google_texts.localized_label("name"),
        "multipleDevicesAndHoldersAllowedStatus": "MULTIPLE_HOLDERS",
        "callbackOptions": {"url": identity.callback_url},
        "classTemplateInfo": _template(view.kind),
        "textModulesData": _terms(view),
        "linksModuleData": {"uris": _contacts(brand)},
        "reviewStatus": "UNDER_REVIEW",
    }


def _template(kind: Kind) -> dict[str, object]:
    rows = [_row(places) for places in _ROWS[kind]]
    return {"cardTemplateOverride": {"cardRowTemplateInfos": rows}}


def _row(places: tuple[Places, ...]) -> dict[str, object]:
    shape, names = _SHAPES[len(places)]
    items = [{"firstValue": {"fields": _paths(fields)}} for fields in places]
    return {shape: dict(zip(names, items, strict=True))}


def _paths(fields: Places) -> list[dict[str, str]]:
    return [
        {"fieldPath": f"object.{name}"}
        if "." in name or name == "accountId"
        else {"fieldPath": f"object.textModulesData['{name}']"}
        for name in fields
    ]


def _terms(view: ClassView) -> list[dict[str, object]]:
    told = {name: text.strip() for name, text in view.terms.items() if text.strip()}
    if not told:
        return []
    ours: Mapping[str, str] = {
        name: told[name] for name in texts.LOCALES if name in told
    }
    return [
        {
            "id": "terms",
            "localizedHeader": google_texts.localized_label("back_terms"),
            "localizedBody": google_texts.localized(ours or told, view.locale),
        }
    ]


def _contacts(brand: Brand) -> list[dict[str, object]]:
    number = re.sub(r"[^\d+]", "", brand.phone or "")
    site = brand.site or ""
    found = {
        "phone": f"tel:{number}" if number else "",
        "email": f"mailto:{brand.email}" if brand.email else "",
        "site": site if not site or _ADDRESS.match(site) else f"https://{site}",
    }
    return [
        {
            "id": name,
            "uri": address,
            "localizedDescription": google_texts.localized_label(name),
        }
        for name, address in found.items()
        if address
    ]
