"""Members: one person once, contacts sealed, a match never overwritten."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories import ACTOR, NOW, a_brand, a_company, a_member
from wallet_service.models.member import Consent, Member
from wallet_service.services import brands
from wallet_service.services.errors import Conflict, Invalid, NotFound
from wallet_service.services.membership import consents, contacts, members
from wallet_service.services.membership.members import MemberFields
from wallet_service.vault import SealBroken

EMAIL = "ann.canary@example.com"
PHONE = "+79161234567"


def change(session, keyring, member_id, **fields):
    members.change_member(
        session,
        keyring,
        member_id,
        MemberFields(**fields),
        changed=frozenset(fields),
        actor=ACTOR,
        now=NOW,
    )


def find(session, keyring, **fields):
    wanted = MemberFields(name="Somebody", **fields)
    return members.find_or_create(session, keyring, wanted, actor=ACTOR, now=NOW)


def contacts_of(session, keyring, member_id):
    member = members.get_member(session, member_id)
    return contacts.contacts_of(keyring.data_key(session), member)


def test_contacts_are_sealed_and_come_back_normalised(session, keyring, database):
    member_id = a_member(
        session, keyring, email=" Ann.Canary@EXAMPLE.com ".strip(), phone=PHONE
    )
    shown = contacts_of(session, keyring, member_id)
    assert (shown.email, shown.phone) == (EMAIL, PHONE)
    assert EMAIL not in repr(shown)
    session.commit()
    session.core.commit()
    stored = b"".join(
        path.read_bytes()
        for path in database_files(database)
        if not path.name.endswith(".lock")
    )
    assert b"canary@" not in stored.lower()
    assert b"9161234567" not in stored


def test_sealed_contacts_do_not_open_for_another_member(session, keyring):
    first = members.get_member(session, a_member(session, keyring, email=EMAIL))
    second = members.get_member(session, a_member(session, keyring))
    second.email_sealed = first.email_sealed
    with pytest.raises(SealBroken):
        contacts_of(session, keyring, second.id)


@pytest.mark.parametrize(
    "again",
    [
        {"email": EMAIL.upper()},
        {"phone": "+7 (916) 123-45-67"},
        {"email": EMAIL, "phone": PHONE},
        {"email": "new@example.com", "phone": PHONE},
    ],
)
def test_a_person_is_entered_once(session, keyring, again):
    first = a_member(session, keyring, email=EMAIL, phone=PHONE)
    with pytest.raises(Conflict) as refused:
        a_member(session, keyring, **again)
    assert refused.value.code == "member_exists"
    assert refused.value.extra == {"member_id": first}
    other = a_member(session, keyring)
    with pytest.raises(Conflict):
        change(session, keyring, other, **again)


def test_a_match_is_given_back_as_it_is(session, keyring):
    first = a_member(session, keyring, "Ann", email=EMAIL, phone=PHONE, role="buyer")
    found = find(session, keyring, email=EMAIL, phone="+79990000000", role="thief")
    assert found == (first, False)
    member = members.get_member(session, first)
    assert (member.name, member.role) == ("Ann", "buyer")
    assert contacts_of(session, keyring, first).phone == PHONE


def test_two_different_people_are_ambiguous(session, keyring):
    a_member(session, keyring, email=EMAIL)
    a_member(session, keyring, phone=PHONE)
    for attempt in (find, a_member):
        with pytest.raises(Conflict) as refused:
            attempt(session, keyring, email=EMAIL, phone=PHONE)
        assert refused.value.code == "member_ambiguous"


def test_people_without_contacts_are_always_new(session, keyring):
    assert find(session, keyring)[1]
    assert find(session, keyring)[1]


@pytest.mark.parametrize("phone", ["8 916 123-45-67", "9161234567", PHONE])
def test_a_brands_region_reads_national_phones(database, vault, keyring, phone):
    brand_id = a_brand(database, vault, name="Russian", locale="ru")
    with database.writing(brand_id) as session:
        member_id = a_member(session, keyring, phone=phone)
        assert contacts_of(session, keyring, member_id).phone == PHONE


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": "89161234567"},
        {"phone": "+7"},
        {"phone": "call me"},
        {"email": "nobody"},
        {"email": "a@b@c"},
    ],
)
def test_what_is_no_contact_is_refused_by_its_field(session, keyring, fields):
    with pytest.raises(Invalid) as refused:
        a_member(session, keyring, **fields)
    assert refused.value.errors[0].pointer == f"/{next(iter(fields))}"
    assert next(iter(fields.values())) not in str(refused.value)


@given(text=st.text(max_size=40))
def test_any_text_is_a_phone_or_is_refused(text):
    try:
        phone = contacts.normalise_phone(text, "RU")
    except Invalid:
        return
    assert phone.startswith("+")
    assert contacts.normalise_phone(phone, None) == phone


def test_contacts_change_and_go(session, keyring):
    member_id = a_member(session, keyring, email=EMAIL, phone=PHONE)
    change(session, keyring, member_id, email="new@example.com")
    change(session, keyring, member_id, phone=None, locale="ru", role="director")
    shown = contacts_of(session, keyring, member_id)
    assert (shown.email, shown.phone) == ("new@example.com", None)
    member = members.get_member(session, member_id)
    assert (member.locale, member.role) == ("ru", "director")
    assert find(session, keyring, phone=PHONE)[1]


def test_a_company_must_be_there(session, keyring):
    company_id = a_company(session)
    member_id = a_member(session, keyring, company_id=company_id)
    with pytest.raises(NotFound):
        change(session, keyring, member_id, company_id="comp_nobody")
    with pytest.raises(NotFound):
        a_member(session, keyring, company_id="comp_nobody")
    change(session, keyring, member_id, company_id=None)
    assert members.get_member(session, member_id).company_id is None


def test_consents_are_kept_with_their_text_and_time_and_the_last_word_counts(
    session, keyring
):
    given_first = consents.NewConsent(
        "news", "1", text="We write to you", channel="web"
    )
    member_id = a_member(session, keyring, consents=(given_first,))
    withdrawn = consents.NewConsent("news", "1", given=False)
    other = consents.NewConsent("terms", "3")
    change(session, keyring, member_id, consents=(withdrawn, other))
    current = consents.current_consents(session, [member_id])[member_id]
    assert [(one.purpose, one.given) for one in current] == [
        ("news", False),
        ("terms", True),
    ]
    first = session.scalars(select(Consent).order_by(Consent.id)).first()
    assert first is not None
    assert (first.text, first.channel, first.recorded_at) == (
        "We write to you",
        "web",
        NOW,
    )


def test_lists_are_newest_first_and_by_company(session, keyring):
    company_id = a_company(session)
    made = [a_member(session, keyring, company_id=company_id) for _ in range(3)]
    a_member(session, keyring)
    found = members.list_members(session, company_id=company_id, limit=2)
    assert [one.id for one in found] == made[:0:-1]
    rest = members.list_members(session, company_id=company_id, after=made[1])
    assert [one.id for one in rest] == made[:1]


def test_two_requests_at_once_enter_a_person_once(any_database, vault, keyring):
    brand_id = a_brand(any_database, vault)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def sign_up():
        barrier.wait()
        try:
            with any_database.writing(brand_id) as session:
                outcomes.append(a_member(session, keyring, email=EMAIL))
        except Conflict as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=sign_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_database.reading(brand_id) as session:
        [member_id] = session.scalars(select(Member.id))
    assert sorted(outcomes) == sorted([member_id, "member_exists"])


def test_the_brand_decides_the_language_of_who_does_not_say(session, keyring):
    member = members.get_member(session, a_member(session, keyring))
    assert member.locale == brands.the_brand(session).locale


def database_files(database):
    path = Path(database.url.removeprefix("sqlite:///"))
    return list(path.parent.glob(path.name + "*"))
