"""People at partner companies: found, entered, corrected, moved, given cards."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.models.company import Company
from wallet_service.services import brands
from wallet_service.services.errors import Invalid, NotFound, ServiceError
from wallet_service.services.membership import (
    card_issuing,
    companies,
    consents,
    contacts,
    directory,
    members,
)
from wallet_service.services.membership.members import MemberFields
from wallet_service.web import access, adapters, form_fields, languages
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages, shown_links, tables, typed
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import READERS, RULERS
from wallet_service.web.desk.tables_of_people import PEOPLE

HERE = "/brand/people"
ASKED = ("name", "email", "phone", "company_id", "role", "locale")


@blueprint.get("/people")
@access.allow(Audience.USER, *READERS)
def list_people() -> Response:
    """People by name, searched by whatever is known of them."""
    text, ruling = request.args.get("q", ""), pages.rules()
    try:
        shown = acting.read(lambda session: tables.show(PEOPLE, session, rules=ruling))
    except Invalid as fault:
        shown = tables.nothing(PEOPLE, rules=ruling)
        return pages.page("people.html", fault=fault, shown=shown, q=text)
    return pages.page("people.html", shown=shown, q=text)


@blueprint.get("/people/new")
@access.allow(Audience.USER, *RULERS)
def new_person() -> Response:
    """The form of a person, in a company where the address names one."""
    company_id = request.args.get("company")

    def look(session: BrandSession) -> dict[str, str]:
        given = {"locale": brands.the_brand(session).locale}
        if company_id:
            given["company_id"] = _called(session, company_id)
        return given

    return _form("", acting.read(look), action=HERE, back=HERE)


@blueprint.post("/people")
@access.allow(Audience.USER, *RULERS)
def add_person() -> Response:
    """Enter a person, once: who has this e-mail or phone already is named."""

    def work(session: BrandSession) -> str:
        member_id = members.create_member(
            session,
            adapters.current().keyring,
            _fields(session),
            actor=acting.actor(),
            now=adapters.now(),
        )
        return f"{HERE}/{member_id}"

    try:
        return acting.see_other(acting.write_once(work))
    except ServiceError as fault:
        return _form("", form_fields.fields(), action=HERE, back=HERE, fault=fault)


@blueprint.get("/people/<member_id>")
@access.allow(Audience.USER, *READERS)
def person(member_id: str) -> Response:
    """A person with their cards and consents."""
    return _page(member_id, None)


@blueprint.get("/people/<member_id>/edit")
@access.allow(Audience.USER, *RULERS)
def edit_person(member_id: str) -> Response:
    """The form with what is known."""
    given = acting.read(lambda session: _known(session, member_id))
    here = f"{HERE}/{member_id}"
    return _form(given["name"], given, action=f"{here}/edit", back=here)


@blueprint.post("/people/<member_id>/edit")
@access.allow(Audience.USER, *RULERS)
def change_person(member_id: str) -> Response:
    """Correct a person, or move them to another company; history stays with them."""
    here = f"{HERE}/{member_id}"

    def work(session: BrandSession) -> str:
        changed = _changed(_known(session, member_id))
        members.change_member(
            session,
            adapters.current().keyring,
            member_id,
            _fields(session, changed),
            changed=changed,
            actor=acting.actor(),
            now=adapters.now(),
        )
        return here

    try:
        return acting.see_other(acting.write_once(work))
    except ServiceError as fault:
        known = acting.read(lambda session: _known(session, member_id))
        given = form_fields.fields()
        action = f"{here}/edit"
        return _form(known["name"], given, action=action, back=here, fault=fault)


@blueprint.post("/people/<member_id>/cards")
@access.allow(Audience.USER, *RULERS)
def issue_card(member_id: str) -> Response:
    """Give the person their card in a program; one that was closed is reopened."""
    program_id = form_fields.fields().get("program_id", "")

    def work(session: BrandSession) -> str:
        card_id, _ = card_issuing.issue_card(
            session, program_id, member_id, adapters.now(), actor=acting.actor()
        )
        return f"/brand/cards/{card_id}"

    try:
        return acting.see_other(acting.write_once(work))
    except NotFound:
        raise
    except ServiceError as fault:
        return _page(member_id, fault)


def _page(member_id: str, fault: ServiceError | None) -> Response:
    ruling = pages.rules()

    def look(session: BrandSession) -> dict[str, Any]:
        found = members.get_member(session, member_id)
        values: dict[str, Any] = {
            "person": found,
            "company": _company_of(session, found.company_id),
            "cards": directory.cards_of(session, [member_id])[member_id],
            "consents": consents.current_consents(session, [member_id])[member_id],
        }
        if ruling:
            key = adapters.current().keyring.data_key(session)
            values["contacts"] = contacts.contacts_of(key, found)
            values["programs"] = shown_links.open_programs(session)
        return values

    return pages.page("person.html", fault=fault, **acting.read(look))


def _company_of(session: BrandSession, company_id: str | None) -> Company | None:
    return companies.get_company(session, company_id) if company_id else None


def _known(session: BrandSession, member_id: str) -> dict[str, str]:
    """What the form shows of the person."""
    found = members.get_member(session, member_id)
    reached = contacts.contacts_of(adapters.current().keyring.data_key(session), found)
    return {
        "name": found.name,
        "email": reached.email or "",
        "phone": reached.phone or "",
        "company_id": _called(session, found.company_id) if found.company_id else "",
        "role": found.role or "",
        "locale": found.locale,
    }


def _called(session: BrandSession, company_id: str) -> str:
    """How a company is typed: by its number where it has one, which is unambiguous."""
    found = companies.get_company(session, company_id)
    return found.tax_id or found.name


def _changed(known: dict[str, str]) -> frozenset[str]:
    """The fields that were typed anew: cards follow what changes, and nothing else."""
    sent = form_fields.fields()
    return frozenset(one for one in ASKED if sent.get(one, "").strip() != known[one])


def _fields(
    session: BrandSession, asked: Collection[str] = frozenset(ASKED)
) -> MemberFields:
    """The person as typed; the company is looked up where it is asked for."""
    form = typed.Form()
    name = form.text("name", longest=255, required=True)
    email = form.text("email", longest=254) or None
    phone = form.text("phone", longest=40) or None
    company = form.text("company_id", longest=255)
    role = form.text("role", longest=64) or None
    locale = form.choice("locale", languages.LANGUAGES)
    form.check()
    return MemberFields(
        name=name,
        email=email,
        phone=phone,
        company_id=companies.named(session, company, pointer="/company_id")
        if company and "company_id" in asked
        else None,
        role=role,
        locale=locale if "locale" in asked else None,
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
        "person_form.html",
        fault=fault,
        known=fault.extra.get("member_id") if fault else None,
        name=name,
        given=given,
        action=action,
        back=back,
    )
