"""Addresses that Google fetches or calls: https, or this machine for a stand-in."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def is_reachable(url: str) -> bool:
    """Whether it is https, or plain http on this machine, for a stand-in alone."""
    parts = _parts(url)
    return parts is not None and (parts.scheme == "https" or _is_loopback(parts))


def is_loopback_http(url: str) -> bool:
    """Whether it is plain http on this machine."""
    parts = _parts(url)
    return parts is not None and _is_loopback(parts)


def origin_of(url: str) -> str:
    """Scheme, host and port, without a path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def is_origin(text: str) -> bool:
    """Whether it is the origin of an address that Google may be shown."""
    parts = _parts(text)
    if parts is None or parts.username is not None:
        return False
    return origin_of(text) == text and is_reachable(text)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.hostname else None
    except ValueError:
        return None


def _is_loopback(parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.hostname in _LOOPBACK
