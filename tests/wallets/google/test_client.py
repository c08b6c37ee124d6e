"""The REST client against the stand-in: what each answer means, what is repeated."""

from __future__ import annotations

import concurrent.futures
import socket
from types import SimpleNamespace

import pytest

from tests.simulator import google_house
from tests.wallets.google import samples
from tests.wallets.google.samples import CLASS_ID, ISSUER, OBJECT_ID
from wallet_service.simulator import google_faults
from wallet_service.simulator.google_faults import Answer, Delay, Drop, Garbage
from wallet_service.wallets.google import answers, discovery, identifiers, tokens
from wallet_service.wallets.google.answers import (
    AlreadyExists,
    CredentialRefused,
    Done,
    NotFound,
    NoticesUsedUp,
    PermissionDenied,
    Refused,
    TryLater,
    Unanswered,
)
from wallet_service.wallets.google.client import GoogleClient, Limits

PATCH = "loyaltyobject.patch"
POINTS = {"loyaltyPoints": {"balance": {"money": {"micros": "1"}}}}


def test_a_class_and_an_object_are_made_read_changed_and_listed(client):
    made = client.classes.insert(samples.loyalty_class())
    assert isinstance(made, Done)
    assert made.resource["reviewStatus"] == "APPROVED"
    assert isinstance(client.objects.insert(samples.loyalty_object()), Done)
    changed = client.objects.patch(OBJECT_ID, POINTS)
    assert isinstance(changed, Done)
    money = changed.resource["loyaltyPoints"]["balance"]["money"]
    assert money == {"micros": "1", "currencyCode": "RUB"}
    read = client.objects.get(OBJECT_ID)
    assert isinstance(read, Done)
    assert read.resource["hasUsers"] is False
    assert read.resource["classReference"]["id"] == CLASS_ID
    listed = client.classes.list()
    assert isinstance(listed, Done)
    assert [one["id"] for one in listed.resource["resources"]] == [CLASS_ID]


def test_objects_are_listed_in_pages(client):
    client.classes.insert(samples.loyalty_class())
    names = [f"{ISSUER}.card_{number}" for number in range(5)]
    for name in names:
        client.objects.insert(samples.loyalty_object(id=name))
    found, token = [], None
    for _ in range(3):
        page = client.objects.list(class_id=CLASS_ID, most=2, token=token)
        found += [one["id"] for one in page.resource["resources"]]
        token = page.resource["pagination"].get("nextPageToken")
    assert (found, token) == (names, None)


def test_a_message_is_appended(client, card):
    assert isinstance(client.objects.add_message(card, samples.message()), Done)
    read = client.objects.get(card)
    assert [one["id"] for one in read.resource["messages"]] == ["msg_1"]


def test_google_statement_20_nothing_is_ever_put(client, card, google):
    client.objects.patch(card, POINTS)
    assert not hasattr(client.objects, "update")
    methods = {call.method for call in google.journal.calls}
    assert methods == {"loyaltyclass.insert", "loyaltyobject.insert", PATCH}


def test_google_statement_21_an_insert_of_what_is_there_says_so(client, card):
    again = client.objects.insert(samples.loyalty_object())
    assert again == AlreadyExists()
    assert isinstance(client.objects.patch(card, POINTS), Done)


def test_google_statement_21_a_patch_of_what_never_was_says_so(client):
    assert isinstance(client.objects.patch(OBJECT_ID, POINTS), NotFound)
    orphan = client.objects.insert(samples.loyalty_object())
    assert isinstance(orphan, NotFound)
    assert CLASS_ID in orphan.message


