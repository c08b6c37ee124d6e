"""Authentication tokens of passes, derived from the brand's pass-token keys.

A key that cannot be opened is an outage (503), never a refusal: a 401 makes phones give
the pass up.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from wallet_service.database import BrandSession
from wallet_service.models.brand import Brand, PassTokenKey
from wallet_service.services.errors import Unavailable
from wallet_service.vault import SealBroken, Vault
from wallet_service.wallets.apple import web_service


def key_context(brand_id: str, version: int) -> str:
    """The place that a sealed pass-token key is bound to."""
    return f"pass_token_key:{brand_id}:{version}"


class PassTokens:
    """Derives tokens; a version's key never changes, so it is opened once."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._keys: dict[tuple[str, int], bytes] = {}

    def authentication_token(
        self,
        session: BrandSession,
        *,
        brand_id: str,
        version: int,
        pass_type_identifier: str,
        serial_number: str,
    ) -> str:
        """The token of one pass, the same for ever; any kind of session serves.

        Raises Unavailable when the key cannot be opened with the present secret key.
        """
        return self.derive(
            session.core,
            brand_id=brand_id,
            version=version,
            pass_type_identifier=pass_type_identifier,
            serial_number=serial_number,
        )

    def derive(
        self,
        connection: Connection,
        *,
        brand_id: str,
        version: int,
        pass_type_identifier: str,
        serial_number: str,
    ) -> str:
        """The same for those who have a connection only."""
        key = self._keys.get((brand_id, version))
        if key is None:
            key = self._open(connection, brand_id, version)
            self._keys[brand_id, version] = key
        return web_service.derive_token(
            key,
            pass_type_identifier=pass_type_identifier,
            serial_number=serial_number,
        )

    def _open(self, connection: Connection, brand_id: str, version: int) -> bytes:
        statement = (
            select(PassTokenKey.key_sealed, Brand.data_key_wrapped)
            .join(Brand, Brand.id == PassTokenKey.brand_id)
            .where(PassTokenKey.brand_id == brand_id, PassTokenKey.version == version)
        )
        row = connection.execute(statement).one_or_none()
        if row is None:
            detail = f"The pass-token key of version {version} is missing."
            raise Unavailable("pass_token_key_missing", detail)
        try:
            data_key = self._vault.data_key(row.data_key_wrapped, brand_id=brand_id)
            return data_key.open(row.key_sealed, context=key_context(brand_id, version))
        except SealBroken:
            detail = (
                "The pass-token key does not open: give the service the "
                "WALLET_SECRET_KEY that it was set up with."
            )
            raise Unavailable("secret_key_mismatch", detail) from None
