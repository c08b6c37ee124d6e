"""Members: people found by e-mail or phone; one person is entered once.

A match is never overwritten: who signs up again gets what is already there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.services import audit, brands
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import (
    card_states,
    consents,
    contacts,
    search_names,
)
from wallet_service.vault import DataKey

SET_AS_GIVEN = frozenset(
    {"name", "company_id", "stated_company", "stated_tax_id", "role"}
)
# what of a person stands on their cards, or decides what stands there
SHOWN = frozenset({"name", "company_id"})


@dataclass(frozen=True, slots=True)
class MemberFields:
    """A person's fields; in a change, `changed` names those that are meant."""

    name: str = ""
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    company_id: str | None = None
    stated_company: str | None = None
    stated_tax_id: str | None = None
    role: str | None = None
    locale: str | None = None
    consents: tuple[consents.NewConsent, ...] = ()


def create_member(
    session: BrandSession,
    keyring: Keyring,
    fields: MemberFields,
    *,
    actor: Actor,
    now: datetime,
) -> str:
    """Add a person; returns the identifier.

    Raises NotFound for the company, Invalid for a contact, Conflict (`member_exists`)
    with `member_id`, or `member_ambiguous`.
    """
    key = keyring.data_key(session)
    who = normalised(session, fields)
    twin = match(session, key, who)
    if twin is not None:
        raise _exists(twin.id)
    member_id, is_new = _add(session, key, fields, who, actor=actor, now=now)
    if not is_new:
        raise _exists(member_id)
    return member_id


def find_or_create(
    session: BrandSession,
    keyring: Keyring,
    fields: MemberFields,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[str, bool]:
    """The person with this e-mail or phone as they are, or a new one (True).

    Consents are no part of the person: what was agreed to now is added to a known one.
    Raises NotFound for the company, Invalid, Conflict (`member_ambiguous`).
    """
    key = keyring.data_key(session)
    who = normalised(session, fields)
    known = match(session, key, who)
    if known is not None:
        consents.record_consents(session, known.id, fields.consents, now)
        return known.id, False
    return _add(session, key, fields, who, actor=actor, now=now)


def get_member(session: BrandSession, member_id: str) -> Member:
    """A member of the brand; raises NotFound."""
    member = session.scalar(select(Member).where(Member.id == member_id))
    if member is None:
        raise NotFound("member")
    return member


def list_members(
    session: BrandSession,
    *,
    company_id: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[Member]:
    """Members, newest first, from the one behind `after`."""
    statement = select(Member).order_by(Member.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(Member.id < after)
    if company_id is not None:
        statement = statement.where(Member.company_id == company_id)
    return list(session.scalars(statement))


def change_member(
    session: BrandSession,
    keyring: Keyring,
    member_id: str,
    fields: MemberFields,
    *,
    changed: frozenset[str],
    actor: Actor,
    now: datetime,
) -> None:
    """Set the fields named by `changed`; consents are added to those already given.

    Raises NotFound, Invalid, Conflict (`member_exists`).
    """
    member = lock_member(session, member_id)
    key = keyring.data_key(session)
    who = normalised(session, fields)
    _put_contacts(session, key, member, who, changed)
    if "company_id" in changed:
        _require_company(session, fields.company_id)
    for name in changed & SET_AS_GIVEN:
        setattr(member, name, getattr(fields, name))
    member.search_name = search_names.folded(member.name)
    member.locale = fields.locale or member.locale
    session.flush()
    if changed & SHOWN or fields.locale:
        card_states.changed_for_member(session, member_id, now)
    consents.record_consents(session, member_id, fields.consents, now)
    if changed:
        audit.record_fields(
            session,
            actor,
            action="member.change",
            object_id=member_id,
            now=now,
            fields=sorted(changed),
        )


def match(session: BrandSession, key: DataKey, who: contacts.Contacts) -> Member | None:
    """The one person with this e-mail or phone.

    Raises Conflict (`member_ambiguous`) when they belong to two different people.
    """
    found = _matching(session, key, who)
    if len(found) > 1:
        detail = (
            "The e-mail belongs to one person and the phone to another; "
            "name the member by member_id."
        )
        raise Conflict("member_ambiguous", detail)
    return found[0] if found else None


def normalised(session: BrandSession, fields: MemberFields) -> contacts.Contacts:
    """The contacts of the fields in one form; raises Invalid."""
    email = contacts.normalise_email(fields.email) if fields.email else None
    phone = None
    if fields.phone:
        region = brands.settings_of(brands.the_brand(session)).phone_region
        phone = contacts.normalise_phone(fields.phone, region)
    return contacts.Contacts(email=email, phone=phone)


def _add(
    session: BrandSession,
    key: DataKey,
    fields: MemberFields,
    who: contacts.Contacts,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[str, bool]:
    """The new person, or (False) who another request entered meanwhile."""
    _require_company(session, fields.company_id)
    member = Member(
        id=identifiers.new_id("memb"),
        brand_id=session.brand,
        name=fields.name,
        search_name=search_names.folded(fields.name),
        company_id=fields.company_id,
        stated_company=fields.stated_company,
        stated_tax_id=fields.stated_tax_id,
        role=fields.role,
        locale=fields.locale or brands.the_brand(session).locale,
        created_at=now,
    )
    contacts.put_email(key, member, who.email)
    contacts.put_phone(key, member, who.phone)
    try:
        with session.begin_nested():
            session.add(member)
            session.flush()
    except IntegrityError:
        twin = match(session, key, who)
        if twin is None:
            raise
        return twin.id, False
    consents.record_consents(session, member.id, fields.consents, now)
    audit.record_fields(
        session, actor, action="member.create", object_id=member.id, now=now
    )
    return member.id, True


def _matching(
    session: BrandSession, key: DataKey, who: contacts.Contacts
) -> list[Member]:
    wanted = []
    if who.email:
        wanted.append(Member.email_hash == contacts.email_hash(key, who.email))
    if who.phone:
        wanted.append(Member.phone_hash == contacts.phone_hash(key, who.phone))
    if not wanted:
        return []
    return list(session.scalars(select(Member).where(or_(*wanted))))


def _put_contacts(
    session: BrandSession,
    key: DataKey,
    member: Member,
    who: contacts.Contacts,
    changed: Iterable[str],
) -> None:
    for other in _matching(session, key, who):
        if other.id != member.id:
            raise _exists(other.id)
    if "email" in changed:
        contacts.put_email(key, member, who.email)
    if "phone" in changed:
        contacts.put_phone(key, member, who.phone)


def _exists(member_id: str) -> Conflict:
    detail = "A member with this e-mail or phone is already there."
    return Conflict("member_exists", detail, extra={"member_id": member_id})


def _require_company(session: BrandSession, company_id: str | None) -> None:
    if company_id is None:
        return
    if session.scalar(select(Company.id).where(Company.id == company_id)) is None:
        raise NotFound("company")


def lock_member(session: BrandSession, member_id: str) -> Member:
    """The person, locked; raises NotFound."""
    statement = select(Member).where(Member.id == member_id).with_for_update()
    member = session.scalar(statement)
    if member is None:
        raise NotFound("member")
    return member
