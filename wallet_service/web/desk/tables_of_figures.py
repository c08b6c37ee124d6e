"""The tables behind the figures: purchases, refunds, buyers, cards, points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wallet_service.ledger import points_moved
from wallet_service.ledger.accounts import OwnerKind
from wallet_service.passes import formats
from wallet_service.services.errors import Malformed
from wallet_service.services.insight import actor_names, figure_rows, owner_names
from wallet_service.services.insight.figure_rows import Place
from wallet_service.web.desk import chosen
from wallet_service.web.desk.chosen import Chosen
from wallet_service.web.desk.tables import Asked, Column, Kind, Money, Table

SPLIT = "~"
CHOICE = ("program", "period", "first", "last")
OWNERS = {
    OwnerKind.HOLDING: "companies",
    OwnerKind.COMPANY: "companies",
    OwnerKind.MEMBER: "people",
    OwnerKind.CARD: "cards",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A row with what a reader needs beside it: the currency, and names."""

    row: Any
    currency: str
    names: Mapping[str, str]

    def money(self, name: str) -> Money:
        """A figure of the row."""
        return Money(getattr(self.row, name), self.currency)


def _chosen(asked: Asked) -> Chosen | None:
    return chosen.read(asked.session, asked.given)


def _told(
    rows: Sequence[Any], by: Chosen, names: Mapping[str, str] | None = None
) -> list[Told]:
    return [Told(one, by.selection.currency, names or {}) for one in rows]


def _place(after: str | None) -> Place | None:
    """Behind which row; raises Malformed for what no page has given out."""
    if not after:
        return None
    at, _, identifier = after.partition(SPLIT)
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Malformed("unknown_page", "Begin at the first page.")
    return Place(instant, identifier)


def _cursor(name: str) -> Callable[[Told], str]:
    return lambda one: f"{getattr(one.row, name).isoformat()}{SPLIT}{one.row.id}"


def _find_sales(asked: Asked) -> Sequence[Told]:
    by = _chosen(asked)
    if by is None:
        return []
    rows = figure_rows.purchases(
        asked.session,
        by.selection,
        by.span,
        location=asked.given.get("location", ""),
        source=asked.given.get("staff", ""),
        before=_place(asked.after),
        limit=asked.limit,
    )
    locations = {one.location_id for one in rows if one.location_id}
    names = {
        **actor_names.of_locations(asked.session, locations),
        **actor_names.of_actors(asked.session, {one.source for one in rows}),
    }
    return _told(rows, by, names)


def _find_refunds(asked: Asked) -> Sequence[Told]:
    by = _chosen(asked)
    if by is None:
        return []
    rows = figure_rows.refunds(
        asked.session,
        by.selection,
        by.span,
        before=_place(asked.after),
        limit=asked.limit,
    )
    sources = {one.source for one in rows}
    return _told(rows, by, actor_names.of_actors(asked.session, sources))


def _find_buyers(asked: Asked) -> Sequence[Told]:
    by = _chosen(asked)
    if by is None:
        return []
    rows = figure_rows.buyers(
        asked.session,
        by.selection,
        by.span,
        after=asked.after or "",
        limit=asked.limit,
    )
    return _told(rows, by)


def _cards(find: Callable[..., Sequence[Any]]) -> Callable[[Asked], Sequence[Told]]:
    def found(asked: Asked) -> Sequence[Told]:
        by = _chosen(asked)
        if by is None:
            return []
        rows = find(
            asked.session, by.selection, after=asked.after or "", limit=asked.limit
        )
        return _told(rows, by)

    return found


def _find_issued(asked: Asked) -> Sequence[Told]:
    by = _chosen(asked)
    if by is None:
        return []
    rows = figure_rows.issued(
        asked.session,
        by.selection,
        None if asked.given.get("ever") else by.span,
        after=asked.after or "",
        limit=asked.limit,
    )
    return _told(rows, by)


def _find_points(asked: Asked) -> Sequence[Told]:
    by = _chosen(asked)
    if by is None:
        return []
    place = _place(asked.after)
    rows = points_moved.rows_in_span(
        asked.session,
        by.selection.program_ids,
        by.span.since,
        by.span.until,
        kind=asked.given.get("kind", ""),
        before=(place.at, _number(place.id)) if place else None,
        limit=asked.limit,
    )
    return _told(rows, by, _owners(asked, rows))


