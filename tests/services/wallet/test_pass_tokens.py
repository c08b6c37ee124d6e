"""Tokens of passes: derived, distinct, the same for ever."""

from __future__ import annotations

import pytest

from tests import factories
from wallet_service.models.brand import PassTokenKey
from wallet_service.services.errors import Unavailable
from wallet_service.services.wallet import pass_tokens
from wallet_service.services.wallet.pass_tokens import PassTokens
from wallet_service.vault import KEY_BYTES, Vault

PASS_TYPE = "pass.com.example.loyalty"


def token(session, keys, brand_id, serial="serial", version=1):
    return keys.authentication_token(
        session,
        brand_id=brand_id,
        version=version,
        pass_type_identifier=PASS_TYPE,
        serial_number=serial,
    )


def test_statement_42_tokens_are_long_and_differ_by_pass_and_brand(
    database, vault, brand_id
):
    other = factories.a_brand(database, vault, name="Other")
    keys = PassTokens(vault)
    with database.reading_across_brands() as session:
        tokens = {
            token(session, keys, brand, serial)
            for brand in (brand_id, other)
            for serial in ("one", "two")
        }
    assert len(tokens) == 4
    assert {len(one) for one in tokens} == {43}


def test_statement_23_a_token_is_the_same_in_every_process(session, vault, brand_id):
    again = PassTokens(Vault(factories.SECRET_KEY))
    assert token(session, PassTokens(vault), brand_id) == token(
        session, again, brand_id
    )


def test_an_older_version_of_the_key_keeps_its_tokens(
    session, vault, keyring, brand_id
):
    before = token(session, PassTokens(vault), brand_id)
    sealed = keyring.data_key(session).seal(
        bytes(KEY_BYTES), context=pass_tokens.key_context(brand_id, 2)
    )
    session.add(
        PassTokenKey(
            brand_id=brand_id, version=2, key_sealed=sealed, created_at=factories.NOW
        )
    )
    session.flush()
    keys = PassTokens(vault)
    assert token(session, keys, brand_id, version=1) == before
    assert token(session, keys, brand_id, version=2) != before


def test_another_secret_key_makes_it_unavailable(session, brand_id):
    keys = PassTokens(Vault("quite another secret key, and long enough as well"))
    with pytest.raises(Unavailable) as refused:
        token(session, keys, brand_id)
    assert refused.value.code == "secret_key_mismatch"


def test_a_missing_version_is_unavailable(session, vault, brand_id):
    with pytest.raises(Unavailable) as refused:
        token(session, PassTokens(vault), brand_id, version=7)
    assert refused.value.code == "pass_token_key_missing"
