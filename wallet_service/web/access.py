"""Access is denied by default: every route says who may call it.

A view without such a declaration stops the application at start. The declaration is
checked where its audience is known: API keys before each request of the API.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask

from wallet_service.services import scopes

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
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a route; an API key needs one of the scopes."""

    audience: Audience
    scopes: tuple[str, ...] = ()


class UndeclaredRoute(Exception):
    """A route does not say who may call it, so the application does not start."""


def allow(audience: Audience, *wanted: str) -> Callable[[View], View]:
    """Declare who may call the view; stands under the route's decorator.

    For API keys one of the scopes is needed; nobody else has scopes.
    """
    if (audience is Audience.API_KEY) != bool(wanted):
        message = "a scope is what API keys need, and nobody else has one"
        raise ValueError(message)
    if not scopes.KNOWN.issuperset(wanted):
        message = f"not all of these are scopes: {', '.join(wanted)}"
        raise ValueError(message)

    def declare(view: View) -> View:
        setattr(view, ATTRIBUTE, Rule(audience, wanted))
        return view

    return declare


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
