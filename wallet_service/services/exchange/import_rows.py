"""A row of an import as it is meant: a person, their company, opening balances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wallet_service.services.errors import ServiceError
from wallet_service.services.exchange import csv_files, written_numbers
from wallet_service.services.exchange.csv_files import Rows
from wallet_service.services.membership import contacts
from wallet_service.services.membership.contacts import Contacts

# what the heads of a file may say, in small letters
COLUMNS: Mapping[str, Sequence[str]] = {
    "name": ("name", "имя", "фио"),
    "email": ("email", "e-mail", "почта", "эл. почта"),
    "phone": ("phone", "телефон"),
    "company": ("company", "компания"),
    "tax_id": ("tax_id", "tax number", "инн"),
    "role": ("role", "должность", "роль"),
    "language": ("language", "язык"),
    "points": ("points", "баллы"),
    "turnover": ("turnover", "оборот"),
    "stamps": ("stamps", "штампы"),
}
LENGTHS = {"name": 255, "company": 255, "tax_id": 64, "role": 64}
LOCALES = {"": None, "en": "en", "ru": "ru"}
MONEY_UNITS = ("points", "turnover")
MOST_STAMPS = 10_000
MOST_MONEY = 10**13
WHOLE = slice(None)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A person to be brought in; `faults` are codes of what is wrong with the row.

    Balances are minor units of points and turnover, and whole stamps.
    """

    number: int
    name: str
    contacts: Contacts = field(repr=False)
    company: str
    tax_id: str
    role: str | None
    locale: str | None
    balances: Mapping[str, int]
    faults: tuple[str, ...]


def read(
    content: bytes, region: str | None, part: slice = WHOLE
) -> tuple[list[ImportRow], Rows]:
    """The file's rows, or a part; `region` is where phones without a country belong.

    Raises what `csv_files.read` raises.
    """
    found = csv_files.read(content, COLUMNS, needed="name")
    return [_row(number, cells, region) for number, cells in found.rows[part]], found


def _row(number: int, cells: Mapping[str, str], region: str | None) -> ImportRow:
    faults: list[str] = []
    return ImportRow(
        number=number,
        name=_text(cells, "name", faults, needed=True),
        contacts=_contacts(cells, region, faults),
        company=_text(cells, "company", faults),
        tax_id=_text(cells, "tax_id", faults),
        role=_text(cells, "role", faults) or None,
        locale=_locale(cells, faults),
        balances=_balances(cells, faults),
        faults=tuple(faults),
    )


def _text(
    cells: Mapping[str, str], name: str, faults: list[str], *, needed: bool = False
) -> str:
    text = cells.get(name, "")
    if (needed and not text) or len(text) > LENGTHS[name] or not text.isprintable():
        faults.append(f"{name}_wrong")
    return text


def _contacts(
    cells: Mapping[str, str], region: str | None, faults: list[str]
) -> Contacts:
    email, phone = cells.get("email", ""), cells.get("phone", "")
    if not email and not phone:
        # without either the same file would bring in everybody twice
        faults.append("contact_missing")
    found: dict[str, str] = {}
    try:
        if email:
            found["email"] = contacts.normalise_email(email)
    except ServiceError:
        faults.append("email_wrong")
    try:
        if phone:
            found["phone"] = contacts.normalise_phone(phone, region)
    except ServiceError:
        faults.append("phone_wrong")
    return Contacts(**found)


def _locale(cells: Mapping[str, str], faults: list[str]) -> str | None:
    written = cells.get("language", "").casefold()
    if written not in LOCALES:
        faults.append("language_wrong")
    return LOCALES.get(written)


def _balances(cells: Mapping[str, str], faults: list[str]) -> dict[str, int]:
    found = {}
    for unit in (*MONEY_UNITS, "stamps"):
        written = cells.get(unit, "")
        value = _balance(unit, written) if written else 0
        if value is None:
            faults.append(f"{unit}_wrong")
        elif value:
            found[unit] = value
    return found


def _balance(unit: str, written: str) -> int | None:
    """A balance that a card can open with; None for anything else."""
    if unit in MONEY_UNITS:
        value, most = written_numbers.minor_units_of(written), MOST_MONEY
    else:
        number, most = written_numbers.decimal_of(written), MOST_STAMPS
        value = int(number) if number is not None and not number % 1 else None
    return value if value is not None and 0 <= value <= most else None
