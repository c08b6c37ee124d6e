"""A card as it is told: its pass, its member, and its standing at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Row, select

from wallet_service.cards.standing import CardStanding
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.models.card import Card, CardPass
from wallet_service.models.member import Member
from wallet_service.services.errors import NotFound
from wallet_service.services.till import card_context, reading
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import CardAnswer


def card_answer(session: BrandSession, card_id: str, now: datetime) -> CardAnswer:
    """The card as of `now`; raises NotFound."""
    context = card_context.load(session, card_id, now)
    keys = context.account_keys()
    found = ledger_accounts.read(session, context.program_id, keys)
    standing = reading.for_display(session, context, found, now)
    return answer(session, context, found, standing)


def answer(
    session: BrandSession,
    context: CardContext,
    accounts: Mapping[AccountKey, AccountState],
    standing: CardStanding,
) -> CardAnswer:
    """The same from accounts and a standing that were read already."""
    row = _row(session, context.card_id)
    return CardAnswer(
        id=context.card_id,
        number=row.number,
        code=row.scan_code or "",
        link_token=row.link_token or "",
        state=row.state,
        revision=row.revision + revision_of(accounts),
        program_id=context.program_id,
        kind=context.kind.value,
        member_id=context.member_id,
        member_name=row.name,
        company_id=row.company_id,
        standing=standing,
    )


def revision_of(accounts: Mapping[AccountKey, AccountState]) -> int:
    """What the accounts add to a card's own revision (decision 11)."""
    return sum(account.revision for account in accounts.values())


def _row(
    session: BrandSession, card_id: str
) -> Row[str, str, int, str, str, str, str | None]:
    statement = (
        select(
            Card.number,
            Card.state,
            Card.revision,
            CardPass.scan_code,
            CardPass.link_token,
            Member.name,
            Member.company_id,
        )
        .join(Member, Member.id == Card.member_id)
        .outerjoin(
            CardPass, (CardPass.card_id == Card.id) & CardPass.retired_at.is_(None)
        )
        .where(Card.id == card_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("card")
    return row
