"""Which notice iOS shows on the lock screen when a pass is replaced by a newer copy.

Fields are compared by their key. One changed field with a changeMessage shows its own
text, several show one general text, and everything else changes in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from wallet_service.passes import field_format
from wallet_service.simulator.pass_check import PassFile
from wallet_service.wallets.apple import pass_fields

GROUPS = (
    "headerFields",
    "primaryFields",
    "secondaryFields",
    "auxiliaryFields",
    "backFields",
)
_GENERAL = {
    "en": "Your card has been updated.",
    "ru": "Карта обновлена.",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands on the lock screen: who speaks, the text, and when it came."""

    serial_number: str
    title: str
    text: str
    at: datetime


def fields_of(document: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Every field of the pass, from the front to the back."""
    style = next(iter(pass_fields.STYLES & document.keys()), "")
    groups = document.get(style)
    if not isinstance(groups, Mapping):
        return
    for group in GROUPS:
        yield from groups.get(group, ())


def notice_text(old: PassFile, new: PassFile, language: str) -> str | None:
    """The text for the change from `old` to `new`, or None when nothing rings."""
    before = {
        field["key"]: _shown(old, field.get("value"), language)
        for field in fields_of(old.document)
    }
    ringing = [
        field
        for field in fields_of(new.document)
        if "changeMessage" in field
        and before.get(field["key"]) != _shown(new, field.get("value"), language)
    ]
    if not ringing:
        return None
    message = new.localized(str(ringing[0]["changeMessage"]), language)
    if len(ringing) > 1 or "%@" not in message:
        return _GENERAL.get(language, _GENERAL["en"])
    return message.replace("%@", field_format.value_text(new, ringing[0], language))


def _shown(pass_file: PassFile, value: object, language: str) -> object:
    return pass_file.localized(value, language) if isinstance(value, str) else value
