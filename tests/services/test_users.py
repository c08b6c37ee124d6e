"""Users: a role in a brand, an invitation that works once, a password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import ACTOR, NOW, a_company
from wallet_service.models.access import Invitation, Membership, User
from wallet_service.services import passwords, users
from wallet_service.services.errors import Conflict, Invalid, NotFound

PASSWORD = "correct horse battery"


def invite(database, brand_id, email="Ann@Example.com", role="manager", **fields):
    with database.writing_across_brands() as session:
        return users.create_user(
            session,
            brand_id=brand_id,
            email=email,
            role=role,
            actor=ACTOR,
            now=NOW,
            **fields,
        )


def accept(database, token, password=PASSWORD, now=NOW):
    with database.writing_across_brands() as session:
        return users.accept_invitation(session, token, password=password, now=now)


def test_an_invited_person_sets_a_password(database, brand_id):
    new = invite(database, brand_id)
    assert new.invitation not in repr(new)
    assert accept(database, new.invitation) == new.id
    with database.reading_across_brands() as session:
        user = session.get_one(User, new.id)
        assert user.email == "ann@example.com"
        assert passwords.verify(PASSWORD, user.password_hash) == (True, None)
        assert passwords.verify("another", user.password_hash) == (False, None)
        stored = session.scalars(select(Invitation)).one()
        assert new.invitation not in repr(vars(stored))


def test_an_invitation_works_once_and_for_three_days(database, brand_id):
    new = invite(database, brand_id)
    with pytest.raises(NotFound):
        accept(database, new.invitation, now=NOW + timedelta(hours=72))
    accept(database, new.invitation)
    with pytest.raises(NotFound):
        accept(database, new.invitation)
    with pytest.raises(NotFound):
        accept(database, "no such token")


@pytest.mark.parametrize("password", ["too short", "x" * 129])
def test_a_password_has_12_to_128_characters(database, brand_id, password):
    new = invite(database, brand_id)
    with pytest.raises(Invalid):
        accept(database, new.invitation, password)
    accept(database, new.invitation)


def test_one_person_may_have_several_roles_but_each_once(database, brand_id):
    first = invite(database, brand_id, role="staff")
    second = invite(database, brand_id, role="analyst")
    assert first.id == second.id
    with pytest.raises(Conflict):
        invite(database, brand_id, role="staff")
    accept(database, first.invitation)
    assert invite(database, brand_id, role="owner").invitation is None


def test_a_partner_manages_one_company_of_the_brand(database, brand_id):
    with database.writing(brand_id) as session:
        company_id = a_company(session)
    new = invite(database, brand_id, role="partner", company_id=company_id)
    with database.reading(brand_id) as session:
        held = session.scalars(select(Membership)).one()
    assert (held.user_id, held.company_id) == (new.id, company_id)
    with pytest.raises(NotFound):
        invite(database, brand_id, "b@c.de", role="partner", company_id="comp_x")


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "king"},
        {"role": "partner"},
        {"role": "staff", "company_id": "comp_x"},
        {"email": "nobody"},
    ],
)
def test_what_a_user_cannot_be_is_refused(database, brand_id, fields):
    with pytest.raises(Invalid):
        invite(database, brand_id, **fields)


def test_a_user_needs_a_brand(database):
    with pytest.raises(NotFound):
        invite(database, "brnd_nobody")
