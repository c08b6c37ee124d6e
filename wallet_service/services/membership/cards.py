"""Cards: one for each program and member, for ever; frozen, closed, issued anew.

A reissue keeps the card and its accounts, retires the pass (serial number, scan code,
link) and makes a new one.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.models.brand import PassTokenKey
from wallet_service.models.card import Card, CardPass
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound
from wallet_service.services.membership import card_answers, card_numbers
from wallet_service.services.till import card_context
from wallet_service.services.till.commands import LockedCard

NUMBER_ATTEMPTS = 5

CARDS: Table = Card.__table__  # type: ignore[assignment]
PASSES: Table = CardPass.__table__  # type: ignore[assignment]
# made once: building a statement costs several times its execution
CARD_BY_ID = select(CARDS.c.id).where(
    CARDS.c.brand_id == bindparam("brand"), CARDS.c.id == bindparam("value")
)
CARD_BY_CODE = select(PASSES.c.card_id).where(
    PASSES.c.brand_id == bindparam("brand"),
    PASSES.c.scan_code == bindparam("value"),
    PASSES.c.retired_at.is_(None),
)
LOCK_CARD = (
    select(CARDS.c.state, CARDS.c.revision, CARDS.c.changed_at, CARDS.c.own_changes)
    .where(CARDS.c.brand_id == bindparam("brand"), CARDS.c.id == bindparam("card"))
    .with_for_update()
)
OWN_CHANGES = 200


def issue_card(
    session: BrandSession, program_id: str, member_id: str, now: datetime
) -> tuple[str, bool]:
    """The member's card in the program, and whether it is new.

    A closed card is reopened. Raises NotFound, and Conflict (`program_not_published`).
    """
    program = session.scalar(select(Program).where(Program.id == program_id))
    if program is None:
        raise NotFound("program")
    if session.scalar(select(Member.id).where(Member.id == member_id)) is None:
        raise NotFound("member")
    if program.state != "published":
        detail = "Publish the program before you give out its cards."
        raise Conflict("program_not_published", detail)
    card = _existing(session, program_id, member_id)
    if card is None:
        return _new_card(session, program_id, member_id, now)
    if card.state == "closed":
        _reopen(session, card, now)
    return card.id, False


def find_card(
    session: BrandSession, *, card_id: str | None = None, code: str | None = None
) -> str:
    """The card by its identifier or by the code of its QR; raises NotFound.

    The code of a retired pass finds nothing: it dies with the reissue.
    """
    statement, value = (CARD_BY_ID, card_id) if card_id else (CARD_BY_CODE, code)
    where = {"brand": session.brand, "value": value}
    found: str | None = session.core.scalar(statement, where)
    if found is None:
        raise NotFound("card")
    return found


def lock_card(session: BrandSession, card_id: str) -> LockedCard:
    """The card's own row, locked: after pooled accounts, before its own (rule 10)."""
    where = {"brand": session.brand, "card": card_id}
    row = session.core.execute(LOCK_CARD, where).one_or_none()
    if row is None:
        raise NotFound("card")
    return LockedCard(*row)


