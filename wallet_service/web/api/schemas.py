"""What may be sent about programs, companies, members and cards.

In a PATCH an absent field stays as it is; null clears one that may be empty.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from wallet_service.services.programs import offered
from wallet_service.web.parsing import (
    NOT_BLANK,
    Body,
    Identifier,
    Instant,
    Label,
    Name,
    Page,
    Reason,
    Word,
)

Kind = Literal["discount", "accumulating", "cashback", "stamp"]
Beneficiary = Literal["company", "member"]
Locale = Literal["en", "ru"]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
ShortText = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=NOT_BLANK)
]
Terms = dict[
    Locale, Annotated[str, StringConstraints(max_length=offered.LONGEST_TERMS)]
]
LongText = Annotated[str, StringConstraints(max_length=20_000)]
Rules = Annotated[dict[str, Any], Field(description="The settings of the kind of card")]
Policy = Annotated[
    dict[str, Any],
    Field(
        description="Limits of what is given: ceiling_bp, category_ceilings_bp, "
        "margin_floor_bp, trim_at_purchase, budget; null means none"
    ),
]


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def unset(alias: str | None = None) -> Any:  # noqa: ANN401 - of a field of any type
    """A field that may be absent, but not null."""
    return Field(default=None, alias=alias, json_schema_extra=_without_default)


class ProgramBody(Body):
    """A new program."""

    name: Name
    kind: Kind
    currency: Currency
    time_zone: ShortText
    rules: Rules
    beneficiary: Beneficiary = "company"
    design: ShortText = "classic"
    terms: Terms | None = None
    policy: Policy | None = None
    rotating_barcode: bool = False


class ProgramPatch(Body):
    """Changes of a program."""

    name: Name = unset()
    kind: Kind = unset()
    currency: Currency = unset()
    time_zone: ShortText = unset()
    rules: Rules = unset()
    beneficiary: Beneficiary = unset()
    design: ShortText = unset()
    terms: Terms = unset()
    policy: Policy | None = None
    rotating_barcode: bool = unset()


class PublishBody(Body):
    """When the draft comes into force; null means now."""

    effective_at: Instant | None = None
    stamp_cards: Literal["finish", "convert"] | None = Field(
        default=None,
        description="Stamp cards in hand are finished by the rules that they were "
        "begun with, the default, or counted anew by the version's own.",
    )


class Manager(Body):
    """The brand's own person for this company."""

    name: Name
    phone: ShortText | None = None
    email: Label | None = None


class CompanyBody(Body):
    """A new partner company."""

    name: Name
    tax_id: ShortText | None = None
    external_id: Label | None = None
    parent_id: Identifier | None = None
    manager: Manager | None = None


class CompanyPatch(Body):
    """Changes of a company."""

    name: Name = unset()
    tax_id: ShortText | None = None
    external_id: Label | None = None
    parent_id: Identifier | None = None
    manager: Manager | None = None


class CompanyPage(Page):
    """Which companies."""

    tax_id: ShortText | None = None
    external_id: Label | None = None
    parent_id: Identifier | None = None


class ConsentBody(Body):
    """One purpose and the answer to the text that was shown."""

    purpose: Word
    version: Word
    given: bool = Field(default=True, strict=True)
    text: LongText | None = None
    channel: Word = "api"


Consents = Annotated[list[ConsentBody], Field(max_length=20)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=NOT_BLANK)]
Phone = Annotated[str, StringConstraints(max_length=40, pattern=NOT_BLANK)]
Role = ShortText


class MemberBody(Body):
    """A new member."""

    name: Name
    email: Email | None = None
    phone: Phone | None = None
    company_id: Identifier | None = None
    stated_company: Name | None = None
    stated_tax_id: ShortText | None = None
    role: Role | None = None
    locale: Locale | None = None
    consents: Consents | None = None


class MemberPatch(Body):
    """Changes of a member; consents are added to those already given."""

    name: Name = unset()
    email: Email | None = None
    phone: Phone | None = None
    company_id: Identifier | None = None
    stated_company: Name | None = None
    stated_tax_id: ShortText | None = None
    role: Role | None = None
    locale: Locale = unset()
    consents: Consents = unset()


class MemberPage(Page):
    """Which members."""

    company_id: Identifier | None = None


class CardBody(Body):
    """Whose card, in which program: `member_id` or an inline `member`."""

    program_id: Identifier
    member_id: Identifier | None = None
    member: MemberBody | None = None


class CardQuery(Body):
    """The code that was scanned."""

    code: Label


class ReasonBody(Body):
    """Why it is done, for the log."""

    reason: Reason


class ProgramPath(Body):
    """A program's identifier."""

    program_id: Identifier


class CompanyPath(Body):
    """A company's identifier."""

    company_id: Identifier


class MemberPath(Body):
    """A member's identifier."""

    member_id: Identifier


class CardPath(Body):
    """A card's identifier."""

    card_id: Identifier
