"""A stand-in for Google Wallet with one account, and a client of it."""

from __future__ import annotations

import pytest

from tests.wallets.google import samples
from wallet_service.simulator.google_accounts import Account
from wallet_service.simulator.google_stand_in import GoogleStandIn
from wallet_service.wallets.google.client import GoogleClient, Limits


@pytest.fixture
def google():
    with GoogleStandIn(clock=lambda: samples.NOW) as stand_in:
        yield stand_in


@pytest.fixture
def account(google):
    keys = {"key-1": samples.public_pem()}
    issuers = frozenset({samples.ISSUER})
    google.accounts.invite(Account(samples.EMAIL, keys, issuers))
    return samples.account(token_uri=google.token_uri)


@pytest.fixture
def make_client(google, account):
    """Makes clients that never sleep between tries."""
    made = []

    def make(**changes):
        given = {
            "issuer_id": samples.ISSUER,
            "api_url": google.url,
            "limits": Limits(connect=2.0, answer=5.0),
            "wait": lambda seconds: None,
            **changes,
        }
        client = GoogleClient(given.pop("account", account), **given)
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client):
    return make_client()


@pytest.fixture
def card(client):
    """A class and an object at the stand-in."""
    client.classes.insert(samples.loyalty_class())
    client.objects.insert(samples.loyalty_object())
    return samples.OBJECT_ID
