"""What a person sees instead of a page: calm, styled, and with a way on."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wallet_service.services.errors import Unavailable


def opened(client: FlaskClient, path: str, language: str = "en") -> str:
    page = client.get(path, headers={"Accept-Language": language})
    assert page.mimetype == "text/html"
    return page.get_data(as_text=True)


def test_a_link_that_ended_says_where_to_get_a_new_one(client: FlaskClient):
    assert "ask for a new link" in opened(client, "/c/ended")
    assert "попросите новую" in opened(client, "/c/ended", "ru-RU,ru;q=0.9")


def test_the_page_has_its_styles_from_here_and_none_of_its_own(client: FlaskClient):
    page = opened(client, "/c/ended")
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    assert len(sheets) == 2
    for sheet in sheets:
        with client.get(sheet) as answer:
            assert answer.status_code == 200
            assert answer.mimetype == "text/css"
    assert not re.search(r"<style|\sstyle=|<script", page)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Open the page again in a minute"), ("ru", "через минуту")],
)
def test_a_failure_of_ours_is_not_put_on_the_reader(app: Flask, language, words):
    def failing() -> str:
        raise Unavailable("busy", "The database is busy.")

    app.view_functions["operator.healthz"] = failing
    page = opened(app.test_client(), "/healthz", language)
    assert words in page
    assert "database" not in page
