"""Cards in wallets whose phones have an older state than the card itself.

A card's `changed_at` moves with everything that it shows; what a phone has downloaded,
and what Google has acknowledged, bears the `changed_at` of that state. For a minute a
change is on its way, after that the card is stale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    case,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.sql.selectable import Join

from wallet_service.database import BrandSession
from wallet_service.models.card import INSTALLED, Card
from wallet_service.services.wallet.pass_holding import OBJECTS, ON_IPHONE, PASSES

CARDS: Table = Card.__table__  # type: ignore[assignment]
ON_ITS_WAY = timedelta(minutes=1)
# the longest time, in seconds, of each step of the figures; the last has no end
STEPS = (10, 60, 600, 3_600)
# word for word as in the partial index, or SQLite passes it by
IS_INSTALLED = text(
    INSTALLED.replace("installed_at", "card_passes.installed_at").replace(
        "retired_at", "card_passes.retired_at"
    )
)
LAGS_ON_IPHONE = and_(
    or_(
        PASSES.c.fetched_change.is_(None),
        PASSES.c.fetched_change < CARDS.c.changed_at,
    ),
    ON_IPHONE,
)
LAGS_AT_GOOGLE = (
    select(OBJECTS.c.pass_id)
    .where(
        OBJECTS.c.pass_id == PASSES.c.id,
        OBJECTS.c.has_users,
        OBJECTS.c.acknowledged_change < CARDS.c.changed_at,
    )
    .correlate(PASSES, CARDS)
    .exists()
)


@dataclass(frozen=True, slots=True)
class Freshness:
    """Cards on phones: up to date, on their way, stale; and how long it took them.

    `steps` counts iPhones' cards that are up to date by the seconds that their last
    change took: up to each of STEPS, and longer.
    """

    kept: int
    fresh: int
    moving: int
    stale: int
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StaleCard:
    """A card that lags, since when, and where."""

    card_id: str
    number: str
    changed_at: datetime
    lags_on_iphone: bool
    lags_at_google: bool


def freshness(session: BrandSession, now: datetime) -> Freshness:
    """How the cards on the brand's phones stand, all in one look.

    Grouped, so that whether a card lags is asked once for each.
    """
    is_old = CARDS.c.changed_at <= _seconds(now - ON_ITS_WAY)
    lag = PASSES.c.fetched_lag
    step = case(
        (lag.is_(None), -1),
        *((lag <= limit, number) for number, limit in enumerate(STEPS)),
        else_=len(STEPS),
    )
    told = (
        case((or_(LAGS_ON_IPHONE, LAGS_AT_GOOGLE), 1), else_=0).label("lags"),
        case((is_old, 1), else_=0).label("is_old"),
        step.label("step"),
    )
    statement = (
        select(*told, func.count())
        .select_from(_kept())
        .where(*_held(session))
        .group_by(*told)
    )
    found = {row[:3]: int(row[3]) for row in session.core.execute(statement)}
    fresh = dict.fromkeys(range(-1, len(STEPS) + 1), 0)
    for (lags, _, number), count in found.items():
        fresh[number] += 0 if lags else count
    kept, up_to_date = sum(found.values()), sum(fresh.values())
    stale = sum(n for (lags, old, _), n in found.items() if lags and old)
    return Freshness(
        kept=kept,
        fresh=up_to_date,
        moving=kept - up_to_date - stale,
        stale=stale,
        steps=tuple(fresh[number] for number in range(len(STEPS) + 1)),
    )


def page(
    session: BrandSession, now: datetime, *, after: str, limit: int
) -> list[StaleCard]:
    """The next stale cards behind the card `after`, in the order of identifiers."""
    statement = (
        select(
            CARDS.c.id,
            CARDS.c.number,
            CARDS.c.changed_at,
            LAGS_ON_IPHONE.label("on_iphone"),
            LAGS_AT_GOOGLE.label("at_google"),
        )
        .select_from(_kept())
        .where(
            *_held(session),
            CARDS.c.id > after,
            CARDS.c.changed_at <= _seconds(now - ON_ITS_WAY),
            or_(LAGS_ON_IPHONE, LAGS_AT_GOOGLE),
        )
        .order_by(CARDS.c.id)
        .limit(limit)
    )
    return [
        StaleCard(
            row.id,
            row.number,
            datetime.fromtimestamp(row.changed_at, UTC),
            lags_on_iphone=bool(row.on_iphone),
            lags_at_google=bool(row.at_google),
        )
        for row in session.core.execute(statement)
    ]


def _kept() -> Join:
    return PASSES.join(CARDS, CARDS.c.id == PASSES.c.card_id)


def _held(session: BrandSession) -> tuple[ColumnElement[bool], ...]:
    return (
        PASSES.c.brand_id == session.brand,
        IS_INSTALLED,  # type: ignore[return-value]
        PASSES.c.removed_at.is_(None),
    )


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
