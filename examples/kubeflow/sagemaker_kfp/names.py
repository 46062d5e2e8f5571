"""Names and labels that are the same when a step is tried again."""

from __future__ import annotations

import hashlib
import re

GROUP = "sagemaker.services.k8s.aws"
API_VERSION = f"{GROUP}/v1alpha1"
MANAGER = "sagemaker-kfp"


def slug(text: str, length: int = 40) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:length].strip("-")


def name_of(run: str, step: str, region: str = "") -> str:
    """The hash keeps two runs apart whose names are alike where they are cut, and the regions of one step."""
    digest = hashlib.sha256("\0".join((run, step, region)).encode()).hexdigest()[:10]
    return f"{slug(step) or 'step'}-{digest}"


def labels_of(run: str, step: str) -> dict[str, str]:
    return {
        "app.kubernetes.io/managed-by": MANAGER,
        f"{MANAGER}/run": slug(run, 63),
        f"{MANAGER}/step": slug(step, 63),
    }
