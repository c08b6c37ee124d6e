"""The blueprint of the desk: every page of it is framed and asks who is there."""

from __future__ import annotations

from flask import Blueprint

from wallet_service.web import frame

blueprint = Blueprint(
    "desk",
    __name__,
    url_prefix="/brand",
    template_folder="templates",
    static_folder="static",
)
frame.frame(blueprint)
