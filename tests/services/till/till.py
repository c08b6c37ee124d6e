"""A till for tests: one brand, its programs and cards, purchases and refunds.

Every call is a transaction of its own, as in life; amounts are in minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tests import factories
from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.purchase import Line
from wallet_service.cards.standing import CardStanding
from wallet_service.database import Database
from wallet_service.identifiers import new_id
from wallet_service.ledger import accounts, book, history, lots
from wallet_service.ledger.audit import Finding
from wallet_service.models.card import Card
from wallet_service.models.ledger import Lot
from wallet_service.services.actors import Actor
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
from wallet_service.services.programs.campaign_faults import SETTINGS
from wallet_service.services.programs.campaigns import NewCampaign
from wallet_service.services.till import (
    adjustments,
    cancelling,
    card_context,
    drafts,
    due_work,
    payments,
    purchases,
    redemptions,
    refunds,
    rewards,
)
from wallet_service.services.till.commands import (
    CardAnswer,
    PurchaseCommand,
    Receipt,
    RefundReceipt,
)
from wallet_service.vault import Vault

MOSCOW = ZoneInfo("Europe/Moscow")
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
ACTOR = factories.ACTOR


def rub(amount: str) -> int:
    """``rub("12,345.67")`` in minor units."""
    return int(Decimal(amount.replace(",", "")) * 100)


def local(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A time of 2026 in Moscow, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=MOSCOW).astimezone(UTC)


def line(number: int, amount: str, category: str | None = None, **fields: Any) -> Line:
    """A line of a receipt."""
    return Line(number, rub(amount), category, **fields)


@dataclass
class Till:
    """The tests' counter over one database and one brand, a new one if none is told."""

    database: Database
    vault: Vault
    name: str = "Acme"
    brand_id: str = ""

    def __post_init__(self) -> None:
        self.keyring = Keyring(self.vault)
        self.brand_id = self.brand_id or factories.a_brand(
            self.database, self.vault, name=self.name
        )

    def program(
        self, kind: str, rules: dict[str, Any] | None = None, **fields: Any
    ) -> str:
        """A published program, in force since long ago."""
        with self.database.writing(self.brand_id) as session:
            return factories.a_program(
                session, kind, rules=rules, now=LONG_AGO, **fields
            )

    def campaign(self, program_id: str, kind: str = "extra_rate", **fields: Any) -> str:
        """A campaign of March 2026 unless told otherwise; settings go to its terms."""
        terms = {name: fields.pop(name) for name in SETTINGS if name in fields}
        now = fields.pop("now", LONG_AGO)
        new = NewCampaign(
            **{
                "program_id": program_id,
                "name": f"A campaign of kind {kind}",
                "kind": kind,
                "since": date(2026, 3, 1),
                "until": date(2026, 4, 1),
                "terms": terms,
                **fields,
            }
        )
        with self.database.writing(self.brand_id) as session:
            return campaigns.create_campaign(session, new, actor=ACTOR, now=now)[0]

    def change_campaign(self, campaign_id: str, at: datetime, **given: Any) -> None:
        """Change a campaign; `from_` stands for its beginning."""
        if "from_" in given:
            given["from"] = given.pop("from_")
        with self.database.writing(self.brand_id) as session:
            campaigns.change_campaign(session, campaign_id, given, actor=ACTOR, now=at)

    def publish(self, program_id: str, at: datetime, **changes: Any) -> Any:
        """Change the program and publish what was changed; gives the worst case."""
        with self.database.writing(self.brand_id) as session:
            programs.change_program(
                session,
                program_id,
                programs.ProgramChange(**changes),
                templates=factories.TEMPLATES,
                actor=ACTOR,
                now=at,
            )
            return publishing.publish_program(
                session, program_id, effective_at=None, actor=ACTOR, now=at
            )

    def company(self, name: str = "Partner", **fields: Any) -> str:
        """A partner company."""
        with self.database.writing(self.brand_id) as session:
            return factories.a_company(session, name, **fields)

    def member(self, company_id: str | None = None) -> str:
        """A person, of a company or of none."""
        with self.database.writing(self.brand_id) as session:
            return factories.a_member(session, self.keyring, company_id=company_id)

    def move(self, member_id: str, company_id: str | None, at: datetime) -> None:
        """The person leaves for another company, or for none."""
        with self.database.writing(self.brand_id) as session:
            members.change_member(
                session,
                self.keyring,
                member_id,
                members.MemberFields(company_id=company_id),
                changed=frozenset({"company_id"}),
                actor=ACTOR,
                now=at,
            )

    def adopt(self, company_id: str, parent_id: str, at: datetime) -> None:
        """The company comes under another parent."""
        with self.database.writing(self.brand_id) as session:
            companies.change_company(
                session,
                company_id,
                companies.CompanyFields(parent_id=parent_id),
                changed=frozenset({"parent_id"}),
                actor=ACTOR,
                now=at,
            )

    def card(
        self, program_id: str, member_id: str | None = None, at: datetime = LONG_AGO
    ) -> str:
        """A card of the program, of a new person unless one is given."""
        member_id = member_id or self.member()
        with self.database.writing(self.brand_id) as session:
            return card_issuing.issue_card(session, program_id, member_id, at)[0]

    def card_of(
        self,
        kind: str,
        rules: dict[str, Any] | None = None,
        *,
        company_id: str | None = None,
        **fields: Any,
    ) -> str:
        """A card of a new program and a new person."""
        program_id = self.program(kind, rules, **fields)
        return self.card(program_id, self.member(company_id))

    def buy(
        self, card_id: str, lines: str | list[Line], at: datetime, **more: Any
    ) -> Receipt:
        """Record a purchase; `recorded_at` and `actor` may differ from the usual."""
        command, actor, now = _command(card_id, lines, at, more)
        with self.database.writing(self.brand_id) as session:
            return purchases.record_purchase(session, command, actor, now)

    def preview(
        self, card_id: str, lines: str | list[Line], at: datetime, **more: Any
    ) -> Receipt:
        """What `buy` would do."""
        command, actor, now = _command(card_id, lines, at, more)
        with self.database.reading(self.brand_id) as session:
            return purchases.preview_purchase(session, command, actor, now)

    def draft(
        self, card_id: str, lines: str | list[Line], at: datetime, **more: Any
    ) -> Receipt:
        """Keep a draft of a purchase."""
        command, actor, now = _command(card_id, lines, at, more)
        with self.database.writing(self.brand_id) as session:
            return drafts.create_draft(session, command, actor, now)

    def confirm_draft(
        self,
        draft: Receipt,
        at: datetime,
        revision: int | None = None,
        actor: Actor = ACTOR,
    ) -> Receipt:
        """The draft becomes a purchase."""
        with self.database.writing(self.brand_id) as session:
            return drafts.confirm_draft(
                session, str(draft.id), revision, actor=actor, now=at
            )

    def cancel(self, purchase: Receipt, at: datetime) -> Receipt:
        """The draft is dropped, or the purchase taken back."""
        with self.database.writing(self.brand_id) as session:
            return cancelling.cancel_purchase(
                session, str(purchase.id), actor=ACTOR, now=at
            )

    def pay(self, purchase: Receipt, at: datetime) -> Receipt:
        """The purchase is paid."""
        with self.database.writing(self.brand_id) as session:
            return payments.record_payment(
                session, str(purchase.id), actor=ACTOR, now=at
            )

    def refund(
        self, purchase: Receipt, at: datetime, *parts: tuple[int, str]
    ) -> RefundReceipt:
        """Refund parts, (line, amount), or all that is left."""
        lines = tuple(RefundLine(number, rub(amount)) for number, amount in parts)
        return self.refund_lines(purchase, at, *lines)

    def refund_lines(
        self, purchase: Receipt, at: datetime, *lines: RefundLine
    ) -> RefundReceipt:
        """Refund parts given as lines."""
        with self.database.writing(self.brand_id) as session:
            return refunds.refund_purchase(
                session, str(purchase.id), lines, actor=ACTOR, now=at
            )

    def reserve(
        self, card_id: str, at: datetime, reward_id: str | None = None, **more: Any
    ) -> redemptions.RedemptionAnswer:
        """A code for a reward, or for the oldest that is ready."""
        with self.database.writing(self.brand_id) as session:
            return redemptions.reserve(
                session, card_id, reward_id, actor=ACTOR, now=at, **more
            )

    def confirm(
        self, code: str, at: datetime, location_id: str | None = None
    ) -> redemptions.RedemptionAnswer:
        """The reward of the code is handed out."""
        with self.database.writing(self.brand_id) as session:
            return redemptions.confirm(
                session, code, location_id=location_id, actor=ACTOR, now=at
            )

    def redeem(self, card_id: str, at: datetime) -> redemptions.RedemptionAnswer:
        """The oldest reward is asked for and handed out."""
        return self.confirm(self.reserve(card_id, at).code, at)

    def cancel_code(self, code: str, at: datetime) -> redemptions.RedemptionAnswer:
        """The code is taken back."""
        with self.database.writing(self.brand_id) as session:
            return redemptions.cancel(session, code, actor=ACTOR, now=at)

    def rewards(
        self, card_id: str, at: datetime, after: str | None = None, limit: int = 50
    ) -> list[rewards.RewardAnswer]:
        """The card's rewards, newest first."""
        with self.database.reading(self.brand_id) as session:
            return rewards.list_rewards(
                session, card_id, after=after, limit=limit, now=at
            )

    def purchase(self, receipt: Receipt, at: datetime) -> Receipt:
        """The purchase read back."""
        with self.database.reading(self.brand_id) as session:
            return drafts.read_purchase(session, str(receipt.id), at)

    def answer(self, card_id: str, at: datetime) -> CardAnswer:
        """The card as it is told."""
        with self.database.reading(self.brand_id) as session:
            return card_answers.card_answer(session, card_id, at)

    def standing(self, card_id: str, at: datetime) -> CardStanding:
        """The card's standing."""
        return self.answer(card_id, at).standing

    def points(self, card_id: str, at: datetime) -> tuple[int, int, int]:
        """Available, pending and owed."""
        cashback = self.standing(card_id, at).cashback
        assert cashback is not None
        return cashback.available, cashback.pending, cashback.debt

    def stamps(self, card_id: str, at: datetime) -> tuple[int, int | None]:
        """Stamps on the card, and rewards that are ready."""
        standing = self.standing(card_id, at)
        assert standing.stamps is not None
        return standing.stamps.count, standing.rewards

    def credit(
        self,
        card_id: str,
        amount: str,
        at: datetime,
        *,
        available_at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> str:
        """Points from nowhere, as one lot; gives its identifier."""
        with self.database.writing(self.brand_id) as session:
            context = card_context.load(session, card_id, at)
            key = context.points_key
            account = accounts.lock(session, context.program_id, [key])[key]
            transaction = book.Transaction(new_id("purc"), card_id, at, at)
            lot = lots.NewLot(rub(amount), at, available_at or at, expires_at)
            posting = lots.credit(session, account, transaction, lot, kind="earn")
            book.post(session, transaction, [posting])
            return str(posting.lot_id)

    def lots_left(self, *lot_ids: str) -> list[int]:
        """What is left of these lots."""
        with self.database.reading(self.brand_id) as session:
            chosen = select(Lot.id, Lot.left).where(Lot.id.in_(lot_ids))
            left = dict(session.execute(chosen).all())
        return [left[lot_id] for lot_id in lot_ids]

    def entries(self, card_id: str, at: datetime) -> list[history.EntryView]:
        """Entries of the accounts that the card reads, oldest first."""
        with self.database.reading(self.brand_id) as session:
            context = card_context.load(session, card_id, at)
            found = accounts.read(session, context.program_id, context.account_keys())
            ids = [account.id for account in found.values()]
            newest = history.entries(session, ids, before=None, limit=1_000)
        return newest[::-1]

    def news(self, card_id: str) -> dict[str, Any]:
        """What the card's pass will tell."""
        with self.database.reading(self.brand_id) as session:
            found = session.scalar(select(Card.news).where(Card.id == card_id))
        assert found is not None
        return found

    def approve(
        self, company_id: str, program_id: str, at: datetime, **fields: Any
    ) -> None:
        """The company lets its people earn."""
        given = approvals.NewApproval(program_id, "The director", **fields)
        with self.database.writing(self.brand_id) as session:
            approvals.approve(session, company_id, given, actor=ACTOR, now=at)

    def override(
        self, card_id: str, rate_bp: int, at: datetime, until: date | None = None
    ) -> None:
        """The card's member gets a rate of their own."""
        with self.database.writing(self.brand_id) as session:
            context = card_context.load(session, card_id, at)
            given = overrides.NewOverride(context.program_id, rate_bp, until, "agreed")
            overrides.override(session, context.member_id, given, actor=ACTOR, now=at)

    def adjust(
        self, card_id: str, unit: str, amount: int, at: datetime, by: Actor = ACTOR
    ) -> adjustments.AdjustmentAnswer:
        """A correction, done or waiting."""
        wanted = adjustments.NewAdjustment(unit, amount, "as agreed")
        with self.database.writing(self.brand_id) as session:
            return adjustments.propose(session, card_id, wanted, actor=by, now=at)

    def pay_out(
        self, card_id: str, amount: int, at: datetime, by: Actor = ACTOR
    ) -> adjustments.AdjustmentAnswer:
        """A payout that waits for a person."""
        with self.database.writing(self.brand_id) as session:
            return adjustments.propose_payout(
                session, card_id, amount=amount, reason="asked", actor=by, now=at
            )

    def agree(
        self, waiting: adjustments.AdjustmentAnswer, at: datetime, by: Actor
    ) -> adjustments.AdjustmentAnswer:
        """A person lets it happen."""
        with self.database.writing(self.brand_id) as session:
            return adjustments.approve(session, waiting.row.id, actor=by, now=at)

    def disagree(
        self, waiting: adjustments.AdjustmentAnswer, at: datetime, by: Actor = ACTOR
    ) -> adjustments.AdjustmentAnswer:
        """It is dropped."""
        with self.database.writing(self.brand_id) as session:
            return adjustments.reject(
                session, waiting.row.id, reason="no", actor=by, now=at
            )

    def freeze(self, card_id: str, at: datetime) -> None:
        """Freeze the card."""
        with self.database.writing(self.brand_id) as session:
            card_states.freeze(session, card_id, reason="lost", actor=ACTOR, now=at)

    def unfreeze(self, card_id: str, at: datetime) -> None:
        """Unfreeze the card."""
        with self.database.writing(self.brand_id) as session:
            card_states.unfreeze(session, card_id, reason="found", actor=ACTOR, now=at)

    def run_due(self, at: datetime) -> int:
        """Post what time alone changed."""
        return due_work.run_due(self.database, at, lambda done: None)

    def findings(self) -> list[Finding]:
        """What the audit finds."""
        return list(audit.findings(self.database, lambda what, entries: None))


def _command(
    card_id: str, lines: str | list[Line], at: datetime, more: dict[str, Any]
) -> tuple[PurchaseCommand, Actor, datetime]:
    actor = more.pop("actor", ACTOR)
    now = more.pop("recorded_at", at)
    if isinstance(lines, str):
        lines = [line(1, lines)]
    spend = rub(more.pop("points", "0"))
    command = PurchaseCommand(
        at, tuple(lines), card_id=card_id, points_to_spend=spend, **more
    )
    return command, actor, now
