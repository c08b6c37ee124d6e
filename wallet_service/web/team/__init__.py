"""For owners and managers: the team, its scanners and locations."""

from __future__ import annotations

from wallet_service.web.team import views_devices, views_people
from wallet_service.web.team.blueprint import blueprint

__all__ = ["blueprint", "views_devices", "views_people"]
