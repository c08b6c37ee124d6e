"""E-mail and phone of a member: brought to one form, sealed, found by keyed hashes.

Nothing of a contact is stored in the clear, and the same contact written differently
gives the same hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import email_validator
import phonenumbers

from wallet_service.models.member import Member
from wallet_service.services.errors import invalid
from wallet_service.vault import DataKey

LAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Contacts:
    """Normalised contacts; the phone in E.164."""

    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)


def normalise_email(email: str) -> str:
    """The address in one form; raises Invalid. Nobody is asked whether it exists."""
    try:
        checked = email_validator.validate_email(email, check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise invalid("/email", "This is not an e-mail address.") from None
    return checked.normalized.casefold()


def normalise_phone(phone: str, region: str | None) -> str:
    """The number in E.164; a national one needs the brand's region. Raises Invalid."""
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        detail = "Write the phone with + and the country code, such as +442071838750."
        raise invalid("/phone", detail)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_hash(key: DataKey, email: str) -> str:
    """What an e-mail address is found by."""
    return key.keyed_hash(email, purpose="member.email")


def phone_hash(key: DataKey, phone: str) -> str:
    """What a phone is found by."""
    return key.keyed_hash(phone, purpose="member.phone")


def phone_last_four_hash(key: DataKey, phone: str) -> str:
    """What a phone is found by when only its last four digits are known."""
    return key.keyed_hash(phone[-LAST_DIGITS:], purpose="member.phone_last_four")


def put_email(key: DataKey, member: Member, email: str | None) -> None:
    """Seal a normalised address into the member's row, or take it out."""
    member.email_hash = email_hash(key, email) if email else None
    member.email_sealed = (
        key.seal(email.encode(), context=f"member.email:{member.id}") if email else None
    )


def put_phone(key: DataKey, member: Member, phone: str | None) -> None:
    """Seal a normalised phone into the member's row, or take it out."""
    member.phone_hash = phone_hash(key, phone) if phone else None
    member.phone_last_four_hash = phone_last_four_hash(key, phone) if phone else None
    member.phone_sealed = (
        key.seal(phone.encode(), context=f"member.phone:{member.id}") if phone else None
    )


def contacts_of(key: DataKey, member: Member) -> Contacts:
    """Open what is sealed; raises SealBroken under another key."""
    return Contacts(
        email=_opened(key, member.email_sealed, f"member.email:{member.id}"),
        phone=_opened(key, member.phone_sealed, f"member.phone:{member.id}"),
    )


def _opened(key: DataKey, sealed: bytes | None, context: str) -> str | None:
    return key.open(sealed, context=context).decode() if sealed else None
