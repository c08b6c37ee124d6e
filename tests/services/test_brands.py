"""Brands: their keys and their settings document."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.factories import NOW, a_brand, a_program
from wallet_service.database import Database
from wallet_service.models.brand import Brand, PassTokenKey
from wallet_service.models.outbox import OutboxMessage
from wallet_service.outbox import topics
from wallet_service.services import brands
from wallet_service.services.actors import OPERATOR
from wallet_service.services.errors import Conflict, Invalid
from wallet_service.services.keyring import Keyring
from wallet_service.vault import Vault


def test_a_brand_begins_with_a_data_key_and_a_pass_token_key(
    any_database: Database, vault: Vault
):
    brand_id = a_brand(any_database, vault)
    with any_database.reading(brand_id) as session:
        stored = session.scalars(select(PassTokenKey)).one()
        key = Keyring(vault).data_key(session)
        context = f"pass_token_key:{brand_id}:1"
        assert stored.version == 1
        assert len(key.open(stored.key_sealed, context=context)) == 32


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Acme Tools & Co.", "acme-tools-co"), ("ACME", "acme"), ("7 Seas", "7-seas")],
)
def test_a_slug_is_made_of_the_latin_letters_of_the_name(database, vault, name, slug):
    brand_id = a_brand(database, vault, name=name)
    with database.reading_across_brands() as session:
        assert session.get_one(Brand, brand_id).slug == slug


def test_a_name_without_latin_letters_gets_a_random_slug(database, vault):
    brand_id = a_brand(database, vault, name="Ромашка")
    with database.reading_across_brands() as session:
        assert brands.SLUG.fullmatch(session.get_one(Brand, brand_id).slug)


def test_a_taken_slug_is_refused(database, vault):
    a_brand(database, vault)
    with pytest.raises(Conflict, match="slug"):
        a_brand(database, vault)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "},
        {"name": "x" * 256},
        {"name": "Acme", "slug": "Not a slug"},
        {"name": "Acme", "slug": "a" * 65},
        {"name": "Acme", "locale": "de"},
    ],
)
def test_what_a_brand_cannot_be_is_refused(database, vault, fields):
    with (
        database.writing_across_brands() as session,
        pytest.raises(Invalid),
    ):
        brands.create_brand(session, vault, now=NOW, **fields)


@pytest.fixture
def change(session):
    def change(given):
        brands.change_settings(session, given, actor=OPERATOR, now=NOW)
        return brands.settings_of(brands.the_brand(session))

    return change


def test_settings_come_back_as_they_were_given(change):
    contacts = {"phone": "+77172000000", "email": "help@acme.test"}
    given = {"show_member_name": True, "phone_region": "KZ", "contacts": contacts}
    assert change(given) == brands.BrandSettings(
        show_member_name=True,
        phone_region="KZ",
        contacts=brands.BrandContacts(**contacts),
    )


def test_what_is_not_given_stays_and_an_empty_text_removes(change):
    change({"contacts": {"phone": "+77172000000", "site": "https://acme.test"}})
    left = change({"contacts": {"phone": "", "site": None}, "show_member_name": None})
    assert left.contacts == brands.BrandContacts(site="https://acme.test")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"phone_region": "Russia"}, "/phone_region"),
        ({"contacts": {"site": "x" * 256}}, "/contacts/site"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(change, given, field):
    with pytest.raises(Invalid) as refused:
        change(given)
    assert [fault.pointer for fault in refused.value.errors] == [field]


def test_every_program_of_the_brand_follows_its_settings(session, change):
    program_ids = {a_program(session, name=name) for name in ("One", "Two")}
    change({"contacts": {"phone": "+77172000000"}})
    messages = session.scalars(
        select(OutboxMessage.subject).where(
            OutboxMessage.topic == topics.PROGRAM_CHANGED.name
        )
    )
    assert set(messages) == program_ids


def test_a_russian_brand_reads_national_phones_as_russian(database, vault):
    brand_id = a_brand(database, vault, locale="ru")
    with database.reading(brand_id) as session:
        settings = brands.settings_of(brands.the_brand(session))
    assert settings.phone_region == "RU"
    assert settings.show_member_name is False
