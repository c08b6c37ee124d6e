"""A stand-in for APNs and a client that trusts it, for the tests of pushes.

TLS asks the machine's clock, so this chain is made for the present moment.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from wallet_service.simulator import development_authority
from wallet_service.simulator.apns_stand_in import ApnsStandIn
from wallet_service.simulator.development_authority import DevelopmentChain
from wallet_service.wallets.apple import apns

TOPIC = "pass.com.example.pushes"
# Reconnecting at once, whatever happens: the tests provoke it on purpose.
AT_ONCE = apns.Pace(first=0.01, longest=0.02, steady=0.0)


@cache
def chain(topic: str = TOPIC) -> DevelopmentChain:
    return development_authority.make_chain(topic, "ABCDE12345", now=datetime.now(UTC))


def a_stand_in(**options: Any) -> ApnsStandIn:
    server = chain().server
    return ApnsStandIn(
        certificate_pem=server.certificate_pem,
        key_pem=server.key_pem,
        client_ca_pem=chain().intermediate.certificate_pem,
        **options,
    )


def a_client(
    stand_in: ApnsStandIn,
    *,
    pass_chain: DevelopmentChain | None = None,
    trusted: DevelopmentChain | None = None,
    **options: Any,
) -> apns.ApnsClient:
    of_pass = pass_chain or chain()
    context = apns.client_context(
        certificate_pem=of_pass.pass_certificate.certificate_pem,
        key_pem=of_pass.pass_certificate.key_pem,
        chain_pem=of_pass.intermediate.certificate_pem,
        trusted_ca_pem=(trusted or chain()).root.certificate_pem,
    )
    return apns.ApnsClient(context, stand_in=stand_in.address, **options)


def a_token(number: int) -> str:
    return f"{number:064x}"


def some_pushes(count: int, *, first: int = 1, **fields: Any) -> list[apns.Push]:
    return [
        apns.Push(
            push_token=a_token(number),
            topic=fields.get("topic", TOPIC),
            apns_id=str(uuid.uuid4()),
            expiration=1_800_000_000,
        )
        for number in range(first, first + count)
    ]


def kinds(answers: Sequence[apns.PushAnswer]) -> set[type]:
    return {type(answer) for answer in answers}
