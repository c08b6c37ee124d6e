"""The examination of an installation: each check says what it saw and the cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from wallet_service import schema
from wallet_service import settings as machine
from wallet_service.database import Database
from wallet_service.ledger import accounts
from wallet_service.models.brand import Brand
from wallet_service.outbox import debts
from wallet_service.passes.templates import DesignError, Designs
from wallet_service.services.errors import Unavailable
from wallet_service.services.keyring import Keyring
from wallet_service.services.programs import budgets
from wallet_service.services.till import due_faults
from wallet_service.services.wallet import certificate_watch
from wallet_service.services.wallet.certificate_watch import CertificateStatus
from wallet_service.settings import Settings
from wallet_service.wallets.apple import badges

OLDEST_DEBT = timedelta(minutes=5)
LAST_WEEK = 7
START_WORKER = "Start wallet-service worker, or serve with --relay."

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    detail: str
    cure: str = ""

    def as_document(self) -> dict[str, str]:
        """The check as plain JSON."""
        return {
            "name": self.name,
            "state": self.state,
            "detail": self.detail,
            "cure": self.cure,
        }


def examine(
    settings: Settings,
    database: Database,
    keyring: Keyring,
    designs: Designs,
    now: datetime,
) -> Iterator[Check]:
    """Look at everything that can be wrong; never raises for what it finds."""
    yield _address(settings)
    yield from _variables()
    yield from _designs(designs)
    yield _badges(settings)
    yield _mail(settings)
    tables = _tables(database)
    yield tables
    if tables.state == "fault":
        return
    yield from _brands(database, keyring, now)
    yield from _outbox(database, now)
    yield from _due_work(database, now)
    yield from _budgets(database, now)


def _address(settings: Settings) -> Check:
    if settings.is_development:
        detail = f"{settings.base_url}, in development: no real phone accepts it"
        return Check("address", "warning", detail)
    if _is_private(urlsplit(settings.base_url).hostname or ""):
        return Check(
            "address",
            "fault",
            f"{settings.base_url} cannot be reached by phones",
            "Set WALLET_BASE_URL to the public https address of this service.",
        )
    return Check("address", "ok", settings.base_url)


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host


def _variables() -> Iterator[Check]:
    for name in machine.unknown():
        detail = f"{name} is set, and no setting has this name"
        yield Check("settings", "warning", detail, "Mend its spelling or remove it.")


def _designs(designs: Designs) -> Iterator[Check]:
    names = designs.names()
    if not names:
        yield Check(
            "designs",
            "fault",
            "there is no card design",
            "Point WALLET_TEMPLATES_DIR to the folder pass_templates.",
        )
    for name in names:
        try:
            designs.get(name)
        except DesignError as error:
            cure = "Mend the design or remove its folder."
            yield Check("designs", "fault", str(error), cure)
        else:
            yield Check("designs", "ok", f"{name} is fit to be shown")


def _badges(settings: Settings) -> Check:
    """Apple's badge is Apple's own artwork: a slot that the operator fills."""
    folder = settings.data_dir / badges.FOLDER
    missing = badges.missing(settings.data_dir)
    if not missing:
        return Check("badges", "ok", "Apple's badges are in place")
    return Check(
        "badges",
        "warning",
        "Apple's badges are missing, so that card pages show a plain button",
        f"Download them from Apple's guidelines as {folder}/{' and '.join(missing)}.",
    )


def _mail(settings: Settings) -> Check:
    """Codes and links go by mail, or nobody can join by a form."""
    if settings.smtp_url is not None:
        return Check("mail", "ok", f"letters come from {settings.effective_mail_from}")
    if settings.is_development:
        detail = f"letters stay here: {settings.base_url}/development/letters"
        return Check("mail", "warning", detail)
    return Check(
        "mail",
        "warning",
        "there is no mail server, so that nobody can join by a form",
        "Set WALLET_SMTP_URL, as smtp://user:password@mail.example.com:587.",
    )


def _tables(database: Database) -> Check:
    try:
        schema.require_head(database)
    except schema.SchemaOutdated as error:
        return Check("database", "fault", str(error), "Run wallet-service migrate.")
    except SQLAlchemyError as error:
        detail = f"the database does not answer ({type(error).__name__})"
        return Check("database", "fault", detail, "Check WALLET_DATABASE_URL.")
    return Check("database", "ok", "reachable, tables at this program's version")


def _brands(database: Database, keyring: Keyring, now: datetime) -> Iterator[Check]:
    with database.reading_across_brands() as session:
        brands = session.execute(select(Brand.id, Brand.name)).all()
        statuses = {
            one.brand_id: one for one in certificate_watch.statuses(session, now)
        }
    if not brands:
        cure = "Make one: wallet-service brand create --name ..."
        yield Check("brands", "warning", "there is no brand yet", cure)
    for brand_id, name in brands:
        yield _keys(database, keyring, brand_id, f"{name} ({brand_id})")
        status = statuses.get(brand_id)
        if status is None:
            yield Check(
                "apple",
                "warning",
                f"{name} has no pass certificate",
                f"Begin with: wallet-service apple csr --brand {brand_id}",
            )
        else:
            yield from _certificate(name, status)


def _keys(database: Database, keyring: Keyring, brand_id: str, name: str) -> Check:
    try:
        with database.reading(brand_id) as session:
            keyring.data_key(session)
    except Unavailable as error:
        cure = "Set WALLET_SECRET_KEY to the one in your backup."
        return Check("keys", "fault", f"{name}: {error.detail}", cure)
    return Check("keys", "ok", f"{name}: the secret key opens the brand's keys")


def _certificate(name: str, status: CertificateStatus) -> Iterator[Check]:
    if status.stopped_reason:
        yield Check(
            "pushes",
            "fault",
            f"{name}: pushes have stopped ({status.stopped_reason})",
            "Renew the certificate: wallet-service apple install.",
        )
    for alarm in status.alarms:
        state: State = "fault" if alarm.threshold <= LAST_WEEK else "warning"
        ends = "ended" if alarm.days_left < 0 else f"ends in {alarm.days_left} days,"
        detail = f"{name}: the {alarm.role} {ends} on {alarm.not_after:%Y-%m-%d}"
        cure = "Make a new certificate at Apple and install it; cards live on."
        yield Check("apple", state, detail, cure)
    if not status.alarms:
        detail = (
            f"{name}: {status.pass_type_identifier} signs until "
            f"{status.not_after:%Y-%m-%d}"
        )
        yield Check("apple", "ok", detail)


def _outbox(database: Database, now: datetime) -> Iterator[Check]:
    with database.reading_across_brands() as session:
        owed = debts.read(session, now)
    if owed.dead:
        yield Check(
            "outbox",
            "warning",
            f"{owed.dead} updates were given up; the last: {owed.last_error}",
            "Mend the cause; the next change of the card sends it again.",
        )
    if owed.oldest_due and now - owed.oldest_due > OLDEST_DEBT:
        minutes = (now - owed.oldest_due) // timedelta(minutes=1)
        detail = f"an update has waited for {minutes} minutes"
        yield Check("outbox", "fault", detail, START_WORKER)
    elif not owed.dead:
        yield Check("outbox", "ok", "nothing waits")


def _due_work(database: Database, now: datetime) -> Iterator[Check]:
    with database.reading_across_brands() as session:
        late = accounts.first_due(session, now - OLDEST_DEBT)
        faults, last = due_faults.known(session)
    if last is not None:
        detail = (
            f"{faults} accounts or programs stopped their own due work; the last: "
            f"{last.subject} of {last.brand_id} ({last.error}, "
            f"tries: {last.tries}, next at {last.retry_at:%Y-%m-%d %H:%M} UTC)"
        )
        cure = "Look for due_work_set_aside in the log and run wallet-service audit."
        yield Check("due work", "fault", detail, cure)
    if late:
        detail = "points that fell due have not been released or expired"
        yield Check("due work", "fault", detail, START_WORKER)


def _budgets(database: Database, now: datetime) -> Iterator[Check]:
    """Budgets of points that have come near their end in the present period."""
    with database.reading_across_brands() as session:
        alarms = budgets.alarms(session, now)
    for one in alarms:
        yield Check(
            "budgets",
            "warning",
            f"{one.program_name}: {one.percent} % of the budget until "
            f"{one.ends_at:%Y-%m-%d} was reached at {one.raised_at:%Y-%m-%d %H:%M}",
            "Publish a version with a larger budget, or let it run out.",
        )
