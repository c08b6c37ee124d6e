"""The budget of a program that is in force, with what its period has used so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from wallet_service.cards import read_policy
from wallet_service.database import BrandSession
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services.programs import budgets
from wallet_service.services.programs.budgets import PeriodBudget


def of_program(
    session: BrandSession,
    program: Program,
    versions: Sequence[ProgramVersion],
    now: datetime,
) -> PeriodBudget | None:
    """The present period; None while no budget is in force. `versions`: newest first"""
    if program.budgeted_since is None:
        return None
    in_force = (
        one
        for one in versions
        if one.effective_at is not None and one.effective_at <= now
    )
    version = max(
        in_force, key=lambda one: (one.effective_at, one.number), default=None
    )
    if version is None:
        return None
    budget = read_policy.policy_for(version.policy).budget
    if budget is None:
        return None
    return budgets.read(session, program.id, budget, ZoneInfo(program.time_zone), now)
