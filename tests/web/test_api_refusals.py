"""Every write call refuses what is wrong, names the field, and writes nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests import factories
from tests.web.house import BASE
from tests.web.work_done import counted
from tests.web.write_calls import (
    CALLS,
    IN_BODY,
    IN_PATH,
    NEED_A_KEY,
    Call,
    House,
    expect,
    filled,
    furnish,
    name_of,
    rows_of,
)
from tests.web_fixtures import Clock, settings_for
from wallet_service import wiring
from wallet_service.app import create_app
from wallet_service.database import Database
from wallet_service.services import scopes

every_call = pytest.mark.parametrize("call", CALLS, ids=name_of)


@dataclass(frozen=True)
class Furnished:
    """A database file with two brands that have one of everything each."""

    path: Path
    brand_id: str
    own: dict[str, str]
    foreign: dict[str, str]
    key: str
    user_id: str


@pytest.fixture(scope="module")
def furnished(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Furnished:
    """Made once: every test gets a copy of the file."""
    folder = tmp_path_factory.mktemp("furnished")
    path = folder / "wallet.db"
    shutil.copyfile(sqlite_template, path)
    settings = settings_for(f"sqlite:///{path}", folder)
    with closing(wiring.build(settings, Clock())) as adapters:
        client = create_app(settings, adapters).test_client()
        database, keyring = adapters.database, adapters.keyring
        one, two = (
            factories.a_brand(database, keyring.vault, name=name)
            for name in ("One", "Two")
        )
        own, foreign = (furnish(database, keyring, client, id_) for id_ in (one, two))
        user_id = factories.a_user(database, one, "boss@example.com")
        key = factories.an_api_key(database, one, user_id=user_id)
    return Furnished(path, one, own, foreign, key, user_id)


@pytest.fixture
def database(furnished: Furnished, tmp_path: Path) -> Iterator[Database]:
    """A copy of the furnished file."""
    path = tmp_path / "wallet.db"
    shutil.copyfile(furnished.path, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


@pytest.fixture
def house(furnished: Furnished, database: Database, client: FlaskClient) -> House:
    return House(
        database,
        client,
        furnished.brand_id,
        furnished.own,
        furnished.foreign,
        furnished.key,
        furnished.user_id,
    )


@pytest.fixture
def nothing_written(house: House) -> Iterator[None]:
    """Compares the rows of all tables before and after the test."""
    before = rows_of(house.database)
    yield
    assert rows_of(house.database) == before


@every_call
def test_a_call_as_the_table_has_it_is_accepted(house: House, call: Call):
    assert house.send(call).status_code in {200, 201, 202}


@every_call
@pytest.mark.usefixtures("nothing_written")
def test_a_body_that_is_not_json_is_400(house: House, call: Call):
    path = filled(call.path, house.own)
    for data in (b"{", b"\xff", b'{"a": NaN}', b'{"a": 1, "a": 1}', b'["\\ud800"]'):
        response = house.send_raw(
            call.method, path, data=data, content_type="application/json"
        )
        expect(response, 400, "malformed_json")


@every_call
@pytest.mark.usefixtures("nothing_written")
def test_a_body_that_is_no_object_is_422(house: House, call: Call):
    path = filled(call.path, house.own)
    for data in (b"[]", b'"text"', b"1", b"null", b"true"):
        response = house.send_raw(
            call.method, path, data=data, content_type="application/json"
        )
        expect(response, 422, "invalid_request", pointer="")


@every_call
@pytest.mark.usefixtures("nothing_written")
def test_a_body_of_another_media_type_is_415(house: House, call: Call):
    path = filled(call.path, house.own)
    response = house.send_raw(call.method, path, data={"name": "x"})
    expect(response, 415, "unsupported_media_type")


@every_call
@pytest.mark.usefixtures("nothing_written")
def test_t10_an_unknown_field_is_422(house: House, call: Call):
    response = house.send(call, brand_id="brnd_other")
    expect(response, 422, "invalid_request", pointer="/brand_id")


@every_call
@pytest.mark.usefixtures("nothing_written")
def test_a_field_of_the_wrong_type_is_422(house: House, call: Call):
    field, value = call.wrong
    response = house.send(call, None, **{field: value})
    expect(response, 422, "invalid_request", pointer=f"/{field}")
    assert "pydantic" not in response.get_data(as_text=True)


@every_call
@pytest.mark.usefixtures("nothing_written")
def test_an_unknown_parameter_in_the_address_is_422(house: House, call: Call):
    path = filled(call.path, house.own)
    response = house.send_raw(
        call.method, path, json=filled(call.body, house.own), query_string={"x": "1"}
    )
    expect(response, 422, "invalid_request", pointer="/x")


@pytest.mark.parametrize("call", IN_PATH, ids=name_of)
@pytest.mark.usefixtures("nothing_written")
def test_t8_unknown_and_foreign_identifiers_in_the_path_answer_alike(
    house: House, call: Call
):
    """The same bytes after the same statements."""
    body = filled(call.body, house.own)
    unknown = {name: value[:-1] + "0" for name, value in house.foreign.items()}
    told = []
    for ids in (unknown, house.foreign):
        with counted() as work:
            response = house.send_raw(call.method, filled(call.path, ids), json=body)
        expect(response, 404)
        told.append((response.data, work))
    assert told[0] == told[1]


@pytest.mark.parametrize(("call", "field"), IN_BODY, ids=name_of)
@pytest.mark.usefixtures("nothing_written")
def test_unknown_and_foreign_identifiers_in_the_body_answer_alike(
    house: House, call: Call, field: str
):
    kind = {"parent_id": "company", "company_id": "company"}.get(field, field[:-3])
    foreign = house.foreign[kind]
    answers = set()
    for identifier in (foreign, foreign[:-1] + "0", "no such thing"):
        response = house.send(call, **{field: identifier})
        expect(response, 404)
        answers.add(response.data)
    assert len(answers) == 1


@every_call
@pytest.mark.usefixtures("nothing_written")
def test_a_stranger_is_401(house: House, call: Call):
    path = BASE + filled(call.path, house.own)
    body = filled(call.body, house.own)
    for authorization in (None, "Bearer", "Bearer wsk_wrong", "Basic abc", "wsk_x"):
        headers = {"Authorization": authorization} if authorization else {}
        response = house.client.open(
            path, method=call.method, json=body, headers=headers
        )
        expect(response, 401)
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


@every_call
def test_a_key_without_the_scope_is_403(house: House, call: Call):
    others = scopes.KNOWN - {call.scope, "*"}
    if call.path.endswith("/preview"):
        others = others - {"txn:read"}
    key = factories.an_api_key(house.database, house.brand_id, *others)
    before = rows_of(house.database)
    response = house.send(call, key=key)
    expect(response, 403, "scope_missing")
    assert response.get_json()["scope"] == call.scope
    # nothing but the refusal itself, in the log
    told = {"audit_events": before["audit_events"] + 1}
    assert rows_of(house.database) == before | told


@every_call
def test_the_scope_alone_is_enough(house: House, call: Call):
    key = factories.an_api_key(
        house.database, house.brand_id, call.scope, user_id=house.user_id
    )
    assert house.send(call, key=key).status_code in {200, 201, 202}


@pytest.mark.parametrize(
    "call", [call for call in CALLS if name_of(call) in NEED_A_KEY], ids=name_of
)
@pytest.mark.usefixtures("nothing_written")
def test_purchase_refund_and_redemption_need_an_idempotency_key(
    house: House, call: Call
):
    path = BASE + filled(call.path, house.own)
    response = house.client.post(
        path,
        json=filled(call.body, house.own),
        headers={"Authorization": f"Bearer {house.key}"},
    )
    expect(response, 400, "idempotency_key_required")


@pytest.mark.parametrize(
    "call", [one for one in CALLS if one.method == "POST"], ids=name_of
)
@pytest.mark.usefixtures("nothing_written")
def test_an_idempotency_key_is_visible_ascii(house: House, call: Call):
    for key in ("with space", "ключ".encode().decode("latin-1"), "x" * 256):
        response = house.send_raw(
            call.method,
            filled(call.path, house.own),
            json=filled(call.body, house.own),
            headers={"Idempotency-Key": key},
        )
        expect(response, 400, "idempotency_key_invalid")


@pytest.mark.parametrize(
    "call", [one for one in CALLS if one.method == "POST"], ids=name_of
)
def test_a_repeated_key_gives_the_first_answer_byte_for_byte(house: House, call: Call):
    first = house.send(call)
    after = rows_of(house.database)
    again = house.send(call)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert rows_of(house.database) == after


@pytest.mark.parametrize(
    "call", [one for one in CALLS if one.method == "POST"], ids=name_of
)
def test_a_key_used_for_another_body_is_409(house: House, call: Call):
    house.send(call)
    response = house.send_raw("POST", "/members", json={"name": "Somebody else"})
    expect(response, 409, "idempotency_key_reused")


def test_every_write_call_of_the_document_stands_in_the_table(client: FlaskClient):
    document = client.get("/api/v1/openapi.json").get_json()
    documented = {
        (method.upper(), _shape(path.removeprefix(BASE)))
        for path, methods in document["paths"].items()
        for method in methods
        if method != "get"
    }
    assert documented == {(call.method, _shape(call.path)) for call in CALLS}


def _shape(path: str) -> str:
    """The path without the names of what stands in it."""
    return re.sub(r"\{[^}]*\}", "{}", path)