@pytest.mark.parametrize(
    "fault", [google_faults.RATE_LIMITED, Answer(503), Answer(500)]
)
def test_google_statement_22_busy_is_tried_again_with_growing_pauses(
    make_client, google, fault
):
    pauses: list[float] = []
    client = make_client(
        limits=Limits(attempts=4, pause=1.0, call=60.0), wait=pauses.append
    )
    client.classes.insert(samples.loyalty_class())
    google.faults.always("loyaltyclass.get", fault)
    answer = client.classes.get(CLASS_ID)
    assert isinstance(answer, TryLater)
    assert answer.is_limited is (fault.status == 429)
    assert answer.retry_after == fault.retry_after
    assert google.journal.count("loyaltyclass.get") == 4
    for doubled, pause in enumerate(pauses):
        assert 0.5 * 2**doubled <= pause <= max(2.0**doubled, fault.retry_after or 0)


def test_google_statement_22_pauses_are_not_all_alike(make_client, google):
    pauses: list[float] = []
    client = make_client(limits=Limits(attempts=2), wait=pauses.append)
    google.faults.always(google_faults.ANY, Answer(503))
    for _ in range(8):
        client.classes.get(CLASS_ID)
    assert len(set(pauses)) > 1


def test_google_statement_22_a_busy_moment_passes(client, google):
    google.faults.next("loyaltyclass.insert", google_faults.UNAVAILABLE)
    assert isinstance(client.classes.insert(samples.loyalty_class()), Done)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Answer(400, "invalidResource"), Refused),
        (google_faults.PERMISSION_DENIED, PermissionDenied),
        (Answer(403, "accessNotConfigured"), PermissionDenied),
        (google_faults.NOTICES_USED_UP, NoticesUsedUp),
        (Answer(404), NotFound),
        (Answer(409), AlreadyExists),
        (Answer(412, "conditionNotMet"), Refused),
        (Answer(302), Refused),
    ],
)
def test_google_statement_22_a_refusal_is_not_repeated(client, google, fault, kind):
    google.faults.always("loyaltyclass.get", fault)
    answer = client.classes.get(CLASS_ID)
    assert isinstance(answer, kind)
    assert google.journal.count("loyaltyclass.get") == 1


def test_a_limit_that_comes_as_403_is_a_limit(client, google):
    google.faults.always("loyaltyclass.get", Answer(403, "rateLimitExceeded"))
    answer = client.classes.get(CLASS_ID)
    assert isinstance(answer, TryLater)
    assert answer.is_limited


def test_an_unanswered_patch_is_repeated_because_it_is_absolute(client, card, google):
    google.faults.next(PATCH, Drop(is_done=True), Drop())
    assert isinstance(client.objects.patch(card, POINTS), Done)
    assert google.journal.count(PATCH) == 3


@pytest.mark.parametrize("fault", [Drop(is_done=True), Answer(503), Garbage()])
def test_google_statement_26_a_message_is_not_repeated_blindly(
    client, card, google, fault
):
    google.faults.next("loyaltyobject.addmessage", fault)
    answer = client.objects.add_message(card, samples.message())
    assert isinstance(answer, Unanswered | TryLater)
    assert google.journal.count("loyaltyobject.addmessage") == 1
    read = client.objects.get(card).resource
    was_done = not isinstance(fault, Answer)
    assert [one["id"] for one in read.get("messages", [])] == ["msg_1"] * was_done


def test_google_statement_26_a_message_over_the_limit_is_repeated(client, card, google):
    google.faults.next("loyaltyobject.addmessage", google_faults.RATE_LIMITED)
    assert isinstance(client.objects.add_message(card, samples.message()), Done)


def test_fault_F11_no_answer_in_time_is_told_from_a_refusal(client, card, google):
    google.faults.next("loyaltyobject.patch", Delay(1.0))
    answer = client.objects.patch(card, {"accountId": "7"}, within=0.3)
    assert isinstance(answer, Unanswered)


def test_google_statement_27_many_calls_need_one_token(client, card, google):
    for _ in range(50):
        client.objects.get(card)
    assert google.accounts.tokens_granted == 1


