"""Access is denied by default: every route says who may call it.

A view without such a declaration stops the application at start. The declaration is
checked where its audience is known: API keys before each request of the API, users
before each request of their pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask

from wallet_service.services import scopes
from wallet_service.services.users import Role

ATTRIBUTE = "access_rule"
# routes of libraries, which cannot carry a declaration of ours
OPEN_ENDPOINTS = frozenset(
    {
        "static",
        "openapi.doc_url",
        "openapi.openapi",
        "openapi.static",
        "swagger.oauth2-redirect",
        "swagger.static",
        "swagger.swagger",
    }
)

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """Who calls a route, as in the columns of the access matrix."""

    ANYONE = "anyone"
    LINK = "holder of a card's link"
    DEVICE = "Apple device"
    GOOGLE = "Google, by its signature"
    API_KEY = "API key"
    HALF_USER = "user on the way in"
    USER = "signed-in user"
    SHIFT = "user's shift at a scanner"
    OPERATOR = "operator"


USERS = frozenset({Audience.HALF_USER, Audience.USER, Audience.SHIFT})


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a route; a key needs one of the scopes, a user one of the roles.

    A user's route without roles is open to every signed-in user.
    """

    audience: Audience
    scopes: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()


class UndeclaredRoute(Exception):
    """A route does not say who may call it, so the application does not start."""


def allow(audience: Audience, *wanted: str) -> Callable[[View], View]:
    """Declare who may call the view; stands under the route's decorator.

    API keys need one of the scopes, users one of the roles; nobody else has any.
    """
    rule = _rule_for_users(wanted) if audience in USERS else _rule(audience, wanted)
    rule = replace(rule, audience=audience)

    def declare(view: View) -> View:
        setattr(view, ATTRIBUTE, rule)
        return view

    return declare


def _rule(audience: Audience, wanted: tuple[str, ...]) -> Rule:
    if (audience is Audience.API_KEY) != bool(wanted):
        message = "a scope is what API keys need, and nobody else has one"
        raise ValueError(message)
    if not scopes.KNOWN.issuperset(wanted):
        message = f"not all of these are scopes: {', '.join(wanted)}"
        raise ValueError(message)
    return Rule(audience, scopes=wanted)


def _rule_for_users(wanted: tuple[str, ...]) -> Rule:
    unknown = set(wanted) - set(Role)
    if unknown:
        message = f"not all of these are roles: {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return Rule(Audience.USER, roles=frozenset(wanted))


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """What the endpoint's view declares."""
    if endpoint in OPEN_ENDPOINTS or endpoint.endswith(".static"):
        return Rule(Audience.ANYONE)
    found: Rule | None = getattr(app.view_functions[endpoint], ATTRIBUTE, None)
    return found


def enforce(app: Flask) -> None:
    """Raise UndeclaredRoute unless every route says who may call it."""
    undeclared = sorted(
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if rule_of(app, rule.endpoint) is None
    )
    if undeclared:
        message = "nobody is declared who may call: " + ", ".join(undeclared)
        raise UndeclaredRoute(message)
