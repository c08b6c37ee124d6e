"""Reads the rows behind the figures: what was chosen, a page of it, and the names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wallet_service.ledger import points_moved
from wallet_service.services.errors import Malformed
from wallet_service.services.insight import (
    actor_names,
    figure_cards,
    figure_rows,
    owner_names,
)
from wallet_service.services.insight.figure_rows import Place
from wallet_service.web.desk import chosen
from wallet_service.web.desk.chosen import Chosen
from wallet_service.web.desk.tables import Asked, Money

SPLIT = "~"


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


def cursor(name: str) -> Callable[[Told], str]:
    """Where the next page begins: behind a row by its time."""
    return lambda one: f"{getattr(one.row, name).isoformat()}{SPLIT}{one.row.id}"


def sales(asked: Asked) -> Sequence[Told]:
    """Purchases of the span, with the names of places and people."""
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


def refunds(asked: Asked) -> Sequence[Told]:
    """Refunds of the span, with the names of people."""
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


def buyers(asked: Asked) -> Sequence[Told]:
    """Cards that bought in the span."""
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


def cards(find: Callable[..., Sequence[Any]]) -> Callable[[Asked], Sequence[Told]]:
    """What finds cards of the programs that were chosen."""

    def found(asked: Asked) -> Sequence[Told]:
        by = _chosen(asked)
        if by is None:
            return []
        rows = find(
            asked.session, by.selection, after=asked.after or "", limit=asked.limit
        )
        return _told(rows, by)

    return found


def issued(asked: Asked) -> Sequence[Told]:
    """Cards that were issued in the span, or ever."""
    by = _chosen(asked)
    if by is None:
        return []
    rows = figure_cards.issued(
        asked.session,
        by.selection,
        None if asked.given.get("ever") else by.span,
        after=asked.after or "",
        limit=asked.limit,
    )
    return _told(rows, by)


def points(asked: Asked) -> Sequence[Told]:
    """Entries of points in the span, with their owners."""
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


def open_accounts(asked: Asked) -> Sequence[Told]:
    """Accounts with open points or a debt, with their owners."""
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
