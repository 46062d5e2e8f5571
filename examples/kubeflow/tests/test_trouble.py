"""Signals, refusals and outages."""

import json
import os
import signal
from pathlib import Path

import pytest
from kubernetes.client.exceptions import ApiException

from sagemaker_kfp import patience, telling
from sagemaker_kfp.cancellation import Cancelled, cancellable


@pytest.fixture(autouse=True)
def no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LONGEST_DELAY_SECONDS", 0.0)


def failing(status: int, times: int, body: str = "") -> "list[ApiException]":
    errors = [ApiException(status=status) for _ in range(times)]
    for error in errors:
        error.body = body
    return errors


def take(errors: "list[ApiException]") -> str:
    if errors:
        raise errors.pop()
    return "answer"


def test_an_outage_is_waited_out() -> None:
    errors = failing(503, patience.ATTEMPTS - 1)
    assert patience.patiently(lambda: take(errors)) == "answer"


def test_an_outage_without_end_fails_the_step() -> None:
    errors = failing(503, patience.ATTEMPTS)
    with pytest.raises(patience.StepFailed, match="could not be reached 10 times"):
        patience.patiently(lambda: take(errors))


@pytest.mark.parametrize(
    ("status", "message"),
    [(422, "spec.roleARN: Required value"), (500, "failed to create typed patch object: .spec.tags: expected list")],
)
def test_a_refusal_is_not_tried_again_and_says_what_the_apiserver_said(status: int, message: str) -> None:
    errors = failing(status, 2, json.dumps({"message": message}))
    with pytest.raises(patience.StepFailed, match=message):
        patience.patiently(lambda: take(errors))
    assert len(errors) == 1


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_cancels_and_a_second_one_does_not_interrupt_the_stopping(signum: int) -> None:
    stopped = False
    with cancellable():
        try:
            os.kill(os.getpid(), signum)
        except Cancelled:
            os.kill(os.getpid(), signum)
            stopped = True
    assert stopped


def test_a_request_that_has_begun_is_ended_before_a_signal_cancels() -> None:
    done = []

    def request() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        done.append("request")

    with pytest.raises(Cancelled), cancellable() as cancellation:
        cancellation.after(request)
    assert done == ["request"]


def test_signals_mean_what_they_meant_before_once_a_step_has_ended() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with cancellable():
        pass
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_reason_is_where_kubernetes_reads_it_cut_to_what_it_takes(tmp_path: Path) -> None:
    log = tmp_path / "termination-log"
    telling.tell_why("nowhere", log)
    assert not log.exists()
    log.touch()
    telling.tell_why("ä" * 5000, log)
    assert log.read_text() == "ä" * 2048
