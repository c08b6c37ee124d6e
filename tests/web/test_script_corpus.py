"""T-16: texts of people stay texts on every page, also where they look like markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from tests import browser as browsers
from tests import factories
from tests.web.joining.people import HERE
from tests.web.scanner.conftest import Scanner
from tests.web.script_corpus import ALL_OF_IT, CORPUS, shape_of
from tests.web.served import come_as, served
from tests.web.visits import Visit, a_manager
from wallet_service.models.access import User
from wallet_service.models.brand import Brand
from wallet_service.models.card import CardPass
from wallet_service.models.company import Company
from wallet_service.models.device import Device, Location
from wallet_service.models.joining import JoinLink
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.services.joining import forms, links
from wallet_service.services.joining.links import NewLink
from wallet_service.services.mail import mailed_links
from wallet_service.services.staff import locations

WORD = "Anna"
NAMES = (
    *(Brand.name, Program.name, Company.name, Member.name, Member.role),
    *(User.name, Device.name, Location.name, Location.address),
)


@dataclass
class Furnished:
    """A brand with one of everything, and the pages that show it."""

    scanner: Scanner
    owner: Visit
    join: str
    card: str
    of_guests: list[str]
    of_people: list[str]


@pytest.fixture
def furnished(app, database, brand_id, keyring, clock):
    with database.writing(brand_id) as session:
        company = factories.a_company(session, WORD)
        program = factories.a_program(session)
        contacts = {"email": "anna@partner.example", "company_id": company}
        member = factories.a_member(session, keyring, **contacts)
        card = factories.a_card(session, keyring, program_id=program, member_id=member)
        by = {"actor": factories.ACTOR, "now": clock()}
        shop = locations.add_location(session, WORD, WORD, **by)
        link = links.create_link(session, NewLink(program, company, WORD), **by)
        join = f"/join/{link.token}"
        token = mailed_links.make(
            session, keyring.vault, member, mailed_links.RESTORE, clock()
        )
    factories.a_person(database, brand_id)
    scanner = Scanner(app, clock)
    scanner.set_up("sam@acme.example", shop)
    assert scanner.buy(card).status_code == 200
    owner, _ = a_manager(app, database, brand_id, clock())
    with database.reading(brand_id) as session:
        opened = session.scalars(select(CardPass.link_token)).one()
    desk = ["", "/team", "/devices", "/companies", f"/companies/{company}", "/people"]
    desk += [f"/people/{member}", f"/people/{member}/edit", f"/cards/{card}"]
    return Furnished(
        scanner=scanner,
        owner=owner,
        join=join,
        card=card,
        of_guests=[join, f"{join}/restore", f"/c/{opened}", f"/restore/{token}"],
        of_people=["/account", *(f"/brand{page}" for page in desk)],
    )


@pytest.fixture
def write(database, brand_id):
    """Puts one text wherever people put theirs."""

    def put(text: str) -> None:
        words = {"en": text, "ru": text}
        form = {"headline": words, "introduction": words}
        with database.writing_across_brands() as session:
            for column in NAMES:
                values = {column.key: text}
                session.execute(update(column.class_).values(values))
            session.execute(update(Program).values(terms=words))
            session.execute(update(JoinLink).values(name=text))
        with database.writing(brand_id) as session:
            program = session.scalars(select(Program.id)).one()
            forms.change_form(
                session, program, form, actor=factories.ACTOR, now=factories.NOW
            )

    return put


def shapes(app, furnished):
    """Every page's elements, and those of a form that comes back as it was sent."""
    guest = Visit(app)
    found = {page: guest.get(page) for page in furnished.of_guests}
    found |= {page: furnished.owner.get(page) for page in furnished.of_people}
    assert {one.status_code for one in found.values()} == {200}
    return {page: shape_of(answer.text) for page, answer in found.items()}


def test_t16_two_hundred_scripts_change_no_page(app, furnished, write):
    assert len(set(CORPUS)) == 200
    write(WORD)
    harmless = shapes(app, furnished)
    write(ALL_OF_IT)
    assert shapes(app, furnished) == harmless


def test_t16_what_a_form_shows_again_is_text(client, furnished):
    def sent(text):
        fields = ("name", "email", "phone", "company", "next")
        answers = dict.fromkeys(fields, text)
        pages = [
            client.post(path, data=answers, headers=HERE)
            for path in (furnished.join, f"{furnished.join}/restore", "/sign-in")
        ]
        pages.append(client.get("/sign-in", query_string={"next": text}))
        return [(one.status_code, shape_of(one.text)) for one in pages]

    for texts in (CORPUS[::2], CORPUS[1::2]):
        text = " ".join(texts)
        assert sent(text) == sent("@" * len(text))


@pytest.fixture
def address(app) -> Iterator[str]:
    with served(app) as address:
        yield address


def test_t16_nothing_of_it_runs_in_a_browser(furnished, write, address):
    write(ALL_OF_IT)
    with browsers.launched() as chromium:
        page, noticed = browsers.opened(chromium, address + furnished.join)
        ran: list[str] = []
        page.context.expose_function("hit", lambda: ran.append(page.url))
        for guest in furnished.of_guests:
            page.goto(address + guest)
        come_as(page, furnished.owner, address)
        # some of them: a look for ourselves, after all were compared above
        for one in furnished.of_people[::3]:
            page.goto(address + one)
        come_as(page, furnished.scanner.visit, address)
        page.goto(f"{address}/scan")
        page.fill("#q", "Ann")
        page.press("#q", "Enter")
        page.wait_for_selector(".who-is")
        page.get_by_role("button", name="Earlier purchases").click()
        page.locator(".choice").click()
        page.wait_for_selector("body[data-screen=purchase]")
    assert ran == []
    assert noticed.foreign == []
    assert [one for one in noticed.complaints if "Refused" in one] == []
