"""Letters reach the mail server once, later, or never; what was sent is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import mail_server
from wallet_service.app import create_app
from wallet_service.delivery import engines
from wallet_service.models.mail import Letter
from wallet_service.models.outbox import OutboxMessage
from wallet_service.services.mail import letter_texts, letters
from wallet_service.settings import Environment, Settings, SettingsError, load


@pytest.fixture
def server():
    with mail_server.running() as running:
        yield running


@pytest.fixture
def post_office(settings, adapters, server):
    """The parts with a mail server, as in production."""
    changes = {
        "smtp_url": Settings(
            base_url="http://localhost:8000",
            secret_key="a secret of the tests, long enough",
            env="development",
            smtp_url=server.url,
        ).smtp_url,
        "mail_from": "cards@example.com",
        "env": Environment.PRODUCTION,
    }
    parts = {name: getattr(adapters, name) for name in adapters.__slots__}
    parts["settings"] = settings.model_copy(update=changes)
    return type(adapters)(**parts)


def owe(parts, brand_id, kind=letter_texts.CODE, locale="en", **figures):
    now = parts.clock()
    new = letters.NewLetter(
        kind=kind,
        to="anna@partner.example",
        locale=locale,
        useless_at=now + timedelta(minutes=10),
        figures={"code": "123 456", "program": "Points", "minutes": "10", **figures},
    )
    with parts.database.writing(brand_id) as session:
        return letters.owe(session, parts.keyring, new, now=now)


def row(parts, letter_id):
    with parts.database.reading_across_brands() as session:
        letter = session.scalar(select(Letter).where(Letter.id == letter_id))
        owed = session.scalar(
            select(OutboxMessage).where(OutboxMessage.subject == letter_id)
        )
        return letter, owed


def test_a_letter_goes_out_once_and_is_forgotten(post_office, server, brand_id):
    letter_id = owe(post_office, brand_id)
    engines.pay_once(post_office)
    engines.pay_once(post_office)
    (sent,) = server.letters
    assert sent["To"] == "anna@partner.example"
    assert sent["From"] == "Acme <cards@example.com>"
    assert sent["Subject"] == "123 456 is your code for Points"
    assert sent["Message-ID"] == f"<{letter_id}@example.com>"
    assert "123 456" in sent.get_content()
    letter, owed = row(post_office, letter_id)
    assert letter.content_sealed is None
    assert letter.sent_at == post_office.clock()
    assert owed.state == "delivered"


@pytest.mark.parametrize("kind", ["code", "restore", "no_card", "data"])
@pytest.mark.parametrize("locale", ["en", "ru"])
def test_every_letter_can_be_written_in_both_languages(
    post_office, server, brand_id, kind, locale
):
    owe(post_office, brand_id, kind, locale, link="https://x.example/y", days="7")
    engines.pay_once(post_office)
    (sent,) = server.letters
    assert "Acme" in sent.get_content()
    assert "{" not in sent.get_content() + sent["Subject"]


def test_a_busy_server_is_asked_again(post_office, server, brand_id, clock):
    server.recipient_answer = "450 later"
    letter_id = owe(post_office, brand_id)
    engines.pay_once(post_office)
    letter, owed = row(post_office, letter_id)
    assert letter.content_sealed is not None
    assert (owed.state, owed.last_error) == ("queued", "the mail server answered 450")
    server.recipient_answer = "250 fine"
    clock.advance(seconds=5)
    engines.pay_once(post_office)
    assert len(server.letters) == 1


def test_a_server_that_is_down_is_waited_for(post_office, server, brand_id):
    server.greeting = "421 closing"
    letter_id = owe(post_office, brand_id)
    engines.pay_once(post_office)
    assert row(post_office, letter_id)[1].state == "queued"


def test_a_refused_address_ends_it_and_stands_in_no_reason(
    post_office, server, brand_id
):
    server.recipient_answer = "550 no such mailbox anna@partner.example"
    letter_id = owe(post_office, brand_id)
    engines.pay_once(post_office)
    letter, owed = row(post_office, letter_id)
    assert owed.state == "dead"
    assert owed.last_error == "the mail server answered 550"
    assert letter.content_sealed is None


def test_a_code_that_has_ended_is_not_sent(post_office, server, brand_id, clock):
    letter_id = owe(post_office, brand_id)
    clock.advance(minutes=10)
    engines.pay_once(post_office)
    assert server.letters == []
    assert row(post_office, letter_id)[1].state == "delivered"


def test_nothing_of_a_letter_lies_open_in_the_database(
    post_office, server, brand_id, tmp_path
):
    owe(post_office, brand_id)
    files = b"".join(path.read_bytes() for path in tmp_path.glob("wallet.db*"))
    assert b"123 456" not in files
    assert b"anna@partner.example" not in files


def test_in_development_letters_stay_and_can_be_read(adapters, client, brand_id):
    owe(adapters, brand_id)
    engines.pay_once(adapters)
    page = client.get("/development/letters").text
    assert "123 456 is your code for Points" in page
    assert "anna@partner.example" in page


def test_letters_are_shown_in_development_alone(settings, adapters, post_office):
    app = create_app(post_office.settings, post_office)
    assert app.test_client().get("/development/letters").status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("smtp_url", "mail.example.com"),
        ("smtp_url", "http://mail.example.com"),
        ("smtp_url", "smtp://:587"),
        ("smtp_url", "smtp://user:secret@mail.example.com:x"),
        ("mail_from", "nobody"),
        ("mail_from", "a@b"),
    ],
)
def test_a_wrong_setting_is_named_and_not_repeated(monkeypatch, name, value):
    monkeypatch.setenv("WALLET_BASE_URL", "https://cards.example.com")
    monkeypatch.setenv("WALLET_SECRET_KEY", "a secret of the tests, long enough")
    monkeypatch.setenv(f"WALLET_{name.upper()}", value)
    with pytest.raises(SettingsError, match=f"WALLET_{name.upper()}") as refused:
        load()
    assert "secret@" not in str(refused.value)
