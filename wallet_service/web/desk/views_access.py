"""API keys of the brand's systems, and the audit log."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request

from wallet_service.services import api_keys, scopes
from wallet_service.services.api_keys import NewApiKey
from wallet_service.services.errors import ServiceError
from wallet_service.web import access, adapters, form_fields
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages, tables, typed
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import RULERS
from wallet_service.web.desk.tables_of_access import API_KEYS, AUDIT

HERE = "/brand/api-keys"
# no key lives longer than a year (T-27)
LIVES = ("30", "90", "365")
KNOWN = (scopes.ALL, *sorted(scopes.KNOWN - {scopes.ALL}))


@blueprint.get("/api-keys")
@access.allow(Audience.USER, *RULERS)
def list_keys() -> Response:
    """The brand's keys, and the form for another one."""
    return _page(None)


@blueprint.post("/api-keys")
@access.allow(Audience.USER, *RULERS)
def make_key() -> Response:
    """Make a key; its text is shown on this answer and never again."""
    elsewhere = acting.proof_missing(HERE)
    if elsewhere is not None:
        return elsewhere
    try:
        return _page(None, new=_made())
    except ServiceError as fault:
        return _page(fault)


@blueprint.post("/api-keys/<key_id>/revoke")
@access.allow(Audience.USER, *RULERS)
def revoke_key(key_id: str) -> Response:
    """End a key at once."""
    elsewhere = acting.proof_missing(HERE)
    if elsewhere is not None:
        return elsewhere
    acting.write(
        lambda session: api_keys.revoke_api_key(
            session, key_id, actor=acting.actor(), now=adapters.now()
        )
    )
    return acting.see_other(HERE)


@blueprint.get("/audit")
@access.allow(Audience.USER, *RULERS)
def audit_events() -> Response:
    """Who did what, newest first; for one object or one kind of deed."""
    shown = acting.read(lambda session: tables.show(AUDIT, session, rules=True))
    return pages.page("audit.html", shown=shown, object=request.args.get("object", ""))


def _made() -> NewApiKey:
    form = typed.Form()
    name = form.text("name", longest=255, required=True)
    wanted = [one for one in KNOWN if form.flag(f"scope_{one}")]
    days = form.choice("days", LIVES)
    if not wanted:
        form.fault("scopes", "choice_wrong")
    form.check()
    now = adapters.now()
    with adapters.current().database.writing_across_brands() as session:
        return api_keys.create_api_key(
            session,
            brand_id=acting.brand_id(),
            wanted=wanted,
            name=name,
            expires_at=now + timedelta(days=int(days)),
            actor=acting.actor(),
            now=now,
        )


def _page(fault: ServiceError | None, *, new: NewApiKey | None = None) -> Response:
    shown, known = acting.read(
        lambda session: (
            tables.show(API_KEYS, session, rules=True),
            api_keys.list_keys(session, now=adapters.now()),
        )
    )
    return pages.page(
        "api_keys.html",
        fault=fault,
        shown=shown,
        live=[one for one in known if one.state == "works"],
        new=new,
        scopes=KNOWN,
        lives=LIVES,
        given=form_fields.fields() if fault is not None else {},
    )