def _find_open(asked: Asked) -> Sequence[Told]:
    by = _chosen(asked)
    if by is None:
        return []
    rows = points_moved.open_accounts(
        asked.session,
        by.selection.program_ids,
        after=asked.after or "",
        limit=asked.limit,
    )
    return _told(rows, by, _owners(asked, rows))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Malformed("unknown_page", "Begin at the first page.")
    return int(text)


def _owners(asked: Asked, rows: Sequence[Any]) -> Mapping[str, str]:
    owners = {(one.owner_kind, one.owner_id) for one in rows}
    return owner_names.of_owners(asked.session, owners)


def _name(of: str) -> Callable[[Told], str | None]:
    def name(one: Told) -> str | None:
        identifier: str | None = getattr(one.row, of)
        return one.names.get(identifier or "", identifier)

    return name


def moved_word(kind: str, amount: int) -> str:
    """The word for a kind of entry; a correction has one for each direction."""
    if kind != "adjust":
        return f"moved_{kind}"
    return "moved_adjust_down" if amount < 0 else "moved_adjust_up"


def _moved(one: Told) -> str:
    return moved_word(one.row.kind, one.row.amount)


def _owner_link(one: Told) -> str:
    return f"/brand/{OWNERS[OwnerKind(one.row.owner_kind)]}/{one.row.owner_id}"


CARD = Column(
    "card",
    lambda one: formats.card_number(one.row.number),
    link=lambda one: f"/brand/cards/{one.row.card_id}",
)
COMPANY = Column("company", lambda one: one.row.company)
OWNER = Column("owner", _name("owner_id"), link=_owner_link)


def _money(name: str) -> Column:
    return Column(name, lambda one: one.money(name), Kind.MONEY)


def _moment(name: str, of: str) -> Column:
    return Column(name, lambda one: getattr(one.row, of), Kind.MOMENT)


SALES = Table(
    "sales",
    (
        _moment("when", "occurred_at"),
        CARD,
        COMPANY,
        Column("location", _name("location_id")),
        Column("staff", _name("source")),
        Column("sale_state", lambda one: f"sale_{one.row.state}", Kind.WORD),
        _money("gross"),
        _money("discount"),
        _money("points_spent"),
        _money("earned"),
    ),
    _find_sales,
    _cursor("occurred_at"),
    (*CHOICE, "location", "staff"),
)
REFUNDS = Table(
    "refunds",
    (
        _moment("when", "recorded_at"),
        CARD,
        Column("staff", _name("source")),
        _money("money"),
        _money("points_returned"),
    ),
    _find_refunds,
    _cursor("recorded_at"),
    CHOICE,
)
BUYERS = Table(
    "buyers",
    (
        CARD,
        COMPANY,
        Column("times", lambda one: one.row.purchases, Kind.NUMBER),
        _money("receipts"),
    ),
    _find_buyers,
    lambda one: one.row.card_id,
    CHOICE,
)
OF_CARDS = (
    CARD,
    COMPANY,
    Column("card_state", lambda one: f"card_{one.row.state}", Kind.WORD),
    _moment("issued", "issued_at"),
    _moment("installed", "installed_at"),
    _moment("removed", "removed_at"),
)
ISSUED = Table(
    "cards_issued",
    OF_CARDS,
    _find_issued,
    lambda one: one.row.card_id,
    (*CHOICE, "ever"),
)
INSTALLED = Table(
    "cards_on_phones",
    OF_CARDS,
    _cards(figure_rows.on_phones),
    lambda one: one.row.card_id,
    CHOICE,
)
REMOVED = Table(
    "cards_removed",
    OF_CARDS,
    _cards(figure_rows.removed),
    lambda one: one.row.card_id,
    CHOICE,
)
POINTS = Table(
    "points",
    (
        _moment("when", "occurred_at"),
        Column("moved", _moved, Kind.WORD),
        OWNER,
        _money("amount"),
    ),
    _find_points,
    _cursor("occurred_at"),
    (*CHOICE, "kind"),
)
OPEN = Table(
    "open_points",
    (OWNER, _money("open"), _money("debt")),
    _find_open,
    lambda one: one.row.id,
    CHOICE,
)


TABLES = (SALES, REFUNDS, BUYERS, ISSUED, INSTALLED, REMOVED, POINTS, OPEN)
