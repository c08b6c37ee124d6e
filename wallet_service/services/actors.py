"""Who does something: written beside everything that is recorded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """An API key, a user, the operator at the command line, or the system itself."""

    kind: str
    id: str
    backdating_days: int = 92

    @property
    def is_person(self) -> bool:
        """Whether a person does it, who may answer for a second pair of eyes."""
        return self.kind == "user"

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


OPERATOR = Actor("operator", "command-line")
SYSTEM = Actor("system", "clock")
