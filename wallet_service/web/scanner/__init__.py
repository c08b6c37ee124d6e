"""The scanner at `/scan`: its page, which works offline, and the calls it makes."""

from __future__ import annotations

from wallet_service.web.scanner import (
    agreements,
    paces,
    views_cards,
    views_codes,
    views_confirmations,
    views_page,
    views_unlocking,
)
from wallet_service.web.scanner.blueprint import blueprint

__all__ = [
    "agreements",
    "blueprint",
    "paces",
    "views_cards",
    "views_codes",
    "views_confirmations",
    "views_page",
    "views_unlocking",
]
