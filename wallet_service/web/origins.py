"""Refuses what another site makes a visitor's browser send here.

Browsers say where a request comes from: by Sec-Fetch-Site, and by Origin on every POST.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from wallet_service.services.errors import NotAllowed
from wallet_service.web import adapters

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def require_own() -> None:
    """Raise NotAllowed (`foreign_origin`) unless one of our own pages sent this."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    is_own = site == "same-origin" if site else origin == own()
    if not is_own:
        detail = "Another site sent this. Open the page here and try again."
        raise NotAllowed("foreign_origin", detail)


def own() -> str:
    """Scheme, host and port under which this service is reached."""
    parts = urlsplit(adapters.current().settings.base_url)
    return f"{parts.scheme}://{parts.netloc}"
