"""What a visitor types at the demonstration's till, and the API's answers to it.

A preview comes first and carries the idempotency key of the purchase that it leads to,
so that a double click is one purchase.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from wallet_service.simulator.demo_api import Api, ApiRefused, Document

_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?")
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")


class AmountUnreadable(ValueError):
    """What was typed is no amount of money."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A purchase to be, in minor units; `key` makes it one, however often sent."""

    card_id: str
    amount: int
    category: str
    points: int
    key: str
    revision: int | None = None

    @property
    def body(self) -> Document:
        """The request that the API gets."""
        line: Document = {"amount": self.amount}
        if self.category:
            line["category"] = self.category
        body: Document = {"card_id": self.card_id, "lines": [line]}
        if self.points:
            body["points_to_spend"] = self.points
        if self.revision is not None:
            body["revision"] = self.revision
        return body


def parse_amount(text: str) -> int:
    """Minor units of ``12 345,67``, ``12345.67`` or ``12,345.67``.

    Raises AmountUnreadable for everything else.
    """
    plain = _SPACES.sub("", text)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise AmountUnreadable(text)
    whole, minor = found.groups()
    return int(whole) * 100 + int((minor or "0").ljust(2, "0"))


def draft_of(form: Mapping[str, str], card_id: str) -> Draft:
    """The purchase that the form describes; raises AmountUnreadable."""
    amount = parse_amount(form.get("amount", ""))
    points = form.get("points", "").strip()
    revision = form.get("revision", "")
    return Draft(
        card_id,
        amount,
        form.get("category", ""),
        parse_amount(points) if points else 0,
        form.get("key") or secrets.token_urlsafe(16),
        int(revision) if revision.isdigit() else None,
    )


def most_points(api: Api, draft: Draft) -> int:
    """How many points this purchase may be paid with, in minor units.

    The API names the maximum when it refuses more; everything is more than that.
    """
    body = {**draft.body, "points_to_spend": draft.amount + 1}
    body.pop("revision", None)
    try:
        api.post("/purchases/preview", body)
    except ApiRefused as refused:
        return int(refused.problem.get("maximum", 0))
    return draft.amount


def refund_body(form: Mapping[str, str]) -> Document:
    """A refund of one line, or of all that is left; raises AmountUnreadable."""
    line = form.get("line", "")
    if not line.isdigit():
        return {}
    return {"lines": [{"line": int(line), "amount": parse_amount(form["amount"])}]}
