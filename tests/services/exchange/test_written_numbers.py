"""Numbers as people write them in either language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wallet_service.services.exchange import written_numbers


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("7", "7"),
        ("7,5 %", "7.5"),
        ("250 000", "250000"),
        ("250\u00a0000,50 ₽", "250000.50"),
        ("250,000", "250000"),
        ("1,250.50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1,000,000", "1000000"),
        ("1.000.000", "1000000"),
        ("−500", "-500"),
        ("+1", "1"),
        ("0,125", "0.125"),
    ],
)
def test_a_number_is_read_as_it_is_meant(written, number):
    assert written_numbers.decimal_of(written) == Decimal(number)


@pytest.mark.parametrize(
    "written",
    ["", "many", "250.000", "1,00,000", "1.2.3", "1,2,3", "1e5", "٣", "--1", "1" * 25],
)
def test_what_may_mean_two_things_is_no_number(written):
    assert written_numbers.decimal_of(written) is None


@pytest.mark.parametrize(
    ("written", "minor"), [("1", 100), ("0,5", 50), ("0.005", None)]
)
def test_sums_are_hundredths(written, minor):
    assert written_numbers.minor_units_of(written) == minor
