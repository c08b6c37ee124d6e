"""Brands: making one with the keys that are its own, and its one settings document.

The document is validated here on every way in and out; nobody else reads it raw.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from sqlalchemy import select

from wallet_service import identifiers, vault
from wallet_service.database import BrandSession
from wallet_service.models.brand import Brand, PassTokenKey
from wallet_service.models.program import Program
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import OPERATOR, Actor
from wallet_service.services.errors import Conflict, NotFound, invalid
from wallet_service.services.wallet import google_owing, pass_tokens

LOCALES = ("en", "ru")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 64
LONGEST_NAME = 255
MOST_ORIGINS = 20
MOST_UNDO_MINUTES = 31 * 24 * 60

# a host and a port and nothing that could end a directive of the content policy
Origin = Annotated[
    str,
    StringConstraints(
        max_length=255,
        pattern=r"^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$"
        r"|^http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?$",
    ),
]


SpendingCodeRule = Literal["off", "large", "always"]


class BrandContacts(BaseModel):
    """How members reach the brand; stands on the back of the card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phone: str | None = Field(default=None, max_length=64)
    email: str | None = Field(default=None, max_length=255)
    site: str | None = Field(default=None, max_length=255)


class BrandSettings(BaseModel):
    """What a brand decides for all of its programs.

    `phone_region` is the country whose national numbers members may write; without one
    a phone number begins with ``+`` and the country code. For `undo_minutes` after it
    was recorded a purchase may be cancelled (R35). People whose role in their company
    is one of `spending_roles` may spend its points (C18). Pages of `embed_origins`,
    such as ``https://www.example.com``, may hold the brand's forms.

    At scanners: a refund above `refund_limit` (minor units of the program's currency)
    needs a second person; a card counts `card_purchases_a_day` in 24 hours at most; and
    with `spending_code` a member agrees to a spending by a one-time code, to every one
    (``always``), or to one of more points than `spending_code_share_bp` of those
    available or than the card's average receipt (``large``).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    show_member_name: bool = False
    phone_region: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    spending_roles: tuple[str, ...] = ("owner", "manager")
    undo_minutes: int = Field(default=15, ge=0, le=MOST_UNDO_MINUTES)
    embed_origins: tuple[Origin, ...] = Field(default=(), max_length=MOST_ORIGINS)
    refund_limit: int | None = Field(default=5_000_000, ge=0)
    card_purchases_a_day: int = Field(default=20, ge=1, le=1_000)
    spending_code: SpendingCodeRule = "off"
    spending_code_share_bp: int = Field(default=2_000, ge=0, le=10_000)
    contacts: BrandContacts = BrandContacts()


def create_brand(
    session: BrandSession,
    keys: vault.Vault,
    *,
    name: str,
    now: datetime,
    slug: str | None = None,
    locale: str = "en",
) -> Brand:
    """Make a brand with its data key and its first pass-token key.

    Needs a session across brands. Raises Invalid, or Conflict for a taken slug.
    """
    chosen = _checked_slug(slug) if slug else _slug_of(name)
    _check(name, locale)
    if session.scalar(select(Brand.id).where(Brand.slug == chosen)) is not None:
        detail = f"Another brand already has the slug '{chosen}': choose another one."
        raise Conflict("slug_taken", detail)
    brand_id = identifiers.new_id("brnd")
    wrapped = keys.new_data_key(brand_id=brand_id)
    settings = BrandSettings(phone_region="RU" if locale == "ru" else None)
    brand = Brand(
        id=brand_id,
        name=name.strip(),
        slug=chosen,
        locale=locale,
        settings=settings.model_dump(),
        data_key_wrapped=wrapped,
        created_at=now,
    )
    session.add(brand)
    session.flush()
    _first_pass_token_key(session, keys.data_key(wrapped, brand_id=brand_id), brand)
    audit.record(
        session,
        OPERATOR,
        action="brand.create",
        object_id=brand_id,
        now=now,
        brand_id=brand_id,
    )
    session.flush()
    return brand


def the_brand(session: BrandSession) -> Brand:
    """The brand that the session is opened for."""
    brand = session.get(Brand, session.brand)
    if brand is None:
        raise NotFound("brand")
    return brand


def settings_of(brand: Brand) -> BrandSettings:
    """The brand's settings, validated."""
    return BrandSettings.model_validate(brand.settings)


def change_settings(
    session: BrandSession, given: Mapping[str, Any], *, actor: Actor, now: datetime
) -> BrandSettings:
    """Put what is given in place of the present settings; the cards follow.

    None leaves a setting as it is, an empty text removes it. Raises Invalid.
    """
    brand = the_brand(session)
    settings = _merged(settings_of(brand).model_dump(), given)
    brand.settings = settings.model_dump()
    audit.record(session, actor, action="brand.change", object_id=brand.id, now=now)
    session.flush()
    for program_id in session.scalars(select(Program.id)).all():
        store.enqueue(session, topics.PROGRAM_CHANGED, program_id, now)
        google_owing.owe_class(session, program_id, now)
    return settings


def _merged(present: dict[str, Any], given: Mapping[str, Any]) -> BrandSettings:
    contacts = given.get("contacts") or {}
    for part, changes in ((present["contacts"], contacts), (present, given)):
        for name, value in changes.items():
            if value is not None and name != "contacts":
                part[name] = None if value == "" else value
    try:
        return BrandSettings.model_validate(present)
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        raise invalid(f"/{where}", f"{first['msg']}.") from None


def _first_pass_token_key(
    session: BrandSession, data_key: vault.DataKey, brand: Brand
) -> None:
    version = 1
    sealed = data_key.seal(
        secrets.token_bytes(vault.KEY_BYTES),
        context=pass_tokens.key_context(brand.id, version),
    )
    session.add(
        PassTokenKey(
            brand_id=brand.id,
            version=version,
            key_sealed=sealed,
            created_at=brand.created_at,
        )
    )


def _check(name: str, locale: str) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise invalid("/name", f"A name has 1 to {LONGEST_NAME} characters.")
    if locale not in LOCALES:
        raise invalid("/locale", f"Choose one of: {', '.join(LOCALES)}.")


def _checked_slug(slug: str) -> str:
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug):
        detail = "A slug is made of small Latin letters, digits and single hyphens."
        raise invalid("/slug", detail)
    return slug


def _slug_of(name: str) -> str:
    """From the Latin letters of the name; a name without any gets a random one."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "-".join(words)[:LONGEST_SLUG].strip("-") or f"brand-{secrets.token_hex(4)}"
