"""A member's card behind its secret link: the page, its colours, the pass for Apple."""

from __future__ import annotations

from wallet_service.web.member.views import blueprint

__all__ = ["blueprint"]
