"""Cookies as this service sets them: for this host alone, never read by scripts.

With https their names begin with `__Host-`, which makes browsers hold us to it. Plain
http is for development alone and takes the bare names.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request

from wallet_service.web import adapters

PREFIX = "__Host-"


def read(name: str) -> str:
    """The cookie's value, empty without one."""
    return request.cookies.get(_full(name), "")


def put(
    response: Response, name: str, value: str, *, life: timedelta | None = None
) -> None:
    """Set a cookie; without `life` it goes with the browser's session."""
    response.set_cookie(
        _full(name),
        value,
        max_age=life,
        path="/",
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )


def drop(response: Response, name: str) -> None:
    """Take a cookie away."""
    response.set_cookie(
        _full(name),
        "",
        max_age=0,
        path="/",
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _full(name: str) -> str:
    return PREFIX + name if _is_secure() else name


def _is_secure() -> bool:
    return adapters.current().settings.base_url.startswith("https:")
