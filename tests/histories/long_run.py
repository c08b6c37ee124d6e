"""Many and long histories, in several processes: `make test-long`.

Each process searches from a seed of its own and tells how far it is; the first
difference that one finds is shrunk and printed, and all of them end.
"""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import postgres_server
from tests.histories.machine import histories_on
from tests.histories.product import Product
from tests.histories.shelves import PostgresShelf, SqliteShelf
from tests.postgres_copies import PostgresCopies

MEMORY = Path("/dev/shm")  # noqa: S108 - Linux keeps it in memory
TELL_EVERY = 25


def main() -> int:
    wanted = _arguments()
    print(f"seed {wanted.seed}: {wanted.examples} histories of {wanted.steps} steps")
    share = -(-wanted.examples // wanted.processes)
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=search, args=(number, share, wanted))
        for number in range(1, wanted.processes + 1)
    ]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        time.sleep(1)
        if any(worker.exitcode for worker in workers):
            for worker in workers:
                worker.terminate()
    return max(worker.exitcode or 0 for worker in workers)


def search(number: int, examples: int, wanted: argparse.Namespace) -> None:
    """One process's share; a difference ends it with a trace and status 1."""
    folder = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=folder) as name:
        progress = Progress(number, examples)
        new_products = _shelves(Path(name), wanted, progress)
        try:
            _run(new_products, number, examples, wanted)
        finally:
            postgres_server.close()
        progress.tell()


class Progress:
    """Counts histories as they begin, and tells from time to time."""

    def __init__(self, process: int, examples: int) -> None:
        self.process = process
        self.examples = examples
        self.begun = 0
        self.started = time.monotonic()

    def one_more(self) -> None:
        if self.begun and self.begun % TELL_EVERY == 0:
            self.tell()
        self.begun += 1

    def tell(self) -> None:
        minutes = (time.monotonic() - self.started) / 60
        done = f"{self.begun} of {self.examples} histories"
        print(f"process {self.process}: {done}, {minutes:.1f} minutes", flush=True)


def _run(
    new_products: Callable[[], dict[str, Product]],
    number: int,
    examples: int,
    wanted: argparse.Namespace,
) -> None:
    phases = [Phase.generate, *([Phase.shrink] if wanted.shrink else [])]

    run_state_machine_as_test(
        seed(wanted.seed + number)(histories_on(new_products)),
        settings=settings(
            max_examples=examples,
            stateful_step_count=wanted.steps,
            deadline=None,
            database=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _shelves(
    folder: Path, wanted: argparse.Namespace, progress: Progress
) -> Callable[[], dict[str, Product]]:
    """The product on SQLite, and for some histories on PostgreSQL too."""
    files = SqliteShelf(folder)
    server = None
    if wanted.postgres:
        server = PostgresShelf(PostgresCopies(postgres_server.database_url()))

    def new_products() -> dict[str, Product]:
        progress.one_more()
        products = {"SQLite": files.new_product()}
        if server is not None and progress.begun % wanted.postgres == 0:
            products["PostgreSQL"] = server.new_product()
        return products

    return new_products


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=2_000)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--postgres", type=int, default=0, help="every so many on PostgreSQL too"
    )
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--no-shrink", dest="shrink", action="store_false")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
