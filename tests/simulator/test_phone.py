"""A virtual phone does what an iPhone does, and accepts nothing that one refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import certificates
from tests.simulator import cards
from tests.simulator.pass_server import PassServer
from tests.simulator.post_office import PostOffice
from wallet_service.cards.standing import CardStanding, CashbackStanding
from wallet_service.passes.card_view import Effect
from wallet_service.simulator import pass_check, phone_errands, phone_notices
from wallet_service.simulator.phone import VirtualPhone
from wallet_service.simulator.phone_state import PhoneOptions

SERIAL = "serial-1"
SECONDS = 10


def root():
    return certificates.chain().root.certificate_pem


def options(**changes):
    found = {
        "trusted_roots": (root(),),
        "allow_loopback_http": True,
        "retry_waits": (0.01,) * 5,
        **changes,
    }
    return PhoneOptions(**found)


@pytest.fixture
def server():
    running = PassServer().start()
    yield running
    running.stop()


@pytest.fixture
def office():
    return PostOffice()


@pytest.fixture
def switched_on(office):
    phones = []

    def switch_on(**changes):
        phone = VirtualPhone(options(**changes), office, lambda: certificates.NOW)
        phones.append(phone)
        phone.start()
        return phone

    yield switch_on
    for phone in phones:
        phone.stop()


def put(server, card=None, serial_number=SERIAL, **more):
    """Keep a copy of the card at the server."""
    card = card or cards.view()
    data = cards.build(card, serial_number, **{"url": server.service, **more})
    server.keep(serial_number, data, cards.TOKEN)


def purchase(minute=0, **changes):
    """The cashback card after a purchase."""
    return cards.news(cards.view(**changes), 15_000, [Effect("points", 750)], minute)


def installed(server, phone, serial_number=SERIAL):
    phone.add_pass(server.link(serial_number))
    assert phone.wait_for(lambda one: one.journal.of("registered"), SECONDS)
    return phone.find(serial_number)


def changed(server, office, phone, card, **more):
    """Change the card, push, and wait until the phone has nothing left to do."""
    put(server, card, **more)
    office.push(phone.push_token)
    assert phone.wait_until_idle(SECONDS)
    return phone.find(SERIAL)


def balance(card):
    return card.pass_file.document["storeCard"]["headerFields"][0]["value"]


def texts(phone):
    return [notice.text for notice in phone.notices]


def complaints(phone):
    return [event.text for event in phone.journal.of("complained")]


def test_a_phone_without_the_development_root_opens_no_development_pass(
    server, switched_on
):
    put(server)
    with pytest.raises(pass_check.PassRefused, match="root is not trusted"):
        switched_on(trusted_roots=()).add_pass(server.link(SERIAL))


def test_a_phone_without_the_http_allowance_opens_no_pass_with_an_http_service(
    server, switched_on
):
    put(server)
    with pytest.raises(pass_check.PassRefused, match="webServiceURL"):
        switched_on(allow_loopback_http=False).add_pass(server.link(SERIAL))


def test_a_phone_registers_with_the_address_and_the_token_found_in_the_pass(
    server, switched_on
):
    put(server)
    phone = switched_on()
    installed(server, phone)
    ((_, path, headers),) = [one for one in server.requests if one[0] == "POST"]
    assert path.endswith(f"/registrations/{certificates.PASS_TYPE}/{SERIAL}")
    assert headers["authorization"] == f"ApplePass {cards.TOKEN}"
    assert list(server.push_tokens.values()) == [phone.push_token]


def test_a_push_brings_the_new_copy_and_its_own_text_to_the_lock_screen(
    server, office, switched_on
):
    put(server)
    phone = switched_on()
    installed(server, phone)
    now = changed(server, office, phone, purchase(standing=richer()))
    assert balance(now) == "2,002.50\u00a0₽"
    assert texts(phone) == [
        "Purchase on 22\u00a0November at 15:00, 150.00\u00a0₽, points +7.50\u00a0₽. "
        "Available 2,002.50\u00a0₽."
    ]
    assert phone.notices[0].title == "Lumenord"
    assert not complaints(phone)


def richer():
    points = CashbackStanding(200_250, 0, 0, None)
    return CardStanding(rate_bp=500, cashback=points)


def test_a_change_without_news_is_silent(server, office, switched_on):
    put(server)
    phone = switched_on()
    installed(server, phone)
    now = changed(server, office, phone, cards.view(standing=richer()))
    assert balance(now) == "2,002.50\u00a0₽"
    assert not phone.notices


def test_two_fields_that_ring_at_once_give_one_general_text(
    server, office, switched_on
):
    put(server, document=ringing("one", "two"))
    phone = switched_on()
    installed(server, phone)
    changed(server, office, phone, cards.view(), document=ringing("three", "four"))
    assert texts(phone) == ["Your card has been updated."]


def test_a_change_message_without_a_place_for_the_value_gives_the_general_text():
    old, new = (
        replace(opened(), document=ringing(value, message="Something changed"))
        for value in ("one", "two")
    )
    assert phone_notices.notice_text(old, new, "ru") == "Карта обновлена."


def opened():
    """A pass, as the phone holds it."""
    return pass_check.check(
        cards.build(cards.view()),
        trusted_roots=[root()],
        now=certificates.NOW,
        allow_loopback_http=True,
    )


def ringing(*values, message="%@"):
    fields = [
        {"key": f"field-{place}", "value": value, "changeMessage": message}
        for place, value in enumerate(values)
    ]
    return {"storeCard": {"backFields": fields}}


def test_the_phone_asks_with_the_tag_it_was_given_and_the_date_it_was_given(
    server, office, switched_on
):
    put(server)
    phone = switched_on()
    installed(server, phone)
    changed(server, office, phone, purchase(1))
    changed(server, office, phone, purchase(2))
    lists = server.times("GET", "/registrations/")
    assert [path.partition("?")[2] for path in lists] == ["", "passesUpdatedSince=2"]
    conditions = [
        headers["if-modified-since"]
        for _, path, headers in server.requests
        if "/v1/passes/" in path
    ]
    assert conditions == [
        "Sun, 22 Nov 2026 09:30:00 GMT",
        "Sun, 22 Nov 2026 09:30:01 GMT",
    ]


def test_the_list_and_the_log_are_asked_without_authorization(
    server, office, switched_on
):
    put(server)
    phone = switched_on()
    installed(server, phone)
    changed(server, office, phone, purchase())
    office.push(phone.push_token)
    assert phone.wait_until_idle(SECONDS)
    bare = [
        headers
        for verb, path, headers in server.requests
        if path.endswith("/log") or (verb == "GET" and "/registrations/" in path)
    ]
    assert len(bare) == 3
    assert all("authorization" not in headers for headers in bare)


def test_a_push_for_nothing_is_complained_of_in_the_words_of_ios(
    server, office, switched_on
):
    put(server)
    phone = switched_on()
    installed(server, phone)
    changed(server, office, phone, purchase())
    office.push(phone.push_token)
    assert phone.wait_until_idle(SECONDS)
    (message,) = server.logs
    assert message.startswith("[2026-11-22 09:30:00 +0000] Web service error for pass.")
    assert "spurious push" in message


def test_a_pass_listed_and_then_unchanged_is_complained_of(server, office, switched_on):
    put(server)
    phone = switched_on()
    installed(server, phone)
    server.broken["GET", "/apple/v1/passes/"] = [304]
    changed(server, office, phone, purchase())
    assert "but the pass was unchanged" in server.logs[0]


def test_bytes_sent_again_in_place_of_304_are_complained_of(
    server, office, switched_on
):
    put(server)
    phone = switched_on()
    installed(server, phone)
    same = server.passes[SERIAL].data
    server.keep(SERIAL, same, cards.TOKEN)
    office.push(phone.push_token)
    assert phone.wait_until_idle(SECONDS)
    assert "ignored the 'if-modified-since' header" in server.logs[0]


def test_a_failing_service_is_asked_again_until_it_answers(server, office, switched_on):
    put(server)
    phone = switched_on()
    installed(server, phone)
    server.broken["GET", "/apple/v1/devices/"] = [500, 503]
    server.broken["GET", "/apple/v1/passes/"] = [500]
    now = changed(server, office, phone, purchase(standing=richer()))
    assert balance(now) == "2,002.50\u00a0₽"
    assert "Unexpected response code 503" in "".join(server.logs)


def test_what_the_phone_gave_up_on_comes_with_the_next_push(
    server, office, switched_on
):
    put(server)
    phone = switched_on()
    before = installed(server, phone)
    server.broken["GET", "/apple/v1/passes/"] = [500] * 6
    assert changed(server, office, phone, purchase(standing=richer())) == before
    office.push(phone.push_token)
    assert phone.wait_until_idle(SECONDS)
    assert balance(phone.find(SERIAL)) == "2,002.50\u00a0₽"


def test_a_phone_that_is_turned_away_asks_for_no_more_updates(
    server, office, switched_on
):
    put(server)
    phone = switched_on()
    installed(server, phone)
    server.passes[SERIAL].token = "another-token-than-in-the-pass"
    server.tag = server.passes[SERIAL].tag = 9
    office.push(phone.push_token)
    assert phone.wait_until_idle(SECONDS)
    assert not phone.find(SERIAL).gets_updates
    assert "Authentication failure" in server.logs[0]
    asked = len(server.times("GET", "/v1/"))
    office.push(phone.push_token)
    assert phone.wait_until_idle(SECONDS)
    assert len(server.times("GET", "/v1/")) == asked


def test_an_altered_copy_is_refused_and_the_old_one_stays(server, office, switched_on):
    put(server)
    phone = switched_on()
    before = installed(server, phone)
    data = cards.build(purchase(), SERIAL, url=server.service)
    server.keep(SERIAL, data.replace(b"storeCard", b"storeCarb"), cards.TOKEN)
    office.push(phone.push_token)
    assert phone.wait_until_idle(SECONDS)
    assert phone.find(SERIAL) == before
    assert "Received invalid pass data" in server.logs[0]


@pytest.mark.parametrize(
    "change", [{"token": "a-token-that-is-not-the-first-one"}, {"serial_number": "two"}]
)
def test_statement_23_a_copy_with_another_identity_is_refused(
    server, office, switched_on, change
):
    put(server)
    phone = switched_on()
    before = installed(server, phone)
    changes = {"serial_number": SERIAL, "url": server.service, **change}
    server.keep(SERIAL, cards.build(purchase(), **changes), cards.TOKEN)
    office.push(phone.push_token)
    assert phone.wait_until_idle(SECONDS)
    assert phone.find(SERIAL) == before


def test_statement_36_a_voided_copy_without_a_service_ends_the_registration(
    server, office, switched_on
):
    put(server)
    phone = switched_on()
    installed(server, phone)
    now = changed(server, office, phone, cards.view(state="retired"))
    assert now.is_voided
    assert not now.gets_updates
    assert not server.registrations


def test_a_removed_pass_is_unregistered(server, switched_on):
    put(server)
    phone = switched_on()
    installed(server, phone)
    phone.remove_pass(SERIAL)
    assert phone.wait_until_idle(SECONDS)
    assert not server.registrations
    assert not phone.passes


def test_a_pass_of_another_type_does_not_react_to_the_push(server, office, switched_on):
    put(server)
    phone = switched_on()
    installed(server, phone)
    office.push(phone.push_token, "pass.com.example.another")
    assert phone.wait_until_idle(SECONDS)
    assert not phone.journal.of("asked")


@pytest.mark.parametrize(
    ("header", "value"),
    [("Content-Type", "application/zip"), ("Content-Type", "text/html")],
)
def test_statement_11_safari_takes_nothing_that_is_not_served_as_a_pass(
    server, switched_on, header, value
):
    put(server)
    server.download_headers[header] = value
    with pytest.raises(phone_errands.LinkUnusable, match="cannot download"):
        switched_on().add_pass(server.link(SERIAL))


def test_a_phone_is_the_same_one_after_a_restart(server, office, switched_on, tmp_path):
    put(server)
    folder = tmp_path / "phone"
    phone = switched_on(folder=folder)
    installed(server, phone)
    changed(server, office, phone, purchase(1))
    phone.stop()
    put(server, purchase(2, standing=richer()))
    again = switched_on(folder=folder)
    assert again.wait_until_idle(SECONDS)
    assert again.push_token == phone.push_token
    assert texts(again)[:-1] == texts(phone)
    assert balance(again.find(SERIAL)) == "2,002.50\u00a0₽"
    assert len(list(folder.glob("*.pkpass"))) == 1
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
