"""The topics that services owe and delivery pays."""

from __future__ import annotations

from datetime import timedelta

from wallet_service.outbox.store import Topic

LOWEST_LANE = 9
# what somebody waits for, and what is done in bulk: never claimed together
TILL_LANES = range(LOWEST_LANE)
BULK_LANES = range(LOWEST_LANE, LOWEST_LANE + 1)
EVERY_LANE = (TILL_LANES, BULK_LANES)
# 0.3 s let the purchases of a burst become one push (Apple)
CARD_CHANGED = Topic("card-changed", timedelta(seconds=0.3))
# a pooled account moved: its cards follow silently (delivery paces them)
ACCOUNT_CHANGED = Topic("account-changed", timedelta(seconds=1), lane=LOWEST_LANE)
# time alone moved a pooled account: nobody's purchase, so all of its cards follow
ACCOUNT_AGED = Topic("account-aged", timedelta(seconds=1), lane=LOWEST_LANE)
# name, design, terms, rules, a company: what many cards show; they follow silently
PROGRAM_CHANGED = Topic("program-changed", timedelta(seconds=1), lane=LOWEST_LANE)
COMPANY_CHANGED = Topic("company-changed", timedelta(seconds=1), lane=LOWEST_LANE)
# somebody at the desk pushes again to every card that lags; the subject is the brand
STALE_CARDS = Topic("stale-cards", timedelta(0), lane=LOWEST_LANE)
# a person's own rate has come to its end: their cards follow silently
MEMBER_CHANGED = Topic("member-changed", timedelta(seconds=1), lane=LOWEST_LANE)
# with the 0.3 s of the card this makes one second of gathering (Google)
GOOGLE_OBJECT = Topic("google-object", timedelta(seconds=0.7))
# news that no figure rings for: after the object has been brought up to date
GOOGLE_MESSAGE = Topic("google-message", timedelta(seconds=0.2))
GOOGLE_CLASS = Topic("google-class", timedelta(seconds=1), lane=5)
# asks which objects are kept by somebody; one message for each issuer, for ever
GOOGLE_USERS = Topic("google-users", timedelta(seconds=60), lane=LOWEST_LANE)
APPLE_PUSH = Topic("apple-push", timedelta(0))
# somebody waits for it before the form
LETTER = Topic("letter", timedelta(0))
# people of a file: a page of rows a message, behind everything else
MEMBER_IMPORT = Topic("member-import", timedelta(0), lane=LOWEST_LANE)
# a letter is to be written, known or unknown address alike: behind the answer
WAY_BACK = Topic("way-back", timedelta(0))
