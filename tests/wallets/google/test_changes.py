"""What is sent of a body, and when it may show a notice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wallets.google import samples
from tests.wallets.google.samples import NOW
from wallet_service.wallets.google import bodies, changes, notices

VALUES = st.recursive(
    st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=4)


def test_google_statement_20_only_what_differs_is_sent_and_arrays_whole():
    before = samples.loyalty_object()
    wanted = samples.loyalty_object(state="INACTIVE", heroImage=None)
    del wanted["heroImage"]
    wanted["loyaltyPoints"]["balance"]["money"]["micros"] = "5"
    wanted["textModulesData"].append({"id": "until", "header": "a", "body": "b"})
    assert changes.patch(before, wanted) == {
        "state": "INACTIVE",
        "heroImage": None,
        "loyaltyPoints": {"balance": {"money": {"micros": "5"}}},
        "textModulesData": wanted["textModulesData"],
    }


def test_a_balance_of_another_kind_clears_the_old_one():
    before = samples.loyalty_object()
    wanted = samples.loyalty_object()
    wanted["loyaltyPoints"]["balance"] = {"string": "7/10"}
    patch = changes.patch(before, wanted)
    assert patch == {"loyaltyPoints": {"balance": {"string": "7/10", "money": None}}}
    assert bodies.faults(patch, bodies.OBJECT, is_whole=False) == []


@given(BODIES, BODIES)
def test_google_statement_20_a_patch_leads_to_what_is_wanted(before, wanted):
    assert changes.merged(before, changes.patch(before, wanted)) == wanted


@given(BODIES)
def test_google_statement_24_an_equal_body_sends_nothing(body):
    assert changes.patch(body, body) == {}
    shuffled = dict(reversed(list(body.items())))
    assert changes.fingerprint(shuffled) == changes.fingerprint(body)


def test_bodies_that_differ_have_other_fingerprints():
    one, other = samples.loyalty_object(), samples.loyalty_object(accountName="Boris")
    assert changes.fingerprint(one) != changes.fingerprint(other)


@pytest.mark.parametrize(
    ("patch", "notifies"),
    [
        ({}, False),
        ({"loyaltyPoints": {"balance": {"money": {"micros": "1"}}}}, True),
        ({"loyaltyPoints": {"balance": {"money": {"micros": "199500000"}}}}, False),
        ({"loyaltyPoints": {"label": "Points"}}, False),
        ({"loyaltyPoints": None}, False),
        ({"heroImage": {"privateImageId": "1"}}, False),
        ({"secondaryLoyaltyPoints": {"balance": {"string": "10 %"}}}, False),
    ],
)
def test_google_statement_25_only_a_field_that_google_names_notifies(patch, notifies):
    before = samples.loyalty_object()
    found = notices.changes_notifying_field(before, patch, schema=bodies.OBJECT)
    assert found is notifies


def test_google_statement_25_a_tier_of_the_class_notifies():
    before, patch = samples.loyalty_class(), {"rewardsTier": "Gold"}
    assert notices.changes_notifying_field(before, patch, schema=bodies.CLASS)


def test_google_statement_25_three_notices_within_a_day():
    sent = [NOW - timedelta(hours=24), NOW - timedelta(hours=23), NOW]
    assert notices.may_notify(sent, now=NOW)
    assert not notices.may_notify([*sent, NOW], now=NOW)
