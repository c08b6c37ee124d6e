"""Identifiers of classes and objects: `issuer.suffix`, split at the first dot.

The suffix is ours; Google allows letters, digits, dot, underscore and hyphen in it.
What was created can never be deleted, so an identifier is burnt for ever.
"""

from __future__ import annotations

import re

LONGEST_SUFFIX = 64  # Google states no limit; this one is ours
_ISSUER = re.compile(r"[0-9]{1,20}")
_SUFFIX = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_SUFFIX}}}")


class InvalidIdentifier(ValueError):
    """No identifier of a class or an object, or one of another issuer."""


def is_issuer_id(text: str) -> bool:
    """Whether the text looks like an issuer's number (no client id, no e-mail)."""
    return _ISSUER.fullmatch(text) is not None


def resource_id(issuer_id: str, suffix: str) -> str:
    """The identifier of a class or an object. Raises InvalidIdentifier."""
    if not is_issuer_id(issuer_id):
        raise InvalidIdentifier(f"{issuer_id!r} is no issuer id: it has digits only")
    if not _SUFFIX.fullmatch(suffix):
        message = f"{suffix!r} may hold only letters, digits, '.', '_' and '-'"
        raise InvalidIdentifier(message)
    return f"{issuer_id}.{suffix}"


def is_resource_id(text: object) -> bool:
    """Whether it is an identifier of a class or an object."""
    if not isinstance(text, str):
        return False
    issuer_id, _, suffix = text.partition(".")
    return is_issuer_id(issuer_id) and _SUFFIX.fullmatch(suffix) is not None


def issuer_of(identifier: str) -> str:
    """The issuer in an identifier. Raises InvalidIdentifier."""
    if not is_resource_id(identifier):
        raise InvalidIdentifier(
            f"{identifier[:100]!r} is not of the form issuer.suffix"
        )
    return identifier.partition(".")[0]
