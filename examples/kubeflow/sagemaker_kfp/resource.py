"""A step: apply an object, wait for its end, and stop it when the run is cancelled."""

from __future__ import annotations

import random
import re
import signal
import time
from contextlib import contextmanager
from typing import Any, Iterator, Mapping

from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

from .cluster import Cluster
from .names import API_VERSION, labels_of, name_of
from .outcome import Failed, Running, Succeeded, outcome_of

REGION = "services.k8s.aws/region"
#: So often in a row may the apiserver be out of reach: with the delays below about two minutes.
ATTEMPTS = 10
LONGEST_DELAY_SECONDS = 30.0


class StepFailed(Exception):
    """SageMaker's own reason is in the message: Kubeflow shows nothing else of a failed step."""


class Cancelled(BaseException):
    """Not an Exception, so that no retry catches it."""


def run_step(
    kind: str,
    spec: Mapping[str, Any],
    *,
    run: str,
    step: str,
    name: str = "",
    region: str = "",
    namespace: str = "",
) -> tuple[str, dict[str, Any]]:
    """
    Returns the object's name and its status at the end. Without a name the object is called after run and step, so a step that is
    tried again finds the object of its first try, and waits for the same job.
    """
    object_name = name or name_of(run, step)
    with _cancellable():
        cluster = _patiently(lambda: Cluster(kind, namespace))
        try:
            _patiently(lambda: cluster.apply(_object(kind, object_name, spec, run, step, region)))
            print(f"{kind} {cluster.namespace}/{object_name}: applied", flush=True)
            return object_name, _wait(cluster, kind, object_name)
        except Cancelled:
            _stop(cluster, kind, object_name)
            raise SystemExit(143) from None


def _object(kind: str, name: str, spec: Mapping[str, Any], run: str, step: str, region: str) -> dict[str, Any]:
    annotations = {REGION: region} if region else {}
    metadata = {"name": name, "labels": labels_of(run, step), "annotations": annotations}
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": metadata, "spec": dict(spec)}


def _wait(cluster: Cluster, kind: str, name: str) -> dict[str, Any]:
    shown = ""
    for obj in _states(cluster, name):
        match outcome_of(obj):
            case Succeeded(status):
                print(f"{kind} {name}: done", flush=True)
                return dict(status)
            case Failed(reason):
                raise StepFailed(f"{kind} {name} failed: {reason}")
            case Running(progress):
                if progress != shown:
                    print(f"{kind} {name}: {progress}", flush=True)
                shown = progress
    raise AssertionError("unreachable: the object's states have no end")


def _states(cluster: Cluster, name: str) -> Iterator[dict[str, Any]]:
    """The object as it is, and then as it becomes. A watch that ends is begun anew from what is there by then."""
    failures = 0
    while True:
        try:
            obj = cluster.get(name)
            yield obj
            for what, changed in cluster.changes(name, obj["metadata"]["resourceVersion"]):
                if what == "DELETED":
                    raise StepFailed(f"{name} was deleted while the step waited for it")
                failures = 0
                yield changed
        except (ApiException, HTTPError, OSError) as error:
            failures += 1
            _give_up_or_pause(error, failures)


def _patiently(call: Any) -> Any:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return call()
        except (ApiException, HTTPError, OSError) as error:
            _give_up_or_pause(error, attempt)


def _give_up_or_pause(error: Exception, failures: int) -> None:
    status = getattr(error, "status", None)
    if status == 404:
        raise StepFailed("the object was deleted while the step waited for it") from error
    if status is not None and 400 <= status < 500 and status not in (408, 410, 429):
        # The apiserver names the field that it refuses.
        raise StepFailed(f"Kubernetes refused the object: {getattr(error, 'body', error)}") from error
    if failures >= ATTEMPTS:
        raise StepFailed(f"Kubernetes could not be reached {failures} times in a row: {error}") from error
    time.sleep(random.uniform(0, min(LONGEST_DELAY_SECONDS, 2.0**failures)))


def _stop(cluster: Cluster, kind: str, name: str) -> None:
    """A job that nobody waits for costs money, and deleting its object stops it. What serves or is a record stays as it is."""
    if not re.search(r"Job(V\d+)?$", kind):
        print(f"{kind} {name}: left as it is, though the run was cancelled", flush=True)
        return
    print(f"{kind} {name}: stopping, because the run was cancelled", flush=True)
    try:
        cluster.delete(name)
    except ApiException as error:
        if error.status != 404:
            raise


@contextmanager
def _cancellable() -> Iterator[None]:
    def cancel(*_: object) -> None:
        # Once: a second signal must not interrupt the stopping.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Cancelled

    before = signal.signal(signal.SIGTERM, cancel)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
