"""Card numbers for people: eleven random digits and a check digit (Luhn)."""

from __future__ import annotations

import secrets

DIGITS = 12


def new_number() -> str:
    """A random number of twelve digits."""
    body = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}d}"
    return body + check_digit(body)


def is_valid(number: str) -> bool:
    """Whether the text is twelve digits with a right check digit: a slip is caught."""
    return (
        len(number) == DIGITS
        and number.isascii()
        and number.isdigit()
        and check_digit(number[:-1]) == number[-1]
    )


def check_digit(body: str) -> str:
    """The Luhn digit that makes `body` + digit sum up to a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
