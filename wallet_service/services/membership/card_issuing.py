"""Cards are issued once for each program and member, for ever; passes may be again.

A reissue keeps the card and its accounts, retires the pass (serial number, scan code,
link) and makes a new one.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.brand import PassTokenKey
from wallet_service.models.card import Card, CardPass
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.services.actors import SYSTEM, Actor
from wallet_service.services.errors import Conflict, NotFound
from wallet_service.services.membership import card_numbers, card_states
from wallet_service.services.programs import pilots
from wallet_service.services.till import welcomes

NUMBER_ATTEMPTS = 5


def issue_card(
    session: BrandSession,
    program_id: str,
    member_id: str,
    now: datetime,
    *,
    actor: Actor = SYSTEM,
) -> tuple[str, bool]:
    """The member's card in the program, and whether it is new.

    A closed card is reopened. Raises NotFound, and Conflict (`program_not_published`,
    or `pilot_only` for a new card of somebody whose company takes no part).
    """
    program = session.scalar(select(Program).where(Program.id == program_id))
    if program is None:
        raise NotFound("program")
    person = select(Member.company_id).where(Member.id == member_id)
    row = session.execute(person).one_or_none()
    if row is None:
        raise NotFound("member")
    if program.state != "published":
        detail = "Publish the program before you give out its cards."
        raise Conflict("program_not_published", detail)
    card = _existing(session, program_id, member_id)
    if card is None:
        pilots.require(session, program, row.company_id)
        card_id, is_new = _new_card(session, program_id, member_id, now)
        if is_new and program.campaigns_until is not None:
            welcomes.give(session, card_id, now)
        return card_id, is_new
    if card.state == "closed":
        _ensure_pass(session, card.id, now)
        card_states.reopen(session, card, actor=actor, now=now)
    return card.id, False


def reissue(
    session: BrandSession, card_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Retire the live pass and make a new one: new serial number, code and link.

    Phones that hold the old pass get it once more, voided. Raises Conflict
    (`card_not_active`) for a closed card.
    """
    card = card_states.locked(session, card_id)
    if card.state == "closed":
        detail = "A closed card has no pass; issue the card to the member again."
        raise Conflict("card_not_active", detail)
    session.execute(
        update(CardPass)
        .where(CardPass.card_id == card_id, CardPass.retired_at.is_(None))
        .values(retired_at=now)
    )
    _new_pass(session, card_id, now)
    card_states.changed(session, card, now)
    card_states.record(session, card_id, "reissue", reason=reason, actor=actor, now=now)


def _existing(session: BrandSession, program_id: str, member_id: str) -> Card | None:
    statement = select(Card).where(
        Card.program_id == program_id, Card.member_id == member_id
    )
    return session.scalar(statement.with_for_update())


def _new_card(
    session: BrandSession, program_id: str, member_id: str, now: datetime
) -> tuple[str, bool]:
    """Two requests at once: the loser finds the winner's card."""
    for _ in range(NUMBER_ATTEMPTS):
        card = Card(
            id=identifiers.new_id("card"),
            brand_id=session.brand,
            program_id=program_id,
            member_id=member_id,
            number=card_numbers.new_number(),
            state="active",
            revision=1,
            changed_at=int(now.timestamp()),
            own_changes=[],
            issued_at=now,
        )
        try:
            with session.begin_nested():
                session.add(card)
                session.flush()
        except IntegrityError:
            other = _existing(session, program_id, member_id)
            if other is not None:
                return other.id, False
            continue
        _new_pass(session, card.id, now)
        return card.id, True
    message = "no free card number was found"
    raise RuntimeError(message)


def _ensure_pass(session: BrandSession, card_id: str, now: datetime) -> None:
    live = select(CardPass.id).where(
        CardPass.card_id == card_id, CardPass.retired_at.is_(None)
    )
    if session.scalar(live) is None:
        _new_pass(session, card_id, now)


def _new_pass(session: BrandSession, card_id: str, now: datetime) -> None:
    newest = select(PassTokenKey.version).order_by(PassTokenKey.version.desc())
    version = session.scalar(newest.limit(1))
    if version is None:
        message = f"brand {session.brand} has no pass-token key"
        raise RuntimeError(message)
    session.add(
        CardPass(
            id=identifiers.new_id("pass"),
            brand_id=session.brand,
            card_id=card_id,
            serial_number=secrets.token_urlsafe(16),
            scan_code=secrets.token_urlsafe(16),
            link_token=secrets.token_urlsafe(32),
            token_key_version=version,
            update_tag=0,
            issued_at=now,
        )
    )
    session.flush()
