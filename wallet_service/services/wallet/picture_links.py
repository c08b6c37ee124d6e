"""Public addresses of drawn pictures: one for each design and state, for ever.

An address is signed, so that nobody makes this service draw what no card shows.
"""

from __future__ import annotations

import hmac

from wallet_service.passes import picture_names
from wallet_service.passes.design import Design
from wallet_service.passes.face_parts import Picture
from wallet_service.vault import Vault

LOGO = "logo"
PATH = "pictures"
_LENGTH = 20


class PictureLinks:
    """Makes the addresses below `base_url`, and knows its own."""

    def __init__(self, vault: Vault, base_url: str) -> None:
        self._vault = vault
        self._base_url = base_url

    def of_state(self, design: Design, picture: Picture) -> str:
        """Where the picture of this state lies."""
        return self._address(design, picture_names.name(picture))

    def of_logo(self, design: Design) -> str:
        """Where the design's logo lies, on a square."""
        return self._address(design, LOGO)

    def is_ours(self, design: str, revision: str, name: str, signature: str) -> bool:
        """Whether this very address was given out."""
        expected = self._signature(design, revision, name)
        return hmac.compare_digest(expected.encode(), signature.encode())

    def _address(self, design: Design, name: str) -> str:
        signature = self._signature(design.name, design.revision, name)
        place = f"{PATH}/{design.name}/{design.revision}/{name}.{signature}.png"
        return f"{self._base_url}/{place}"

    def _signature(self, design: str, revision: str, name: str) -> str:
        value = f"{design}/{revision}/{name}"
        return self._vault.keyed_hash(value, purpose="picture")[:_LENGTH]
