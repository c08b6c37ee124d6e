"""The tests' own ground: they stay on this machine and say what they leave out."""

from __future__ import annotations

import socket

import psycopg
import pytest

from tests import loopback, needs, postgres_server


def test_a_connection_to_the_outside_is_refused():
    with socket.socket() as outside, pytest.raises(loopback.NetworkBlocked):
        outside.connect(("192.0.2.1", 443))


def test_an_outside_name_is_not_resolved():
    with pytest.raises(loopback.NetworkBlocked):
        socket.getaddrinfo("wallet.example", 443)


def test_a_connection_within_this_machine_is_allowed():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_a_missing_program_skips_the_test_and_is_named(monkeypatch):
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs the program nosuch"):
        needs.program("nosuch")


def test_a_missing_program_is_a_failure_where_all_is_required(monkeypatch):
    monkeypatch.setenv("REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="needs the program nosuch"):
        needs.program("nosuch")


def test_the_database_is_fresh_and_the_same_for_the_whole_process():
    url = needs.postgres()
    with psycopg.connect(url) as connection:
        encoding = connection.execute("SHOW server_encoding").fetchone()
    assert encoding == ("UTF8",)
    assert needs.postgres() == url


def test_a_server_is_started_from_the_installed_programs():
    needs.postgres()
    try:
        server = postgres_server._own_server()
    except postgres_server.NoServer as missing:
        pytest.skip(f"needs PostgreSQL's programs ({missing})")
    with psycopg.connect(server.render_as_string()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
