"""What an operator runs: migrate, doctor, audit."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click

from wallet_service import schema
from wallet_service.cli.context import adapters, json_option, tell
from wallet_service.ledger import audit as ledger_audit
from wallet_service.services.insight import health


@click.command()
@json_option
def migrate(as_json: bool) -> None:
    """Bring the database to the version of this program."""
    with adapters(at_head=False) as parts:
        before = schema.upgrade(parts.database)
    values = {"before": before, "at": schema.head()}
    tell(as_json, values, f"The database is at version {values['at']}.")


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Name what is missing, about to end, or waits for a person."""
    with adapters(at_head=False) as parts:
        checks = list(
            health.examine(
                parts.settings,
                parts.database,
                parts.keyring,
                parts.designs,
                parts.clock(),
            )
        )
    well = all(check.state != "fault" for check in checks)
    if as_json:
        rows = [check.as_document() for check in checks]
        click.echo(json.dumps({"ok": well, "checks": rows}, ensure_ascii=False))
    else:
        for line in _lines(checks):
            click.echo(line)
    sys.exit(0 if well else 1)


@click.command()
@json_option
def audit(as_json: bool) -> None:
    """Recompute the ledger and name every row that disagrees."""
    with adapters() as parts, parts.database.reading_across_brands() as session:
        found = list(
            ledger_audit.findings(session, lambda what, read: _progress(what, read))
        )
    rows = [
        {"invariant": one.invariant, "row": one.row, "detail": one.detail}
        for one in found
    ]
    if as_json:
        click.echo(json.dumps({"ok": not rows, "findings": rows}, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.invariant} {one.row}: {one.detail}")
        click.echo(
            f"{len(rows)} rows disagree." if rows else "The ledger agrees with itself."
        )
    sys.exit(1 if rows else 0)


def _progress(what: str, read: int) -> None:
    entries = f", {read} entries" if read else ""
    click.echo(f"checking {what}{entries}", err=True)


def _lines(checks: list[health.Check]) -> Iterator[str]:
    signs = {"ok": "ok     ", "warning": "warning", "fault": "FAULT  "}
    for check in checks:
        yield f"{signs[check.state]}  {check.name}: {check.detail}"
        if check.cure:
            yield f"         {check.cure}"