def freeze(
    session: BrandSession, card_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Stop earning and spending until `unfreeze`."""
    _change_state(
        session,
        card_id,
        ("active",),
        "frozen",
        action="freeze",
        reason=reason,
        actor=actor,
        now=now,
    )


def unfreeze(
    session: BrandSession, card_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Let a frozen card be used again."""
    _change_state(
        session,
        card_id,
        ("frozen",),
        "active",
        action="unfreeze",
        reason=reason,
        actor=actor,
        now=now,
    )


def close(
    session: BrandSession, card_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """End the card; `issue_card` for the same member reopens it."""
    _change_state(
        session,
        card_id,
        ("active", "frozen"),
        "closed",
        action="close",
        reason=reason,
        actor=actor,
        now=now,
    )


def reissue(
    session: BrandSession, card_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Retire the live pass and make a new one: new serial number, code and link.

    Phones that hold the old pass get it once more, voided. Raises Conflict
    (`card_not_active`) for a closed card.
    """
    card = _locked(session, card_id)
    if card.state == "closed":
        detail = "A closed card has no pass; issue the card to the member again."
        raise Conflict("card_not_active", detail)
    session.execute(
        update(CardPass)
        .where(CardPass.card_id == card_id, CardPass.retired_at.is_(None))
        .values(retired_at=now)
    )
    _new_pass(session, card_id, now)
    _changed(session, card, now)
    _record(session, card_id, "reissue", reason, actor, now)


def moved_on(changed_at: int, now: datetime) -> int:
    """The next Last-Modified, in Unix seconds: later by at least one (decision 12)."""
    return max(changed_at + 1, int(now.timestamp()))


def with_change(own_changes: list[int], revision: int) -> list[int]:
    """The card's own changes with a new one; older ones than can be asked for go."""
    return [*own_changes, revision][-OWN_CHANGES:]


def _existing(session: BrandSession, program_id: str, member_id: str) -> Card | None:
    statement = select(Card).where(
        Card.program_id == program_id, Card.member_id == member_id
    )
    return session.scalar(statement.with_for_update())


def _locked(session: BrandSession, card_id: str) -> Card:
    card = session.scalar(select(Card).where(Card.id == card_id).with_for_update())
    if card is None:
        raise NotFound("card")
    return card


def _new_card(
    session: BrandSession, program_id: str, member_id: str, now: datetime
) -> tuple[str, bool]:
    """Two requests at once: the loser finds the winner's card."""
    for _ in range(NUMBER_ATTEMPTS):
        card = Card(
            id=identifiers.new_id("card"),
            brand_id=session.brand,
            program_id=program_id,
            member_id=member_id,
            number=card_numbers.new_number(),
            state="active",
            revision=1,
            changed_at=int(now.timestamp()),
            own_changes=[],
            issued_at=now,
        )
        try:
            with session.begin_nested():
                session.add(card)
                session.flush()
        except IntegrityError:
            other = _existing(session, program_id, member_id)
            if other is not None:
                return other.id, False
            continue
        _new_pass(session, card.id, now)
        return card.id, True
    message = "no free card number was found"
    raise RuntimeError(message)


def _new_pass(session: BrandSession, card_id: str, now: datetime) -> None:
    newest = select(PassTokenKey.version).order_by(PassTokenKey.version.desc())
    version = session.scalar(newest.limit(1))
    if version is None:
        message = f"brand {session.brand} has no pass-token key"
        raise RuntimeError(message)
    session.add(
        CardPass(
            id=identifiers.new_id("pass"),
            brand_id=session.brand,
            card_id=card_id,
            serial_number=secrets.token_urlsafe(16),
            scan_code=secrets.token_urlsafe(16),
            link_token=secrets.token_urlsafe(32),
            token_key_version=version,
            update_tag=0,
            issued_at=now,
        )
    )
    session.flush()


def _reopen(session: BrandSession, card: Card, now: datetime) -> None:
    card.state = "active"
    live = select(CardPass.id).where(
        CardPass.card_id == card.id, CardPass.retired_at.is_(None)
    )
    if session.scalar(live) is None:
        _new_pass(session, card.id, now)
    _changed(session, card, now)


def _change_state(
    session: BrandSession,
    card_id: str,
    allowed: tuple[str, ...],
    state: str,
    *,
    action: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    card = _locked(session, card_id)
    if card.state == state:
        return
    if card.state not in allowed:
        detail = f"The card is {card.state}; it cannot be {state} from there."
        raise Conflict("card_state", detail)
    card.state = state
    _changed(session, card, now)
    _record(session, card_id, action, reason, actor, now)


def _changed(session: BrandSession, card: Card, now: datetime) -> None:
    card.revision += 1
    card.own_changes = with_change(
        card.own_changes, _whole_revision(session, card, now)
    )
    card.changed_at = moved_on(card.changed_at, now)
    session.flush()
    store.enqueue(session, topics.CARD_CHANGED, card.id, now)


def _whole_revision(session: BrandSession, card: Card, now: datetime) -> int:
    context = card_context.load(session, card.id, now)
    keys = context.account_keys()
    read = ledger_accounts.read(session, context.program_id, keys)
    return card.revision + card_answers.revision_of(read)


def _record(
    session: BrandSession,
    card_id: str,
    action: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor,
        action=f"card_{action}",
        object_id=card_id,
        now=now,
        reason=reason,
    )
    session.flush()
