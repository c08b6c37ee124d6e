"""The service accounts that the stand-in knows: their keys, rights and access tokens.

Its token endpoint checks the assertion as Google's does: the key, the audience, the
scope, an hour at most, and a clock that is not off by more than five minutes.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt

from wallet_service.simulator.google_errors import SaveRefused
from wallet_service.wallets.google import discovery, save_link

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LONGEST_ASSERTION = 3600
_SKEW = 300
_SAVE_SKEW = 60
_HOUR = 3600
_PEM = serialization.Encoding.PEM


@dataclass(frozen=True, slots=True)
class Account:
    """An account, its public keys by their id, and the issuers that invited it."""

    email: str
    certificates: Mapping[str, bytes] = field(repr=False)
    issuers: frozenset[str]


class Accounts:
    """Safe between threads; `token_uri` is what assertions must be made for."""

    def __init__(self, lifetime: int = _HOUR) -> None:
        self._lock = threading.Lock()
        self._accounts: dict[str, Account] = {}
        self._tokens: dict[str, tuple[str, float]] = {}
        self._lifetime = lifetime
        self._granted = 0

    @property
    def tokens_granted(self) -> int:
        """How many access tokens were given out."""
        return self._granted

    def invite(self, account: Account) -> None:
        """Let an account in, or change what it may."""
        with self._lock:
            self._accounts[account.email] = account

    def create(self, issuer_id: str, token_uri: str) -> bytes:
        """A new account of the issuer with a key: its credentials file."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name, key_id = secrets.token_hex(4), secrets.token_hex(20)
        email = f"wallet-{name}@stand-in.iam.gserviceaccount.com"
        public = key.public_key().public_bytes(
            _PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        private = key.private_bytes(
            _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.invite(Account(email, {key_id: public}, frozenset({issuer_id})))
        return json.dumps(
            {
                "type": "service_account",
                "project_id": "stand-in",
                "client_email": email,
                "private_key_id": key_id,
                "private_key": private.decode("ascii"),
                "token_uri": token_uri,
            },
            indent=2,
        ).encode()

    def revoke(self, email: str) -> None:
        """The account's keys are gone, and its tokens with them."""
        with self._lock:
            self._accounts.pop(email, None)
            self._tokens = {t: o for t, o in self._tokens.items() if o[0] != email}

    def end_tokens(self) -> None:
        """Every token ends at once, as if its hour were over."""
        with self._lock:
            self._tokens.clear()

    def grant(self, form: Mapping[str, str], token_uri: str) -> tuple[int, Any]:
        """Status and body of the token endpoint's answer."""
        if form.get("grant_type") != GRANT:
            return _grant_error("unsupported_grant_type", "Invalid grant_type")
        try:
            account, claims = self._read(form.get("assertion", ""))
        except ValueError as error:
            return _grant_error("invalid_grant", str(error))
        if complaint := _wrong_claims(claims, token_uri):
            return _grant_error("invalid_grant", complaint)
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._granted += 1
            self._tokens[token] = (account.email, time.time() + self._lifetime)
        return 200, {
            "access_token": token,
            "expires_in": self._lifetime,
            "token_type": "Bearer",
        }

    def holder(self, authorization: str) -> Account | None:
        """Whose token it is, while it holds."""
        with self._lock:
            email, ends = self._tokens.get(
                authorization.removeprefix("Bearer "), ("", 0.0)
            )
            return self._accounts.get(email) if ends > time.time() else None

    def read_save_token(self, token: str) -> tuple[Account, Mapping[str, Any]]:
        """Who signed a save link, and its claims. Raises SaveRefused."""
        if len(token) > save_link.LONGEST_TOKEN:
            raise SaveRefused("the link is too long")
        try:
            account, claims = self._read(token)
        except ValueError as error:
            raise SaveRefused(str(error)) from None
        wrong = [name for name, is_right in _save_checks(claims) if not is_right]
        if wrong:
            raise SaveRefused(f"the link's {wrong[0]} is wrong")
        return account, claims

    def _read(self, token: str) -> tuple[Account, Mapping[str, Any]]:
        """The account whose key signed it, and the claims. Raises ValueError."""
        header = jwt.decode_header(token)
        claims: Mapping[str, Any] = jwt.decode(token, verify=False)
        with self._lock:
            account = self._accounts.get(str(claims.get("iss")))
        if account is None:
            raise ValueError("Invalid grant: account not found")
        key = account.certificates.get(str(header.get("kid")))
        if key is None or header.get("alg") != "RS256":
            raise ValueError("Invalid JWT Signature")
        signed, _, signature = token.rpartition(".")
        octets = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        if not crypt.RSAVerifier.from_string(key).verify(signed, octets):
            raise ValueError("Invalid JWT Signature")
        return account, claims


def _wrong_claims(claims: Mapping[str, Any], token_uri: str) -> str:
    now = time.time()
    issued, ends = claims.get("iat"), claims.get("exp")
    if type(issued) is not int or type(ends) is not int:
        return "Invalid JWT: iat and exp must be whole seconds"
    if abs(issued - now) > _SKEW or not now < ends <= issued + _LONGEST_ASSERTION:
        return "Invalid JWT: Token must be a short-lived token"
    if claims.get("aud") != token_uri:
        return "Invalid JWT: audience"
    return "" if claims.get("scope") == discovery.SCOPE else "Invalid scope"


def _save_checks(claims: Mapping[str, Any]) -> list[tuple[str, bool]]:
    issued, origins = claims.get("iat"), claims.get("origins")
    return [
        ("aud", claims.get("aud") == "google"),
        ("typ", claims.get("typ") == "savetowallet"),
        ("iat", type(issued) is int and issued <= time.time() + _SAVE_SKEW),
        ("origins", isinstance(origins, list) and bool(origins)),
        ("payload", isinstance(claims.get("payload"), dict)),
    ]


def _grant_error(error: str, description: str) -> tuple[int, Any]:
    return 400, {"error": error, "error_description": description}
