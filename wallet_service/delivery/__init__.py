"""Outbox handlers: what a topic owes to the world, read as it is now and paid."""

from __future__ import annotations

from wallet_service.delivery.topics import handlers

__all__ = ["handlers"]
