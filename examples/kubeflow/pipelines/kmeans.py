"""MNIST by k-means: prepare, tune, train with the best parameters, register, deploy, score a batch, monitor."""

from kfp import dsl

from sagemaker_kfp import components as sagemaker

from . import specs
from .hosting import IMAGE, PROJECT, serve_and_monitor

RANGES = {"integerParameterRanges": [{"name": "extra_center_factor", "minValue": "4", "maxValue": "10"}]}
FIXED = {"k": "10", "feature_dim": "784"}


@dsl.pipeline(name=PROJECT, description="From raw digits to a monitored endpoint")
def mnist_kmeans() -> None:
    prepared = sagemaker.processing(spec=specs.preparing(PROJECT), run=sagemaker.RUN)
    tuned = sagemaker.tuning(spec=specs.tuning(PROJECT, IMAGE, RANGES, FIXED), run=sagemaker.RUN).after(prepared)
    trained = sagemaker.training(
        spec=specs.training(PROJECT, IMAGE, FIXED), run=sagemaker.RUN, hyper_parameters=tuned.outputs["best_hyper_parameters"]
    )
    registered = sagemaker.model(spec=specs.served(IMAGE), run=sagemaker.RUN, model_artifact=trained.outputs["model_artifact"])
    sagemaker.transform(spec=specs.transforming(PROJECT), run=sagemaker.RUN, model_name=registered.output)
    serve_and_monitor(registered)
