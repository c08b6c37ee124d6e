"""The template and the style sheet of a drawn card, for the pages that show one."""

from __future__ import annotations

from flask import Blueprint

from wallet_service.passes import drawn

blueprint = Blueprint(
    "drawn",
    __name__,
    url_prefix="/drawn",
    template_folder=drawn.TEMPLATES,
    static_folder=drawn.STATIC,
)
