"""A recorded purchase, asked of the rules once more as of then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from wallet_service.cards import periods
from wallet_service.cards.errors import CardRefusal
from wallet_service.cards.outcome import Outcome
from wallet_service.cards.purchase import Line
from wallet_service.cards.purchase import Purchase as Asked
from wallet_service.cards.rules import CardKind
from wallet_service.cards.stamp import StampRules
from wallet_service.cards.standing import StampCard, Standing, TurnoverDay
from wallet_service.database import BrandSession
from wallet_service.ledger import replayed
from wallet_service.ledger.accounts import Unit
from wallet_service.models.campaign import Campaign
from wallet_service.models.purchase import Purchase, PurchaseLine
from wallet_service.services.insight.replayed_standing import Replayed
from wallet_service.services.programs import versions
from wallet_service.services.till import card_context, grants, past, permissions
from wallet_service.services.till.card_context import CardContext, PastScope

WITHOUT_LIMIT = 2**62
A_MOMENT = timedelta(microseconds=1)
MONEY = ("gross", "discount", "points_spent", "payable", "turnover_added")
LINE = ("discount", "points_spent", "payable", "rate_bp")


def context_of(session: BrandSession, row: Purchase) -> CardContext:
    """What the purchase was made with: version, company, holding."""
    then = PastScope(row.version_id, row.company_id, row.holding_id)
    return card_context.load(session, row.card_id, row.occurred_at, past=then)


def difference(
    session: BrandSession, state: Replayed, row: Purchase, entry: int
) -> str | None:
    """How the purchase comes out otherwise; None when it is as it is stored.

    `state` is what was posted before `entry`, the first of the purchase. Under a
    campaign nothing is told: what campaigns gave is not computed again.
    """
    context = context_of(session, row)
    if _under_campaign(session, context, row.occurred_at):
        return None
    lines = past.lines_of(session, row.id)
    told = None
    stamps = _keeps_its_layout(session, context, row)
    for standing in dict.fromkeys(_standings(session, state, context, row, entry)):
        told = _told(context, row, lines, standing, stamps=stamps)
        if told is None:
            break
    return told


def _standings(
    session: BrandSession,
    state: Replayed,
    context: CardContext,
    row: Purchase,
    entry: int,
) -> Iterator[Standing]:
    """What the rules may have read.

    What people decided at the very instant of the purchase was decided before it or
    after it, which nobody wrote down: one of these standings was the one.
    """
    occurred_at, known_at = row.occurred_at, row.recorded_at
    points = (context.program_id, context.points_key)
    month = context.local_day(occurred_at).replace(day=1)
    budgeted = context.rules.has_points and grants.budget_of(context) is not None
    for ago in (timedelta(), A_MOMENT):
        for earlier in (timedelta(), A_MOMENT):
            yield Standing(
                turnover=_turnover(session, state, context, occurred_at, entry),
                spendable=row.points_spent,
                stamp_card=_stamp_card(state, context, occurred_at),
                earned_in_month=state.months.get((points, month), 0),
                points_balance=state.balances.get(points, 0),
                personal_rate_bp=permissions.personal_rate_bp(
                    session, context, occurred_at - ago
                ),
                approval=permissions.approval(
                    session, context, occurred_at, known_at=known_at - earlier
                ),
                budget_left=WITHOUT_LIMIT if budgeted else None,
            )


def _turnover(
    session: BrandSession,
    state: Replayed,
    context: CardContext,
    occurred_at: datetime,
    entry: int,
) -> tuple[TurnoverDay, ...]:
    if not context.rules.counts_turnover or context.kind is CardKind.DISCOUNT:
        return ()
    owned = (context.program_id, context.turnover_key)
    account_id = state.accounts.get(owned)
    if account_id is None:
        return ()
    last = context.local_day(occurred_at)
    later = replayed.later_that_day(
        session,
        account_id,
        since=occurred_at,
        end=periods.end_of_day(last, context.time_zone),
        before_entry=entry,
    )
    return state.turnover(owned, last, later)


def _stamp_card(
    state: Replayed, context: CardContext, occurred_at: datetime
) -> StampCard:
    if context.kind is not CardKind.STAMP:
        return StampCard()
    day = context.local_day(occurred_at)
    return state.stamp_card(context.program_id, context.card_key(Unit.STAMPS), day)


def _keeps_its_layout(
    session: BrandSession, context: CardContext, row: Purchase
) -> bool:
    """Whether the card that the purchase met can only have had its version's layout.

    A card in hand keeps the layout of the version that it was begun with, and a late
    purchase meets cards of versions after its own.
    """
    rules = context.rules
    if not isinstance(rules, StampRules) or rules.former:
        return False
    begins = versions.next_begin(session, context.program_id, row.occurred_at)
    return begins is None or begins > row.recorded_at


def _told(
    context: CardContext,
    row: Purchase,
    lines: Sequence[PurchaseLine],
    standing: Standing,
    *,
    stamps: bool,
) -> str | None:
    goods = tuple(
        Line(one.number, one.gross, one.category, one.sku, one.quantity, one.cost)
        for one in lines
    )
    asked = Asked(row.occurred_at, goods, row.points_spent)
    try:
        outcome = context.rules.on_purchase(asked, standing)
    except CardRefusal as refusal:
        return f"would be refused: {refusal}"
    budgeted = standing.budget_left is not None
    differ = [
        *_of_purchase(row, outcome, budgeted=budgeted),
        *(_of_stamps(context, row, outcome) if stamps else ()),
        *_of_lines(lines, outcome, budgeted=budgeted),
    ]
    return ", ".join(differ) or None


def _of_purchase(row: Purchase, outcome: Outcome, *, budgeted: bool) -> Iterator[str]:
    names = list(MONEY)
    if not budgeted:
        names.append("earned")
    elif row.earned > outcome.earned:
        yield f"earned {row.earned}, at most {outcome.earned}"
    yield from _differences(row, outcome, names)


def _of_stamps(context: CardContext, row: Purchase, outcome: Outcome) -> Iterator[str]:
    rules = context.rules
    # which milestones a card has given is not played again
    plays_rewards = isinstance(rules, StampRules) and not rules.layout.milestones
    names = ["stamps_added", *(["rewards_issued"] if plays_rewards else [])]
    yield from _differences(row, outcome, names)


def _differences(
    row: Purchase, outcome: Outcome, names: Sequence[str]
) -> Iterator[str]:
    for name in names:
        stored, again = getattr(row, name), getattr(outcome, name)
        if stored != again:
            yield f"{name} {stored}, again {again}"


def _of_lines(
    lines: Sequence[PurchaseLine], outcome: Outcome, *, budgeted: bool
) -> Iterator[str]:
    names = LINE if budgeted else (*LINE, "earned")
    for stored, again in zip(lines, outcome.lines, strict=True):
        for name in names:
            if getattr(stored, name) != getattr(again, name):
                yield f"{name} of line {stored.number}"


def _under_campaign(
    session: BrandSession, context: CardContext, instant: datetime
) -> bool:
    until = context.campaigns_until
    if until is None or instant > until:
        return False
    statement = select(Campaign.id).where(
        Campaign.program_id == context.program_id,
        Campaign.starts_at <= instant,
        Campaign.ends_at >= instant,
    )
    return session.scalar(statement.limit(1)) is not None
