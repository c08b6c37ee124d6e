"""Reads a program's `policy` document; an empty one limits nothing."""

from __future__ import annotations

from collections.abc import Mapping

from wallet_service.cards.budget import Budget, BudgetMode
from wallet_service.cards.document import Document
from wallet_service.cards.money import WHOLE_BP
from wallet_service.cards.periods import MONTHS, Period
from wallet_service.cards.policy import Policy

NO_SETTING = "is not a setting of a policy"


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
        budget=_budget(doc.object("budget")),
    )
    doc.no_more(NO_SETTING)
    doc.raise_faults()
    return policy


def _budget(doc: Document | None) -> Budget | None:
    """A budget without an amount limits nothing; of 0 it gives no points."""
    if doc is None:
        return None
    amount = doc.money("amount")
    period = doc.choice("period", Period.QUARTER, MONTHS)
    mode = doc.choice("mode", BudgetMode.PARTIAL, BudgetMode)
    doc.no_more(NO_SETTING)
    return None if amount is None else Budget(amount, period, mode)
