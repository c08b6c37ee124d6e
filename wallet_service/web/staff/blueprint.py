"""The blueprint of sign-in and account; its views stand in modules beside it."""

from __future__ import annotations

from flask import Blueprint

from wallet_service.web import frame

blueprint = Blueprint(
    "staff",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/staff-static",
)
frame.frame(blueprint)
