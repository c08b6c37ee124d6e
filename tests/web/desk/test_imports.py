"""People from a file: the dry run tells each row's fate, then the worker does it."""

from __future__ import annotations

import io
import re

import pytest

from tests import factories
from tests.web.visits import ORIGIN
from wallet_service.delivery import topics
from wallet_service.models.member_import import MemberImport
from wallet_service.outbox.relay import Relay
from wallet_service.services.exchange import csv_files, member_imports

HERE = "/brand/people/import"
FILE = """\
name,email,phone,company,tax_id,points,comment
Ann Buyer,ann@paper.example,,Paper,7701,"1,250.50",first
Bob,bob@paper.example,,,77 01,,
Ann again,ANN@paper.example,,Pens,,5,
Nobody,,,Paper,,,
Carl,carl(at)paper,,Paper,,,
Dora,dora@paper.example,,,,-5,
"""


@pytest.fixture
def program(made):
    return made(factories.a_program, name="Partners")


@pytest.fixture
def work(adapters):
    """Pays the outbox until nothing is due."""
    relay = Relay(adapters.database, topics.handlers(adapters), adapters.clock)

    def pay():
        while relay.pay_due():
            pass

    return pay


def send(visit, content, program="", name="people.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return visit.post(HERE, program_id=program, file=(io.BytesIO(data), name))


def uploaded(visit, content, program=""):
    answer = send(visit, content, program)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def fates(page):
    """Line, fate and notes of each row."""
    body = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in body.split("</tr>")[:-1]:
        (line,) = re.findall(r"is-number[^>]*>(\d+)<", row)
        told = row.rpartition("<td")[2]
        (fate,) = re.findall(r"mark [^>]*>([^<]+)<", told)
        found[int(line)] = fate, re.findall(r'<p class="quiet">([^<]+)<', told)
    return found


def people(visit):
    page = visit.get("/brand/people")
    return re.findall(r'<a href="/brand/people/memb_\w+">([^<]+)</a>', page.text)


def test_the_dry_run_tells_the_fate_of_each_row_and_changes_nothing(owner, program):
    page = owner.get(uploaded(owner, FILE, program))
    told = fates(page)
    assert {line: fate for line, (fate, _) in told.items()} == {
        2: "new",
        3: "new",
        4: "known",
        5: "refused",
        6: "refused",
        7: "refused",
    }
    assert told[4][1] == [
        "has the card already",
        "The card is there already: its balance stays.",
        "Stays in the company where they are: move them by hand.",
    ]
    assert told[5][1] == ["Neither e-mail nor phone."]
    assert told[6][1] == ["This is no e-mail address."]
    assert told[7][1] == ["The points are no sum."]
    assert "Nobody asked for these columns: comment." in page.text
    assert people(owner) == []


def test_what_the_dry_run_told_is_what_happens(owner, program, work):
    path = uploaded(owner, FILE, program)
    assert "Bring in 3 people" in owner.get(path).text
    running = owner.done(f"{path}/start")
    assert 'hx-trigger="every 1s"' in running.text
    work()
    page = owner.get(path)
    assert "Everybody is in." in page.text
    assert re.findall(r"<strong>(\d+)</strong>", page.text) == ["2", "1", "2", "3"]
    assert people(owner) == ["Ann Buyer", "Bob"]
    companies = owner.get("/brand/companies").text
    assert re.findall(r'comp_\w+">([^<]+)<', companies) == ["Paper", "Pens"]
    page = owner.get("/brand/people?q=ann").text
    (ann,) = re.findall(r"/brand/cards/(card_\w+)", page)
    card = owner.get(f"/brand/cards/{ann}").text
    assert "<dd>1,250.50\u00a0₽</dd>" in card
    assert card.count("Corrected by hand") == 1


def test_the_same_file_twice_adds_nothing(owner, program, work):
    for _ in range(2):
        path = uploaded(owner, FILE, program)
        owner.done(f"{path}/start")
        work()
    assert re.findall(r"<strong>(\d+)</strong>", owner.get(path).text) == (
        ["0", "3", "0", "3"]
    )
    assert people(owner) == ["Ann Buyer", "Bob"]


def test_t6_owners_let_opening_balances_in_and_they_are_one_deed(
    owner, manager, program, work
):
    lines = (f"P{n},p{n}@paper.example,1" for n in range(21))
    text = "name,email,points\n" + "\n".join(lines)
    path = uploaded(manager, text, program)
    page = manager.get(path).text
    assert "an owner brings it in" in page
    assert f'action="{path}/start"' not in page
    assert manager.post(f"{path}/start").status_code == 403
    owner.done(f"{path}/start")
    work()
    numbers = re.findall(r"<strong>(\d+)</strong>", owner.get(path).text)
    assert numbers == ["21", "0", "21", "0"]
    people_only = uploaded(manager, "name,email\nZoe,zoe@paper.example\n", program)
    manager.done(f"{people_only}/start")


def test_an_opening_balance_above_the_limit_waits_for_a_second_person(
    owner, made, work
):
    program = made(factories.a_program, policy={"adjustment_limit": 100})
    path = uploaded(owner, "name;phone;points\nAnn;+442071838750;50\n", program)
    assert "waits for a second person" in owner.get(path).text
    owner.done(f"{path}/start")
    work()
    (card,) = re.findall(r"/brand/cards/(card_\w+)", owner.get("/brand/people").text)
    assert "Waits for a second person" in owner.get(f"/brand/cards/{card}").text


def test_a_refused_row_leaves_nothing_behind(owner, made, work):
    made(factories.a_member, "Ann", email="ann@paper.example")
    made(factories.a_member, "Bob", phone="+442071838750")
    text = "name,email,phone,company\nX,ann@paper.example,+442071838750,Ghost\n"
    ann_and_bob = uploaded(owner, text)
    assert fates(owner.get(ann_and_bob))[2][0] == "refused"
    path = uploaded(owner, text + "Zoe,zoe@paper.example,,\n")
    owner.done(f"{path}/start")
    work()
    assert "The e-mail belongs to one person" in owner.get(path).text
    assert "Ghost" not in owner.get("/brand/companies").text
    assert people(owner) == ["Ann", "Bob", "Zoe"]


def test_a_file_of_a_russian_spreadsheet_is_read(owner, made, work):
    program = made(factories.a_program, "stamp")
    text = "ФИО;Эл. почта;Компания;Штампы\nАня Ёлкина;anya@bumaga.example;Бумага;3\n"
    path = uploaded(owner, text.encode("cp1251"), program)
    owner.language = "ru"
    page = owner.get(path)
    assert "Аня Ёлкина" in page.text
    assert "получит карту" in page.text
    owner.done(f"{path}/start")
    work()
    (card,) = re.findall(r"/brand/cards/(card_\w+)", owner.get("/brand/people").text)
    assert "<dd>3 из 10</dd>" in owner.get(f"/brand/cards/{card}").text


def test_work_that_stopped_halfway_is_gone_on_with(
    owner, program, work, monkeypatch, database, brand_id, adapters
):
    monkeypatch.setattr(member_imports, "PAGE", 2)
    path = uploaded(owner, FILE, program)
    owner.done(f"{path}/start")
    with database.writing(brand_id) as session:
        import_id = path.rpartition("/")[2]
        assert member_imports.work_page(
            session, adapters.keyring, import_id, adapters.clock()
        )
    assert "2 of 6 lines" in owner.get(path).text
    work()
    assert people(owner) == ["Ann Buyer", "Bob"]


def test_the_file_is_gone_when_the_work_is_over(
    owner, program, work, database, brand_id
):
    done, dropped = (uploaded(owner, FILE, program) for _ in range(2))
    owner.done(f"{done}/start")
    work()
    owner.done(f"{dropped}/drop")
    with database.reading(brand_id) as session:
        kept = [one.content_sealed for one in session.query(MemberImport)]
    assert kept == [None, None]
    for path in (done, dropped):
        assert owner.post(f"{path}/start").status_code == 409
    assert "nobody was brought in" in owner.get(dropped).text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no lines below"),
        ("name,email\n", "no lines below"),
        ("email\nann@paper.example\n", "must name the columns"),
        ("name,имя,email\nAnn,Ann,a@paper.example\n", "must name the columns"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no CSV file"),
        ('name,email\n"Ann,x', "no CSV file"),
        ("name,email\n" + "A,a@x.example\n" * (csv_files.MOST_ROWS + 1), "too many"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_so(owner, content, told):
    page = send(owner, content)
    assert page.status_code == 422
    assert told in page.text


def test_t18_a_body_beyond_the_limit_is_refused_unread(owner):
    large = b"x" * (csv_files.LARGEST_FILE + 200_000)
    headers = {"Origin": ORIGIN, "Content-Type": "multipart/form-data; boundary=b"}
    assert owner.client.post(HERE, data=large, headers=headers).status_code == 413
    # and other forms stay small
    refused = owner.post("/brand/companies", name="x" * 100_000)
    assert refused.status_code == 413


def test_t9_another_brands_imports_are_unknown(owner, stranger, program):
    path = uploaded(owner, FILE, program)
    assert stranger.get(path).status_code == 404
    for what in ("start", "drop"):
        assert stranger.post(f"{path}/{what}").status_code == 404
    assert send(stranger, FILE, program).status_code == 404
