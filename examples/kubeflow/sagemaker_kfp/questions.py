"""
Asks the operator for what is in AWS: a step has no credentials there. The way is the apiserver's service proxy, and the operator is shown
the step's own token, for the apiserver does not pass on who asks. It answers where the chart has `questions.enabled`.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any, Mapping
from urllib.parse import quote

from kubernetes import client
from kubernetes.client.exceptions import ApiException

from .patience import message_of

#: The chart's name for it, where it is installed as the operator's docs say. Elsewhere SAGEMAKER_KFP_OPERATOR says NAMESPACE/SERVICE.
SERVICE = "sagemaker-operator/sagemaker-operator-questions"
#: To connect, and between two reads.
CALL_SECONDS = (5, 20)


class Refused(Exception):
    """It would be the same if it was asked again. The message says what to do."""


@dataclass(frozen=True)
class Line:
    at: int
    stream: str
    message: str


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    #: Where the next page begins. Empty: there is none yet.
    next: str


class JobLog:
    """The log of one object. Each call is a question to the operator, and raises Refused, or what the Kubernetes client raises."""

    def __init__(self, plural: str, namespace: str, name: str) -> None:
        # With the login that Cluster has loaded. Not Cluster's own client: this one is used in another thread.
        self._client = client.ApiClient()
        operator, _, service = os.environ.get("SAGEMAKER_KFP_OPERATOR", SERVICE).partition("/")
        proxy = f"/api/v1/namespaces/{quote(operator, safe='')}/services/https:{quote(service, safe='')}:questions/proxy"
        self._path = f"{proxy}/v1/namespaces/{quote(namespace, safe='')}/{plural}/{quote(name, safe='')}/logs"

    def sources(self) -> list[str]:
        """Who writes: the job, or each trial of a search."""
        return [str(each) for each in self._ask({}, "sources").get("sources", [])]

    def page(self, source: str, since: int, token: str) -> Page:
        """`since` is in milliseconds."""
        query = {"source": source, **({"since": str(since)} if since else {}), **({"next": token} if token else {})}
        answer = self._ask(query, "events")
        try:
            lines = [Line(int(each["at"]), str(each["stream"]), str(each["message"])) for each in answer.get("events", [])]
        except (KeyError, TypeError, ValueError) as error:
            raise _unreadable(answer) from error
        return Page(lines, str(answer.get("next", "")))

    def _ask(self, query: Mapping[str, str], member: str) -> Mapping[str, Any]:
        """Empty as long as the operator, or CloudWatch, knows nothing of it. Otherwise it has this member, a list."""
        try:
            answer = self._client.call_api(
                self._path,
                "GET",
                query_params=list(query.items()),
                header_params={"Accept": "application/json", "X-Kubernetes-Token": self._token()},
                auth_settings=["BearerToken"],
                response_type="object",
                _return_http_data_only=True,
                _request_timeout=CALL_SECONDS,
            )
        except ApiException as error:
            refuse(error)
            return {}
        if not isinstance(answer, dict) or not isinstance(answer.get(member), list):
            raise _unreadable(answer)
        return answer

    def _token(self) -> str:
        """Asked for each time: a pod's token is another one every hour."""
        token = str(self._client.configuration.get_api_key_with_prefix("authorization") or "").removeprefix("Bearer ").removeprefix("bearer ")
        if not token:
            raise Refused("the kubeconfig's login is a certificate, which cannot be shown to the operator; in a pod it is a token")
        return token


def refuse(error: ApiException) -> None:
    """Raises unless all that it means is that there is nothing to be read: Refused, or the error itself where another try may help."""
    status = _status_in(error)
    reason, message = status.get("reason"), message_of(error)
    # Not the operator's words, but the apiserver's: the way there is closed (to most, 403 comes before 404) or leads nowhere.
    if error.status in (403, 404) and (status.get("details") or {}).get("kind") == "services":
        raise Refused(f"{message}: install the operator's chart with questions.enabled, or name its service in SAGEMAKER_KFP_OPERATOR") from error
    if error.status == 410 or (error.status == 404 and reason in ("NotFound", "NoLog")):
        return
    if error.status is not None and 400 <= error.status < 500 and error.status not in (408, 429):
        raise Refused(message) from error
    raise error


def _status_in(error: ApiException) -> Mapping[str, Any]:
    try:
        status = json.loads(error.body or "")
    except ValueError:
        return {}
    return status if isinstance(status, dict) else {}


def _unreadable(answer: Any) -> Refused:
    return Refused(f"what answers is no operator of this version: {str(answer)[:100]}")
