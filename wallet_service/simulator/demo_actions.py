"""What a visitor may do: preview, record, refund, add a person, use the phone.

A refusal becomes a sentence on the page; nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wallet_service.passes import formats
from wallet_service.simulator import demo_data, demo_texts, demo_till, phone_errands
from wallet_service.simulator.demo_api import ApiRefused
from wallet_service.simulator.demo_page import Outcome, Place
from wallet_service.simulator.demo_till import AmountUnreadable, Draft
from wallet_service.simulator.demonstration import Demonstration
from wallet_service.simulator.google_errors import SaveRefused
from wallet_service.simulator.pass_check import PassRefused

Form = Mapping[str, str]

ON_PHONES = frozenset({"add", "remove", "ask", "add-google", "remove-google"})
_LONGEST_NAME = 80


def preview(demo: Demonstration, place: Place, form: Form) -> Outcome:
    """Ask what the purchase would do; nothing is written."""
    texts = demo_texts.page(place.language)
    try:
        draft = demo_till.draft_of(form, place.card.id)
    except AmountUnreadable:
        return Outcome(error=texts["error_amount"], typed=form)
    draft = replace(draft, revision=None)
    try:
        most = None
        if place.kind == "cashback":
            most = demo_till.most_points(demo.parts.api, draft)
        found = demo.parts.api.post("/purchases/preview", draft.body)
    except ApiRefused as refused:
        return _refused(place, refused, form)
    draft = replace(draft, revision=found["card"]["revision"])
    return Outcome(draft=draft, preview=found, most_points=most, typed=form)


def record(demo: Demonstration, place: Place, form: Form) -> Outcome:
    """Record the purchase; a stale preview is shown anew instead."""
    texts = demo_texts.page(place.language)
    try:
        draft = demo_till.draft_of(form, place.card.id)
    except AmountUnreadable:
        return Outcome(error=texts["error_amount"], typed=form)
    started = demo.parts.clock()
    try:
        receipt = demo.parts.api.post(
            "/purchases", draft.body, idempotency_key=draft.key
        )
    except ApiRefused as refused:
        return _stale(place, draft, refused) or _refused(place, refused, form)
    demo.remember_purchase(place.card, receipt["id"])
    demo.note_change(place.card, started)
    return Outcome(receipt=receipt, message=texts["recorded"])


def refund(demo: Demonstration, place: Place, form: Form) -> Outcome:
    """Refund one of this card's purchases."""
    texts = demo_texts.page(place.language)
    purchase_id = form.get("purchase", "")
    if purchase_id not in place.card.purchases:
        return Outcome(error=texts["error_gone"])
    try:
        body = demo_till.refund_body(form)
    except AmountUnreadable:
        return Outcome(error=texts["error_amount"])
    started = demo.parts.clock()
    try:
        demo.parts.api.post(
            f"/purchases/{purchase_id}/refunds",
            body,
            # One key for one amount: a corrected amount is another refund.
            idempotency_key=f"{form.get('key')}-{form.get('line')}-{form.get('amount')}",
        )
    except ApiRefused as refused:
        return _refused(place, refused, form)
    demo.note_change(place.card, started)
    return Outcome(message=texts["refunded"])


def add_person(demo: Demonstration, place: Place, form: Form) -> tuple[Place, Outcome]:
    """A new person with four cards; the page goes on with their phone."""
    texts = demo_texts.page(place.language)
    name = form.get("name", "").strip()[:_LONGEST_NAME]
    if not name:
        return place, Outcome(error=texts["error_name"])
    company_id = form.get("company", "")
    if company_id not in place.scene.companies:
        return place, Outcome(error=texts["error_gone"])
    try:
        phone = demo.add_person(place.scene, name=name, company_id=company_id)
    except ApiRefused as refused:
        return place, _refused(place, refused, form)
    except (PassRefused, SaveRefused, phone_errands.LinkUnusable) as error:
        return place, Outcome(error=texts["error_phone"].format(detail=error))
    message = texts["person_added"].format(name=name)
    return replace(place, phone=phone), Outcome(message=message)


def use_phone(demo: Demonstration, place: Place, action: str) -> Outcome:
    """Add the card, take it out, or pull down to ask for updates."""
    texts = demo_texts.page(place.language)
    try:
        match action:
            case "add":
                demo.add_to_wallet(place.phone, place.kind)
            case "remove":
                demo.remove_from_wallet(place.phone, place.kind)
            case "add-google":
                demo.save_at_google(place.phone, place.kind)
            case "remove-google":
                demo.remove_at_google(place.phone, place.kind)
            case _:
                demo.phone(place.phone.id).ask()
    except ApiRefused as refused:
        return _refused(place, refused, {})
    except (PassRefused, SaveRefused, phone_errands.LinkUnusable) as error:
        return Outcome(error=texts["error_phone"].format(detail=error))
    return Outcome()


def _stale(place: Place, draft: Draft, refused: ApiRefused) -> Outcome | None:
    """The fresh preview that came with the refusal, if one did."""
    fresh = refused.problem.get("preview")
    if refused.code != "card_changed" or not fresh:
        return None
    revision = fresh["card"]["revision"]
    # Another body needs another key: the first one holds the refusal.
    fresh_draft = replace(
        draft, revision=revision, points=fresh["points_spent"], key=draft.key + "x"
    )
    text = demo_texts.page(place.language)["error_changed"]
    return Outcome(draft=fresh_draft, preview=fresh, error=text)


def _refused(place: Place, refused: ApiRefused, form: Form) -> Outcome:
    texts = demo_texts.page(place.language)
    maximum = refused.problem.get("maximum")
    if isinstance(maximum, int):
        amount = formats.money(maximum, demo_data.CURRENCY, place.language)
        return Outcome(error=texts["error_points"].format(amount=amount), typed=form)
    detail = refused.problem.get("detail") or refused.code
    return Outcome(error=texts["error_service"].format(detail=detail), typed=form)
