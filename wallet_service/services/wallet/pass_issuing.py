"""Issues the signed Apple pass of a card: facts, face, pass.json, archive.

The body and the header that goes with it are read in the caller's one snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.apple import ApplePassType
from wallet_service.passes import apple_card, apple_files, card_face
from wallet_service.passes.apple_card import AppleIdentity
from wallet_service.passes.templates import Designs
from wallet_service.services.errors import Unavailable
from wallet_service.services.wallet import card_views
from wallet_service.services.wallet.card_views import PassView
from wallet_service.services.wallet.pass_tokens import PassTokens
from wallet_service.services.wallet.signers import Signers
from wallet_service.wallets.apple import pass_file


@dataclass(frozen=True, slots=True)
class PassParts:
    """What issuing needs besides the session: made once, shared by threads."""

    signers: Signers
    tokens: PassTokens
    designs: Designs
    base_url: str


@dataclass(frozen=True, slots=True)
class BuiltPass:
    """A .pkpass and what is said of it: Unix seconds for Last-Modified, revision."""

    data: bytes = field(repr=False)
    last_modified: int
    revision: int
    serial_number: str


def build_apple_pass(
    session: BrandSession, parts: PassParts, pass_id: str, now: datetime
) -> BuiltPass:
    """The pass as of `now`, signed with the brand's certificate.

    A pass that was retired is voided and asks for no more updates. Raises NotFound, or
    Unavailable when the brand cannot sign at the moment.
    """
    shown = card_views.pass_view(session, pass_id, base_url=parts.base_url, now=now)
    signer = parts.signers.signer(session, now)
    design = parts.designs.get(shown.design)
    face = card_face.face(shown.view)
    identity = _identity(session, parts, shown)
    document = apple_card.pass_json(face, identity, design)
    data = pass_file.build(
        document,
        apple_files.template(design),
        signer=signer,
        signed_at=now,
        changing=apple_files.strips(design, face.picture),
        allow_http=parts.base_url.startswith("http://"),
    )
    return BuiltPass(data, shown.changed_at, shown.view.revision, shown.serial_number)


def _identity(
    session: BrandSession, parts: PassParts, shown: PassView
) -> AppleIdentity:
    statement = select(
        ApplePassType.pass_type_identifier, ApplePassType.team_identifier
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        detail = "The brand has no Apple pass certificate yet."
        raise Unavailable("apple_certificate_missing", detail)
    return AppleIdentity(
        pass_type_identifier=row.pass_type_identifier,
        team_identifier=row.team_identifier,
        organization_name=shown.view.brand.name,
        serial_number=shown.serial_number,
        authentication_token=parts.tokens.authentication_token(
            session,
            brand_id=session.brand,
            version=shown.token_key_version,
            pass_type_identifier=row.pass_type_identifier,
            serial_number=shown.serial_number,
        ),
        web_service_url=f"{parts.base_url}/apple",
    )
