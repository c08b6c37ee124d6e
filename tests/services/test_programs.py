"""Programs: a draft, its publishing, the next version; what is fixed, what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import ACTOR, NOW, RULES, TEMPLATES, a_program
from wallet_service.models.audit import AuditEvent
from wallet_service.services.errors import Conflict, Invalid, NotFound
from wallet_service.services.programs import (
    drafts,
    offered,
    programs,
    publishing,
    versions,
)
from wallet_service.services.programs.programs import ProgramChange

LATER = NOW + timedelta(days=30)


def change(session, program_id, **fields):
    programs.change_program(
        session,
        program_id,
        ProgramChange(**fields),
        templates=TEMPLATES,
        actor=ACTOR,
        now=NOW,
    )


def publish(session, program_id, effective_at=None, now=NOW):
    publishing.publish_program(
        session, program_id, effective_at=effective_at, actor=ACTOR, now=now
    )


def newest(session, program_id):
    return drafts.newest_first(session, [program_id])[program_id][0]


def rate_at(session, program_id, instant):
    version = versions.version_at(session, program_id, instant)
    found = drafts.newest_first(session, [program_id])[program_id]
    return next(one.rules["rate_bp"] for one in found if one.id == version.id)


@pytest.mark.parametrize("kind", sorted(RULES))
def test_a_program_of_each_kind_begins_as_a_draft(session, kind):
    program_id = a_program(session, kind, published=False)
    assert programs.get_program(session, program_id).state == "draft"
    draft = newest(session, program_id)
    assert (draft.number, draft.published_at) == (1, None)
    with pytest.raises(Conflict) as refused:
        versions.version_at(session, program_id, NOW)
    assert refused.value.code == "program_not_published"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"currency": "JPY"}, "/currency"),
        ({"currency": "KWD"}, "/currency"),
        ({"currency": "ABC"}, "/currency"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"time_zone": "../../etc/passwd"}, "/time_zone"),
        ({"time_zone": "localtime"}, "/time_zone"),
        ({"design": "../classic"}, "/design"),
        ({"design": "drawing"}, "/design"),
        ({"design": ""}, "/design"),
        ({"terms": {"de": "..."}}, "/terms/de"),
        ({"terms": {"en": "x" * 10_001}}, "/terms/en"),
        ({"rules": {"rate_bp": "5"}}, "/rules/rate_bp"),
        ({"rules": {"rate_bp": 500, "speed": 1}}, "/rules/speed"),
        ({"rules": {"expiry": {"months": -1}}}, "/rules/expiry/months"),
    ],
)
def test_what_a_program_cannot_be_is_refused_by_its_field(session, fields, pointer):
    with pytest.raises(Invalid) as refused:
        a_program(session, "cashback", **fields)
    assert pointer in [fault.pointer for fault in refused.value.errors]
    program_id = a_program(session, "cashback", published=False)
    with pytest.raises(Invalid):
        change(session, program_id, **{k: v or "x" for k, v in fields.items()})


def test_all_faults_are_told_at_once(session):
    with pytest.raises(Invalid) as refused:
        a_program(session, currency="?", time_zone="?", design="?", rules={"a": 1})
    pointers = {fault.pointer for fault in refused.value.errors}
    assert pointers >= {"/currency", "/time_zone", "/design", "/rules/a"}


def test_a_draft_changes_in_place(session):
    program_id = a_program(session, "cashback", published=False)
    change(
        session,
        program_id,
        kind="discount",
        rules={"rate_bp": 300},
        currency="EUR",
        time_zone="Europe/Paris",
        beneficiary="member",
    )
    program = programs.get_program(session, program_id)
    assert (program.kind, program.currency) == ("discount", "EUR")
    draft = newest(session, program_id)
    assert (draft.number, draft.rules, draft.beneficiary) == (
        1,
        {"rate_bp": 300},
        "member",
    )


def test_a_new_kind_needs_rules_that_fit_it(session):
    program_id = a_program(session, "stamp", published=False)
    with pytest.raises(Invalid):
        change(session, program_id, kind="discount")


def test_publishing_fixes_kind_currency_and_zone(session):
    program_id = a_program(session, "cashback")
    for fields in (
        {"kind": "discount", "rules": {"rate_bp": 100}},
        {"currency": "EUR"},
        {"time_zone": "Europe/Paris"},
    ):
        with pytest.raises(Conflict) as refused:
            change(session, program_id, **fields)
        assert refused.value.code == "program_fixed"
    change(session, program_id, kind="cashback", currency="RUB")


def test_a_published_program_changes_in_the_next_version(session):
    program_id = a_program(session, "discount", rules={"rate_bp": 100})
    change(session, program_id, rules={"rate_bp": 200})
    change(session, program_id, beneficiary="member")
    draft = newest(session, program_id)
    assert (draft.number, draft.rules) == (2, {"rate_bp": 200})
    assert rate_at(session, program_id, LATER) == 100
    publish(session, program_id)
    assert rate_at(session, program_id, NOW) == 200
    with pytest.raises(Conflict) as refused:
        publish(session, program_id)
    assert refused.value.code == "nothing_to_publish"


def test_the_same_rules_open_no_version(session):
    program_id = a_program(session, "discount", rules={"rate_bp": 100})
    change(session, program_id, rules={"rate_bp": 100}, beneficiary="company")
    assert newest(session, program_id).number == 1


def test_a_version_is_in_force_from_its_time_on(session):
    program_id = a_program(session, "discount", rules={"rate_bp": 100})
    change(session, program_id, rules={"rate_bp": 200})
    publish(session, program_id, effective_at=LATER)
    assert rate_at(session, program_id, LATER - timedelta(seconds=1)) == 100
    assert rate_at(session, program_id, LATER) == 200


def test_before_the_first_version_the_first_is_in_force(session):
    program_id = a_program(session, "discount", rules={"rate_bp": 100})
    assert rate_at(session, program_id, NOW - timedelta(days=90)) == 100


def test_a_version_cannot_come_into_force_in_the_past(session):
    program_id = a_program(session, published=False)
    with pytest.raises(Invalid) as refused:
        publish(session, program_id, effective_at=NOW - timedelta(minutes=6))
    assert refused.value.code == "effective_in_the_past"
    publish(session, program_id, effective_at=NOW - timedelta(minutes=5))


def test_versions_come_into_force_in_their_order(session):
    program_id = a_program(session, "discount", rules={"rate_bp": 100})
    change(session, program_id, rules={"rate_bp": 200})
    publish(session, program_id, effective_at=LATER)
    change(session, program_id, rules={"rate_bp": 300})
    with pytest.raises(Invalid) as refused:
        publish(session, program_id)
    assert refused.value.code == "effective_before_previous"
    publish(session, program_id, effective_at=LATER)
    assert rate_at(session, program_id, LATER) == 300


def test_looks_change_at_once_and_are_counted(session):
    program_id = a_program(session)
    before = programs.get_program(session, program_id).looks_revision
    change(session, program_id, name="New name", terms={"en": "Be kind"})
    change(session, program_id, design="festive")
    change(session, program_id, design="festive")
    program = programs.get_program(session, program_id)
    assert program.looks_revision == before + 2
    assert (program.name, program.terms, program.design) == (
        "New name",
        {"en": "Be kind"},
        "festive",
    )
    assert newest(session, program_id).number == 1


def test_changes_are_written_down_by_the_names_of_fields(session):
    program_id = a_program(session)
    change(session, program_id, name="New", rules={"rate_bp": 1})
    statement = select(AuditEvent).where(AuditEvent.object_id == program_id)
    events = {event.action: event.detail for event in session.scalars(statement)}
    assert events["program.change"] == {"fields": ["name", "rules"]}
    assert events["program.publish"] == {"version": 1}
    assert "program.create" in events


def test_an_unknown_program_is_not_found(session):
    with pytest.raises(NotFound):
        programs.get_program(session, "prog_nobody")
    with pytest.raises(NotFound):
        change(session, "prog_nobody", name="x")
    with pytest.raises(NotFound):
        publish(session, "prog_nobody")


def test_programs_are_listed_newest_first(session):
    made = [a_program(session) for _ in range(3)]
    assert [one.id for one in programs.list_programs(session)] == made[::-1]
    behind = programs.list_programs(session, after=made[2], limit=1)
    assert [one.id for one in behind] == [made[1]]


def test_currencies_have_two_decimals_and_designs_their_folders():
    assert {"RUB", "EUR", "USD", "KZT", "BYN"} <= offered.CURRENCIES
    assert not {"JPY", "KRW", "KWD", "CLF", "XAU"} & offered.CURRENCIES
    assert offered.designs(TEMPLATES) == ["classic", "festive"]
