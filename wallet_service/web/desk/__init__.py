"""The brand's desk: what managers see and do, each section in a file of views.

Views parse and render; what happens is in the services, the same that the API calls.
"""

from __future__ import annotations

from wallet_service.web.desk import (
    views_access,
    views_adjustments,
    views_cards,
    views_companies,
    views_delivery,
    views_devices,
    views_export,
    views_figures,
    views_imports,
    views_links,
    views_overview,
    views_people,
    views_program_forms,
    views_programs,
    views_publishing,
    views_team,
)
from wallet_service.web.desk.blueprint import blueprint

__all__ = [
    "blueprint",
    "views_access",
    "views_adjustments",
    "views_cards",
    "views_companies",
    "views_delivery",
    "views_devices",
    "views_export",
    "views_figures",
    "views_imports",
    "views_links",
    "views_overview",
    "views_people",
    "views_program_forms",
    "views_programs",
    "views_publishing",
    "views_team",
]
