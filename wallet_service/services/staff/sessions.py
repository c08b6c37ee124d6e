"""Sessions of users: a random token in a cookie, its hash here, revocable at once.

A session at a desk ends after half an hour without a request, a shift at a scanner is
locked after five minutes and opened again by PIN; both end after twelve hours.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.access import Membership, User
from wallet_service.models.device import Device
from wallet_service.models.sign_in import UserSession
from wallet_service.services.errors import NotFound
from wallet_service.services.staff import session_holders
from wallet_service.services.staff.session_holders import Visitor

LIFE = timedelta(hours=12)
NOTE_EVERY = timedelta(seconds=30)
MOST_SESSIONS = 5
LONGEST_AGENT = 255


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session and its token, which is known only now."""

    id: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SessionView:
    """A live session as its owner sees it."""

    id: str
    agent: str
    device: str | None
    made_at: datetime
    seen_at: datetime


def begin(
    session: BrandSession,
    user_id: str,
    *,
    is_full: bool,
    agent: str,
    now: datetime,
    membership_id: str | None = None,
    device_id: str | None = None,
    location_id: str | None = None,
    proven_at: datetime | None = None,
) -> NewSession:
    """Make a session; needs one of the database across brands.

    A device has one shift at a time, a person five sessions at desks: older ones end.
    """
    token = secrets.token_urlsafe(32)
    made = UserSession(
        id=identifiers.new_id("sess"),
        token_hash=hash_of(token),
        user_id=user_id,
        membership_id=membership_id,
        device_id=device_id,
        location_id=location_id,
        stage="full" if is_full else "password",
        agent=_printable(agent),
        made_at=now,
        seen_at=now,
        proven_at=proven_at or now,
        ends_at=now + LIFE,
    )
    if device_id is not None:
        _end(session, UserSession.device_id == device_id, reason="replaced", now=now)
    session.add(made)
    session.flush()
    if device_id is None:
        _end_oldest(session, user_id, now)
    return NewSession(made.id, token)


def renew(
    session: BrandSession, old: Visitor, *, is_full: bool, agent: str, now: datetime
) -> NewSession:
    """A session with another token in place of this one: rights have changed."""
    end(session, old.session_id, reason="replaced", now=now)
    return begin(
        session,
        old.user_id,
        is_full=is_full,
        agent=agent,
        now=now,
        membership_id=old.membership_id,
        device_id=old.device_id,
        location_id=old.location_id,
    )


def move(
    session: BrandSession, old: Visitor, location_id: str, *, agent: str, now: datetime
) -> NewSession:
    """A shift at another place in place of this one; nothing is proven anew."""
    return begin(
        session,
        old.user_id,
        is_full=True,
        agent=agent,
        now=now,
        membership_id=old.membership_id,
        device_id=old.device_id,
        location_id=location_id,
        proven_at=old.proven_at,
    )


def find(session: BrandSession, token: str, now: datetime) -> Visitor | None:
    """Who holds this token; None when it has ended or never was.

    Asked on every request, so that a disabled user, a role that was taken away and a
    revoked device end it at once.
    """
    row = session.execute(
        session_holders.live(now).where(UserSession.token_hash == hash_of(token))
    )
    found = row.one_or_none()
    if found is None or session_holders.is_idle(found, now):
        return None
    return session_holders.visitor_of(found, now)


def of_shift(session: BrandSession, session_id: str, now: datetime) -> Visitor | None:
    """Who worked in this shift, even when it is over; None when it was revoked.

    For purchases that wait on a scanner: a shift that ended by itself, by signing out
    or by the next person's still counts, one that somebody took away does not.
    """
    statement = session_holders.joined().where(
        UserSession.id == session_id,
        User.disabled_at.is_(None),
        Device.revoked_at.is_(None),
        Membership.id.is_not(None),
        UserSession.end_reason.is_(None) | (UserSession.end_reason != "revoked"),
    )
    found = session.execute(statement).one_or_none()
    return session_holders.visitor_of(found, now) if found is not None else None


