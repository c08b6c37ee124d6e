"""What an operator runs: migrate, doctor, audit."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence

import click

from wallet_service import schema
from wallet_service.cli.context import adapters, json_option, tell
from wallet_service.delivery import google_check
from wallet_service.ledger.audit import Finding
from wallet_service.services.insight import audit as whole_audit
from wallet_service.services.insight import health
from wallet_service.services.insight.health import Check

SIGNS = {"ok": "ok     ", "warning": "warning", "fault": "FAULT  "}


@click.command()
@json_option
def migrate(as_json: bool) -> None:
    """Bring the database to the version of this program."""
    with adapters(at_head=False) as parts:
        before = schema.upgrade(parts.database)
    values = {"before": before, "at": schema.head()}
    was = "already " if before == values["at"] else ""
    tell(as_json, values, f"The database is {was}at version {values['at']}.")


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Name what is missing, about to end, or waits for a person.

    The status is 1 when there is a fault; warnings leave it at 0.
    """
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
        if all(check.name != "database" or check.state == "ok" for check in checks):
            checks += google_check.examine(parts)
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
    """Recompute the ledger and name every row that disagrees.

    The status is 1 when a row disagrees.
    """
    progress = _Progress()
    with adapters() as parts:
        found = list(whole_audit.findings(parts.database, progress))
    if as_json:
        click.echo(json.dumps(_report(found, progress), ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.row}: {one.detail}; but {one.rule} ({one.invariant})")
        click.echo("The ledger disagrees." if found else "The ledger agrees.")
        figures = f"Checks: {progress.checks}, entries: {progress.entries}"
        click.echo(f"{figures}, rows that disagree: {len(found)}.")
    sys.exit(1 if found else 0)


class _Progress:
    """Tells on standard error how far the audit is, and keeps the figures."""

    def __init__(self) -> None:
        self.checks = 0
        self.entries = 0

    def __call__(self, what: str, entries: int) -> None:
        if entries:
            self.entries = max(self.entries, entries)
            click.echo(f"  entries read: {entries}", err=True)
        else:
            self.checks += 1
            click.echo(f"checking that {what}", err=True)


def _report(found: Sequence[Finding], progress: _Progress) -> dict[str, object]:
    return {
        "ok": not found,
        "checks": progress.checks,
        "entries": progress.entries,
        "findings": [
            {
                "invariant": one.invariant,
                "rule": one.rule,
                "row": one.row,
                "detail": one.detail,
            }
            for one in found
        ],
    }


def _lines(checks: Sequence[Check]) -> Iterator[str]:
    for check in checks:
        yield f"{SIGNS[check.state]}  {check.name}: {check.detail}"
        if check.cure:
            yield f"{'':9}{check.cure}"
    faults = sum(check.state == "fault" for check in checks)
    warnings = sum(check.state == "warning" for check in checks)
    yield f"Faults: {faults}, warnings: {warnings}."
