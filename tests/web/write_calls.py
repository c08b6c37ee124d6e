"""Every write call of the API with a body that is accepted, and two brands to try it.

Tests of refusals change one thing at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests import factories
from tests.web.house import BASE, Api
from wallet_service.database import Base, Database
from wallet_service.services.keyring import Keyring

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Call:
    """A write call with a body that would be accepted."""

    method: str
    path: str
    body: dict[str, Any]
    scope: str
    wrong: tuple[str, object]
    """A field, and a value of the wrong type for it."""


PROGRAM = {
    "name": "Cashback",
    "kind": "cashback",
    "currency": "RUB",
    "time_zone": "Europe/Moscow",
    "rules": {"rate_bp": 500},
}
RECOMPUTED = {
    "tiers": [{"name": "Silver", "from_turnover": 1000, "rate_bp": 500}],
    "on_refund": "recompute",
}
CAMPAIGN = {
    "program_id": "{program}",
    "name": "Double points",
    "kind": "multiplier",
    "from": "2026-03-01",
    "until": "2099-04-01T00:00:00+03:00",
    "factor_bp": 20_000,
}
REASON = {"reason": "asked by phone"}
CALLS = [
    Call("POST", "/programs", PROGRAM, "*", ("currency", 7)),
    Call("PATCH", "/programs/{program}", {"name": "New"}, "*", ("name", None)),
    Call("POST", "/programs/{draft}/publish", {}, "*", ("effective_at", "today")),
    Call(
        "POST",
        "/programs/{draft}/publish/preview",
        {},
        "rules:read",
        ("stamp_cards", "burn"),
    ),
    Call("POST", "/companies", {"name": "New"}, "company:write", ("manager", [])),
    Call("PATCH", "/companies/{company}", {"name": "x"}, "company:write", ("name", 1)),
    Call("POST", "/members", {"name": "Bob"}, "member:write", ("consents", {})),
    Call("PATCH", "/members/{member}", {"name": "Bob"}, "member:write", ("locale", 1)),
    Call(
        "POST",
        "/cards",
        {"program_id": "{program}", "member_id": "{member}"},
        "card:write",
        ("program_id", True),
    ),
    Call("POST", "/cards/{card}/freeze", REASON, "card:write", ("reason", 5)),
    Call("POST", "/cards/{card}/unfreeze", REASON, "card:write", ("reason", " ")),
    Call("POST", "/cards/{card}/reissue", REASON, "card:write", ("reason", None)),
    Call("POST", "/cards/{card}/close", REASON, "card:write", ("reason", [])),
    Call(
        "POST",
        "/purchases/preview",
        {"card_id": "{card}", "amount": 1000},
        "txn:write",
        ("amount", "1000"),
    ),
    Call(
        "POST",
        "/purchases",
        {"card_id": "{card}", "amount": 1000},
        "txn:write",
        ("amount", 10.5),
    ),
    Call("POST", "/purchases/{purchase}/refunds", {}, "txn:refund", ("lines", [])),
    Call(
        "POST",
        "/cards/{stamp_card}/redemptions",
        {"reward_id": None},
        "txn:spend",
        ("reward_id", 5),
    ),
    Call("POST", "/redemptions/{code}/confirm", {}, "txn:spend", ("location_id", 1)),
    Call("POST", "/redemptions/{code}/cancel", {}, "txn:spend", ("reason", "late")),
    Call("POST", "/purchases/{draft_of}/confirm", {}, "txn:write", ("revision", "7")),
    Call("POST", "/purchases/{purchase}/paid", {}, "txn:write", ("paid_at", "now")),
    Call("POST", "/purchases/{purchase}/cancel", {}, "txn:write", ("reason", "late")),
    Call(
        "POST",
        "/companies/{company}/approvals",
        {"program_id": "{program}", "approved_by": "The director"},
        "company:write",
        ("valid_until", "31 May"),
    ),
    Call(
        "POST",
        "/members/{member}/overrides",
        {"program_id": "{program}", "rate_bp": 700, "reason": "a promise"},
        "*",
        ("until", "2026-02-30"),
    ),
    Call(
        "POST",
        "/cards/{card}/adjustments",
        {"unit": "points", "amount": 100, "reason": "a promise"},
        "*",
        ("amount", 0),
    ),
    Call(
        "POST",
        "/cards/{card}/payouts",
        {"amount": 10, "reason": "asked for"},
        "*",
        ("amount", -1),
    ),
    Call("POST", "/adjustments/{adjustment}/approve", {}, "*", ("reason", "yes")),
    Call("POST", "/adjustments/{adjustment}/reject", REASON, "*", ("reason", "")),
    Call("POST", "/claims/{claim}/settle", REASON, "*", ("reason", "")),
    Call("POST", "/claims/{claim}/dismiss", REASON, "*", ("reason", 5)),
    Call("POST", "/campaigns", CAMPAIGN, "*", ("from", "soon")),
    Call("PATCH", "/campaigns/{campaign}", {"name": "New"}, "*", ("until", None)),
    Call(
        "POST",
        "/join-links",
        {"program_id": "{program}", "company_id": "{company}"},
        "card:write",
        ("maximum_uses", 0),
    ),
    Call(
        "PATCH", "/join-links/{join_link}", {"name": "x"}, "card:write", ("active", 1)
    ),
    Call(
        "PATCH",
        "/programs/{program}/join-form",
        {"fields": {"phone": "required"}},
        "*",
        ("fields", []),
    ),
    Call("PATCH", "/brand", {"undo_minutes": 5}, "*", ("undo_minutes", -1)),
]
IN_PATH = [call for call in CALLS if "{" in call.path]
FIELDS_OF_IDENTIFIERS = {
    "POST /companies": ["parent_id"],
    "PATCH /companies/{company}": ["parent_id"],
    "POST /members": ["company_id"],
    "PATCH /members/{member}": ["company_id"],
    "POST /cards": ["program_id", "member_id"],
    "POST /purchases/preview": ["card_id"],
    "POST /purchases": ["card_id"],
    "POST /cards/{stamp_card}/redemptions": ["reward_id"],
    "POST /companies/{company}/approvals": ["program_id"],
    "POST /members/{member}/overrides": ["program_id"],
    "POST /campaigns": ["program_id"],
    "POST /join-links": ["program_id", "company_id"],
}
NEED_A_KEY = {
    "POST /purchases",
    "POST /purchases/{purchase}/refunds",
    "POST /cards/{stamp_card}/redemptions",
}


def name_of(value: object) -> str | None:
    return f"{value.method} {value.path}" if isinstance(value, Call) else None


IN_BODY = [
    (call, field)
    for call in CALLS
    for field in FIELDS_OF_IDENTIFIERS.get(str(name_of(call)), ())
]


@dataclass(frozen=True)
class House:
    """A brand with one of everything, and another brand with the same."""

    database: Database
    client: FlaskClient
    brand_id: str
    own: dict[str, str]
    foreign: dict[str, str]
    key: str
    user_id: str
    """Whose key it is: a person may do what a system may not."""

    def send(self, call: Call, key: str | None = None, **changes: Any) -> TestResponse:
        """The call, with fields of its body changed."""
        body = filled({**call.body, **changes}, self.own)
        path = filled(call.path, self.own)
        return self.send_raw(call.method, path, key=key, json=body)

    def send_raw(
        self, method: str, path: str, *, key: str | None = None, **options: Any
    ) -> TestResponse:
        headers = {
            "Authorization": f"Bearer {key or self.key}",
            "Idempotency-Key": "the-key",
            **options.pop("headers", {}),
        }
        return self.client.open(BASE + path, method=method, headers=headers, **options)


def expect(
    response: TestResponse,
    status: int,
    code: str | None = None,
    *,
    pointer: str | None = None,
) -> None:
    """A problem document with this status, code and field."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.content_type == PROBLEM
    problem = response.get_json()
    assert problem["status"] == status
    assert code is None or problem["code"] == code
    assert problem["type"].endswith(problem["code"])
    assert problem["detail"]
    if pointer is not None:
        assert pointer in [fault["pointer"] for fault in problem["errors"]]


