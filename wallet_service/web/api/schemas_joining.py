"""What may be sent about links to join, forms, and the brand's own settings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict, StringConstraints

from wallet_service.services.brands import (
    MOST_ORIGINS,
    MOST_UNDO_MINUTES,
    Origin,
    SpendingCodeRule,
)
from wallet_service.web.api.schemas import ShortText, unset
from wallet_service.web.parsing import (
    NOT_BLANK,
    PRINTABLE,
    Body,
    Identifier,
    Instant,
    Int,
    Money,
    Name,
    Page,
)

Language = Literal["en", "ru"]
Rule = Literal["required", "optional", "hidden"]
Purpose = Annotated[str, StringConstraints(max_length=32, pattern=r"^[a-z][a-z0-9_]*$")]
Headline = Annotated[str, StringConstraints(max_length=120, pattern=NOT_BLANK)]
# line ends make paragraphs, all other control characters are refused
Paragraphs = Annotated[
    str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]+$")
]
SecureAddress = Annotated[
    str,
    StringConstraints(max_length=500, pattern=r"^https://[^\s\x00-\x1f\x7f\"'<>]+$"),
]
Uses = Annotated[Int, Field(ge=1, le=1_000_000)]
Flag = Annotated[bool, Strict()]
Contact = Annotated[str, StringConstraints(max_length=64, pattern=PRINTABLE)]
LongContact = Annotated[str, StringConstraints(max_length=255, pattern=PRINTABLE)]


class JoinLinkBody(Body):
    """A link to a program's form; with a company it invites that company's people."""

    program_id: Identifier
    company_id: Identifier | None = None
    name: Name | None = Field(default=None, description="For the brand's own list")
    expires_at: Instant | None = Field(default=None, description="null: it has no end")
    maximum_uses: Uses | None = Field(
        default=None, description="Cards that it may give; null: any number"
    )


class JoinLinkPatch(Body):
    """Changes of a link."""

    active: Flag = unset()
    name: Name | None = None
    expires_at: Instant | None = None
    maximum_uses: Uses | None = None


class JoinLinkPath(Body):
    """A link's identifier."""

    join_link_id: Identifier


class JoinLinkPage(Page):
    """Which links."""

    program_id: Identifier | None = None
    company_id: Identifier | None = None


class PosterQuery(Body):
    """The language of a poster."""

    locale: Language | None = Field(
        default=None, description="null: the brand's language"
    )


class FieldRulesBody(Body):
    """Which fields the form asks beside name and e-mail."""

    phone: Rule = unset()
    company: Rule = unset()
    tax_id: Rule = unset()


class ConsentTextBody(Body):
    """A consent; `{brand}` in its text is the brand's name."""

    purpose: Purpose
    required: bool = Field(default=False, strict=True)
    text: dict[Language, Paragraphs] = Field(
        description="A changed text is the next version"
    )
    document_url: SecureAddress | None = None


Consents = Annotated[
    list[ConsentTextBody],
    Field(max_length=20, description="All of them, in their order"),
]
AttachByTaxId = Annotated[
    bool,
    Strict(),
    Field(description="Who names a partner company's tax number is one of its people"),
]


class JoinFormPatch(Body):
    """Changes of a form; what is given takes the place of what is."""

    fields: FieldRulesBody = unset()
    headline: dict[Language, Headline] = unset()
    introduction: dict[Language, Paragraphs] = unset()
    consents: Consents = unset()
    attach_by_tax_id: AttachByTaxId = unset()


class ContactsBody(Body):
    """How members reach the brand; an empty text removes one."""

    phone: Contact = unset()
    email: LongContact = unset()
    site: LongContact = unset()


Roles = Annotated[list[ShortText], Field(min_length=1, max_length=20)]
UndoMinutes = Annotated[Int, Field(ge=0, le=MOST_UNDO_MINUTES)]
PurchasesADay = Annotated[Int, Field(ge=1, le=1_000)]
Share = Annotated[Int, Field(ge=0, le=10_000)]
Region = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
Origins = Annotated[
    list[Origin],
    Field(
        max_length=MOST_ORIGINS,
        description="Whose pages may hold the brand's forms: https://www.example.com",
    ),
]


class BrandPatch(Body):
    """Changes of what a brand decides for all of its programs."""

    show_member_name: Flag = unset()
    phone_region: Region = unset()
    spending_roles: Roles = unset()
    undo_minutes: UndoMinutes = unset()
    embed_origins: Origins = unset()
    refund_limit: Money = unset()
    card_purchases_a_day: PurchasesADay = unset()
    spending_code: SpendingCodeRule = unset()
    spending_code_share_bp: Share = unset()
    contacts: ContactsBody = unset()
