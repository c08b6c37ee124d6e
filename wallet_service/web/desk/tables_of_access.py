"""The tables of the team, its scanners, API keys and the audit log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from wallet_service.database import BrandSession
from wallet_service.services import api_keys, audit_log
from wallet_service.services.api_keys import KeyView
from wallet_service.services.audit_log import EventView
from wallet_service.services.staff import devices, team
from wallet_service.services.staff.devices import DeviceView
from wallet_service.services.staff.team import PersonView
from wallet_service.web import adapters
from wallet_service.web.desk import tables
from wallet_service.web.desk.tables import Asked, Column, Kind, Table

Row = TypeVar("Row")
# where an object of the log can be looked at, by the prefix of its identifier
PAGES = {
    "comp": "/brand/companies/{}",
    "memb": "/brand/people/{}",
    "card": "/brand/cards/{}",
    "prog": "/brand/programs/{}",
    "impt": "/brand/people/import/{}",
}


def _find_people(asked: Asked) -> Sequence[PersonView]:
    return _all_at_once(asked, team.list_people)


def _find_scanners(asked: Asked) -> Sequence[DeviceView]:
    return _all_at_once(asked, devices.list_devices)


def _all_at_once(
    asked: Asked, find: Callable[[BrandSession], Sequence[Row]]
) -> Sequence[Row]:
    """Of what a brand has a few dozen there is one page."""
    return find(asked.session) if asked.after is None else ()


def _find_keys(asked: Asked) -> Sequence[KeyView]:
    return api_keys.list_keys(
        asked.session, now=adapters.now(), after=asked.after, limit=asked.limit
    )


def _find_events(asked: Asked) -> Sequence[EventView]:
    return audit_log.list_events(
        asked.session,
        object_id=asked.given.get("object"),
        action=asked.given.get("action"),
        after=asked.after,
        limit=asked.limit,
    )


def _roles(person: PersonView) -> str:
    return ", ".join(tables.word(f"role_{one.role}") for one in person.roles)


def _state_of_person(person: PersonView) -> str:
    if person.is_disabled:
        return "team_disabled"
    return "team_active" if person.has_password else "team_invited"


def _who(event: EventView) -> str:
    if event.kind in {"operator", "system"}:
        return tables.word(f"actor_{event.kind}")
    return event.who


def _action(event: EventView) -> str:
    return f"audit_{event.action.replace('.', '_')}"


def _told(event: EventView) -> str:
    """The reason, and which fields or figures were meant."""
    fields = event.detail.get("fields")
    more = ", ".join(fields) if isinstance(fields, list) else _figures(event)
    return " · ".join(one for one in (event.reason, more) if one)


def _figures(event: EventView) -> str:
    pairs = event.detail.items()
    return ", ".join(
        f"{name}: {value}" for name, value in pairs if isinstance(value, str | int)
    )


def _page_of(event: EventView) -> str | None:
    page = PAGES.get(event.object_id.partition("_")[0])
    return page.format(event.object_id) if page else None


TEAM = Table(
    name="team",
    columns=(
        Column("person", lambda row: row.name),
        Column("email", lambda row: row.email, is_contact=True),
        Column("roles", _roles),
        Column("state", _state_of_person, Kind.WORD),
    ),
    find=_find_people,
    cursor=lambda row: row.id,
)
SCANNERS = Table(
    name="scanners",
    columns=(
        Column("scanner", lambda row: row.name),
        Column("location", lambda row: row.location),
        Column("members", lambda row: ", ".join(row.people)),
        Column("seen", lambda row: row.seen_at, Kind.MOMENT),
        Column("revoked", lambda row: row.revoked_at, Kind.MOMENT),
    ),
    find=_find_scanners,
    cursor=lambda row: row.id,
)
API_KEYS = Table(
    name="api_keys",
    columns=(
        Column("key", lambda row: row.name or row.id),
        Column("scopes", lambda row: ", ".join(row.scopes), Kind.CODE),
        Column("state", lambda row: f"key_{row.state}", Kind.WORD),
        Column("made", lambda row: row.created_at, Kind.MOMENT),
        Column("ends", lambda row: row.expires_at, Kind.MOMENT),
    ),
    find=_find_keys,
    cursor=lambda row: row.id,
)
AUDIT = Table(
    name="audit",
    columns=(
        Column("when", lambda row: row.recorded_at, Kind.MOMENT),
        Column("who", _who),
        Column("what", _action, Kind.WORD),
        Column("object", lambda row: row.object_id, Kind.CODE, link=_page_of),
        Column("told", _told),
    ),
    find=_find_events,
    cursor=lambda row: str(row.id),
    filters=("object", "action"),
)
TABLES = (TEAM, SCANNERS, API_KEYS, AUDIT)
