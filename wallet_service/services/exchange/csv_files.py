"""Reads a file of rows as spreadsheets save it: any usual encoding and separator.

Columns are found by their names in English or Russian; others are left alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wallet_service.services.errors import Invalid, invalid

MOST_ROWS = 5_000
LARGEST_FILE = 2 * 1024 * 1024
LONGEST_CELL = 1_000
# what spreadsheets write: Unicode with or without a mark, and Russian Windows
ENCODINGS = ("utf-8-sig", "cp1251")
SEPARATORS = ";,\t"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows with the line that each begins on, and the columns nobody asked for."""

    rows: tuple[tuple[int, Mapping[str, str]], ...]
    unused: tuple[str, ...]


def read(content: bytes, columns: Mapping[str, Sequence[str]], *, needed: str) -> Rows:
    """The file's rows by the names of `columns`, whose values are what heads may say.

    Raises Invalid at ``/file``: `file_empty`, `file_large`, `file_unreadable`,
    `file_columns` (the needed one is missing or one stands twice), `file_rows`.
    """
    if len(content) > LARGEST_FILE:
        raise _fault("file_large", "The file is larger than 2 MB: divide it.")
    lines = _lines(_text(content))
    head = next(lines, None)
    if head is None:
        raise _fault("file_empty", "The file is empty.")
    names = _names(head[1], columns, needed)
    rows = tuple(_row(number, cells, names) for number, cells in lines if any(cells))
    if not rows:
        raise _fault("file_empty", "The file has no rows below its head.")
    if len(rows) > MOST_ROWS:
        detail = f"The file has more than {MOST_ROWS} rows: divide it."
        raise _fault("file_rows", detail)
    unused = tuple(
        cell for cell, name in zip(head[1], names, strict=True) if cell and not name
    )
    return Rows(rows, unused)


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable()


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            raise _unreadable() from None
        if cells is None:
            return
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise _unreadable()
        yield number, [cell.strip() for cell in cells]


def _names(
    head: Sequence[str], columns: Mapping[str, Sequence[str]], needed: str
) -> list[str]:
    """The name of each column; empty for one that nobody asked for."""
    meant = {word: name for name, words in columns.items() for word in words}
    names = [meant.get(cell.casefold(), "") for cell in head]
    known = [name for name in names if name]
    if needed not in known or len(set(known)) != len(known):
        detail = f"The first line names the columns; '{needed}' once, others at most."
        raise _fault("file_columns", detail)
    return names


def _row(
    number: int, cells: Sequence[str], names: Sequence[str]
) -> tuple[int, dict[str, str]]:
    """A line may be shorter than the head; what is beyond the head is left alone."""
    pairs = zip(names, cells, strict=False)
    return number, {name: cell for name, cell in pairs if name}


def _unreadable() -> Invalid:
    return _fault("file_unreadable", "This is no CSV file: save it as CSV, in UTF-8.")


def _fault(code: str, detail: str) -> Invalid:
    return invalid("/file", detail, code=code)
