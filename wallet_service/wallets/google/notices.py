"""When a change may show a notice: the field must be one that notifies, three a day.

Google shows nothing for other fields, remembers no preference between requests, and
drops what is over the limit; so the request says so only when all of it is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from wallet_service.wallets.google import changes

NOTIFY = "NOTIFY_ON_UPDATE"
MOST_NOTICES = 3
WINDOW = timedelta(hours=24)
NOTIFYING_FIELDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "LoyaltyObject": (("loyaltyPoints", "balance"),),
    "LoyaltyClass": (("rewardsTier",),),
}
"""What Google's page names; it says that there are others, and does not list them."""


def changes_notifying_field(
    before: Mapping[str, Any], patch: Mapping[str, Any], *, schema: str
) -> bool:
    """Whether the patch changes, from what Google has, a field that notifies."""
    after = changes.merged(before, patch)
    return any(
        _at(after, path) not in (None, _at(before, path))
        for path in NOTIFYING_FIELDS[schema]
    )


def may_notify(sent: Iterable[datetime], *, now: datetime) -> bool:
    """Whether a notice is left, after those `sent` for the pass."""
    return sum(1 for moment in sent if moment > now - WINDOW) < MOST_NOTICES


def _at(body: Mapping[str, Any], path: tuple[str, ...]) -> object:
    value: object = body
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
