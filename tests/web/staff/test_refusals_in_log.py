"""Who is refused something stands in the brand's log: who, where, why, no secret."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import factories
from tests.web.house import with_scopes
from tests.web.scanner.conftest import Scanner
from tests.web.visits import Visit, a_manager
from wallet_service.models.audit import AuditEvent

SAM = "sam@acme.example"


@pytest.fixture
def refusals(database, brand_id):
    """What the log tells of refused attempts."""

    def read():
        with database.reading(brand_id) as session:
            found = select(AuditEvent).where(AuditEvent.action == "refused")
            return list(session.scalars(found.order_by(AuditEvent.id)))

    return read


@pytest.fixture
def sam(database, brand_id):
    return factories.a_person(database, brand_id)


@pytest.fixture
def scanner(app, clock, sam):
    scanner = Scanner(app, clock)
    scanner.set_up(SAM)
    return scanner


def test_each_wrong_pin_is_told_and_no_pin_is(scanner, refusals, sam):
    device = scanner.state["device"]["id"]
    for _ in range(2):
        assert scanner.unlock(sam, "9753").status_code == 403
    events = refusals()
    assert [one.detail["code"] for one in events] == ["pin_wrong"] * 2
    assert {one.actor for one in events} == {f"device:{device}"}
    assert {one.object_id for one in events} == {sam}
    assert "9753" not in str([one.detail for one in events])


def test_ones_own_card_is_told(scanner, refusals, sam, database, brand_id, keyring):
    with database.writing(brand_id) as session:
        member = factories.a_member(session, keyring, email=SAM)
        own = factories.a_card(session, keyring, member_id=member)
    assert scanner.buy(own).status_code == 403
    (event,) = refusals()
    assert (event.actor, event.detail) == (
        f"user:{sam}",
        {"code": "own_card", "method": "POST", "route": "/scan/api/purchases"},
    )


def test_a_role_that_goes_too_far_is_told(app, refusals, sam):
    visit = Visit(app)
    visit.enter(SAM)
    for _ in range(2):
        assert visit.get("/brand/team").status_code == 403
    assert [one.detail["code"] for one in refusals()] == ["role_missing"] * 2


def test_a_wrong_second_factor_is_told_without_the_code(
    app, refusals, database, brand_id, clock
):
    a_manager(app, database, brand_id, clock())
    visit = Visit(app)
    visit.follow(visit.sign_in("olga@acme.example"))
    assert visit.post("/sign-in/code", code="123456").status_code == 403
    (event,) = refusals()
    assert event.detail["route"] == "/sign-in/code"
    assert "123456" not in str(event.detail)


def test_a_form_of_another_page_is_told(app, refusals, sam):
    visit = Visit(app)
    visit.enter(SAM)
    visit.csrf = "0" * 64
    assert visit.post("/sign-out").status_code == 403
    assert [one.detail["code"] for one in refusals()] == ["csrf_token_wrong"]


def test_a_program_is_told_once_a_minute(database, brand_id, client, refusals):
    reader = with_scopes(client, database, brand_id, "brand:read")
    for _ in range(3):
        assert reader.patch("/brand", {"undo_minutes": 1}).status_code == 403
    (event,) = refusals()
    assert (event.actor[:9], event.detail["code"]) == ("api_key:a", "scope_missing")


def test_a_limit_is_told_once_a_minute(scanner, refusals):
    for _ in range(20):
        assert scanner.get("find?q=Nobody").status_code == 404
    for _ in range(3):
        assert scanner.get("find?q=Nobody").status_code == 429
    assert [one.detail["code"] for one in refusals()] == ["rate_limited"]


def test_a_stranger_leaves_no_trace_in_any_log(app, refusals, sam):
    visit = Visit(app)
    assert visit.sign_in(SAM, "wrong horse battery").status_code == 403
    assert visit.sign_in("x@y.example", "wrong horse battery").status_code == 403
    assert refusals() == []
