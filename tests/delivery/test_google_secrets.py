"""Keys, tokens and links of Google's side stay where they belong; brands stay apart."""

from __future__ import annotations

import json
import logging

import pytest
import requests
from sqlalchemy import select

from tests import factories
from tests.delivery import google_house
from wallet_service import logs
from wallet_service.models.google import GoogleIssuer
from wallet_service.services.errors import Conflict
from wallet_service.simulator.google_faults import PERMISSION_DENIED


@pytest.fixture
def house(database, tmp_path):
    with google_house.opened(database, tmp_path) as found:
        found.install()
        yield found


@pytest.fixture
def every_log():
    """Everything that would be logged, down to each request."""
    logs.configure("DEBUG")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    yield
    logs.configure("ERROR")


def test_google_statement_18_only_who_holds_the_card_s_link_gets_one(house):
    card = house.add_card()
    old = house.link(card)
    house.reissue(card)
    for link in (f"{house.url}/c/{'x' * 22}", old, house.link(card)[:-1]):
        answer = requests.get(f"{link}/google", allow_redirects=False, timeout=20)
        assert answer.status_code == 404
        assert "Location" not in answer.headers

    assert house.calls("loyaltyobject.insert") == 0


def test_google_statement_33_the_key_lies_sealed_and_is_printed_nowhere(house):
    secret = json.loads(house.credentials)["private_key"]
    with house.database.reading_across_brands() as session:
        row = session.scalars(select(GoogleIssuer)).one()
    assert secret.encode() not in row.credentials_sealed
    with house.database.reading(house.brand_id) as session:
        channel = house.adapters.google.channel(session)

    assert "PRIVATE" not in repr(channel)
    assert secret[40:80] not in repr(channel)


def test_google_statement_33_and_34_nothing_secret_is_in_logs_pages_or_the_database(
    house, every_log, capfd
):
    """Over an installation, a save, a purchase, a callback and a refusal."""
    house.install()
    card, key = house.add_card(), house.api_key()
    token = house.tap(card).headers["Location"].rpartition("/")[2]
    house.google.save(token, phone="pixel", person="pixel")
    assert house.google.callbacks.wait_until_idle()
    house.google.faults.always("*", PERMISSION_DENIED)
    house.buy(card, key)
    house.pay()
    page = house.tap(house.add_card()).text
    (callback,) = house.google.callbacks.sent
    signature = json.loads(callback.body)["signature"]
    bearer = next(iter(house.google.accounts._tokens))
    private = json.loads(house.credentials)["private_key"]
    kept = b"".join(
        path.read_bytes()
        for path in house.adapters.settings.data_dir.glob("wallet.db*")
    )
    said = capfd.readouterr()
    shown = said.out + said.err + page

    assert "google_callback" in shown
    assert "google_channel_stopped" in shown
    assert len(kept) > 100_000
    for secret in (token, bearer, signature, private[40:90], private.splitlines()[5]):
        assert secret not in shown
        assert secret.encode() not in kept


def test_google_statement_35_an_issuer_belongs_to_one_brand(house):
    other = factories.a_brand(house.database, house.adapters.vault, name="Other")
    with pytest.raises(Conflict) as refused:
        house.install(other)
    assert refused.value.code == "google_issuer_taken"
    with pytest.raises(Conflict) as refused:
        house.install(issuer_id="3388000000099999999")
    assert refused.value.code == "google_issuer_fixed"
