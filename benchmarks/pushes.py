"""Pushes per second from one process to a local HTTP/2 server: ours beside aioapns.

Run `python -m benchmarks.pushes`. Both clients hold one connection, send the same
headers with the same certificate in batches of 1,000 (the server's limit of streams, so
that neither has to queue), and take turns by rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from aioapns.common import NotificationRequest, PushType
from aioapns.connection import APNsCertConnectionPool, APNsTLSClientProtocol

from benchmarks import push_servers
from wallet_service.simulator import development_authority
from wallet_service.simulator.development_authority import DevelopmentChain
from wallet_service.wallets.apple import apns

TOPIC = "pass.com.example.benchmark"
LIFETIME = 3 * 86400
BATCH = 1000
LEAST = 0.8


@dataclass(frozen=True, slots=True)
class Round:
    """One client's turn: pushes a second, and CPU seconds per second of the turn."""

    rate: float
    client_cpu: float
    server_cpu: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """A client's rounds: the median with its quartiles, and medians of the CPU."""

    rate: float
    lower_quartile: float
    upper_quartile: float
    client_cpu: float
    server_cpu: float | None


SendAll = Callable[[int], Awaitable[None]]


def main() -> None:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", choices=push_servers.available())
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--batches", type=int, default=4, help="in each round")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    server = options.server or "stand-in"
    rounds = asyncio.run(_measure(server, options.rounds, options.batches))
    figures = {name: _figures(of_client) for name, of_client in rounds.items()}
    pairs = zip(rounds["ours"], rounds["aioapns"], strict=True)
    ratios = [ours.rate / theirs.rate for ours, theirs in pairs]
    report = _as_json if options.json else _as_table
    sys.stdout.write(report(server, figures, ratios) + "\n")
    sys.exit(0 if statistics.median(ratios) >= LEAST else 1)


async def _measure(name: str, rounds: int, batches: int) -> dict[str, list[Round]]:
    chain = development_authority.make_chain(TOPIC, "TEAM", now=datetime.now(UTC))
    with push_servers.running(name, chain) as server:
        pool = _aioapns_pool(chain, server.address)
        with apns.ApnsClient(
            _context(chain), stand_in=server.address, max_connections=1
        ) as client:
            clients = {"ours": _ours(client), "aioapns": _aioapns(pool)}
            measured: dict[str, list[Round]] = {name: [] for name in clients}
            for number in range(rounds):
                # The one to begin changes, so that none has the better place.
                order = list(clients) if number % 2 else list(reversed(clients))
                for which in order:
                    turn = await _one_round(clients[which], server, batches)
                    measured[which].append(turn)
        pool.close()
    return measured


async def _one_round(send: SendAll, server: push_servers.Server, batches: int) -> Round:
    await send(100)  # aioapns lets its connection go after ten idle seconds
    server_cpu, client_cpu = server.cpu_seconds(), time.process_time()
    started = time.perf_counter()
    for _ in range(batches):
        await send(BATCH)
    took = time.perf_counter() - started
    client_cpu = time.process_time() - client_cpu
    after = server.cpu_seconds()
    share = None if server_cpu is None or after is None else (after - server_cpu) / took
    return Round(batches * BATCH / took, client_cpu / took, share)


def _ours(client: apns.ApnsClient) -> SendAll:
    async def send(count: int) -> None:
        expiration = int(time.time()) + LIFETIME
        pushes = [
            apns.Push(_token(number), TOPIC, str(uuid.uuid4()), expiration)
            for number in range(count)
        ]
        for answer in client.push(pushes):
            if not isinstance(answer, apns.Accepted):
                raise RuntimeError(f"a push was not accepted: {answer}")

    return send


