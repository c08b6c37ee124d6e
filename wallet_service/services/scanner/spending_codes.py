"""One-time codes by which a member agrees to a spending: sent, judged, used once.

A photograph of a card's code is enough to earn. To spend, the holder reads out four
digits that went to their own mailbox and to the card on their phone. A code is for one
card, for the person who asked, and for so many points at most.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from wallet_service import identifiers
from wallet_service.database import BrandSession, Database
from wallet_service.models.spending_code import SpendingCode
from wallet_service.services.errors import NotAllowed
from wallet_service.services.joining import codes
from wallet_service.services.keyring import Keyring
from wallet_service.services.scanner import code_channels
from wallet_service.services.staff.attempts import Limit
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.vault import DataKey

DIGITS = 4
TRIES = 3
LIFE = timedelta(minutes=5)
LOCK = timedelta(minutes=15)
# codes to the holder of one card
SENT = (Limit(3, timedelta(hours=1)), Limit(10, timedelta(days=1)))
KEEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code on its way; `channels` say where the member finds it: card, email."""

    id: str
    channels: tuple[str, ...]
    expires_at: datetime


def send(
    session: BrandSession,
    keyring: Keyring,
    card_id: str,
    points: int,
    *,
    visitor: Visitor,
    has_mail: bool,
    now: datetime,
) -> SentCode:
    """Owe the member a code for so many points (0: a reward); older ones end.

    Raises NotFound (card), NotAllowed (`spending_locked`) or Conflict (`no_channel`).
    """
    require_unlocked(session, card_id, now)
    _end_open(session, card_id, now)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = SpendingCode(
        id=identifiers.new_id("spcd"),
        brand_id=session.brand,
        card_id=card_id,
        points=points,
        asked_by=str(visitor.actor),
        made_at=now,
        expires_at=now + LIFE,
        tries_left=TRIES,
    )
    row.code_hash = _hashed(keyring.data_key(session), row.id, code)
    channels = code_channels.owe(
        session,
        keyring,
        card_id,
        code,
        points=points,
        until=row.expires_at,
        has_mail=has_mail,
        now=now,
    )
    session.add(row)
    session.flush()
    return SentCode(row.id, channels, row.expires_at)


def judge(
    session: BrandSession,
    keyring: Keyring,
    code_id: str,
    typed: str,
    *,
    visitor: Visitor,
    now: datetime,
) -> int:
    """Judge what was typed: 0 wrong tries for the right code, else tries made so far.

    The caller commits before it answers, so that a wrong try counts. Raises NotAllowed
    (`code_over`) for a code that has ended, was another person's, or never was.
    """
    row = session.scalar(
        select(SpendingCode).where(SpendingCode.id == code_id).with_for_update()
    )
    if row is None or not _is_open(row, visitor, now):
        raise NotAllowed("code_over", "This code has ended; ask for another one.")
    given = _hashed(keyring.data_key(session), row.id, codes.normalised(typed))
    if hmac.compare_digest(given, row.code_hash):
        row.proven_at = now
        session.flush()
        return 0
    row.tries_left -= 1
    if row.tries_left == 0:
        row.locked_until = now + LOCK
    session.flush()
    return TRIES - row.tries_left


def use(
    session: BrandSession,
    code_id: str | None,
    card_id: str,
    points: int,
    *,
    visitor: Visitor,
    now: datetime,
) -> None:
    """Use a proven code up, for this spending and no other.

    `points` is 0 for a reward. Raises NotAllowed (`step_up_required`) without one.
    """
    is_enough = SpendingCode.points >= points if points else SpendingCode.points == 0
    used = (
        update(SpendingCode)
        .where(
            SpendingCode.id == (code_id or ""),
            SpendingCode.card_id == card_id,
            SpendingCode.asked_by == str(visitor.actor),
            is_enough,
            SpendingCode.proven_at.is_not(None),
            SpendingCode.used_at.is_(None),
            SpendingCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(SpendingCode.id)
    )
    if session.scalar(used) is None:
        detail = "The member has to agree: ask for a code and type it."
        raise NotAllowed("step_up_required", detail)


def require_unlocked(session: BrandSession, card_id: str, now: datetime) -> None:
    """Raise NotAllowed (`spending_locked`) after the last wrong try at this card."""
    until = session.scalar(
        select(func.max(SpendingCode.locked_until)).where(
            SpendingCode.card_id == card_id, SpendingCode.made_at > now - KEEP
        )
    )
    if until is not None and now < until:
        detail = "Three wrong codes: nothing is spent from this card for a while."
        extra = {"until": until.isoformat()}
        raise NotAllowed("spending_locked", detail, extra=extra)


def forget_old(database: Database, now: datetime) -> None:
    """Remove codes of yesterday, in a transaction of its own."""
    with database.writing_across_brands() as session:
        old = SpendingCode.made_at <= now - KEEP
        session.execute(delete(SpendingCode).where(old))


def _is_open(row: SpendingCode, visitor: Visitor, now: datetime) -> bool:
    return (
        row.asked_by == str(visitor.actor)
        and row.tries_left > 0
        and row.proven_at is None
        and now < row.expires_at
    )


def _end_open(session: BrandSession, card_id: str, now: datetime) -> None:
    session.execute(
        update(SpendingCode)
        .where(SpendingCode.card_id == card_id, SpendingCode.expires_at > now)
        .values(expires_at=now)
    )


def _hashed(key: DataKey, code_id: str, code: str) -> str:
    """What a code is kept as: worth nothing for another request."""
    return key.keyed_hash(f"{code_id}:{code}", purpose="spending.code")
