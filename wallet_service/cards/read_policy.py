"""Reads a program's `policy` document; an empty one limits nothing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from wallet_service.cards.document import Document
from wallet_service.cards.money import WHOLE_BP
from wallet_service.cards.periods import MONTHS, Period
from wallet_service.cards.policy import Policy

NO_SETTING = "is not a setting of a policy"


class BudgetMode(StrEnum):
    """Whether a budget gives its rest, or nothing when the rest is too small."""

    PARTIAL = "partial"
    STRICT = "strict"


def policy_for(document: Mapping[str, object]) -> Policy:
    """The policy from plain JSON.

    Raises InvalidRules with every fault, each at its JSON pointer in the document.
    """
    doc = Document(document)
    policy = Policy(
        ceiling_bp=doc.rate("ceiling_bp"),
        category_ceilings_bp=doc.rates("category_ceilings_bp"),
        margin_floor_bp=doc.integer("margin_floor_bp", 0, 10 * WHOLE_BP),
        trim_at_purchase=doc.flag("trim_at_purchase", default=False),
        adjustment_limit=doc.money("adjustment_limit"),
        payouts=doc.flag("payouts", default=False),
    )
    _budget(doc.object("budget"))
    doc.no_more(NO_SETTING)
    doc.raise_faults()
    return policy


def _budget(doc: Document | None) -> None:
    """A budget may stand there without an amount only: it limits nothing yet."""
    if doc is None:
        return
    doc.not_offered("amount")
    doc.choice("period", Period.QUARTER, MONTHS)
    doc.choice("mode", BudgetMode.PARTIAL, BudgetMode)
    doc.no_more(NO_SETTING)
