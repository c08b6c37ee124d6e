"""What the scanner's page sends."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.purchase import Line
from wallet_service.services.errors import invalid
from wallet_service.services.till.commands import PurchaseCommand
from wallet_service.web.parsing import (
    MOST_MONEY,
    Body,
    Identifier,
    Instant,
    Int,
    Label,
    Money,
    Name,
    PositiveInt,
)

MOST_LINES = 50
MOST_QUANTITY = 1_000_000

Pin = Annotated[str, Field(min_length=1, max_length=16)]
Quantity = Annotated[Int, Field(ge=1, le=MOST_QUANTITY)]


class DeviceBody(Body):
    """A device to take into use."""

    name: Name
    location_id: Identifier | None = None


class PinBody(Body):
    """A person's PIN on this device."""

    pin: Pin


class UnlockBody(Body):
    """Who unlocks the scanner."""

    user_id: Identifier
    pin: Pin


class AgreeBody(UnlockBody):
    """A second person agrees to a refund."""

    purchase_id: Identifier


class CodeBody(Body):
    """Whose member agrees, and to how many points; 0 is a reward."""

    card_id: Identifier
    points: Money = 0


class TypedCodeBody(Body):
    """What the member read out."""

    code: Annotated[str, Field(min_length=1, max_length=32)]


class LocationBody(Body):
    """Where the scanner stands from now on."""

    location_id: Identifier


class LineBody(Body):
    """A line of the receipt."""

    amount: PositiveInt
    category: Label | None = None
    quantity: Quantity | None = None


class PurchaseBody(Body):
    """A purchase to preview or to confirm; the card by its id or its code."""

    card_id: Identifier | None = None
    card_code: Label | None = None
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=MOST_LINES)]
    points_to_spend: Money = 0
    receipt: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    revision: Annotated[Int, Field(ge=0, le=MOST_MONEY)] | None = None
    is_repeat_meant: bool = False
    code_id: Identifier | None = None
    made_at: Instant


class MadeBody(Body):
    """When something was confirmed."""

    made_at: Instant


class RefundLineBody(Body):
    """What comes back of a line: gross, and the count of goods."""

    line: PositiveInt
    amount: Money
    quantity: Annotated[Int, Field(ge=0, le=MOST_QUANTITY)] = 0


class RefundBody(Body):
    """Lines that come back, or all that is left; above a limit with an agreement."""

    made_at: Instant
    lines: Annotated[tuple[RefundLineBody, ...], Field(max_length=MOST_LINES)] = ()
    agreement: Annotated[str, Field(max_length=255)] | None = None


class RewardBody(Body):
    """A reward to hand out: by the member's code, or one that is ready on a card."""

    made_at: Instant
    card_id: Identifier | None = None
    reward_id: Identifier | None = None
    code: Label | None = None
    code_id: Identifier | None = None


def purchase_command(
    sent: PurchaseBody, occurred_at: datetime, location_id: str | None
) -> PurchaseCommand:
    """The command; raises Invalid unless one card is named."""
    if (sent.card_id is None) == (sent.card_code is None):
        raise invalid("/card_id", "Give either card_id or card_code.")
    return PurchaseCommand(
        occurred_at=occurred_at,
        lines=tuple(
            Line(
                number=number,
                amount=one.amount,
                category=one.category,
                sku=None,
                quantity=one.quantity or 1,
                cost=None,
            )
            for number, one in enumerate(sent.lines, start=1)
        ),
        card_id=sent.card_id,
        card_code=sent.card_code,
        location_id=location_id,
        points_to_spend=sent.points_to_spend,
        revision=sent.revision,
    )


def refund_lines(sent: RefundBody) -> tuple[RefundLine, ...]:
    """The lines that come back; raises Invalid when one is named twice."""
    if len({one.line for one in sent.lines}) < len(sent.lines):
        raise invalid("/lines", "Name each line once.")
    return tuple(RefundLine(one.line, one.amount, one.quantity) for one in sent.lines)
