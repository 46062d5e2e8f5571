"""Writes compiled/*.yaml. With --check it changes nothing, and fails when one of them is out of date."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from kfp import compiler

from .conditional import conditional_deploy
from .hosting import hosting
from .kmeans import mnist_kmeans
from .mnist_lab import mnist_lab
from .optimize import mnist_optimize
from .regions import every_region

COMPILED = Path(__file__).parent.parent / "compiled"
PIPELINES = {
    "mnist-kmeans": mnist_kmeans,
    "mnist-lab": mnist_lab,
    "mnist-optimize": mnist_optimize,
    "conditional-deploy": conditional_deploy,
    "every-region": every_region,
    "hosting": hosting,
}


def compiled(pipeline: Any) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pipeline.yaml"
        compiler.Compiler().compile(pipeline, str(path))
        return path.read_text()


def main(check: bool) -> None:
    stale = []
    for name, pipeline in PIPELINES.items():
        path, text = COMPILED / f"{name}.yaml", compiled(pipeline)
        if not check:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(path.name)
    if stale:
        sys.exit(f"out of date: {', '.join(stale)}; run `python -m pipelines.compile` in examples/kubeflow")


if __name__ == "__main__":
    main("--check" in sys.argv[1:])
