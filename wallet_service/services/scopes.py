"""The scopes of API keys: what a key may do, each word once.

A key may hold several; ``*`` is all of them and what has no scope of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from wallet_service.services.errors import FieldFault, Invalid

ALL = "*"
KNOWN = frozenset(
    {
        "brand:read",
        "card:read",
        "card:write",
        "company:read",
        "company:write",
        "loc:read",
        "member:pii",
        "member:read",
        "member:write",
        "push:write",
        "rules:read",
        "stats:read",
        "txn:read",
        "txn:refund",
        "txn:spend",
        "txn:write",
        ALL,
    }
)


def checked(scopes: Iterable[str]) -> list[str]:
    """The scopes sorted and once each; raises Invalid for none or an unknown one."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in KNOWN]
    if unknown or not wanted:
        detail = (
            f"Unknown scopes: {', '.join(unknown)}."
            if unknown
            else "A key needs at least one scope."
        )
        detail += f" Known are: {', '.join(sorted(KNOWN))}."
        raise Invalid("unknown_scope", detail, errors=[FieldFault("/scopes", detail)])
    return wanted


def allows(held: Iterable[str], wanted: str) -> bool:
    """Whether the scopes that are held are enough for the wanted one."""
    have = frozenset(held)
    return ALL in have or wanted in have
