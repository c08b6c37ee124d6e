"""What the till asks for and what it is told, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wallet_service.cards.outcome import LineOutcome, RefundLineOutcome, Step
from wallet_service.cards.purchase import Line
from wallet_service.cards.standing import CardStanding


@dataclass(frozen=True, slots=True)
class PurchaseCommand:
    """A purchase to record or to preview; `card_code` may stand for `card_id`.

    `revision` is the card's revision that a preview showed (R1).
    """

    occurred_at: datetime
    lines: tuple[Line, ...]
    card_id: str | None = None
    card_code: str | None = None
    external_id: str | None = None
    location_id: str | None = None
    points_to_spend: int = 0
    currency: str | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class LockedCard:
    """The card's own row, locked until the end of the transaction.

    `own_changes` are the whole revisions after the newest changes of the card's own.
    """

    state: str
    revision: int
    changed_at: int
    own_changes: list[int]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a purchase in total, in minor units and whole stamps."""

    gross: int
    discount: int
    points_spent: int
    payable: int
    earned: int
    stamps_added: int
    rewards_issued: int
    turnover_added: int


@dataclass(frozen=True, slots=True)
class Refunded:
    """What has come back of a purchase so far."""

    gross: int = 0
    money: int = 0
    points_returned: int = 0
    earning_reversed: int = 0
    turnover_removed: int = 0
    stamps_removed: int = 0


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """A card as the API shows it."""

    id: str
    number: str
    code: str
    link_token: str
    state: str
    revision: int
    program_id: str
    kind: str
    currency: str
    member_id: str
    member_name: str
    company_id: str | None
    standing: CardStanding


@dataclass(frozen=True, slots=True)
class RefundReceipt:
    """A refund as it was done; `card` is None where it is listed under its purchase."""

    id: str
    purchase_id: str
    recorded_at: datetime
    money: int
    points_returned: int
    earning_reversed: int
    turnover_removed: int
    stamps_removed: int
    rewards_cancelled: int
    lines: tuple[RefundLineOutcome, ...]
    trace: tuple[Step, ...]
    card: CardAnswer | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A purchase as it was computed, and the card after it.

    `id` is None in a preview; a draft is computed as a preview is (R35).
    Figures stay what they were; `refunded` and `refunds` stand beside them (R34).
    """

    id: str | None
    state: str
    external_id: str | None
    location_id: str | None
    occurred_at: datetime
    recorded_at: datetime | None
    figures: Figures
    lines: tuple[LineOutcome, ...]
    trace: tuple[Step, ...]
    card: CardAnswer
    refunded: Refunded = Refunded()
    refunds: tuple[RefundReceipt, ...] = ()
    paid_at: datetime | None = None


def step_document(step: Step) -> dict[str, Any]:
    """A step of the trace as it is stored and shown."""
    document: dict[str, Any] = {
        "step": step.step,
        "base": step.base,
        "rate_bp": step.rate_bp,
        "result": step.result,
        "reason": step.reason,
    }
    if step.campaign_id is not None:
        document["campaign_id"] = step.campaign_id
    return document


def step_from(document: Mapping[str, Any]) -> Step:
    """A stored step read back."""
    return Step(**document)
