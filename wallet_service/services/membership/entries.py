"""The ledger entries behind a card, each with its explanation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger import history
from wallet_service.ledger.history import EntryView
from wallet_service.services.till import card_context, explanations

LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class ExplainedEntry:
    """An entry, and a sentence in each language of what it did."""

    entry: EntryView
    explanation: dict[str, str]


def entries_of(
    session: BrandSession,
    card_id: str,
    *,
    before: str | None,
    limit: int,
    now: datetime,
) -> list[ExplainedEntry]:
    """Entries of all accounts that the card reads, newest first; raises NotFound.

    A pooled account's entries are there whoever's purchase made them: they are what the
    card's balance consists of. A cursor that is none of ours finds nothing.
    """
    context = card_context.load(session, card_id, now)
    keys = context.account_keys()
    found = ledger_accounts.read(session, context.program_id, keys)
    number = None
    if before is not None:
        if not (before.isascii() and before.isdigit() and len(before) < LONGEST_NUMBER):
            return []
        number = int(before)
    newest = history.entries(
        session,
        [account.id for account in found.values()],
        before=number,
        limit=limit,
    )
    return [
        ExplainedEntry(one, explanations.explain(one, context.currency))
        for one in newest
    ]
