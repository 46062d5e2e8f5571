"""What an object's status says: whether it has ended, and how. Pure, and the same for every kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Running:
    progress: str


@dataclass(frozen=True)
class Succeeded:
    status: Mapping[str, Any]


@dataclass(frozen=True)
class Failed:
    reason: str


Outcome = Running | Succeeded | Failed


def outcome_of(obj: Object) -> Outcome:
    status = obj.get("status") or {}
    # After an edit the status still tells of the spec before it: an endpoint would be deployed before its update had begun.
    if status.get("observedGeneration", 0) < obj["metadata"].get("generation", 0):
        return Running("waiting for the operator")
    conditions = {each["type"]: each for each in status.get("conditions", [])}
    if _is_true(conditions, "ACK.Terminal"):
        return Failed(status.get("failureReason") or conditions["ACK.Terminal"].get("message") or "no reason was given")
    if _is_true(conditions, "Ready"):
        return Succeeded(status)
    return Running(_progress(status, conditions))


def _is_true(conditions: Mapping[str, Object], name: str) -> bool:
    return conditions.get(name, {}).get("status") == "True"


def _progress(status: Mapping[str, Any], conditions: Mapping[str, Object]) -> str:
    """One line: the kind's own status, its secondary status, the newest metrics, and what is being waited for."""
    own = [str(value) for name, value in status.items() if name.endswith("Status") and isinstance(value, str) and value]
    metrics = [f"{name}={value:g}" for name, value in metrics_of(status).items()]
    waiting = conditions.get("ACK.Recoverable", {})
    message = [waiting.get("message", "")] if waiting.get("status") == "True" else []
    return " ".join([*dict.fromkeys(own), *metrics, *message]) or "waiting for SageMaker"


def metrics_of(status: Mapping[str, Any]) -> dict[str, float]:
    metrics = status.get("finalMetricDataList") or []
    return {each["metricName"]: float(each["value"]) for each in metrics if "metricName" in each and "value" in each}


def log_of(obj: Object) -> str:
    """Where the container's own lines are, for the kinds that have any."""
    status = obj.get("status") or {}
    return " ".join(str(status[field]) for field in ("logGroup", "logStreamPrefix") if status.get(field))
