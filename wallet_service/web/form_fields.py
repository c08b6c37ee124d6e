"""Reads a form that a browser sends: each field once, or nothing of it."""

from __future__ import annotations

from flask import request

from wallet_service.services.errors import Malformed


def fields() -> dict[str, str]:
    """The fields of this request; raises Malformed for a repeated or broken one."""
    found = request.form.to_dict(flat=False)
    if any(len(values) > 1 for values in found.values()):
        raise Malformed("repeated_field", "A field of the form came twice.")
    given = {name: values[0] for name, values in found.items()}
    if any("\x00" in value for value in given.values()):
        raise Malformed("broken_field", "A field of the form cannot be read.")
    return given
