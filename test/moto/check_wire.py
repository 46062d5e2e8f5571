"""Prints where recorded SageMaker calls are not what botocore's model of the API allows: unknown and missing members, types, bounds."""

import base64
import json
import sys

import botocore.session
from botocore.validate import ParamValidator

model = botocore.session.get_session().get_service_model("sagemaker")

with open(sys.argv[1]) as recording:
    for line in recording:
        entry = json.loads(line)
        service, _, operation = entry["headers"].get("X-Amz-Target", "").partition(".")
        if service != "SageMaker":
            continue
        body = json.loads(base64.b64decode(entry["body"]))
        report = ParamValidator().validate(body, model.operation_model(operation).input_shape)
        if report.has_errors():
            print(f"{operation}: {report.generate_report()}")
