"""What every test gets: no network, the same examples each time, an honest ending.

The ending is one notice that names each test left out because this machine lacks
something; fixtures stand in modules of their own and are named here.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import loopback, needs, postgres_server

pytest_plugins = ["tests.database_fixtures", "tests.web_fixtures"]

# Timing says nothing about a rule on a machine shared by many tests.
settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("default"), print_blob=True)
settings.register_profile(
    "search",
    settings.get_profile("default"),
    derandomize=False,
    max_examples=2_000,
    print_blob=True,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


# A worker takes a file at a time: the longest go first, so that none is left alone.
LONGEST = re.compile(
    r"tests/(histories|journeys|oracle)/|invariants|told_twice|worst_case|openapi"
    r"|refusals|test_demo_page|test_demonstration|test_program"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not LONGEST.search(item.nodeid.partition("::")[0]))


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Sockets reach this machine only."""
    with pytest.MonkeyPatch.context() as patch:
        loopback.guard(patch)
        yield


def pytest_sessionfinish() -> None:
    postgres_server.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        if reason.startswith(needs.SKIP_PREFIX):
            left_out[reason].append(report.nodeid)
    if not left_out:
        return
    terminalreporter.section("left out on this machine")
    terminalreporter.line("With REQUIRE_ALL=1 each of these is a failure.")
    for reason, tests in sorted(left_out.items()):
        terminalreporter.line(f"{reason}:")
        for test in sorted(tests):
            terminalreporter.line(f"  {test}")
