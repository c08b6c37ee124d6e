"""The page behind a card's link, and the pass that it gives to Safari."""

from __future__ import annotations

import base64
import io
import re

import pytest
import requests
import zxingcpp
from PIL import Image

from tests.journeys import house as houses
from wallet_service import clock
from wallet_service.simulator import demo_data, pass_check
from wallet_service.wallets.apple import badges

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
IN_AN_APP = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148"
)
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537.36"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    opened = houses.opened(tmp_path_factory.mktemp("house"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def scenes(house):
    return {
        language: demo_data.make_scene(house.api, language, clock.utc_now())
        for language in ("en", "ru")
    }


def card_of(house, scenes, language="en", place=0, kind="cashback"):
    phone = list(scenes[language].phones.values())[place]
    return house.api.get(f"/cards/{phone.cards[kind].id}")


def get(address, agent=SAFARI, **options):
    return requests.get(address, headers={"User-Agent": agent}, timeout=20, **options)


def test_the_page_names_the_program_and_the_card_and_no_person(house, scenes):
    card = card_of(house, scenes)
    page = get(card["links"]["card"])
    number = card["number"]
    assert page.status_code == 200
    assert "Installer points" in page.text
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in page.text.replace(
        "\u00a0", " "
    )
    assert "4,525.00" in page.text
    for secret in ("Anna", "Larsen", "partner.example", card["code"]):
        assert secret not in page.text


def test_the_page_is_in_the_members_language(house, scenes):
    page = get(card_of(house, scenes, "ru")["links"]["card"])
    assert '<html lang="ru">' in page.text
    assert "Добавить в Apple Wallet" in page.text


def test_t23_the_page_may_load_nothing_from_elsewhere_and_is_kept_nowhere(
    house, scenes
):
    page = get(card_of(house, scenes)["links"]["card"])
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style=" not in page.text
    assert "<script" not in page.text


def test_an_iphone_gets_the_button_and_an_app_is_told_to_open_safari(house, scenes):
    link = card_of(house, scenes)["links"]["card"]
    assert 'class="button"' in get(link).text
    inside = get(link, IN_AN_APP).text
    assert "Open this page in Safari" in inside
    assert 'class="button"' not in inside


def test_a_desktop_gets_a_code_that_leads_to_the_same_page(house, scenes):
    link = card_of(house, scenes)["links"]["card"]
    assert scanned(get(link, DESKTOP).text) == link


def found(pattern, page):
    match = re.search(pattern, page)
    assert match is not None
    return match[1]


def scanned(page):
    """What a camera reads from the drawn squares of the code that leads here."""
    code = page.partition('<div class="code">')[2]
    size = int(found(r'viewBox="0 0 (\d+) ', code))
    path = found(r'<path d="([^"]+)"', code)
    scale = 8
    image = Image.new("L", ((size + 8) * scale,) * 2, 255)
    for run in path.split("M")[1:]:
        match = re.match(r"(\d+) (\d+)h(\d+)v1h", run)
        assert match is not None
        x, y, length = map(int, match.groups())
        left, top = (x + 4) * scale, (y + 4) * scale
        image.paste(0, (left, top, left + length * scale, top + scale))
    stored = io.BytesIO()
    image.save(stored, "PNG")
    (read,) = zxingcpp.read_barcodes(Image.open(stored))
    return read.text


def test_statement_11_the_pass_has_every_header_that_safari_looks_at(house, scenes):
    answer = get(card_of(house, scenes)["links"]["apple"])
    assert answer.headers["Content-Type"] == "application/vnd.apple.pkpass"
    assert answer.headers["Content-Disposition"].endswith('filename="card.pkpass"')
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.headers["Last-Modified"].endswith(" GMT")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert pass_check.check(
        answer.content,
        trusted_roots=[house.root_pem],
        now=clock.utc_now(),
        allow_loopback_http=True,
    )


def test_a_download_counts_as_fetched_and_a_look_at_the_headers_does_not(house, scenes):
    card = card_of(house, scenes, "en", 1)
    head = requests.head(card["links"]["apple"], timeout=20)
    assert head.status_code == 200
    assert card_of(house, scenes, "en", 1)["wallets"][0]["fetched_revision"] is None
    get(card["links"]["apple"])
    wallet = card_of(house, scenes, "en", 1)["wallets"][0]
    assert wallet["fetched_revision"] == wallet["current_revision"]
    assert wallet["state"] == "fetched"


@pytest.mark.parametrize("ending", ["", "/apple", "/colours.css"])
def test_t23_an_ended_link_and_one_that_never_was_get_the_same_answer(
    house, scenes, ending
):
    card = card_of(house, scenes, "en", 1, "stamp")
    body = {"reason": "the phone was lost"}
    house.api.post(f"/cards/{card['id']}/reissue", body)
    ended = get(card["links"]["card"] + ending)
    never = get(f"{house.url}/c/never-was{ending}")
    assert ended.status_code == never.status_code == 404
    assert ended.text == never.text
    assert ended.headers["Referrer-Policy"] == "no-referrer"


def test_a_closed_card_has_no_page(house, scenes):
    card = card_of(house, scenes, "en", 1, "discount")
    house.api.post(f"/cards/{card['id']}/close", {"reason": "left the company"})
    assert get(card["links"]["card"]).status_code == 404
    assert get(card["links"]["apple"]).status_code == 404


def test_the_colours_are_those_of_the_design(house, scenes):
    card = card_of(house, scenes)
    sheet = get(card["links"]["card"] + "/colours.css")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "--card-background: #" in sheet.text


def test_apples_badge_stands_in_place_of_the_button_once_the_operator_has_it(
    house, scenes
):
    card = card_of(house, scenes)
    assert "data:image/svg+xml" not in get(card["links"]["card"]).text
    folder = house.parts.settings.data_dir / badges.FOLDER
    folder.mkdir()
    badge = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    (folder / badges.file_name("en")).write_bytes(badge)
    page = get(card["links"]["card"]).text
    source = f"data:image/svg+xml;base64,{base64.b64encode(badge).decode()}"
    assert f'<img src="{source}" alt="Add to Apple Wallet"' in page
    assert 'class="button"' not in page
    russian = get(card_of(house, scenes, "ru")["links"]["card"]).text
    assert 'class="button"' in russian
