"""Following a job's log: what is told, how often is asked, and that nothing of it can hurt a step."""

import json
import threading
import time
from typing import Callable, Iterator

import pytest
from kubernetes.client.exceptions import ApiException

from sagemaker_kfp.cancellation import Cancelled
from sagemaker_kfp.logs import QUIET_ROUNDS, Following, Pace
from sagemaker_kfp.patience import StepFailed
from sagemaker_kfp.questions import Line, Page, Refused, refuse
from sagemaker_kfp.shown import OVERLAP_MS, Shown

FAST = Pace(running=0.01, ending=0.01, between_pages=0.0, last=20.0)
#: Nothing but the job's end makes a round.
IDLE = Pace(running=3600.0, ending=0.01, between_pages=0.0, last=20.0)


def line(at: int, message: str = "", stream: str = "job/algo-1-1700000000") -> Line:
    return Line(at, stream, message or str(at))


class Written:
    """A log in memory, read as CloudWatch's is: by pages, from a time on."""

    def __init__(self, *lines: Line, size: int = 2) -> None:
        self.lines, self.size, self.asked = list(lines), size, 0

    def sources(self) -> list[str]:
        return ["job"]

    def page(self, source: str, since: int, token: str) -> Page:
        self.asked += 1
        left = [each for each in self.lines if each.at >= since][int(token or 0) :]
        more = len(left) > self.size
        return Page(left[: self.size], str(int(token or 0) + self.size) if more else "")


class Broken(Written):
    """Raises these first."""

    def __init__(self, *errors: Exception, lines: tuple[Line, ...] = ()) -> None:
        super().__init__(*lines)
        self.errors = list(errors)

    def sources(self) -> list[str]:
        if self.errors:
            raise self.errors.pop(0)
        return super().sources()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def nothing_is_left_running() -> Iterator[None]:
    yield
    until(lambda: all(each.name != "log" for each in threading.enumerate()))


def test_lines_are_told_while_the_job_runs_and_each_once(told: list[str]) -> None:
    log = Written(line(1), line(2), line(3), line(3))
    with Following(log, told.append, FAST):
        until(lambda: len(told) == 4)
        log.lines.append(line(4))
        until(lambda: len(told) == 5)
        asked = log.asked
        until(lambda: log.asked > asked + 3)
    assert told == [f"job/algo-1 | {each}" for each in (1, 2, 3, 3, 4)]


@pytest.mark.parametrize("end", [None, StepFailed("the job failed")])
def test_what_is_written_last_is_told_before_the_step_ends_well_or_badly(told: list[str], end: "StepFailed | None") -> None:
    log = Written()
    try:
        with Following(log, told.append, IDLE):
            until(lambda: log.asked == 1)
            log.lines.append(line(5, "done"))
            if end:
                raise end
    except StepFailed as error:
        assert error is end
    assert told == ["job/algo-1 | done"]


def test_a_log_is_asked_for_at_its_pace_and_no_longer_than_it_has_lines(told: list[str]) -> None:
    log = Written(line(1))
    with Following(log, told.append, IDLE):
        until(lambda: log.asked == 1)
        time.sleep(0.05)
        assert log.asked == 1
    assert log.asked == 1 + QUIET_ROUNDS


def test_a_refusal_costs_one_line(told: list[str]) -> None:
    log = Broken(Refused("User cannot get trainingjobs/logs"))
    with Following(log, told.append, FAST):
        until(lambda: len(told) == 1)
    assert (told, log.asked) == (["the log's lines are not shown: User cannot get trainingjobs/logs"], 0)


