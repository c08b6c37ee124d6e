"""Times on pages: written for anyone, made local by a script where there is one."""

from __future__ import annotations

from datetime import datetime

from babel import dates
from flask import Flask
from markupsafe import Markup

from wallet_service.web import languages

BROWSERS = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
NAMES = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS X", "Linux")


def install(app: Flask) -> None:
    """Give the templates their filters."""
    app.add_template_filter(moment)
    app.add_template_filter(browser)


def moment(instant: datetime) -> Markup:
    """Day and time in the page's language, in UTC until the script has run."""
    text = dates.format_datetime(
        instant, "d MMMM yyyy, HH:mm", locale=languages.current()
    )
    return Markup('<time datetime="{}">{} UTC</time>').format(instant.isoformat(), text)


def browser(agent: str) -> str:
    """What a User-Agent header says in two words; nobody reads it whole."""
    program = next((one for one in BROWSERS if one in agent), "")
    system = next((one for one in SYSTEMS if one in agent), "")
    words = [NAMES.get(program, program), system]
    return ", ".join(word for word in words if word) or "?"
