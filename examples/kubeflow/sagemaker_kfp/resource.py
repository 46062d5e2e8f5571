"""A step: apply an object, wait for its end, and stop it when the run is cancelled."""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import Any, ContextManager, Iterator, Mapping

from kubernetes.client.exceptions import ApiException

from .cancellation import Cancellation, Cancelled, cancellable
from .cluster import Cluster
from .logs import Following
from .names import API_VERSION, labels_of, name_of
from .outcome import Failed, Running, Succeeded, log_of, outcome_of
from .patience import TROUBLE, StepFailed, patiently, pause, refuse
from .questions import JobLog
from .telling import say, tell_why

REGION = "services.k8s.aws/region"


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
    object_name = name or name_of(run, step, region)
    try:
        with cancellable() as cancellation:
            cluster = patiently(lambda: Cluster(kind, namespace))
            body = _object(kind, object_name, spec, run, step, region)
            return object_name, _apply_and_wait(cluster, body, cancellation)
    except Cancelled:
        raise SystemExit(143) from None
    except StepFailed as error:
        tell_why(str(error))
        raise


def _object(kind: str, name: str, spec: Mapping[str, Any], run: str, step: str, region: str) -> dict[str, Any]:
    annotations = {REGION: region} if region else {}
    metadata = {"name": name, "labels": labels_of(run, step), "annotations": annotations}
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": metadata, "spec": dict(spec)}


def _apply_and_wait(cluster: Cluster, body: dict[str, Any], cancellation: Cancellation) -> dict[str, Any]:
    name = body["metadata"]["name"]
    try:
        patiently(lambda: cancellation.after(lambda: cluster.apply(body)))
        say(f"{cluster.kind} {cluster.namespace}/{name}: applied")
        with _log_of(cluster, name):
            status = _wait(cluster, name)
        say(f"{cluster.kind} {name}: done")
        return status
    except Cancelled:
        _stop(cluster, name)
        raise


def _wait(cluster: Cluster, name: str) -> dict[str, Any]:
    shown = log = ""
    for obj in _states(cluster, name):
        if (place := log_of(obj)) != log:
            say(f"{cluster.kind} {name}: its log is in CloudWatch, {place}")
            log = place
        match outcome_of(obj):
            case Succeeded(status):
                return dict(status)
            case Failed(reason):
                raise StepFailed(f"{cluster.kind} {name} failed: {reason}")
            case Running(progress):
                if progress != shown:
                    say(f"{cluster.kind} {name}: {progress}")
                shown = progress
    raise AssertionError("unreachable: the object's states have no end")


def _states(cluster: Cluster, name: str) -> Iterator[dict[str, Any]]:
    """The object as it is, and then as it becomes. A watch that ends is begun anew from what is there by then."""
    broken = 0
    while True:
        obj = patiently(lambda: _present(cluster, name))
        yield obj
        try:
            for what, changed in cluster.changes(name, obj["metadata"]["resourceVersion"]):
                if what == "DELETED":
                    raise _deleted(cluster, name)
                broken = 0
                yield changed
            broken = 0
        except TROUBLE as error:
            # The object could be read a moment ago. A watch that is cut off, as by a proxy, tells nothing of the job: it never ends a step.
            refuse(error)
            broken += 1
            pause(broken)


def _present(cluster: Cluster, name: str) -> dict[str, Any]:
    try:
        return cluster.get(name)
    except ApiException as error:
        if error.status == 404:
            raise _deleted(cluster, name) from error
        raise


def _deleted(cluster: Cluster, name: str) -> StepFailed:
    return StepFailed(f"{cluster.kind} {name} was deleted while the step waited for it")


def _log_of(cluster: Cluster, name: str) -> ContextManager[None]:
    if not _is_job(cluster.kind):
        return nullcontext()
    return Following(JobLog(cluster.plural, cluster.namespace, name), say)


def _is_job(kind: str) -> bool:
    return re.search(r"Job(V\d+)?$", kind) is not None


def _stop(cluster: Cluster, name: str) -> None:
    """A job that nobody waits for costs money, and deleting its object stops it. What serves or is a record stays as it is."""
    if not _is_job(cluster.kind):
        say(f"{cluster.kind} {name}: left as it is, though the run was cancelled")
        return
    say(f"{cluster.kind} {name}: stopping, because the run was cancelled")
    patiently(lambda: cluster.delete(name))
