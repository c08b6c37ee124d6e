"""`python -m wallet_service` is the wallet-service command."""

from __future__ import annotations

from wallet_service.cli.main import main

main()
