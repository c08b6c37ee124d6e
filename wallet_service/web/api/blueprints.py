"""Blueprints of the API: every one of them admits requests in the same way."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.tag import Tag
from pydantic import BaseModel, ConfigDict, Field

from wallet_service.web.api import authentication

PREFIX = "/api/v1"
SECURITY: list[dict[str, list[str]]] = [{"api_key": []}]
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,255}$"},
    "description": "The first answer is given again for the same key and body.",
}


class FieldProblem(BaseModel):
    """A field at fault."""

    pointer: str = Field(description="JSON pointer (RFC 6901) into the body")
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable, in snake_case")
    errors: list[FieldProblem]


def api_blueprint(name: str, description: str) -> APIBlueprint:
    """A blueprint whose requests need an API key."""
    blueprint = APIBlueprint(
        f"api_{name}",
        __name__,
        url_prefix=PREFIX,
        abp_tags=[Tag(name=name, description=description)],
        abp_security=SECURITY,
        abp_responses=problem_responses(),
    )
    blueprint.before_request(authentication.admit)
    return blueprint


def problem_responses() -> dict[int | str, Any]:
    """Every refusal that any call may answer with."""
    reference = {"$ref": "#/components/schemas/Problem"}
    statuses = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
    return {
        status: {"content": {"application/problem+json": {"schema": reference}}}
        for status in statuses
    }


def keyed(*, required: bool = False) -> dict[str, Any]:
    """What a POST adds to its description: the header with the key."""
    return {"parameters": [{**KEY_PARAMETER, "required": required}]}
