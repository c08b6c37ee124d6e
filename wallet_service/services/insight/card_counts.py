"""How many cards there are, how many are on phones, how many were taken off again.

A phone is one that registered at Apple's protocol, or whom Google tells of. Cards that
were closed are counted as issued and nowhere else; of a card that was issued anew its
present pass counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
)

from wallet_service.database import BrandSession
from wallet_service.services.wallet.pass_holding import PASSES
from wallet_service.services.wallet.stale_cards import CARDS, IS_INSTALLED

IS_OPEN = CARDS.c.state != literal_column("'closed'")
OF_PROGRAMS = (
    CARDS.c.brand_id == bindparam("brand"),
    CARDS.c.program_id.in_(bindparam("programs", expanding=True)),
)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _in_span(column: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(column >= bindparam("since"), column < bindparam("until"))


ISSUED = select(
    func.count(),
    _count(IS_OPEN),
    _count(_in_span(CARDS.c.issued_at)),
).where(*OF_PROGRAMS)
ON_PHONES = (
    select(
        _count(PASSES.c.removed_at.is_(None)),
        _count(PASSES.c.removed_at.is_not(None)),
        _count(_in_span(PASSES.c.installed_at)),
        _count(_in_span(PASSES.c.removed_at)),
    )
    .join(CARDS, CARDS.c.id == PASSES.c.card_id)
    .where(
        PASSES.c.brand_id == bindparam("brand"),
        IS_INSTALLED,
        # as an expression, so that the passes on phones come first and not all cards
        CARDS.c.program_id.concat("").in_(bindparam("programs", expanding=True)),
        IS_OPEN,
    )
)


@dataclass(frozen=True, slots=True)
class CardCounts:
    """Cards now, and those of a span; `removed` were on a phone and are on none."""

    issued: int
    in_use: int
    issued_in_span: int
    installed: int
    removed: int
    installed_in_span: int
    removed_in_span: int

    @property
    def installed_bp(self) -> int:
        """The share of cards in use that are on a phone, in basis points."""
        return self.installed * 10_000 // self.in_use if self.in_use else 0


def counts(
    session: BrandSession, programs: Sequence[str], since: datetime, until: datetime
) -> CardCounts:
    """The cards of the programs; the span is [since, until)."""
    where = {
        "brand": session.brand,
        "programs": list(programs),
        "since": since,
        "until": until,
    }
    issued = session.core.execute(ISSUED, where).one()
    on_phones = session.core.execute(ON_PHONES, where).one()
    return CardCounts(*(int(one) for one in (*issued, *on_phones)))