def test_google_statement_27_many_threads_need_one_token(client, google):
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        found = list(pool.map(client.classes.get, [CLASS_ID] * 64))
    assert all(isinstance(answer, NotFound) for answer in found)
    assert google.journal.count("token") == 1


def test_fault_F12_a_token_that_ended_is_renewed_once_for_all(client, card, google):
    google.accounts.end_tokens()
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        found = list(pool.map(client.objects.get, [card] * 64))
    assert all(isinstance(answer, Done) for answer in found)
    assert google.accounts.tokens_granted == 2


def test_fault_F12_a_revoked_key_is_told_from_a_bad_moment(
    client, card, account, google
):
    google.accounts.revoke(account.email)
    answer = client.objects.get(card)
    assert answer == CredentialRefused("revoked")
    assert google.journal.count("token") == 2


def test_fault_F12_a_token_that_is_never_taken_stops_the_channel(client, google):
    google.faults.always("loyaltyclass.get", google_faults.UNAUTHORIZED)
    answer = client.classes.get(CLASS_ID)
    assert answer == CredentialRefused("authError")
    assert google.journal.count("loyaltyclass.get") == 2


@pytest.mark.parametrize("fault", [Answer(503), Answer(429), Drop()])
def test_fault_F12_a_busy_token_endpoint_is_a_bad_moment(client, google, fault):
    google.faults.next(google_faults.TOKEN, fault)
    assert isinstance(client.classes.get(CLASS_ID), NotFound)
    google.faults.always(google_faults.TOKEN, fault)
    google.accounts.end_tokens()
    assert isinstance(client.classes.get(CLASS_ID), TryLater)


def test_fault_F12_a_clock_that_is_far_off_is_a_refused_credential(
    client, google, monkeypatch
):
    monkeypatch.setattr(tokens, "time", SimpleNamespace(time=lambda: 1e9))
    assert isinstance(client.classes.get(CLASS_ID), CredentialRefused)


def test_fault_F12_a_token_endpoint_that_talks_nonsense_is_a_bad_moment(client, google):
    google.faults.always(google_faults.TOKEN, Garbage())
    assert isinstance(client.classes.get(CLASS_ID), TryLater)
    assert google.journal.count("loyaltyclass.get") == 0


def test_google_statement_19_a_renewed_token_s_request_takes_a_slot_too(
    make_client, google
):
    taken = []
    client = make_client(take_slot=lambda: taken.append(1))
    google.faults.next("loyaltyclass.get", google_faults.UNAUTHORIZED)
    assert isinstance(client.classes.get(CLASS_ID), NotFound)
    assert len(taken) == google.journal.count("loyaltyclass.get") == 2


def test_an_assertion_is_not_sent_after_a_redirect(make_client):
    with google_house.listening() as thief:
        stolen = f"http://127.0.0.1:{thief.server_port}/token"
        with google_house.listening(answer=307, location=stolen) as endpoint:
            uri = f"http://127.0.0.1:{endpoint.server_port}/token"
            client = make_client(account=samples.account(token_uri=uri))
            assert isinstance(client.classes.get(CLASS_ID), TryLater)
    assert endpoint.posted
    assert thief.posted == []


