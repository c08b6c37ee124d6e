"""Every push gets exactly one answer, whatever happens to the connections."""

from __future__ import annotations

import random
import socket
import threading
from collections import Counter

import pytest

from tests.push_house import (
    AT_ONCE,
    a_client,
    a_stand_in,
    a_token,
    chain,
    kinds,
    some_pushes,
)
from wallet_service.simulator.apns_faults import (
    Answer,
    Delay,
    Drop,
    Freeze,
    GoAway,
    Refuse,
    Silence,
)
from wallet_service.wallets.apple import apns

QUICK = apns.Limits(answer=0.3, connect=2.0)
TRANSIENT = (
    Answer(429, "TooManyRequests", retry_after=1),
    Answer(500, "InternalServerError"),
    Answer(503, "ServiceUnavailable"),
)
FINAL = (Answer(410, "Unregistered", 1), Answer(400, "BadDeviceToken"))


def test_statement_39_goaway_loses_no_push():
    with a_stand_in() as stand_in, a_client(stand_in, pace=AT_ONCE) as client:
        stand_in.faults.at_request(100, GoAway())
        answers = client.push(some_pushes(1000))
        assert kinds(answers) == {apns.Accepted}
        tokens = Counter(push.token for push in stand_in.accepted)
    assert set(tokens.values()) == {1}
    assert len(tokens) == 1000


def test_statement_39_streams_below_the_last_one_finish_after_goaway():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        # Answered late, so that GOAWAY overtakes it.
        stand_in.faults.next_for_token(a_token(1), Delay(0.2))
        stand_in.faults.at_request(2, GoAway())
        assert kinds(client.push(some_pushes(5))) == {apns.Accepted}
        connections = {push.token: push.connection for push in stand_in.accepted}
    assert connections[a_token(1)] == 1
    assert {connections[a_token(number)] for number in range(2, 6)} == {2}


def test_statement_39_a_last_word_is_read_though_the_server_has_hung_up():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        stand_in.faults.at_request(1, GoAway(hangs_up=True))
        assert kinds(client.push(some_pushes(50))) == {apns.Accepted}
        assert stand_in.connections_opened == 2


def test_statement_39_a_push_is_moved_once_and_then_left_to_the_caller():
    with a_stand_in() as stand_in, a_client(stand_in, pace=AT_ONCE) as client:
        stand_in.faults.next_for_token(a_token(1), GoAway(), GoAway())
        [answer] = client.push(some_pushes(1))
    assert answer == apns.TryLater(None, "the server went away", None)


def test_statement_39_goaway_about_the_credential_is_not_tried_again():
    with a_stand_in() as stand_in, a_client(stand_in, pace=AT_ONCE) as client:
        stand_in.faults.at_request(1, GoAway("BadCertificate"))
        answers = client.push(some_pushes(10))
        assert set(answers) == {apns.CredentialRefused(None, "BadCertificate")}
        assert stand_in.connections_opened == 1


def test_a_refused_stream_is_sent_again():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        stand_in.faults.next_for_token(a_token(3), Refuse())
        assert kinds(client.push(some_pushes(5))) == {apns.Accepted}
        assert stand_in.records.count("requests") == 6
        assert stand_in.connections_opened == 1


def test_a_dropped_connection_leaves_its_pushes_unanswered_and_the_next_one_serves():
    with a_stand_in() as stand_in, a_client(stand_in, pace=AT_ONCE) as client:
        stand_in.faults.next_for_token(a_token(1), Drop())
        assert kinds(client.push(some_pushes(1))) == {apns.Unanswered}
        assert kinds(client.push(some_pushes(1))) == {apns.Accepted}


def test_a_push_that_is_not_answered_in_time_is_cancelled_and_told():
    with a_stand_in() as stand_in, a_client(stand_in, limits=QUICK) as client:
        client.push(some_pushes(1))
        stand_in.faults.next_for_token(a_token(1), Silence())
        stand_in.faults.next_for_token(a_token(2), Delay(0.1))
        answers = client.push(some_pushes(2))
        assert kinds(answers[:1]) == {apns.Unanswered}
        assert kinds(answers[1:]) == {apns.Accepted}
        assert stand_in.records.wait_until(
            lambda: stand_in.records.count("cancelled") == 1, 5.0
        )
        assert kinds(client.push(some_pushes(1))) == {apns.Accepted}
        assert stand_in.connections_opened == 1


def test_a_server_that_fell_silent_is_left():
    with a_stand_in() as stand_in:
        with a_client(stand_in, limits=QUICK, pace=AT_ONCE) as client:
            stand_in.faults.next_for_token(a_token(1), Freeze())
            answers = client.push(some_pushes(3))
            # on a busy machine some run out of time before the silence is noticed
            assert all(isinstance(answer, apns.Unanswered) for answer in answers)
            # and then the next connection may not be there in time either
            tries = (client.push(some_pushes(3)) for _ in range(20))
            assert any(kinds(answers) == {apns.Accepted} for answers in tries)
        assert stand_in.connections_opened >= 2


def test_a_server_that_only_forgets_a_push_is_kept():
    with a_stand_in() as stand_in, a_client(stand_in, limits=QUICK) as client:
        stand_in.faults.next_for_token(a_token(1), Silence())
        assert client.push(some_pushes(1)) == [apns.Unanswered("no answer in time")]
        assert kinds(client.push(some_pushes(1))) == {apns.Accepted}
        assert stand_in.records.count("ping") >= 1
        assert stand_in.connections_opened == 1


