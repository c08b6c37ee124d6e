"""Shapes of entries, purchases, refunds and redemptions, for the OpenAPI document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wallet_service.web.api.answers import CardShape, Shape


class EntryShape(Shape):
    """A ledger entry; amounts in the unit of its account."""

    id: str
    transaction_id: str
    card_id: str | None
    owner: str
    unit: str
    kind: str
    amount: int
    balance_after: int
    reverses: str | None
    occurred_at: str
    recorded_at: str
    explanation: dict[str, str] = Field(description="A sentence in each language")


class StepShape(Shape):
    """A step of the computation."""

    step: str
    base: int | None
    rate_bp: int | None
    result: int | None
    reason: str | None
    campaign_id: str | None = Field(
        default=None, description="There where a campaign made the step"
    )


class PurchaseLineShape(Shape):
    """A line as computed."""

    line: int
    gross: int
    discount: int
    points_spent: int
    payable: int
    earned: int
    rate_bp: int


class RefundLineShape(Shape):
    """What a line gave back."""

    line: int
    amount: int
    quantity: int
    discount: int
    money: int
    points_returned: int
    earning_reversed: int


class RefundedShape(Shape):
    """What has come back of a purchase so far."""

    gross: int
    money: int
    points_returned: int
    earning_reversed: int
    turnover_removed: int
    stamps_removed: int


class PastRefundShape(Shape):
    """A refund under its purchase."""

    id: str
    purchase_id: str
    recorded_at: str
    money: int
    points_returned: int
    earning_reversed: int
    turnover_removed: int
    stamps_removed: int
    rewards_cancelled: int
    lines: list[RefundLineShape]
    trace: list[StepShape]


class RefundShape(PastRefundShape):
    """A refund, and the card after it."""

    card: CardShape


class PurchaseShape(Shape):
    """A purchase as computed, and the card after it; a draft as it would be now."""

    id: str | None
    state: Literal[
        "preview", "draft", "confirmed", "part_refunded", "refunded", "cancelled"
    ]
    external_id: str | None
    location_id: str | None
    occurred_at: str
    recorded_at: str | None
    paid_at: str | None
    gross: int
    discount: int
    points_spent: int
    payable: int
    earned: int
    stamps_added: int
    rewards_issued: int
    turnover_added: int
    lines: list[PurchaseLineShape]
    trace: list[StepShape]
    explanation: dict[str, list[str]] | None = Field(
        default=None,
        description="The trace as sentences, by language; in previews and when read",
    )
    refunded: RefundedShape
    refunds: list[PastRefundShape]
    card: CardShape


class EntryList(Shape):
    """A page of ledger entries."""

    data: list[EntryShape]
    next: str | None


class RewardShape(Shape):
    """A reward; reserved while a code of it can be confirmed."""

    id: str
    name: str
    state: Literal["issued", "reserved", "redeemed", "expired", "cancelled"]
    issued_at: str
    expires_at: str | None
    purchase_id: str
    redeemed_at: str | None


class RewardList(Shape):
    """A page of rewards."""

    data: list[RewardShape]
    next: str | None


class RedemptionShape(Shape):
    """A one-time code, what became of it, and the card after it."""

    id: str
    code: str = Field(description="8 characters, for one reward of one card, once")
    state: Literal["reserved", "redeemed", "cancelled"]
    expires_at: str = Field(description="When an unconfirmed code lapses")
    reward: RewardShape
    card: CardShape
