"""Brands, their staff and their API keys."""

from __future__ import annotations

import click

from wallet_service.cli.context import (
    adapters,
    brand_option,
    json_option,
    require_brand,
    tell,
)
from wallet_service.services import api_keys, brands, users
from wallet_service.services.actors import OPERATOR


@click.group()
def brand() -> None:
    """Brands of this installation."""


@brand.command("create")
@click.option("--name", required=True, help="The name that stands on the cards.")
@click.option("--slug", help="A short name for addresses; made from the name.")
@click.option("--locale", default="en", show_default=True, help="en or ru.")
@json_option
def create_brand(name: str, slug: str | None, locale: str, as_json: bool) -> None:
    """Make a brand with keys of its own."""
    with adapters() as parts, parts.database.writing_across_brands() as session:
        made = brands.create_brand(
            session,
            parts.vault,
            name=name,
            slug=slug,
            locale=locale,
            now=parts.clock(),
        )
        values = {"id": made.id, "slug": made.slug}
    tell(
        as_json,
        values,
        f"Brand {values['id']} ({values['slug']}) is made.",
        hint=f"Next: wallet-service apple csr --brand {values['id']}",
    )


@brand.command("change")
@brand_option
@click.option("--phone", help="Stands on the back of the cards; '' removes it.")
@click.option("--email", help="Stands on the back of the cards; '' removes it.")
@click.option("--site", help="Stands on the back of the cards; '' removes it.")
@click.option(
    "--show-member-name/--hide-member-name",
    default=None,
    help="Whether a person's name stands on the front of their card.",
)
@click.option("--phone-region", help="Whose national numbers are understood, as RU.")
@click.option(
    "--undo-minutes",
    type=int,
    help="How long a purchase can be cancelled; 15 without.",
)
@click.option(
    "--refund-limit",
    type=int,
    help="Minor units that one person refunds at a scanner; 5000000 without.",
)
@click.option(
    "--card-purchases-a-day",
    type=int,
    help="How often scanners count a card in 24 hours; 20 without.",
)
@click.option(
    "--spending-code",
    type=click.Choice(["off", "large", "always"]),
    help="Which spendings at a scanner need the member's one-time code; off without.",
)
@click.option(
    "--spending-code-share-bp",
    type=int,
    help="Large: more than this share of the points available; 2000 without.",
)
@click.option(
    "--spending-role",
    "spending_roles",
    multiple=True,
    help="A role in a company that may spend its points; repeatable, replaces all.",
)
@json_option
def change_brand(
    brand_id: str,
    phone: str | None,
    email: str | None,
    site: str | None,
    *,
    show_member_name: bool | None,
    phone_region: str | None,
    undo_minutes: int | None,
    refund_limit: int | None,
    card_purchases_a_day: int | None,
    spending_code: str | None,
    spending_code_share_bp: int | None,
    spending_roles: tuple[str, ...],
    as_json: bool,
) -> None:
    """Change what a brand decides for all of its programs; cards follow."""
    given = {
        "contacts": {"phone": phone, "email": email, "site": site},
        "show_member_name": show_member_name,
        "phone_region": phone_region,
        "undo_minutes": undo_minutes,
        "refund_limit": refund_limit,
        "card_purchases_a_day": card_purchases_a_day,
        "spending_code": spending_code,
        "spending_code_share_bp": spending_code_share_bp,
        "spending_roles": spending_roles or None,
    }
    with adapters() as parts, parts.database.writing(brand_id) as session:
        require_brand(session, brand_id)
        settings = brands.change_settings(
            session, given, actor=OPERATOR, now=parts.clock()
        )
    values = settings.model_dump()
    contacts = ", ".join(text for text in values["contacts"].values() if text)
    tell(as_json, values, f"Contacts on the cards: {contacts or 'none'}.")


@click.group()
def user() -> None:
    """People who work with a brand's programs."""


@user.command("create")
@brand_option
@click.option("--email", required=True, help="Where the person is reached.")
@click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in users.Role]),
    help="What the person may do.",
)
@click.option("--company", "company_id", help="For a partner: the company.")
@click.option("--name", default="", help="As colleagues see the person in the log.")
@json_option
def create_user(
    brand_id: str,
    email: str,
    role: str,
    company_id: str | None,
    name: str,
    *,
    as_json: bool,
) -> None:
    """Give a person a role; prints the invitation once."""
    with adapters() as parts, parts.database.writing_across_brands() as session:
        require_brand(session, brand_id)
        made = users.create_user(
            session,
            brand_id=brand_id,
            email=email,
            role=role,
            company_id=company_id,
            name=name,
            actor=OPERATOR,
            now=parts.clock(),
        )
        address = f"{parts.settings.base_url}/invitation/{made.invitation}"
    values = {"id": made.id, "invitation": made.invitation}
    invitation = (
        f"Invitation, shown once, good for {users.INVITATION_LIFE.days} days: {address}"
        if made.invitation
        else "The person has a password already and needs no invitation."
    )
    tell(as_json, values, f"User {made.id} has the role {role}.", invitation)


@click.group("api-key")
def api_key() -> None:
    """Keys of a brand's systems."""


@api_key.command("create")
@brand_option
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    help="What the key may do, such as txn:write; '*' is all. Repeatable.",
)
@click.option("--name", default="", help="What the key is for.")
@click.option(
    "--user",
    "user_id",
    help="Whose own key it is: an owner or manager, who may then approve with it.",
)
@json_option
def create_api_key(
    brand_id: str,
    scopes: tuple[str, ...],
    name: str,
    user_id: str | None,
    as_json: bool,
) -> None:
    """Make a key and print it, the only time."""
    with adapters() as parts, parts.database.writing_across_brands() as session:
        require_brand(session, brand_id)
        made = api_keys.create_api_key(
            session,
            brand_id=brand_id,
            wanted=scopes,
            name=name,
            user_id=user_id,
            actor=OPERATOR,
            now=parts.clock(),
        )
    tell(
        as_json,
        {"id": made.id, "key": made.key},
        f"Key {made.id} is made; it is shown this once:",
        made.key,
    )
