"""SIGTERM (a run that is cancelled) and SIGINT (Ctrl-C on a local run), as an exception at a moment that suits."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from types import FrameType
from typing import Callable, Iterator, TypeVar

Result = TypeVar("Result")
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Cancelled(BaseException):
    """Not an Exception, so that no retry catches it."""


class Cancellation:
    def __init__(self) -> None:
        self._asked = False
        self._holding = False

    def on_signal(self, signum: int, frame: FrameType | None) -> None:
        # Once: a second signal must not interrupt the stopping.
        if self._asked:
            return
        self._asked = True
        if not self._holding:
            raise Cancelled

    def after(self, call: Callable[[], Result]) -> Result:
        """Not in the middle of this call: of a request that is broken off nobody knows whether it was carried out."""
        self._holding = True
        try:
            return call()
        finally:
            self._holding = False
            if self._asked:
                raise Cancelled


@contextmanager
def cancellable() -> Iterator[Cancellation]:
    cancellation = Cancellation()
    before = {each: signal.signal(each, cancellation.on_signal) for each in SIGNALS}
    try:
        yield cancellation
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
