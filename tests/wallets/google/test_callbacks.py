"""Google's signed callbacks: what is accepted, what is refused, who asks for keys."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.simulator import google_house
from tests.wallets.google.samples import CLASS_ID, ISSUER, NOW, OBJECT_ID
from wallet_service.simulator.google_callback_signer import CallbackSigner
from wallet_service.wallets.google import callback_keys, callbacks
from wallet_service.wallets.google.callback_keys import KeysUnavailable, RootKeys
from wallet_service.wallets.google.callbacks import CallbackRefused, Event

OTHER_ISSUER = "3388000000099999999"


class KeysPage:
    """Google's page of keys; counts who asks."""

    def __init__(self, signer):
        self.signer = signer
        self.asked = 0
        self.is_down = False

    def __call__(self):
        self.asked += 1
        if self.is_down:
            raise OSError("unreachable")
        return self.signer.keys_page()


@pytest.fixture
def signer():
    return CallbackSigner(lambda: NOW)


@pytest.fixture
def page(signer):
    return KeysPage(signer)


@pytest.fixture
def keys(page):
    return RootKeys(page)


def message(signer, **changes):
    content = signer.message(class_id=CLASS_ID, object_id=OBJECT_ID, event="save")
    return {**content, **changes}


def signed(signer, **changes):
    return signer.sign(message(signer, **changes), issuer_id=ISSUER)


def verify(body, keys, at=NOW, issuer_id=ISSUER):
    return callbacks.verify(body, issuer_id=issuer_id, keys=keys, at=at)


def refusal(body, keys, **given):
    with pytest.raises(CallbackRefused) as refused:
        verify(body, keys, **given)
    return refused.value.reason


def altered(body, *path):
    """The body with one character of a value changed."""
    envelope = json.loads(body)
    place = envelope
    for name in path[:-1]:
        place = place[name]
    value = place[path[-1]]
    middle = len(value) // 2
    place[path[-1]] = (
        value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :]
    )
    return json.dumps(envelope).encode()


def test_a_callback_says_who_did_what(signer, keys):
    body = signed(signer, nonce="n-1", extra="a field that may come later")
    callback = verify(body, keys)
    assert (callback.class_id, callback.object_id) == (CLASS_ID, OBJECT_ID)
    assert (callback.event, callback.nonce) == (Event.SAVE, "n-1")
    assert callback.expires_at == NOW + signer.message_lives
    assert callbacks.claimed_issuer(body) == ISSUER
    assert verify(signed(signer, eventType="del"), keys).event is Event.DELETE


def test_google_statement_29_text_that_is_not_ascii_is_accepted(signer, keys):
    assert verify(signed(signer, note="кафе ☕ naïve"), keys).object_id == OBJECT_ID


@pytest.mark.parametrize("protocol", ["ECv2", "ECv1", ""])
def test_google_statement_28_another_protocol_is_refused(signer, keys, protocol):
    body = signer.sign(message(signer), issuer_id=ISSUER, protocol=protocol)
    assert refusal(body, keys) == "protocol"


def test_google_statement_28_a_root_key_that_ended_is_refused(signer, keys):
    body = signed(signer)
    signer.root_lives = timedelta(seconds=-1)
    assert refusal(body, keys) == "intermediate_key_signature"


def test_google_statement_28_an_intermediate_key_that_ended_is_refused(signer, keys):
    signer.intermediate_lives = timedelta(seconds=0)
    assert refusal(signed(signer), keys) == "intermediate_key_expired"


def test_google_statement_28_a_message_that_ended_is_refused(signer, keys):
    body = signed(signer)
    assert refusal(body, keys, at=NOW + signer.message_lives) == "expired"


def test_google_statement_28_another_issuer_s_callback_is_refused(signer, keys):
    theirs = signer.sign(message(signer), issuer_id=OTHER_ISSUER)
    assert refusal(theirs, keys) == "signature"
    ours = signed(signer, objectId=f"{OTHER_ISSUER}.card_1")
    assert refusal(ours, keys) == "other_issuer"
    assert refusal(signed(signer, classId=f"{OTHER_ISSUER}.x"), keys) == "other_issuer"


@pytest.mark.parametrize(
    "path",
    [
        ("signature",),
        ("signedMessage",),
        ("protocolVersion",),
        ("intermediateSigningKey", "signedKey"),
        ("intermediateSigningKey", "signatures", 0),
    ],
    ids=str,
)
def test_google_statement_28_an_altered_byte_is_refused(signer, keys, path):
    body = signed(signer)
    verify(body, keys)
    assert refusal(altered(body, *path), keys)


