"""The key file of a Google service account: who signs, and where tokens come from.

The private key signs both save links and requests for access tokens; it never shows in
a repr or a message.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from google.auth import crypt, exceptions
from google.auth import jwt as google_jwt

from wallet_service.wallets.google import addresses

_FIELDS = ("client_email", "private_key", "private_key_id", "token_uri")


class UnusableCredentials(ValueError):
    """The file is no service account's key; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """One account with one key; `signer` holds the key."""

    email: str
    key_id: str
    token_uri: str
    signer: crypt.Signer = field(repr=False)

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A JWT (RS256) of the claims, its `kid` the key's id."""
        encoded: bytes = google_jwt.encode(self.signer, claims)
        return encoded.decode("ascii")


def load(content: bytes) -> ServiceAccount:
    """Read the file that Google's console hands out. Raises UnusableCredentials."""
    info = _json_object(content)
    if info.get("type") != "service_account":
        message = 'the file is no key of a service account: its "type" is another'
        raise UnusableCredentials(message)
    for name in _FIELDS:
        if not isinstance(info.get(name), str) or not info[name]:
            raise UnusableCredentials(f'the file has no "{name}"')
    if not addresses.is_reachable(info["token_uri"]):
        raise UnusableCredentials('the file\'s "token_uri" is no https address')
    return ServiceAccount(
        email=info["client_email"],
        key_id=info["private_key_id"],
        token_uri=info["token_uri"],
        signer=_signer(info),
    )


def _signer(info: Mapping[str, str]) -> crypt.Signer:
    try:
        signer = crypt.RSASigner.from_service_account_info(info)
    except (ValueError, TypeError, exceptions.MalformedError):
        message = 'the file\'s "private_key" is no RSA key in PEM'
        raise UnusableCredentials(message) from None
    return cast(crypt.Signer, signer)


def _json_object(content: bytes) -> dict[str, Any]:
    try:
        info = json.loads(content)
    except ValueError:
        raise UnusableCredentials("the file is not JSON") from None
    if not isinstance(info, dict):
        raise UnusableCredentials("the file is no JSON object")
    return info
