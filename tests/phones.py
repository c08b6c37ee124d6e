"""Phones without a network: they register, fetch and leave by the services alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tests.push_house import a_token
from wallet_service.database import BrandSession
from wallet_service.identifiers import new_id
from wallet_service.models.apple import ApplePassType
from wallet_service.models.card import Card, CardPass
from wallet_service.services.wallet import (
    device_access,
    device_registrations,
    pass_fetches,
)
from wallet_service.services.wallet.device_access import DevicePass


def keep(
    session: BrandSession, card_id: str, now: datetime, *, device: int = 1
) -> None:
    """A phone downloads the card and registers for it."""
    fetch(session, card_id, now)
    device_registrations.register(
        session,
        _known(session, card_id),
        device_hash=device_access.hash_of_device(f"device-{device}"),
        push_token=a_token(device),
        now=now,
    )


def fetch(session: BrandSession, card_id: str, now: datetime) -> None:
    """A phone downloads the card's present state."""
    known = _known(session, card_id)
    pass_fetches.note_fetched(
        session, known.pass_id, revision=1, change=known.changed_at, now=now
    )


def leave(
    session: BrandSession, card_id: str, now: datetime, *, device: int = 1
) -> None:
    """The card is removed from the phone."""
    device_registrations.unregister(
        session,
        _known(session, card_id),
        device_access.hash_of_device(f"device-{device}"),
        now,
    )


def _known(session: BrandSession, card_id: str) -> DevicePass:
    session.flush()
    pass_id, issued_at, changed_at = session.execute(
        select(CardPass.id, CardPass.issued_at, Card.changed_at)
        .join(Card, Card.id == CardPass.card_id)
        .where(CardPass.card_id == card_id, CardPass.retired_at.is_(None))
    ).one()
    pass_type_id = _pass_type(session)
    return DevicePass(
        session.brand, pass_type_id, pass_id, card_id, issued_at, changed_at
    )


def _pass_type(session: BrandSession) -> str:
    found = session.scalar(select(ApplePassType.id))
    if found is None:
        found = new_id("aptp")
        session.add(
            ApplePassType(
                id=found,
                brand_id=session.brand,
                pass_type_identifier=f"pass.{session.brand}",
                team_identifier="ABCDE12345",
                last_update_tag=0,
                certificate_id="none",
            )
        )
        session.flush()
    return found
