"""What is wrong with a program's rules or policy, told by fields of the request."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from wallet_service.cards import read_policy
from wallet_service.cards import rules as card_rules
from wallet_service.cards.errors import InvalidRules
from wallet_service.services.errors import FieldFault


def rule_faults(
    kind: str, document: dict[str, Any], time_zone: str
) -> list[FieldFault]:
    """Every fault, by pointers under ``/rules``; empty when the rules can be kept."""
    try:
        card_rules.rules_for(
            card_rules.CardKind(kind), document, time_zone=ZoneInfo(time_zone)
        )
    except InvalidRules as invalid:
        return [FieldFault(f"/rules{where}", what) for where, what in invalid.faults]
    return []


def policy_faults(document: dict[str, Any]) -> list[FieldFault]:
    """Every fault, by pointers under ``/policy``; empty when it can be kept."""
    try:
        read_policy.policy_for(document)
    except InvalidRules as invalid:
        return [FieldFault(f"/policy{where}", what) for where, what in invalid.faults]
    return []
