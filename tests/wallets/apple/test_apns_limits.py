"""The client keeps the limits that the other side sets, also when they change."""

from __future__ import annotations

import pytest

from tests.push_house import a_client, a_stand_in, a_token, kinds, some_pushes
from wallet_service.simulator.apns_faults import Delay
from wallet_service.wallets.apple import apns


@pytest.mark.parametrize("limit", [1, 7])
def test_no_more_streams_are_open_than_the_server_allows(limit):
    # h2 on the other side cuts off who opens one too many.
    with a_stand_in(max_concurrent_streams=limit) as stand_in:
        with a_client(stand_in, max_connections=1) as client:
            assert kinds(client.push(some_pushes(100))) == {apns.Accepted}
        assert stand_in.records.count("streams at once") <= limit
        assert stand_in.records.violations == []


def test_a_lowered_limit_is_obeyed_while_pushes_are_under_way():
    with a_stand_in(max_concurrent_streams=50) as stand_in:
        with a_client(stand_in, max_connections=1) as client:
            lower = stand_in.set_max_concurrent_streams
            remove = stand_in.on_push(a_token(20), lambda push: lower(2))
            assert kinds(client.push(some_pushes(2000))) == {apns.Accepted}
            remove()
            assert kinds(client.push(some_pushes(50))) == {apns.Accepted}
        assert stand_in.records.violations == []


def test_a_raised_limit_is_used():
    with a_stand_in(max_concurrent_streams=1) as stand_in:
        stand_in.faults.draw_with(lambda push: Delay(0.2))
        with a_client(stand_in, max_connections=1) as client:
            remove = stand_in.on_push(
                a_token(1), lambda push: stand_in.set_max_concurrent_streams(100)
            )
            assert kinds(client.push(some_pushes(30))) == {apns.Accepted}
            remove()
        assert 1 < stand_in.records.count("streams at once") <= 100
        assert stand_in.records.violations == []


def test_a_limit_of_none_waits_for_a_better_one():
    with a_stand_in(max_concurrent_streams=0) as stand_in:
        with a_client(stand_in) as client:
            [answer] = client.push(some_pushes(1), timeout=0.2)
            assert answer == apns.TryLater(None, "not sent in time", None)
            stand_in.set_max_concurrent_streams(5)
            assert kinds(client.push(some_pushes(1))) == {apns.Accepted}
        assert stand_in.records.count("requests") == 1


@pytest.mark.parametrize("window", [1, 2, 3])
def test_a_body_is_cut_to_the_streams_window(window):
    with a_stand_in(initial_window_size=window) as stand_in:
        with a_client(stand_in) as client:
            assert kinds(client.push(some_pushes(20))) == {apns.Accepted}
        assert stand_in.records.violations == []


def test_an_idle_connection_is_kept_alive_by_a_ping():
    limits = apns.Limits(idle_before_ping=0.05)
    with a_stand_in() as stand_in, a_client(stand_in, limits=limits) as client:
        client.push(some_pushes(1))
        assert stand_in.records.wait_until(
            lambda: stand_in.records.count("ping") >= 2, 5.0
        )
        assert kinds(client.push(some_pushes(1))) == {apns.Accepted}
        assert stand_in.connections_opened == 1


def test_a_larger_batch_is_spread_over_several_connections():
    with a_stand_in(max_concurrent_streams=50) as stand_in:
        with a_client(stand_in, max_connections=2) as client:
            assert kinds(client.push(some_pushes(3000))) == {apns.Accepted}
        assert {push.connection for push in stand_in.accepted} == {1, 2}
