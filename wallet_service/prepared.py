"""Statements of the hot path: compiled once for a database, then run as its own text.

SQLAlchemy builds them and knows their types; what it does anew for each execution costs
more there than the database's work. Errors are SQLAlchemy's own, as everywhere else.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]


class Prepared:
    """One statement, or one for each dialect by its name (`dialects.for_each`).

    Its values are given by name; an INSERT writes the columns that are given, and is
    compiled once for each set of them. It runs in the connection's transaction.
    """

    def __init__(self, statement: Executable | Mapping[str, Executable]) -> None:
        self._statement = statement
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def run(self, connection: Connection, values: Values) -> int:
        """Write; gives the number of rows touched."""
        plan = self._plan(connection, values)
        with _cursor(connection, plan) as cursor:
            cursor.execute(plan.text, plan.bound(values))
            return int(cursor.rowcount)

    def run_many(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Write once for each row, of which there is one at least."""
        plan = self._plan(connection, rows[0])
        with _cursor(connection, plan) as cursor:
            cursor.executemany(plan.text, [plan.bound(row) for row in rows])

    def first(self, connection: Connection, values: Values) -> Any:  # noqa: ANN401
        """The first row as a named tuple, or None; of a write what it returns."""
        plan = self._plan(connection, values)
        with _cursor(connection, plan) as cursor:
            cursor.execute(plan.text, plan.bound(values))
            row = cursor.fetchone()
        return None if row is None else plan.read(row)

    def all(self, connection: Connection, values: Values) -> list[Any]:
        """Every row as a named tuple."""
        plan = self._plan(connection, values)
        with _cursor(connection, plan) as cursor:
            cursor.execute(plan.text, plan.bound(values))
            return [plan.read(row) for row in cursor.fetchall()]

    def scalar(self, connection: Connection, values: Values) -> Any:  # noqa: ANN401
        """The first column of the first row, or None."""
        row = self.first(connection, values)
        return None if row is None else row[0]

    def _plan(self, connection: Connection, values: Values) -> _Plan:
        dialect = connection.dialect
        key = (dialect.name, *values)
        plan = self._plans.get(key)
        if plan is None:
            found = self._statement
            statement = found[dialect.name] if isinstance(found, Mapping) else found
            plan = self._plans[key] = _plan(statement, dialect, list(values))
        return plan


@dataclass(frozen=True, slots=True)
class _Plan:
    """The text, what goes into it, and what comes out of it.

    `names` are those of its values, in the order of their places; `fixed` are the
    values that the statement itself brings along.
    """

    text: str
    dialect: Dialect
    names: Sequence[str]
    taken: frozenset[str]
    is_positional: bool
    fixed: Values
    binders: Sequence[tuple[str, Convert]]
    readers: Sequence[tuple[int, Convert]]
    row: Any

    def bound(self, values: Values) -> Any:  # noqa: ANN401 - as the driver takes them
        """The values as the driver takes them; raises KeyError for a missing one.

        A value that the statement does not take would be lost: ValueError.
        """
        if not values.keys() <= self.taken:
            message = f"not taken: {', '.join(sorted(values.keys() - self.taken))}"
            raise ValueError(message)
        given = {**self.fixed, **values}
        for name, convert in self.binders:
            given[name] = convert(given[name])
        if self.is_positional:
            return [given[name] for name in self.names]
        return {name: given[name] for name in self.names}

    def read(self, row: Sequence[Any]) -> Any:  # noqa: ANN401 - a named tuple
        """A row with the values that Python works with."""
        values = list(row)
        for place, convert in self.readers:
            values[place] = convert(values[place])
        return self.row._make(values)


def _plan(statement: Any, dialect: Dialect, names: list[str]) -> _Plan:  # noqa: ANN401 - an executable that compiles
    compiled = statement.compile(dialect=dialect, column_keys=names)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - for the type checker
    binds = compiled.bind_names.items()
    binders = [(name, _binder(bind.type, dialect)) for bind, name in binds]
    columns = list(getattr(statement, "exported_columns", ()))
    readers = [(place, _reader(c.type, dialect)) for place, c in enumerate(columns)]
    return _Plan(
        text=str(compiled),
        dialect=dialect,
        names=compiled.positiontup or list(compiled.bind_names.values()),
        taken=frozenset(compiled.bind_names.values()),
        is_positional=compiled.positional,
        fixed=_fixed(compiled),
        binders=[(name, one) for name, one in binders if one],
        readers=[(place, one) for place, one in readers if one],
        row=namedtuple("Row", [str(c.key) for c in columns], rename=True),
    )


def _fixed(compiled: SQLCompiler) -> Values:
    """Constants of the statement, and plain defaults of columns that are not given."""
    constants = {
        name: bind.effective_value
        for bind, name in compiled.bind_names.items()
        if not bind.required
    }
    defaults = {c.key: c.default.arg for c in compiled.insert_prefetch}  # type: ignore[union-attr]
    return {**constants, **defaults}


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


@contextmanager
def _cursor(connection: Connection, plan: _Plan) -> Iterator[Any]:
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except plan.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            plan.text,
            None,
            error,
            plan.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=plan.dialect,
        ) from error
    finally:
        cursor.close()
