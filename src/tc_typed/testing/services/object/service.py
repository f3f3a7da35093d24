"""Object service of the local Taskcluster."""

from __future__ import annotations

from tc_typed.common.models import EmptyResponse
from tc_typed.object.models import CreateUploadRequest, FinishUploadRequest, StartDownloadRequest
from tc_typed.object.operations import OPERATIONS
from tc_typed.testing.server.service import LocalService, ReceivedCall, Reply
from tc_typed.testing.services.common import commonHandlers
from tc_typed.testing.services.object.state import ObjectState


def objectService(objects: ObjectState) -> LocalService:
    """Make the object service.

    Args:
        objects: State of the object service.
    """

    def finishUpload(call: ReceivedCall) -> EmptyResponse:
        objects.finishUpload(call.args["name"], call.body(FinishUploadRequest))
        return EmptyResponse()

    def startDownload(call: ReceivedCall) -> Reply:
        accepted = call.body(StartDownloadRequest).acceptDownloadMethods
        return Reply(content=objects.startDownload(call.args["name"], accepted))

    def download(call: ReceivedCall) -> Reply:
        url = objects.simpleUrl(call.args["name"])
        return Reply(303, f"See Other. Redirecting to {url}", {"location": url})

    return LocalService(
        OPERATIONS,
        {
            **commonHandlers(),
            "createUpload": lambda call: objects.createUpload(
                call.args["name"], call.body(CreateUploadRequest)
            ),
            "finishUpload": finishUpload,
            "object": lambda call: objects.object(call.args["name"]),
            "startDownload": startDownload,
            "download": download,
        },
    )
