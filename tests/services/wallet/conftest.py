"""The house with one brand, for the tests of this folder."""

from __future__ import annotations

from tests.delivery.fixtures import (
    any_house,
    brand,
    card,
    house,
    phone,
    stand_in,
    url,
)

__all__ = ["any_house", "brand", "card", "house", "phone", "stand_in", "url"]
