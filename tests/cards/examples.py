"""Purchases, standings and rules for the examples: plain functions with defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wallet_service.cards import read_policy, rules
from wallet_service.cards.campaign import Campaign, CampaignKind
from wallet_service.cards.outcome import (
    Outcome,
    PastLine,
    PastPurchase,
    RefundOutcome,
    StampChange,
)
from wallet_service.cards.purchase import Line, Purchase
from wallet_service.cards.standing import RewardState, StampCard, TurnoverDay

MOSCOW = ZoneInfo("Europe/Moscow")


def units(amount: str | float) -> int:
    """An amount written as in the rules, 12,345.67, in minor units."""
    whole, _, cents = str(amount).replace(",", "").partition(".")
    return int(whole) * 100 + int(cents.ljust(2, "0") or 0)


def local(text: str, zone: ZoneInfo = MOSCOW) -> datetime:
    """A local time, `2026-03-01` or `2026-03-01T12:30`, as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def a_line(amount: str | int, category: str | None = None, **more: object) -> Line:
    """A line; a text is an amount as written in the rules."""
    minor = units(amount) if isinstance(amount, str) else amount
    return replace(Line(1, minor, category), **more)  # type: ignore[arg-type]


def a_purchase(
    *lines: Line | str | int, on: str = "2026-03-10T12:00", points: int = 0
) -> Purchase:
    """A purchase of these lines, numbered from 1, at a local time."""
    numbered = [
        replace(line if isinstance(line, Line) else a_line(line), number=number)
        for number, line in enumerate(lines, start=1)
    ]
    return Purchase(local(on), tuple(numbered), points)


def rules_of(kind: str, *, policy: Any = None, **document: Any) -> Any:
    """The rules of a kind in Moscow; their class goes by the kind."""
    return rules.rules_for(
        rules.CardKind(kind),
        document,
        time_zone=MOSCOW,
        policy=read_policy.policy_for(policy or {}),
    )


def past(purchase: Purchase, outcome: Outcome, carry_before: int = 0) -> PastPurchase:
    """The purchase as it was recorded, nothing refunded yet."""
    lines = tuple(
        PastLine(
            figures,
            line.category,
            line.sku,
            line.quantity,
            line.amount,
            line.quantity,
            figures.earned,
        )
        for line, figures in zip(purchase.lines, outcome.lines, strict=True)
    )
    return PastPurchase(purchase.occurred_at, lines, outcome.stamps_added, carry_before)


def refunded(before: PastPurchase, refund: RefundOutcome) -> PastPurchase:
    """The recorded purchase after a refund, as the books would keep it."""
    back = {row.number: row for row in refund.lines}
    lines = []
    for line in before.lines:
        row = back.get(line.outcome.number)
        if row is None:
            lines.append(line)
            continue
        lines.append(
            replace(
                line,
                left=line.left - row.amount,
                left_quantity=line.left_quantity - row.quantity,
                earned_kept=line.earned_kept - row.earning_reversed,
            )
        )
    return replace(before, lines=tuple(lines))


def bought(day: str, amount: str | int, recorded: str | None = None) -> TurnoverDay:
    """Turnover of a local day."""
    minor = units(amount) if isinstance(amount, str) else amount
    return TurnoverDay(date.fromisoformat(day), _month(recorded or day), minor)


def returned(day: str, amount: str | int, recorded: str) -> TurnoverDay:
    """A refund, in a later month perhaps, of what was bought on a local day."""
    minor = units(amount) if isinstance(amount, str) else amount
    return TurnoverDay(date.fromisoformat(day), _month(recorded), 0, minor)


def _month(day: str) -> date:
    return date.fromisoformat(day).replace(day=1)


def after(card: StampCard, change: StampChange, *, redeem: bool = False) -> StampCard:
    """The stamp card after a change; new rewards are issued, or redeemed at once."""
    state = "redeemed" if redeem else "issued"
    kept = [
        replace(r, state="cancelled") if r.id in change.rewards_cancelled else r
        for r in card.rewards
    ]
    new = [
        RewardState(f"reward-{len(kept) + n}", reward.filling, reward.at, state)
        for n, reward in enumerate(change.rewards_issued)
    ]
    return StampCard(
        change.count,
        change.carry,
        change.filling,
        (*kept, *new),
        card.added_today + max(change.added, 0),
    )


def reasons(outcome: Outcome) -> Mapping[str, str | None]:
    """The reason of each step of the trace, the last of its name."""
    return {step.step: step.reason for step in outcome.trace}


def a_campaign(kind: str = "extra_rate", **fields: Any) -> Campaign:
    """A campaign of March 2026, by the name of its kind unless it is given one."""
    return Campaign(
        **{
            "id": kind,
            "kind": CampaignKind(kind),
            "starts_at": local("2026-03-01"),
            "ends_at": local("2026-04-01"),
            **fields,
        }
    )
