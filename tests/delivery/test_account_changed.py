"""A pooled account moves: its other cards follow silently, once a minute at most."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import factories
from tests.delivery import house as houses
from tests.delivery.house import Phone, a_token
from wallet_service.cards.purchase import Line
from wallet_service.delivery import following
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.outbox import OutboxMessage
from wallet_service.services.till import purchases
from wallet_service.services.till.commands import PurchaseCommand

POOLED = {"tiers": factories.TIERS, "period": "quarter", "scope": "company"}


class Office:
    """A company's program and its members' cards."""

    def __init__(self, house: houses.House) -> None:
        self.house = house
        self.brand = house.add_brand()
        with house.database.writing(self.brand) as session:
            self.program = self.a_program(session, "company")
            self.company = factories.a_company(session)

    def a_program(self, session, scope: str) -> str:
        return factories.a_program(
            session,
            "accumulating",
            rules={**POOLED, "scope": scope},
            now=self.house.clock(),
        )

    def a_card(self, company: str | None = None, program: str | None = None) -> str:
        with self.house.database.writing(self.brand) as session:
            member = factories.a_member(
                session,
                self.house.adapters.keyring,
                company_id=company or self.company,
            )
            return factories.a_card(
                session,
                self.house.adapters.keyring,
                program_id=program or self.program,
                member_id=member,
                now=self.house.clock(),
            )

    def buy(self, card: str, amount: int = 10_000) -> None:
        command = PurchaseCommand(
            occurred_at=self.house.clock(), lines=(Line(1, amount),), card_id=card
        )
        with self.house.database.writing(self.brand) as session:
            purchases.record_purchase(
                session, command, factories.ACTOR, self.house.clock()
            )

    def company_of_another(self) -> str:
        with self.house.database.writing(self.brand) as session:
            return factories.a_company(session, "Another")

    def member_of(self, session, card: str) -> str:
        return session.scalars(select(Card.member_id).where(Card.id == card)).one()

    def changed_at(self, card: str) -> int:
        with self.house.database.reading(self.brand) as session:
            return session.scalars(select(Card.changed_at).where(Card.id == card)).one()


@pytest.fixture
def office(house) -> Office:
    return Office(house)


def registered(office: Office, url: str, card: str, number: int) -> Phone:
    phone = Phone(url, f"device-{number}", a_token(number))
    phone.register(office.house.pass_of(office.brand, card))
    return phone


def pushed(stand_in) -> list[str]:
    return sorted(push.token[-1] for push in stand_in.accepted)


def test_colleagues_follow_and_the_buyer_is_pushed_once(office, url, stand_in):
    buyer, colleague = office.a_card(), office.a_card()
    registered(office, url, buyer, 1)
    phone = registered(office, url, colleague, 2)
    held = office.house.pass_of(office.brand, colleague)
    date = phone.fetch(held).headers["Last-Modified"]
    office.house.clock.advance(5)
    office.buy(buyer)
    office.house.pay()
    assert pushed(stand_in) == ["1"]
    office.house.pay(2)
    office.house.pay(1)
    assert pushed(stand_in) == ["1", "2"]
    assert phone.fetch(held, date).status_code == 200


def test_strangers_do_not_follow(office, url, stand_in):
    with office.house.database.writing(office.brand) as session:
        other_company = factories.a_company(session, "Another")
        other_program = office.a_program(session, "company")
    buyer = office.a_card()
    strangers = [office.a_card(other_company), office.a_card(program=other_program)]
    before = [office.changed_at(card) for card in strangers]
    for number, card in enumerate(strangers, start=2):
        registered(office, url, card, number)
    office.house.clock.advance(5)
    office.buy(buyer)
    for _ in range(3):
        office.house.pay(2)
    assert pushed(stand_in) == []
    assert [office.changed_at(card) for card in strangers] == before


def test_at_most_once_a_minute_for_an_account(office, url, stand_in):
    buyer, colleague = office.a_card(), office.a_card()
    registered(office, url, colleague, 2)
    for _ in range(60):
        office.buy(buyer)
        office.house.pay(2)
    assert 2 <= len(pushed(stand_in)) <= 3
    office.house.pay(60)
    office.house.pay(2)
    last = office.changed_at(colleague)
    assert last >= office.changed_at(buyer)
    assert office.house.owed("account-changed") == []


def test_followers_go_in_the_lowest_lane(office, url, stand_in):
    buyer, colleague = office.a_card(), office.a_card()
    registered(office, url, colleague, 2)
    office.buy(buyer)
    office.house.pay()
    office.house.clock.advance(2)
    office.house.relay.pay_due()
    assert [(one.subject, one.lane) for one in office.house.owed()] == [(colleague, 9)]


def test_a_holdings_account_reaches_every_company_below(office, url, stand_in):
    with office.house.database.writing(office.brand) as session:
        program = office.a_program(session, "holding")
        daughter = factories.a_company(session, "Daughter", parent_id=office.company)
        grandchild = factories.a_company(session, "Grandchild", parent_id=daughter)
    cards = [
        office.a_card(company, program)
        for company in (office.company, daughter, grandchild)
    ]
    for number, card in enumerate(cards, start=1):
        registered(office, url, card, number)
    office.house.clock.advance(5)
    office.buy(cards[2])
    for _ in range(3):
        office.house.pay(2)
    assert pushed(stand_in) == ["1", "2", "3"]
    assert len(office.house.rows(Company)) == 3


def test_pages_reach_the_last_card(any_house, monkeypatch):
    monkeypatch.setattr(following, "PAGE", 2)
    office = Office(any_house)
    cards = [office.a_card() for _ in range(5)]
    before = [office.changed_at(card) for card in cards]
    any_house.clock.advance(5)
    office.buy(cards[0])
    for _ in range(2):
        any_house.pay(2)
    after = [office.changed_at(card) for card in cards]
    assert all(later > earlier for earlier, later in zip(before, after, strict=True))
    states = {one.state for one in any_house.rows(OutboxMessage)}
    assert states == {"delivered"}


def test_the_date_moves_on_by_a_second_at_least(office, url):
    buyer, colleague = office.a_card(), office.a_card()
    before = office.changed_at(colleague)
    office.buy(buyer)
    office.house.clock.advance(-30)
    for _ in range(40):
        office.house.pay(1)
    assert office.changed_at(colleague) > before


def test_an_account_that_is_gone_owes_nothing(office):
    card = office.a_card()
    office.buy(card)
    with office.house.database.writing_across_brands() as session:
        session.connection().exec_driver_sql(
            "UPDATE outbox_messages SET subject = 'acct_gone' "
            "WHERE topic = 'account-changed'"
        )
    office.house.pay(2)
    assert office.house.owed("account-changed") == []
