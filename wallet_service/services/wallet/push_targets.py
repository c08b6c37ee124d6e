"""Whom to push to, and what APNs said of them: the delivery's view of registrations.

One push goes to each push token of a pass type, however many phones or passes share it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Table, delete, select, update

from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleDevice, ApplePassType, AppleRegistration
from wallet_service.models.card import CardPass
from wallet_service.services.wallet import pass_holding

DEVICES: Table = AppleDevice.__table__  # type: ignore[assignment]
REGISTRATIONS: Table = AppleRegistration.__table__  # type: ignore[assignment]
PASSES: Table = CardPass.__table__  # type: ignore[assignment]
TYPES: Table = ApplePassType.__table__  # type: ignore[assignment]
LONGEST_REASON = 255


@dataclass(frozen=True, slots=True)
class RegisteredPass:
    """A pass of a card, and one phone that keeps it."""

    card_id: str
    pass_id: str
    pass_type_id: str
    device_id: str
    push_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """A brand's way to APNs; `stopped_reason` tells why it is closed."""

    pass_type_id: str
    pass_type_identifier: str
    stopped_reason: str | None


def registered(
    session: BrandSession, card_ids: Collection[str]
) -> Sequence[RegisteredPass]:
    """Every phone on every pass of the cards; retired ones get a last update."""
    statement = (
        select(
            PASSES.c.card_id,
            PASSES.c.id,
            DEVICES.c.pass_type_id,
            DEVICES.c.id,
            DEVICES.c.push_token,
        )
        .join(REGISTRATIONS, REGISTRATIONS.c.pass_id == PASSES.c.id)
        .join(DEVICES, DEVICES.c.id == REGISTRATIONS.c.device_id)
        .where(PASSES.c.card_id.in_(card_ids), PASSES.c.brand_id == session.brand)
        .order_by(DEVICES.c.id)
    )
    return [RegisteredPass(*row) for row in session.core.execute(statement)]


def channel(session: BrandSession) -> Channel | None:
    """The brand's channel, or None before a certificate was installed."""
    statement = select(
        TYPES.c.id, TYPES.c.pass_type_identifier, TYPES.c.stopped_reason
    ).where(TYPES.c.brand_id == session.brand)
    row = session.core.execute(statement).one_or_none()
    return Channel(*row) if row else None


def stop_channel(session: BrandSession, reason: str | None) -> None:
    """Close the brand's channel with a reason, or open it again with None."""
    session.core.execute(
        update(TYPES)
        .where(TYPES.c.brand_id == session.brand)
        .values(stopped_reason=reason[:LONGEST_REASON] if reason else None)
    )


def push_tokens(session: BrandSession, device_ids: Collection[str]) -> dict[str, str]:
    """The present push token of each phone that is still registered."""
    statement = select(DEVICES.c.id, DEVICES.c.push_token).where(
        DEVICES.c.brand_id == session.brand, DEVICES.c.id.in_(device_ids)
    )
    rows = session.core.execute(statement)
    return {row.id: row.push_token for row in rows}


def note_accepted(
    session: BrandSession, push_tokens: Collection[str], now: datetime
) -> None:
    """APNs took the pushes; the phones have them when they ask for their passes."""
    session.core.execute(
        update(DEVICES)
        .where(
            DEVICES.c.brand_id == session.brand, DEVICES.c.push_token.in_(push_tokens)
        )
        .values(push_accepted_at=now)
    )


def drop_token(
    session: BrandSession,
    push_token: str,
    *,
    registered_before: datetime | None,
    now: datetime,
) -> int:
    """Forget the phones with this token; those that registered later are left alone."""
    gone = [DEVICES.c.brand_id == session.brand, DEVICES.c.push_token == push_token]
    if registered_before is not None:
        gone.append(DEVICES.c.registered_at < registered_before)
    kept = (
        select(REGISTRATIONS.c.pass_id)
        .join(DEVICES, DEVICES.c.id == REGISTRATIONS.c.device_id)
        .where(*gone)
    )
    passes = list(session.core.scalars(kept))
    count = session.core.execute(delete(DEVICES).where(*gone)).rowcount
    pass_holding.look_again(session, passes, now)
    return count
