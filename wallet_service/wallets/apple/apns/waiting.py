"""Pushes that wait for a free stream, and the batches that wait for their answers.

Every push gets exactly one answer: the first that is settled stays.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Sequence

from wallet_service.wallets.apple.apns import answers
from wallet_service.wallets.apple.apns.answers import PushAnswer
from wallet_service.wallets.apple.apns.push import Push


class Batch:
    """The pushes of one call, and their answers in the same order."""

    __slots__ = ("answers", "done", "jobs", "left", "stopped_by")

    def __init__(self, pushes: Sequence[Push]) -> None:
        self.answers: list[PushAnswer | None] = [None] * len(pushes)
        self.left = len(pushes)
        self.done = threading.Event()
        self.stopped_by: PushAnswer | None = None
        self.jobs = [Job(self, index, push) for index, push in enumerate(pushes)]

    def in_order(self) -> list[PushAnswer]:
        """The answers of a batch that is done."""
        return [answer for answer in self.answers if answer is not None]


class Job:
    """One push on its way; `was_sent` from the moment a stream was started for it."""

    __slots__ = ("batch", "index", "push", "was_returned", "was_sent")

    def __init__(self, batch: Batch, index: int, push: Push) -> None:
        self.batch = batch
        self.index = index
        self.push = push
        self.was_sent = False
        self.was_returned = False


class WaitingRoom:
    """The queue from which all connections of a client take; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: deque[Job] = deque()

    def __len__(self) -> int:
        return len(self._jobs)

    def enter(self, pushes: Sequence[Push]) -> Batch:
        """Queue the pushes; a token that cannot be one is answered without sending."""
        batch = Batch(pushes)
        with self._lock:
            for job in batch.jobs:
                if job.push.has_possible_token:
                    self._jobs.append(job)
                else:
                    _settle(job, answers.BadToken("BadDeviceToken"))
            if not pushes:
                batch.done.set()
        return batch

    def take(self, most: int) -> list[Job]:
        """Up to `most` pushes to be sent now; those of stopped batches are answered."""
        taken: list[Job] = []
        with self._lock:
            while self._jobs and len(taken) < most:
                job = self._jobs.popleft()
                if job.batch.stopped_by is not None:
                    _settle(job, job.batch.stopped_by)
                elif job.batch.answers[job.index] is None:
                    job.was_sent = True
                    taken.append(job)
        return taken

    def put_back(self, jobs: Iterable[Job], reason: str) -> None:
        """Queue again, before all others, what was not taken; once for each push."""
        with self._lock:
            again: list[Job] = []
            for job in jobs:
                if job.was_returned:
                    _settle(job, answers.TryLater(None, reason, None))
                else:
                    job.was_returned, job.was_sent = True, False
                    again.append(job)
            self._jobs.extendleft(reversed(again))

    def settle(self, settled: Iterable[tuple[Job, PushAnswer]]) -> None:
        """Hand out answers; one that stops its batch stops what was not yet sent."""
        with self._lock:
            for job, answer in settled:
                _settle(job, answer)
                if answers.stops_the_batch(answer):
                    job.batch.stopped_by = job.batch.stopped_by or answer

    def settle_waiting(self, answer: PushAnswer) -> None:
        """Answer everything that is not yet sent alike."""
        with self._lock:
            while self._jobs:
                _settle(self._jobs.popleft(), answer)

    def give_up(self, batch: Batch) -> None:
        """The caller waits no longer: answer what is left by whether it was sent."""
        with self._lock:
            for job in batch.jobs:
                _settle(
                    job,
                    answers.Unanswered("no answer in time")
                    if job.was_sent
                    else answers.TryLater(None, "not sent in time", None),
                )


def _settle(job: Job, answer: PushAnswer) -> None:
    batch = job.batch
    if batch.answers[job.index] is None:
        batch.answers[job.index] = answer
        batch.left -= 1
        if batch.left == 0:
            batch.done.set()