def test_a_password_that_the_machine_keeps_for_the_host_is_not_sent(
    client, tmp_path, monkeypatch
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    assert isinstance(client.classes.get(CLASS_ID), NotFound)


def test_a_client_speaks_to_google_for_an_issuer(account):
    assert discovery.root_url() == "https://walletobjects.googleapis.com"
    assert discovery.method("loyaltyobject", "patch").verb == "PATCH"
    with pytest.raises(identifiers.InvalidIdentifier, match="no issuer id"):
        GoogleClient(account, issuer_id="wallet@brand.example")


def test_nobody_there_is_a_bad_moment(make_client):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = make_client(
        account=samples.account(token_uri=f"http://127.0.0.1:{port}/token"),
        api_url=f"http://127.0.0.1:{port}",
    )
    assert isinstance(client.classes.get(CLASS_ID), TryLater)


def test_fault_F11_a_call_ends_in_the_time_that_it_is_given(make_client, google):
    waits: list[float] = []
    client = make_client(wait=waits.append, limits=Limits(attempts=9, pause=30.0))
    google.faults.always("loyaltyclass.get", Answer(503))
    assert isinstance(client.classes.get(CLASS_ID, within=3.0), TryLater)
    assert waits == []
    google.faults.always("loyaltyclass.get", google_faults.Delay(1.0))
    assert isinstance(client.classes.get(CLASS_ID, within=0.2), Unanswered)


def test_google_statement_19_each_request_takes_a_slot(make_client, google):
    taken = []
    client = make_client(take_slot=lambda: taken.append(1))
    google.faults.next("loyaltyclass.get", Answer(503), Answer(429))
    client.classes.get(CLASS_ID)
    assert len(taken) == google.journal.count("loyaltyclass.get") == 3


def test_google_statement_19_who_waits_for_a_token_holds_no_slot(make_client, google):
    """Else all that waited for it would be sent at one moment, late."""
    tokens_at_slots = []
    client = make_client(
        take_slot=lambda: tokens_at_slots.append(google.accounts.tokens_granted)
    )
    client.classes.get(CLASS_ID)
    google.accounts.end_tokens()
    client.classes.get(CLASS_ID)
    google.faults.next("token", Answer(503))
    other = make_client(take_slot=lambda: tokens_at_slots.append(-1))
    assert isinstance(other.classes.get(CLASS_ID), NotFound)

    assert tokens_at_slots[0] == 1
    assert tokens_at_slots.count(-1) == 1


def test_google_statement_35_another_issuer_s_identifier_is_not_sent(client, google):
    theirs = "3388000000099999999.card_1"
    calls = [
        lambda: client.objects.get(theirs),
        lambda: client.objects.patch(theirs, {}),
        lambda: client.objects.insert(samples.loyalty_object(id=theirs)),
        lambda: client.objects.add_message(theirs, samples.message()),
        lambda: client.objects.list(class_id=theirs),
    ]
    for call in calls:
        with pytest.raises(identifiers.InvalidIdentifier):
            call()
    assert google.journal.calls == ()


def test_google_statement_35_google_lets_no_account_write_for_another_issuer(
    make_client, google
):
    other = make_client(issuer_id="3388000000099999999")
    answer = other.classes.insert(
        samples.loyalty_class(id="3388000000099999999.prog_classic")
    )
    assert isinstance(answer, PermissionDenied)


def test_google_statement_4_a_wrong_body_does_not_leave(client, card, google):
    before = len(google.journal.calls)
    refused = [
        client.objects.insert(samples.loyalty_object(colour="red")),
        client.objects.patch(card, {"hasUsers": True}),
        client.classes.patch(CLASS_ID, {"programName": "New"}),
        client.objects.add_message(card, samples.message(id="")),
    ]
    for answer in refused:
        assert isinstance(answer, Refused)
        assert (answer.status, answer.reason) == (None, "invalidBody")
    assert len(google.journal.calls) == before


def test_google_statement_34_neither_token_nor_key_is_shown(client, card, account):
    shown = repr(client.objects.get(card)) + repr(account) + repr(client)
    assert "Anna" not in shown
    assert "PRIVATE" not in shown


def test_an_answer_that_is_no_envelope_is_read_all_the_same():
    assert answers.read(400, {}, b"<html>") == Refused(400, "", "")
    assert answers.read(403, {}, b'{"error": "x"}') == PermissionDenied("", "")
    wait = answers.read(503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"")
    assert wait == TryLater(503, "", None)
    listed = b'{"error": {"status": "ABORTED", "errors": []}}'
    assert answers.read(412, {}, listed) == Refused(412, "ABORTED", "")
