"""Save links: a signed JWT that names only an object which stands at Google already.

So the link is short, holds nothing of the person, and never ages. It is signed anew for
each tap and not stored; a link creates nothing and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wallet_service.wallets.google import addresses, identifiers
from wallet_service.wallets.google.service_account import ServiceAccount

SAVE_PATH = "/gp/v/save/"
SAVE_ROOT = "https://pay.google.com"
LONGEST_TOKEN = 1800


def save_token(
    account: ServiceAccount, object_id: str, *, origins: Sequence[str], at: datetime
) -> str:
    """The JWT of one object; `origins` are the sites that show the button.

    Raises InvalidIdentifier for no object's id, ValueError for no origin.
    """
    identifiers.issuer_of(object_id)
    if not origins or not all(map(addresses.is_origin, origins)):
        raise ValueError("origins are addresses such as https://cards.example.com")
    return account.sign(
        {
            "iss": account.email,
            "aud": "google",
            "typ": "savetowallet",
            "iat": int(at.timestamp()),
            "origins": list(origins),
            "payload": {"loyaltyObjects": [{"id": object_id}]},
        }
    )


def save_url(token: str, *, root: str = SAVE_ROOT) -> str:
    """Where the member's browser goes; `root` only names a stand-in.

    Raises ValueError for a token that is longer than phones are known to take.
    """
    if len(token) > LONGEST_TOKEN:
        raise ValueError(f"the token has more than {LONGEST_TOKEN} characters")
    return f"{root.rstrip('/')}{SAVE_PATH}{token}"
