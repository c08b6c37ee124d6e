"""Knocks at Google once for each brand: does it let us in, and what is the cure?

The call reads and changes nothing. Three causes are behind nearly every refusal: the
account was not invited, the API was not switched on, the key or the issuer is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from wallet_service.delivery.google_clients import Channel, NoSlot
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.services.errors import Unavailable
from wallet_service.services.insight.health import Check
from wallet_service.services.wallet import google_classes, google_issuers
from wallet_service.wallets.google import answers, badges
from wallet_service.wallets.google.answers import Answer
from wallet_service.wallets.google.limiter import Lane

WITHIN = 10.0
NAME = "google"
# Google's reasons for an API that nobody switched on in the account's Cloud project
_SWITCHED_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})


def examine(parts: DeliveryParts) -> Iterator[Check]:
    """A check for each brand with an issuer, none for the others; never raises."""
    with parts.database.reading_across_brands() as session:
        issuers = google_issuers.everyone(session)
        rejected = google_classes.rejected(session)
    for issuer in issuers:
        yield _connection(parts, issuer.brand_id)
    for _, program_id in rejected:
        yield Check(
            NAME,
            "fault",
            f"Google's review turned down the class of program {program_id}",
            "Read the reason in the Google Pay & Wallet console and mend the program.",
        )
    missing = badges.missing(parts.settings.data_dir)
    if issuers and missing:
        folder = parts.settings.data_dir / badges.FOLDER
        yield Check(
            "badges",
            "warning",
            "Google's badges are missing, so that card pages show a plain button",
            f"Download them from Google's guidelines as {folder}/"
            f"{' and '.join(missing)}.",
        )


def _connection(parts: DeliveryParts, brand_id: str) -> Check:
    try:
        with parts.database.reading(brand_id) as session:
            channel = parts.google.channel(session)
    except Unavailable as error:
        cure = "Install the credentials anew: wallet-service google install."
        return Check(NAME, "fault", error.detail, cure)
    if channel is None:
        return Check(NAME, "ok", "the issuer was removed meanwhile")
    patience = timedelta(seconds=WITHIN)
    try:
        with parts.google.asking(parts.database, Lane.URGENT, patience=patience):
            answer = channel.client.classes.list(most=1, within=WITHIN)
    except NoSlot:
        detail = f"issuer {channel.issuer.issuer_id}: updates use up the limit"
        return Check(NAME, "warning", detail, "Ask Google for a higher quota.")
    return judge(channel, answer)


def judge(channel: Channel, answer: Answer) -> Check:
    """What an answer says of the connection, and the cure."""
    issuer_id, email = channel.issuer.issuer_id, channel.issuer.client_email
    told = f"issuer {issuer_id}"
    match answer:
        case answers.Done():
            return Check(NAME, "ok", f"{told}: Google lets {email} in")
        case answers.PermissionDenied(reason, _) if reason in _SWITCHED_OFF:
            return Check(
                NAME,
                "fault",
                f"{told}: the Google Wallet API is switched off in the account's "
                "Cloud project",
                "Switch on the Google Wallet API in the Cloud console, in the project "
                f"of {email}; it takes some minutes.",
            )
        case answers.PermissionDenied(_, message):
            return Check(
                NAME,
                "fault",
                f"{told}: Google does not let the account in: {message}",
                f"Invite {email} under Users in the Google Pay & Wallet console, as a "
                "developer; roles in the Cloud console do nothing here.",
            )
        case answers.CredentialRefused(reason):
            return Check(
                NAME,
                "fault",
                f"{told}: Google refuses the key of {email}: {reason}",
                "Set this machine's clock; if it is right, the key was revoked: make "
                "another JSON key and run wallet-service google install.",
            )
        case answers.Refused() | answers.NotFound():
            return Check(
                NAME,
                "fault",
                f"{told}: Google knows no such issuer",
                "Compare the number with the Google Pay & Wallet console: it is the "
                "issuer id, not the merchant id or a client id.",
            )
        case _:
            return Check(
                NAME,
                "warning",
                f"{told}: Google does not answer now ({type(answer).__name__})",
                "Look again in a minute; updates wait until then.",
            )
