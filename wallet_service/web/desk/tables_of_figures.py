"""The tables behind the figures: purchases, refunds, buyers, cards, points."""

from __future__ import annotations

from collections.abc import Callable

from wallet_service.ledger.accounts import OwnerKind
from wallet_service.passes import formats
from wallet_service.services.insight import figure_cards
from wallet_service.web.desk import found_rows
from wallet_service.web.desk.found_rows import Told
from wallet_service.web.desk.tables import Column, Kind, Table

CHOICE = ("program", "period", "first", "last")
OWNERS = {
    OwnerKind.HOLDING: "companies",
    OwnerKind.COMPANY: "companies",
    OwnerKind.MEMBER: "people",
    OwnerKind.CARD: "cards",
}


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
    found_rows.sales,
    found_rows.cursor("occurred_at"),
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
    found_rows.refunds,
    found_rows.cursor("recorded_at"),
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
    found_rows.buyers,
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
    found_rows.issued,
    lambda one: one.row.card_id,
    (*CHOICE, "ever"),
)
INSTALLED = Table(
    "cards_on_phones",
    OF_CARDS,
    found_rows.cards(figure_cards.on_phones),
    lambda one: one.row.card_id,
    CHOICE,
)
REMOVED = Table(
    "cards_removed",
    OF_CARDS,
    found_rows.cards(figure_cards.removed),
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
    found_rows.points,
    found_rows.cursor("occurred_at"),
    (*CHOICE, "kind"),
)
OPEN = Table(
    "open_points",
    (OWNER, _money("open"), _money("debt")),
    found_rows.open_accounts,
    lambda one: one.row.id,
    CHOICE,
)


TABLES = (SALES, REFUNDS, BUYERS, ISSUED, INSTALLED, REMOVED, POINTS, OPEN)
