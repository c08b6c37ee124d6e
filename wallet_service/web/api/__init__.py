"""The JSON API below /api/v1, for the brand's own systems with their keys."""

from __future__ import annotations

from flask_openapi.openapi import OpenAPI

from wallet_service.web.api import (
    adjustments,
    brand,
    campaigns,
    cards,
    claims,
    companies,
    joining,
    members,
    programs,
    purchases,
    redemptions,
)

BLUEPRINTS = (
    brand.blueprint,
    programs.blueprint,
    campaigns.blueprint,
    joining.blueprint,
    companies.blueprint,
    members.blueprint,
    cards.blueprint,
    purchases.blueprint,
    redemptions.blueprint,
    adjustments.blueprint,
    claims.blueprint,
)


def register(app: OpenAPI) -> None:
    """Serve every resource of the API."""
    for blueprint in BLUEPRINTS:
        app.register_api(blueprint)
