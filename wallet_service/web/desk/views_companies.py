"""Partner companies: listed, entered, changed, with their people."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.models.company import Company
from wallet_service.services.errors import Invalid, ServiceError
from wallet_service.services.membership import companies, directory
from wallet_service.services.membership.companies import CompanyFields
from wallet_service.web import access, adapters, form_fields
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages, shown_links, tables, typed
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import READERS, RULERS
from wallet_service.web.desk.tables_of_people import COMPANIES, PEOPLE

HERE = "/brand/companies"
ASKED = ("name", "tax_id", "external_id", "parent_id")
OF_MANAGER = ("manager_name", "manager_phone", "manager_email")


@blueprint.get("/companies")
@access.allow(Audience.USER, *READERS)
def list_companies() -> Response:
    """Companies by name, searched."""
    text, ruling = request.args.get("q", ""), pages.rules()
    try:
        shown = acting.read(
            lambda session: tables.show(COMPANIES, session, rules=ruling)
        )
    except Invalid as fault:
        shown = tables.nothing(COMPANIES, rules=ruling)
        return pages.page("companies.html", fault=fault, shown=shown, q=text)
    return pages.page("companies.html", shown=shown, q=text)


@blueprint.get("/companies/new")
@access.allow(Audience.USER, *RULERS)
def new_company() -> Response:
    """The form of a company."""
    return _form("", {}, action=HERE, back=HERE)


@blueprint.post("/companies")
@access.allow(Audience.USER, *RULERS)
def add_company() -> Response:
    """Enter a company."""

    def work(session: BrandSession) -> str:
        fields = _fields(session)
        company_id = companies.create_company(
            session, fields, actor=acting.actor(), now=adapters.now()
        )
        return f"{HERE}/{company_id}"

    try:
        return acting.see_other(acting.write_once(work))
    except ServiceError as fault:
        return _form("", form_fields.fields(), action=HERE, back=HERE, fault=fault)


@blueprint.get("/companies/<company_id>")
@access.allow(Audience.USER, *READERS)
def company(company_id: str) -> Response:
    """A company with its people and the links that invite them."""
    return company_page(company_id)


@blueprint.get("/companies/<company_id>/edit")
@access.allow(Audience.USER, *RULERS)
def edit_company(company_id: str) -> Response:
    """The form with what is known."""
    found, given = acting.read(lambda session: _known(session, company_id))
    here = f"{HERE}/{company_id}"
    return _form(found, given, action=f"{here}/edit", back=here)


@blueprint.post("/companies/<company_id>/edit")
@access.allow(Audience.USER, *RULERS)
def change_company(company_id: str) -> Response:
    """Change a company; the cards of its people follow."""
    here = f"{HERE}/{company_id}"

    def work(session: BrandSession) -> str:
        changed = _changed(_known(session, company_id)[1])
        companies.change_company(
            session,
            company_id,
            _fields(session, changed),
            changed=changed,
            actor=acting.actor(),
            now=adapters.now(),
        )
        return here

    try:
        return acting.see_other(acting.write_once(work))
    except ServiceError as fault:
        found, _ = acting.read(lambda session: _known(session, company_id))
        return _form(
            found,
            form_fields.fields(),
            action=f"{here}/edit",
            back=here,
            fault=fault,
        )


def company_page(company_id: str, fault: ServiceError | None = None) -> Response:
    """The company's page, with what went wrong on it."""
    ruling = pages.rules()

    def look(session: BrandSession) -> dict[str, Any]:
        found = companies.get_company(session, company_id)
        above = found.parent_id
        values = {
            "company": found,
            "holding": companies.get_company(session, above) if above else None,
            "below": directory.subsidiaries(session, company_id),
            "shown": tables.show(
                PEOPLE, session, rules=ruling, given={"company": company_id}
            ),
        }
        if ruling:
            values |= shown_links.of_company(session, company_id)
        return values

    return pages.page("company.html", fault=fault, **acting.read(look))


def _known(session: BrandSession, company_id: str) -> tuple[str, dict[str, str]]:
    """The company's name, and its fields as they stand in the form."""
    found = companies.get_company(session, company_id)
    given = {name: getattr(found, name) or "" for name in ASKED}
    if found.parent_id:
        given["parent_id"] = _called(companies.get_company(session, found.parent_id))
    manager = found.manager or {}
    given |= {name: manager.get(name[len("manager_") :]) or "" for name in OF_MANAGER}
    return found.name, given


def _called(holding: Company) -> str:
    """How a holding is typed: by its number where it has one, which is unambiguous."""
    return holding.tax_id or holding.name


def _changed(known: dict[str, str]) -> frozenset[str]:
    """The fields that were typed anew: cards follow what changes, and nothing else."""
    sent = form_fields.fields()
    typed_anew = {one for one in known if sent.get(one, "").strip() != known[one]}
    of_manager = {"manager"} if typed_anew & set(OF_MANAGER) else set()
    return frozenset(typed_anew - set(OF_MANAGER) | of_manager)


def _fields(
    session: BrandSession, asked: Collection[str] = frozenset(ASKED)
) -> CompanyFields:
    """The company as typed; its holding is looked up where it is asked for."""
    form = typed.Form()
    name = form.text("name", longest=255, required=True)
    tax_id = form.text("tax_id", longest=64) or None
    external_id = form.text("external_id", longest=128) or None
    holding = form.text("parent_id", longest=255)
    manager = {
        "name": form.text("manager_name", longest=255),
        "phone": form.text("manager_phone", longest=64) or None,
        "email": form.text("manager_email", longest=128) or None,
    }
    if not manager["name"] and (manager["phone"] or manager["email"]):
        form.fault("manager_name", "text_missing")
    form.check()
    above = None
    if holding and "parent_id" in asked:
        above = companies.named(session, holding, pointer="/parent_id")
    return CompanyFields(
        name=name,
        tax_id=tax_id,
        external_id=external_id,
        parent_id=above,
        manager=manager if manager["name"] else None,
    )


def _form(
    name: str,
    given: dict[str, str],
    *,
    action: str,
    back: str,
    fault: ServiceError | None = None,
) -> Response:
    return pages.page(
        "company_form.html",
        fault=fault,
        name=name,
        given=given,
        action=action,
        back=back,
    )
