"""Statements that each database words in its own way, made once for both.

SQLite and PostgreSQL share INSERT .. ON CONFLICT; SQLAlchemy gives each its own insert.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from sqlalchemy import ColumnElement, Executable, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

# a dialect's own insert: its statements know ON CONFLICT
Insert = Callable[..., Any]

DIALECTS: Mapping[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def for_each(make: Callable[[Insert], Executable]) -> Mapping[str, Executable]:
    """The statement by the dialect's name; `make` is given the dialect's ``insert``."""
    return {name: make(module.insert) for name, module in DIALECTS.items()}


def of(session: Session, statements: Mapping[str, Executable]) -> Executable:
    """The statement in the words of the session's database."""
    return statements[session.get_bind().dialect.name]


def least(insert: Insert, *values: ColumnElement[Any]) -> ColumnElement[Any]:
    """The smaller of the values: min() in SQLite, least() in PostgreSQL."""
    return (func.min if insert is sqlite.insert else func.least)(*values)
