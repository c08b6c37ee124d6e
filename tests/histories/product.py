"""The product on one database, asked in the words of `asked`.

It is driven through its services, every call in a transaction of its own; repeats go
through the idempotency keys as the API's calls do.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests import factories
from tests.histories import figures
from tests.histories.asked import (
    Back,
    Correction,
    Figures,
    Goods,
    Offer,
    Refusal,
    Sale,
)
from tests.histories.programs import Wanted
from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.purchase import Line
from wallet_service.database import BrandSession, Database
from wallet_service.ledger.audit import Finding
from wallet_service.services import idempotency
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Refused, ServiceError
from wallet_service.services.idempotency import Answer, Request
from wallet_service.services.insight import audit
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import (
    approvals,
    card_answers,
    card_issuing,
    card_states,
    companies,
    members,
    overrides,
)
from wallet_service.services.programs import campaigns, programs, publishing
from wallet_service.services.till import (
    adjustments,
    cancelling,
    drafts,
    due_work,
    past,
    payments,
    purchases,
    redemptions,
    refunds,
)
from wallet_service.services.till.commands import PurchaseCommand, Receipt
from wallet_service.vault import Vault

ACTOR = factories.ACTOR
# the product's codes in the model's words, where they differ
CODES = {
    "external_id_used": "external_id_taken",
    "refund_exceeds_line": "more_than_left",
    "unknown_line": "line_unknown",
    "occurred_in_future": "in_the_future",
    "occurred_too_early": "too_old",
    "redemption_redeemed": "redeemed",
    "redemption_lapsed": "code_lapsed",
    "redemption_cancelled": "code_lapsed",
}


class Product:
    """One brand of the product; it keeps the identifiers behind the steps' names."""

    def __init__(
        self, database: Database, vault: Vault, close: Callable[[], None]
    ) -> None:
        self.database = database
        self.close = close
        self.keyring = Keyring(vault)
        self.brand_id = factories.a_brand(database, vault)
        self.ids: dict[str, str] = {}

    def program(self, name: str, wanted: Wanted, at: datetime) -> Figures:
        self.ids[name] = self._write(
            lambda session: factories.a_program(
                session,
                wanted.kind,
                rules=wanted.rules,
                policy=wanted.policy,
                beneficiary=wanted.beneficiary,
                time_zone=wanted.zone,
                now=at,
            )
        )
        return {}

    def publish(
        self, name: str, wanted: Wanted, effective_at: datetime, at: datetime
    ) -> Figures:
        def work(session: BrandSession) -> None:
            programs.change_program(
                session,
                self.ids[name],
                programs.ProgramChange(rules=wanted.rules, policy=wanted.policy),
                templates=factories.TEMPLATES,
                actor=ACTOR,
                now=at,
            )
            publishing.publish_program(
                session,
                self.ids[name],
                effective_at=effective_at,
                actor=ACTOR,
                now=at,
            )

        self._write(work)
        return {}

    def campaign(self, offer: Offer, at: datetime) -> Figures:
        audience: dict[str, Any] = {}
        if offer.companies is not None:
            audience["companies"] = [self.ids[name] for name in offer.companies]
        if offer.tiers is not None:
            audience["tiers"] = list(offer.tiers)
        new = campaigns.NewCampaign(
            self.ids[offer.program],
            offer.name,
            offer.kind,
            offer.since,
            offer.until,
            audience=audience,
            terms=offer.terms,
        )
        self._write(
            lambda session: campaigns.create_campaign(session, new, actor=ACTOR, now=at)
        )
        return {}

    def company(self, name: str, at: datetime) -> Figures:
        self.ids[name] = self._write(lambda session: factories.a_company(session, name))
        return {}

    def adopt(self, name: str, parent: str | None, at: datetime) -> Figures:
        fields = companies.CompanyFields(parent_id=parent and self.ids[parent])
        self._write(
            lambda session: companies.change_company(
                session,
                self.ids[name],
                fields,
                changed=frozenset({"parent_id"}),
                actor=ACTOR,
                now=at,
            )
        )
        return {}

    def member(self, name: str, company: str | None, at: datetime) -> Figures:
        company_id = company and self.ids[company]
        self.ids[name] = self._write(
            lambda session: factories.a_member(
                session, self.keyring, company_id=company_id
            )
        )
        return {}

    def move(self, name: str, company: str | None, at: datetime) -> Figures:
        fields = members.MemberFields(company_id=company and self.ids[company])
        self._write(
            lambda session: members.change_member(
                session,
                self.keyring,
                self.ids[name],
                fields,
                changed=frozenset({"company_id"}),
                actor=ACTOR,
                now=at,
            )
        )
        return {}

    def card(self, name: str, program: str, member: str, at: datetime) -> Figures:
        self.ids[name] = self._write(
            lambda session: card_issuing.issue_card(
                session, self.ids[program], self.ids[member], at
            )[0]
        )
        return {}

    def card_state(self, card: str, verb: str, at: datetime) -> Figures:
        if verb == "reopen":
            self._write(lambda session: self._reopen(session, card, at))
        else:
            change = getattr(card_states, verb)
            self._write(
                lambda session: change(
                    session, self.ids[card], reason="asked", actor=ACTOR, now=at
                )
            )
        return {}

    def _reopen(self, session: BrandSession, card: str, at: datetime) -> None:
        found = card_answers.card_answer(session, self.ids[card], at)
        card_issuing.issue_card(session, found.program_id, found.member_id, at)

    def preview(self, sale: Sale, at: datetime) -> Figures:
        return figures.of_purchase(self._preview(sale, at))

    def _preview(self, sale: Sale, at: datetime) -> Receipt:
        return self._read(
            lambda session: purchases.preview_purchase(
                session, self._command(sale), ACTOR, at
            )
        )

    def buy(self, sale: Sale, at: datetime) -> Figures:
        command = self._command(sale)
        if sale.key is None:
            receipt = self._write(
                lambda session: purchases.record_purchase(session, command, ACTOR, at)
            )
            self.ids[sale.name] = str(receipt.id)
            return figures.of_purchase(receipt)
        return self._buy_once(sale, command, at)

    def _buy_once(self, sale: Sale, command: PurchaseCommand, at: datetime) -> Figures:
        def work(session: BrandSession) -> Answer:
            receipt = purchases.record_purchase(session, command, ACTOR, at)
            told = {"id": receipt.id, "figures": figures.of_purchase(receipt)}
            return Answer(201, json.dumps(told).encode())

        body = repr(replace(sale, name="", key=None))
        request = Request(str(sale.key), "POST", "/purchases", body)
        try:
            answer = idempotency.perform(
                self.database,
                self.keyring,
                self.brand_id,
                request,
                now=at,
                work=work,
                refusal=_rendered,
            )
        except ServiceError as refused:
            raise _refusal(refused) from refused
        told = json.loads(answer.body)
        if answer.status != 201:
            raise Refusal(told["refused"], told.get("maximum"))
        if not answer.replayed:
            self.ids[sale.name] = told["id"]
        return dict(told["figures"])

    def buy_as_seen(
        self, sale: Sale, between: tuple[Sale, ...], at: datetime
    ) -> Figures:
        revision = self._preview(sale, at).card.revision
        for other in between:
            self.buy(other, at)
        command = replace(self._command(sale), revision=revision)
        receipt = self._write(
            lambda session: purchases.record_purchase(session, command, ACTOR, at)
        )
        self.ids[sale.name] = str(receipt.id)
        return figures.of_purchase(receipt)

    def draft(self, sale: Sale, at: datetime) -> Figures:
        receipt = self._write(
            lambda session: drafts.create_draft(session, self._command(sale), ACTOR, at)
        )
        self.ids[sale.name] = str(receipt.id)
        return {"state": receipt.state}

    def confirm(self, purchase: str, at: datetime) -> Figures:
        receipt = self._write(
            lambda session: drafts.confirm_draft(
                session, self.ids[purchase], None, actor=ACTOR, now=at
            )
        )
        return figures.of_purchase(receipt)

    def cancel(self, purchase: str, at: datetime) -> Figures:
        receipt = self._write(
            lambda session: cancelling.cancel_purchase(
                session, self.ids[purchase], actor=ACTOR, now=at
            )
        )
        return {"state": receipt.state}

    def pay(self, purchase: str, at: datetime) -> Figures:
        self._write(
            lambda session: payments.record_payment(
                session, self.ids[purchase], actor=ACTOR, now=at
            )
        )
        return {}

    def _command(self, sale: Sale) -> PurchaseCommand:
        return PurchaseCommand(
            sale.occurred_at,
            tuple(_lines(sale.goods)),
            card_id=self.ids[sale.card],
            external_id=sale.external_id,
            points_to_spend=sale.points,
        )

    def refund(
        self, name: str, purchase: str, parts: tuple[Back, ...], at: datetime
    ) -> Figures:
        lines = tuple(
            RefundLine(part.line, part.amount, part.quantity) for part in parts
        )
        receipt = self._write(
            lambda session: refunds.refund_purchase(
                session, self.ids[purchase], lines, actor=ACTOR, now=at
            )
        )
        return figures.of_refund(receipt)

    def approve_company(
        self,
        company: str,
        program: str,
        cap: int | None,
        days: tuple[date | None, date | None],
        at: datetime,
    ) -> Figures:
        given = approvals.NewApproval(self.ids[program], "Anna", cap, *days)
        self._write(
            lambda session: approvals.approve(
                session, self.ids[company], given, actor=ACTOR, now=at
            )
        )
        return {}

    def override(
        self, member: str, program: str, rate_bp: int, until: date | None, at: datetime
    ) -> Figures:
        given = overrides.NewOverride(self.ids[program], rate_bp, until, "asked")
        self._write(
            lambda session: overrides.override(
                session, self.ids[member], given, actor=ACTOR, now=at
            )
        )
        return {}

    def correct(self, wanted: Correction, at: datetime) -> Figures:
        actor = Actor("user", wanted.by)
        card_id = self.ids[wanted.card]

        def work(session: BrandSession) -> adjustments.AdjustmentAnswer:
            if wanted.unit == "payout":
                return adjustments.propose_payout(
                    session,
                    card_id,
                    amount=wanted.amount,
                    reason="asked",
                    actor=actor,
                    now=at,
                )
            new = adjustments.NewAdjustment(wanted.unit, wanted.amount, "asked")
            return adjustments.propose(session, card_id, new, actor=actor, now=at)

        row = self._write(work).row
        self.ids[wanted.name] = row.id
        return {"state": row.state}

    def approve(self, name: str, by: str, at: datetime) -> Figures:
        answer = self._write(
            lambda session: adjustments.approve(
                session, self.ids[name], actor=Actor("user", by), now=at
            )
        )
        return {"state": answer.row.state}

    def reject(self, name: str, at: datetime) -> Figures:
        answer = self._write(
            lambda session: adjustments.reject(
                session, self.ids[name], reason="asked", actor=ACTOR, now=at
            )
        )
        return {"state": answer.row.state}

    def reserve(self, name: str, card: str, at: datetime) -> Figures:
        answer = self._write(
            lambda session: redemptions.reserve(
                session, self.ids[card], None, actor=ACTOR, now=at
            )
        )
        self.ids[name] = answer.code
        return {"state": answer.state}

    def redeem(self, name: str, at: datetime) -> Figures:
        answer = self._write(
            lambda session: redemptions.confirm(
                session, self.ids[name], location_id=None, actor=ACTOR, now=at
            )
        )
        return {"state": answer.state}

    def release(self, name: str, at: datetime) -> Figures:
        answer = self._write(
            lambda session: redemptions.cancel(
                session, self.ids[name], actor=ACTOR, now=at
            )
        )
        return {"state": answer.state}

    def standings(self, cards: list[str], at: datetime) -> dict[str, Figures]:
        with self.database.reading(self.brand_id) as session:
            return {
                card: figures.of_standing(
                    card_answers.card_answer(session, self.ids[card], at).standing
                )
                for card in cards
            }

    def read_back(self, purchase: str, at: datetime) -> Figures:
        receipt = self._read(
            lambda session: past.get_purchase(session, self.ids[purchase], at)
        )
        found = figures.of_purchase(receipt)
        names = ("money", "points_returned", "earning_reversed", "turnover_removed")
        for name in (*names, "stamps_removed"):
            found[name] = getattr(receipt.refunded, name)
            assert found[name] == sum(getattr(one, name) for one in receipt.refunds)
        return found

    def post_due(self, at: datetime) -> Figures:
        due_work.run_due(self.database, at, lambda done: None)
        return {}

    def findings(self) -> list[Finding]:
        return list(audit.findings(self.database, lambda what, entries: None))

    def _write(self, work: Callable[[BrandSession], Any]) -> Any:
        try:
            return self.database.run(self.brand_id, work)
        except ServiceError as refused:
            raise _refusal(refused) from refused

    def _read(self, work: Callable[[BrandSession], Any]) -> Any:
        try:
            with self.database.reading(self.brand_id) as session:
                return work(session)
        except ServiceError as refused:
            raise _refusal(refused) from refused


def _refusal(refused: ServiceError) -> Refusal:
    code = CODES.get(refused.code, refused.code)
    maximum = refused.extra.get("maximum") if code == "too_many_points" else None
    return Refusal(code, maximum)


def _rendered(refused: Refused) -> Answer:
    status = 409 if isinstance(refused, Conflict) else 422
    return Answer(status, json.dumps(_refusal(refused).figures).encode())


def _lines(goods: tuple[Goods, ...]) -> list[Line]:
    return [
        Line(number, one.amount, one.category, one.sku, one.quantity, one.cost)
        for number, one in enumerate(goods, start=1)
    ]
