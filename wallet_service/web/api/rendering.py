"""Cards, purchases and refunds as JSON: the names of the API, fixed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python

from wallet_service.cards.standing import CardStanding
from wallet_service.services.till import trace_sentences
from wallet_service.services.till.commands import (
    CardAnswer,
    Receipt,
    RefundReceipt,
    step_document,
)
from wallet_service.services.wallet.delivery_status import WalletState
from wallet_service.web import adapters


def instant(value: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return value.isoformat() if value else None


def page(rows: Sequence[Any], documents: Sequence[Any], limit: int) -> dict[str, Any]:
    """A page of a list; `rows` may hold one more, which tells that there is a next."""
    more = len(rows) > limit
    return {
        "data": list(documents[:limit]),
        "next": str(rows[limit - 1].id) if more else None,
    }


def card(answer: CardAnswer, wallets: Sequence[WalletState] = ()) -> dict[str, Any]:
    """A card; only the parts of its standing that its kind has."""
    return {
        "id": answer.id,
        "number": answer.number,
        "code": answer.code or None,
        "state": answer.state,
        "revision": answer.revision,
        "program_id": answer.program_id,
        "kind": answer.kind,
        "member": {"id": answer.member_id, "name": answer.member_name},
        "company_id": answer.company_id,
        "standing": standing(answer.standing),
        "links": _links(answer.link_token, wallets),
        "wallets": [to_jsonable_python(one) for one in wallets],
    }


def standing(shown: CardStanding) -> dict[str, Any]:
    """The parts that are there; `next_tier` stands beside a tier even when null."""
    document: dict[str, Any] = {}
    if shown.rate_bp is not None:
        document["rate_bp"] = shown.rate_bp
    if shown.turnover is not None:
        document |= {
            "tier": shown.tier,
            "turnover": shown.turnover,
            "next_tier": to_jsonable_python(shown.next_tier),
        }
    if shown.cashback is not None:
        document["cashback"] = to_jsonable_python(shown.cashback)
    if shown.stamps is not None:
        document["stamps"] = to_jsonable_python(shown.stamps)
    if shown.rewards is not None:
        document["rewards"] = shown.rewards
    return document


def receipt(found: Receipt, wallets: Sequence[WalletState] = ()) -> dict[str, Any]:
    """A purchase as computed, what came back of it, and the card."""
    return {
        "id": found.id,
        "state": found.state,
        "external_id": found.external_id,
        "location_id": found.location_id,
        "occurred_at": instant(found.occurred_at),
        "recorded_at": instant(found.recorded_at),
        "paid_at": instant(found.paid_at),
        **to_jsonable_python(found.figures),
        "lines": [_line(one) for one in found.lines],
        "trace": [step_document(step) for step in found.trace],
        "refunded": to_jsonable_python(found.refunded),
        "refunds": [refund(one) for one in found.refunds],
        "card": card(found.card, wallets),
    }


def explained(found: Receipt, wallets: Sequence[WalletState] = ()) -> dict[str, Any]:
    """The same, with its trace in words that a salesperson can read out."""
    words = trace_sentences.explain(found.trace, found.card.currency)
    return receipt(found, wallets) | {"explanation": words}


def refund(found: RefundReceipt, wallets: Sequence[WalletState] = ()) -> dict[str, Any]:
    """A refund; under its purchase it stands without the card."""
    document: dict[str, Any] = {
        "id": found.id,
        "purchase_id": found.purchase_id,
        "recorded_at": instant(found.recorded_at),
        "money": found.money,
        "points_returned": found.points_returned,
        "earning_reversed": found.earning_reversed,
        "turnover_removed": found.turnover_removed,
        "stamps_removed": found.stamps_removed,
        "rewards_cancelled": found.rewards_cancelled,
        "lines": [_line(one) for one in found.lines],
        "trace": [step_document(step) for step in found.trace],
    }
    if found.card is not None:
        document["card"] = card(found.card, wallets)
    return document


def problem_members(members: Mapping[str, Any]) -> dict[str, Any]:
    """Further members of a problem; a fresh preview among them is made JSON."""
    return {
        name: explained(value) if isinstance(value, Receipt) else value
        for name, value in members.items()
    }


def _line(line: Any) -> dict[str, Any]:  # noqa: ANN401 - a line of either outcome
    document = to_jsonable_python(line)
    return {"line": document.pop("number"), **document}


def _links(token: str, wallets: Sequence[WalletState]) -> dict[str, str | None]:
    if not token:
        return {"card": None, "apple": None, "google": None}
    address = f"{adapters.current().settings.base_url}/c/{token}"
    # a brand without an issuer at Google has no link to it
    is_at_google = any(one.platform == "google" for one in wallets)
    google = f"{address}/google" if is_at_google else None
    return {"card": address, "apple": f"{address}/apple", "google": google}
