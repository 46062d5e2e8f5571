"""Serve a model that is there already, and watch over the data that it is asked about."""

from kfp import dsl

from sagemaker_kfp import components as sagemaker

from . import specs

PROJECT = "mnist-kmeans"
IMAGE = "kmeans:1"


def serve_and_monitor(registered: dsl.PipelineTask) -> None:
    """The definition is compared with what the endpoint gets: it can be made only when the endpoint is there."""
    config = sagemaker.endpoint_config(spec=specs.hosting("ml.m5.large", PROJECT), run=sagemaker.RUN, model_name=registered.output)
    deployed = sagemaker.endpoint(endpoint_name=PROJECT, endpoint_config_name=config.output, run=sagemaker.RUN)
    definition = sagemaker.sagemaker_resource(
        kind="DataQualityJobDefinition",
        spec=specs.data_quality(PROJECT, PROJECT),
        run=sagemaker.RUN,
        step="data-quality",
        name=f"{PROJECT}-data-quality",
    ).after(deployed)
    sagemaker.monitoring_schedule(schedule_name=PROJECT, spec=specs.hourly(PROJECT), run=sagemaker.RUN).after(definition)


@dsl.pipeline(name="hosting", description="From a model artifact to a monitored endpoint")
def hosting(model_artifact: str = f"{specs.BUCKET}/{PROJECT}/output/model.tar.gz") -> None:
    serve_and_monitor(sagemaker.model(spec=specs.served(IMAGE), run=sagemaker.RUN, model_artifact=model_artifact))
