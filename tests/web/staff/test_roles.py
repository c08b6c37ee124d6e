"""Every page for users asked by every role: who may, may; nobody else."""

from __future__ import annotations

import pytest

from tests import factories
from tests.web.visits import ORIGIN, Visit, a_manager
from wallet_service.services.users import Role
from wallet_service.web import access
from wallet_service.web.access import Audience

ROLES = [role for role in Role if role is not Role.PARTNER]


@pytest.fixture
def signed_in(app, database, brand_id, clock):
    def sign_in(role):
        if role in {Role.OWNER, Role.MANAGER}:
            return a_manager(app, database, brand_id, clock(), role=role)[0]
        factories.a_person(database, brand_id, "ann@acme.example", role)
        visit = Visit(app)
        visit.sign_in("ann@acme.example")
        visit.get("/account")
        return visit

    return sign_in


def routes(app):
    """Path with made-up identifiers, method, rule."""
    for rule in app.url_map.iter_rules():
        found = access.rule_of(app, rule.endpoint)
        if found is not None and found.audience is Audience.USER:
            path = rule.rule
            for name in rule.arguments:
                path = path.replace(f"<{name}>", "user_x")
                path = path.replace(f"<int:{name}>", "1")
            for method in (rule.methods or set()) & {"GET", "POST", "DELETE"}:
                yield path, method, found


@pytest.mark.parametrize("role", ROLES)
def test_t11_a_role_reaches_its_own_pages_alone(app, signed_in, role):
    visit = signed_in(role)
    tried = 0
    for path, method, rule in routes(app):
        if rule.roles and role not in rule.roles:
            headers = {"Origin": ORIGIN, "X-CSRF-Token": visit.csrf}
            answer = visit.client.open(path, method=method, headers=headers)
            assert answer.status_code == 403, (method, path)
            tried += 1
    assert tried or role is Role.OWNER


def test_t11_a_stranger_is_led_to_sign_in_or_refused(app):
    visit = Visit(app)
    for path, method, _ in routes(app):
        answer = visit.client.open(path, method=method, headers={"Origin": ORIGIN})
        for_machines = path.startswith("/scan/api/")
        assert answer.status_code == (401 if for_machines else 303), (method, path)


def test_t15_no_page_takes_anything_without_its_token(app, signed_in):
    visit = signed_in(Role.OWNER)
    for path, method, rule in routes(app):
        if method != "GET" and Role.OWNER in (rule.roles or set(Role)):
            answer = visit.client.open(path, method=method, headers={"Origin": ORIGIN})
            assert answer.status_code == 403, (method, path)
