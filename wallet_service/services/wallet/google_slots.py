"""Gives out an issuer's slots: across processes, since its row is locked meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.google import GoogleSlot
from wallet_service.services.wallet.google_issuers import Issuer
from wallet_service.wallets.google import limiter
from wallet_service.wallets.google.limiter import Lane, Reservation, Slots


def reserve(
    session: BrandSession,
    issuer: Issuer,
    lane: Lane,
    clock: Callable[[], datetime],
    *,
    patience: timedelta = limiter.PATIENCE,
) -> Reservation:
    """The lane's next slot, or when to ask again; needs a session for writing.

    The clock is read when the row is ours: a slot that began while others had the row
    would be used late, together with the next one.
    """
    row = _locked(session, issuer)
    given = limiter.reserve(
        _slots(row),
        lane,
        now=clock(),
        rate=issuer.rate_per_second,
        patience=patience,
    )
    if given.is_granted:
        _keep(session, row, given.slots)
    return given


def slow_down(session: BrandSession, issuer: Issuer, now: datetime) -> None:
    """Google said that there are too many: half the rate, then slowly more."""
    row = _locked(session, issuer)
    slower = limiter.slow_down(_slots(row), now=now, rate=issuer.rate_per_second)
    _keep(session, row, slower)


def _locked(session: BrandSession, issuer: Issuer) -> GoogleSlot:
    return session.scalars(
        select(GoogleSlot)
        .where(GoogleSlot.issuer_row_id == issuer.id)
        .with_for_update()
    ).one()


def _slots(row: GoogleSlot) -> Slots:
    return Slots(row.next_free, row.background_turn, row.slowed_at, row.slowed_to)


def _keep(session: BrandSession, row: GoogleSlot, slots: Slots) -> None:
    row.next_free = slots.next_free
    row.background_turn = slots.background_turn
    row.slowed_at = slots.slowed_at
    row.slowed_to = slots.slowed_to
    session.flush()
