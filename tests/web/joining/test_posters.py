"""Posters: the code on them leads to the form, in both languages, as PDF and PNG."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from tests.web.house import with_scopes


@pytest.fixture
def made(api, program_id):
    return api.created("/join-links", {"program_id": program_id})


def code_on(picture):
    (code,) = zxingcpp.read_barcodes(picture)
    return code.text


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_the_code_of_a_poster_leads_to_the_form(api, made, locale):
    answer = api.get(f"/join-links/{made['id']}/poster.png", locale=locale)
    assert answer.content_type == "image/png"
    assert answer.headers["Content-Disposition"] == 'inline; filename="poster.png"'
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.size == (2480, 3508)
    assert round(picture.info["dpi"][0]) == 300
    # read from as far as a photograph of a quarter of the size
    assert code_on(picture.resize((620, 877))) == made["url"]


def test_the_pdf_is_one_page_of_a4(api, made):
    answer = api.get(f"/join-links/{made['id']}/poster.pdf")
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.data.count(b"/Type /Page\n") + answer.data.count(b"/Type /Page ") == 1
    assert b"595.2" in answer.data


def test_each_language_has_a_poster_of_its_own(api, made):
    path = f"/join-links/{made['id']}/poster.png"
    english, russian = (api.get(path, locale=one).data for one in ("en", "ru"))
    assert english != russian
    assert api.get(path).data == english


def test_an_invitation_has_a_poster_that_names_the_company(api, made, program_id):
    company = api.created("/companies", {"name": "Polar Build"})["id"]
    body = {"program_id": program_id, "company_id": company}
    invitation = api.created("/join-links", body)
    poster = api.get(f"/join-links/{invitation['id']}/poster.png").data
    assert code_on(Image.open(io.BytesIO(poster))) == invitation["url"]


def test_a_long_headline_stays_on_the_poster(api, made, program_id):
    form = {"headline": {"en": "Every metre of cable " * 5, "ru": "О" * 120}}
    assert api.patch(f"/programs/{program_id}/join-form", form).status_code == 200
    for locale in ("en", "ru"):
        answer = api.get(f"/join-links/{made['id']}/poster.png", locale=locale)
        picture = Image.open(io.BytesIO(answer.data))
        assert code_on(picture) == made["url"]


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_a_poster_of_no_link_is_not_found_and_a_stranger_gets_none(
    api, client, database, brand_id, made, kind
):
    missing = api.get(f"/join-links/join_unknown/poster.{kind}")
    assert missing.status_code == 404
    assert missing.content_type == "application/problem+json"
    path = f"/join-links/{made['id']}/poster.{kind}"
    assert api.get(path, locale="de").status_code == 422
    poor = with_scopes(client, database, brand_id, "txn:read")
    assert poor.get(path).status_code == 403