def test_the_callers_own_time_limit_answers_everything():
    with a_stand_in(max_concurrent_streams=2) as stand_in:
        stand_in.faults.draw_with(lambda push: Silence())
        with a_client(stand_in, max_connections=1) as client:
            answers = client.push(some_pushes(5), timeout=0.3)
            client.close(grace=0.0)
    assert Counter(map(type, answers)) == {apns.Unanswered: 2, apns.TryLater: 3}


def test_no_server_is_answered_at_once_with_the_time_to_wait():
    with socket.create_server(("127.0.0.1", 0)) as closed, a_stand_in() as stand_in:
        address = closed.getsockname()
        client = a_client(stand_in)
    closed_client = apns.ApnsClient(client._context, stand_in=address)
    with closed_client:
        [answer] = closed_client.push(some_pushes(1))
    assert isinstance(answer, apns.TryLater)
    assert answer.status is None
    assert 0 < (answer.retry_after or 0) <= 1.2


def test_failing_connections_are_spaced_out():
    pace = apns.Pace(first=100.0, patience=5.0)
    with a_stand_in() as stand_in, a_client(stand_in, pace=pace) as client:
        stand_in.faults.draw_with(lambda push: Drop())
        # One connection that ended soon is forgiven, the second is not.
        assert kinds(client.push(some_pushes(1))) == {apns.Unanswered}
        assert kinds(client.push(some_pushes(1))) == {apns.Unanswered}
        [answer] = client.push(some_pushes(1))
        assert isinstance(answer, apns.TryLater)
        assert 75 < (answer.retry_after or 0) <= 120
        assert stand_in.connections_opened == 2


def test_a_certificate_of_another_authority_is_refused_in_tls():
    other = chain("pass.com.example.other")
    with a_stand_in() as stand_in:
        with a_client(stand_in, pass_chain=other) as client:
            assert set(client.push(some_pushes(3))) == {
                apns.CredentialRefused(None, "CertificateRefusedInTls")
            }
        # the client knows by the alert, before the server's thread has noted it
        assert stand_in.records.wait_until(
            lambda: stand_in.records.count("refused in TLS") == 1, 5.0
        )
        assert stand_in.accepted == []


def test_a_server_that_we_do_not_trust_gets_no_push():
    other = chain("pass.com.example.other")
    with a_stand_in() as stand_in, a_client(stand_in, trusted=other) as client:
        assert client.push(some_pushes(1)) == [
            apns.Refused(None, "ServerCertificateNotTrusted")
        ]


@pytest.mark.parametrize("alpn", [(), ("http/1.1",)])
def test_tls_without_http2_is_refused(alpn):
    with a_stand_in(alpn=alpn) as stand_in, a_client(stand_in) as client:
        assert client.push(some_pushes(1)) == [apns.Refused(None, "NoHttp2")]
        assert stand_in.records.count("requests") == 0


def test_closing_finishes_what_was_sent():
    answers: list[apns.PushAnswer] = []
    with a_stand_in() as stand_in:
        stand_in.faults.next_for_token(a_token(1), Delay(0.2))
        client = a_client(stand_in)
        sending = threading.Thread(
            target=lambda: answers.extend(client.push(some_pushes(1)))
        )
        sending.start()
        assert stand_in.wait_for_pushes(1)
        client.close()
        sending.join(5.0)
        assert kinds(answers) == {apns.Accepted}
        assert stand_in.records.wait_until(
            lambda: stand_in.records.count("goodbye") == 1, 5.0
        )


def test_case_F8_ten_thousand_pushes_with_faults_get_one_answer_each_and_converge():
    fate = random.Random(20261122)
    rare = (Refuse(), GoAway(), Drop(), Silence())

    def a_fault(push):
        draw = fate.random()
        if draw < 0.18:
            return fate.choice(TRANSIENT)
        if draw < 0.196:
            return fate.choice(FINAL)
        if draw < 0.2:
            return fate.choices(rare, (30, 4, 1, 1))[0]
        return None

    limits = apns.Limits(answer=3.0, most_streams=200)
    wanted = {push.push_token: push for push in some_pushes(10_000)}
    done: dict[str, apns.PushAnswer] = {}
    with a_stand_in() as stand_in:
        stand_in.faults.draw_with(a_fault)
        with a_client(stand_in, limits=limits, pace=AT_ONCE) as client:
            for _ in range(20):
                pushes = list(wanted.values())
                answers = client.push(pushes)
                assert len(answers) == len(pushes)
                for push, answer in zip(pushes, answers, strict=True):
                    if not isinstance(answer, apns.TryLater | apns.Unanswered):
                        done[push.push_token] = answer
                        del wanted[push.push_token]
        sent = stand_in.records.count("requests")
        assert stand_in.records.violations == []
        accepted = {push.token for push in stand_in.accepted}
    assert not wanted
    assert kinds(list(done.values())) == {
        apns.Accepted,
        apns.Unregistered,
        apns.BadToken,
    }
    told_accepted = {
        token for token, answer in done.items() if isinstance(answer, apns.Accepted)
    }
    assert told_accepted <= accepted
    assert sent <= 13_000


def test_several_threads_share_one_client():
    answers: list[apns.PushAnswer] = []
    with a_stand_in(max_concurrent_streams=20) as stand_in:
        with a_client(stand_in) as client:
            threads = [
                threading.Thread(
                    target=lambda first=first: answers.extend(
                        client.push(some_pushes(200, first=first))
                    )
                )
                for first in range(1, 2001, 200)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30.0)
        tokens = Counter(push.token for push in stand_in.accepted)
    assert kinds(answers) == {apns.Accepted}
    assert len(answers) == len(tokens) == 2000
