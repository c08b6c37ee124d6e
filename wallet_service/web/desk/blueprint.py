"""The blueprint of the desk: every page of it is framed and asks who is there."""

from __future__ import annotations

from flask import Blueprint, request

from wallet_service.web import frame

# the forms that send a file, and how large their bodies may be
UPLOADS: dict[str, int] = {}

blueprint = Blueprint(
    "desk",
    __name__,
    url_prefix="/brand",
    template_folder="templates",
    static_folder="static",
)


@blueprint.before_request
def allow_upload() -> None:
    """Before the form is read, and still after its sender is known."""
    largest = UPLOADS.get(request.endpoint or "")
    if largest is not None:
        request.max_content_length = largest


# after that, since the form's token is read with it
frame.frame(blueprint)
