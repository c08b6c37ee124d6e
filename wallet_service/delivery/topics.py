"""Which handler pays which topic."""

from __future__ import annotations

from collections.abc import Mapping

from wallet_service.delivery.account_changed import AccountChanged
from wallet_service.delivery.apple_push import ApplePush
from wallet_service.delivery.card_changed import CardChanged
from wallet_service.delivery.following import CardsFollow
from wallet_service.delivery.google_turns import GoogleTurns
from wallet_service.delivery.google_updates import (
    GoogleClassChanged,
    GoogleNews,
    GoogleObjectChanged,
    GoogleUsers,
)
from wallet_service.delivery.letters_due import LettersDue
from wallet_service.delivery.members_imported import MembersImported
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.delivery.stale_cards import StaleCards
from wallet_service.delivery.way_back import WayBack
from wallet_service.outbox import topics
from wallet_service.outbox.relay import Handler
from wallet_service.services.wallet import following_cards, pooled_cards


def handlers(parts: DeliveryParts) -> Mapping[str, Handler]:
    """The handler of every topic; made once, since a stopped channel is remembered."""
    turns = GoogleTurns(parts)
    return {
        topics.CARD_CHANGED.name: CardChanged(parts),
        topics.ACCOUNT_CHANGED.name: AccountChanged(parts),
        topics.ACCOUNT_AGED.name: CardsFollow(parts, pooled_cards.lock_page),
        topics.PROGRAM_CHANGED.name: CardsFollow(parts, following_cards.of_program),
        topics.COMPANY_CHANGED.name: CardsFollow(parts, following_cards.of_company),
        topics.MEMBER_CHANGED.name: CardsFollow(parts, following_cards.of_member),
        topics.STALE_CARDS.name: StaleCards(parts),
        topics.APPLE_PUSH.name: ApplePush(parts),
        topics.LETTER.name: LettersDue(parts),
        topics.MEMBER_IMPORT.name: MembersImported(parts),
        topics.WAY_BACK.name: WayBack(parts),
        topics.GOOGLE_CLASS.name: GoogleClassChanged(parts, turns),
        topics.GOOGLE_OBJECT.name: GoogleObjectChanged(parts, turns),
        topics.GOOGLE_MESSAGE.name: GoogleNews(parts, turns),
        topics.GOOGLE_USERS.name: GoogleUsers(parts, turns),
    }
