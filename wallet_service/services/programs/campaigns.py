"""Campaigns of a program: made, changed while that is fair, ended early.

Before it begins everything but program and kind may change; while it runs its name, its
end and the size of its budget; afterwards its name. What was given stays given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wallet_service import identifiers
from wallet_service.cards import periods
from wallet_service.database import BrandSession
from wallet_service.models.campaign import Campaign
from wallet_service.models.program import Program
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import (
    Conflict,
    FieldFault,
    Invalid,
    NotFound,
    invalid,
)
from wallet_service.services.programs import (
    campaign_faults,
    drafts,
    policy_check,
    running_campaigns,
)
from wallet_service.services.programs.campaign_faults import SETTINGS

# clocks of the brand's systems may run a little behind ours
CLOCK_TOLERANCE = timedelta(minutes=5)
WHILE_RUNNING = frozenset({"name", "until", "budget"})
WHEN_ENDED = frozenset({"name"})

WorstCase = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """A campaign to make; a date means its local midnight in the program's zone."""

    program_id: str
    name: str
    kind: str
    since: date
    until: date
    audience: dict[str, Any] = field(default_factory=dict)
    budget: dict[str, Any] | None = None
    terms: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """Which campaigns to list; None does not narrow."""

    program_id: str | None = None


def create_campaign(
    session: BrandSession, new: NewCampaign, *, actor: Actor, now: datetime
) -> tuple[str, WorstCase]:
    """Make a campaign; gives its identifier and the worst case with it.

    Raises NotFound (program, company), Invalid, or Conflict
    (`worst_case_above_ceiling`) with the table.
    """
    program = _locked_program(session, new.program_id)
    row = Campaign(
        id=identifiers.new_id("camp"),
        brand_id=session.brand,
        program_id=program.id,
        kind=new.kind,
        name=new.name,
        budget_used=0,
        created_at=now,
    )
    given = {"from": new.since, "until": new.until, "audience": new.audience}
    _set(row, program, given | {"budget": new.budget} | new.terms)
    if row.ends_at <= now:
        raise invalid("/until", "A campaign cannot end in the past.")
    table = _checked(session, program, row, now)
    session.add(row)
    session.flush()
    _remember_end(session, program)
    audit.record_fields(
        session, actor, action="campaign.create", object_id=row.id, now=now
    )
    return row.id, table


def get_campaign(session: BrandSession, campaign_id: str) -> Campaign:
    """A campaign of the brand; raises NotFound."""
    row = session.scalar(select(Campaign).where(Campaign.id == campaign_id))
    if row is None:
        raise NotFound("campaign")
    return row


def list_campaigns(
    session: BrandSession,
    only: CampaignFilter,
    *,
    after: str | None = None,
    limit: int = 50,
) -> list[Campaign]:
    """Campaigns, newest first, from the one behind `after`."""
    statement = select(Campaign).order_by(Campaign.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(Campaign.id < after)
    if only.program_id is not None:
        statement = statement.where(Campaign.program_id == only.program_id)
    return list(session.scalars(statement))


def change_campaign(
    session: BrandSession,
    campaign_id: str,
    given: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> WorstCase:
    """Set the fields that are given; gives the worst case with the campaign.

    Raises NotFound, Invalid, Conflict (`campaign_running` or `campaign_ended` for what
    may not change any more, `worst_case_above_ceiling`).
    """
    program = _locked_program(session, get_campaign(session, campaign_id).program_id)
    running_campaigns.lock(session, [campaign_id])
    row = get_campaign(session, campaign_id)
    session.refresh(row)
    state, before = state_of(row, now), _document(row)
    if "until" in given and state == "running":
        _refuse_past_end(program, given["until"], now)
    _set(row, program, given)
    after = _document(row)
    changed = [name for name in after if after[name] != before[name]]
    _refuse_unfair(state, changed, before)
    table = _checked(session, program, row, now)
    session.flush()
    _remember_end(session, program)
    if changed:
        audit.record_fields(
            session,
            actor,
            action="campaign.change",
            object_id=row.id,
            now=now,
            fields=changed,
        )
    return table


def state_of(row: Campaign, now: datetime) -> str:
    """Planned, running or ended."""
    if now < row.starts_at:
        return "planned"
    return "running" if now < row.ends_at else "ended"


def _locked_program(session: BrandSession, program_id: str) -> Program:
    statement = select(Program).where(Program.id == program_id).with_for_update()
    program = session.scalar(statement)
    if program is None:
        raise NotFound("program")
    return program


def _set(row: Campaign, program: Program, given: Mapping[str, Any]) -> None:
    if "name" in given:
        row.name = given["name"]
    if "from" in given:
        row.starts_at = _instant(given["from"], program)
    if "until" in given:
        row.ends_at = _instant(given["until"], program)
    if "audience" in given:
        row.audience = given["audience"]
    if "budget" in given:
        budget = given["budget"] or {}
        row.budget_amount = budget.get("amount")
        row.budget_mode = budget.get("mode") or "partial"
    terms = dict(row.terms or {}) | {n: given[n] for n in SETTINGS if n in given}
    row.terms = {name: value for name, value in terms.items() if value is not None}


def _instant(when: date, program: Program) -> datetime:
    if isinstance(when, datetime):
        return when
    return periods.midnight(when, ZoneInfo(program.time_zone))


def _document(row: Campaign) -> dict[str, Any]:
    """The fields as they are given, to see which of them change."""
    budget = None
    if row.budget_amount is not None:
        budget = (row.budget_amount, row.budget_mode)
    return {
        "name": row.name,
        "from": row.starts_at,
        "until": row.ends_at,
        "audience": dict(row.audience),
        "budget": budget,
        **{name: row.terms.get(name) for name in SETTINGS},
    }


def _refuse_past_end(program: Program, until: date, now: datetime) -> None:
    if _instant(until, program) < now - CLOCK_TOLERANCE:
        detail = "A campaign can end now or later; what it gave stays given."
        raise invalid("/until", detail)


def _refuse_unfair(state: str, changed: list[str], before: dict[str, Any]) -> None:
    if state == "planned":
        return
    fair = WHILE_RUNNING if state == "running" else WHEN_ENDED
    late = [name for name in changed if name not in fair]
    if "budget" in changed and before["budget"] is None:
        late.append("budget")
    if not late:
        return
    detail = "The campaign has begun: end it with until, and make another one."
    if state == "ended":
        detail = "The campaign has ended: make another one."
    errors = [FieldFault(f"/{name}", "cannot change any more") for name in late]
    raise Conflict(f"campaign_{state}", detail, errors=errors)


def _checked(
    session: BrandSession, program: Program, row: Campaign, now: datetime
) -> WorstCase:
    """Raise Invalid for what cannot be, Conflict for what would be too much."""
    newest = drafts.newest_first(session, [program.id])[program.id][0]
    wanted = campaign_faults.Draft(
        kind=row.kind,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        audience=row.audience,
        terms=row.terms,
        has_budget=row.budget_amount is not None,
    )
    with session.no_autoflush:
        found = list(campaign_faults.faults(session, program, newest, wanted))
    if found:
        detail = "The campaign cannot be kept so; see the errors of its fields."
        raise Invalid("invalid_campaign", detail, errors=found)
    value = running_campaigns.as_value(row)
    return policy_check.check_campaign(session, program, value, now)


def _remember_end(session: BrandSession, program: Program) -> None:
    """A purchase asks for campaigns only before the last of them ends."""
    statement = select(func.max(Campaign.ends_at)).where(
        Campaign.program_id == program.id
    )
    program.campaigns_until = session.scalar(statement)
    session.flush()
