"""The few calls to Kubernetes that a step makes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterator

from kubernetes import client, config, dynamic, watch
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic.exceptions import ResourceNotFoundError

from .names import API_VERSION, MANAGER
from .patience import StepFailed

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount/namespace")
#: The apiserver ends a watch after this time.
WATCH_SECONDS = 240
#: To connect, and between two reads. A connection that died silently is noticed after the second.
CALL_SECONDS = (10, 60)
WATCH_CALL_SECONDS = (10, WATCH_SECONDS + 30)


class Cluster:
    """One kind in one namespace."""

    def __init__(self, kind: str, namespace: str = "") -> None:
        config.load_config()
        self.kind = kind
        self.namespace = namespace or default_namespace()
        self._client = dynamic.DynamicClient(client.ApiClient())
        try:
            self._resource = self._client.resources.get(api_version=API_VERSION, kind=kind)
        except ResourceNotFoundError as error:
            raise StepFailed(f"the cluster does not know {API_VERSION} {kind}: install the operator's definitions, or mend the kind's name") from error

    @property
    def plural(self) -> str:
        return str(self._resource.name)

    def apply(self, body: dict[str, Any]) -> dict[str, Any]:
        applied = self._client.server_side_apply(
            self._resource,
            body=body,
            name=body["metadata"]["name"],
            namespace=self.namespace,
            field_manager=MANAGER,
            _request_timeout=CALL_SECONDS,
        )
        return dict(applied.to_dict())

    def get(self, name: str) -> dict[str, Any]:
        found = self._client.get(self._resource, name=name, namespace=self.namespace, _request_timeout=CALL_SECONDS)
        return dict(found.to_dict())

    def delete(self, name: str) -> None:
        """What is not there is as it should be."""
        try:
            self._client.delete(self._resource, name=name, namespace=self.namespace, _request_timeout=CALL_SECONDS)
        except ApiException as error:
            if error.status != 404:
                raise

    def changes(self, name: str, resource_version: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Until the server ends the watch."""
        events = watch.Watch().stream(
            self._resource.get,
            namespace=self.namespace,
            field_selector=f"metadata.name={name}",
            resource_version=resource_version,
            timeout_seconds=WATCH_SECONDS,
            serialize=False,
            _request_timeout=WATCH_CALL_SECONDS,
        )
        for event in events:
            yield event["type"], event["raw_object"]


def default_namespace() -> str:
    """That of the step's pod; outside a cluster SAGEMAKER_KFP_NAMESPACE, or that of the kubeconfig's context."""
    if chosen := os.environ.get("SAGEMAKER_KFP_NAMESPACE"):
        return chosen
    if SERVICE_ACCOUNT.exists():
        return SERVICE_ACCOUNT.read_text().strip()
    _, active = config.list_kube_config_contexts()
    return str(active["context"].get("namespace", "default"))
