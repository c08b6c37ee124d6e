"""A page of another site may make a browser send a form here; such forms are refused.

Browsers say where a request comes from, in Sec-Fetch-Site or at least in Origin. What
says neither is no browser's form either. The API knows no cookies and asks for a key.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request, request

from wallet_service.services.errors import NotAllowed
from wallet_service.web import adapters

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = "same-origin"


def refuse() -> None:
    """Raise NotAllowed (`cross_site`) for an unsafe request of another site.

    For `before_request` of every blueprint that takes forms.
    """
    if request.method not in SAFE and not comes_from_here(request):
        detail = "Open the page itself and send its form from there."
        raise NotAllowed("cross_site", detail)


def comes_from_here(asked: Request) -> bool:
    """Whether the browser says that our own page sends this."""
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == OWN
    origin = asked.headers.get("Origin")
    if origin is None:
        return False
    base = adapters.current().settings.base_url
    return urlsplit(origin).netloc in {urlsplit(base).netloc, asked.host}
