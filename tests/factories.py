"""Makes brands, programs, people and cards through the services, as users would.

Every function has defaults for what a test does not care about and returns an
identifier. Those with a session leave the commit to the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wallet_service.database import BrandSession, Database
from wallet_service.services import api_keys, brands, users
from wallet_service.services.actors import Actor
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import card_issuing, companies, members
from wallet_service.services.programs import programs, publishing
from wallet_service.vault import Vault

SECRET_KEY = "the-secret-key-of-the-tests-and-of-nothing-else"
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TEMPLATES = Path(__file__).resolve().parent.parent / "pass_templates"
ACTOR = Actor("api_key", "akey_test")

# the preset of the product: 5, 7 and 10 per cent from 1, 3 and 5 million a quarter
TIERS = [
    {"name": "Silver", "from_turnover": 100_000_000, "rate_bp": 500},
    {"name": "Gold", "from_turnover": 300_000_000, "rate_bp": 700},
    {"name": "Platinum", "from_turnover": 500_000_000, "rate_bp": 1000},
]
RULES: Mapping[str, dict[str, Any]] = {
    "discount": {"rate_bp": 700},
    "accumulating": {"tiers": TIERS, "period": "quarter"},
    "cashback": {"rate_bp": 500, "share_cap_bp": 5000},
    "stamp": {"mode": "purchase", "slots": 10, "reward_name": "A gift"},
}


def a_brand(
    database: Database, vault: Vault, *, name: str = "Acme", locale: str = "en"
) -> str:
    """A brand, committed."""
    with database.writing_across_brands() as session:
        brand = brands.create_brand(session, vault, name=name, now=NOW, locale=locale)
        return brand.id


def an_api_key(
    database: Database, brand_id: str, *scopes: str, user_id: str | None = None
) -> str:
    """The text of a key, committed; it may do everything unless scopes are given."""
    with database.writing_across_brands() as session:
        new = api_keys.create_api_key(
            session,
            brand_id=brand_id,
            wanted=scopes or ("*",),
            user_id=user_id,
            actor=ACTOR,
            now=NOW,
        )
        return new.key


def a_user(database: Database, brand_id: str, email: str, role: str = "manager") -> str:
    """A person of the brand, committed."""
    with database.writing_across_brands() as session:
        new = users.create_user(
            session, brand_id=brand_id, email=email, role=role, actor=ACTOR, now=NOW
        )
        return new.id


def a_program(
    session: BrandSession,
    kind: str = "cashback",
    *,
    rules: dict[str, Any] | None = None,
    published: bool = True,
    now: datetime = NOW,
    **fields: Any,
) -> str:
    """A program of this kind, published unless told otherwise."""
    new = programs.NewProgram(
        **{
            "name": f"The {kind} card",
            "kind": kind,
            "currency": "RUB",
            "time_zone": "Europe/Moscow",
            "rules": RULES[kind] if rules is None else rules,
            **fields,
        }
    )
    program_id = programs.create_program(
        session, new, templates=TEMPLATES, actor=ACTOR, now=now
    )
    if published:
        publishing.publish_program(
            session, program_id, effective_at=None, actor=ACTOR, now=now
        )
    return program_id


def a_company(session: BrandSession, name: str = "Partner", **fields: Any) -> str:
    """A partner company."""
    wanted = companies.CompanyFields(name=name, **fields)
    return companies.create_company(session, wanted, actor=ACTOR, now=NOW)


def a_member(
    session: BrandSession, keyring: Keyring, name: str = "Ann Buyer", **fields: Any
) -> str:
    """A person; without e-mail and phone unless given."""
    wanted = members.MemberFields(name=name, **fields)
    return members.create_member(session, keyring, wanted, actor=ACTOR, now=NOW)


def a_card(
    session: BrandSession,
    keyring: Keyring,
    *,
    program_id: str | None = None,
    member_id: str | None = None,
    kind: str = "cashback",
    now: datetime = NOW,
) -> str:
    """A card; program and member are made when they are not given."""
    program_id = program_id or a_program(session, kind, now=now)
    member_id = member_id or a_member(session, keyring)
    card_id, _ = card_issuing.issue_card(session, program_id, member_id, now)
    return card_id


PASSWORD = "correct horse battery"


def a_person(
    database: Database,
    brand_id: str,
    email: str = "sam@acme.example",
    role: str = "staff",
    *,
    name: str = "Sam Seller",
    password: str = PASSWORD,
    company_id: str | None = None,
    now: datetime = NOW,
) -> str:
    """A person who has accepted an invitation, committed."""
    with database.writing_across_brands() as session:
        new = users.create_user(
            session,
            brand_id=brand_id,
            email=email,
            name=name,
            role=role,
            company_id=company_id,
            actor=ACTOR,
            now=now,
        )
        if new.invitation:
            users.accept_invitation(session, new.invitation, password=password, now=now)
        return new.id
