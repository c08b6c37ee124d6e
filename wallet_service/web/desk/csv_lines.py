"""Lines of CSV that no spreadsheet takes for a formula; numbers stay numbers (T-17).

A text that begins as a formula does gets an apostrophe in front; RFC 4180 quotes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from wallet_service.web.desk import tables
from wallet_service.web.desk.tables import Column, Kind

# with it spreadsheets read the file as UTF-8
BYTE_ORDER_MARK = "\ufeff"
# the last ones are the wide forms, which some spreadsheets read as the narrow ones
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def head(columns: Iterable[Column]) -> str:
    """The line of the columns' names."""
    return lines([[tables.word(f"column_{one.name}") for one in columns]])


def body(columns: Sequence[Column], rows: Iterable[Any]) -> str:
    """A line for each row."""
    return lines([[_written(one, one.value(row)) for one in columns] for row in rows])


def lines(rows: Iterable[Sequence[str | int | Decimal]]) -> str:
    """Lines of cells; only texts are guarded."""
    target = io.StringIO()
    writer = csv.writer(target)
    for row in rows:
        writer.writerow([guarded(one) if isinstance(one, str) else one for one in row])
    return target.getvalue()


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where it would begin a formula."""
    start = text.lstrip(" \u00a0\ufeff")
    return f"'{text}" if start.startswith(FORMULA_STARTS) else text


def _written(
    column: Column,
    value: Any,  # noqa: ANN401 - of the column's kind
) -> str | int | Decimal:
    if value is None:
        return ""
    if column.kind is Kind.NUMBER:
        return value  # type: ignore[no-any-return]
    if column.kind is Kind.MONEY:
        return Decimal(value.amount) / 100
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if column.kind is Kind.WORD:
        return tables.word(value)
    if column.kind is Kind.CHIPS:
        return "; ".join(f"{one.text} ({tables.word(one.word)})" for one in value)
    return str(value)
