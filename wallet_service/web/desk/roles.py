"""Who may do what at the desk; a view names one of these and nobody else gets in.

Analysts read, but nobody's contacts. Rules that are in force are the owners' to change.
"""

from __future__ import annotations

from wallet_service.services.users import Role

READERS = (Role.OWNER, Role.MANAGER, Role.ANALYST)
RULERS = (Role.OWNER, Role.MANAGER)
OWNERS = (Role.OWNER,)
