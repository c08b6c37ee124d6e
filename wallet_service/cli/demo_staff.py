"""The brand's own people in the demonstration: an owner, a salesperson, their shops.

Visitors of the page are shown how to sign in as them, so the password and the owner's
seed lie beside the demonstration's other secrets, in the folder of its owner alone.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from wallet_service.cli import demo_house
from wallet_service.database import BrandSession
from wallet_service.services import users
from wallet_service.services.actors import OPERATOR
from wallet_service.services.staff import locations, one_time_codes, second_factor
from wallet_service.services.users import Role
from wallet_service.simulator.demo_people import DemoPeople, OwnersCode
from wallet_service.wiring import Adapters

STAFF = "sales@northern-light.example"
OWNER = "owner@northern-light.example"
PEOPLE = {STAFF: (Role.STAFF, "Sam Seller"), OWNER: (Role.OWNER, "Olga North")}
SHOPS = ("Harbour Road", "Северный склад")
SYLLABLES = [one + two for one in "bdfgklmnprstvz" for two in "aeiou"]


def open_or_make(parts: Adapters) -> DemoPeople:
    """The people, made when they are missing."""
    if "owner_seed" not in demo_house.kept(parts):
        _make(parts)
    kept = demo_house.kept(parts)
    seed = base64.b32decode(kept["owner_seed"])
    return DemoPeople(STAFF, OWNER, kept["password"], lambda now: _code(seed, now))


def _make(parts: Adapters) -> None:
    brand_id = demo_house.kept(parts)["brand_id"]
    password, now = _password(), parts.clock()
    with parts.database.writing_across_brands() as session:
        _person(session, brand_id, STAFF, password, now)
        owner_id = _person(session, brand_id, OWNER, password, now)
        seed = _second_factor(session, parts, owner_id, now)
    with parts.database.writing(brand_id) as session:
        for name in SHOPS:
            locations.add_location(session, name, None, actor=OPERATOR, now=now)
    owner_seed = base64.b32encode(seed).decode()
    demo_house.keep(parts, {"password": password, "owner_seed": owner_seed})


def _person(
    session: BrandSession, brand_id: str, email: str, password: str, now: datetime
) -> str:
    role, name = PEOPLE[email]
    new = users.create_user(
        session,
        brand_id=brand_id,
        email=email,
        role=role,
        name=name,
        actor=OPERATOR,
        now=now,
    )
    token = str(new.invitation)
    return users.accept_invitation(session, token, password=password, now=now)


def _second_factor(
    session: BrandSession, parts: Adapters, owner_id: str, now: datetime
) -> bytes:
    """The owner's authenticator app, confirmed; gives its seed."""
    seed = second_factor.propose_totp(session, parts.vault, owner_id)
    # the code before this one, so that a visitor may use this one at once
    step = int(now.timestamp()) // one_time_codes.PERIOD - 1
    code = one_time_codes.code_at(seed, step)
    second_factor.confirm_totp(session, parts.vault, owner_id, code, now)
    return seed


def _code(seed: bytes, now: datetime) -> OwnersCode:
    step, gone = divmod(int(now.timestamp()), one_time_codes.PERIOD)
    digits = one_time_codes.code_at(seed, step)
    return OwnersCode(digits, one_time_codes.PERIOD - gone)


def _password() -> str:
    """Six syllables in three words: about 36 bits, easily typed on a phone."""
    words = (secrets.choice(SYLLABLES) + secrets.choice(SYLLABLES) for _ in range(3))
    return "-".join(words)
