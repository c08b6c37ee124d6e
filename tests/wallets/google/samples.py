"""A service account of the tests, and bodies that Google takes."""

from __future__ import annotations

import functools
import json
from datetime import UTC, datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from wallet_service.wallets.google import service_account

ISSUER = "3388000000012345678"
CLASS_ID = f"{ISSUER}.prog_classic"
OBJECT_ID = f"{ISSUER}.card_1"
EMAIL = "wallet@brand.iam.gserviceaccount.com"
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@functools.cache
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem():
    return (
        key()
        .public_key()
        .public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )


def credentials_file(token_uri="https://oauth2.googleapis.com/token", **changes):
    private = key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    content = {
        "type": "service_account",
        "client_email": EMAIL,
        "private_key": private.decode(),
        "private_key_id": "key-1",
        "token_uri": token_uri,
        **changes,
    }
    return json.dumps({k: v for k, v in content.items() if v is not None}).encode()


def account(**changes):
    return service_account.load(credentials_file(**changes))


def text(value, **others):
    return {
        "defaultValue": {"language": "en", "value": value},
        "translatedValues": [
            {"language": language, "value": other} for language, other in others.items()
        ],
    }


def image(name="logo.png", description="The logo"):
    return {
        "sourceUri": {"uri": f"https://cards.example.com/{name}"},
        "contentDescription": text(description),
    }


def row_item(path):
    return {"firstValue": {"fields": [{"fieldPath": path}]}}


def loyalty_class(**changes):
    body = {
        "id": CLASS_ID,
        "issuerName": "Acme",
        "programName": "Partners",
        "programLogo": image(),
        "reviewStatus": "UNDER_REVIEW",
        "hexBackgroundColor": "#1a2b3c",
        "countryCode": "RU",
        "multipleDevicesAndHoldersAllowedStatus": "MULTIPLE_HOLDERS",
        "textModulesData": [{"id": "terms", "header": "Terms", "body": "Be kind."}],
        "callbackOptions": {"url": "https://cards.example.com/google/callback"},
        "classTemplateInfo": {
            "cardTemplateOverride": {
                "cardRowTemplateInfos": [
                    {
                        "twoItems": {
                            "startItem": row_item("object.textModulesData['left']"),
                            "endItem": row_item("class.textModulesData['terms']"),
                        }
                    }
                ]
            }
        },
    }
    body.update(changes)
    return body


def loyalty_object(**changes):
    body = {
        "id": OBJECT_ID,
        "classId": CLASS_ID,
        "state": "ACTIVE",
        "accountId": "0042 1730 0158",
        "accountName": "Anna",
        "loyaltyPoints": {
            "localizedLabel": text("Cashback", ru="Кешбэк"),
            "balance": {"money": {"micros": "199500000", "currencyCode": "RUB"}},
        },
        "secondaryLoyaltyPoints": {"label": "Rate", "balance": {"string": "7 %"}},
        "barcode": {
            "type": "QR_CODE",
            "value": "opaque",
            "renderEncoding": "UTF_8",
            "alternateText": "0042 1730 0158",
        },
        "heroImage": image("hero-3.png", "3 of 10 stamps"),
        "textModulesData": [
            {"id": "left", "header": "Left to Gold", "body": "1,000.00 ₽"}
        ],
    }
    body.update(changes)
    return body


def message(**changes):
    body = {
        "id": "msg_1",
        "header": "A gift is ready",
        "body": "Ask at the counter.",
        "messageType": "TEXT_AND_NOTIFY",
    }
    body.update(changes)
    return body
