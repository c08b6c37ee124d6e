"""Whether a company's tax number can be one: its form, and its check digits."""

from __future__ import annotations

import re

from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.ru import inn

from wallet_service.services.membership import companies

RUSSIA = "RU"
LIKELY = re.compile(r"[A-Z0-9]{4,20}")


def checked(tax_id: str, region: str | None) -> str | None:
    """The number in one form, or None when it cannot be a tax number.

    In a brand of Russia it is an INN of 10 or 12 digits with its check digits; what
    begins like a VAT number of the European Union is judged by its country's rules.
    """
    number = companies.normalise_tax_id(tax_id) or ""
    if region == RUSSIA:
        return number if inn.is_valid(number) else None
    if not LIKELY.fullmatch(number):
        return None
    return number if _is_sound_in_europe(number) else None


def _is_sound_in_europe(number: str) -> bool:
    country = number[:2].lower()
    if country not in vat.MEMBER_STATES:
        return True
    try:
        vat.validate(number)
    except ValidationError:
        return False
    return True
