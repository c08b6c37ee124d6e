"""Judges a body before it is sent: by Google's document, then by the rules in words.

What passes here is stricter than what Google is known to accept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wallet_service.wallets.google import rules_of_passes, rules_of_values, schema
from wallet_service.wallets.google.schema import Fault, Part

CLASS, OBJECT, MESSAGE = "LoyaltyClass", "LoyaltyObject", "AddMessageRequest"

_RULES: Mapping[str, Callable[[Part], Iterator[tuple[str, str]]]] = {
    "LoyaltyClass": rules_of_passes.loyalty_class,
    "LoyaltyObject": rules_of_passes.loyalty_object,
    "CardTemplateOverride": rules_of_passes.card_template,
    "LoyaltyPointsBalance": rules_of_values.balance,
    "Money": rules_of_values.money,
    "Image": rules_of_values.image,
    "ImageUri": rules_of_values.image_address,
    "Uri": rules_of_values.link,
    "Barcode": rules_of_values.barcode,
    "RotatingBarcode": rules_of_values.rotating_barcode,
    "RotatingBarcodeTotpDetailsTotpParameters": rules_of_values.totp_parameters,
    "TextModuleData": rules_of_values.text_module,
    "LocalizedString": rules_of_values.localized_string,
    "TranslatedString": rules_of_values.translated_string,
    "MerchantLocation": rules_of_values.place,
    "TimeInterval": rules_of_values.interval,
    "DateTime": rules_of_values.moment,
    "Message": rules_of_values.message,
    "CardRowTemplateInfo": rules_of_values.card_row,
    "TemplateItem": rules_of_values.template_item,
    "AppLinkData": rules_of_values.app_link,
    "ValueAddedModuleData": rules_of_values.value_added_module,
    "CallbackOptions": rules_of_values.callback_options,
}


class InvalidBody(ValueError):
    """A body that must not be sent; `faults` says what is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        lines = (f"{fault.pointer or 'the body'} {fault.detail}" for fault in faults)
        super().__init__("; ".join(lines))


def faults(body: object, schema_name: str, *, is_whole: bool) -> list[Fault]:
    """Everything wrong with a body of that schema; `is_whole` false for a PATCH."""
    found = schema.faults(body, schema_name, is_whole=is_whole)
    if not isinstance(body, Mapping):
        return found
    whole = is_whole or schema_name == MESSAGE
    for part in schema.parts(body, schema_name, is_whole=whole):
        rule = _RULES.get(part.schema)
        for name, detail in rule(part) if rule else ():
            pointer = f"{part.pointer}/{name}" if name else part.pointer
            found.append(Fault(pointer, detail))
    return found


def check(body: Mapping[str, Any], schema_name: str, *, is_whole: bool) -> None:
    """Raises InvalidBody."""
    if found := faults(body, schema_name, is_whole=is_whole):
        raise InvalidBody(found)
