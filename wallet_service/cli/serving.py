"""The long-running commands: serve, worker, run-due."""

from __future__ import annotations

import signal
import threading
from datetime import datetime

import click

from wallet_service import database, logs, schema, settings
from wallet_service.cli.context import adapters, json_option, tell
from wallet_service.cli.server import Server
from wallet_service.delivery import engines
from wallet_service.services.till import due_work
from wallet_service.wiring import Adapters

DUE_EVERY_SECONDS = 60


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--relay/--no-relay",
    default=None,
    help="Pay the outbox in this process too. [default: on SQLite]",
)
def serve(host: str, port: int, relay: bool | None) -> None:
    """Serve the API, card pages and Apple's device protocol."""
    loaded = settings.load()
    logs.configure(loaded.log_level)
    opened = database.Database(loaded.effective_database_url)
    schema.require_head(opened)
    relay = opened.is_sqlite if relay is None else relay
    opened.dispose()
    Server(loaded, host, port, relay).run()


@click.command()
@click.option("--once", is_flag=True, help="Pay what is due now, and end.")
@json_option
def worker(once: bool, as_json: bool) -> None:
    """Deliver what the outbox owes, as a process of its own."""
    with adapters() as parts:
        if once:
            paid = engines.pay_once(parts)
            tell(as_json, {"paid": paid}, f"{paid} messages were paid.")
            return
        engine = engines.start_embedded(parts, parts.settings.relay_threads)
        click.echo("The worker pays the outbox; stop it with Ctrl-C.", err=True)
        until_told_to_stop().wait()
        engine.stop()


@click.command("run-due")
@click.option("--once", is_flag=True, help="Post what is due now, and end.")
@click.option(
    "--at",
    "instant",
    help="In development: as of this time, RFC 3339 with an offset. Implies --once.",
)
@json_option
def run_due(once: bool, instant: str | None, as_json: bool) -> None:
    """Post what time has made due: pending points released, old ones expired."""
    with adapters() as parts:
        if once or instant:
            now = _instant(parts, instant)
            done = due_work.run_due(parts.database, now, _progress)
            tell(as_json, {"accounts": done}, f"{done} accounts were brought up to date.")
            return
        stopping = until_told_to_stop()
        while not stopping.is_set():
            due_work.run_due(parts.database, parts.clock(), _progress)
            stopping.wait(DUE_EVERY_SECONDS)


def _instant(parts: Adapters, text: str | None) -> datetime:
    if text is None:
        return parts.clock()
    if not parts.settings.is_development:
        message = "--at is for WALLET_ENV=development only"
        raise click.UsageError(message)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None  # type: ignore[assignment]
    if instant is None or instant.tzinfo is None:
        message = "--at needs a time such as 2026-03-10T12:00:00+03:00"
        raise click.UsageError(message)
    return instant


def _progress(done: int) -> None:
    click.echo(f"{done} accounts", err=True)


def until_told_to_stop() -> threading.Event:
    """Set when the process is asked to end (Ctrl-C, SIGTERM)."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
