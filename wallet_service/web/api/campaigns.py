"""Campaigns of programs: made, changed, ended early."""

from __future__ import annotations

from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.services.programs import campaigns
from wallet_service.services.programs.campaigns import CampaignFilter
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import (
    answers_campaigns,
    calls,
    rendering,
    rendering_campaigns,
)
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas_campaigns import (
    CampaignBody,
    CampaignPage,
    CampaignPatch,
    CampaignPath,
    changes,
    new_campaign,
)

blueprint = api_blueprint("campaigns", "Dated campaigns of programs")


@blueprint.post(
    "/campaigns",
    responses={201: answers_campaigns.CheckedCampaignShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "*")
def create_campaign(body: CampaignBody) -> Response:
    """Make a campaign; one that could exceed a ceiling of the policy is refused."""
    new = new_campaign(body)

    def work(session: BrandSession) -> Done:
        campaign_id, worst_case = campaigns.create_campaign(
            session, new, actor=principal().actor, now=adapters.now()
        )
        document = _document(session, campaign_id)
        return Done(201, document | {"worst_case": worst_case})

    return calls.write(work)


@blueprint.get("/campaigns", responses={200: answers_campaigns.CampaignList})
@access.allow(Audience.API_KEY, "rules:read")
def list_campaigns(query: CampaignPage) -> Response:
    """List campaigns, newest first."""
    only = CampaignFilter(query.program_id)

    def work(session: BrandSession) -> dict[str, Any]:
        rows = campaigns.list_campaigns(
            session, only, after=query.after, limit=query.limit + 1
        )
        now = adapters.now()
        documents = [rendering_campaigns.campaign(row, now) for row in rows]
        return rendering.page(rows, documents, query.limit)

    return calls.read(work)


@blueprint.get(
    "/campaigns/<campaign_id>", responses={200: answers_campaigns.CampaignShape}
)
@access.allow(Audience.API_KEY, "rules:read")
def get_campaign(path: CampaignPath) -> Response:
    """Read a campaign."""
    return calls.read(lambda session: _document(session, path.campaign_id))


@blueprint.patch(
    "/campaigns/<campaign_id>",
    responses={200: answers_campaigns.CheckedCampaignShape},
)
@access.allow(Audience.API_KEY, "*")
def change_campaign(path: CampaignPath, body: CampaignPatch) -> Response:
    """Change a planned campaign; of a running one name, end and size of its budget."""
    given = changes(body)

    def work(session: BrandSession) -> Done:
        worst_case = campaigns.change_campaign(
            session,
            path.campaign_id,
            given,
            actor=principal().actor,
            now=adapters.now(),
        )
        document = _document(session, path.campaign_id)
        return Done(200, document | {"worst_case": worst_case})

    return calls.write(work)


def _document(session: BrandSession, campaign_id: str) -> dict[str, Any]:
    row = campaigns.get_campaign(session, campaign_id)
    return rendering_campaigns.campaign(row, adapters.now())
