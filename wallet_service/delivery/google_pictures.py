"""Looks at each picture once before Google is told its address.

Google refuses a whole card for a picture that it cannot fetch, so the fault is found
here first, where it can be read. A good address is good for ever: its bytes are fixed.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests
from PIL import Image, UnidentifiedImageError

from wallet_service.wallets.google import addresses

TIMEOUT = (3.0, 5.0)
LARGEST = 5_000_000
_CHUNK = 65_536
_MOST_KNOWN = 10_000
_AGAIN = timedelta(seconds=30)
_FORMATS = ("PNG", "JPEG")

Resolve = Callable[[str, int], list[str]]


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class PictureChecks:
    """Remembers what was good; a fault is looked at again after half a minute."""

    def __init__(
        self,
        *,
        allows_loopback: bool,
        clock: Callable[[], datetime],
        resolve: Resolve = resolved,
    ) -> None:
        self._allows_loopback = allows_loopback
        self._clock = clock
        self._resolve = resolve
        self._lock = threading.Lock()
        self._good: set[str] = set()
        self._faults: dict[str, tuple[datetime, str]] = {}

    def fault(self, address: str) -> str | None:
        """Why Google would not take the picture, or None when it would."""
        now = self._clock()
        with self._lock:
            if address in self._good:
                return None
            known = self._faults.get(address)
        if known is not None and now < known[0]:
            return known[1]
        found = self._unreachable(address) or _fetch_fault(address)
        self._remember(address, found, now)
        return found

    def _remember(self, address: str, found: str | None, now: datetime) -> None:
        with self._lock:
            if len(self._good) + len(self._faults) >= _MOST_KNOWN:
                self._good.clear()
                self._faults.clear()
            self._faults.pop(address, None)
            if found is None:
                self._good.add(address)
            else:
                self._faults[address] = now + _AGAIN, found

    def _unreachable(self, address: str) -> str | None:
        """Google fetches over the open internet; we look nowhere else either."""
        parts = urlsplit(address)
        if addresses.is_loopback_http(address) and self._allows_loopback:
            return None
        if parts.scheme != "https" or not parts.hostname:
            return f"{address} is no https address"
        try:
            found = self._resolve(parts.hostname, parts.port or 443)
        except OSError:
            return f"{parts.hostname} has no address"
        if not found or not all(ipaddress.ip_address(one).is_global for one in found):
            return f"{parts.hostname} is not on the open internet"
        return None


def _fetch_fault(address: str) -> str | None:
    try:
        with requests.get(
            address, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            if answer.status_code != requests.codes.ok:
                return f"{address} answers {answer.status_code}"
            data = b""
            for chunk in answer.iter_content(_CHUNK):
                data += chunk
                if len(data) > LARGEST:
                    return f"{address} has more than {LARGEST} bytes"
    except requests.RequestException as error:
        return f"{address} cannot be fetched ({type(error).__name__})"
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError):
        return f"{address} is no picture that Google shows"
    return None
