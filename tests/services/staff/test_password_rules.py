"""Which passwords are refused; lists and words of the person alike."""

from __future__ import annotations

import pytest

from wallet_service.services.errors import Invalid
from wallet_service.services.staff import password_rules


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven char", "password_length"),
        ("x" * 129, "password_length"),
        ("121212121212", "password_common"),
        ("Password2026!", "password_common"),
        ("qwerty123456", "password_common"),
        ("123marina123", "password_common"),
        ("ann-likes-acme-tools", "password_personal"),
        ("my wallet-service!", "password_personal"),
    ],
)
def test_what_is_guessed_first_is_refused(password, code):
    with pytest.raises(Invalid) as refused:
        password_rules.check(password, context=("ann@x.example", "Acme"))
    assert refused.value.code == code
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "ночь улица фонарь аптека", "x" * 8 + "abcde"]
)
def test_long_and_odd_ones_are_taken_without_rules_of_composition(password):
    password_rules.check(password, context=("ann@x.example", "Acme"))