def test_google_statement_28_a_stranger_s_root_key_is_refused(signer, keys):
    stranger = CallbackSigner(lambda: NOW)
    assert refusal(signed(stranger), keys) == "intermediate_key_signature"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b'{"protocolVersion": "ECv2SigningOnly"}',
        b"[" * 100_000,
        b'{"x": "' + b"x" * 70_000 + b'"}',
    ],
    ids=["empty", "array", "null", "not text", "bare", "deep", "long"],
)
def test_what_is_no_callback_is_refused(keys, page, body):
    assert refusal(body, keys)
    with pytest.raises(CallbackRefused):
        callbacks.claimed_issuer(body)
    assert page.asked == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"eventType": "open"}, "event"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": "x" * 201}, "nonce"),
        ({"nonce": 7}, "malformed"),
        ({"expTimeMillis": None}, "malformed"),
        ({"expTimeMillis": True}, "malformed"),
        ({"expTimeMillis": 10**30}, "malformed"),
        ({"objectId": f"{ISSUER}.a b"}, "identifiers"),
        ({"classId": None}, "malformed"),
    ],
)
def test_a_signed_message_of_another_shape_is_refused(signer, keys, changes, reason):
    assert refusal(signed(signer, **changes), keys) == reason


def test_a_signature_that_is_no_base64_is_refused(signer, keys):
    envelope = {**json.loads(signed(signer)), "signature": "no base64!"}
    assert refusal(json.dumps(envelope).encode(), keys) == "malformed"


def test_who_claims_no_issuer_is_refused(signer):
    with pytest.raises(CallbackRefused, match="identifiers"):
        callbacks.claimed_issuer(signed(signer, objectId="card_1"))


def test_half_a_character_is_refused(signer, keys):
    body = signed(signer).replace(b"save", b"\\ud800")
    assert refusal(body, keys) == "malformed"


def test_a_time_may_be_text(signer, keys):
    later = str(int((NOW + timedelta(hours=1)).timestamp() * 1000))
    assert verify(signed(signer, expTimeMillis=later), keys)


def test_google_statement_31_forged_callbacks_fetch_the_keys_once(signer, keys, page):
    stranger = CallbackSigner(lambda: NOW)
    for second in range(100):
        refusal(signed(stranger), keys, at=NOW + timedelta(seconds=second))
    assert page.asked == 1


def test_google_statement_31_keys_are_kept_for_a_day(signer, keys, page):
    signer.message_lives = timedelta(days=3)
    body = signed(signer)
    for hour in range(24):
        verify(body, keys, at=NOW + timedelta(hours=hour))
    assert page.asked == 1
    verify(body, keys, at=NOW + timedelta(hours=24))
    assert page.asked == 2


def test_a_new_root_key_is_learnt_before_the_old_page_is_forgotten(signer, keys, page):
    verify(signed(signer), keys)
    signer.rotate()
    body = signed(signer)
    soon = NOW + timedelta(minutes=1)
    assert refusal(body, keys, at=soon) == "intermediate_key_signature"
    signer.message_lives = timedelta(hours=1)
    body = signed(signer)
    assert verify(body, keys, at=NOW + callback_keys.RENEWAL).object_id == OBJECT_ID
    assert page.asked == 2


def test_keys_that_are_kept_serve_while_google_is_down(signer, keys, page):
    signer.message_lives = timedelta(days=3)
    body = signed(signer)
    verify(body, keys)
    page.is_down = True
    assert verify(body, keys, at=NOW + timedelta(hours=30))


def test_without_any_key_the_caller_learns_that_it_is_not_the_callback_s_fault(
    signer, keys, page
):
    page.is_down = True
    with pytest.raises(KeysUnavailable):
        verify(signed(signer), keys)
    page.is_down = False
    with pytest.raises(KeysUnavailable):
        verify(signed(signer), keys, at=NOW + timedelta(seconds=1))
    assert page.asked == 1
    assert verify(signed(signer), keys, at=NOW + callback_keys.AFTER_FAILURE)


def test_kept_keys_that_ended_prove_nothing_while_google_is_down(signer, keys, page):
    signer.root_lives = timedelta(hours=1)
    signer.message_lives = timedelta(days=1)
    body = signed(signer)
    verify(body, keys)
    page.is_down = True
    with pytest.raises(KeysUnavailable):
        verify(body, keys, at=NOW + timedelta(hours=2))


def test_a_page_of_keys_that_is_not_there_is_no_key(signer):
    with google_house.listening(answer=404) as server:
        url = f"http://127.0.0.1:{server.server_port}/keys"
        with pytest.raises(KeysUnavailable):
            verify(signed(signer), RootKeys(callback_keys.fetcher(url)))


def another_curve():
    key = ec.generate_private_key(ec.SECP384R1()).public_key()
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(der).decode()


def key_page(**changes):
    listed = {
        "keyValue": "",
        "protocolVersion": "ECv2SigningOnly",
        "keyExpiration": "1",
    }
    return json.dumps({"keys": [{**listed, **changes}]}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"<html>",
        b"[]",
        b'{"keys": []}',
        key_page(protocolVersion="ECv1"),
        key_page(keyValue="no base64!"),
        key_page(keyValue=base64.b64encode(b"no key").decode()),
        key_page(keyValue=another_curve()),
        key_page(keyValue=another_curve(), keyExpiration="soon"),
    ],
)
def test_a_page_without_usable_keys_is_refused(content):
    with pytest.raises(ValueError, match=r"key|JSON|Expecting|time|literal"):
        callback_keys.read(content)
