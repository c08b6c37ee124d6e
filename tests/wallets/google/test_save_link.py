"""Save links: short, signed by the account, and naming nothing but an object."""

from __future__ import annotations

import pytest
from google.auth import jwt

from tests.wallets.google import samples
from wallet_service.wallets.google import (
    addresses,
    identifiers,
    save_link,
    service_account,
)

ORIGINS = ("https://cards.example.com",)


def token(object_id=samples.OBJECT_ID, origins=ORIGINS):
    return save_link.save_token(
        samples.account(), object_id, origins=origins, at=samples.NOW
    )


def test_google_statement_13_the_header_names_algorithm_and_key():
    header = jwt.decode_header(token())
    assert header == {"alg": "RS256", "typ": "JWT", "kid": "key-1"}
    jwt.decode(token(), certs=samples.public_pem(), verify=False)
    head, body, _ = token().split(".")
    other = token(object_id=f"{samples.ISSUER}.card_2").split(".")[2]
    with pytest.raises(ValueError, match="signature"):
        jwt.decode(f"{head}.{body}.{other}", certs=samples.public_pem())


def test_google_statement_14_the_claims_are_those_that_google_documents():
    claims = jwt.decode(token(), verify=False)
    assert {name: claims[name] for name in ("iss", "aud", "typ")} == {
        "iss": samples.EMAIL,
        "aud": "google",
        "typ": "savetowallet",
    }
    assert claims["iat"] == int(samples.NOW.timestamp())
    assert type(claims["iat"]) is int


@pytest.mark.parametrize(
    "origins",
    [
        (),
        ("https://cards.example.com/c",),
        ("cards.example.com",),
        ("http://cards.example.com",),
        ("https://me@cards.example.com",),
    ],
)
def test_google_statement_15_origins_are_https_without_a_path(origins):
    assert jwt.decode(token(), verify=False)["origins"] == list(ORIGINS)
    with pytest.raises(ValueError, match="origins"):
        token(origins=origins)


def test_plain_http_is_an_origin_on_this_machine_alone():
    origin = addresses.origin_of("http://127.0.0.1:8000/c/abc?x=1")
    assert origin == "http://127.0.0.1:8000"
    assert jwt.decode(token(origins=(origin,)), verify=False)["origins"] == [origin]


def test_google_statement_16_the_payload_names_the_object_alone():
    payload = jwt.decode(token(), verify=False)["payload"]
    assert payload == {"loyaltyObjects": [{"id": samples.OBJECT_ID}]}


def test_google_statement_17_the_token_is_short_and_the_address_google_s():
    longest = f"{samples.ISSUER}.{'x' * identifiers.LONGEST_SUFFIX}"
    assert len(token(object_id=longest)) <= save_link.LONGEST_TOKEN
    url = save_link.save_url(token())
    assert url == f"https://pay.google.com/gp/v/save/{token()}"
    with pytest.raises(ValueError, match="1800"):
        save_link.save_url("x" * 1801)


def test_a_link_needs_an_object_s_identifier():
    with pytest.raises(identifiers.InvalidIdentifier):
        token(object_id="card_1")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"type": "authorized_user"}, "no key of a service account"),
        ({"client_email": None}, '"client_email"'),
        ({"private_key_id": ""}, '"private_key_id"'),
        ({"private_key": "-----BEGIN PRIVATE KEY-----\nAAAA"}, "no RSA key"),
        ({"token_uri": None}, '"token_uri"'),
        ({"token_uri": "http://oauth2.example.com/token"}, "no https address"),
    ],
)
def test_a_file_that_is_no_key_is_refused_with_what_is_wrong(changes, said):
    with pytest.raises(service_account.UnusableCredentials, match=said):
        samples.account(**changes)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff"])
def test_a_file_that_is_no_json_object_is_refused(content):
    with pytest.raises(service_account.UnusableCredentials, match="JSON"):
        service_account.load(content)


def test_google_statement_33_the_account_does_not_show_its_key():
    account = samples.account()
    shown = f"{account!r} {account}"
    assert "PRIVATE" not in shown
    assert "signer" not in shown
