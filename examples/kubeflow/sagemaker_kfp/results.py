"""Between what steps hand over and what specs and statuses hold. Pure."""

from __future__ import annotations

from typing import Any, Mapping

Fields = Mapping[str, Any]


def with_hyper_parameters(spec: Fields, over: Mapping[str, Any]) -> dict[str, Any]:
    """SageMaker takes strings only."""
    own = spec.get("hyperParameters", {})
    merged = {key: value if isinstance(value, str) else str(value) for key, value in {**own, **over}.items()}
    # SageMaker names the objective among a trial's parameters, and built-in algorithms refuse what they don't know.
    merged = {key: value for key, value in merged.items() if not key.startswith("_tuning")}
    return {**spec, "hyperParameters": merged} if merged else dict(spec)


def with_model_artifact(spec: Fields, artifact: str) -> dict[str, Any]:
    if not artifact:
        return dict(spec)
    return {**spec, "primaryContainer": {**spec["primaryContainer"], "modelDataURL": artifact}}


def with_model_name(spec: Fields, name: str) -> dict[str, Any]:
    variants = [{"modelName": name, **each} if name else each for each in spec["productionVariants"]]
    return {**spec, "productionVariants": variants}


def processing_outputs(spec: Fields) -> dict[str, str]:
    outputs = spec.get("processingOutputConfig", {}).get("outputs", [])
    return {each["outputName"]: each["s3Output"]["s3URI"] for each in outputs if "s3Output" in each}


def best_of(status: Fields) -> tuple[str, dict[str, str], dict[str, float]]:
    """The best trial's name, its tuned parameters, and its score by the objective's name."""
    best = status.get("bestTrainingJob")
    if not best:
        raise ValueError("the tuning job ended without a best trial: look at its trials' failure reasons")
    metric = best.get("finalHyperParameterTuningJobObjectiveMetric", {})
    score = {metric["metricName"]: float(metric["value"])} if metric else {}
    return best.get("trainingJobName", ""), dict(best.get("tunedHyperParameters", {})), score