def test_trouble_costs_one_line_and_the_lines_come_when_it_is_over(told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sagemaker_kfp.patience.LONGEST_DELAY_SECONDS", 0.0)
    log = Broken(OSError("no route"), ApiException(status=503, reason="Unavailable"), lines=(line(1),))
    with Following(log, told.append, FAST):
        until(lambda: len(told) == 2)
    assert told == ["the log cannot be read now, and is tried again: no route", "job/algo-1 | 1"]


def test_trouble_that_does_not_end_keeps_no_step(told: list[str]) -> None:
    log = Broken(*[OSError("no route")] * 100)
    with Following(log, told.append, IDLE):
        pass
    assert len(told) == 1 and len(log.errors) >= 100 - 1 - QUIET_ROUNDS


def test_a_log_without_end_keeps_a_step_for_a_while_only(told: list[str]) -> None:
    class Endless(Written):
        def page(self, source: str, since: int, token: str) -> Page:
            self.asked += 1
            return Page([line(self.asked)], str(self.asked))

    with Following(Endless(), told.append, Pace(running=0.01, ending=0.01, between_pages=0.01, last=0.1)):
        pass
    until(lambda: all(each.name != "log" for each in threading.enumerate()))
    assert told[-1] == "the log could not be read to its end in time: the rest is in CloudWatch"


def test_a_step_that_is_cancelled_waits_for_no_lines(told: list[str]) -> None:
    log = Written(line(1))
    with pytest.raises(Cancelled), Following(log, told.append, IDLE):
        until(lambda: log.asked == 1)
        raise Cancelled
    time.sleep(0.05)
    assert log.asked == 1


def test_a_page_that_leads_to_itself_is_not_asked_for_for_ever(told: list[str]) -> None:
    class Circular(Written):
        def page(self, source: str, since: int, token: str) -> Page:
            self.asked += 1
            return Page([], "same")

    log = Circular()
    with Following(log, told.append, IDLE):
        until(lambda: log.asked >= 2)
        time.sleep(0.05)
        assert log.asked == 2


def test_every_trial_of_a_search_is_told_by_its_name(told: list[str]) -> None:
    class Trials(Written):
        def sources(self) -> list[str]:
            return ["search-1", "search-2"]

        def page(self, source: str, since: int, token: str) -> Page:
            return Page([line(1, "begun", f"{source}/algo-1-1700000000")], "")

    with Following(Trials(), told.append, IDLE):
        pass
    assert sorted(told) == ["search-1/algo-1 | begun", "search-2/algo-1 | begun"]


def test_a_late_line_is_told_and_what_is_too_old_to_come_again_is_forgotten() -> None:
    shown = Shown()

    def round_of(*lines: Line) -> list[str]:
        shown.begin()
        return [each.message for each in lines if shown.is_new(each)]

    assert round_of(line(20_000, "a"), line(20_000, "a"), line(21_000, "b")) == ["a", "a", "b"]
    assert shown.since == 21_000 - OVERLAP_MS
    assert round_of(line(19_000, "late"), line(20_000, "a"), line(20_000, "a"), line(21_000, "b")) == ["late"]
    assert round_of(line(50_000, "c")) == ["c"]
    # Nobody asks for what is so old, from here on.
    assert shown.since == 50_000 - OVERLAP_MS
    assert round_of(line(20_000, "a")) == ["a"]


def test_lines_are_kept_for_the_last_seconds_only_also_within_one_round_over_a_long_log() -> None:
    shown = Shown()
    shown.begin()
    assert all(shown.is_new(line(nth * 1_000)) for nth in range(5_000))
    assert shown.size < 50


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (404, {"reason": "NotFound", "details": {"kind": "services"}, "message": 'services "x" not found'}, Refused),
        (404, {"reason": "NotFound", "message": "the operator knows no TrainingJob a"}, None),
        (404, {"reason": "NoLog", "message": "TrainingJob a has no log b"}, None),
        (410, {"reason": "ResourceNotFoundException", "message": "no such log group"}, None),
        (404, {"reason": "NoSuchQuestion", "message": "this operator cannot be asked that"}, Refused),
        (403, {"reason": "Forbidden", "message": "cannot get trainingjobs/logs"}, Refused),
        (401, {"reason": "Unauthorized", "message": "no valid token"}, Refused),
        (422, {"reason": "WritesNoLog", "message": "no AutoMLJobV2 writes a log of its own"}, Refused),
        (429, {"reason": "ThrottlingException", "message": "slow down"}, ApiException),
        (502, {"reason": "AccessDeniedException", "message": "the operator may not"}, ApiException),
        (503, "no endpoints available", ApiException),
    ],
)
def test_only_what_would_be_the_same_again_ends_the_asking(status: int, body: object, meaning: "type[Exception] | None") -> None:
    error = ApiException(status=status, reason="reason")
    error.body = body if isinstance(body, str) else json.dumps(body)
    if meaning is None:
        refuse(error)
        return
    with pytest.raises(meaning):
        refuse(error)
