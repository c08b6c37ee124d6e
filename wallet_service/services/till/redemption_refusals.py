"""Why a code cannot be confirmed or cancelled: each refusal says what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from wallet_service.services.errors import Conflict


@dataclass(frozen=True, slots=True)
class Known:
    """A redemption as it is stored."""

    id: str
    card_id: str
    reward_id: str
    code: str
    state: str
    expires_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    location_id: str | None


def require_open(found: Known, time_zone: ZoneInfo, now: datetime) -> None:
    """Raise Conflict unless the code is alive; times are told in the program's zone.

    Codes: `redemption_redeemed` (S8), `redemption_cancelled`, `redemption_lapsed`.
    """
    if found.state == "confirmed":
        raise _redeemed(found, time_zone)
    if found.state == "cancelled":
        detail = "This code was cancelled; the reward can be given a new one."
        raise Conflict("redemption_cancelled", detail)
    if found.state == "withdrawn":
        detail = "The reward was withdrawn with a refund, and its code with it."
        raise Conflict("redemption_cancelled", detail)
    if found.state == "lapsed" or found.expires_at <= now:
        at = _local(found.expires_at, time_zone)
        detail = f"This code lapsed at {at}; the reward can be given a new one."
        raise Conflict("redemption_lapsed", detail)


def _redeemed(found: Known, time_zone: ZoneInfo) -> Conflict:
    """Says when, by whom and where, so that staff can ask each other."""
    detail = f"Redeemed at {_local(found.settled_at, time_zone)} by {found.settled_by}"
    if found.location_id:
        detail += f", {found.location_id}"
    redeemed = {
        "at": found.settled_at.isoformat() if found.settled_at else None,
        "by": found.settled_by,
        "location_id": found.location_id,
    }
    return Conflict("redemption_redeemed", f"{detail}.", extra={"redeemed": redeemed})


def _local(at: datetime | None, time_zone: ZoneInfo) -> str:
    return f"{at.astimezone(time_zone):%H:%M on %Y-%m-%d}" if at else ""
