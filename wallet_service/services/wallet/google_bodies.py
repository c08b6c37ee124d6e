"""What Google should have of a card or a program, read in one snapshot as of now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.brand import Brand
from wallet_service.models.program import Program
from wallet_service.passes import card_face, card_view, google_card, google_class
from wallet_service.passes.design import Design
from wallet_service.passes.face_parts import PlainPicture
from wallet_service.passes.templates import Designs
from wallet_service.services import brands
from wallet_service.services.errors import NotFound
from wallet_service.services.keyring import Keyring
from wallet_service.services.wallet import card_views
from wallet_service.services.wallet.picture_links import PictureLinks
from wallet_service.wallets.google import identifiers


@dataclass(frozen=True, slots=True)
class GoogleParts:
    """What bodies need besides the session: made once, shared by threads."""

    designs: Designs
    pictures: PictureLinks
    base_url: str
    keyring: Keyring


@dataclass(frozen=True, slots=True)
class WantedObject:
    """A card as Google should have it; `news` is empty when nothing is to be told."""

    card_id: str
    program_id: str
    object_id: str
    revision: int
    changed_at: int
    news_revision: int
    news: str
    locale: card_view.Locale
    body: dict[str, Any] = field(repr=False)


def wanted_object(
    session: BrandSession,
    parts: GoogleParts,
    pass_id: str,
    *,
    issuer_id: str,
    now: datetime,
) -> WantedObject:
    """The loyalty object of a pass as of `now`; raises NotFound."""
    shown = card_views.pass_view(session, pass_id, base_url=parts.base_url, now=now)
    view = shown.view
    design = parts.designs.get(shown.design)
    face = card_face.face(view)
    identity = google_card.GoogleIdentity(
        object_id=identifiers.resource_id(issuer_id, pass_id),
        class_id=identifiers.resource_id(issuer_id, shown.program_id),
        picture_url=parts.pictures.of_state(design, face.picture),
        barcode_key=_barcode_key(session, parts, pass_id)
        if shown.rotating_barcode
        else None,
    )
    # a pass that was replaced ends in silence: its successor tells the news
    is_told = view.news is not None and view.state != "retired"
    return WantedObject(
        card_id=shown.card_id,
        program_id=shown.program_id,
        object_id=identity.object_id,
        revision=view.revision,
        changed_at=shown.changed_at,
        news_revision=view.news.revision if view.news and is_told else 0,
        news=face.news.value if is_told else "",
        locale=view.locale,
        body=google_card.object_body(face, identity),
    )


def wanted_class(
    session: BrandSession, parts: GoogleParts, program_id: str, *, issuer_id: str
) -> dict[str, Any]:
    """The loyalty class of a program; raises NotFound."""
    found = session.execute(
        select(Program, Brand)
        .join(Brand, Brand.id == Program.brand_id)
        .where(Program.id == program_id)
    ).one_or_none()
    if found is None:
        raise NotFound("program")
    program, brand = found
    kind = cast("card_view.Kind", program.kind)
    design = parts.designs.get(program.design)
    contacts = brands.settings_of(brand).contacts
    view = google_class.ClassView(
        kind=kind,
        brand=card_view.Brand(
            brand.name, contacts.phone, contacts.email, contacts.site
        ),
        program_name=program.name,
        locale=cast("card_view.Locale", brand.locale),
        terms=program.terms,
    )
    identity = _class_identity(parts, design, kind, (issuer_id, program_id))
    return google_class.class_body(view, identity, design)


def _barcode_key(session: BrandSession, parts: GoogleParts, pass_id: str) -> bytes:
    """160 bits of the pass's own, derived from the brand's key and stored nowhere."""
    data_key = parts.keyring.data_key(session)
    return bytes.fromhex(data_key.keyed_hash(pass_id, purpose="barcode"))[:20]


def _class_identity(
    parts: GoogleParts, design: Design, kind: card_view.Kind, place: tuple[str, str]
) -> google_class.ClassIdentity:
    return google_class.ClassIdentity(
        class_id=identifiers.resource_id(*place),
        logo_url=parts.pictures.of_logo(design),
        picture_url=parts.pictures.of_state(design, PlainPicture(kind)),
        callback_url=f"{parts.base_url}/google/callback",
    )
