"""Partner companies: a company may have a parent, and the parents never form a ring.

A tax number is kept in one form, so that one company is not entered twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from stdnum.util import clean

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.company import Company
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound, invalid
from wallet_service.services.membership import search_names

DEEPEST = 20
UNIQUE = ("tax_id", "external_id")
# what of a company stands on its people's cards, or decides what stands there
SHOWN = frozenset({"name", "manager", "parent_id"})


@dataclass(frozen=True, slots=True)
class CompanyFields:
    """A company's fields; `changed` in a change names those that are meant."""

    name: str = ""
    tax_id: str | None = None
    external_id: str | None = None
    parent_id: str | None = None
    manager: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """Which companies to list; None does not narrow."""

    tax_id: str | None = None
    external_id: str | None = None
    parent_id: str | None = None


def create_company(
    session: BrandSession, fields: CompanyFields, *, actor: Actor, now: datetime
) -> str:
    """Add a company; returns its identifier.

    Raises NotFound for the parent, Conflict (`company_exists`) with `company_id`.
    """
    company = Company(
        id=identifiers.new_id("comp"),
        brand_id=session.brand,
        name=fields.name,
        search_name=search_names.folded(fields.name),
        tax_id=normalise_tax_id(fields.tax_id),
        external_id=fields.external_id,
        parent_id=fields.parent_id,
        manager=fields.manager,
        created_at=now,
    )
    _check_parent(session, company)
    _refuse_twins(session, company)
    try:
        with session.begin_nested():
            session.add(company)
            session.flush()
    except IntegrityError:
        # another request added the same company meanwhile
        _refuse_twins(session, company)
        raise
    audit.record_fields(
        session, actor, action="company.create", object_id=company.id, now=now
    )
    return company.id


def get_company(session: BrandSession, company_id: str) -> Company:
    """A company of the brand; raises NotFound."""
    company = session.scalar(select(Company).where(Company.id == company_id))
    if company is None:
        raise NotFound("company")
    return company


def named(session: BrandSession, text: str, *, pointer: str) -> str:
    """The one company of this name or tax number, as a person typed it.

    Raises Invalid (`company_unknown`, `company_ambiguous`) at the pointer.
    """
    tax_id = normalise_tax_id(text)
    found = session.scalar(select(Company.id).where(Company.tax_id == tax_id))
    found = found or find_named(session, text, pointer=pointer)
    if found is None:
        detail = "There is no company of this name or tax number."
        raise invalid(pointer, detail, code="company_unknown")
    return found


def find_named(
    session: BrandSession, name: str, *, pointer: str = "/company"
) -> str | None:
    """The one company of this name, None without any.

    Raises Invalid (`company_ambiguous`) at the pointer.
    """
    wanted = Company.search_name == search_names.folded(name)
    found = session.scalars(select(Company.id).where(wanted).limit(2)).all()
    if len(found) > 1:
        detail = "Several companies are called so: give the tax number."
        raise invalid(pointer, detail, code="company_ambiguous")
    return found[0] if found else None


def list_companies(
    session: BrandSession,
    only: CompanyFilter,
    *,
    after: str | None = None,
    limit: int = 50,
) -> list[Company]:
    """Companies, newest first, from the one behind `after`."""
    statement = select(Company).order_by(Company.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(Company.id < after)
    if only.tax_id is not None:
        statement = statement.where(Company.tax_id == normalise_tax_id(only.tax_id))
    if only.external_id is not None:
        statement = statement.where(Company.external_id == only.external_id)
    if only.parent_id is not None:
        statement = statement.where(Company.parent_id == only.parent_id)
    return list(session.scalars(statement))


def change_company(
    session: BrandSession,
    company_id: str,
    fields: CompanyFields,
    *,
    changed: frozenset[str],
    actor: Actor,
    now: datetime,
) -> None:
    """Set the fields named by `changed`.

    Raises NotFound, Conflict (`company_exists`), Invalid (`parent_ring`).
    """
    company = _locked(session, company_id)
    for name in changed:
        setattr(company, name, getattr(fields, name))
    company.search_name = search_names.folded(company.name)
    company.tax_id = normalise_tax_id(company.tax_id)
    _check_parent(session, company)
    _refuse_twins(session, company)
    session.flush()
    if changed & SHOWN:
        store.enqueue(session, topics.COMPANY_CHANGED, company_id, now)
    if changed:
        audit.record_fields(
            session,
            actor,
            action="company.change",
            object_id=company_id,
            now=now,
            fields=sorted(changed),
        )


def normalise_tax_id(tax_id: str | None) -> str | None:
    """Without spaces and punctuation, in capitals; nothing left means none."""
    if tax_id is None:
        return None
    return clean(tax_id, " -./\u00a0").upper() or None


def _locked(session: BrandSession, company_id: str) -> Company:
    statement = select(Company).where(Company.id == company_id).with_for_update()
    company = session.scalar(statement)
    if company is None:
        raise NotFound("company")
    return company


def _check_parent(session: BrandSession, company: Company) -> None:
    """Walk up to the root; two changes at once cannot close a ring unseen for long."""
    above = company.parent_id
    for _ in range(DEEPEST):
        if above is None:
            return
        if above == company.id:
            break
        parent = select(Company.parent_id).where(Company.id == above).with_for_update()
        row = session.execute(parent).one_or_none()
        if row is None:
            raise NotFound("company")
        above = row.parent_id
    detail = (
        "A company cannot stand above itself, and a holding is at most "
        f"{DEEPEST} companies deep."
    )
    raise invalid("/parent_id", detail, code="parent_ring")


def _refuse_twins(session: BrandSession, company: Company) -> None:
    for name in UNIQUE:
        value = getattr(company, name)
        if value is None:
            continue
        twin = session.scalar(
            select(Company.id).where(
                getattr(Company, name) == value, Company.id != company.id
            )
        )
        if twin is not None:
            detail = f"Another company already has this {name.replace('_', ' ')}."
            raise Conflict("company_exists", detail, extra={"company_id": twin})
