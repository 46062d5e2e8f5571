"""The first lab: train a CNN on MNIST, deploy it, tune it, and move the endpoint to the better model by a canary."""

from kfp import dsl

from sagemaker_kfp import components as sagemaker

from . import specs

PROJECT = "mnist-cnn"
IMAGE = "mnist-cnn:1"
#: Only accounts that used Elastic Inference before April 2023 have it: take it out if yours has not.
ACCELERATOR = "ml.eia2.medium"
BEFORE = {"epochs": "10", "learning_rate": "0.01", "batch_size": "64"}
RANGES = {
    "integerParameterRanges": [{"name": "epochs", "minValue": "5", "maxValue": "20"}],
    # Learning rates differ by factors, not by steps.
    "continuousParameterRanges": [{"name": "learning_rate", "minValue": "0.0001", "maxValue": "0.1", "scalingType": "Logarithmic"}],
    "categoricalParameterRanges": [{"name": "batch_size", "values": ["32", "64", "128"]}],
}


@dsl.component(base_image=sagemaker.IMAGE, install_kfp_package=False)
def better(metric: str, first: str, first_metrics: dict, second: str, second_metrics: dict) -> str:
    """The artifact whose metric is higher; the first, when neither is."""
    return second if second_metrics.get(metric, 0.0) > first_metrics.get(metric, 0.0) else first


def _serve(which: str, artifact: str, deployment: specs.Spec) -> dsl.PipelineTask:
    served = sagemaker.model(spec=specs.served(IMAGE), run=sagemaker.RUN, model_artifact=artifact, step=f"model-{which}")
    config = sagemaker.endpoint_config(
        spec=specs.hosting("ml.c5.large", PROJECT, acceleratorType=ACCELERATOR), run=sagemaker.RUN, model_name=served.output, step=f"config-{which}"
    )
    return sagemaker.endpoint(
        endpoint_name=PROJECT, endpoint_config_name=config.output, run=sagemaker.RUN, deployment_config=deployment, step=f"deploy-{which}"
    )


@dsl.pipeline(name="mnist-lab", description="Train, deploy, tune, and redeploy what is better")
def mnist_lab() -> None:
    first = sagemaker.training(spec=specs.training(PROJECT, IMAGE, BEFORE), run=sagemaker.RUN, step="train-first")
    live = _serve("first", first.outputs["model_artifact"], {})
    tuned = sagemaker.tuning(spec=specs.tuning(PROJECT, IMAGE, RANGES, {}), run=sagemaker.RUN).after(live)
    second = sagemaker.training(
        spec=specs.training(PROJECT, IMAGE, BEFORE),
        run=sagemaker.RUN,
        hyper_parameters=tuned.outputs["best_hyper_parameters"],
        step="train-best",
    )
    chosen = better(
        metric=specs.ACCURACY,
        first=first.outputs["model_artifact"],
        first_metrics=first.outputs["final_metrics"],
        second=second.outputs["model_artifact"],
        second_metrics=second.outputs["final_metrics"],
    )
    _serve("best", chosen.output, specs.canary("mnist-cnn-5xx"))
