"""Turns to write: one at a time, in the order of asking, across processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from wallet_service.write_queue import NoTurn, WriteQueue

PATIENT = 10.0
IMPATIENT = 0.05
OTHER_PROCESS = """
import sys, pathlib
from wallet_service.write_queue import WriteQueue
path = pathlib.Path(sys.argv[1])
queue = WriteQueue(path, 20)
counter = path.with_name("counter")
for _ in range(int(sys.argv[2])):
    with queue.turn():
        counter.write_text(str(int(counter.read_text()) + 1))
"""


def test_turns_are_given_in_the_order_of_asking(tmp_path: Path) -> None:
    queue = WriteQueue(tmp_path / "wallet.db", PATIENT)
    order: list[int] = []

    def ask(number: int) -> None:
        with queue.turn():
            order.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    with queue.turn():
        for waiting, thread in enumerate(threads, start=1):
            thread.start()
            _until(lambda waiting=waiting: len(queue._waiting) == waiting)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_one_at_a_time(tmp_path: Path) -> None:
    queue = WriteQueue(tmp_path / "wallet.db", PATIENT)
    inside: list[int] = []
    most = []

    def work() -> None:
        for _ in range(20):
            with queue.turn():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}
    assert len(most) == 120


def test_who_waits_too_long_gets_no_turn_and_holds_nobody_up(tmp_path: Path) -> None:
    queue = WriteQueue(tmp_path / "wallet.db", IMPATIENT)
    refused = []

    def ask() -> None:
        try:
            with queue.turn():
                pass
        except NoTurn:
            refused.append(1)

    with queue.turn():
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert refused == [1]
    with queue.turn():
        pass


def test_another_process_holds_the_turn(tmp_path: Path) -> None:
    """Two queues on one file are as two processes: each has a descriptor of its own."""
    first = WriteQueue(tmp_path / "wallet.db", PATIENT)
    second = WriteQueue(tmp_path / "wallet.db", IMPATIENT)
    with first.turn(), pytest.raises(NoTurn), second.turn():
        pass
    with second.turn():
        pass


def test_an_error_inside_gives_the_turn_back(tmp_path: Path) -> None:
    queue = WriteQueue(tmp_path / "wallet.db", IMPATIENT)
    with pytest.raises(ValueError, match="inside"), queue.turn():
        raise ValueError("inside")
    with queue.turn():
        pass


def test_two_processes_take_turns(tmp_path: Path) -> None:
    (tmp_path / "counter").write_text("0")
    command = [sys.executable, "-c", OTHER_PROCESS, str(tmp_path / "wallet.db"), "100"]
    root = Path(__file__).resolve().parent.parent
    processes = [subprocess.Popen(command, cwd=root) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert (tmp_path / "counter").read_text() == "300"


def test_the_lock_is_for_the_owner_alone(tmp_path: Path) -> None:
    with WriteQueue(tmp_path / "wallet.db", PATIENT).turn():
        lock = tmp_path / "wallet.db.lock"
        assert lock.stat().st_mode & 0o777 == 0o600


def _until(holds: object) -> None:
    deadline = time.monotonic() + PATIENT
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline
        threading.Event().wait(0.001)
