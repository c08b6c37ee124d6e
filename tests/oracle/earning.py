"""What a purchase earns: the base, the rates' share, and the trims that lower it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.oracle import money


def bases(
    rules: dict[str, Any],
    *,
    gross: Sequence[int],
    net: Sequence[int],
    payable: Sequence[int],
    excluded: Sequence[bool],
) -> list[int]:
    """The earn base of every line; what is excluded earns nothing."""
    base = {"gross": gross, "net": net, "payable": payable}[
        rules.get("earn_base") or "payable"
    ]
    return [0 if out else amount for amount, out in zip(base, excluded, strict=True)]


def ceiling_rooms(
    policy: dict[str, Any],
    *,
    categories: Sequence[str | None],
    gross: Sequence[int],
    excluded: Sequence[bool],
) -> list[tuple[list[bool], int]]:
    """The lines each ceiling speaks of and what it allows, categories first (R11)."""
    counted = [
        0 if out else amount for amount, out in zip(gross, excluded, strict=True)
    ]
    rooms = []
    for category, ceiling in (policy.get("category_ceilings_bp") or {}).items():
        chosen = [
            own == category and not out
            for own, out in zip(categories, excluded, strict=True)
        ]
        base = sum(a for a, take in zip(counted, chosen, strict=True) if take)
        rooms.append((chosen, money.down(money.exactly(base, ceiling))))
    if policy.get("ceiling_bp") is not None:
        limit = money.down(money.exactly(sum(counted), policy["ceiling_bp"]))
        rooms.append(([True for _ in counted], limit))
    return rooms


def under_ceilings(
    policy: dict[str, Any],
    amounts: Sequence[int],
    *,
    categories: Sequence[str | None],
    gross: Sequence[int],
    discounts: Sequence[int],
    excluded: Sequence[bool],
) -> list[int]:
    """Trim an earning to what the discount leaves of every ceiling (step j, R18)."""
    trimmed = list(amounts)
    rooms = ceiling_rooms(policy, categories=categories, gross=gross, excluded=excluded)
    for chosen, limit in rooms:
        given = sum(d for d, take in zip(discounts, chosen, strict=True) if take)
        trimmed = money.trim(trimmed, limit - given, chosen)
    return trimmed


def whole_points(rules: dict[str, Any], amount: int) -> int:
    return amount // 100 * 100 if rules.get("whole_points") else amount
