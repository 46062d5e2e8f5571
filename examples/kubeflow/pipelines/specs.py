"""The specs of the pipelines' objects, as they would stand in a manifest. Role, bucket and images are for you to change."""

from typing import Any

ROLE = "arn:aws:iam::111122223333:role/example-sagemaker-execution"
REGION = "us-east-1"
BUCKET = f"s3://example-bucket-{REGION}"
ACCURACY = "validation:accuracy"
LABEL = "digit"
#: Who labels: a private team, which examples/topics/labeling shows how to make.
WORKTEAM = f"arn:aws:sagemaker:{REGION}:111122223333:workteam/private-crowd/example-annotators"

Spec = dict[str, Any]


def image(name: str) -> str:
    return f"111122223333.dkr.ecr.{REGION}.amazonaws.com/{name}"


def cluster(instance: str = "ml.m5.large", volume: int = 10) -> Spec:
    return {"instanceType": instance, "instanceCount": 1, "volumeSizeInGB": volume}


def channel(name: str, path: str) -> Spec:
    source = {"s3DataType": "S3Prefix", "s3URI": f"{BUCKET}/{path}"}
    return {"channelName": name, "dataSource": {"s3DataSource": source}}


def preparing(project: str) -> Spec:
    output = {"s3URI": f"{BUCKET}/{project}/prepared/", "localPath": "/opt/ml/processing/output", "s3UploadMode": "EndOfJob"}
    return {
        "roleARN": ROLE,
        "appSpecification": {"imageURI": image("prepare:1"), "containerEntrypoint": ["python3", "/prepare.py"]},
        "processingOutputConfig": {"outputs": [{"outputName": "prepared", "s3Output": output}]},
        "processingResources": {"clusterConfig": cluster()},
        "stoppingCondition": {"maxRuntimeInSeconds": 1800},
    }


def _job(project: str, name: str) -> Spec:
    """What a training job and a tuning job's trials have in common."""
    return {
        "roleARN": ROLE,
        "algorithmSpecification": {
            "trainingImage": image(name),
            "trainingInputMode": "File",
            "metricDefinitions": [{"name": ACCURACY, "regex": "accuracy=([0-9.]+)"}],
        },
        "inputDataConfig": [channel("train", f"{project}/prepared/train/"), channel("validation", f"{project}/prepared/validation/")],
        "outputDataConfig": {"s3OutputPath": f"{BUCKET}/{project}/output/"},
        "resourceConfig": cluster(),
        "stoppingCondition": {"maxRuntimeInSeconds": 3600},
    }


def training(project: str, name: str, hyper_parameters: dict[str, str]) -> Spec:
    return {**_job(project, name), "hyperParameters": hyper_parameters}


def tuning(project: str, name: str, ranges: Spec, static: dict[str, str], trials: int = 4) -> Spec:
    return {
        "hyperParameterTuningJobConfig": {
            "strategy": "Bayesian",
            "hyperParameterTuningJobObjective": {"type_": "Maximize", "metricName": ACCURACY},
            "resourceLimits": {"maxNumberOfTrainingJobs": trials, "maxParallelTrainingJobs": 2},
            "parameterRanges": ranges,
        },
        "trainingJobDefinition": {**_job(project, name), "staticHyperParameters": static},
    }


def served(name: str) -> Spec:
    return {"executionRoleARN": ROLE, "primaryContainer": {"image": image(name)}}


def hosting(instance: str, project: str, **more: str) -> Spec:
    variant = {"variantName": "main", "instanceType": instance, "initialInstanceCount": 1, "initialVariantWeight": 1, **more}
    return {
        "productionVariants": [variant],
        "dataCaptureConfig": {
            "enableCapture": True,
            "initialSamplingPercentage": 100,
            "destinationS3URI": f"{BUCKET}/{project}/capture/",
            "captureOptions": [{"captureMode": "Input"}, {"captureMode": "Output"}],
        },
    }


def canary(alarm: str) -> Spec:
    """A tenth of the fleet for five minutes; an alarm meanwhile takes everything back."""
    return {
        "blueGreenUpdatePolicy": {
            "trafficRoutingConfiguration": {
                "type_": "CANARY",
                "canarySize": {"type_": "CAPACITY_PERCENT", "value": 10},
                "waitIntervalInSeconds": 300,
            },
            "terminationWaitInSeconds": 60,
        },
        "autoRollbackConfiguration": {"alarms": [{"alarmName": alarm}]},
    }


