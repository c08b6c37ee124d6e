"""What the stand-in for Google Wallet answers when it refuses: status and reason."""

from __future__ import annotations

from typing import Any


class GoogleError(Exception):
    """Raised where a rule is broken, written as Google's error envelope."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(f"{status} {reason}: {message}")
        self.status = status
        self.reason = reason
        self.message = message

    def envelope(self) -> dict[str, Any]:
        """The body of the answer."""
        one = {
            "message": self.message,
            "domain": "walletobjects",
            "reason": self.reason,
        }
        return {
            "error": {"code": self.status, "message": self.message, "errors": [one]}
        }


class SaveRefused(Exception):
    """A phone cannot save: the link or the pass does not allow it."""
