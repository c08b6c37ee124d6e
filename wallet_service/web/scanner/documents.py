"""Cards, previews, purchases and refunds as the scanner's page reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from wallet_service.services.scanner.card_sheets import CardSheet
from wallet_service.services.scanner.previews import Preview
from wallet_service.services.till import trace_sentences
from wallet_service.services.till.commands import CardAnswer, Receipt, RefundReceipt
from wallet_service.services.till.redemptions import RedemptionAnswer


def sheet(found: CardSheet) -> dict[str, Any]:
    """A card with the names around it and what it may have."""
    return {
        **card(found.card),
        "program": found.program,
        "member": found.member,
        "role": found.role,
        "company": found.company,
        "is_own": found.is_own,
        "bought_lately": found.bought_lately,
        "code_for_rewards": found.code_for_rewards,
        "rewards": [to_jsonable_python(one) for one in found.rewards],
    }


def card(answer: CardAnswer) -> dict[str, Any]:
    """A card and its standing; parts that its kind does not have are null."""
    return {
        "id": answer.id,
        "number": answer.number,
        "state": answer.state,
        "revision": answer.revision,
        "kind": answer.kind,
        "currency": answer.currency,
        "member": answer.member_name,
        "standing": to_jsonable_python(answer.standing),
    }


def preview(found: Preview) -> dict[str, Any]:
    """A preview with its reasons and the most points that may be spent."""
    return {
        **receipt(found.receipt),
        "most_points": found.most_points,
        "needs_code": found.needs_code,
    }


def receipt(found: Receipt) -> dict[str, Any]:
    """A purchase as computed, in words too, and the card after it."""
    return {
        "id": found.id,
        "state": found.state,
        "external_id": found.external_id,
        "occurred_at": found.occurred_at.isoformat(),
        "recorded_at": found.recorded_at.isoformat() if found.recorded_at else None,
        **to_jsonable_python(found.figures),
        "lines": [to_jsonable_python(line) for line in found.lines],
        "refunded": to_jsonable_python(found.refunded),
        "explanation": trace_sentences.explain(found.trace, found.card.currency),
        "card": card(found.card),
    }


def refund(found: RefundReceipt) -> dict[str, Any]:
    """A refund, and the card after it."""
    return {
        "id": found.id,
        "purchase_id": found.purchase_id,
        "recorded_at": found.recorded_at.isoformat(),
        "money": found.money,
        "points_returned": found.points_returned,
        "earning_reversed": found.earning_reversed,
        "stamps_removed": found.stamps_removed,
        "rewards_cancelled": found.rewards_cancelled,
        "card": card(found.card) if found.card is not None else None,
    }


def redemption(found: RedemptionAnswer) -> dict[str, Any]:
    """A reward that was handed out."""
    return {
        "id": found.id,
        "state": found.state,
        "reward": to_jsonable_python(found.reward),
        "card": card(found.card),
    }


def problem_members(members: Mapping[str, Any]) -> dict[str, Any]:
    """Further members of a problem; a fresh preview among them is made JSON."""
    return {
        name: receipt(value) if isinstance(value, Receipt) else value
        for name, value in members.items()
    }
