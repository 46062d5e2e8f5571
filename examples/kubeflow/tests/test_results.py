import pytest

from sagemaker_kfp import results
from sagemaker_kfp.names import labels_of, name_of


def test_tuned_parameters_go_over_fixed_ones_as_strings() -> None:
    spec = {"roleARN": "role", "hyperParameters": {"epochs": "10", "k": "3"}}
    tuned = {"epochs": 12, "_tuning_objective_metric": "accuracy"}
    assert results.with_hyper_parameters(spec, tuned) == {"roleARN": "role", "hyperParameters": {"epochs": "12", "k": "3"}}


def test_a_spec_without_parameters_gets_none() -> None:
    assert results.with_hyper_parameters({"roleARN": "role"}, {}) == {"roleARN": "role"}


def test_a_variant_that_names_its_model_keeps_it() -> None:
    spec = {"productionVariants": [{"variantName": "new"}, {"variantName": "old", "modelName": "old"}]}
    names = [each["modelName"] for each in results.with_model_name(spec, "new")["productionVariants"]]
    assert names == ["new", "old"]


def test_the_best_trial_is_told_with_its_score() -> None:
    metric = {"metricName": "accuracy", "value": 0.97}
    best = {"trainingJobName": "t-3", "tunedHyperParameters": {"lr": "0.01"}, "finalHyperParameterTuningJobObjectiveMetric": metric}
    assert results.best_of({"bestTrainingJob": best}) == ("t-3", {"lr": "0.01"}, {"accuracy": 0.97})


def test_a_tuning_job_without_a_best_trial_says_where_to_look() -> None:
    with pytest.raises(ValueError, match="failure reasons"):
        results.best_of({})


def test_a_step_tried_again_has_the_same_name_and_nothing_else_has() -> None:
    assert name_of("run", "train") == name_of("run", "train")
    others = {name_of("run", "train"), name_of("ru", "ntrain"), name_of("run-2", "train"), name_of("run", "train", "eu-west-1")}
    assert len(others) == 4


def test_names_and_labels_are_what_kubernetes_takes() -> None:
    step = "Train & Evaluate: " + "x" * 100
    assert len(name_of("run", step)) <= 63
    assert all(len(value) <= 63 and value[-1].isalnum() for value in labels_of("run", step).values())
