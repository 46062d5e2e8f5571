"""
Which lines of a log have been shown. CloudWatch has lines of different streams seconds late and out of order, so the last seconds are read
again and again; this keeps the lines of those seconds, and no more. Equal lines of one millisecond are counted: each of them was written.
"""

from __future__ import annotations

from collections import Counter

from .questions import Line

OVERLAP_MS = 10_000


class Shown:
    def __init__(self) -> None:
        self._latest = 0
        self._known: Counter[Line] = Counter()
        self._met: Counter[Line] = Counter()

    @property
    def since(self) -> int:
        """From when on to read in the next round."""
        return max(0, self._latest - OVERLAP_MS)

    @property
    def size(self) -> int:
        """Lines that are kept."""
        return len(self._known)

    def begin(self) -> None:
        """A round: all that is known may be met in it once more."""
        self._known = Counter({line: count for line, count in self._known.items() if line.at >= self.since})
        self._met = Counter()

    def is_new(self, line: Line) -> bool:
        """It is known from now on."""
        self._met[line] += 1
        if self._met[line] <= self._known[line]:
            return False
        self._known[line] = self._met[line]
        self._latest = max(self._latest, line.at)
        self._forget()
        return True

    def _forget(self) -> None:
        """Lines come in the order of time: one that is far older than the latest is not met again, however long the round."""
        while self._known and (oldest := next(iter(self._known))).at < self.since - OVERLAP_MS:
            del self._known[oldest], self._met[oldest]
