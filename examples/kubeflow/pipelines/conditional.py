"""Deploy only what is better than what is live."""

from kfp import dsl

from sagemaker_kfp import components as sagemaker

from . import specs
from .mnist_lab import BEFORE, IMAGE, PROJECT


@dsl.component(base_image=sagemaker.IMAGE, install_kfp_package=False)
def score(metric: str, metrics: dict) -> float:
    return metrics.get(metric, 0.0)


@dsl.pipeline(name="conditional-deploy", description="Train, and deploy only if the accuracy beats that of the live model")
def conditional_deploy(live_accuracy: float) -> None:
    trained = sagemaker.training(spec=specs.training(PROJECT, IMAGE, BEFORE), run=sagemaker.RUN)
    reached = score(metric=specs.ACCURACY, metrics=trained.outputs["final_metrics"])
    with dsl.If(reached.output > live_accuracy, name="better-than-live"):
        served = sagemaker.model(spec=specs.served(IMAGE), run=sagemaker.RUN, model_artifact=trained.outputs["model_artifact"])
        config = sagemaker.endpoint_config(spec=specs.hosting("ml.c5.large", PROJECT), run=sagemaker.RUN, model_name=served.output)
        sagemaker.endpoint(endpoint_name=PROJECT, endpoint_config_name=config.output, run=sagemaker.RUN)
