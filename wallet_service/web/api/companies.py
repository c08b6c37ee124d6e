"""Partner companies."""

from __future__ import annotations

from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.services.membership import approvals, companies
from wallet_service.services.membership.approvals import NewApproval
from wallet_service.services.membership.companies import CompanyFields, CompanyFilter
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import (
    answers,
    answers_people,
    calls,
    rendering,
    rendering_people,
)
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas import (
    CompanyBody,
    CompanyPage,
    CompanyPatch,
    CompanyPath,
)
from wallet_service.web.api.schemas_people import ApprovalBody
from wallet_service.web.parsing import Page

blueprint = api_blueprint("companies", "Partner companies and holdings")


@blueprint.post(
    "/companies",
    responses={201: answers.CompanyShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "company:write")
def create_company(body: CompanyBody) -> Response:
    """Add a company."""

    def work(session: BrandSession) -> Done:
        company_id = companies.create_company(
            session,
            CompanyFields(**body.model_dump()),
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(201, _document(session, company_id))

    return calls.write(work)


@blueprint.get("/companies", responses={200: answers.CompanyList})
@access.allow(Audience.API_KEY, "company:read")
def list_companies(query: CompanyPage) -> Response:
    """List companies, newest first."""
    only = CompanyFilter(query.tax_id, query.external_id, query.parent_id)

    def work(session: BrandSession) -> dict[str, Any]:
        rows = companies.list_companies(
            session, only, after=query.after, limit=query.limit + 1
        )
        documents = [rendering_people.company(row) for row in rows]
        return rendering.page(rows, documents, query.limit)

    return calls.read(work)


@blueprint.get("/companies/<company_id>", responses={200: answers.CompanyShape})
@access.allow(Audience.API_KEY, "company:read")
def get_company(path: CompanyPath) -> Response:
    """Read a company."""
    return calls.read(lambda session: _document(session, path.company_id))


@blueprint.patch("/companies/<company_id>", responses={200: answers.CompanyShape})
@access.allow(Audience.API_KEY, "company:write")
def change_company(path: CompanyPath, body: CompanyPatch) -> Response:
    """Change the fields that are given; null clears one."""

    def work(session: BrandSession) -> Done:
        companies.change_company(
            session,
            path.company_id,
            CompanyFields(**body.sent()),
            changed=frozenset(body.model_fields_set),
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, _document(session, path.company_id))

    return calls.write(work)


@blueprint.post(
    "/companies/<company_id>/approvals",
    responses={201: answers_people.ApprovalShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "company:write")
def approve_program(path: CompanyPath, body: ApprovalBody) -> Response:
    """Write down that the company lets its people earn; the newest counts."""

    def work(session: BrandSession) -> Done:
        approval = approvals.approve(
            session,
            path.company_id,
            NewApproval(**body.model_dump()),
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(201, rendering_people.approval(approval))

    return calls.write(work)


@blueprint.get(
    "/companies/<company_id>/approvals", responses={200: answers_people.ApprovalList}
)
@access.allow(Audience.API_KEY, "company:read")
def list_approvals(path: CompanyPath, query: Page) -> Response:
    """List a company's approvals, newest first."""

    def work(session: BrandSession) -> dict[str, Any]:
        rows = approvals.list_approvals(
            session, path.company_id, after=query.after, limit=query.limit + 1
        )
        documents = [rendering_people.approval(row) for row in rows]
        return rendering.page(rows, documents, query.limit)

    return calls.read(work)


def _document(session: BrandSession, company_id: str) -> dict[str, Any]:
    return rendering_people.company(companies.get_company(session, company_id))
