"""What is known of a card in wallets: registered, listed, fetched, acknowledged.

Apple tells no more: an accepted push is not an updated card, a fetched revision is. Of
Google it is the revision that Google has acknowledged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, bindparam, func, select

from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleDevice, AppleRegistration
from wallet_service.models.card import CardPass
from wallet_service.models.google import GoogleIssuer, GoogleObject
from wallet_service.prepared import Prepared

PASSES: Table = CardPass.__table__  # type: ignore[assignment]
REGISTRATIONS: Table = AppleRegistration.__table__  # type: ignore[assignment]
ISSUERS: Table = GoogleIssuer.__table__  # type: ignore[assignment]
OBJECTS: Table = GoogleObject.__table__  # type: ignore[assignment]
# made once: building a statement costs several times its execution
REGISTERED = Prepared(
    select(
        PASSES.c.fetched_revision,
        func.count(REGISTRATIONS.c.device_id),
        ISSUERS.c.id,
        OBJECTS.c.acknowledged_revision,
        OBJECTS.c.has_users,
    )
    .select_from(PASSES)
    .outerjoin(REGISTRATIONS, REGISTRATIONS.c.pass_id == PASSES.c.id)
    .outerjoin(ISSUERS, ISSUERS.c.brand_id == PASSES.c.brand_id)
    .outerjoin(OBJECTS, OBJECTS.c.pass_id == PASSES.c.id)
    .where(
        PASSES.c.brand_id == bindparam("brand"),
        PASSES.c.card_id == bindparam("card"),
        PASSES.c.retired_at.is_(None),
    )
    .group_by(
        PASSES.c.id,
        PASSES.c.fetched_revision,
        ISSUERS.c.id,
        OBJECTS.c.acknowledged_revision,
        OBJECTS.c.has_users,
    )
)


@dataclass(frozen=True, slots=True)
class WalletState:
    """A card in one platform's wallets.

    `state` is ``registered`` (phones keep it up to date), ``fetched`` (a phone loaded
    it, and none keeps it now) or ``none``; at Google ``saved`` (somebody keeps it),
    ``inserted`` (it is there, and nobody is known to keep it) or ``none``. Google does
    not tell the number of devices.
    """

    platform: str
    state: str
    devices: int | None
    current_revision: int
    fetched_revision: int | None


@dataclass(frozen=True, slots=True)
class DeviceState:
    """One phone: when it registered, was last pushed to, and last asked for changes."""

    registered_at: datetime
    push_accepted_at: datetime | None
    listed_at: datetime | None
    is_listed_up_to_date: bool


def wallets(
    session: BrandSession, card_id: str, current_revision: int
) -> list[WalletState]:
    """The card's wallets, one entry for each platform that its brand has."""
    where = {"brand": session.brand, "card": card_id}
    row = REGISTERED.first(session.core, where)
    fetched, count, issuer, taken, is_kept = row or (None, 0, None, None, None)
    state = "registered" if count else "none" if fetched is None else "fetched"
    apple = WalletState("apple", state, count, current_revision, fetched)
    if issuer is None:
        return [apple]
    state = "saved" if is_kept else "none" if taken is None else "inserted"
    return [apple, WalletState("google", state, None, current_revision, taken)]


def devices(session: BrandSession, card_id: str) -> list[DeviceState]:
    """The phones on the card's live pass, longest registered first."""
    statement = (
        select(
            AppleDevice.registered_at,
            AppleDevice.push_accepted_at,
            AppleDevice.listed_at,
            AppleDevice.listed_tag,
            CardPass.update_tag,
        )
        .join(AppleRegistration, AppleRegistration.device_id == AppleDevice.id)
        .join(CardPass, CardPass.id == AppleRegistration.pass_id)
        .where(CardPass.card_id == card_id, CardPass.retired_at.is_(None))
        .order_by(AppleRegistration.registered_at)
    )
    return [
        DeviceState(
            registered_at=row.registered_at,
            push_accepted_at=row.push_accepted_at,
            listed_at=row.listed_at,
            is_listed_up_to_date=(row.listed_tag or 0) >= row.update_tag,
        )
        for row in session.execute(statement)
    ]
