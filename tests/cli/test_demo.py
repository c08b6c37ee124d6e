"""The demonstration's command: what it says when it cannot be set up."""

from __future__ import annotations

import json
import signal
import socket

import pytest
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
