"""What somebody has written into a form: read, judged field by field, in one form.

Unknown fields are left aside: nothing that the form does not ask can be set by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from wallet_service.services.brands import BrandSettings
from wallet_service.services.errors import Invalid
from wallet_service.services.joining import tax_ids
from wallet_service.services.joining.forms import ConsentText, FormDocument, Rule
from wallet_service.services.membership import contacts
from wallet_service.services.membership.consents import NewConsent

LONGEST = 255
LONGEST_EMAIL = 254
CONSENT = "consent_"
CHANNEL = "form"


@dataclass(frozen=True, slots=True)
class Fault:
    """A field, and why its answer will not do.

    Reasons: missing, too_long, characters, email, phone, tax_id, consent.
    """

    field: str
    reason: str


class FormRefused(Exception):
    """The form needs another look; `faults` name the fields in their order."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} fields need another look")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Answers:
    """A form that will do; contacts in one form."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    company: str | None = None
    tax_id: str | None = None
    consents: tuple[NewConsent, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """As plain JSON, to be sealed until the code comes."""
        return asdict(self)

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Answers:
        """Back from `as_document`."""
        given = tuple(NewConsent(**one) for one in document["consents"])
        return cls(**{**document, "consents": given})


@dataclass(frozen=True, slots=True)
class Asked:
    """The form that was shown: its rules, its language, whose it is.

    `by_invitation`: the link names the company, so that nobody is asked for it.
    """

    form: FormDocument
    locale: str
    brand_name: str
    settings: BrandSettings
    by_invitation: bool

    def rule(self, name: str) -> Rule:
        """Whether a field is asked."""
        if self.by_invitation and name in {"company", "tax_id"}:
            return Rule.HIDDEN
        rule: Rule = getattr(self.form.fields, name)
        return rule


def read(asked: Asked, given: Mapping[str, str]) -> Answers:
    """The answers; raises FormRefused with every fault at once."""
    faults: list[Fault] = []

    def answer(name: str, rule: Rule) -> str | None:
        try:
            return _answer(asked, name, rule, given.get(name, ""))
        except _NotGood as wrong:
            faults.append(Fault(name, wrong.reason))
            return None

    name = answer("name", Rule.REQUIRED)
    email = answer("email", Rule.REQUIRED)
    others = {
        one: answer(one, asked.rule(one)) for one in ("phone", "company", "tax_id")
    }
    faults.extend(_missing_consents(asked, given))
    if faults:
        raise FormRefused(faults)
    consents = tuple(_consent(asked, one, given) for one in asked.form.consents)
    return Answers(name=name or "", email=email or "", consents=consents, **others)


class _NotGood(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _answer(asked: Asked, name: str, rule: Rule, text: str) -> str | None:
    if rule is Rule.HIDDEN:
        return None
    text = " ".join(text.split())
    if not text:
        if rule is Rule.REQUIRED:
            raise _NotGood("missing")
        return None
    if len(text) > (LONGEST_EMAIL if name == "email" else LONGEST):
        raise _NotGood("too_long")
    if not text.isprintable():
        raise _NotGood("characters")
    return _in_one_form(asked, name, text)


def _in_one_form(asked: Asked, name: str, text: str) -> str:
    try:
        if name == "email":
            return contacts.normalise_email(text)
        if name == "phone":
            return contacts.normalise_phone(text, asked.settings.phone_region)
    except Invalid:
        raise _NotGood(name) from None
    if name == "tax_id":
        number = tax_ids.checked(text, asked.settings.phone_region)
        if number is None:
            raise _NotGood("tax_id")
        return number
    return text


def _missing_consents(asked: Asked, given: Mapping[str, str]) -> Iterator[Fault]:
    for one in asked.form.consents:
        name = CONSENT + one.purpose
        if one.required and not given.get(name):
            yield Fault(name, "consent")


def _consent(asked: Asked, one: ConsentText, given: Mapping[str, str]) -> NewConsent:
    return NewConsent(
        purpose=one.purpose,
        version=one.version,
        given=bool(given.get(CONSENT + one.purpose)),
        text=one.in_language(asked.locale, asked.brand_name),
        channel=CHANNEL,
    )
