"""Which campaigns can meet on one purchase: by their times and their companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wallet_service.cards.campaign import Campaign

Meeting = tuple[Campaign, ...]


def meetings(known: Sequence[Campaign], since: datetime | None = None) -> list[Meeting]:
    """Every set of campaigns that one purchase from `since` on can meet.

    A set changes only where a campaign begins or ends, so that the beginnings are
    enough; companies that are in the same audiences are looked at once.
    """
    dated = [one for one in known if since is None or one.ends_at > since]
    begins = {
        one.starts_at if since is None else max(one.starts_at, since) for one in dated
    }
    found: dict[frozenset[str], Meeting] = {frozenset(): ()}
    for instant in begins:
        running = [one for one in dated if one.starts_at <= instant < one.ends_at]
        for audience in _audiences(running):
            met = tuple(one for one in running if one.id in audience)
            found[audience] = met
    return list(found.values())


def _audiences(running: Sequence[Campaign]) -> set[frozenset[str]]:
    """The campaigns of each company that is named, and those of all the others."""
    everyone = frozenset(one.id for one in running if one.companies is None)
    by_company: dict[str, set[str]] = {}
    for campaign in running:
        for company_id in campaign.companies or ():
            by_company.setdefault(company_id, set()).add(campaign.id)
    return {everyone, *(everyone | own for own in by_company.values())}
