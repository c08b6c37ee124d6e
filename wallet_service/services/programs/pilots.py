"""A pilot: a published program whose cards only some companies' people can get.

Cards that were given out before a pilot, or by one that has ended, stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from wallet_service.database import BrandSession
from wallet_service.models.company import Company
from wallet_service.models.program import PilotCompany, Program
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound
from wallet_service.services.membership import companies


def set_companies(
    session: BrandSession,
    program_id: str,
    company_ids: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Give cards to these companies' people alone; without any, to everybody again.

    Raises NotFound for the program or a company.
    """
    statement = select(Program).where(Program.id == program_id).with_for_update()
    program = session.scalar(statement)
    if program is None:
        raise NotFound("program")
    wanted = sorted(set(company_ids))
    for company_id in wanted:
        companies.get_company(session, company_id)
    session.execute(delete(PilotCompany).where(PilotCompany.program_id == program_id))
    rows = [
        {"brand_id": session.brand, "program_id": program_id, "company_id": one}
        for one in wanted
    ]
    if rows:
        session.execute(insert(PilotCompany), rows)
    program.is_pilot = bool(rows)
    audit.record(
        session,
        actor,
        action="program.pilot",
        object_id=program_id,
        now=now,
        detail={"companies": len(rows)},
    )
    session.flush()


def companies_of(session: BrandSession, program_id: str) -> list[Company]:
    """The companies of the pilot, by name."""
    statement = (
        select(Company)
        .join(PilotCompany, PilotCompany.company_id == Company.id)
        .where(PilotCompany.program_id == program_id)
        .order_by(Company.search_name, Company.id)
    )
    return list(session.scalars(statement))


def admits(session: BrandSession, program: Program, company_id: str | None) -> bool:
    """Whether people of the company, None for nobody's, can get the program's card."""
    if not program.is_pilot:
        return True
    found = select(PilotCompany.company_id).where(
        PilotCompany.program_id == program.id, PilotCompany.company_id == company_id
    )
    return company_id is not None and session.scalar(found) is not None


def require(session: BrandSession, program: Program, company_id: str | None) -> None:
    """Raise Conflict (`pilot_only`) unless the company takes part."""
    if not admits(session, program, company_id):
        detail = "The program is a pilot, and the person's company takes no part in it."
        raise Conflict("pilot_only", detail)
