"""Barcodes of a pass: known formats, a message the scanner can read back.

The phone shows the first format it knows, so the last one must be known to all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from wallet_service.wallets.apple import pass_rules

# The deprecated single `barcode` takes these; `barcodes` also Code 128 since iOS 9.
OLDEST_FORMATS = frozenset(
    f"PKBarcodeFormat{name}" for name in ("QR", "PDF417", "Aztec")
)
OLD_FORMATS = OLDEST_FORMATS | {"PKBarcodeFormatCode128"}
# iOS 27 (checked 2026-11); interleaved 2 of 5 is left out, its constant is disputed.
NEW_FORMATS = frozenset(
    f"PKBarcodeFormat{name}" for name in ("EAN13", "Code39", "Codabar")
)

# IANA names of the charsets of scanners, with the codec that judges the message.
_CHARSETS: Mapping[str, str] = {
    "us-ascii": "ascii",
    "iso-8859-1": "latin-1",
    "iso-8859-2": "iso8859-2",
    "iso-8859-5": "iso8859-5",
    "iso-8859-15": "iso8859-15",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "shift_jis": "shift_jis",
    "utf-8": "utf-8",
}
_RULES: Mapping[str, pass_rules.Rule] = {
    "format": pass_rules.filled,
    "message": pass_rules.filled,
    "messageEncoding": pass_rules.filled,
    "altText": pass_rules.text,
}
_REQUIRED = frozenset({"format", "message", "messageEncoding"})


def array(value: object) -> str | None:
    """Rule for the key `barcodes`."""
    if type(value) is not list or not value:
        return (
            "must be an array with at least one barcode; an object here kills the pass"
        )
    for item in value:
        complaint = _complaint(item, OLD_FORMATS | NEW_FORMATS)
        if complaint:
            return complaint
    if value[-1]["format"] in NEW_FORMATS:
        return "must end with a format older than iOS 27, such as PKBarcodeFormatQR"
    return None


def single(value: object) -> str | None:
    """Rule for the key `barcode`, deprecated since iOS 9."""
    return _complaint(value, OLDEST_FORMATS)


def _complaint(item: object, formats: frozenset[str]) -> str | None:
    if type(item) is not dict:
        return "must hold objects"
    complaint = pass_rules.entry(item, _RULES, _REQUIRED)
    if complaint:
        return complaint
    if item["format"] not in formats:
        return (
            f"format {item['format']!r} is unknown; use one of "
            f"{', '.join(sorted(formats))}"
        )
    return _encoding_complaint(item["message"], item["messageEncoding"])


def _encoding_complaint(message: str, charset: str) -> str | None:
    codec = _CHARSETS.get(charset.lower())
    if codec is None:
        return (
            f"messageEncoding {charset!r} is unknown; use one of {', '.join(_CHARSETS)}"
        )
    try:
        message.encode(codec)
    except UnicodeEncodeError:
        return (
            f"message does not fit {charset}; use utf-8, or leave such characters out"
        )
    return None
