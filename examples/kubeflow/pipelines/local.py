"""Runs a pipeline on this machine, against the cluster that KUBECONFIG names: python -m pipelines.local mnist-kmeans"""

import json
import sys

from kfp import local

from sagemaker_kfp import components

from .compile import PIPELINES


def main(name: str, arguments: str = "{}") -> None:
    local.init(runner=local.SubprocessRunner(use_venv=False), pipeline_root=".local-outputs")
    # A component by itself is a pipeline of one step.
    runnable = PIPELINES.get(name) or getattr(components, name)
    task = runnable(**json.loads(arguments))
    print(json.dumps({"outputs": {key: value for key, value in task.outputs.items() if isinstance(value, str | dict)}}))


if __name__ == "__main__":
    main(*sys.argv[1:])
