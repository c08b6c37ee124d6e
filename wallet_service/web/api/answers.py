"""The shapes of answers, for the OpenAPI document; tests hold the answers to them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """An object with these members and no others."""

    model_config = ConfigDict(extra="forbid")


class VersionShape(Shape):
    """A version of a program."""

    number: int
    state: Literal["draft", "published"]
    beneficiary: Literal["company", "member"]
    rules: dict[str, Any]
    effective_at: str | None
    published_at: str | None


class AlarmShape(Shape):
    """A share of the budget that was reached, once in the period."""

    percent: Literal[80, 100]
    raised_at: str


class BudgetShape(Shape):
    """The budget in force and what its present period has used, in minor units."""

    amount: int
    period: Literal["month", "quarter", "half", "year"]
    mode: Literal["partial", "strict"]
    # `from` is a word of the language
    since: str = Field(alias="from")
    until: str
    used: int
    left: int
    alarms: list[AlarmShape]


class ProgramShape(Shape):
    """A program; `rules`, `policy`, `beneficiary` are of its newest version."""

    id: str
    name: str
    kind: Literal["discount", "accumulating", "cashback", "stamp"]
    state: Literal["draft", "published", "closed"]
    currency: str
    time_zone: str
    beneficiary: Literal["company", "member"]
    design: str
    terms: dict[str, str]
    rotating_barcode: bool = Field(
        description="At Google the code changes every half minute"
    )
    policy: dict[str, Any]
    rules: dict[str, Any]
    version: int
    versions: list[VersionShape] = Field(description="Newest first")
    created_at: str
    budget: BudgetShape | None


class ManagerShape(Shape):
    """The brand's own person for a company."""

    name: str
    phone: str | None
    email: str | None


class CompanyShape(Shape):
    """A partner company."""

    id: str
    name: str
    tax_id: str | None
    external_id: str | None
    parent_id: str | None
    manager: ManagerShape | None
    created_at: str


class ConsentShape(Shape):
    """The last word for one purpose."""

    purpose: str
    version: str
    given: bool
    channel: str
    text: str | None
    recorded_at: str


class MemberShape(Shape):
    """A member; contacts are there for keys with `member:pii`."""

    id: str
    name: str
    email: str | None = None
    phone: str | None = None
    company_id: str | None
    stated_company: str | None = Field(
        description="What the person says of their company; it gives them nothing"
    )
    stated_tax_id: str | None
    role: str | None
    locale: str
    consents: list[ConsentShape]
    created_at: str


class CardMemberShape(Shape):
    """Whose card it is."""

    id: str
    name: str


class NextTierShape(Shape):
    """The next better tier, and the last day to reach it."""

    name: str
    rate_bp: int
    left: int
    until: str | None


class ExpiringShape(Shape):
    """What expires next, and the last day to spend it."""

    amount: int
    on: str


class CashbackShape(Shape):
    """The cashback balance, in minor units."""

    available: int
    pending: int
    debt: int
    expires_next: ExpiringShape | None


class StampsShape(Shape):
    """Stamps on the card in hand."""

    count: int
    of: int


class StandingShape(Shape):
    """Only the parts that the kind of card has."""

    rate_bp: int = 0
    tier: str | None = None
    turnover: int = 0
    next_tier: NextTierShape | None = None
    cashback: CashbackShape | None = None
    stamps: StampsShape | None = None
    rewards: int = 0


class LinksShape(Shape):
    """Addresses for the member; null where there is none."""

    card: str | None
    apple: str | None
    google: str | None


class WalletShape(Shape):
    """The card in one platform's wallets."""

    platform: str
    state: str
    devices: int | None = Field(description="Null at Google, which does not tell")
    current_revision: int
    fetched_revision: int | None


class CardShape(Shape):
    """A card."""

    id: str
    number: str
    code: str | None
    state: Literal["active", "frozen", "closed"]
    revision: int
    program_id: str
    kind: Literal["discount", "accumulating", "cashback", "stamp"]
    member: CardMemberShape
    company_id: str | None
    standing: StandingShape
    links: LinksShape
    wallets: list[WalletShape]


class ProgramList(Shape):
    """A page of programs."""

    data: list[ProgramShape]
    next: str | None


class CompanyList(Shape):
    """A page of companies."""

    data: list[CompanyShape]
    next: str | None


class MemberList(Shape):
    """A page of members."""

    data: list[MemberShape]
    next: str | None
