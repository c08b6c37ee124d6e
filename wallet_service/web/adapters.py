"""The parts that outlive a request, within reach of every view."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, current_app

from wallet_service.wiring import Adapters

NAME = "wallet_service"


def install(app: Flask, adapters: Adapters) -> None:
    """Give the application its adapters."""
    app.extensions[NAME] = adapters


def current() -> Adapters:
    """The adapters of the application that serves this request."""
    found: Adapters = current_app.extensions[NAME]
    return found


def now() -> datetime:
    """The present instant, from the one clock."""
    return current().clock()
