"""Programs, companies and members as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wallet_service.models.approval import Approval, Override
from wallet_service.models.company import Company
from wallet_service.models.member import Consent, Member
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services.membership.contacts import Contacts
from wallet_service.web.api.rendering import instant


def program(row: Program, versions: Sequence[ProgramVersion]) -> dict[str, Any]:
    """A program; `rules`, `policy` and `beneficiary` are of its newest version.

    `versions` stand newest first; what is in force is told by their times.
    """
    newest = versions[0]
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "state": row.state,
        "currency": row.currency,
        "time_zone": row.time_zone,
        "beneficiary": newest.beneficiary,
        "design": row.design,
        "terms": row.terms,
        "rotating_barcode": row.rotating_barcode,
        "policy": newest.policy,
        "rules": newest.rules,
        "version": newest.number,
        "versions": [_version(one) for one in versions],
        "created_at": instant(row.created_at),
    }


def company(row: Company) -> dict[str, Any]:
    """A partner company."""
    return {
        "id": row.id,
        "name": row.name,
        "tax_id": row.tax_id,
        "external_id": row.external_id,
        "parent_id": row.parent_id,
        "manager": row.manager,
        "created_at": instant(row.created_at),
    }


def member(
    row: Member, consents: Sequence[Consent], contacts: Contacts | None
) -> dict[str, Any]:
    """A person; e-mail and phone are there only for who may see them."""
    document: dict[str, Any] = {"id": row.id, "name": row.name}
    if contacts is not None:
        document |= {"email": contacts.email, "phone": contacts.phone}
    return document | {
        "company_id": row.company_id,
        "stated_company": row.stated_company,
        "stated_tax_id": row.stated_tax_id,
        "role": row.role,
        "locale": row.locale,
        "consents": [_consent(one) for one in consents],
        "created_at": instant(row.created_at),
    }


def approval(row: Approval) -> dict[str, Any]:
    """What a company approved."""
    return {
        "id": row.id,
        "company_id": row.company_id,
        "program_id": row.program_id,
        "monthly_cap_per_member": row.monthly_cap_per_member,
        "valid_from": _day(row.valid_from),
        "valid_until": _day(row.valid_until),
        "approved_by": row.approved_by,
        "document": row.document,
        "recorded_at": instant(row.recorded_at),
    }


def override(row: Override) -> dict[str, Any]:
    """A person's own rate."""
    return {
        "id": row.id,
        "member_id": row.member_id,
        "program_id": row.program_id,
        "rate_bp": row.rate_bp,
        "until": _day(row.until),
        "reason": row.reason,
        "approved_by": row.approved_by,
        "made_at": instant(row.made_at),
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _version(row: ProgramVersion) -> dict[str, Any]:
    return {
        "number": row.number,
        "state": "published" if row.published_at else "draft",
        "beneficiary": row.beneficiary,
        "rules": row.rules,
        "effective_at": instant(row.effective_at),
        "published_at": instant(row.published_at),
    }


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "purpose": row.purpose,
        "version": row.version,
        "given": row.given,
        "channel": row.channel,
        "text": row.text,
        "recorded_at": instant(row.recorded_at),
    }
