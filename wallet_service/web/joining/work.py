"""The transactions behind the pages by which people join."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from wallet_service.database import BrandSession
from wallet_service.models.joining import JoinLink, SignUp
from wallet_service.passes.card_view import CardView, Locale
from wallet_service.passes.design import Design
from wallet_service.services import brands
from wallet_service.services.brands import BrandSettings
from wallet_service.services.errors import Invalid
from wallet_service.services.joining import (
    answers,
    confirming,
    first_cards,
    forms,
    limits,
    links,
    proofs,
    restoring,
    sign_ups,
)
from wallet_service.services.joining.answers import Asked, Fault, FormRefused
from wallet_service.services.joining.confirming import Outcome
from wallet_service.services.joining.forms import FormDocument
from wallet_service.services.joining.limits import Caller
from wallet_service.services.joining.sign_ups import WaitingSignUp
from wallet_service.services.membership import companies, contacts
from wallet_service.services.programs import programs
from wallet_service.web import adapters, guest_language

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link with all that its pages show; `card` is None before the publishing."""

    token: str
    link_id: str
    brand_id: str
    brand_name: str
    settings: BrandSettings
    program_name: str
    design: Design
    form: FormDocument
    company_name: str | None
    is_open: bool
    locale: Locale
    card: CardView | None

    @property
    def asked(self) -> Asked:
        """The form that this link shows."""
        by_invitation = self.company_name is not None
        return Asked(
            self.form, self.locale, self.brand_name, self.settings, by_invitation
        )


def open_link(token: str) -> OpenedLink:
    """The link of an address; raises NotFound."""
    parts = adapters.current()
    with parts.database.reading_across_brands() as session:
        brand_id = links.find(session, token).brand_id
    with parts.database.reading(brand_id) as session:
        return _opened(session, links.find(session, token))


def begin(
    opened: OpenedLink, given: Mapping[str, str], caller: Caller, *, is_trapped: bool
) -> str:
    """Keep a sent form and owe its code; returns the token of the code's page.

    Raises FormRefused, ProofNeeded, TooOften.
    """
    found = answers.read(opened.asked, given)
    keyring, now = adapters.current().keyring, adapters.now()

    def work(session: BrandSession) -> str:
        limits.note(session, keyring, caller, found.email, now)
        link = links.get_link(session, opened.link_id)
        return sign_ups.begin(
            session,
            keyring,
            link,
            found,
            locale=opened.locale,
            is_trapped=is_trapped,
            now=now,
        )

    return _run(opened, work)


def waiting(opened: OpenedLink, token: str) -> WaitingSignUp:
    """The sign-up whose code is awaited; raises NotFound."""
    parts = adapters.current()
    with parts.database.reading(opened.brand_id) as session:
        sign_up = _sign_up(session, opened, token)
        return sign_ups.waiting(session, parts.keyring, sign_up, parts.clock())


def confirm(opened: OpenedLink, token: str, typed: str) -> Outcome:
    """What becomes of a typed code; raises NotFound."""
    parts, now = adapters.current(), adapters.now()

    def work(session: BrandSession) -> Outcome:
        return confirming.confirm(
            session,
            parts.keyring,
            _locked(session, opened, token),
            typed,
            base_url=parts.settings.base_url,
            now=now,
        )

    return _run(opened, work)


def send_again(opened: OpenedLink, token: str, caller: Caller) -> None:
    """Owe another code. Raises NotFound, ProofNeeded, TooOften."""
    keyring, now = adapters.current().keyring, adapters.now()

    def work(session: BrandSession) -> None:
        sign_up = _locked(session, opened, token)
        email = sign_ups.answers_of(session, keyring, sign_up).email
        limits.note(session, keyring, caller, email, now)
        sign_ups.send_again(session, keyring, sign_up, now)

    _run(opened, work)


def card_link(opened: OpenedLink, token: str) -> str | None:
    """The link of the card that a sign-up has ended with."""
    parts = adapters.current()
    with parts.database.reading(opened.brand_id) as session:
        return confirming.link_of(session, _sign_up(session, opened, token))


def ask_for_cards(opened: OpenedLink, email: str, caller: Caller) -> None:
    """Owe a letter to the address. Raises FormRefused, ProofNeeded, TooOften."""
    parts, now = adapters.current(), adapters.now()
    if not email.strip():
        raise FormRefused([Fault("email", "missing")])
    try:
        address = contacts.normalise_email(email.strip())
    except Invalid:
        raise FormRefused([Fault("email", "email")]) from None

    def work(session: BrandSession) -> None:
        limits.note(session, parts.keyring, caller, address, now)
        restoring.ask(
            session,
            parts.keyring,
            links.get_link(session, opened.link_id),
            address,
            locale=opened.locale,
            now=now,
        )

    _run(opened, work)


def challenge(address: str) -> str:
    """A challenge for a proof of work of this address."""
    return proofs.challenge(adapters.current().vault, address, adapters.now())


def _opened(session: BrandSession, link: JoinLink) -> OpenedLink:
    parts, now = adapters.current(), adapters.now()
    brand = brands.the_brand(session)
    program = programs.get_program(session, link.program_id)
    locale = guest_language.of_request(brand.locale)
    company = (
        companies.get_company(session, link.company_id).name
        if link.company_id
        else None
    )
    card = None
    if program.state == "published":
        card = first_cards.first_card(
            session,
            program,
            brand_name=brand.name,
            company_name=company,
            locale=locale,
            now=now,
        )
    return OpenedLink(
        token=link.token,
        link_id=link.id,
        brand_id=brand.id,
        brand_name=brand.name,
        settings=brands.settings_of(brand),
        program_name=program.name,
        design=parts.designs.get(program.design),
        form=forms.form_of(session, program.id),
        company_name=company,
        is_open=links.is_open(session, link, program, now),
        locale=locale,
        card=card,
    )


def _sign_up(session: BrandSession, opened: OpenedLink, token: str) -> SignUp:
    return sign_ups.find(session, links.get_link(session, opened.link_id), token)


def _locked(session: BrandSession, opened: OpenedLink, token: str) -> SignUp:
    return sign_ups.locked(session, links.get_link(session, opened.link_id), token)


def _run(opened: OpenedLink, work: Callable[[BrandSession], Result]) -> Result:
    return adapters.current().database.run(opened.brand_id, work)
