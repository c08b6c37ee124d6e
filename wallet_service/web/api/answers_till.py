"""The shapes of ledger entries, purchases and refunds, for the OpenAPI document."""

from __future__ import annotations

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
    """A purchase as computed, and the card after it."""

    id: str | None
    state: str
    external_id: str | None
    location_id: str | None
    occurred_at: str
    recorded_at: str | None
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
    refunded: RefundedShape
    refunds: list[PastRefundShape]
    card: CardShape


class EntryList(Shape):
    """A page of ledger entries."""

    data: list[EntryShape]
    next: str | None
