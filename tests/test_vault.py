"""Sealed values: opened in their own place with their own key, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from wallet_service.vault import DataKey, SealBroken, Vault

PLACE = "member.email:memb_1"


def _key(vault: Vault, brand_id: str = "brnd_1") -> DataKey:
    return vault.data_key(vault.new_data_key(brand_id=brand_id), brand_id=brand_id)


@given(plain=st.binary(max_size=200))
def test_what_was_sealed_opens_again(plain: bytes) -> None:
    key = _key(Vault(factories.SECRET_KEY))
    sealed = key.seal(plain, context=PLACE)
    assert key.open(sealed, context=PLACE) == plain
    assert sealed != key.seal(plain, context=PLACE)


def test_a_value_moved_to_another_place_does_not_open(vault: Vault) -> None:
    key = _key(vault)
    sealed = key.seal(b"anna@example.com", context=PLACE)
    with pytest.raises(SealBroken, match=r"cannot open member\.phone"):
        key.open(sealed, context="member.phone:memb_1")
    with pytest.raises(SealBroken):
        key.open(sealed, context="member.email:memb_2")


def test_an_altered_value_does_not_open(vault: Vault) -> None:
    key = _key(vault)
    sealed = key.seal(b"anna@example.com", context=PLACE)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealBroken):
            key.open(bytes(altered), context=PLACE)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 27])
def test_a_cut_value_does_not_open(vault: Vault, length: int) -> None:
    key = _key(vault)
    sealed = key.seal(b"anna@example.com", context=PLACE)
    with pytest.raises(SealBroken):
        key.open(sealed[:length], context=PLACE)


def test_a_brand_key_opens_under_its_secret_and_its_brand_only(vault: Vault) -> None:
    wrapped = vault.new_data_key(brand_id="brnd_1")
    again = Vault(factories.SECRET_KEY).data_key(wrapped, brand_id="brnd_1")
    sealed = vault.data_key(wrapped, brand_id="brnd_1").seal(b"x", context=PLACE)
    assert again.open(sealed, context=PLACE) == b"x"
    with pytest.raises(SealBroken):
        Vault("another secret key of at least 32 letters").data_key(
            wrapped, brand_id="brnd_1"
        )
    with pytest.raises(SealBroken):
        vault.data_key(wrapped, brand_id="brnd_2")


def test_a_keyed_hash_is_stable_and_differs_by_brand_and_purpose(vault: Vault) -> None:
    one, other = _key(vault), _key(vault)
    hashed = one.keyed_hash("anna@example.com", purpose="email")
    assert hashed == one.keyed_hash("anna@example.com", purpose="email")
    assert hashed != other.keyed_hash("anna@example.com", purpose="email")
    assert hashed != one.keyed_hash("anna@example.com", purpose="phone")
    assert hashed != one.keyed_hash("boris@example.com", purpose="email")


def test_nothing_shows_a_secret(vault: Vault) -> None:
    key = _key(vault)
    assert repr(vault) == "Vault(...)"
    assert repr(key) == "DataKey()"
    with pytest.raises(SealBroken) as broken:
        key.open(key.seal(b"anna", context=PLACE), context="member.name:memb_9")
    assert "memb_9" not in str(broken.value)