def transforming(project: str) -> Spec:
    source = {"s3DataType": "S3Prefix", "s3URI": f"{BUCKET}/{project}/prepared/test/"}
    return {
        "transformInput": {"dataSource": {"s3DataSource": source}, "contentType": "text/csv", "splitType": "Line"},
        "transformOutput": {"s3OutputPath": f"{BUCKET}/{project}/scores/", "assembleWith": "Line"},
        "transformResources": {"instanceType": "ml.m5.large", "instanceCount": 1},
    }


def data_quality(project: str, endpoint: str) -> Spec:
    output = {"s3URI": f"{BUCKET}/{project}/monitoring/", "localPath": "/opt/ml/processing/output", "s3UploadMode": "EndOfJob"}
    return {
        "jobDefinitionName": f"{project}-data-quality",
        "roleARN": ROLE,
        # AWS's Model Monitor image of us-east-1; every region has another account.
        "dataQualityAppSpecification": {"imageURI": "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"},
        "dataQualityJobInput": {"endpointInput": {"endpointName": endpoint, "localPath": "/opt/ml/processing/input"}},
        "dataQualityJobOutputConfig": {"monitoringOutputs": [{"s3Output": output}]},
        "jobResources": {"clusterConfig": cluster(volume=20)},
        "stoppingCondition": {"maxRuntimeInSeconds": 1800},
    }


def hourly(project: str) -> Spec:
    return {
        "monitoringScheduleConfig": {
            "scheduleConfig": {"scheduleExpression": "cron(0 * ? * * *)"},
            "monitoringType": "DataQuality",
            "monitoringJobDefinitionName": f"{project}-data-quality",
        }
    }


def labelling(project: str) -> Spec:
    # AWS's own functions for image classification in us-east-1; every region has another account.
    function = "arn:aws:lambda:us-east-1:432418664414:function"
    return {
        "roleARN": ROLE,
        "labelAttributeName": LABEL,
        "labelCategoryConfigS3URI": f"{BUCKET}/{project}/categories.json",
        "inputConfig": {"dataSource": {"s3DataSource": {"manifestS3URI": f"{BUCKET}/{project}/unlabelled.manifest"}}},
        "outputConfig": {"s3OutputPath": f"{BUCKET}/{project}/labels/"},
        "humanTaskConfig": {
            "workteamARN": WORKTEAM,
            "uiConfig": {"uiTemplateS3URI": f"{BUCKET}/{project}/labelling-page.liquid.html"},
            "preHumanTaskLambdaARN": f"{function}:PRE-ImageMultiClass",
            "annotationConsolidationConfig": {"annotationConsolidationLambdaARN": f"{function}:ACS-ImageMultiClass"},
            "taskTitle": "Which digit is this?",
            "taskDescription": "Look at a picture and say which digit it shows",
            "numberOfHumanWorkersPerDataObject": 3,
            "taskTimeLimitInSeconds": 300,
        },
    }


def labelled() -> Spec:
    """A channel of pictures with their labels; where their manifest is, the labelling job tells."""
    source = {"s3DataType": "AugmentedManifestFile", "attributeNames": ["source-ref", LABEL]}
    return {"channelName": "train", "inputMode": "Pipe", "recordWrapperType": "RecordIO", "dataSource": {"s3DataSource": source}}


def compiling(project: str) -> Spec:
    """What is compiled for one family of instances runs on no other."""
    return {
        "roleARN": ROLE,
        "inputConfig": {"framework": "PYTORCH", "frameworkVersion": "1.13", "dataInputConfig": '{"input0": [1, 1, 28, 28]}'},
        "outputConfig": {"s3OutputLocation": f"{BUCKET}/{project}/compiled/", "targetDevice": "ml_c5"},
        "stoppingCondition": {"maxRuntimeInSeconds": 900},
    }


def recommending(project: str) -> Spec:
    """Three instances are put under load, one after the other."""
    return {
        "jobType": "Default",
        "roleARN": ROLE,
        "inputConfig": {
            "containerConfig": {
                "domain": "COMPUTER_VISION",
                "task": "IMAGE_CLASSIFICATION",
                "framework": "PYTORCH",
                "frameworkVersion": "1.13",
                "payloadConfig": {"samplePayloadURL": f"{BUCKET}/{project}/sample.tar.gz", "supportedContentTypes": ["application/x-npy"]},
                "supportedInstanceTypes": ["ml.c5.large", "ml.m5.large", "ml.c6g.large"],
            },
        },
    }
