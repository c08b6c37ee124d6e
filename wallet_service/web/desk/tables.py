"""A table of the desk: the same columns make the page, its search and its export.

A table says how its rows are found, page by page; a column what of a row is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup

from wallet_service.database import BrandSession
from wallet_service.web import figures, languages, moments
from wallet_service.web.texts import catalogue

PER_PAGE = 50


class Kind(StrEnum):
    """What stands in a column, and so how it is written."""

    TEXT = "text"
    # an identifier: it may break anywhere
    CODE = "code"
    NUMBER = "number"
    MONEY = "money"
    MOMENT = "moment"
    # the name of one of the words
    WORD = "word"
    CHIPS = "chips"


NUMBERS = frozenset({Kind.NUMBER, Kind.MONEY})


@dataclass(frozen=True, slots=True)
class Money:
    """Minor units of a currency."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One of several things in a cell: what it is, where it leads, its state."""

    text: str
    link: str
    word: str


@dataclass(frozen=True, slots=True)
class Column:
    """What of a row is told; its head is the word `column_<name>`."""

    name: str
    value: Callable[[Any], object]
    kind: Kind = Kind.TEXT
    link: Callable[[Any], str | None] | None = None
    is_contact: bool = False
    is_only_exported: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are wanted: the filters of the address, and behind which one."""

    session: BrandSession
    given: Mapping[str, str]
    after: str | None
    limit: int
    with_contacts: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind; `filters` are what of an address narrows them."""

    name: str
    columns: tuple[Column, ...]
    find: Callable[[Asked], Sequence[Any]]
    cursor: Callable[[Any], str]
    filters: tuple[str, ...] = ()

    def shown_columns(self, *, with_contacts: bool) -> tuple[Column, ...]:
        """The columns of the page that a reader may see."""
        return tuple(
            one
            for one in self.columns
            if not one.is_only_exported and (with_contacts or not one.is_contact)
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands on the page."""

    head: str
    text: str
    link: str | None
    is_number: bool
    is_code: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a table; `following` and `export` are addresses."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    following: str | None
    export: str | None
    is_first: bool


def show(
    table: Table,
    session: BrandSession,
    *,
    rules: bool,
    given: Mapping[str, str] | None = None,
    per_page: int = PER_PAGE,
) -> Shown:
    """The page that the request's address asks for; `rules` may export and read all.

    Raises what the table's `find` raises.
    """
    filters = dict(given or {}) | filters_of(table)
    after = request.args.get("after") or None
    asked = Asked(session, filters, after, per_page + 1, rules)
    rows = table.find(asked)
    columns = table.shown_columns(with_contacts=rules)
    return Shown(
        columns=columns,
        rows=tuple(_cells(columns, row) for row in rows[:per_page]),
        following=_following(table, rows, per_page),
        export=_export(table, filters) if rules else None,
        is_first=after is None,
    )


def nothing(table: Table, *, rules: bool) -> Shown:
    """The table without rows, when what was searched for cannot be."""
    columns = table.shown_columns(with_contacts=rules)
    return Shown(columns, (), None, None, is_first=True)


def filters_of(table: Table) -> dict[str, str]:
    """The filters that the request's address sets."""
    named = ((name, request.args.get(name, "").strip()) for name in table.filters)
    return {name: value for name, value in named if value}


def _following(table: Table, rows: Sequence[Any], per_page: int) -> str | None:
    if len(rows) <= per_page:
        return None
    after = {"after": table.cursor(rows[per_page - 1])}
    return f"{request.path}?{urlencode(filters_of(table) | after)}"


def _export(table: Table, filters: Mapping[str, str]) -> str:
    query = f"?{urlencode(filters)}" if filters else ""
    return f"/brand/export/{table.name}.csv{query}"


def _cells(columns: Iterable[Column], row: object) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            head=_words()[f"column_{one.name}"],
            text=_text(one, one.value(row)),
            link=one.link(row) if one.link else None,
            is_number=one.kind in NUMBERS,
            is_code=one.kind is Kind.CODE,
        )
        for one in columns
    )


def _text(column: Column, value: Any) -> str:  # noqa: ANN401 - of the column's kind
    if value is None or value in {"", ()}:
        return "—"
    if column.kind is Kind.NUMBER:
        return figures.figure(value)
    if column.kind is Kind.MONEY:
        return figures.money(value.amount, value.currency)
    if column.kind is Kind.MOMENT and isinstance(value, datetime):
        return moments.moment(value)
    if column.kind is Kind.WORD:
        return word(value)
    if column.kind is Kind.CHIPS:
        return _chips(value)
    return str(value)


def word(name: str) -> str:
    """A word of the page's language; what has none is told as it is."""
    return _words().find(name) or name


def _chips(chips: Iterable[Chip]) -> Markup:
    one = Markup('<a class="chip" href="{}">{}</a> <span class="quiet">{}</span>')
    return Markup("<br>").join(
        one.format(chip.link, chip.text, word(chip.word)) for chip in chips
    )


def _words() -> catalogue.Words:
    return catalogue.of(languages.current())
