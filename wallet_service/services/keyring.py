"""Brands' data keys, unwrapped once per process."""

from __future__ import annotations

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.brand import Brand
from wallet_service.services.errors import NotFound, Unavailable
from wallet_service.vault import DataKey, SealBroken, Vault


class Keyring:
    """Gives the data key of the brand that a session is opened for."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._known: dict[str, DataKey] = {}

    def data_key(self, session: BrandSession) -> DataKey:
        """The brand's key; raises Unavailable when the machine's secret is another."""
        key = self._known.get(session.brand)
        if key is None:
            key = self._known[session.brand] = self._unwrap(session)
        return key

    def _unwrap(self, session: BrandSession) -> DataKey:
        statement = select(Brand.data_key_wrapped).where(Brand.id == session.brand)
        wrapped = session.scalar(statement)
        if wrapped is None:
            raise NotFound("brand")
        try:
            return self.vault.data_key(wrapped, brand_id=session.brand)
        except SealBroken:
            detail = (
                "The brand's keys were sealed with another WALLET_SECRET_KEY: "
                "give the service the secret key that it was set up with."
            )
            raise Unavailable("secret_key_mismatch", detail) from None
