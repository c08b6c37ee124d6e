"""Consents as they were given or withdrawn; a row is added for each, none changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.member import Consent


@dataclass(frozen=True, slots=True)
class NewConsent:
    """One purpose, the version of the text that was shown, and the answer."""

    purpose: str
    version: str
    given: bool = True
    text: str | None = None
    channel: str = "api"


def record_consents(
    session: BrandSession, member_id: str, new: Iterable[NewConsent], now: datetime
) -> None:
    """Keep each of them with the time."""
    for consent in new:
        session.add(
            Consent(
                brand_id=session.brand,
                member_id=member_id,
                purpose=consent.purpose,
                version=consent.version,
                text=consent.text,
                given=consent.given,
                channel=consent.channel,
                recorded_at=now,
            )
        )
    session.flush()


def current_consents(
    session: BrandSession, member_ids: Iterable[str]
) -> dict[str, list[Consent]]:
    """The last word of each member for each purpose, by purpose."""
    wanted = list(member_ids)
    last: dict[str, dict[str, Consent]] = {member_id: {} for member_id in wanted}
    statement = (
        select(Consent).where(Consent.member_id.in_(wanted)).order_by(Consent.id)
    )
    for consent in session.scalars(statement):
        last[consent.member_id][consent.purpose] = consent
    return {
        member_id: [by_purpose[name] for name in sorted(by_purpose)]
        for member_id, by_purpose in last.items()
    }
