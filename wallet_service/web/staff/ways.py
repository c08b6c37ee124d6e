"""Where a visitor goes next: the page they asked for, what is still to do, home."""

from __future__ import annotations

from flask import Response, request, url_for

from wallet_service.services.users import Role

PLACES = ("/scan", "/brand", "/account")
HOME = {
    Role.STAFF: "/scan",
    Role.OWNER: "/brand",
    Role.MANAGER: "/brand",
    Role.ANALYST: "/brand",
}


def asked_for() -> str:
    """The page of ours that `next` names; anything else is no way to go."""
    wanted = request.values.get("next", "")
    path = wanted.partition("?")[0]
    is_ours = any(path == one or path.startswith(one + "/") for one in PLACES)
    is_plain = "\\" not in wanted and "//" not in wanted and wanted.isprintable()
    return wanted if is_ours and is_plain else ""


def home(role: str | None) -> str:
    """The first page of a role."""
    return HOME.get(Role(role), "/account") if role else "/account"


def to(endpoint: str) -> Response:
    """Lead to a view, and keep in mind where the visitor wanted to go."""
    return go(url_for(endpoint, next=asked_for() or None))


def go(address: str) -> Response:
    """See Other."""
    response = Response(status=303)
    response.headers["Location"] = address
    return response