def note_seen(session: BrandSession, visitor: Visitor, now: datetime) -> None:
    """Remember that the session was used."""
    session.execute(
        update(UserSession)
        .where(UserSession.id == visitor.session_id)
        .values(seen_at=now)
    )


def needs_note(visitor: Visitor, now: datetime) -> bool:
    """Whether the last note is old enough for another one."""
    return now - visitor.seen_at >= NOTE_EVERY


def prove(session: BrandSession, session_id: str, now: datetime) -> None:
    """The person has just proved again who they are."""
    session.execute(
        update(UserSession)
        .where(UserSession.id == session_id)
        .values(proven_at=now, seen_at=now)
    )


def choose_membership(
    session: BrandSession, visitor: Visitor, membership_id: str
) -> None:
    """Act in this membership from now on; raises NotFound for somebody else's."""
    owned = select(Membership.id).where(
        Membership.id == membership_id, Membership.user_id == visitor.user_id
    )
    if session.scalar(owned) is None:
        raise NotFound("membership")
    session.execute(
        update(UserSession)
        .where(UserSession.id == visitor.session_id)
        .values(membership_id=membership_id)
    )


def end(session: BrandSession, session_id: str, *, reason: str, now: datetime) -> None:
    """End one session; one that has ended stays as it is."""
    _end(session, UserSession.id == session_id, reason=reason, now=now)


def end_all(
    session: BrandSession,
    user_id: str,
    *,
    reason: str,
    now: datetime,
    but: str | None = None,
) -> None:
    """End a person's sessions everywhere, except the one named by `but`."""
    _end(
        session,
        UserSession.user_id == user_id,
        UserSession.id != (but or ""),
        reason=reason,
        now=now,
    )


def end_of_device(session: BrandSession, device_id: str, now: datetime) -> None:
    """End the shifts of a device that was taken away."""
    _end(session, UserSession.device_id == device_id, reason="revoked", now=now)


def list_live(session: BrandSession, user_id: str, now: datetime) -> list[SessionView]:
    """A person's sessions that still work, newest first."""
    rows = session.execute(
        session_holders.live(now)
        .where(UserSession.user_id == user_id)
        .order_by(UserSession.made_at.desc())
    )
    return [
        SessionView(row.id, row.agent, row.device_name, row.made_at, row.seen_at)
        for row in rows
        if not session_holders.is_idle(row, now)
    ]


def revoke_own(
    session: BrandSession, user_id: str, session_id: str, now: datetime
) -> None:
    """End one of the person's own sessions; raises NotFound for another's."""
    owned = select(UserSession.id).where(
        UserSession.id == session_id, UserSession.user_id == user_id
    )
    if session.scalar(owned) is None:
        raise NotFound("session")
    end(session, session_id, reason="revoked", now=now)


def hash_of(token: str) -> str:
    """Tokens are random and long, so SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _end_oldest(session: BrandSession, user_id: str, now: datetime) -> None:
    live = (
        select(UserSession.id)
        .where(
            UserSession.user_id == user_id,
            UserSession.device_id.is_(None),
            UserSession.ended_at.is_(None),
        )
        .order_by(UserSession.made_at.desc(), UserSession.id.desc())
        .offset(MOST_SESSIONS)
    )
    for session_id in session.scalars(live).all():
        end(session, session_id, reason="replaced", now=now)


def _end(
    session: BrandSession,
    *which: ColumnElement[bool],
    reason: str,
    now: datetime,
) -> None:
    session.execute(
        update(UserSession)
        .where(UserSession.ended_at.is_(None), *which)
        .values(ended_at=now, end_reason=reason)
    )


def _printable(agent: str) -> str:
    return "".join(one for one in agent if one.isprintable())[:LONGEST_AGENT]
