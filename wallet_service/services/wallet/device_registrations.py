"""Phones that keep a pass up to date: registered, renewed, taken off the list.

At most twenty phones hold a pass; the one that was silent longest makes room, so that a
stolen token cannot turn a card into a thousand pushes.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Table, case, delete, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleDevice, AppleRegistration
from wallet_service.models.card import Card
from wallet_service.outbox import store, topics
from wallet_service.services.wallet import pass_holding
from wallet_service.services.wallet.device_access import DevicePass

DEVICES: Table = AppleDevice.__table__  # type: ignore[assignment]
REGISTRATIONS: Table = AppleRegistration.__table__  # type: ignore[assignment]
CARDS: Table = Card.__table__  # type: ignore[assignment]
MOST_DEVICES = 20


def register(
    session: BrandSession,
    known: DevicePass,
    *,
    device_hash: str,
    push_token: str,
    now: datetime,
) -> bool:
    """Register the phone for the pass; whether the registration is new.

    The push token is taken over every time. A card that changed since the pass was
    issued owes an update: what this phone holds may be as old as that.
    """
    # a purchase waits for this lock: its push finds the phone, or we see the purchase
    changed_at: int = session.core.execute(
        select(CARDS.c.changed_at)
        .where(CARDS.c.id == known.card_id)
        .with_for_update(key_share=True)
    ).scalar_one()
    device_id, has_new_token = _keep_device(
        session, known, device_hash=device_hash, push_token=push_token, now=now
    )
    is_new = _add(session, known, device_id, now)
    if is_new:
        _make_room(session, known.pass_id, device_id)
        pass_holding.look_again(session, [known.pass_id], now)
    if (is_new or has_new_token) and changed_at > known.issued_at.timestamp():
        store.enqueue(session, topics.CARD_CHANGED, known.card_id, now)
    return is_new


def unregister(
    session: BrandSession, known: DevicePass, device_hash: str, now: datetime
) -> None:
    """Take the pass off the phone's list; a phone without passes is forgotten."""
    device_id = session.core.scalar(
        select(DEVICES.c.id).where(
            DEVICES.c.pass_type_id == known.pass_type_id,
            DEVICES.c.device_hash == device_hash,
        )
    )
    if device_id is None:
        return
    session.core.execute(
        delete(REGISTRATIONS).where(
            REGISTRATIONS.c.device_id == device_id,
            REGISTRATIONS.c.pass_id == known.pass_id,
        )
    )
    forget_idle(session, [device_id])
    pass_holding.look_again(session, [known.pass_id], now)


def forget_idle(session: BrandSession, device_ids: Collection[str]) -> None:
    """Remove those of the phones that hold no pass any more."""
    session.core.execute(
        delete(DEVICES).where(
            DEVICES.c.id.in_(device_ids),
            ~exists().where(REGISTRATIONS.c.device_id == DEVICES.c.id),
        )
    )


def _keep_device(
    session: BrandSession,
    known: DevicePass,
    *,
    device_hash: str,
    push_token: str,
    now: datetime,
) -> tuple[str, bool]:
    """The phone's row, and whether its push token is another one than before."""
    before = session.core.scalar(
        select(DEVICES.c.push_token)
        .where(
            DEVICES.c.pass_type_id == known.pass_type_id,
            DEVICES.c.device_hash == device_hash,
        )
        .with_for_update()
    )
    statement = _insert(session, DEVICES).values(
        id=identifiers.new_id("adev"),
        brand_id=known.brand_id,
        pass_type_id=known.pass_type_id,
        device_hash=device_hash,
        push_token=push_token,
        registered_at=now,
        token_changed_at=now,
    )
    new = statement.excluded
    device_id = session.core.scalar(
        statement.on_conflict_do_update(
            index_elements=[DEVICES.c.pass_type_id, DEVICES.c.device_hash],
            set_={
                "push_token": new.push_token,
                "registered_at": new.registered_at,
                "token_changed_at": case(
                    (
                        DEVICES.c.push_token == new.push_token,
                        DEVICES.c.token_changed_at,
                    ),
                    else_=new.token_changed_at,
                ),
            },
        ).returning(DEVICES.c.id)
    )
    return str(device_id), before not in {None, push_token}


def _add(
    session: BrandSession, known: DevicePass, device_id: str, now: datetime
) -> bool:
    statement = _insert(session, REGISTRATIONS).values(
        brand_id=known.brand_id,
        device_id=device_id,
        pass_id=known.pass_id,
        registered_at=now,
    )
    added = statement.on_conflict_do_nothing().returning(REGISTRATIONS.c.pass_id)
    return session.core.scalar(added) is not None


def _make_room(session: BrandSession, pass_id: str, newcomer: str) -> None:
    heard_of = func.coalesce(DEVICES.c.listed_at, DEVICES.c.registered_at)
    later = case(
        (heard_of > DEVICES.c.registered_at, heard_of), else_=DEVICES.c.registered_at
    )
    others = (
        select(DEVICES.c.id)
        .join(REGISTRATIONS, REGISTRATIONS.c.device_id == DEVICES.c.id)
        .where(REGISTRATIONS.c.pass_id == pass_id, DEVICES.c.id != newcomer)
        .order_by(later.desc(), DEVICES.c.id.desc())
        .offset(MOST_DEVICES - 1)
    )
    silent = list(session.core.scalars(others))
    if not silent:
        return
    session.core.execute(
        delete(REGISTRATIONS).where(
            REGISTRATIONS.c.pass_id == pass_id, REGISTRATIONS.c.device_id.in_(silent)
        )
    )
    forget_idle(session, silent)


def _insert(session: BrandSession, table: Table) -> sqlite.Insert | postgresql.Insert:
    dialect = session.get_bind().dialect.name
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
