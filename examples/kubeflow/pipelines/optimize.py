"""From pictures without labels to a model that is cheap to serve: people label, a CNN learns, then it is compiled, and instances are compared."""

from typing import NamedTuple

from kfp import dsl

from sagemaker_kfp import components as sagemaker

from . import specs
from .mnist_lab import BEFORE, IMAGE, PROJECT

Outputs = NamedTuple("Outputs", [("compiled_model", str), ("cheapest_instance", str)])


@dsl.component(base_image=sagemaker.IMAGE, install_kfp_package=False)
def on_labels(spec: dict, channel: dict, manifest: str) -> dict:
    """The same training, with this channel in place of its own of that name."""
    others = [each for each in spec["inputDataConfig"] if each["channelName"] != channel["channelName"]]
    source = {**channel["dataSource"]["s3DataSource"], "s3URI": manifest}
    return {**spec, "inputDataConfig": [{**channel, "dataSource": {"s3DataSource": source}}, *others]}


@dsl.component(base_image=sagemaker.IMAGE, install_kfp_package=False)
def cheapest(recommendations: list) -> str:
    """The instance with the lowest cost of an inference."""
    best = min(recommendations, key=lambda each: each["metrics"]["costPerInference"])
    return best["endpointConfiguration"]["instanceType"]


@dsl.pipeline(name="mnist-optimize", description="Label, train, compile, and find the cheapest instance")
def mnist_optimize() -> Outputs:
    labels = sagemaker.labeling(spec=specs.labelling(PROJECT), run=sagemaker.RUN)
    training = on_labels(spec=specs.training(PROJECT, IMAGE, BEFORE), channel=specs.labelled(), manifest=labels.output)
    trained = sagemaker.training(spec=training.output, run=sagemaker.RUN)
    artifact = trained.outputs["model_artifact"]
    compiled = sagemaker.compilation(spec=specs.compiling(PROJECT), run=sagemaker.RUN, model_artifact=artifact)
    served = sagemaker.model(spec=specs.served(IMAGE), run=sagemaker.RUN, model_artifact=artifact)
    compared = sagemaker.inference_recommendations(spec=specs.recommending(PROJECT), run=sagemaker.RUN, model_name=served.output)
    instance = cheapest(recommendations=compared.outputs["recommendations"])
    return Outputs(compiled.output, instance.output)
