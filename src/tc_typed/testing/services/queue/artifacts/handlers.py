"""API methods of the queue for artifacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tc_typed.queue.models import (
    CreateArtifactRequest,
    ErrorArtifactRequest,
    FinishArtifactRequest,
    LinkArtifactRequest,
    ObjectArtifactRequest,
    RedirectArtifactRequest,
    S3ArtifactRequest,
)
from tc_typed.scopes.patterns import ScopeParam
from tc_typed.testing.server.errors import ApiError
from tc_typed.testing.server.service import Handler, ReceivedCall, Reply, Result, ScopeParams
from tc_typed.testing.services.common import NO_CONTENT
from tc_typed.testing.services.context import ServiceContext
from tc_typed.testing.services.object.state import ObjectState
from tc_typed.testing.services.queue.artifacts.access import ArtifactAccess
from tc_typed.testing.services.queue.artifacts.records import ArtifactRecord
from tc_typed.testing.services.queue.artifacts.state import ArtifactState

_GetRunId: TypeAlias = Callable[[ReceivedCall], int]


def artifactHandlers(
    context: ServiceContext, artifacts: ArtifactState, objects: ObjectState
) -> Mapping[str, Handler]:
    """Return the handlers of the queue's methods for artifacts.

    Args:
        context: Parts of the deployment that its services share.
        artifacts: Artifacts of the queue.
        objects: State of the object service, in which some artifacts are kept.
    """
    access = ArtifactAccess(context, objects)

    def createArtifact(call: ReceivedCall) -> Result:
        creation = artifacts.createArtifact(
            call.args["taskId"], _runId(call), call.args["name"], _createRequest(call)
        )
        return access.upload(creation)

    def finishArtifact(call: ReceivedCall) -> Reply:
        uploadId = call.body(FinishArtifactRequest).uploadId
        artifacts.finishArtifact(call.args["taskId"], _runId(call), call.args["name"], uploadId)
        return NO_CONTENT

    def latestRunId(call: ReceivedCall) -> int:
        return artifacts.latestRun(call.args["taskId"])

    def reading(getRunId: _GetRunId, read: Callable[[ArtifactRecord], Result]) -> Handler:
        return lambda call: read(
            artifacts.follow(call.args["taskId"], getRunId(call), call.args["name"])
        )

    def info(getRunId: _GetRunId) -> Handler:
        return lambda call: artifacts.artifactInfo(
            call.args["taskId"], getRunId(call), call.args["name"]
        )

    def listing(getRunId: _GetRunId) -> Handler:
        return lambda call: artifacts.listArtifacts(call.args["taskId"], getRunId(call), call.page)

    return {
        "createArtifact": createArtifact,
        "finishArtifact": finishArtifact,
        "getArtifact": reading(_runId, access.redirect),
        "getLatestArtifact": reading(latestRunId, access.redirect),
        "artifact": reading(_runId, access.content),
        "latestArtifact": reading(latestRunId, access.content),
        "artifactInfo": info(_runId),
        "latestArtifactInfo": info(latestRunId),
        "listArtifacts": listing(_runId),
        "listLatestArtifacts": listing(latestRunId),
    }


def artifactScopeParams(artifacts: ArtifactState) -> Mapping[str, ScopeParams]:
    """Return functions for those methods for artifacts whose scopes depend on the artifacts.

    Reading an artifact needs scopes for it and for all artifacts that it leads to by links.

    Args:
        artifacts: Artifacts of the queue.
    """

    def names(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        return {
            "names": artifacts.namesAlongLinks(call.args["taskId"], _runId(call), call.args["name"])
        }

    def latestNames(call: ReceivedCall) -> Mapping[str, ScopeParam]:
        taskId, name = call.args["taskId"], call.args["name"]
        try:
            runId = artifacts.latestRun(taskId)
        except ApiError:  # Only callers that have the scope learn that there is no such task.
            return {"names": [name]}
        return {"names": artifacts.namesAlongLinks(taskId, runId, name)}

    return {
        "getArtifact": names,
        "artifact": names,
        "getLatestArtifact": latestNames,
        "latestArtifact": latestNames,
    }


def _runId(call: ReceivedCall) -> int:
    return int(call.args["runId"])


def _createRequest(call: ReceivedCall) -> CreateArtifactRequest:
    match call.payload:
        case (
            S3ArtifactRequest()
            | ObjectArtifactRequest()
            | RedirectArtifactRequest()
            | LinkArtifactRequest()
            | ErrorArtifactRequest() as request
        ):
            return request
        case _:
            raise TypeError(f"{call.operation.title} has no payload that creates an artifact")
