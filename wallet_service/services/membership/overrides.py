"""Overrides: a person's own rate in a program, with an approver, a reason and an end.

The newest one counts from the moment it is made (A17); one of rate 0 ends it early. It
competes with every other rate of a line: the best one wins (ground rule 11).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from wallet_service import identifiers
from wallet_service.cards import periods
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.models.approval import Override
from wallet_service.models.card import Card
from wallet_service.models.program import Program
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotFound, invalid
from wallet_service.services.membership import card_answers, card_states, members
from wallet_service.services.till import card_context
from wallet_service.services.wallet import following_cards

WITHOUT_RATES = frozenset({"stamp"})


@dataclass(frozen=True, slots=True)
class NewOverride:
    """The rate, and the last local day on which it counts; None: it has no end."""

    program_id: str
    rate_bp: int
    until: date | None
    reason: str


def override(
    session: BrandSession,
    member_id: str,
    given: NewOverride,
    *,
    actor: Actor,
    now: datetime,
) -> Override:
    """Give a person a rate of their own; their card shows it at once.

    Raises NotFound (member, program), Invalid for an end in the past or for a program
    of stamp cards, which have no rate.
    """
    member = members.lock_member(session, member_id)
    program = session.scalar(select(Program).where(Program.id == given.program_id))
    if program is None:
        raise NotFound("program")
    if program.kind in WITHOUT_RATES:
        detail = "Stamp cards have no rate that could be another one."
        raise invalid("/program_id", detail)
    zone = ZoneInfo(program.time_zone)
    if given.until is not None and given.until < periods.local_day(now, zone):
        raise invalid("/until", "The last day lies in the past.")
    member.has_overrides = True
    made = Override(
        id=identifiers.new_id("ovrd"),
        brand_id=session.brand,
        member_id=member_id,
        program_id=given.program_id,
        rate_bp=given.rate_bp,
        until=given.until,
        reason=given.reason,
        approved_by=str(actor),
        made_at=now,
    )
    session.add(made)
    session.flush()
    made.card_revision = _move_card(session, made, actor, now)
    _owe_the_end(session, made, zone)
    _record(session, made, actor, now)
    return made


def _move_card(
    session: BrandSession, made: Override, actor: Actor, now: datetime
) -> int | None:
    """The card of the person in the program shows the rate; gives its revision."""
    chosen = select(Card).where(
        Card.member_id == made.member_id, Card.program_id == made.program_id
    )
    card = session.scalar(chosen.with_for_update())
    if card is None:
        return None
    card_states.changed(session, card, now)
    card_states.record(
        session, card.id, "override", reason=made.reason, actor=actor, now=now
    )
    context = card_context.load(session, card.id, now)
    read = ledger_accounts.read(session, context.program_id, context.account_keys())
    return card.revision + card_answers.revision_of(read)


def _owe_the_end(session: BrandSession, made: Override, zone: ZoneInfo) -> None:
    """The card shows another rate again from the day after the last one."""
    if made.until is None:
        return
    end = periods.midnight(made.until + timedelta(days=1), zone)
    subject = following_cards.subject_of_override(made.member_id, made.id)
    store.enqueue(session, topics.MEMBER_CHANGED, subject, end)


def _record(session: BrandSession, made: Override, actor: Actor, now: datetime) -> None:
    audit.record(
        session,
        actor,
        action="member.override",
        object_id=made.member_id,
        now=now,
        reason=made.reason,
        detail={"program": made.program_id, "rate_bp": made.rate_bp},
    )
    session.flush()
