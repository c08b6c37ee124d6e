"""Passes built, judged and signed per second on one core, beside bare RSA-2048.

The yardstick signs with the very key of the passes and does nothing else. A pass holds
nine pictures of together about 250 kB and two languages; its serial number and balance
are new each time, through the same function that serves phones.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from benchmarks import rounds
from benchmarks.pictures import noise
from wallet_service.simulator import development_authority
from wallet_service.wallets.apple import (
    bundle,
    certificates,
    pass_file,
    pass_strings,
)

BATCH = 600
IDENTIFIER, TEAM = "pass.dev.benchmark", "DEVTEAM001"
SIZES = {"icon": (29, 29), "logo": (160, 50), "strip": (375, 123)}
LABELS = {
    "en": {"balance": "BALANCE", "rate": "Rate", "news": "What is new"},
    "ru": {"balance": "БАЛАНС", "rate": "Ставка", "news": "Что нового"},
}


def main() -> None:
    """Measure and tell."""
    rounds.stay_on_one_core()
    now = datetime.now(UTC)
    chain = development_authority.make_chain(IDENTIFIER, TEAM, now=now)
    signer = certificates.load(
        chain.pass_certificate.certificate_pem,
        chain.pass_certificate.key_pem,
        now=now,
        intermediate=chain.intermediate.certificate_pem,
        allow_foreign_intermediate=True,
    )
    template = bundle.BundleTemplate(_files(), style="storeCard")
    key = serialization.load_pem_private_key(chain.pass_certificate.key_pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    size = len(_build(template, signer, 0, now))

    def passes() -> float:
        begun = time.perf_counter()
        for number in range(BATCH):
            _build(template, signer, number, now)
        return BATCH / (time.perf_counter() - begun)

    def signatures() -> float:
        begun = time.perf_counter()
        for number in range(BATCH):
            key.sign(b"%0100d" % number, padding.PKCS1v15(), hashes.SHA256())
        return BATCH / (time.perf_counter() - begun)

    result = rounds.compare(
        "passes built, judged and signed",
        passes,
        "bare RSA-2048 signatures of the same key",
        signatures,
        unit="a second on one core",
        least=0.85,
        note=f"one pass is {size:,} bytes; no load generator takes part",
    )
    rounds.tell([result])


def _build(template, signer, number, now):  # noqa: ANN001, ANN202
    document = {
        "formatVersion": 1,
        "passTypeIdentifier": IDENTIFIER,
        "teamIdentifier": TEAM,
        "organizationName": "Northern Light Supply",
        "serialNumber": f"serial-number-{number:08}",
        "description": "Cashback card",
        "backgroundColor": "rgb(16, 32, 48)",
        "foregroundColor": "rgb(255, 255, 255)",
        "labelColor": "rgb(200, 210, 220)",
        "webServiceURL": "https://cards.example.com/apple",
        "authenticationToken": f"token-{number:032}",
        "barcodes": [
            {
                "format": "PKBarcodeFormatQR",
                "message": f"code-{number:020}",
                "messageEncoding": "iso-8859-1",
                "altText": "0042 1730 0158",
            }
        ],
        "storeCard": {
            "headerFields": [{"key": "rate", "label": "rate", "value": "7 %"}],
            "primaryFields": [
                {"key": "balance", "label": "balance", "value": f"{number}.00 ₽"}
            ],
            "secondaryFields": [],
            "auxiliaryFields": [],
            "backFields": [
                {
                    "key": "news",
                    "label": "news",
                    "value": f"Purchase of {number}",
                    "changeMessage": "%@",
                }
            ],
        },
    }
    return pass_file.build(document, template, signer=signer, signed_at=now)


def _files() -> list[bundle.PreparedFile]:
    draw = random.Random(7)
    files = [
        bundle.prepare(
            f"{name}{suffix}.png", noise(draw, width * times, height * times)
        )
        for name, (width, height) in SIZES.items()
        for times, suffix in ((1, ""), (2, "@2x"), (3, "@3x"))
    ]
    files += [
        bundle.prepare(f"{locale}.lproj/pass.strings", pass_strings.render(labels))
        for locale, labels in LABELS.items()
    ]
    return files


if __name__ == "__main__":
    main()
