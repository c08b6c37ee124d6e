"""What stands on the poster of a link, in the language that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wallet_service.database import BrandSession
from wallet_service.passes.poster import PosterText
from wallet_service.services import brands
from wallet_service.services.joining import forms, links
from wallet_service.services.membership import companies
from wallet_service.services.programs import programs

STEPS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Point your phone's camera at the code",
        "Write your name and e-mail, then the code from the letter",
        "Add the card to Apple Wallet or Google Wallet",
    ),
    "ru": (
        "Наведите камеру телефона на код",
        "Напишите имя и почту, затем код из письма",
        "Добавьте карту в Apple Wallet или Google Кошелёк",
    ),
}
HEADLINE = {"en": "Your “{program}” card", "ru": "Ваша карта «{program}»"}
NOTE = {"en": "No app needed", "ru": "Приложение не нужно"}
INVITATION = {"en": "For people of {company}", "ru": "Для сотрудников «{company}»"}


@dataclass(frozen=True, slots=True)
class Poster:
    """The words, the design by its name, and the kind of card whose ground it has."""

    text: PosterText
    design: str
    kind: str


def poster_of(
    session: BrandSession, link_id: str, *, locale: str | None, base_url: str
) -> Poster:
    """The poster of a link; raises NotFound."""
    link = links.get_link(session, link_id)
    program = programs.get_program(session, link.program_id)
    brand = brands.the_brand(session)
    language = locale or brand.locale
    form = forms.form_of(session, program.id)
    own = form.headline.get(language)
    note = NOTE[language]
    if link.company_id is not None:
        company = companies.get_company(session, link.company_id).name
        note = INVITATION[language].format(company=company)
    text = PosterText(
        brand=brand.name,
        headline=own or HEADLINE[language].format(program=program.name),
        steps=STEPS[language],
        address=f"{base_url}/join/{link.token}",
        note=note,
    )
    return Poster(text, program.design, program.kind)
