"""A card as it is told: its pass, its member, and its standing at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wallet_service.cards.standing import CardStanding
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.services.till import card_context, reading
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import CardAnswer


def card_answer(session: BrandSession, card_id: str, now: datetime) -> CardAnswer:
    """The card as of `now`; raises NotFound."""
    context = card_context.load(session, card_id, now)
    keys = context.account_keys()
    found = ledger_accounts.read(session, context.program_id, keys)
    standing = reading.for_display(session, context, found, now)
    return answer(context, found, standing)


def answer(
    context: CardContext,
    accounts: Mapping[AccountKey, AccountState],
    standing: CardStanding,
) -> CardAnswer:
    """The same from accounts and a standing that were read already."""
    return CardAnswer(
        id=context.card_id,
        number=context.number,
        code=context.scan_code,
        link_token=context.link_token,
        state=context.state,
        revision=context.revision + revision_of(accounts),
        program_id=context.program_id,
        kind=context.kind.value,
        currency=context.currency,
        member_id=context.member_id,
        member_name=context.member_name,
        company_id=context.member_company_id,
        standing=standing,
    )


def revision_of(accounts: Mapping[AccountKey, AccountState]) -> int:
    """What the accounts add to a card's own revision."""
    return sum(account.revision for account in accounts.values())
