"""Moves a card after an event of one of its purchases that happened earlier.

The event worked on the accounts of then; the card may read others by now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from wallet_service.cards.standing import CardStanding
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.passes.card_view import News
from wallet_service.services.membership import card_answers
from wallet_service.services.till import card_context, reading, recording
from wallet_service.services.till.commands import CardAnswer, LockedCard

Tell = Callable[[CardStanding, int], News]


def after_event(
    session: BrandSession,
    card_id: str,
    card: LockedCard,
    accounts: dict[AccountKey, AccountState],
    tell: Tell,
    *,
    now: datetime,
) -> CardAnswer:
    """Move the locked card on, with the news that `tell` makes of its standing.

    `accounts` are those of the event, `tell` gets the standing and the revision.
    """
    present = card_context.load(session, card_id, now)
    keys = present.account_keys()
    others = [key for key in keys if key not in accounts]
    known = accounts | ledger_accounts.read(session, present.program_id, others)
    shown = {key: known[key] for key in keys if key in known}
    after = reading.for_display(session, present, shown, now)
    told = tell(after, recording.revision_after(card, shown))
    own_change = recording.is_own_change(shown)
    recording.move_card(session, card_id, card, told, own_change, now=now)
    present = replace(present, revision=card.revision + own_change)
    return card_answers.answer(present, shown, after)
