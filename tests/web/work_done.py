"""Counts the work that a request makes: statements in their order, hashes of passwords.

Two answers that shall not be told apart by a clock are those of the same work, and work
can be counted where times cannot.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from wallet_service.services import passwords


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements and password checks that happen meanwhile."""
    done: list[str] = []

    def note(_connection, _cursor, statement, *_) -> None:
        done.append(statement)

    with pytest.MonkeyPatch.context() as patch:
        verify = passwords.verify

        def noted(password, hashed):
            done.append("a password is checked")
            return verify(password, hashed)

        patch.setattr(passwords, "verify", noted)
        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield done
        finally:
            event.remove(Engine, "before_cursor_execute", note)
