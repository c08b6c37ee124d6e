"""The rows of purchases: written once each, a draft's completed as it is confirmed.

An external number is unique per source (ground rule 5); a cancellation frees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, bindparam, text, update

from wallet_service import dialects
from wallet_service.database import BrandSession
from wallet_service.models import purchase as tables
from wallet_service.prepared import Prepared
from wallet_service.services.errors import Conflict

PURCHASES: Table = tables.Purchase.__table__  # type: ignore[assignment]
NUMBER = (PURCHASES.c.brand_id, PURCHASES.c.source, PURCHASES.c.external_id)
NUMBERED = text(tables.NUMBERED)
# two at once with one number: the second waits for the first and writes nothing
INSERT_PURCHASE = Prepared(
    dialects.for_each(
        lambda insert: (
            insert(PURCHASES)
            .on_conflict_do_nothing(index_elements=NUMBER, index_where=NUMBERED)
            .returning(PURCHASES.c.id)
        )
    )
)
# of a draft, whose source and external number stay
CONFIRM_DRAFT = (
    update(PURCHASES)
    .where(PURCHASES.c.id == bindparam("draft"), PURCHASES.c.state == "draft")
    .values(
        {
            name: bindparam(f"new_{name}", type_=PURCHASES.c[name].type)
            for name in (
                "version_id",
                "company_id",
                "holding_id",
                "state",
                "recorded_at",
                "gross",
                "discount",
                "points_spent",
                "payable",
                "earned",
                "stamps_added",
                "rewards_issued",
                "turnover_added",
                "carry_before",
                "lapses_before",
                "trace",
            )
        }
    )
)
CANCEL = (
    update(PURCHASES)
    .where(PURCHASES.c.id == bindparam("purchase"))
    .values(state="cancelled")
)
DROP_DRAFT = CANCEL.where(PURCHASES.c.state == "draft")


def write(
    session: BrandSession, row: Mapping[str, Any], *, draft_id: str | None = None
) -> None:
    """Write a purchase's row, or complete that of a locked draft.

    Raises Conflict (`external_id_used`).
    """
    if draft_id:
        confirmed = {f"new_{name}": value for name, value in row.items()}
        session.core.execute(CONFIRM_DRAFT, {**confirmed, "draft": draft_id})
        return
    if INSERT_PURCHASE.first(session.core, row) is None:
        raise number_used()


def cancel(session: BrandSession, purchase_id: str) -> None:
    """Mark a purchase that has been given back whole."""
    session.core.execute(CANCEL, {"purchase": purchase_id})


def drop_draft(session: BrandSession, purchase_id: str) -> bool:
    """Whether the draft was still one: a confirmation beside it is waited for."""
    dropped = session.core.execute(DROP_DRAFT, {"purchase": purchase_id})
    return dropped.rowcount == 1


def number_used(purchase_id: str | None = None) -> Conflict:
    """An external number is unique per source (ground rule 5)."""
    detail = "A purchase with this external_id has been recorded already."
    extra = {"purchase_id": purchase_id} if purchase_id else {}
    return Conflict("external_id_used", detail, extra=extra)
