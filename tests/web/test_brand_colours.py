"""The main button stands out on light and dark pages, in the card's colours."""

from __future__ import annotations

import re

import pytest

from tests.factories import TEMPLATES
from wallet_service.passes import colours
from wallet_service.passes.templates import Designs
from wallet_service.web import brand_colours

GROUNDS = ("#ffffff", "#1a1d23")


@pytest.mark.parametrize("name", ["classic", "festive"])
def test_the_button_stands_out_on_both_grounds_and_can_be_read(name):
    sheet = brand_colours.stylesheet(Designs(TEMPLATES).get(name))
    found = re.findall(r"--accent: (#\w+); --on-accent: (#\w+)", sheet)
    assert len(found) == 2
    for (accent, words), ground in zip(found, GROUNDS, strict=True):
        pair = [colours.parse(one) for one in (accent, words, ground)]
        assert colours.contrast(pair[0], pair[1]) >= colours.TEXT_CONTRAST
        assert colours.contrast(pair[0], pair[2]) >= colours.DRAWING_CONTRAST
