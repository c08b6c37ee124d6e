"""The transactions of signing in; each is one, and limits are counted before them."""

from __future__ import annotations

from datetime import datetime

from flask import request

from wallet_service.database import BrandSession
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import ServiceError
from wallet_service.services.staff import attempts, second_factor, sessions, sign_in
from wallet_service.services.staff.attempts import Counted
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.services.staff.sessions import NewSession
from wallet_service.web import adapters, visitor_address


def agent() -> str:
    """What the browser calls itself."""
    return request.user_agent.string


def sign_in_with_password(email: str, password: str) -> NewSession:
    """Begin a session; raises NotAllowed (`sign_in_refused`) or TooMany.

    Right ones are not counted: who signs in often is not kept out.
    """
    parts = adapters.current()
    now = parts.clock()
    counted = [
        Counted("sign-in", email.strip().lower(), attempts.SIGN_IN),
        Counted("sign-in.address", visitor_address.current(), attempts.SIGN_IN),
        Counted("sign-in.all", "", attempts.SIGN_IN_BY_ALL),
    ]
    attempts.take(parts.database, parts.vault, counted, now)
    with parts.database.writing_across_brands() as session:
        user = sign_in.by_password(session, email, password)
        attempts.forgive(session, parts.vault, counted, now)
        is_full = not sign_in.needs_second_factor(session, user.id)
        return begin(session, user.id, is_full=is_full, now=now)


def begin(
    session: BrandSession, user_id: str, *, is_full: bool, now: datetime
) -> NewSession:
    """A session that acts in the one role that there is, else asks for it.

    The log of every brand that the person works for tells it.
    """
    held = sign_in.memberships(session, user_id)
    new = sessions.begin(
        session,
        user_id,
        is_full=is_full,
        agent=agent(),
        now=now,
        membership_id=held[0].id if len(held) == 1 else None,
    )
    for brand_id in sorted({one.brand_id for one in held}):
        audit.record(
            session,
            Actor("user", user_id),
            action="user.sign_in",
            object_id=new.id,
            now=now,
            detail={"second_factor": "not asked" if is_full else "to come"},
            brand_id=brand_id,
        )
    return new


def check_code(visitor: Visitor, typed: str) -> None:
    """Judge a code of the second factor; raises NotAllowed or TooMany."""
    parts = adapters.current()
    now = parts.clock()
    counted = [Counted("second-factor", visitor.user_id, attempts.SECOND_FACTOR)]
    attempts.take(parts.database, parts.vault, counted, now)
    with parts.database.writing_across_brands() as session:
        second_factor.check_code(session, parts.vault, visitor.user_id, typed, now)
        attempts.forgive(session, parts.vault, counted, now)


def count_password(visitor: Visitor) -> None:
    """Count a try at the person's password; raises TooMany."""
    parts = adapters.current()
    counted = [Counted("sign-in", visitor.email, attempts.SIGN_IN)]
    attempts.take(parts.database, parts.vault, counted, parts.clock())


def make_full(visitor: Visitor) -> NewSession:
    """The session in place of this one, now that everything is proven."""
    parts = adapters.current()
    with parts.database.writing_across_brands() as session:
        return sessions.renew(
            session, visitor, is_full=True, agent=agent(), now=parts.clock()
        )


def prove_again(visitor: Visitor, password: str, code: str) -> None:
    """Password, and the code where an app is set up; raises NotAllowed or TooMany."""
    parts = adapters.current()
    now = parts.clock()
    counted = [Counted("sign-in", visitor.email, attempts.SIGN_IN)]
    attempts.take(parts.database, parts.vault, counted, now)
    with parts.database.writing_across_brands() as session:
        sign_in.by_password(session, visitor.email, password)
        attempts.forgive(session, parts.vault, counted, now)
        asks_code = second_factor.has_totp(session, visitor.user_id)
    if asks_code:
        check_code(visitor, code)
    with parts.database.writing_across_brands() as session:
        sessions.prove(session, visitor.session_id, now)


def is_passed(error: ServiceError) -> bool:
    """Whether the page itself tells of the error; what is above is the frame's."""
    return error.status in {403, 409, 422, 429}
