"""The demonstration's command: what it says when it cannot be set up."""

from __future__ import annotations

import json
import re
import signal
import socket

import pytest
import requests
from click.testing import CliRunner

from wallet_service.cli.main import cli
from wallet_service.simulator.demo_api import ApiRefused
from wallet_service.simulator.demonstration import Demonstration
from wallet_service.simulator.pass_check import PassRefused
from wallet_service.simulator.phone_errands import LinkUnusable

STOPPING = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture(autouse=True)
def signals():
    """The command answers Ctrl-C in its own way; the tests do not."""
    kept = {number: signal.getsignal(number) for number in STOPPING}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


REASONS = [
    (ApiRefused({"status": 422, "code": "invalid_rules"}), "422 invalid_rules"),
    (LinkUnusable("the answer was 503"), "a phone did not take its card: the answer"),
    (
        PassRefused(["the chain ends elsewhere"]),
        "a phone did not take its card: the ch",
    ),
]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@pytest.mark.parametrize(("error", "words"), REASONS, ids=["api", "link", "pass"])
def test_what_cannot_be_set_up_is_told_with_its_reason_and_the_cure(
    bare, monkeypatch, error, words
):
    def refuse(_: Demonstration) -> None:
        raise error

    monkeypatch.setattr(Demonstration, "prepare", refuse)
    port, folder = str(free_port()), str(bare.folder / "demo")
    result = CliRunner().invoke(cli, ["demo", "--port", port, "--data-dir", folder])
    assert result.exit_code == 1
    assert words in result.stderr
    assert "begin anew with --reset" in result.stderr
    assert "Traceback" not in result.output


def test_with_json_it_prints_its_address_alone_when_all_is_ready(bare, monkeypatch):
    monkeypatch.setattr(
        Demonstration, "prepare", lambda _: signal.raise_signal(signal.SIGTERM)
    )
    port, folder = str(free_port()), str(bare.folder / "demo")
    result = CliRunner().invoke(
        cli, ["demo", "--json", "--port", port, "--data-dir", folder]
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"address": f"http://127.0.0.1:{port}/demo/"}


def signed_in(base, email, password, code):
    """Where the way in leads with what the demonstration's page tells."""
    visit = requests.Session()
    visit.headers.update({"Origin": base, "Accept-Language": "en"})
    fields = {"email": email, "password": password}
    page = visit.post(f"{base}/sign-in", fields, timeout=20)
    if "code" in page.url:
        csrf = re.search(r'name="csrf" value="([0-9a-f]*)"', page.text)
        fields = {"code": code, "csrf": csrf.group(1) if csrf else ""}
        page = visit.post(page.url, fields, timeout=20)
    return page.url.removeprefix(base)


def test_a_visitor_can_sign_in_as_the_brands_people_after_a_restart_too(
    bare, monkeypatch
):
    ways: list[str] = []
    passwords: set[str] = set()

    def visit(demo: Demonstration) -> None:
        people, base = demo.parts.people, demo.parts.api.base_url
        assert people is not None
        code = people.code(demo.parts.clock()).digits
        ways.extend(
            signed_in(base, email, people.password, code)
            for email in (people.staff_email, people.owner_email)
        )
        passwords.add(people.password)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(Demonstration, "prepare", visit)
    for _ in range(2):
        # the first one's port may not be free yet
        port, folder = str(free_port()), str(bare.folder / "demo")
        asked = ["demo", "--port", port, "--data-dir", folder]
        assert CliRunner().invoke(cli, asked).exit_code == 0
    # a code works once, and the second start may fall into the same half minute
    assert ways[:3] == ["/scan", "/brand", "/scan"]
    assert len(passwords) == 1
