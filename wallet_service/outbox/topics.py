"""The topics that services owe and delivery pays."""

from __future__ import annotations

from datetime import timedelta

from wallet_service.outbox.store import Topic

# 0.3 s let the purchases of a burst become one push (Apple)
CARD_CHANGED = Topic("card-changed", timedelta(seconds=0.3))
# a pooled account moved: its cards follow silently (delivery paces them)
ACCOUNT_CHANGED = Topic("account-changed", timedelta(seconds=1), lane=9)
# time alone moved a pooled account: nobody's purchase, so all of its cards follow
ACCOUNT_AGED = Topic("account-aged", timedelta(seconds=1), lane=9)
# name, design, terms, rules, a company: what many cards show; they follow silently
PROGRAM_CHANGED = Topic("program-changed", timedelta(seconds=1), lane=9)
COMPANY_CHANGED = Topic("company-changed", timedelta(seconds=1), lane=9)
APPLE_PUSH = Topic("apple-push", timedelta(0))