def _aioapns(pool: APNsCertConnectionPool) -> SendAll:
    async def send(count: int) -> None:
        requests = [
            NotificationRequest(
                device_token=_token(number),
                message={},
                notification_id=str(uuid.uuid4()),
                time_to_live=LIFETIME,
                priority=5,
                push_type=PushType.BACKGROUND,
            )
            for number in range(count)
        ]
        for result in await asyncio.gather(*map(pool.send_notification, requests)):
            if not result.is_successful:
                raise RuntimeError(f"a push was not accepted: {result}")

    return send


def _aioapns_pool(
    chain: DevelopmentChain, address: tuple[str, int]
) -> APNsCertConnectionPool:
    """Its pool, pointed at the local server; the host is a class attribute there."""

    class LocalProtocol(APNsTLSClientProtocol):
        APNS_SERVER, APNS_PORT = address

    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        leaf = chain.pass_certificate
        file.write(leaf.key_pem + leaf.certificate_pem)
        file.write(chain.intermediate.certificate_pem)
        file.flush()
        pool = APNsCertConnectionPool(
            cert_file=file.name,
            topic=TOPIC,
            max_connections=1,
            ssl_context=_context(chain),
        )
    pool.protocol_class = LocalProtocol
    return pool


def _context(chain: DevelopmentChain) -> ssl.SSLContext:
    return apns.client_context(
        certificate_pem=chain.pass_certificate.certificate_pem,
        key_pem=chain.pass_certificate.key_pem,
        chain_pem=chain.intermediate.certificate_pem,
        trusted_ca_pem=chain.root.certificate_pem,
    )


def _token(number: int) -> str:
    return f"{number:064x}"


def _figures(rounds: list[Round]) -> Figures:
    lower, median, upper = statistics.quantiles([turn.rate for turn in rounds], n=4)
    server = [turn.server_cpu for turn in rounds if turn.server_cpu is not None]
    return Figures(
        rate=median,
        lower_quartile=lower,
        upper_quartile=upper,
        client_cpu=statistics.median(turn.client_cpu for turn in rounds),
        server_cpu=statistics.median(server) if server else None,
    )


def _as_json(server: str, figures: dict[str, Figures], ratios: list[float]) -> str:
    low, ratio, high = statistics.quantiles(ratios, n=4)
    clients = {name: asdict(of_client) for name, of_client in figures.items()}
    return json.dumps(
        {"server": server, "clients": clients, "ratio": [low, ratio, high]}, indent=2
    )


def _as_table(server: str, figures: dict[str, Figures], ratios: list[float]) -> str:
    low, ratio, high = statistics.quantiles(ratios, n=4)
    verdict = "holds" if ratio >= LEAST else "DOES NOT HOLD"
    lines = [
        f"server: {server}, in a process of its own",
        f"{'client':<10}{'pushes/s':>10}{'quartiles':>20}{'client CPU':>12}"
        f"{'server CPU':>12}  limit",
    ]
    lines += [_line(name, of_client) for name, of_client in figures.items()]
    lines.append(
        f"ours / aioapns: ratio {ratio:.2f} (quartiles {low:.2f} to {high:.2f}, "
        f"{len(ratios)} rounds); at least {LEAST}: {verdict}"
    )
    return "\n".join(lines)


def _line(name: str, figures: Figures) -> str:
    quartiles = f"{figures.lower_quartile:,.0f}-{figures.upper_quartile:,.0f}"
    server = "unknown" if figures.server_cpu is None else f"{figures.server_cpu:.0%}"
    return (
        f"{name:<10}{figures.rate:>10,.0f}{quartiles:>20}"
        f"{figures.client_cpu:>12.0%}{server:>12}  {_limit(figures)}"
    )


def _limit(figures: Figures) -> str:
    """The side whose core was busy; neither, if others had the machine."""
    if figures.server_cpu is None:
        return "unknown"
    busy, side = max((figures.client_cpu, "client"), (figures.server_cpu, "server"))
    return side if busy > 0.6 else "neither: the machine was shared"


if __name__ == "__main__":
    main()
