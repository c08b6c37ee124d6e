"""How a virtual phone speaks HTTP: one request, one answer, no redirect followed.

A body shorter than its Content-Length is a broken download, never a short file.
"""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10.0


class Unreachable(Exception):
    """No whole answer came; the message says why and holds no secret."""


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """Status, headers by lower-case name, and the body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def header(self, name: str) -> str | None:
        """A header's value, by its lower-case name."""
        return self.headers.get(name)


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> WebAnswer:
    """Send one request; raises Unreachable when no whole answer comes."""
    connection = _connection(url)
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request(method, target, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from None
    finally:
        connection.close()
    names = {name.lower(): value for name, value in response.getheaders()}
    return WebAnswer(response.status, names, content)


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise Unreachable("not an http address")
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=TIMEOUT_SECONDS
        )
    return http.client.HTTPConnection(
        parts.hostname, parts.port, timeout=TIMEOUT_SECONDS
    )
