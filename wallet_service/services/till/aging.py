"""What time did to an account, for whoever tells its cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from wallet_service.ledger.accounts import AccountKey

# the least that time knows: what was noticed at an instant is not noticed after it
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person is told: the event of the news, and when their phone may ring.

    `points` are signed; `ends` is the instant from which something is gone.
    """

    event: str
    at: datetime
    push_at: datetime
    ends: datetime | None = None
    points: int = 0
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Aged:
    """An account whose standing time moved, and how many entries it got."""

    program_id: str
    key: AccountKey
    account_id: str
    entries: int
    notice: Notice | None = None
