"""Tells what a job's programs write while the step waits for the job. It may tell nothing, but it never fails a step, nor keeps it for long."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from threading import Event, Thread
from types import TracebackType
from typing import Callable, Protocol

from .patience import TROUBLE, StepFailed, delay, message_of
from .questions import Page, Refused
from .shown import Shown


class Log(Protocol):
    def sources(self) -> list[str]: ...
    def page(self, source: str, since: int, token: str) -> Page: ...


@dataclass(frozen=True)
class Pace:
    """Seconds. CloudWatch lets an account read a few times a second, which all that follow a log there share."""

    running: float = 5.0
    ending: float = 1.0
    between_pages: float = 0.3
    #: For the last lines, once the job has ended.
    last: float = 30.0


#: Rounds without a new line after the job's end: what it wrote last is on its way for some seconds.
QUIET_ROUNDS = 3


class Following:
    """`with` it, the lines are told as they come. Its end waits for the last ones, unless the step is cancelled: then the job comes first."""

    def __init__(self, log: Log, tell: Callable[[str], None], pace: Pace = Pace()) -> None:
        self._log, self._tell, self._pace = log, tell, pace
        self._shown: dict[str, Shown] = {}
        self._ended, self._cut = Event(), Event()
        self._warned = False
        # A daemon: whatever a call to the operator is waiting for, it must not keep the step's process.
        self._thread = Thread(target=self._follow, name="log", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        try:
            if kind is None or issubclass(kind, StepFailed):
                self._thread.join(self._pace.last)
                if self._thread.is_alive():
                    self._tell("the log could not be read to its end in time: the rest is in CloudWatch")
        finally:
            self._cut.set()

    def _follow(self) -> None:
        try:
            self._rounds()
        except Refused as error:
            self._tell(f"the log's lines are not shown: {error}")

    def _rounds(self) -> None:
        quiet = failures = 0
        while quiet < QUIET_ROUNDS and not self._cut.is_set():
            # Before the round, for only a round that begins after the job's end can be its last.
            ended = self._ended.is_set()
            fresh = False
            try:
                fresh = self._round()
                failures = 0
            except TROUBLE as error:
                failures += 1
                self._warn(error)
            quiet = quiet + 1 if ended and not fresh else 0
            if quiet < QUIET_ROUNDS:
                self._rest(failures)

    def _round(self) -> bool:
        fresh = False
        for source in self._log.sources():
            fresh = self._read(source) or fresh
        return fresh

    def _read(self, source: str) -> bool:
        shown = self._shown.setdefault(source, Shown())
        shown.begin()
        since, token, fresh = shown.since, "", False
        while not self._cut.is_set():
            page = self._log.page(source, since, token)
            for line in page.lines:
                if shown.is_new(line) and not self._cut.is_set():
                    fresh = True
                    self._tell(f"{writer_of(line.stream)} | {line.message.rstrip()}")
            self._cut.wait(jittered(self._pace.between_pages))
            # A token that repeats itself would be asked for ever.
            if page.next in ("", token):
                break
            token = page.next
        return fresh

    def _rest(self, failures: int) -> None:
        if self._ended.is_set():
            self._cut.wait(jittered(self._pace.ending))
        else:
            self._ended.wait(max(jittered(self._pace.running), delay(failures)))

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            self._tell(f"the log cannot be read now, and is tried again: {' '.join(message_of(error).split())[:300]}")
        self._warned = True


def writer_of(stream: str) -> str:
    """`churn/algo-1` of `churn/algo-1-1700000000`: the time of its start tells nothing."""
    return re.sub(r"-\d{10,}$", "", stream)


def jittered(seconds: float) -> float:
    return seconds * random.uniform(0.8, 1.2)
