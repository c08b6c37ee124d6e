"""Links to a program's form: for everybody, or an invitation of one company's people.

A link is open while it is active, not past its day, and has cards left to give.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.joining import JoinLink
from wallet_service.models.program import Program
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotFound
from wallet_service.services.membership import companies
from wallet_service.services.programs import pilots, programs

# 128 bits: an invitation makes whoever has it one of the company's people
TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class NewLink:
    """Where a link leads, and when it ends."""

    program_id: str
    company_id: str | None = None
    name: str | None = None
    expires_at: datetime | None = None
    maximum_uses: int | None = None


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which links to list; None does not narrow."""

    program_id: str | None = None
    company_id: str | None = None


def create_link(
    session: BrandSession, new: NewLink, *, actor: Actor, now: datetime
) -> JoinLink:
    """Make a link; raises NotFound for the program or the company."""
    programs.get_program(session, new.program_id)
    if new.company_id is not None:
        companies.get_company(session, new.company_id)
    link = JoinLink(
        id=identifiers.new_id("join"),
        brand_id=session.brand,
        program_id=new.program_id,
        company_id=new.company_id,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        name=new.name,
        active=True,
        expires_at=new.expires_at,
        maximum_uses=new.maximum_uses,
        uses=0,
        created_at=now,
    )
    session.add(link)
    session.flush()
    _record(session, link, "create", actor, now)
    return link


def get_link(session: BrandSession, link_id: str) -> JoinLink:
    """A link of the brand; raises NotFound."""
    link = session.scalar(select(JoinLink).where(JoinLink.id == link_id))
    if link is None:
        raise NotFound("join_link")
    return link


def list_links(
    session: BrandSession, only: LinkFilter, *, after: str | None, limit: int
) -> list[JoinLink]:
    """Links, newest first, from the one behind `after`."""
    statement = select(JoinLink).order_by(JoinLink.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(JoinLink.id < after)
    if only.program_id is not None:
        statement = statement.where(JoinLink.program_id == only.program_id)
    if only.company_id is not None:
        statement = statement.where(JoinLink.company_id == only.company_id)
    return list(session.scalars(statement))


def change_link(
    session: BrandSession,
    link_id: str,
    values: dict[str, object],
    *,
    actor: Actor,
    now: datetime,
) -> JoinLink:
    """Set name, end, number of uses, or whether it is active; raises NotFound."""
    link = locked(session, link_id)
    for name, value in values.items():
        setattr(link, name, value)
    session.flush()
    if values:
        _record(session, link, "change", actor, now)
    return link


def find(session: BrandSession, token: str) -> JoinLink:
    """The link of an address, whichever brand's; raises NotFound."""
    link = session.scalar(select(JoinLink).where(JoinLink.token == token))
    if link is None:
        raise NotFound("join_link")
    return link


def locked(session: BrandSession, link_id: str) -> JoinLink:
    """The link, locked; raises NotFound."""
    statement = select(JoinLink).where(JoinLink.id == link_id)
    # a form that is just being sent points to it and need not wait
    link = session.scalar(statement.with_for_update(key_share=True))
    if link is None:
        raise NotFound("join_link")
    return link


def is_open(
    session: BrandSession, link: JoinLink, program: Program, now: datetime
) -> bool:
    """Whether somebody may join by it; in a pilot by links of its companies alone."""
    return (
        link.active
        and program.state == "published"
        and (link.expires_at is None or now < link.expires_at)
        and (link.maximum_uses is None or link.uses < link.maximum_uses)
        and pilots.admits(session, program, link.company_id)
    )


def _record(
    session: BrandSession, link: JoinLink, what: str, actor: Actor, now: datetime
) -> None:
    audit.record(session, actor, action=f"join_link.{what}", object_id=link.id, now=now)
    session.flush()
