"""The same model in several regions: each trains on its own bucket, with its own registry's image."""

from kfp import dsl

from sagemaker_kfp import components as sagemaker

from . import specs
from .mnist_lab import BEFORE, IMAGE, PROJECT


@dsl.component(base_image=sagemaker.IMAGE, install_kfp_package=False)
def in_region(spec: dict, home: str, region: str) -> dict:
    """Registries and buckets have their region in their names."""
    import json

    return dict(json.loads(json.dumps(spec).replace(home, region)))


@dsl.pipeline(name="every-region", description="Train and register a model in each of several regions")
def every_region(regions: list = ["us-east-1", "eu-west-1"]) -> None:
    with dsl.ParallelFor(regions, parallelism=2) as region:
        training = in_region(spec=specs.training(PROJECT, IMAGE, BEFORE), home=specs.REGION, region=region)
        trained = sagemaker.training(spec=training.output, run=sagemaker.RUN, region=region)
        serving = in_region(spec=specs.served(IMAGE), home=specs.REGION, region=region)
        sagemaker.model(spec=serving.output, run=sagemaker.RUN, region=region, model_artifact=trained.outputs["model_artifact"])
