from typing import Any

import pytest

from sagemaker_kfp.outcome import Failed, Running, Succeeded, outcome_of


def an_object(*true: str, generation: int = 1, **status: Any) -> dict[str, Any]:
    conditions = [{"type": each, "status": "True", "message": f"message of {each}"} for each in true]
    return {"metadata": {"generation": generation}, "status": {"observedGeneration": 1, "conditions": conditions, **status}}


def test_an_object_that_the_operator_has_not_seen_yet_runs() -> None:
    assert isinstance(outcome_of({"metadata": {"generation": 1}}), Running)


def test_a_status_that_tells_of_the_spec_before_an_edit_is_no_end() -> None:
    assert isinstance(outcome_of(an_object("Ready", generation=2)), Running)
    assert isinstance(outcome_of(an_object("ACK.Terminal", generation=2)), Running)


def test_what_is_ready_has_succeeded() -> None:
    obj = an_object("Ready", trainingJobStatus="Completed")
    assert outcome_of(obj) == Succeeded(obj["status"])


@pytest.mark.parametrize(
    ("status", "reason"),
    [({"failureReason": "AlgorithmError: it broke"}, "AlgorithmError: it broke"), ({}, "message of ACK.Terminal")],
)
def test_what_has_failed_says_why(status: dict[str, Any], reason: str) -> None:
    assert outcome_of(an_object("ACK.Terminal", **status)) == Failed(reason)


def test_progress_names_states_metrics_and_what_is_waited_for() -> None:
    metrics = [{"metricName": "loss", "value": 0.25}]
    obj = an_object("ACK.Recoverable", trainingJobStatus="InProgress", secondaryStatus="Training", finalMetricDataList=metrics)
    assert outcome_of(obj) == Running("InProgress Training loss=0.25 message of ACK.Recoverable")
