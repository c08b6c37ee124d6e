"""What a salesperson sees of a card: whose it is, its standing, its rewards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import card_answers, contacts
from wallet_service.services.scanner import limits, step_up
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.services.till import rewards
from wallet_service.services.till.commands import CardAnswer
from wallet_service.services.till.rewards import RewardAnswer

MOST_REWARDS = 20


@dataclass(frozen=True, slots=True)
class CardSheet:
    """A card with the names around it; `is_own` says that it is the asker's.

    `bought_lately` counts purchases at scanners in 24 hours; `code_for_rewards` says
    that a reward is handed out only with the member's one-time code.
    """

    card: CardAnswer
    program: str
    member: str
    role: str | None
    company: str | None
    rewards: tuple[RewardAnswer, ...]
    is_own: bool
    bought_lately: int
    code_for_rewards: bool


def sheet(
    session: BrandSession,
    keyring: Keyring,
    card_id: str,
    *,
    visitor: Visitor,
    now: datetime,
) -> CardSheet:
    """The card as of `now`; raises NotFound."""
    card = card_answers.card_answer(session, card_id, now)
    row = session.execute(
        select(Program.name, Member.name, Member.role, Company.name, Member.email_hash)
        .select_from(Member)
        .join(Program, Program.id == card.program_id)
        .outerjoin(Company, Company.id == Member.company_id)
        .where(Member.id == card.member_id)
    ).one()
    held = rewards.list_rewards(
        session, card_id, after=None, limit=MOST_REWARDS, now=now
    )
    return CardSheet(
        card=card,
        program=row[0],
        member=row[1],
        role=row[2],
        company=row[3],
        rewards=tuple(one for one in held if one.state in {"issued", "reserved"}),
        is_own=_is_own(session, keyring, row[4], visitor),
        bought_lately=limits.purchases_of_day(session, card_id, now),
        code_for_rewards=bool(held) and step_up.asks_for_rewards(session),
    )


def is_own_card(
    session: BrandSession, keyring: Keyring, card_id: str, visitor: Visitor
) -> bool:
    """Whether the card belongs to the person at the scanner, by their e-mail."""
    statement = (
        select(Member.email_hash)
        .join(Card, Card.member_id == Member.id)
        .where(Card.id == card_id)
    )
    return _is_own(session, keyring, session.scalar(statement), visitor)


def _is_own(
    session: BrandSession, keyring: Keyring, email_hash: str | None, visitor: Visitor
) -> bool:
    key = keyring.data_key(session)
    email = contacts.normalise_email(visitor.email)
    return email_hash is not None and email_hash == contacts.email_hash(key, email)
