"""What to do when Kubernetes does not answer, or refuses."""

from __future__ import annotations

import json
import random
import time
from typing import Callable, TypeVar

from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

Result = TypeVar("Result")
#: So often in a row may the apiserver be out of reach: with the delays below about two minutes.
ATTEMPTS = 10
LONGEST_DELAY_SECONDS = 30.0
#: What a field of the wrong type makes of a server-side apply is a 500 by its status, but the same for ever.
MISTYPED = "failed to create typed patch object"
TROUBLE = (ApiException, HTTPError, OSError)


class StepFailed(Exception):
    """SageMaker's own reason is in the message: Kubeflow shows nothing else of a failed step."""


def patiently(call: Callable[[], Result]) -> Result:
    for attempt in range(1, ATTEMPTS):
        try:
            return call()
        except TROUBLE as error:
            refuse(error)
            pause(attempt)
    try:
        return call()
    except TROUBLE as error:
        refuse(error)
        raise StepFailed(f"Kubernetes could not be reached {ATTEMPTS} times in a row: {error}") from error


def refuse(error: Exception) -> None:
    """Raises where another try would end the same."""
    status = getattr(error, "status", None)
    refused = status is not None and 400 <= status < 500 and status not in (408, 410, 429)
    if refused or MISTYPED in message_of(error):
        raise StepFailed(f"Kubernetes refused the request: {message_of(error)}") from error


def pause(failures: int) -> None:
    time.sleep(delay(failures))


def delay(failures: int) -> float:
    # The exponent is bounded too: an outage of hours must not overflow it.
    return random.uniform(0, min(LONGEST_DELAY_SECONDS, 2.0 ** min(failures, 10)))


def message_of(error: Exception) -> str:
    """The apiserver names the field that it refuses, in the message of a Status."""
    try:
        return str(json.loads(getattr(error, "body", None) or "")["message"])
    except (ValueError, KeyError, TypeError):
        return str(error)
