"""A push service in a test's hands: it delivers when told to."""

from __future__ import annotations

from tests import certificates
from wallet_service.simulator.apns_faults import ReceivedPush


class PostOffice:
    def __init__(self):
        self.listeners = {}

    def on_push(self, token, listener):
        self.listeners[token] = listener
        return lambda: self.listeners.pop(token, None)

    def push(self, token, topic=certificates.PASS_TYPE):
        self.listeners[token](ReceivedPush(1, 1, token, topic, "", "", "", ""))
