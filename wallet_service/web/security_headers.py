"""Security headers of every answer; the content policy is a table by blueprint.

The strict policy allows what the service itself serves and nothing else; a blueprint
that needs more says so here and nowhere else.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from flask import Flask, Response, request

from wallet_service.settings import Settings

STRICT: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# the pages of the API's documentation carry a script and a style of their own
_DOCUMENTATION = {
    **STRICT,
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
}
# the decoder of the camera's pictures is WebAssembly; the page can be installed
_SCANNER = {
    **STRICT,
    "script-src": "'self' 'wasm-unsafe-eval'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "media-src": "'self' blob:",
}
BY_BLUEPRINT: Mapping[str, Mapping[str, str]] = {
    "scanner": _SCANNER,
    "openapi": _DOCUMENTATION,
    "swagger": _DOCUMENTATION,
}
# pages whose very address is a secret
NO_REFERRER = frozenset({"member"})
# no browser ever asks these: what speaks to browsers would only be carried along
FOR_PHONES = frozenset({"apple_wallet"})
FEATURES = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "usb"),
)
# what a page may ask the browser for; all else is switched off
FEATURES_OF: Mapping[str, frozenset[str]] = {"scanner": frozenset({"camera"})}
# two years
HSTS = "max-age=63072000; includeSubDomains"


def allow_framing(response: Response, origins: Iterable[str]) -> None:
    """Let pages of these origins, checked by whoever keeps them, hold this answer."""
    policy = _policy(request.blueprint or "")
    ancestors = " ".join(origins) or "'none'"
    response.headers["Content-Security-Policy"] = _written(
        {**policy, "frame-ancestors": ancestors}
    )


def install(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer, errors among them."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        _add(response, request.blueprint or "")
        if not settings.is_development:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        return response


def _add(response: Response, blueprint: str) -> None:
    headers = response.headers
    for name, value in _headers(blueprint):
        if name not in headers:
            headers.add(name, value)


@functools.cache
def _headers(blueprint: str) -> tuple[tuple[str, str], ...]:
    if blueprint in FOR_PHONES:
        return (("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"))
    referrer = "no-referrer" if blueprint in NO_REFERRER else "same-origin"
    return (
        ("Content-Security-Policy", _written(_policy(blueprint))),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", referrer),
        ("Permissions-Policy", _features(blueprint)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        # personal unless a view says otherwise
        ("Cache-Control", "no-store"),
    )


def _features(blueprint: str) -> str:
    wanted = FEATURES_OF.get(blueprint, frozenset())
    return ", ".join(f"{one}=({'self' if one in wanted else ''})" for one in FEATURES)


def _policy(blueprint: str) -> Mapping[str, str]:
    return BY_BLUEPRINT.get(blueprint, STRICT)


def _written(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())
