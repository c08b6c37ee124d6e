"""Where a pass becomes relevant: locations and beacons, ten of each at most."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wallet_service.wallets.apple import pass_rules

MOST_LOCATIONS = 10
MOST_BEACONS = 10

_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def _within(lowest: float, highest: float) -> pass_rules.Rule:
    def rule(value: object) -> str | None:
        if type(value) in {int, float} and lowest <= value <= highest:  # type: ignore[operator]
            return None
        return f"must be a number from {lowest:g} to {highest:g}"

    return rule


def _number(value: object) -> str | None:
    return None if pass_rules.is_number(value) else "must be a number"


def _short(value: object) -> str | None:
    if type(value) is int and 0 <= value <= 65535:
        return None
    return "must be an integer from 0 to 65535"


def _uuid(value: object) -> str | None:
    return None if type(value) is str and _UUID.fullmatch(value) else "must be a UUID"


_LOCATION: Mapping[str, pass_rules.Rule] = {
    "latitude": _within(-90, 90),
    "longitude": _within(-180, 180),
    "altitude": _number,
    "relevantText": pass_rules.filled,
}
_BEACON: Mapping[str, pass_rules.Rule] = {
    "proximityUUID": _uuid,
    "major": _short,
    "minor": _short,
    "relevantText": pass_rules.filled,
}


def locations(value: object) -> str | None:
    """Rule for the key `locations`; choose the nearest to the customer."""
    return pass_rules.entries(
        value, MOST_LOCATIONS, _LOCATION, frozenset({"latitude", "longitude"})
    )


def beacons(value: object) -> str | None:
    """Rule for the key `beacons`."""
    return pass_rules.entries(
        value, MOST_BEACONS, _BEACON, frozenset({"proximityUUID"})
    )
