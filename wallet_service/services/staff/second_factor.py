"""The second factor: codes of an authenticator app, ten recovery codes, passkeys.

A code is accepted once: its time step is written down under a unique key, so that two
requests with the same code never both pass.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from wallet_service.database import BrandSession
from wallet_service.models.access import User
from wallet_service.models.sign_in import Passkey, RecoveryCode, TotpUse
from wallet_service.services.errors import Conflict, NotAllowed, invalid
from wallet_service.services.staff import one_time_codes
from wallet_service.vault import Vault

RECOVERY_CODES = 10
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
HALF = 5
# steps older than a day are in no window any more
OLD_STEPS = 24 * 3600 // one_time_codes.PERIOD


def has_totp(session: BrandSession, user_id: str) -> bool:
    """Whether an authenticator app is set up and confirmed."""
    statement = select(User.totp_confirmed_at).where(User.id == user_id)
    return session.scalar(statement) is not None


def has_passkey(session: BrandSession, user_id: str) -> bool:
    """Whether the person has a passkey."""
    statement = select(Passkey.id).where(Passkey.user_id == user_id).limit(1)
    return session.scalar(statement) is not None


def has_any(session: BrandSession, user_id: str) -> bool:
    """Whether there is a second factor to ask for."""
    return has_totp(session, user_id) or has_passkey(session, user_id)


def propose_totp(session: BrandSession, vault: Vault, user_id: str) -> bytes:
    """The seed that waits for its first code, made when there is none.

    Raises Conflict (`totp_is_set`) when an app is set up already.
    """
    user = session.get_one(User, user_id, with_for_update=True)
    if user.totp_confirmed_at is not None:
        raise Conflict("totp_is_set", "An authenticator app is set up already.")
    if user.totp_sealed is None:
        seed = one_time_codes.new_seed()
        user.totp_sealed = vault.seal(seed, context=_context(user_id))
        session.flush()
        return seed
    return _seed(vault, user)


def confirm_totp(
    session: BrandSession, vault: Vault, user_id: str, typed: str, now: datetime
) -> list[str]:
    """Take the app into use after its first right code; gives the recovery codes.

    Raises Invalid (`code_wrong`), Conflict (`totp_is_set`).
    """
    seed = propose_totp(session, vault, user_id)
    step = one_time_codes.step_of(seed, typed, now)
    if step is None or not _use(session, user_id, step):
        detail = "This code is not right. Check the clock of the phone and try again."
        raise invalid("/code", detail, code="code_wrong")
    user = session.get_one(User, user_id)
    user.totp_confirmed_at = now
    session.flush()
    return new_recovery_codes(session, user_id)


def remove(session: BrandSession, user_id: str) -> None:
    """Forget app, recovery codes and passkeys."""
    user = session.get_one(User, user_id)
    user.totp_sealed = user.totp_confirmed_at = None
    session.flush()
    for table in (RecoveryCode, Passkey):
        session.execute(delete(table).where(table.user_id == user_id))


def remove_totp(session: BrandSession, user_id: str) -> None:
    """Forget the app; the recovery codes go with the last factor."""
    user = session.get_one(User, user_id)
    user.totp_sealed = user.totp_confirmed_at = None
    session.flush()
    if not has_passkey(session, user_id):
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def new_recovery_codes(session: BrandSession, user_id: str) -> list[str]:
    """Ten new codes, shown once; older ones end."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [_new_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(user_id=user_id, code_hash=_hash(code)) for code in codes
    )
    session.flush()
    return codes


def recovery_codes_left(session: BrandSession, user_id: str) -> int:
    """How many codes have not been used."""
    statement = select(func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(statement) or 0


def check_code(
    session: BrandSession, vault: Vault, user_id: str, typed: str, now: datetime
) -> None:
    """Accept a code of the app or a recovery code, once.

    Raises NotAllowed (`code_wrong`), in the same words for a used and a wrong one.
    """
    user = session.get_one(User, user_id)
    step = None
    if user.totp_sealed is not None and user.totp_confirmed_at is not None:
        step = one_time_codes.step_of(_seed(vault, user), typed, now)
    if step is not None and _use(session, user_id, step):
        return
    if step is None and _use_recovery_code(session, user_id, typed, now):
        return
    detail = "This code is not right, or it was used already. Wait for the next one."
    raise NotAllowed("code_wrong", detail)


def _use(session: BrandSession, user_id: str, step: int) -> bool:
    """Write the step down; False when it was written down before."""
    old = TotpUse.user_id == user_id, TotpUse.step < step - OLD_STEPS
    session.execute(delete(TotpUse).where(*old))
    try:
        with session.begin_nested():
            session.add(TotpUse(user_id=user_id, step=step))
            session.flush()
    except IntegrityError:
        return False
    return True


def _use_recovery_code(
    session: BrandSession, user_id: str, typed: str, now: datetime
) -> bool:
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _hash(typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.code_hash)
    )
    return used.first() is not None


def _new_recovery_code() -> str:
    letters = [secrets.choice(CROCKFORD) for _ in range(2 * HALF)]
    return "".join(letters[:HALF]) + "-" + "".join(letters[HALF:])


def _hash(code: str) -> str:
    """Case, spaces and hyphens do not matter, nor O, I and L for 0 and 1."""
    plain = "".join(one for one in code.lower() if one.isalnum())
    plain = plain.translate(str.maketrans("oil", "011"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _seed(vault: Vault, user: User) -> bytes:
    return vault.open(user.totp_sealed or b"", context=_context(user.id))


def _context(user_id: str) -> str:
    return f"user.totp:{user_id}"
