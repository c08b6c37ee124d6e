"""No figure and no row behind one reads a whole table: the plans of every statement.

Nor does any read all that its brand has of a large one.
The tables are nearly empty here, so PostgreSQL is asked what it does when reading a
whole table is dear; a statement that no index serves reads it all the same.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from tests import factories, phones
from tests.services.till.till import Till
from wallet_service.ledger import points_moved
from wallet_service.services.insight import (
    card_delivery,
    dashboard,
    deliveries,
    figure_cards,
    figure_rows,
    selections,
    tier_counts,
)
from wallet_service.services.insight.figure_rows import Place
from wallet_service.services.insight.spans import Span
from wallet_service.services.wallet import stale_cards

NOW = factories.NOW
SPAN = Span(date(2026, 2, 1), date(2026, 3, 31), ZoneInfo("Europe/Moscow"))
# a handful of rows in any brand: programs, their versions, keys, people of the brand
SMALL = {
    "programs",
    "program_versions",
    "locations",
    "api_keys",
    "memberships",
    "users",
    "google_issuers",
    "apple_pass_types",
    "apple_certificates",
    "program_budgets",
}

# what waits is told in all: the partial index holds nothing else
QUEUE = {"outbox_messages"}


@contextmanager
def heard(engine):
    """Statements and their values, as the database got them."""
    found = []

    def note(connection, cursor, statement, parameters, *_):
        found.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def read_whole(connection, statement, parameters):
    """Tables that the statement reads without an index."""
    raw = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        told = "\n".join(row[3] for row in raw.fetchall())
        found = re.findall(r"^SCAN (\w+)(?: LEFT-JOIN)?$", told, re.MULTILINE)
        found += re.findall(r"SEARCH (\w+) USING INDEX \w+ \(brand_id=\?\)", told)
        return {one for one in found if not one.startswith("anon_")} - QUEUE
    raw.execute("SET LOCAL enable_seqscan = off")
    raw.execute(f"EXPLAIN {statement}", parameters)
    told = "\n".join(row[0] for row in raw.fetchall())
    return set(re.findall(r"Seq Scan on (\w+)", told))


def look_at_everything(session, card, program):
    """Every page of figures and deliveries, with and without a place to begin at."""
    chosen = selections.choices(session)[0]
    ids = chosen.program_ids
    dashboard.look(session, chosen, SPAN, NOW)
    tier_counts.of_program(session, program, NOW)
    deliveries.look(session, NOW)
    card_delivery.of_card(session, card)
    for after, place in (("", None), ("a", Place(NOW, "a"))):
        begin: Any = {"after": after, "limit": 51}
        stale_cards.page(session, NOW, **begin)
        figure_rows.buyers(session, chosen, SPAN, **begin)
        figure_cards.on_phones(session, chosen, **begin)
        figure_cards.removed(session, chosen, **begin)
        for span in (SPAN, None):
            figure_cards.issued(session, chosen, span, **begin)
        figure_rows.refunds(session, chosen, SPAN, before=place, limit=51)
        for location in ("", "-", "A7"):
            figure_rows.purchases(
                session, chosen, SPAN, location=location, before=place, limit=51
            )
        points_moved.rows_in_span(
            session,
            ids,
            SPAN.since,
            SPAN.until,
            kind="earn" if after else "",
            before=(NOW, 1) if place else None,
            limit=51,
        )
        points_moved.open_accounts(session, ids, **begin)


@pytest.fixture
def till(any_database, vault):
    return Till(any_database, vault)


def test_every_statement_has_an_index(till):
    card = till.card_of("cashback")
    till.refund(till.buy(card, "100", NOW), NOW)
    tiers = till.program("accumulating")
    till.buy(till.card(tiers), "2000000", NOW)
    with till.database.writing(till.brand_id) as session:
        phones.keep(session, card, NOW)
    engine = till.database.read_engine
    with till.database.reading(till.brand_id) as session, heard(engine) as statements:
        program = next(
            one for one in selections.choices(session)[0].programs if one.id == tiers
        )
        look_at_everything(session, card, program)
    assert len(statements) > 60
    unserved = {}
    with engine.connect() as connection:
        for statement, parameters in {one[0]: one for one in statements}.values():
            whole = read_whole(connection, statement, parameters) - SMALL
            if whole:
                unserved[statement] = whole
    assert unserved == {}
