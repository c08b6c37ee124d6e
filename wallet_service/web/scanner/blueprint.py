"""The blueprint of the scanner; its views stand in modules beside it."""

from __future__ import annotations

from flask import Blueprint

from wallet_service.web import frame

blueprint = Blueprint(
    "scanner",
    __name__,
    url_prefix="/scan",
    template_folder="templates",
    static_folder="static",
)
frame.frame(blueprint)
