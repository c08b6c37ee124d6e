"""Pictures at the stand-in for Google Wallet: fetched once by address, then kept.

So other bytes at a known address are never seen, as with Google; and a picture that
cannot be fetched makes the write fail. Only pictures on this machine are asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import requests

from wallet_service.simulator.google_errors import GoogleError
from wallet_service.wallets.google import addresses, schema

_TIMEOUT = 5.0
_LARGEST = 5_000_000


class GooglePictures:
    """Safe between threads; `fetches` false trusts every address and keeps nothing."""

    def __init__(self, *, fetches: bool) -> None:
        self._fetches = fetches
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[bytes, str]] = {}

    def take(self, body: Mapping[str, Any], kind: str) -> None:
        """Fetch what the body names. Raises GoogleError."""
        if not self._fetches:
            return
        for part in schema.parts(body, kind, is_whole=False):
            uri = part.content.get("uri")
            if part.schema == "ImageUri" and isinstance(uri, str):
                self._fetch(uri)

    def find(self, url: str) -> tuple[bytes, str] | None:
        """The bytes and the content type that were fetched from the address."""
        with self._lock:
            return self._kept.get(url)

    def _fetch(self, url: str) -> None:
        if self.find(url) is not None or not addresses.is_loopback_http(url):
            return  # a stand-in asks nobody on the open internet
        try:
            response = requests.get(url, timeout=_TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise _refused(url, type(error).__name__) from None
        kind = response.headers.get("Content-Type", "")
        if response.status_code != 200 or not kind.startswith("image/"):
            raise _refused(url, f"{response.status_code} {kind}")
        if len(response.content) > _LARGEST:
            raise _refused(url, "too large")
        with self._lock:
            self._kept.setdefault(url, (response.content, kind))


def _refused(url: str, said: str) -> GoogleError:
    message = f"Image cannot be loaded: {url} ({said})"
    return GoogleError(400, "invalidResource", message)
