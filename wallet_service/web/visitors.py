"""Who is signed in, before each request of the pages for users.

A page that somebody may not see leads to sign-in; an address for programs answers 401.
Every change of state needs the session's own token beside the cookie.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, request

from wallet_service.services.errors import NotAllowed, NotAuthenticated
from wallet_service.services.staff import sessions
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.services.staff.sessions import NewSession
from wallet_service.web import (
    access,
    adapters,
    cookies,
    cross_site,
    errors,
    languages,
    refusals,
)
from wallet_service.web.access import Audience, Rule

COOKIE = "sid"
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
SIGN_IN = "/sign-in"
# what a page asks for by itself does not keep its visitor awake
UNATTENDED = "X-Unattended"
# the script of a page asks for a part of it
BY_HTMX = "HX-Request"


def protect(blueprint: Blueprint) -> None:
    """Ask before each request of the blueprint who it is and whether they may."""
    blueprint.before_request(_admit)
    blueprint.after_request(languages.remember)


def current() -> Visitor:
    """Who is signed in; raises NotAuthenticated where nobody is."""
    found = known()
    if found is None:
        raise NotAuthenticated("signed_out", "Sign in first.")
    return found


def known() -> Visitor | None:
    """Who is signed in, if anybody is."""
    if "visitor" not in g:
        g.visitor = _read()
    found: Visitor | None = g.visitor
    return found


def csrf_token() -> str:
    """What a form of this session carries; empty before sign-in."""
    token = cookies.read(COOKIE)
    if not token:
        return ""
    return adapters.current().vault.keyed_hash(token, purpose="session.csrf")


def put(response: Response, new: NewSession) -> Response:
    """Give the browser its session."""
    cookies.put(response, COOKIE, new.token, life=sessions.LIFE)
    return response


def drop(response: Response) -> Response:
    """Take the session from the browser, and what it has kept of these pages."""
    cookies.drop(response, COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def to_sign_in() -> Response:
    """Leads to sign-in, and from there back to this page."""
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    query = f"?{urlencode({'next': back})}" if back else ""
    return _to(f"{SIGN_IN}{query}")


def _to(address: str) -> Response:
    if BY_HTMX in request.headers:
        # a redirect would put the other page into a part of this one
        return Response(status=200, headers={"HX-Redirect": address})
    response = Response(status=303)
    response.headers["Location"] = address
    return response


def _admit() -> Response | None:
    cross_site.refuse()
    rule = access.rule_of(current_app, request.endpoint or "")
    if rule is None or rule.audience not in access.USERS:
        return None
    visitor = known()
    if visitor is None or rule.audience is Audience.SHIFT:
        return None if rule.audience is Audience.SHIFT else _stranger()
    g.actor = str(visitor.actor)
    refusals.attempted_by(visitor.brand_id, visitor.actor)
    if rule.audience is Audience.USER:
        elsewhere = _require_right(visitor, rule)
        if elsewhere is not None:
            return elsewhere
    _require_csrf()
    _note(visitor)
    return None


def _stranger() -> Response:
    if errors.for_machines():
        raise NotAuthenticated("signed_out", "Sign in first.")
    return to_sign_in()


def _require_right(visitor: Visitor, rule: Rule) -> Response | None:
    if visitor.is_locked:
        if errors.for_machines():
            raise NotAuthenticated("locked", "Unlock the scanner with your PIN.")
        return _to("/scan")
    if not visitor.is_full or visitor.role is None:
        if errors.for_machines():
            raise NotAuthenticated("sign_in_unfinished", "Finish the sign-in first.")
        return _to("/sign-in/next")
    if rule.roles and visitor.role not in rule.roles:
        detail = f"The role '{visitor.role}' may not do this."
        raise NotAllowed("role_missing", detail)
    return None


def _require_csrf() -> None:
    if request.method in cross_site.SAFE:
        return
    given = request.headers.get(CSRF_HEADER)
    if given is None:
        values = request.form.getlist(CSRF_FIELD)
        given = values[0] if len(values) == 1 else ""
    if not hmac.compare_digest(given.encode(), csrf_token().encode()):
        detail = "This page is too old to send anything. Open it again."
        raise NotAllowed("csrf_token_wrong", detail)


def _read() -> Visitor | None:
    token = cookies.read(COOKIE)
    if not token:
        return None
    parts = adapters.current()
    with parts.database.reading_across_brands() as session:
        return sessions.find(session, token, parts.clock())


def _note(visitor: Visitor) -> None:
    now = adapters.now()
    if visitor.is_locked or UNATTENDED in request.headers:
        return
    if sessions.needs_note(visitor, now):
        with adapters.current().database.writing_across_brands() as session:
            sessions.note_seen(session, visitor, now)
