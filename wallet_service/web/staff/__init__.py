"""Signing in and out, invitations, and a user's own account."""

from __future__ import annotations

from wallet_service.web.staff import (
    views_account,
    views_invitation,
    views_passkeys,
    views_second_factor,
    views_sign_in,
)
from wallet_service.web.staff.blueprint import blueprint

__all__ = [
    "blueprint",
    "views_account",
    "views_invitation",
    "views_passkeys",
    "views_second_factor",
    "views_sign_in",
]
