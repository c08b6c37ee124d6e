"""What a use case refuses, each with a stable code and a cure in its message.

    ServiceError
    +-- Malformed (400)          the request cannot be read
    +-- NotAuthenticated (401)   nobody we know is asking
    +-- NotAllowed (403)         known, but not for this
    +-- NotFound (404)           no such object in this brand
    +-- TooMany (429)            slower, please
    +-- Unavailable (503)        not now; nothing was done
    +-- Refused                  a business refusal, kept under an idempotency key
        +-- Conflict (409)       the present state forbids it
        +-- Invalid (422)        the fields at fault are named

`web.errors` turns them into problem documents, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A field by its JSON pointer, and what is wrong with it.

    `code` names the fault for pages, which say it in the reader's language.
    """

    pointer: str
    detail: str
    code: str = ""


class ServiceError(Exception):
    """A refusal with a status, a stable snake_case code and a sentence for people.

    `extra` are further members of the problem document, such as ``maximum``.
    """

    status: ClassVar[int] = 500

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldFault] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.extra = dict(extra or {})


class Malformed(ServiceError):
    """The request cannot be read at all."""

    status = 400


class NotAuthenticated(ServiceError):
    """Nobody we know is asking."""

    status = 401


class NotAllowed(ServiceError):
    """The one who asks is known, but may not do this."""

    status = 403


class NotFound(ServiceError):
    """No such object in this brand; another brand's answers exactly the same.

    `pointer` names the field of a body that it stood in.
    """

    status = 404

    def __init__(self, what: str, *, pointer: str | None = None) -> None:
        detail = f"There is no such {what}."
        faults = [FieldFault(pointer, detail)] if pointer else []
        super().__init__(f"{what}_not_found", detail, errors=faults)


class TooMany(ServiceError):
    """More than the limit in this time; `retry_after` in whole seconds."""

    status = 429

    def __init__(
        self, detail: str, *, retry_after: int, code: str = "rate_limited"
    ) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


class Unavailable(ServiceError):
    """It cannot be done at this moment and nothing was done."""

    status = 503


class Refused(ServiceError):
    """A business refusal: the same request under the same key is refused for ever."""


class Conflict(Refused):
    """The present state of things forbids it."""

    status = 409


class Invalid(Refused):
    """A value is out of place; `errors` name the fields."""

    status = 422


def invalid(
    pointer: str, detail: str, *, code: str = "invalid", **extra: Any
) -> Invalid:
    """One field at fault, with further members of the problem document."""
    return Invalid(code, detail, errors=[FieldFault(pointer, detail)], extra=extra)
