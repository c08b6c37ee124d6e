"""How Google Wallet writes a value of an object on a phone of one language.

Money stands as on Apple's card, so that the two can be compared; Google's own form may
put the currency in front, such as RUB 1,995.00.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from babel import numbers

from wallet_service.passes import formats, google_card
from wallet_service.passes.card_view import Locale
from wallet_service.wallets.google import template_paths

_DEFAULT_LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {"accountName": "Member name", "accountId": "Member ID", "tier": "Tier"},
    "ru": {"accountName": "Участник", "accountId": "Номер", "tier": "Уровень"},
}


def localized(holder: Mapping[str, Any], name: str, language: str) -> str:
    """A text of a class or an object: its translation, or the plain one."""
    twin = "localized" + name[0].upper() + name[1:]
    return translated(holder.get(twin), language) or str(holder.get(name) or "")


def translated(text: object, language: str) -> str:
    """A LocalizedString in the phone's language, else in its default."""
    if not isinstance(text, Mapping):
        return ""
    for value in text.get("translatedValues", ()):
        if str(value.get("language", "")).partition("-")[0] == language:
            return str(value.get("value", ""))
    default = text.get("defaultValue")
    return str(default.get("value", "")) if isinstance(default, Mapping) else ""


def balance(value: object, language: str) -> str:
    """A balance of any of its four kinds."""
    if not isinstance(value, Mapping):
        return ""
    money = value.get("money")
    if isinstance(money, Mapping):
        amount = int(money["micros"]) // google_card.MICROS_IN_MINOR
        code = str(money["currencyCode"])
        return formats.money(amount, code, cast("Locale", language))
    for kind in ("int", "double"):
        if value.get(kind) is not None:
            return str(numbers.format_decimal(value[kind], locale=language))
    return str(value.get("string") or "")


def at_path(path: str, card: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Label and value of a field path on a card; the value empty if there is none."""
    its_class = card.get("classReference", {})
    found = template_paths.resolve(path, loyalty_class=its_class, loyalty_object=card)
    name = path.partition(".")[2].partition(".")[0].partition("[")[0]
    holder = its_class if path.startswith("class.") else card
    if name == "textModulesData":
        module = found if isinstance(found, Mapping) else {}
        header = localized(module, "header", language)
        return header, localized(module, "body", language)
    if name in {"loyaltyPoints", "secondaryLoyaltyPoints"}:
        points = holder.get(name) or {}
        text = balance(points.get("balance"), language)
        return localized(points, "label", language), text if found is not None else ""
    label = label_of(name, its_class, language)
    if isinstance(found, Mapping):
        return label, translated(found, language)
    return label, localized(holder, name, language)


def label_of(name: str, loyalty_class: Mapping[str, Any], language: str) -> str:
    """The label of a field: the class's own, or Google's default."""
    defaults = _DEFAULT_LABELS.get(language, _DEFAULT_LABELS["en"])
    fallback = "tier" if name.endswith("RewardsTier") or name == "rewardsTier" else name
    own = localized(loyalty_class, f"{name}Label", language)
    return own or defaults.get(fallback, "")
