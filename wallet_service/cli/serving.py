"""The long-running commands: serve, worker, run-due."""

from __future__ import annotations

import signal
import socket
import threading
from datetime import datetime

import click

from wallet_service.cli.background import Background, DueWork
from wallet_service.cli.context import adapters, json_option, tell
from wallet_service.cli.failures import Failure
from wallet_service.cli.server import Server
from wallet_service.delivery import engines
from wallet_service.services.till import due_work
from wallet_service.wiring import Adapters


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes any free port.",
)
@click.option(
    "--relay/--no-relay",
    default=None,
    help="Do the worker's part in this process too.  [default: on SQLite]",
)
@json_option
def serve(host: str, port: int, relay: bool | None, as_json: bool) -> None:
    """Serve the API, card pages and Apple's device protocol.

    With --relay it delivers updates and posts what falls due as well; without, run
    `wallet-service worker` beside it.
    """
    _require_free(host, port)
    with adapters() as parts:
        settings = parts.settings
        relay = parts.database.is_sqlite if relay is None else relay

    def ready(address: str) -> None:
        values = {"address": address, "base_url": settings.base_url, "relay": relay}
        tell(as_json, values, f"Serving {settings.base_url} at {address}")

    Server(settings, host, port, relay=relay, ready=ready).run()


@click.command()
@click.option("--once", is_flag=True, help="Pay what is due now, and end.")
@json_option
def worker(once: bool, as_json: bool) -> None:
    """Deliver updates and post what falls due, as a process of its own."""
    with adapters() as parts:
        if once:
            paid = engines.pay_once(parts)
            tell(as_json, {"paid": paid}, f"Outbox messages handled: {paid}.")
            return
        stopping = until_told_to_stop()
        background = Background(parts)
        background.start()
        click.echo("Working; Ctrl-C or SIGTERM ends it.", err=True)
        stopping.wait()
        background.stop()


@click.command("run-due")
@click.option("--once", is_flag=True, help="Post what is due now, and end.")
@click.option(
    "--at",
    "instant",
    help="In development: as of this time, RFC 3339 with an offset. Implies --once.",
)
@json_option
def run_due(once: bool, instant: str | None, as_json: bool) -> None:
    """Do what time has made due: points, stamps and gifts expire, tiers move on.

    A worker does it every minute by itself, and so does `serve --relay`.
    """
    with adapters() as parts:
        if once or instant is not None:
            now = _instant(parts, instant)
            done = due_work.run_due(parts.database, now, _progress)
            tell(as_json, {"accounts": done}, f"Accounts brought up to date: {done}.")
            return
        stopping = until_told_to_stop()
        click.echo("Posting what falls due; Ctrl-C or SIGTERM ends it.", err=True)
        DueWork(parts.database, parts.clock, stopping).run()


def until_told_to_stop() -> threading.Event:
    """Set when the process is asked to end (Ctrl-C, SIGTERM)."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def _require_free(host: str, port: int) -> None:
    """The server itself would try for seconds before it gave up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        message = (
            f"cannot listen at {host}, port {port}: {error.strerror}; "
            "choose others with --host and --port"
        )
        raise Failure(message) from None


def _instant(parts: Adapters, text: str | None) -> datetime:
    if text is None:
        return parts.clock()
    if not parts.settings.is_development:
        message = "--at is for WALLET_ENV=development only"
        raise click.UsageError(message)
    message = "--at needs a time with an offset, such as 2026-03-10T12:00:00+03:00"
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(message) from None
    if instant.tzinfo is None:
        raise click.UsageError(message)
    return instant


def _progress(done: int) -> None:
    click.echo(f"  accounts so far: {done}", err=True)
