"""A good pass to depart from: document, pictures, strings, template."""

from __future__ import annotations

import random
import struct
import zlib
from functools import cache

from tests import certificates
from wallet_service.wallets.apple import bundle, pass_file, pass_strings

TOKEN = "vxwxd7J8AlNNFPS8k0a0FfUFtq0ewzFdc"
SIZES = {"icon": (29, 29), "logo": (160, 50), "strip": (375, 123)}
ENGLISH = {"balance": "Balance", "new": 'What is "new"'}
RUSSIAN = {"balance": "Баланс", "new": "Что нового"}


def png(width, height, noise=0):
    """A PNG with the right header; `noise` bytes stand for its pixels."""

    def chunk(kind, content):
        check = zlib.crc32(kind + content)
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = random.Random(width).randbytes(noise)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


def name(slot, density):
    return f"{slot}.png" if density == 1 else f"{slot}@{density}x.png"


def pictures(*slots, noise=100):
    """Each slot in three densities."""
    return {
        name(slot, density): png(
            SIZES[slot][0] * density, SIZES[slot][1] * density, noise
        )
        for slot in slots or SIZES
        for density in (1, 2, 3)
    }


def files(**changes):
    """All static files; a change of None takes one away."""
    found = {
        **pictures(),
        "en.lproj/pass.strings": pass_strings.render(ENGLISH),
        "ru.lproj/pass.strings": pass_strings.render(RUSSIAN),
        **changes,
    }
    return {path: data for path, data in found.items() if data is not None}


def template_of(contents, style="storeCard"):
    prepared = [bundle.prepare(path, data) for path, data in contents.items()]
    return bundle.BundleTemplate(prepared, style=style)


@cache
def template():
    return template_of(files())


def document(style="storeCard", **changes):
    """A whole good document; a change of None takes a key away."""
    found = {
        "formatVersion": 1,
        "passTypeIdentifier": certificates.PASS_TYPE,
        "serialNumber": "8d4c1f0a9b",
        "teamIdentifier": certificates.TEAM,
        "organizationName": "Example Paints",
        "description": "Loyalty card of Example Paints",
        "logoText": "Example Paints",
        "backgroundColor": "rgb(20, 60, 120)",
        "foregroundColor": "rgb(255, 255, 255)",
        "barcodes": [
            {
                "format": "PKBarcodeFormatQR",
                "message": "7f3a9c",
                "messageEncoding": "iso-8859-1",
                "altText": "1234 5678 9012",
            }
        ],
        "locations": [{"latitude": 55.75, "longitude": 37.62, "relevantText": "Near"}],
        "webServiceURL": "https://cards.example.com/apple",
        "authenticationToken": TOKEN,
        style: {
            "headerFields": [{"key": "balance", "label": "balance", "value": 1250}],
            "primaryFields": [{"key": "name", "label": "name", "value": "Anna"}],
            "secondaryFields": [
                {"key": "tier", "label": "tier", "value": "Gold"},
                {"key": "rate", "label": "rate", "value": "7 %"},
            ],
            "auxiliaryFields": [
                {
                    "key": "until",
                    "label": "until",
                    "value": "2026-12-31T23:59:00+03:00",
                    "dateStyle": "PKDateStyleShort",
                    "ignoresTimeZone": True,
                }
            ],
            "backFields": [
                {
                    "key": "new",
                    "label": "new",
                    "value": "+50, now 1250",
                    "changeMessage": "%@",
                },
                {"key": "terms", "label": "terms", "value": "Terms\nand conditions"},
            ],
        },
    }
    found |= changes
    return {key: value for key, value in found.items() if value is not None}


def with_field(group, **field):
    """A good document with one more field in `group` of a card that has few."""
    return document(storeCard={group: [{"key": "one", "value": "text", **field}]})


def build(
    content=None, *, signer=None, signed_at=certificates.NOW, static=None, **options
):
    """The signed pass."""
    return pass_file.build(
        content or document(),
        static or template(),
        signer=signer or certificates.signer(),
        signed_at=signed_at,
        **options,
    )
