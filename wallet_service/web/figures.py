"""Figures on pages, as the reader's language writes them."""

from __future__ import annotations

from datetime import date
from typing import cast

from babel import dates
from flask import Flask

from wallet_service.passes import formats
from wallet_service.passes.card_view import Locale
from wallet_service.web import languages


def install(app: Flask) -> None:
    """Give the templates their filters."""
    app.add_template_filter(figure)
    app.add_template_filter(money)
    app.add_template_filter(rate)
    app.add_template_filter(day)
    app.add_template_filter(formats.card_number)


def figure(value: int) -> str:
    """A count with grouped thousands."""
    return formats.number(value, locale())


def money(amount: int, currency: str) -> str:
    """Minor units with both decimals and the currency's sign."""
    return formats.money(amount, currency, locale())


def rate(rate_bp: int) -> str:
    """Basis points as a percentage."""
    return formats.rate(rate_bp, locale())


def day(value: date) -> str:
    """A day with its year."""
    return dates.format_date(value, "d MMMM y", locale=locale())


def locale() -> Locale:
    """The page's language, as formats know it."""
    return cast("Locale", languages.current())
