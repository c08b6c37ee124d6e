"""From a sent form to a card: the answers wait sealed until the mailed code is typed.

Whoever sends a form gets the same answer, known here or not, person or machine; what
becomes of it is decided after the code has proved that the e-mail is theirs.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.joining import JoinLink, SignUp
from wallet_service.services.errors import NotFound
from wallet_service.services.joining import codes
from wallet_service.services.joining.answers import Answers
from wallet_service.services.keyring import Keyring
from wallet_service.services.mail import letter_texts, letters
from wallet_service.services.mail.letters import NewLetter
from wallet_service.services.programs import programs

TOKEN_BYTES = 32
# the answers of somebody who never typed the code
KEEP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class WaitingSignUp:
    """What the page of the code shows; `is_live`: a code can still end it."""

    id: str
    email: str = field(repr=False)
    locale: str
    is_live: bool


def begin(
    session: BrandSession,
    keyring: Keyring,
    link: JoinLink,
    answers: Answers,
    *,
    locale: str,
    is_trapped: bool,
    now: datetime,
) -> str:
    """Keep the answers and owe the code; returns the token of the code's page.

    A form that filled the trap is kept just so, and no code is sent for it.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    sign_up = SignUp(
        id=identifiers.new_id("sgup"),
        brand_id=session.brand,
        join_link_id=link.id,
        token_hash=_hash(token),
        locale=locale,
        created_at=now,
    )
    key = keyring.data_key(session)
    content = json.dumps(answers.as_document()).encode()
    sign_up.answers_sealed = key.seal(content, context=_context(sign_up.id))
    _put_code(session, keyring, sign_up, answers.email, is_trapped=is_trapped, now=now)
    session.add(sign_up)
    session.flush()
    return token


def send_again(
    session: BrandSession, keyring: Keyring, sign_up: SignUp, now: datetime
) -> None:
    """Another code in place of the one before."""
    answers = answers_of(session, keyring, sign_up)
    trapped = sign_up.code_hash is None
    _put_code(session, keyring, sign_up, answers.email, is_trapped=trapped, now=now)
    session.flush()


def find(session: BrandSession, link: JoinLink, token: str) -> SignUp:
    """The sign-up of a token at this link; raises NotFound."""
    return _one(session, _of_token(link, token))


def locked(session: BrandSession, link: JoinLink, token: str) -> SignUp:
    """The same, locked, so that a code is judged once at a time; raises NotFound."""
    return _one(session, _of_token(link, token).with_for_update())


def waiting(
    session: BrandSession, keyring: Keyring, sign_up: SignUp, now: datetime
) -> WaitingSignUp:
    """What is shown while the code is awaited; raises NotFound once it is settled."""
    email = answers_of(session, keyring, sign_up).email
    return WaitingSignUp(sign_up.id, email, sign_up.locale, is_live(sign_up, now))


def is_live(sign_up: SignUp, now: datetime) -> bool:
    """Whether the code that was sent can still be typed."""
    return sign_up.tries_left > 0 and now < sign_up.code_expires_at


def answers_of(session: BrandSession, keyring: Keyring, sign_up: SignUp) -> Answers:
    """The sealed answers; raises NotFound once they are gone."""
    if sign_up.answers_sealed is None:
        raise NotFound("sign_up")
    key = keyring.data_key(session)
    content = key.open(sign_up.answers_sealed, context=_context(sign_up.id))
    return Answers.of_document(json.loads(content))


def settle(sign_up: SignUp, outcome: str, member_id: str | None, now: datetime) -> None:
    """It has come to its end; the answers are gone."""
    sign_up.outcome = outcome
    sign_up.member_id = member_id
    sign_up.answers_sealed = None
    sign_up.settled_at = now


def forget_old(session: BrandSession, now: datetime) -> None:
    """Remove sign-ups older than a day, ended or not; for a session across brands."""
    session.execute(delete(SignUp).where(SignUp.created_at < now - KEEP))


def _of_token(link: JoinLink, token: str) -> Select[SignUp]:
    return select(SignUp).where(
        SignUp.token_hash == _hash(token), SignUp.join_link_id == link.id
    )


def _one(session: BrandSession, statement: Select[SignUp]) -> SignUp:
    sign_up = session.scalar(statement)
    if sign_up is None:
        raise NotFound("sign_up")
    return sign_up


def _put_code(
    session: BrandSession,
    keyring: Keyring,
    sign_up: SignUp,
    email: str,
    *,
    is_trapped: bool,
    now: datetime,
) -> None:
    sign_up.code_expires_at = now + codes.LIFE
    sign_up.tries_left = codes.TRIES
    sign_up.code_hash = None
    if is_trapped:
        return
    code = codes.new_code()
    sign_up.code_hash = codes.hashed(keyring.data_key(session), sign_up.id, code)
    _owe_code(session, keyring, sign_up, email, code, now)


def _owe_code(
    session: BrandSession,
    keyring: Keyring,
    sign_up: SignUp,
    email: str,
    code: str,
    now: datetime,
) -> None:
    link = session.scalar(select(JoinLink).where(JoinLink.id == sign_up.join_link_id))
    if link is None:
        raise NotFound("join_link")
    figures = {
        "code": codes.spoken(code),
        "program": programs.get_program(session, link.program_id).name,
        "minutes": str(codes.LIFE // timedelta(minutes=1)),
    }
    letter = NewLetter(
        letter_texts.CODE, email, sign_up.locale, sign_up.code_expires_at, figures
    )
    letters.owe(session, keyring, letter, now=now)


def _context(sign_up_id: str) -> str:
    return f"sign_up.answers:{sign_up_id}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
