"""What may be sent about purchases, refunds, redemptions, and the commands of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.purchase import Line
from wallet_service.services.errors import Invalid, invalid
from wallet_service.services.till.commands import PurchaseCommand
from wallet_service.web.parsing import (
    MOST_MONEY,
    Body,
    Identifier,
    Instant,
    Int,
    Label,
    Money,
    PositiveInt,
)

MOST_LINES = 500
MOST_QUANTITY = 1_000_000

Quantity = Annotated[Int, Field(ge=1, le=MOST_QUANTITY)]
Revision = Annotated[Int, Field(ge=0, le=MOST_MONEY)]


class LineBody(Body):
    """A line of the receipt; `amount` is the gross of the whole line."""

    amount: Money
    category: Label | None = None
    sku: Label | None = None
    quantity: Quantity | None = None
    cost: Money | None = None


class PurchaseBody(Body):
    """A purchase: the card by `card_id` or `card_code`, `lines` or one `amount`."""

    card_id: Identifier | None = None
    card_code: Label | None = None
    external_id: Label | None = None
    occurred_at: Instant | None = Field(default=None, description="Absent means now")
    location_id: Label | None = None
    lines: (
        Annotated[list[LineBody], Field(min_length=1, max_length=MOST_LINES)] | None
    ) = None
    amount: Money | None = None
    points_to_spend: Money | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    revision: Revision | None = Field(
        default=None,
        description="The card's in the preview; of a draft it is asked at /confirm",
    )
    state: Literal["draft", "confirmed"] | None = Field(
        default=None, description="A draft is computed when it is confirmed"
    )


class RefundLineBody(Body):
    """What comes back of a line: gross, and the count of goods."""

    line: PositiveInt
    amount: Money
    quantity: Annotated[Int, Field(ge=0, le=MOST_QUANTITY)] | None = None


class RefundBody(Body):
    """Lines that come back; without any, all that is left."""

    lines: (
        Annotated[list[RefundLineBody], Field(min_length=1, max_length=MOST_LINES)]
        | None
    ) = None


class PurchasePath(Body):
    """A purchase's identifier."""

    purchase_id: Identifier


class ConfirmPurchaseBody(Body):
    """The card's revision that the draft or a preview showed; without one, as it is."""

    revision: Revision | None = None


class RedemptionBody(Body):
    """The reward to redeem; without one, the oldest that is ready."""

    reward_id: Identifier | None = None


class CodePath(Body):
    """A one-time code: case, spaces, hyphens, and O, I, L for 0 and 1 do not matter."""

    code: Identifier


class ConfirmBody(Body):
    """Where the reward is handed out; a second try is told it."""

    location_id: Label | None = None


class NothingBody(Body):
    """Nothing need be said."""


def purchase_command(body: PurchaseBody, now: datetime) -> PurchaseCommand:
    """The command; raises Invalid unless there is one card and one way of amounts."""
    if (body.card_id is None) == (body.card_code is None):
        raise _choose("/card_id", "Give either card_id or card_code.")
    if (body.lines is None) == (body.amount is None):
        raise _choose("/lines", "Give either lines or amount.")
    return PurchaseCommand(
        occurred_at=body.occurred_at or now,
        lines=_lines(body),
        card_id=body.card_id,
        card_code=body.card_code,
        external_id=body.external_id,
        location_id=body.location_id,
        points_to_spend=body.points_to_spend or 0,
        currency=body.currency,
        revision=body.revision,
    )


def refund_lines(body: RefundBody) -> tuple[RefundLine, ...]:
    """The lines that come back; raises Invalid when one is named twice."""
    lines = body.lines or []
    seen: set[int] = set()
    for index, one in enumerate(lines):
        if one.line in seen:
            raise _choose(f"/lines/{index}/line", "Name each line once.")
        seen.add(one.line)
    return tuple(RefundLine(one.line, one.amount, one.quantity or 0) for one in lines)


def _lines(body: PurchaseBody) -> tuple[Line, ...]:
    given = body.lines or [LineBody(amount=body.amount or 0)]
    if sum(one.amount for one in given) > MOST_MONEY:
        raise _choose("/lines", f"All lines together must be at most {MOST_MONEY}.")
    return tuple(
        Line(
            number=number,
            amount=one.amount,
            category=one.category,
            sku=one.sku,
            quantity=one.quantity or 1,
            cost=one.cost,
        )
        for number, one in enumerate(given, start=1)
    )


def _choose(pointer: str, detail: str) -> Invalid:
    return invalid(pointer, detail, code="invalid_request")
