"""Works off imports of people, so many rows a transaction, behind everything else."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from wallet_service.database import BrandSession
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.outbox import store, topics
from wallet_service.outbox.relay import Delivered, Result
from wallet_service.outbox.store import Message
from wallet_service.services.exchange import member_imports


class MembersImported:
    """The handler of `member-import`; the subject is an import."""

    def __init__(self, parts: DeliveryParts) -> None:
        self._parts = parts

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """A page of each; what is left is owed anew, so that others have their turn."""
        for message in messages:
            page = functools.partial(self._page, import_id=message.subject)
            self._parts.database.run(message.brand_id, page)
        return {message.id: Delivered() for message in messages}

    def _page(self, session: BrandSession, *, import_id: str) -> None:
        now = self._parts.clock()
        if member_imports.work_page(session, self._parts.keyring, import_id, now):
            store.enqueue(session, topics.MEMBER_IMPORT, import_id, now)
