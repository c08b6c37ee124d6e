"""Links to join, forms and the brand as JSON."""

from __future__ import annotations

from typing import Any

from wallet_service.models.brand import Brand
from wallet_service.models.joining import JoinLink
from wallet_service.services import brands
from wallet_service.services.joining.forms import FormDocument
from wallet_service.web.api.rendering import instant


def link(row: JoinLink, base_url: str) -> dict[str, Any]:
    """A link to a program's form."""
    url = f"{base_url}/join/{row.token}"
    return {
        "id": row.id,
        "program_id": row.program_id,
        "company_id": row.company_id,
        "name": row.name,
        "active": row.active,
        "expires_at": instant(row.expires_at),
        "maximum_uses": row.maximum_uses,
        "uses": row.uses,
        "url": url,
        "embed_url": f"{url}/embed.js",
        "created_at": instant(row.created_at),
    }


def form(program_id: str, document: FormDocument) -> dict[str, Any]:
    """What a program's form asks and says."""
    members = document.model_dump(mode="json")
    always = {"name": "required", "email": "required"}
    return {
        "program_id": program_id,
        **members,
        "fields": {**always, **members["fields"]},
    }


def brand(row: Brand) -> dict[str, Any]:
    """The brand with its settings."""
    settings = brands.settings_of(row).model_dump(mode="json")
    identity = {"id": row.id, "name": row.name, "slug": row.slug, "locale": row.locale}
    return identity | settings
