"""Before a program goes live: can it give more than its own policy allows (M3)?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from wallet_service.cards import read_policy, worst_case
from wallet_service.cards import rules as card_rules
from wallet_service.cards.worst_case import WorstCase
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services.errors import Conflict, FieldFault


def check(program: Program, draft: ProgramVersion) -> None:
    """Raise Conflict (`worst_case_above_ceiling`) unless trimming was agreed to.

    Its table `worst_case` has a row for each category, in basis points of gross.
    """
    policy = read_policy.policy_for(draft.policy)
    if policy.trim_at_purchase or not policy.has_ceilings:
        return
    kind, zone = card_rules.CardKind(program.kind), ZoneInfo(program.time_zone)
    rules = card_rules.rules_for(kind, draft.rules, time_zone=zone)
    table = worst_case.table(rules, policy)
    above = [row for row in table if row.exceeds]
    if not above:
        return
    most = max(row.total_bp for row in above)
    detail = (
        f"The program can give up to {most} basis points of gross, above a ceiling of "
        "its policy; lower the rates, raise the ceiling or set trim_at_purchase."
    )
    raise Conflict(
        "worst_case_above_ceiling",
        detail,
        errors=[_fault(row, draft.policy) for row in above],
        extra={"worst_case": [asdict(row) for row in table]},
    )


def _fault(row: WorstCase, policy: dict[str, Any]) -> FieldFault:
    own = (policy.get("category_ceilings_bp") or {}).get(row.category)
    pointer = "/policy/ceiling_bp"
    if own is not None and own == row.ceiling_bp:
        name = str(row.category).replace("~", "~0").replace("/", "~1")
        pointer = f"/policy/category_ceilings_bp/{name}"
    return FieldFault(pointer, f"Up to {row.total_bp} of {row.ceiling_bp} basis points")
