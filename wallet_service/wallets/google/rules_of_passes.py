"""Rules that the discovery document only tells in words: a class or object as a whole.

Each rule yields (name of the field, what is wrong).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wallet_service.wallets.google import discovery, identifiers, template_paths
from wallet_service.wallets.google.schema import Part

Complaints = Iterator[tuple[str, str]]

SENDABLE_REVIEW_STATES = frozenset({"UNDER_REVIEW", "DRAFT"})
READ_ONLY = frozenset({"hasUsers", "hasLinkedDevice", "classReference", "review"})
LONGEST_LISTS: Mapping[str, int] = {
    "messages": 10,
    "merchantLocations": 10,
    "valueAddedModuleData": 15,
    "textModulesData": 10,
    "imageModulesData": 1,
}
MOST_CARD_ROWS = 3
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def loyalty_class(part: Part) -> Complaints:
    """Every write of a class asks for its review anew, or keeps it a draft."""
    yield from _either(part)
    status = part.content.get("reviewStatus")
    if status not in SENDABLE_REVIEW_STATES:
        yield "reviewStatus", "must be UNDER_REVIEW (or DRAFT while it still is one)"
    colour = part.content.get("hexBackgroundColor")
    if isinstance(colour, str) and not _COLOUR.fullmatch(colour):
        yield "hexBackgroundColor", "must be #rgb or #rrggbb"
    yield from _unresolved_paths(part)


def loyalty_object(part: Part) -> Complaints:
    """An object belongs to a class of the same issuer."""
    yield from _either(part)
    class_id, own_id = part.content.get("classId"), part.content.get("id")
    if isinstance(class_id, str):
        if not identifiers.is_resource_id(class_id):
            yield "classId", "must be issuer.suffix"
        elif isinstance(own_id, str) and not _same_issuer(class_id, own_id):
            yield "classId", "must be of the object's own issuer"


def card_template(part: Part) -> Complaints:
    """Three rows at most."""
    rows = part.content.get("cardRowTemplateInfos")
    if isinstance(rows, list) and len(rows) > MOST_CARD_ROWS:
        yield "cardRowTemplateInfos", f"has more than {MOST_CARD_ROWS} rows"


def _either(part: Part) -> Complaints:
    yield from _required(part)
    own_id = part.content.get("id")
    if isinstance(own_id, str) and not identifiers.is_resource_id(own_id):
        yield "id", "must be issuer.suffix, the suffix of letters, digits and . _ -"
    for name in sorted(READ_ONLY & part.content.keys()):
        yield name, "is set by Google: do not send it"
    for name, most in LONGEST_LISTS.items():
        items = part.content.get(name)
        if isinstance(items, list) and len(items) > most:
            yield name, f"has more than {most} elements"
    yield from _repeated_modules(part.content)


def _required(part: Part) -> Complaints:
    """What the document's descriptions begin with "Required" for; kept by a PATCH."""
    for name, field in discovery.properties(part.schema).items():
        if not field.get("description", "").startswith("Required"):
            continue
        localized = "localized" + name[0].upper() + name[1:]
        given = part.content.get(name) or part.content.get(localized)
        was_sent = name in part.content and localized not in part.content
        if not given and (part.is_whole or was_sent):
            yield name, "is missing"


def _repeated_modules(content: Mapping[str, Any]) -> Complaints:
    modules = content.get("textModulesData")
    if isinstance(modules, list):
        names = [m.get("id") for m in modules if isinstance(m, Mapping)]
        named = [name for name in names if name is not None]
        if len(named) != len(set(map(str, named))):
            yield "textModulesData", "has an id twice"


def _unresolved_paths(part: Part) -> Complaints:
    """Paths of a whole class; in a PATCH the modules may stand at Google already."""
    if not part.is_whole:
        return
    for path in template_paths.paths_in(part.content.get("classTemplateInfo")):
        if not template_paths.is_known(path, part.content):
            yield "classTemplateInfo", f"names {path}, which is no field"


def _same_issuer(first: str, second: str) -> bool:
    return first.partition(".")[0] == second.partition(".")[0]
