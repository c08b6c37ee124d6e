"""Can a program give more than its own policy allows (M3)? Asked before it may.

Of a version before it goes live with the campaigns that it meets, and of a campaign
with the versions that it meets. Trimming can be agreed to in the policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from wallet_service.cards import read_policy, worst_case
from wallet_service.cards import rules as card_rules
from wallet_service.cards.campaign import Campaign
from wallet_service.cards.worst_case import WorstCase
from wallet_service.database import BrandSession
from wallet_service.models import campaign as tables
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services.errors import Conflict, FieldFault
from wallet_service.services.programs import drafts, running_campaigns

Table = tuple[WorstCase, ...]


def check_version(
    session: BrandSession, program: Program, draft: ProgramVersion, since: datetime
) -> list[dict[str, Any]]:
    """The table of a version that takes effect at `since`.

    Raises Conflict (`worst_case_above_ceiling`) with the table in `worst_case`, which
    has a row for each category, in basis points of gross.
    """
    table = _table(program, draft, known(session, program.id), since)
    faults = [_policy_fault(row, draft.policy) for row in _above(draft, table)]
    detail = "lower the rates, raise the ceiling or set trim_at_purchase."
    _refuse(table, _above(draft, table), faults, detail)
    return document(table)


def check_campaign(
    session: BrandSession, program: Program, changed: Campaign, now: datetime
) -> list[dict[str, Any]]:
    """The worst table of the versions that a campaign meets; raises as above."""
    others = [one for one in known(session, program.id) if one.id != changed.id]
    worst: Table = ()
    for version, since, until in _met(session, program, changed, now):
        meeting = [one for one in (*others, changed) if _in(one, since, until)]
        table = _table(program, version, meeting, since)
        above = _above(version, table)
        faults = [FieldFault("", _sentence(row)) for row in above]
        detail = "lower the campaign, let it run at another time, or raise the ceiling."
        _refuse(table, above, faults, detail)
        worst = max(worst, table, key=_largest)
    return document(worst)


def known(session: BrandSession, program_id: str) -> list[Campaign]:
    """All campaigns of a program that raise a rate."""
    statement = select(tables.Campaign).where(
        tables.Campaign.program_id == program_id, tables.Campaign.kind != "welcome"
    )
    return [running_campaigns.as_value(row) for row in session.scalars(statement)]


def document(table: Table) -> list[dict[str, Any]]:
    """The table as plain JSON."""
    rows = [asdict(row) | {"exceeds": row.exceeds} for row in table]
    return [row | {"campaigns": list(row["campaigns"])} for row in rows]


def _table(
    program: Program,
    version: ProgramVersion,
    campaigns: Sequence[Campaign],
    since: datetime,
) -> Table:
    kind, zone = card_rules.CardKind(program.kind), ZoneInfo(program.time_zone)
    rules = card_rules.rules_for(kind, version.rules, time_zone=zone)
    policy = read_policy.policy_for(version.policy)
    return worst_case.table(rules, policy, campaigns, since=since)


def _above(version: ProgramVersion, table: Table) -> list[WorstCase]:
    """The rows that forbid it; none when trimming was agreed to."""
    if read_policy.policy_for(version.policy).trim_at_purchase:
        return []
    return [row for row in table if row.exceeds]


def _refuse(
    table: Table, above: Sequence[WorstCase], faults: list[FieldFault], cure: str
) -> None:
    if not above:
        return
    worst = max(above, key=lambda row: row.total_bp)
    detail = f"The program can give {_sentence(worst)}; {cure}"
    raise Conflict(
        "worst_case_above_ceiling",
        detail,
        errors=faults,
        extra={"worst_case": document(table)},
    )


def _met(
    session: BrandSession, program: Program, changed: Campaign, now: datetime
) -> list[tuple[ProgramVersion, datetime, datetime]]:
    """The published versions in force while the campaign runs, with their time."""
    found = []
    ends_at = changed.ends_at
    for version in drafts.newest_first(session, [program.id])[program.id]:
        if version.effective_at is None:
            continue
        since = max(version.effective_at, changed.starts_at, now)
        if since < ends_at:
            found.append((version, since, ends_at))
        ends_at = min(ends_at, version.effective_at)
    return found


def _in(campaign: Campaign, since: datetime, until: datetime) -> bool:
    return campaign.starts_at < until and campaign.ends_at > since


def _largest(table: Table) -> int:
    return max((row.total_bp for row in table), default=-1)


def _policy_fault(row: WorstCase, policy: dict[str, Any]) -> FieldFault:
    own = (policy.get("category_ceilings_bp") or {}).get(row.category)
    pointer = "/policy/ceiling_bp"
    if own is not None and own == row.ceiling_bp:
        name = str(row.category).replace("~", "~0").replace("/", "~1")
        pointer = f"/policy/category_ceilings_bp/{name}"
    return FieldFault(pointer, _sentence(row))


def _sentence(row: WorstCase) -> str:
    """Names tier and category, so that it is clear what to lower."""
    where = "other goods" if row.category is None else f"category {row.category}"
    tier = f"tier {row.tier}" if row.tier else "no tier"
    return (
        f"up to {row.total_bp} basis points of gross for {where} at {tier}, above the "
        f"ceiling of {row.ceiling_bp}"
    )
