"""The pair webServiceURL and authenticationToken: both or neither, and both usable."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from wallet_service.wallets.apple import pass_rules

SHORTEST_TOKEN = 16
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def problems(document: Mapping[str, object], *, allow_http: bool) -> list[str]:
    """What is wrong with the pair; `allow_http` allows http, to this machine only."""
    given = document.keys() & {"webServiceURL", "authenticationToken"}
    if not given:
        return []
    if len(given) == 1:
        return [
            f"{given.pop()}: stands alone; give webServiceURL and authenticationToken"
        ]
    token = document["authenticationToken"]
    url = document["webServiceURL"]
    found = [
        _url_problem(url, allow_http)
        if type(url) is str
        else "webServiceURL: must be a string"
    ]
    if type(token) is not str or len(token) < SHORTEST_TOKEN or not token.isascii():
        found.append(
            f"authenticationToken: must be {SHORTEST_TOKEN} ASCII characters or more"
        )
    return [problem for problem in found if problem]


# A service has one address, or one for each brand.
@functools.lru_cache(maxsize=256)
def _url_problem(value: str, allow_http: bool) -> str | None:
    parts = pass_rules.split_url(value)
    if parts is None:
        return (
            "webServiceURL: must be an address such as https://cards.example.com/apple"
        )
    if parts.scheme != "https" and not (
        allow_http and parts.scheme == "http" and parts.hostname in LOOPBACK
    ):
        return "webServiceURL: must begin with https://; the phone calls nothing else"
    if parts.query or parts.fragment or "@" in parts.netloc:
        return (
            "webServiceURL: must have no query, fragment or user; the phone appends "
            "a path"
        )
    if parts.path.rstrip("/").endswith("/v1"):
        return "webServiceURL: must not end in /v1; the phone appends it"
    return None
