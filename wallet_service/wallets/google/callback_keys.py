"""Google's root keys for callbacks: fetched once, kept until they end or for a day.

Whoever posts forged callbacks must not make us ask Google: a signature that no kept key
made leads to one fetch in `RENEWAL` at most, which is how a new key is learnt early.
"""

from __future__ import annotations

import base64
import binascii
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

KEYS_URL = "https://pay.google.com/gp/m/issuer/keys"
PROTOCOL = "ECv2SigningOnly"
LONGEST_KEPT = timedelta(hours=24)
RENEWAL = timedelta(minutes=10)
AFTER_FAILURE = timedelta(minutes=1)
_LONGEST_BODY = 65536


class KeysUnavailable(Exception):
    """No root key is kept and none can be fetched: answer 503, Google repeats."""


@dataclass(frozen=True, slots=True)
class RootKey:
    """A root key of this protocol and when it ends."""

    public_key: ec.EllipticCurvePublicKey = field(repr=False)
    expires_at: datetime


Fetch = Callable[[], bytes]


class RootKeys:
    """The kept keys; safe between threads. `fetch` returns the JSON of the keys' page.

    It may raise OSError, which requests' errors are.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._keys: tuple[RootKey, ...] = ()
        self._fetched_at: datetime | None = None
        self._asked_at: datetime | None = None

    def current(self, at: datetime) -> tuple[RootKey, ...]:
        """The keys that hold at that time; none if all on Google's page have ended.

        Raises KeysUnavailable when the page could not be read.
        """
        with self._lock:
            if not self._are_fresh(at):
                self._renew(at)
            holding = self._holding(at)
            is_read = (
                self._fetched_at is not None and self._fetched_at == self._asked_at
            )
        if not holding and not is_read:
            raise KeysUnavailable("Google's root keys cannot be fetched")
        return holding

    def newer(self, at: datetime) -> tuple[RootKey, ...]:
        """The keys after one more look, if the last is long enough ago; else none."""
        with self._lock:
            known = self._keys
            self._renew(at)
            return self._holding(at) if self._keys != known else ()

    def _are_fresh(self, at: datetime) -> bool:
        if self._fetched_at is None or not self._holding(at):
            return False
        return at - self._fetched_at < LONGEST_KEPT

    def _holding(self, at: datetime) -> tuple[RootKey, ...]:
        return tuple(key for key in self._keys if key.expires_at > at)

    def _renew(self, at: datetime) -> None:
        """Fetch unless that was tried a moment ago; a failure keeps what is there."""
        pause = RENEWAL if self._fetched_at == self._asked_at else AFTER_FAILURE
        if self._asked_at is not None and at - self._asked_at < pause:
            return
        self._asked_at = at
        try:
            keys = read(self._fetch())
        except (OSError, ValueError):
            return
        self._keys, self._fetched_at = keys, at


def fetcher(url: str = KEYS_URL, *, timeout: float = 0.8) -> Fetch:
    """Fetches the keys' page; `url` only names a stand-in.

    The time-out is short: whoever calls back wants an answer within a second.
    """

    def fetch() -> bytes:
        response = requests.get(url, timeout=timeout, allow_redirects=False)
        if response.status_code != 200:
            raise requests.HTTPError(f"the keys' page said {response.status_code}")
        return response.content[:_LONGEST_BODY]

    return fetch


def read(content: bytes) -> tuple[RootKey, ...]:
    """This protocol's keys on Google's page. Raises ValueError when it has none."""
    page = json.loads(content)
    listed = page.get("keys") if isinstance(page, dict) else None
    if not isinstance(listed, list):
        raise ValueError("the page holds no keys")
    ours = [one for one in listed if _is_ours(one)]
    if not ours:
        raise ValueError(f"the page holds no keys for {PROTOCOL}")
    return tuple(_root_key(one) for one in ours)


def public_key(encoded: str) -> ec.EllipticCurvePublicKey:
    """A P-256 key from base64 of its SubjectPublicKeyInfo. Raises ValueError."""
    try:
        key = serialization.load_der_public_key(
            base64.b64decode(encoded, validate=True)
        )
    except (binascii.Error, UnsupportedAlgorithm):
        raise ValueError("a key is unreadable") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise ValueError("a key is not on P-256")
    return key


def moment(milliseconds: object) -> datetime:
    """Unix milliseconds, as a number or as text. Raises ValueError."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | str):
        raise ValueError("a time must be in Unix milliseconds")
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, tz=UTC)
    except (OverflowError, OSError):
        raise ValueError("a time is out of range") from None


def _is_ours(listed: object) -> bool:
    return isinstance(listed, dict) and listed.get("protocolVersion") == PROTOCOL


def _root_key(listed: dict[str, Any]) -> RootKey:
    return RootKey(
        public_key(str(listed.get("keyValue"))), moment(listed.get("keyExpiration"))
    )
