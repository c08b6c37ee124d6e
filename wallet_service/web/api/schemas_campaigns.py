"""What may be sent about campaigns.

`from` and `until` are half-open; a date means its midnight in the program's time zone.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from wallet_service.cards.money import WHOLE_BP
from wallet_service.services.programs.campaign_faults import SETTINGS
from wallet_service.services.programs.campaigns import NewCampaign
from wallet_service.web import parsing
from wallet_service.web.api.schemas import unset
from wallet_service.web.parsing import (
    MOST_MONEY,
    Body,
    Identifier,
    Int,
    Label,
    Money,
    Name,
    Page,
)

MOST_NAMES = 1_000
DATE = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
EVERYBODY = "all"


def _when(value: object) -> object:
    if isinstance(value, str) and DATE.fullmatch(value):
        return date.fromisoformat(value)
    return parsing.instant(value)


# a date, or a time of the calendar
When = Annotated[
    Any,
    PlainValidator(_when),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date-time"},
                {"type": "string", "format": "date"},
            ]
        }
    ),
]
Rate = Annotated[Int, Field(ge=0, le=WHOLE_BP)]
Factor = Annotated[Int, Field(ge=WHOLE_BP, le=100 * WHOLE_BP)]
Amount = Annotated[Int, Field(ge=1, le=MOST_MONEY)]
Categories = Annotated[list[Label], Field(min_length=1, max_length=MOST_NAMES)]
Kind = Literal["extra_rate", "multiplier", "welcome"]


class CampaignBudget(Body):
    """The campaign's own points; strict gives nothing where the rest is too small."""

    amount: Money
    mode: Literal["partial", "strict"] | None = None


class Some(Body):
    """People of these companies, at these tiers; both must fit where both are given."""

    companies: (
        Annotated[list[Identifier], Field(min_length=1, max_length=MOST_NAMES)] | None
    ) = None
    tiers: Annotated[list[Label], Field(min_length=1, max_length=100)] | None = None


Audience = Literal["all"] | Some


class CampaignBody(Body):
    """A new campaign; which settings it has depends on its kind."""

    program_id: Identifier
    name: Name
    kind: Kind
    since: When = Field(alias="from")
    until: When
    audience: Audience | None = None
    budget: CampaignBudget | None = None
    adds: Annotated[bool, Field(strict=True)] | None = None
    rate_bp: Rate | None = None
    categories: Categories | None = None
    factor_bp: Factor | None = None
    amount: Amount | None = None
    minimum_amount: Money | None = None


class CampaignPatch(Body):
    """Changes of a campaign; what has begun changes name, end and budget alone."""

    name: Name = unset()
    since: When = unset(alias="from")
    until: When = unset()
    audience: Audience | None = None
    budget: CampaignBudget | None = None
    adds: Annotated[bool, Field(strict=True)] | None = None
    rate_bp: Rate | None = None
    categories: Categories | None = None
    factor_bp: Factor | None = None
    amount: Amount | None = None
    minimum_amount: Money | None = None


class CampaignPath(Body):
    """A campaign's identifier."""

    campaign_id: Identifier


class CampaignPage(Page):
    """Which campaigns."""

    program_id: Identifier | None = None


def new_campaign(body: CampaignBody) -> NewCampaign:
    """The campaign that a body describes."""
    whole = body.model_dump()
    return NewCampaign(
        program_id=body.program_id,
        name=body.name,
        kind=body.kind,
        since=body.since,
        until=body.until,
        audience=_audience(whole["audience"]),
        budget=whole["budget"],
        terms={name: whole[name] for name in SETTINGS if whole[name] is not None},
    )


def changes(body: CampaignPatch) -> dict[str, Any]:
    """The fields that were sent, by their names in the API."""
    given = body.sent()
    if "since" in given:
        given["from"] = given.pop("since")
    if "audience" in given:
        given["audience"] = _audience(given["audience"])
    return given


def _audience(given: Any) -> dict[str, Any]:  # noqa: ANN401 - a word or an object
    if given is None or given == EVERYBODY:
        return {}
    return {name: names for name, names in given.items() if names is not None}
