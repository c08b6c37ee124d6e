"""I-14: what was bought, computed again under the versions of then, is what is stored.

The entries of a brand are played in their order. At the first entry of a purchase the
rules are asked once more, with the standing that the entries before it come to; each
refund is asked again with what those before it had left. A purchase that posted nothing
has no place in that order and is left out, and so is what campaigns gave; an earning
within a program's budget is held to be no more than the rules allow without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.ledger import replayed
from wallet_service.ledger.audit import Finding, Progress
from wallet_service.ledger.replayed import Played
from wallet_service.models.program import Program
from wallet_service.models.purchase import Purchase
from wallet_service.services.insight import purchases_again, refunds_again
from wallet_service.services.insight.replayed_standing import Replayed

PLAYED = "what was bought and returned comes out as it did"
BOUGHT = "what was bought, computed again, is what is stored"
RETURNED = "what was returned, computed again, is what is stored"
DAYS = "each day's turnover is that of the entries"
PAGE = 500
TELL_EVERY = 5_000


def findings(session: BrandSession, progress: Progress) -> Iterator[Finding]:
    """Purchases, refunds and days of turnover of a brand that come out otherwise.

    `progress(PLAYED, entries)` is told now and then.
    """
    state = Replayed()
    yield from _purchases(session, state, progress)
    yield from _days(session, state)
    yield from _refunds(session)


def _purchases(
    session: BrandSession, state: Replayed, progress: Progress
) -> Iterator[Finding]:
    """Play every entry; ask for each purchase just before its own."""
    zones = _zones(session)
    played: set[str] = set()
    read = 0
    for page in replayed.pages(session):
        unasked = _begun(session, page, played)
        reversed_at = _reversed(session, page)
        for entry in page:
            row = unasked.pop(entry.transaction_id, None)
            if row is not None and row.recorded_at == entry.recorded_at:
                told = purchases_again.difference(session, state, row, entry.id)
                if told:
                    yield Finding("I-14d", row.id, told, BOUGHT)
            state.post(entry, zones[entry.program_id], reversed_at)
        # its entries are together: a purchase goes on into the next page at most
        played = {entry.transaction_id for entry in page}
        read += len(page)
        if read % TELL_EVERY == 0:
            progress(PLAYED, read)


def _days(session: BrandSession, state: Replayed) -> Iterator[Finding]:
    counted = {
        (state.accounts[owned], *at): sums
        for owned, days in state.days.items()
        for at, sums in days.items()
    }
    for row in replayed.stored_days(session):
        sums = counted.pop((row.account_id, row.day, row.recorded_month), [0, 0])
        if sums != [row.purchased, row.refunded]:
            stored = f"purchased {row.purchased}, refunded {row.refunded}"
            yield _day(row.account_id, f"{row.day}: {stored}, entries {sums}")
    for (account_id, day, _), sums in counted.items():
        if sums != [0, 0]:
            yield _day(account_id, f"{day}: nothing, entries {sums}")


def _day(account_id: str, detail: str) -> Finding:
    return Finding("I-14e", account_id, detail, DAYS)


def _refunds(session: BrandSession) -> Iterator[Finding]:
    after = ""
    while True:
        page = session.scalars(
            select(Purchase)
            .where(Purchase.id > after, Purchase.gross_refunded > 0)
            .order_by(Purchase.id)
            .limit(PAGE)
        ).all()
        for row in page:
            for refund_id, told in refunds_again.differences(session, row):
                yield Finding("I-14f", refund_id, told, RETURNED)
        if len(page) < PAGE:
            return
        after = page[-1].id


def _zones(session: BrandSession) -> dict[str, ZoneInfo]:
    rows = session.execute(select(Program.id, Program.time_zone))
    return {program_id: ZoneInfo(zone) for program_id, zone in rows}


def _begun(
    session: BrandSession, page: Sequence[Played], played: set[str]
) -> dict[str, Purchase]:
    """Purchases whose first entry is in the page."""
    ids = {entry.transaction_id for entry in page} - played
    session.expunge_all()
    chosen = select(Purchase).where(Purchase.id.in_(ids), Purchase.gross > 0)
    return {row.id: row for row in session.scalars(chosen)}


def _reversed(session: BrandSession, page: Sequence[Played]) -> dict[str, datetime]:
    """When the purchases occurred that entries of the page reverse."""
    ids = {entry.reverses for entry in page if entry.reverses}
    chosen = select(Purchase.id, Purchase.occurred_at).where(Purchase.id.in_(ids))
    return dict(session.execute(chosen).all())
