"""
One component for each kind. They run in an image that holds this package (see ../Dockerfile), so each body is one call.
`spec` is the object's spec, word for word as in a manifest. Annotations are not postponed in this file: KFP reads them.
"""

from typing import NamedTuple

from kfp import dsl

IMAGE = "sagemaker-kfp:0.1.0"
#: For `run`: the same when a step of a run is tried again, and another in every run.
RUN = dsl.PIPELINE_JOB_ID_PLACEHOLDER
component = dsl.component(base_image=IMAGE, install_kfp_package=False)


@component
def sagemaker_resource(
    kind: str, spec: dict, run: str, step: str, name: str = "", region: str = ""
) -> NamedTuple("Outputs", [("name", str), ("status", dict)]):
    """Any kind that the operator serves."""
    from sagemaker_kfp.resource import run_step

    return run_step(kind, spec, run=run, step=step, name=name, region=region)


@component
def processing(spec: dict, run: str, step: str = "process", region: str = "") -> NamedTuple("Outputs", [("name", str), ("outputs", dict)]):
    """`outputs`: where each of the job's outputs is, by its name."""
    from sagemaker_kfp.resource import run_step
    from sagemaker_kfp.results import processing_outputs

    name, _ = run_step("ProcessingJob", spec, run=run, step=step, region=region)
    return name, processing_outputs(spec)


@component
def training(
    spec: dict,
    run: str,
    model: dsl.Output[dsl.Model],
    metrics: dsl.Output[dsl.Metrics],
    hyper_parameters: dict = {},
    step: str = "train",
    region: str = "",
) -> NamedTuple("Outputs", [("name", str), ("model_artifact", str), ("final_metrics", dict)]):
    """`hyper_parameters` are put over those of the spec: a tuning step's best ones, for example."""
    from sagemaker_kfp.outcome import metrics_of
    from sagemaker_kfp.resource import run_step
    from sagemaker_kfp.results import with_hyper_parameters

    name, status = run_step("TrainingJob", with_hyper_parameters(spec, hyper_parameters), run=run, step=step, region=region)
    artifact, final = status["modelArtifacts"]["s3ModelArtifacts"], metrics_of(status)
    model.uri = artifact
    for metric, value in final.items():
        metrics.log_metric(metric, value)
    return name, artifact, final


@component
def tuning(
    spec: dict, run: str, metrics: dsl.Output[dsl.Metrics], step: str = "tune", region: str = ""
) -> NamedTuple("Outputs", [("name", str), ("best_job", str), ("best_hyper_parameters", dict)]):
    """The best trial's name, and its hyperparameters: those that were tuned."""
    from sagemaker_kfp.resource import run_step
    from sagemaker_kfp.results import best_of

    name, status = run_step("HyperParameterTuningJob", spec, run=run, step=step, region=region)
    job, parameters, score = best_of(status)
    for metric, value in score.items():
        metrics.log_metric(metric, value)
    return name, job, parameters


@component
def transform(spec: dict, run: str, model_name: str = "", step: str = "transform", region: str = "") -> str:
    """Returns where the results are."""
    from sagemaker_kfp.resource import run_step

    whole = {**spec, "modelName": model_name} if model_name else spec
    run_step("TransformJob", whole, run=run, step=step, region=region)
    return spec["transformOutput"]["s3OutputPath"]


@component
def model(spec: dict, run: str, model_artifact: str = "", step: str = "model", region: str = "") -> str:
    """Returns the model's name in SageMaker. `model_artifact` is put into the primary container."""
    from sagemaker_kfp.names import name_of
    from sagemaker_kfp.resource import run_step
    from sagemaker_kfp.results import with_model_artifact

    name = name_of(run, step, region)
    whole = {"modelName": name, **with_model_artifact(spec, model_artifact)}
    run_step("Model", whole, run=run, step=step, region=region)
    return whole["modelName"]


@component
def endpoint_config(spec: dict, run: str, model_name: str = "", step: str = "endpoint-config", region: str = "") -> str:
    """Returns the configuration's name in SageMaker. `model_name` is put into every variant that names no model."""
    from sagemaker_kfp.names import name_of
    from sagemaker_kfp.resource import run_step
    from sagemaker_kfp.results import with_model_name

    whole = {"endpointConfigName": name_of(run, step, region), **with_model_name(spec, model_name)}
    run_step("EndpointConfig", whole, run=run, step=step, region=region)
    return whole["endpointConfigName"]


@component
def endpoint(
    endpoint_name: str, endpoint_config_name: str, run: str, deployment_config: dict = {}, step: str = "deploy", region: str = ""
) -> str:
    """Creates the endpoint, or moves it to another configuration. Returns its name. It outlives the run."""
    from sagemaker_kfp.resource import run_step

    spec = {"endpointName": endpoint_name, "endpointConfigName": endpoint_config_name}
    whole = {**spec, "deploymentConfig": deployment_config} if deployment_config else spec
    run_step("Endpoint", whole, run=run, step=step, name=endpoint_name, region=region)
    return endpoint_name


@component
def compilation(spec: dict, run: str, model_artifact: str = "", step: str = "compile", region: str = "") -> str:
    """Returns where the compiled model is."""
    from sagemaker_kfp.resource import run_step

    source = {**spec["inputConfig"], **({"s3URI": model_artifact} if model_artifact else {})}
    _, status = run_step("CompilationJob", {**spec, "inputConfig": source}, run=run, step=step, region=region)
    return status["modelArtifacts"]["s3ModelArtifacts"]


@component
def inference_recommendations(spec: dict, run: str, model_name: str = "", step: str = "recommend", region: str = "") -> NamedTuple(
    "Outputs", [("name", str), ("recommendations", list)]
):
    """SageMaker's recommendations as they are in status, the best first. `model_name` is put into the job's input."""
    from sagemaker_kfp.resource import run_step

    subject = {**spec["inputConfig"], **({"modelName": model_name} if model_name else {})}
    name, status = run_step("InferenceRecommendationsJob", {**spec, "inputConfig": subject}, run=run, step=step, region=region)
    return name, status.get("inferenceRecommendations", [])


@component
def labeling(spec: dict, run: str, step: str = "label", region: str = "") -> str:
    """Returns where the manifest of what was labelled is."""
    from sagemaker_kfp.resource import run_step

    _, status = run_step("LabelingJob", spec, run=run, step=step, region=region)
    return status["labelingJobOutput"]["outputDatasetS3URI"]


@component
def monitoring_schedule(schedule_name: str, spec: dict, run: str, step: str = "monitor", region: str = "") -> str:
    """Creates or changes the schedule, and returns its name. It outlives the run."""
    from sagemaker_kfp.resource import run_step

    whole = {**spec, "monitoringScheduleName": schedule_name}
    run_step("MonitoringSchedule", whole, run=run, step=step, name=schedule_name, region=region)
    return schedule_name
