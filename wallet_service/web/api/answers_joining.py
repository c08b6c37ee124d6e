"""Shapes of links to join, forms and the brand, for the OpenAPI document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wallet_service.web.api.answers import Shape

Rule = Literal["required", "optional", "hidden"]


class JoinLinkShape(Shape):
    """A link to a program's form."""

    id: str
    program_id: str
    company_id: str | None
    name: str | None
    active: bool
    expires_at: str | None
    maximum_uses: int | None
    uses: int = Field(description="Cards that it has given")
    url: str = Field(description="The page with the form")
    embed_url: str = Field(description="The script that puts the form into a page")
    created_at: str


class JoinLinkList(Shape):
    """A page of links."""

    data: list[JoinLinkShape]
    next: str | None


class FieldRulesShape(Shape):
    """Which fields the form asks."""

    name: Literal["required"]
    email: Literal["required"]
    phone: Rule
    company: Rule
    tax_id: Rule


class ConsentTextShape(Shape):
    """A consent and the version of its text."""

    purpose: str
    required: bool
    version: str
    text: dict[str, str]
    document_url: str | None


class JoinFormShape(Shape):
    """What a program's form asks and says."""

    program_id: str
    fields: FieldRulesShape
    headline: dict[str, str]
    introduction: dict[str, str]
    consents: list[ConsentTextShape]
    attach_by_tax_id: bool


class ContactsShape(Shape):
    """How members reach the brand."""

    phone: str | None
    email: str | None
    site: str | None


class BrandShape(Shape):
    """The brand of the key."""

    id: str
    name: str
    slug: str
    locale: Literal["en", "ru"]
    show_member_name: bool
    phone_region: str | None
    spending_roles: list[str]
    undo_minutes: int
    embed_origins: list[str]
    refund_limit: int | None = Field(
        description="Minor units; a scanner's refund above it needs a second person"
    )
    card_purchases_a_day: int = Field(
        description="How often scanners count a card in 24 hours"
    )
    spending_code: Literal["off", "large", "always"] = Field(
        description="Which spendings at a scanner need the member's one-time code"
    )
    spending_code_share_bp: int = Field(
        description="Large: more than this share of the points available"
    )
    contacts: ContactsShape