def furnish(
    database: Database, keyring: Keyring, client: FlaskClient, brand_id: str
) -> dict[str, str]:
    with database.writing(brand_id) as session:
        made = {
            "program": factories.a_program(
                session, policy={"adjustment_limit": 100, "payouts": True}
            ),
            "draft": factories.a_program(session, published=False),
            "company": factories.a_company(session),
            "member": factories.a_member(session, keyring),
        }
        made["card"] = factories.a_card(
            session,
            keyring,
            program_id=made["program"],
            member_id=factories.a_member(session, keyring),
        )
        gifts = {"mode": "purchase", "slots": 1, "reward_name": "A gift"}
        made["stamp_card"] = factories.a_card(
            session,
            keyring,
            program_id=factories.a_program(session, "stamp", rules=gifts),
            member_id=made["member"],
        )
        made["tier_card"] = factories.a_card(
            session,
            keyring,
            program_id=factories.a_program(session, "accumulating", rules=RECOMPUTED),
            member_id=made["member"],
        )
    api = Api(client, factories.an_api_key(database, brand_id))
    body = {"card_id": made["card"], "amount": 1000}
    made["purchase"] = api.created("/purchases", body)["id"]
    made["draft_of"] = api.created("/purchases", {**body, "state": "draft"})["id"]
    body = {"unit": "points", "amount": 101, "reason": "more than one may"}
    waiting = api.created(f"/cards/{made['card']}/adjustments", body)
    made["adjustment"] = waiting["id"]
    body = {"program_id": made["program"]}
    made["join_link"] = api.created("/join-links", body)["id"]
    made["claim"] = claimed(api, made["tier_card"])
    campaign = filled(CAMPAIGN, made)
    made["campaign"] = api.created("/campaigns", campaign)["id"]
    return made | rewarded(api, made["stamp_card"])


def claimed(api: Api, card_id: str) -> str:
    """A claim: the purchase that had brought the tier was refunded."""
    body = {"card_id": card_id, "amount": 1000}
    first = api.created("/purchases", body)["id"]
    api.created("/purchases", body)
    api.created(f"/purchases/{first}/refunds", {})
    return str(api.get("/claims").get_json()["data"][0]["id"])


def rewarded(api: Api, card_id: str) -> dict[str, str]:
    """A code of the card's first reward, and another reward that is ready."""
    for _ in range(2):
        api.created("/purchases", {"card_id": card_id, "amount": 1000})
    made = api.created(f"/cards/{card_id}/redemptions", {})
    ready = api.get(f"/cards/{card_id}/rewards").get_json()["data"][0]
    return {"code": made["code"], "reward": ready["id"]}


def filled(value: Any, identifiers: dict[str, str]) -> Any:
    if isinstance(value, str):
        return value.format_map(identifiers) if "{" in value else value
    if isinstance(value, dict):
        return {key: filled(item, identifiers) for key, item in value.items()}
    return value


def rows_of(database: Database) -> dict[str, int]:
    with database.reading_across_brands() as session:
        connection = session.connection()
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }
